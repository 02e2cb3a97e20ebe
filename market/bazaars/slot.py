"""Slot: a bookable day of a bazaar, or a part of one. Days: all of them, from the first that is held to the last."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import PROVINCES_OF, WIB, day_of, now
from market.kernel.record import Record, table
from market.kernel.refused import NotFound
from market.people.group import Located

LOCKS_BEFORE = timedelta(days=2)
MOST_LEFT_OUT = 8  # days that a season in a line has room to name


class Slot(Record, table=True):
    """A bookable day or part of a day, in the bazaar's zone. `revision` counts its changes, for calendars; `ended_at`
    is when somebody ended it before its time, `ready_asked_for` of which day those who wait were asked to be ready."""

    __table_args__ = (
        sa.UniqueConstraint("bazaar_id", "day", "starts"),
        sa.CheckConstraint("ends > starts", name="ends"),
    )

    bazaar_id: int = Field(foreign_key="bazaar.id")
    day: date
    starts: time
    ends: time
    listed_as: str = Field(default="", max_length=20)
    revision: int = 0
    cancelled_at: datetime | None = None
    ended_at: datetime | None = None
    ready_asked_for: date | None = None

    @property
    def held(self) -> bool:
        """It counts: it takes place, or took (`is_held` in statements). One that was called off counts nowhere."""
        return self.cancelled_at is None

    @property
    def ready_asked(self) -> bool:
        """Those who wait were asked of this day as it is; one that was moved is asked of anew."""
        return self.ready_asked_for == self.day

    @property
    def at(self) -> str:
        """Its day and start now, as `2026-12-05T09:00`."""
        return f"{self.day}T{self.starts:%H:%M}"

    @property
    def name(self) -> str:
        """Its name in instance files: its day and start, for ever as they were when the list was frozen."""
        return self.listed_as or self.at

    def begins_at(self, bazaar: Located) -> datetime:
        """In UTC."""
        return datetime.combine(self.day, self.starts, bazaar.zone).astimezone(UTC)

    def ends_at(self, bazaar: Located) -> datetime:
        """In UTC; earlier than planned when it was ended early."""
        return self.ended_at or datetime.combine(self.day, self.ends, bazaar.zone).astimezone(UTC)

    def begun(self, bazaar: Located) -> bool:
        """From here on its rows are history: whatever is found out later is a row of its own."""
        return self.held and now() >= self.begins_at(bazaar)

    def over(self, bazaar: Located) -> bool:
        return self.held and now() >= self.ends_at(bazaar)

    def running(self, bazaar: Located) -> bool:
        return self.begun(bazaar) and not self.over(bazaar)

    def hour_seen(self, bazaar: Located, at: datetime) -> datetime | None:
        """When somebody came, of what was written down at this moment; what was written after its end says no hour."""
        return at if at < self.ends_at(bazaar) else None

    def given_until(self, bazaar: Located) -> datetime:
        """In UTC, to when its hours were given: the later of its end as planned, and as it was changed while it ran."""
        return max(datetime.combine(self.day, self.ends, bazaar.zone).astimezone(UTC), self.ends_at(bazaar))

    def meets(self, bazaar: Located, day: date, starts: time, ends: time) -> bool:
        """Whether an hour of these is given to it."""
        begin, end = (datetime.combine(day, at, bazaar.zone) for at in (starts, ends))
        return self.held and self.begins_at(bazaar) < end and begin < self.given_until(bazaar)

    def coming(self, bazaar: Located) -> bool:
        """It will be held and has not begun."""
        return self.held and not self.begun(bazaar)

    def hours(self, bazaar: Located) -> list[datetime]:
        """Each hour it touches, in UTC: what a group can give to one bazaar only. One that was ended early while it ran
        keeps all that were given to it."""
        start, end = self.begins_at(bazaar), self.given_until(bazaar)
        hour = start.replace(minute=0, second=0)
        found = []
        while hour < end:
            found.append(hour)
            hour += timedelta(hours=1)
        return found


def weekly_days(first: date, last: date) -> list[date]:
    """The weekday of `first`, every week until `last`; none when that is earlier."""
    return [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]


@dataclass(frozen=True, slots=True)
class Days:
    """The slots of a bazaar by their day. A cancelled one begins nothing and ends nothing: the first and the last that
    are `held` do, everywhere. Where none is held any more it never begins, and the calendar still shows when it was."""

    bazaar: Located
    slots: Sequence[Slot]

    def of(self, key: int) -> Slot:
        """The one with this id; NotFound for another's."""
        found = next((slot for slot in self.slots if slot.key == key), None)
        if found is None:
            raise NotFound(f"slot {key}")
        return found

    def have(self, keys: Collection[int]) -> bool:
        """Whether these are all ids of them."""
        return set(keys) <= {slot.key for slot in self.slots}

    @property
    def held(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.held]

    @property
    def shown(self) -> list[Slot]:
        """For a calendar: those that are held, or all when none is."""
        return self.held or list(self.slots)

    @property
    def first(self) -> Slot:
        return self.shown[0]

    @property
    def last(self) -> Slot:
        return self.shown[-1]

    @property
    def months(self) -> list[list[Slot]]:
        """All of them by month, for pages that show many."""
        return [list(days) for _month, days in groupby(self.slots, key=lambda slot: (slot.day.year, slot.day.month))]

    @property
    def coming(self) -> list[Slot]:
        return [slot for slot in self.slots if slot.coming(self.bazaar)]

    @property
    def begun(self) -> bool:
        return any(slot.begun(self.bazaar) for slot in self.slots)

    @property
    def over(self) -> bool:
        """The last one has ended: nothing of the bazaar is to come."""
        return bool(self.held) and all(slot.over(self.bazaar) for slot in self.held)

    @property
    def ended_at(self) -> datetime:
        """When the last that is held ends."""
        return max(slot.ends_at(self.bazaar) for slot in self.shown)

    @property
    def following(self) -> Slot | None:
        """The next one to begin."""
        return next(iter(self.coming), None)

    @property
    def running(self) -> bool:
        """While one of them is held, and over the night to the next day; not in the week between two market days."""
        begun = [slot for slot in self.slots if slot.begun(self.bazaar)]
        if not begun or self.over:
            return False
        if any(not slot.over(self.bazaar) for slot in begun):
            return True
        return self.following is not None and self.following.day - begun[-1].day <= timedelta(days=1)

    @property
    def left_out(self) -> list[date]:
        """The weeks that a weekly market leaves out: of each weekday of it, those between its first and its last. None
        where there are many: one of every other week leaves out none, and a line has no room for a year of them."""
        held = {slot.day for slot in self.held}
        weeks = [sorted(day for day in held if day.weekday() == weekday) for weekday in range(7)]
        between = (set(weekly_days(days[0], days[-1])) for days in weeks if days)
        found = sorted(set[date]().union(*between) - held)
        return found if len(found) <= MOST_LEFT_OUT else []

    @property
    def past(self) -> bool:
        """Of a calendar: its last day is before today."""
        return self.last.day < self.bazaar.today


