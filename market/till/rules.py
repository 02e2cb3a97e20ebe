"""TillRules: what a group lets those who sell for it do at the till; the chair sets it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, table
from market.kernel.refused import Refused
from market.people.access import Actor, Role
from market.people.act import note


class TillRules(Record, table=True):
    """`discount_percent` of what is sold may be taken off, 0: nothing; `bon`: goods may leave on credit.

    Where a group has set none, nothing is taken off, and goods leave on credit.
    """

    __tablename__ = "till_rules"
    __table_args__ = (sa.CheckConstraint("discount_percent BETWEEN 0 AND 100", name="discount_percent"),)

    group_id: int = Field(foreign_key="groups.id", unique=True)
    discount_percent: int = 0
    bon: bool = True
    set_at: datetime = Field(default_factory=now)

    def most_off(self, total: int) -> int:
        """Whole rupiah that may be taken off so much."""
        return total * self.discount_percent // 100


R = table(TillRules)


def require_chair(by: Actor) -> None:
    """What a till may do, and what of it counts, the chair decides."""
    if Role.CHAIR not in by.roles:
        raise Refused("not_yours_to_do", who="chair")


def rules_of(db: Session, group_id: int) -> TillRules:
    """What holds in a group now; not stored where it never set anything."""
    return db.scalars(sa.select(TillRules).where(R.c.group_id == group_id)).first() or TillRules(group_id=group_id)


def set_rules(db: Session, group_id: int, *, discount_percent: int, bon: bool, by: Actor) -> None:
    """The chair says what may be done at the till from now on. Refused to anybody else."""
    require_chair(by)
    rules = rules_of(db, group_id)
    rules.discount_percent, rules.bon, rules.set_at = discount_percent, bon, now()
    rules.add(db)
    note(db, by, "till_rules", group_id, percent=discount_percent, bon=bon)
