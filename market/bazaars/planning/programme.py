"""Programme: what happens on the stages of a bazaar, by the hour."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar
from market.bazaars.slot import Slot, slots_of
from market.kernel.clock import now
from market.kernel.record import Record, table
from market.kernel.refused import Overtaken, Refused, require_room

MOST_PERFORMANCES = 200


class Performance(Record, table=True):
    """Who performs or speaks, when and on which stage; `day` and `starts` in the bazaar's zone. `off_at`: it was called
    off, because its day ends before it; it stays to be read."""

    __table_args__ = (sa.UniqueConstraint("bazaar_id", "day", "starts", "stage"),)

    bazaar_id: int = Field(foreign_key="bazaar.id")
    day: date
    starts: time
    performer: str = Field(max_length=120)
    stage: str = Field(default="", max_length=60)
    off_at: datetime | None = None

    def begun(self, bazaar: Bazaar) -> bool:
        return datetime.combine(self.day, self.starts, bazaar.zone) <= now()

    def stands(self, bazaar: Bazaar) -> bool:
        """Still to come: an end of the day before it would call it off."""
        return self.off_at is None and not self.begun(bazaar)

    def take_place_after_all(self, bazaar: Bazaar, performer: str, slots: Sequence[Slot]) -> None:
        """One that was called off takes place, by whoever performs then. Refused of one that was not, and where its
        day, of these slots, still ends before it."""
        if self.off_at is None:
            raise Refused("stage_taken", field="stage")
        starts = datetime.combine(self.day, self.starts, bazaar.zone)
        if all(slot.ends_at(bazaar) <= starts for slot in slots):
            raise Refused("performance_too_late", field="performance_at", performer=performer)
        self.performer, self.off_at = performer, None


def programme_of(db: Session, bazaar_id: int) -> list[Performance]:
    rows = table(Performance)
    wanted = sa.select(Performance).where(rows.c.bazaar_id == bazaar_id)
    return list(db.scalars(wanted.order_by(rows.c.day, rows.c.starts, rows.c.stage)))


def add_performance(bazaar: Bazaar, day: date, starts: time, performer: str, stage: str) -> None:
    """Adds a performance: on a day of the bazaar, and one at a time on a stage. Where one was called off the new one
    takes its place, once the day lasts that long again. Overtaken for an hour that is past."""
    added = Performance(bazaar_id=bazaar.key, day=day, starts=starts, performer=performer, stage=stage)
    _require_to_come(bazaar, added)
    held = [slot for slot in slots_of(bazaar.db, bazaar.key) if slot.held and slot.day == day]
    if not held:
        raise Refused("day_not_of_bazaar", field="performance_day")
    there = programme_of(bazaar.db, bazaar.key)
    then = next((each for each in there if (each.day, each.starts, each.stage) == (day, starts, stage)), None)
    if then is not None:
        return then.take_place_after_all(bazaar, performer, held)
    require_room(len(there), MOST_PERFORMANCES, "performer")
    added.add(bazaar.db)


def _require_to_come(bazaar: Bazaar, performance: Performance) -> None:
    """What was on a stage stays written, and nothing is written to it afterwards."""
    bazaar.require_not_over()
    if performance.begun(bazaar):
        raise Overtaken("performance_begun")


def slot_of(performance: Performance, slots: Sequence[Slot]) -> Slot | None:
    """The slot of its day it falls in, else the one that begins nearest to it; cancelled slots come last."""
    today = [slot for slot in slots if slot.day == performance.day]
    inside = [slot for slot in today if slot.starts <= performance.starts < slot.ends]
    when = datetime.combine(performance.day, performance.starts)

    def distance(slot: Slot) -> tuple[bool, timedelta]:
        return not slot.held, abs(datetime.combine(slot.day, slot.starts) - when)

    return min(inside or today, key=distance, default=None)


def performances_in(bazaar: Bazaar, slot: Slot) -> list[Performance]:
    slots = slots_of(bazaar.db, bazaar.key)
    return [each for each in programme_of(bazaar.db, bazaar.key) if slot_of(each, slots) is slot]


def performances_from(bazaar: Bazaar, slot: Slot, hour: time) -> list[Performance]:
    """Those of a slot that begin at this hour or later and are not called off."""
    return [each for each in performances_in(bazaar, slot) if each.starts >= hour and each.off_at is None]


def call_off(dropped: Sequence[Performance]) -> None:
    """They do not take place: their day ends before them."""
    for each in dropped:
        each.off_at = now()


def move_performances(bazaar: Bazaar, moved: list[Performance], slot: Slot, by: timedelta) -> None:
    """Moves them with their slot, which has its new day and hours. Refused when another has the stage then, or the day
    ends before one."""
    day = slot.day
    there = {(each.day, each.starts, each.stage) for each in programme_of(bazaar.db, bazaar.key) if each not in moved}
    for each in sorted(moved, key=lambda m: (m.day, m.starts), reverse=by > timedelta()):  # never onto one another
        when = datetime.combine(each.day, each.starts) + by
        if when.date() != day or (each.off_at is None and when.time() >= slot.ends):
            raise Refused("performance_too_late", field="starts", performer=each.performer)
        if (day, when.time(), each.stage) in there:
            raise Refused("stage_taken", field="day")
        each.day, each.starts = day, when.time()
        bazaar.db.flush()


def drop_performance(bazaar: Bazaar, key: int) -> None:
    """Takes one off. Overtaken once it has begun."""
    found = next((each for each in programme_of(bazaar.db, bazaar.key) if each.key == key), None)
    if found is not None:
        _require_to_come(bazaar, found)
        found.remove()
