"""Programme: what happens on the stages of a bazaar, by the hour."""

from datetime import date, time

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar, slots_of
from market.kernel.record import Record, table
from market.kernel.refused import Refused

MOST_PERFORMANCES = 200


class Performance(Record, table=True):
    """Who performs or speaks, when and on which stage; `day` and `starts` in the bazaar's zone."""

    __table_args__ = (sa.UniqueConstraint("bazaar_id", "day", "starts", "stage"),)

    bazaar_id: int = Field(foreign_key="bazaar.id")
    day: date
    starts: time
    performer: str = Field(max_length=120)
    stage: str = Field(default="", max_length=60)


def programme_of(db: Session, bazaar_id: int) -> list[Performance]:
    rows = table(Performance)
    wanted = sa.select(Performance).where(rows.c.bazaar_id == bazaar_id)
    return list(db.scalars(wanted.order_by(rows.c.day, rows.c.starts, rows.c.stage)))


def add_performance(bazaar: Bazaar, day: date, starts: time, performer: str, stage: str) -> None:
    """One more; on a day of the bazaar, and one at a time on a stage."""
    if day not in {slot.day for slot in slots_of(bazaar.db, bazaar.key)}:
        raise Refused("day_not_of_bazaar", field="performance_day")
    there = programme_of(bazaar.db, bazaar.key)
    if len(there) >= MOST_PERFORMANCES:
        raise Refused("too_many", field="performer", n=MOST_PERFORMANCES)
    if any((each.day, each.starts, each.stage) == (day, starts, stage) for each in there):
        raise Refused("stage_taken", field="stage")
    Performance(bazaar_id=bazaar.key, day=day, starts=starts, performer=performer, stage=stage).add(bazaar.db)


def drop_performance(bazaar: Bazaar, key: int) -> None:
    rows = table(Performance)
    bazaar.db.execute(sa.delete(rows).where(rows.c.id == key, rows.c.bazaar_id == bazaar.key))
