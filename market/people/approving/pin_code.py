"""PinCode: a code from the chair, with which a member chooses her own PIN on the group's phone.

The chair hands over a code and never a PIN: what opens the till is known to its owner alone. A member invited by
name says yes this way; one who forgot her PIN chooses another. A member with an account sets her PIN there.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.one_of import one_of
from market.kernel.record import Record, table
from market.kernel.refused import Refused
from market.people.bond import bind
from market.people.invitation import Invitation, InvitationState
from market.people.membership import Membership
from market.people.person import Person

CODE_LASTS = timedelta(hours=24)


class PinCode(Record, table=True):
    """Good for 24 hours and once, for one invitation by name or one member; who issued it is kept.

    `by_pin`: she did so on a group's phone, named by her PIN, so that whoever gave her that one may have issued it.
    None of codes from before it was written down, which is read as if she did.
    """

    __tablename__ = "pin_code"
    __table_args__ = (sa.CheckConstraint("(invitation_id IS NULL) <> (membership_id IS NULL)", name="one_of"),)

    group_id: int = Field(foreign_key="groups.id", index=True)
    invitation_id: int | None = Field(default=None, foreign_key="invitation.id", index=True)
    membership_id: int | None = Field(default=None, foreign_key="membership.id", index=True)
    code_hash: str = Field(max_length=120)
    issued_by_id: int = Field(foreign_key="person.id")
    issued_at: datetime = Field(default_factory=now)
    expires_at: datetime
    used_at: datetime | None = None
    by_pin: bool | None = False


C, M, P, I = table(PinCode), table(Membership), table(Person), table(Invitation)
LIVE = (C.c.used_at.is_(None), C.c.expires_at > sa.bindparam("moment"))


@dataclass(frozen=True)
class WaitsForPin:
    """Somebody who may choose a PIN on the group's phone now: her name, and her code's id."""

    code: int
    name: str
    new: bool


def waiting_for_pin(db: Session, group_id: int) -> list[WaitsForPin]:
    """People whose code still works: those invited by name, and members who choose another PIN."""
    wanted = (
        sa.select(C.c.id, I.c.name.label("invited"), (P.c.name + M.c.apart).label("called"))
        .outerjoin(I, sa.and_(I.c.id == C.c.invitation_id, I.c.state == InvitationState.OPEN))
        .outerjoin(M, sa.and_(M.c.id == C.c.membership_id, M.c.ended_at.is_(None)))
        .outerjoin(P, P.c.id == M.c.person_id)
        .where(C.c.group_id == group_id, *LIVE, sa.or_(I.c.identifier == "", P.c.id.is_not(None)))
        .order_by(C.c.id)
    )
    found = db.execute(wanted, {"moment": now()})
    return [WaitsForPin(row.id, row.invited or row.called, row.invited is not None) for row in found]


def code_of_invited(db: Session, invitation_id: int) -> PinCode | None:
    """The code with which somebody says yes to an invitation in her account; None while nobody issued one."""
    wanted = sa.select(PinCode).where(C.c.invitation_id == invitation_id, *LIVE)
    return db.scalars(wanted, {"moment": now()}).first()


def spend_code(db: Session, code_id: int | None, invitation: Invitation, person_id: int) -> None:
    """Uses a code, once, and binds whoever issued it to whoever used it. Refused without a code that fits."""
    found = db.get(PinCode, code_id) if code_id else None
    if found is None:
        raise Refused("invitation_needs_code", field="code")
    if found.invitation_id != invitation.key or not found.update_if(
        C.c.used_at.is_(None), C.c.expires_at > now(), used_at=now()
    ):
        raise Refused("invitation_code_wrong", field="code")
    bind(db, found.group_id, found.issued_by_id, person_id)


def the_pin_code(db: Session, group_id: int, key: int) -> PinCode:
    """One of this group's codes."""
    return one_of(db, PinCode, key, group_id=group_id)
