"""Booking: a group stands in a slot; the database refuses a booth twice in a slot and a group twice in an hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field, col

from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.deadline import changed_until
from market.bazaars.booth import Booth, is_sound
from market.bazaars.registering.application import Application
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.kernel.doer import Doer
from market.kernel.indexes import one_where
from market.kernel.one_of import one_of
from market.kernel.record import Record, became, changed, locked, state_column, table
from market.kernel.refused import Overtaken
from market.kernel.states import before, moves
from market.kernel.taken import taken
from market.people.access import CLOCK


class BookingState(StrEnum):
    """`withdrawn_late` is after the lock: it counts as a turn."""

    OFFERED = "offered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    WITHDRAWN_LATE = "withdrawn_late"
    CANCELLED = "cancelled"


S = BookingState
NEXT = moves(
    S,
    {
        S.OFFERED: {S.OFFERED, S.CONFIRMED, S.DECLINED, S.EXPIRED, S.CANCELLED},  # asked again when its day moves
        S.CONFIRMED: {S.OFFERED, S.WITHDRAWN, S.WITHDRAWN_LATE, S.CANCELLED},
        S.WITHDRAWN_LATE: {S.WITHDRAWN},  # its day was called off or postponed, so it was early enough
        **dict.fromkeys((S.DECLINED, S.EXPIRED, S.WITHDRAWN, S.CANCELLED), frozenset[S]()),
    },
)
LIVE = (BookingState.OFFERED, BookingState.CONFIRMED)
TURNS = (BookingState.CONFIRMED, BookingState.WITHDRAWN_LATE)


class Booking(Record, table=True):
    """One application in one slot. `from_queue` when it was offered after somebody else gave it up. `broke` are the
    numbers of the booths, with a space between, by whose breaking it lost a day to come."""

    __table_args__ = (sa.Index("ix_booking_due", "state", "answer_by"),)

    bazaar_id: int = Field(foreign_key="bazaar.id", index=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    group_id: int = Field(foreign_key="groups.id", index=True)
    slot_id: int = Field(foreign_key="slot.id")
    state: BookingState = Field(default=BookingState.OFFERED, sa_column=state_column(BookingState, "state"))
    answer_by: datetime | None = None
    from_queue: bool = False
    broke: str = Field(default="", max_length=40)
    made_at: datetime = Field(default_factory=now)
    changed_at: datetime = Field(default_factory=now)

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def may_answer(self) -> bool:
        """An offer whose deadline is to come."""
        return self.state is BookingState.OFFERED and (self.answer_by is None or now() < self.answer_by)


class BookedBooth(Record, table=True):
    """A booth held in a slot by a booking. Given back before its slot begins, the row goes; from then on it stays.

    `until` is when the group stood there no more, written once; `since` when it came to stand there, if its slot ran
    by then.
    """

    __table_args__ = (one_where("uq_bookedbooth_slot_id_booth_id", "slot_id", "booth_id", where="until IS NULL"),)

    booking_id: int = Field(foreign_key="booking.id", index=True)
    slot_id: int = Field(foreign_key="slot.id")
    booth_id: int = Field(foreign_key="booth.id")
    since: datetime | None = None
    until: datetime | None = None


class BookedHour(Record, table=True):
    """An hour a group has promised to one bazaar, by confirming."""

    __table_args__ = (sa.UniqueConstraint("group_id", "hour"),)

    booking_id: int = Field(foreign_key="booking.id", index=True)
    group_id: int = Field(foreign_key="groups.id")
    hour: datetime


taken("bookedbooth.slot_id", "booth_taken")
taken("bookedhour.group_id", "elsewhere_at_that_hour")


@dataclass(frozen=True, slots=True)
class Offered:
    """A group's booths in a slot, to be offered to it, until when it may answer, and whether they were somebody else's
    before."""

    application: Application
    slot: Slot
    booths: Sequence[Booth]
    until: datetime
    from_queue: bool = False


def book_all(db: Session, bazaar: Bazaar, stands: Sequence[Offered]) -> None:
    """Offers these spots; the booths are held from now on. Three statements, since all other writers wait."""
    if not stands:
        return
    db.flush()
    rows = table(Booking)
    kept = {"bazaar_id": bazaar.key, "state": BookingState.OFFERED}
    told = [
        kept
        | {"application_id": each.application.key, "group_id": each.application.group_id}
        | {"slot_id": each.slot.key, "answer_by": each.until, "from_queue": each.from_queue}
        for each in stands
    ]
    before = db.execute(sa.select(sa.func.coalesce(sa.func.max(rows.c.id), 0))).scalar_one()
    db.execute(sa.insert(rows), told)
    spots = sa.select(rows.c.application_id, rows.c.slot_id, rows.c.id).where(rows.c.bazaar_id == bazaar.key)
    keys = {(row.application_id, row.slot_id): row.id for row in db.execute(spots.where(rows.c.id > before))}
    held = [
        {"booking_id": keys[each.application.key, each.slot.key], "slot_id": each.slot.key, "booth_id": booth.key}
        for each in stands
        for booth in each.booths
    ]
    if held:
        db.execute(sa.insert(table(BookedBooth)), held)


def bookings_of(db: Session, application_id: int, *, lock: bool = False) -> list[Booking]:
    rows = table(Booking)
    wanted = sa.select(Booking).where(rows.c.application_id == application_id).order_by(rows.c.id)
    return list(db.scalars(locked(wanted) if lock else wanted))


def the_booking(db: Session, bazaar: Bazaar, key: int) -> Booking:
    """One of a bazaar, locked; NotFound for another's."""
    return one_of(db, Booking, key, lock=True, bazaar_id=bazaar.key)