def is_held(slots: sa.FromClause) -> sa.ColumnElement[bool]:
    """`Slot.held`, for a condition on slots or an alias of them."""
    return slots.c.cancelled_at.is_(None)


def has_begun(slots: sa.FromClause, village: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """`Slot.begun` by the clock of its bazaar's `village`, for a condition on slots or an alias of them."""
    province = sa.func.substr(village, 1, 2)
    clocks = [(province.in_(provinces), _since_start(slots, zone)) for zone, provinces in PROVINCES_OF.items()]
    return sa.and_(is_held(slots), sa.case(*clocks, else_=_since_start(slots, WIB)))


def _since_start(slots: sa.FromClause, zone: ZoneInfo) -> sa.ColumnElement[bool]:
    moment = now()
    here, hour = day_of(moment, zone), moment.astimezone(zone).time()
    return sa.or_(slots.c.day < here, sa.and_(slots.c.day == here, slots.c.starts <= hour))


def first_day(bazaar_id: sa.ColumnElement[int]) -> sa.ScalarSelect[date]:
    """The first day of a bazaar that is held, for a statement; NULL where none is."""
    return _day_held(sa.func.min, bazaar_id)


def last_day(bazaar_id: sa.ColumnElement[int]) -> sa.ScalarSelect[date]:
    """The last one."""
    return _day_held(sa.func.max, bazaar_id)


def _day_held(which: Callable[..., Any], bazaar_id: sa.ColumnElement[int]) -> sa.ScalarSelect[date]:
    rows = table(Slot).alias()
    wanted = sa.select(which(rows.c.day)).where(rows.c.bazaar_id == bazaar_id, is_held(rows))
    return wanted.correlate_except(rows).scalar_subquery()


def slots_of(db: Session, bazaar_id: int) -> list[Slot]:
    rows = table(Slot)
    return list(db.scalars(sa.select(Slot).where(rows.c.bazaar_id == bazaar_id).order_by(rows.c.day, rows.c.starts)))
