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
from market.kernel.record import Record, table
from market.kernel.refused import NotFound, Refused
from market.messages.outbox import tell
from market.messages.overtaken import unsay
from market.people.access import Actor, Role
from market.people.bond import bind
from market.people.group import Group
from market.people.helpers import facilitators
from market.people.invitation import Invitation, InvitationKind, InvitationState
from market.people.membership import Membership, bearers_of
from market.people.own_side import require_other_side
from market.people.person import Person
from market.people.security import security_event

CODE_LASTS = timedelta(hours=24)


class PinCode(Record, table=True):
    """Good for 24 hours and once, for one invitation by name or one member; who issued it is kept."""

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


C, M, P, I = table(PinCode), table(Membership), table(Person), table(Invitation)
LIVE = (C.c.used_at.is_(None), C.c.expires_at > sa.bindparam("moment"))


def code_for_invited(db: Session, invitation: Invitation, code_hash: str, by: Actor) -> None:
    """A fresh code for somebody invited as a member; earlier ones end.

    Invited by name alone she chooses her PIN with it on the group's phone. Invited at a number or address that her
    account has not proved, she says yes with it in her account: whoever typed a number first need not be its owner.
    """
    if invitation.kind is not InvitationKind.MEMBER or not invitation.live:
        raise Refused("invitation_over")
    made = _issue(db, invitation.group_id or 0, code_hash, by, invitation_id=invitation.key)
    security_event(db, "pin_code_issued", by_id=by.person_id, group_id=made.group_id, invitation=invitation.key)
    _tell(db, made, invitation.name, by, in_account=bool(invitation.identifier))


def code_for_member(db: Session, membership: Membership, code_hash: str, by: Actor) -> None:
    """A fresh code for a member without an account; one who can sign in chooses her PIN there.

    Whoever has the code and the group's phone could choose the PIN: so a code for a chair, a treasurer or a stand-in
    comes from a facilitator or officer, and all who hold such a role, and the facilitators, hear of every code.
    """
    from market.people.approving.stand_in import holds_money

    person = Person.get(db, membership.person_id)
    if holds_money(db, membership) and not by.roles & {Role.FACILITATOR, Role.OFFICER}:
        raise Refused("not_yours_to_do", who="facilitator")  # never among equals
    if person.has_account:
        raise Refused("pin_in_own_account", name=person.name)
    if Role.OFFICER in by.roles and Role.FACILITATOR not in by.roles:
        require_other_side(db, by.person_id, membership.group_id)
    made = _issue(db, membership.group_id, code_hash, by, membership_id=membership.key)
    security_event(db, "pin_code_issued", person_id=person.key, by_id=by.person_id, group_id=made.group_id)
    _tell(db, made, person.name, by)


def _tell(db: Session, made: PinCode, whose: str, by: Actor, *, in_account: bool = False) -> None:
    """Tells all but the member herself. `in_account`: she says yes with it in her own account."""
    group, about = Group.get(db, made.group_id), f"pin/{made.invitation_id or 0}/{made.membership_id or 0}"
    unsay(db, about, ("pin_code_issued",))
    params = {"by": by.name, "group": group.name, "name_of": whose, "path": f"/lapak/{group.slug}/anggota"}
    params["kind"] = "invitation" if in_account else "pin"
    bearers = {each.key: each for each in bearers_of(db, group.key)}
    for key, person in (bearers | {each.key: each for each in facilitators(db, group.key)}).items():
        if key != by.person_id:
            name, warns = f"pin_code/{made.key}/{key}", key in bearers
            tell(db, person.recipient, "pin_code_issued", params, name=name, about=about, warns=warns)


def _issue(
    db: Session,
    group_id: int,
    code_hash: str,
    by: Actor,
    *,
    invitation_id: int | None = None,
    membership_id: int | None = None,
) -> PinCode:
    same = (C.c.invitation_id == invitation_id, C.c.membership_id == membership_id)
    db.execute(sa.update(C).where(*same, C.c.used_at.is_(None)).values(used_at=now()))
    return PinCode(
        group_id=group_id, invitation_id=invitation_id, membership_id=membership_id, code_hash=code_hash,
        issued_by_id=by.person_id or 0, expires_at=now() + CODE_LASTS,
    ).add(db)  # fmt: skip


@dataclass(frozen=True)
class WaitsForPin:
    """Somebody who may choose a PIN on the group's phone now: her name, and her code's id."""

    code: int
    name: str
    new: bool


def waiting_for_pin(db: Session, group_id: int) -> list[WaitsForPin]:
    """People whose code still works: those invited by name, and members who choose another PIN."""
    wanted = (
        sa.select(C.c.id, I.c.name.label("invited"), P.c.name)
        .outerjoin(I, sa.and_(I.c.id == C.c.invitation_id, I.c.state == InvitationState.OPEN))
        .outerjoin(M, sa.and_(M.c.id == C.c.membership_id, M.c.ended_at.is_(None)))
        .outerjoin(P, P.c.id == M.c.person_id)
        .where(C.c.group_id == group_id, *LIVE, sa.or_(I.c.identifier == "", P.c.id.is_not(None)))
        .order_by(C.c.id)
    )
    found = db.execute(wanted, {"moment": now()})
    return [WaitsForPin(row.id, row.invited or row.name, row.invited is not None) for row in found]


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
    found = db.get(PinCode, key)
    if found is None or found.group_id != group_id:
        raise NotFound(f"pin code {key}")
    return found
