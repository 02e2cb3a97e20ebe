"""Visitors: counted at the gate by officers with their phones, each press a row, so that two phones lose nothing."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.taking_place import takes_place
from market.bazaars.reporting.fact import fact
from market.bazaars.slot import Slot, is_held
from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.record import Record, table
from market.kernel.refused import Overtaken, Refused
from market.people.access import Actor

AROUND = timedelta(hours=1)  # people come before it opens and are counted while the last ones leave
MOST_AT_ONCE = 500


class VisitorCount(Record, table=True):
    """So many visitors, counted by one press. `hour` is the one it was pressed in, in UTC; a press that is taken back
    stays, and a row with as many less names it in `undoes_id`."""

    __tablename__ = "visitor_count"
    __table_args__ = (
        sa.CheckConstraint(f"n BETWEEN -{MOST_AT_ONCE} AND {MOST_AT_ONCE} AND n <> 0", name="n"),
        sa.CheckConstraint("(n < 0) = (undoes_id IS NOT NULL)", name="undoes"),
    )

    slot_id: int = Field(foreign_key="slot.id", index=True)
    hour: datetime
    n: int
    undoes_id: int | None = Field(default=None, foreign_key="visitor_count.id", unique=True)
    at: datetime = Field(default_factory=now)
    by: str = Field(max_length=80)
    by_id: int | None = Field(default=None, foreign_key="person.id")


V = table(VisitorCount)
UNDONE = V.alias("undone")


def counts_visitors(bazaar: Bazaar, slot: Slot) -> bool:
    """From an hour before a day begins until an hour after it ends."""
    return takes_place(bazaar, slot) and slot.begins_at(bazaar) - AROUND <= now() < slot.ends_at(bazaar) + AROUND


def count_visitors(db: Session, bazaar: Bazaar, slot: Slot, n: int, *, by: Actor) -> None:
    """So many more came in. Refused outside the hours of the day."""
    if not counts_visitors(bazaar, slot):
        raise Refused("not_the_hours")
    hour = now().replace(minute=0, second=0, microsecond=0)
    VisitorCount(slot_id=slot.key, hour=hour, n=n, **who_did(by)).add(db)


def undo_count(db: Session, slot: Slot, *, by: Actor) -> None:
    """Takes her own last press back. Overtaken where she has none."""
    undone = sa.select(UNDONE.c.id).where(UNDONE.c.undoes_id == V.c.id).exists()
    own = sa.select(VisitorCount).where(V.c.slot_id == slot.key, V.c.by_id == by.person_id, V.c.n > 0, sa.not_(undone))
    last = db.scalars(own.order_by(V.c.id.desc()).limit(1)).first()
    if last is None:
        raise Overtaken("state_moved")
    VisitorCount(slot_id=slot.key, hour=last.hour, n=-last.n, undoes_id=last.key, **who_did(by)).add(db)


def own_visitors(db: Session, slot: Slot, by: Actor) -> int:
    """How many of them one officer counted."""
    mine = sa.select(sa.func.coalesce(sa.func.sum(V.c.n), 0))
    return int(db.scalar(mine.where(V.c.slot_id == slot.key, V.c.by_id == by.person_id)) or 0)


def visitors_by_hour(bazaar_ids: Collection[int]) -> sa.Select[Any]:
    """Facts `visitors`: how many came in each hour (`at`) of each day of these bazaars that is held."""
    slots = table(Slot)
    wanted = fact("visitors", bazaar_id=slots.c.bazaar_id, slot_id=V.c.slot_id, n=sa.func.sum(V.c.n), at=V.c.hour)
    mine = wanted.select_from(V).join(slots, slots.c.id == V.c.slot_id)
    mine = mine.where(slots.c.bazaar_id.in_(bazaar_ids), is_held(slots))
    return mine.group_by(slots.c.bazaar_id, V.c.slot_id, V.c.hour)


def hours_of(db: Session, slot: Slot) -> dict[datetime, int]:
    """How many came in each hour of one day."""
    wanted = sa.select(V.c.hour, sa.func.sum(V.c.n).label("came")).where(V.c.slot_id == slot.key)
    return {row.hour: int(row.came) for row in db.execute(wanted.group_by(V.c.hour).order_by(V.c.hour))}