def all_become(db: Session, bookings: Sequence[Booking], state: BookingState, by: Doer, /, **facts: Any) -> None:
    """`become` for many at once, in one statement: all of them, or Overtaken."""
    keys = [booking.key for booking in bookings]
    rows = sa.update(Booking).where(col(Booking.id).in_(keys), col(Booking.state).in_(before(state)))
    db.flush()
    if changed(db, rows.values(state=state, changed_at=now(), **facts)) != len(keys):
        raise Overtaken("state_moved")
    became(db, Booking, keys, state, by, state.value)


def confirm_all(db: Session, bookings: Sequence[Booking], by: Doer) -> None:
    """The group takes part: all of them, or Overtaken."""
    all_become(db, bookings, S.CONFIRMED, by)


def forgive_all(db: Session, bookings: Sequence[Booking], by: Doer) -> None:
    """Withdrawn too late is withdrawn in time after all."""
    all_become(db, bookings, S.WITHDRAWN, by)


def offer_again(db: Session, bazaar: Bazaar, *bookings: Booking, by: Doer) -> None:
    """What was promised is an offer again, each until a time that fits its day: the groups may leave freely."""
    if not bookings:
        return
    require_coming(bazaar, bookings)
    hours = table(BookedHour)
    db.execute(sa.delete(hours).where(hours.c.booking_id.in_([booking.key for booking in bookings])))
    days, asked = bazaar.days, {booking.slot_id for booking in bookings}
    until = {slot.key: changed_until(bazaar, slot, days) for slot in days.slots if slot.key in asked}
    all_become(db, bookings, S.OFFERED, by, answer_by=sa.case(until, value=col(Booking.slot_id)))


def require_coming(bazaar: Bazaar, bookings: Sequence[Booking]) -> None:
    """What happened cannot be undone: Overtaken when the slot of one of them has begun."""
    begun = {slot.key for slot in bazaar.days.slots if slot.begun(bazaar)}
    if any(booking.slot_id in begun for booking in bookings):
        raise Overtaken("slot_over")


def give_all_back(db: Session, bazaar: Bazaar, bookings: Sequence[Booking], state: BookingState, by: Doer) -> None:
    """The bookings end in this state; their booths and hours are free again. Overtaken once a slot has begun."""
    require_coming(bazaar, bookings)
    _end(db, bookings, state, by)


def expire_all(db: Session, offered: Sequence[Booking]) -> None:
    """Offers that nobody answered. Each was over before its day began, even where the clock looks later."""
    _end(db, offered, BookingState.EXPIRED, CLOCK)


def _end(db: Session, bookings: Sequence[Booking], state: BookingState, by: Doer) -> None:
    keys = [booking.key for booking in bookings]
    for held in (table(BookedBooth), table(BookedHour)):
        db.execute(sa.delete(held).where(held.c.booking_id.in_(keys)))
    all_become(db, bookings, state, by)


def stand_no_more(db: Session, booking: Booking, at: datetime) -> None:
    """From this moment on its booths are free in a slot that runs; that it stood there stays written."""
    held = table(BookedBooth)
    there = (held.c.booking_id == booking.key, held.c.until.is_(None))
    db.execute(sa.update(held).where(*there).values(until=at))


def stand_from_now(db: Session, bazaar: Bazaar, booking: Booking, numbers: Sequence[str]) -> None:
    """From now on it stands in these booths of its slot, which runs. Overtaken when somebody does, or they broke."""
    rows, held = table(Booth), table(BookedBooth)
    others = sa.select(held.c.booth_id).where(held.c.slot_id == booking.slot_id, held.c.until.is_(None))
    fits = (rows.c.bazaar_id == bazaar.key, rows.c.number.in_(numbers), is_sound(rows))
    booths = list(db.scalars(sa.select(Booth).where(*fits, rows.c.id.not_in(others))))
    if not numbers or len(booths) < len(set(numbers)):
        raise Overtaken("booth_not_free")
    for booth in booths:
        db.add(BookedBooth(booking_id=booking.key, slot_id=booking.slot_id, booth_id=booth.key, since=now()))
    db.flush()
