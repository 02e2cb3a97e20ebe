"""SeenPin: a PIN that a helper may know, because it was typed or chosen on a phone that she answers for.

Whoever keeps a browser can read what is typed in it. So such a PIN is as one that was chosen with her code: daily work
goes on by it, and nothing counts as the word of two people (`pin_givers`).
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, changed, table
from market.people.device import BELONGS, Device
from market.people.person import Person


class SeenPin(Record, table=True):
    """`person_id`, a facilitator or officer, may know the PIN of this membership, which was typed `at` last on a phone
    of hers, until another is chosen in an account of its owner's or with a code."""

    __tablename__ = "seen_pin"
    __table_args__ = (sa.UniqueConstraint("membership_id", "person_id"),)

    membership_id: int = Field(foreign_key="membership.id")
    person_id: int = Field(foreign_key="person.id")
    at: datetime = Field(default_factory=now)


S, D = table(SeenPin), table(Device)


def see_pin(db: Session, device_id: int, membership_id: int) -> None:
    """Writes down who may have read a PIN that was given rightly on this phone: its keeper, unless she is a member."""
    reader = who_reads(db, device_id)
    if reader is None:
        return
    same = (S.c.membership_id == membership_id, S.c.person_id == reader.key)
    if not changed(db, sa.update(S).where(*same).values(at=now())):
        SeenPin(membership_id=membership_id, person_id=reader.key).add(db)


def who_reads(db: Session, device_id: int) -> Person | None:
    """The helper who answers for a group's phone; None where that is a member of the group."""
    mine = (BELONGS.c.group_id == D.c.group_id, BELONGS.c.person_id == D.c.kept_by_id, BELONGS.c.ended_at.is_(None))
    wanted = sa.select(Person).join(D, D.c.kept_by_id == table(Person).c.id).where(D.c.id == device_id)
    return db.scalars(wanted.where(~sa.select(BELONGS.c.id).where(*mine).correlate(D).exists())).first()


def forget_seen(db: Session, membership_id: int) -> None:
    """Another PIN was chosen by a way that leads past who knew the last one."""
    db.execute(sa.delete(S).where(S.c.membership_id == membership_id))
