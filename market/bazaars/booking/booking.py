"""Booking: a group stands in a slot; the database refuses a booth twice in a slot and a group twice in an hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import LOCKS_BEFORE, Bazaar, BazaarState
from market.bazaars.booking.fee import charge, drop
from market.bazaars.booth import Booth
from market.bazaars.registering.application import Application
from market.bazaars.slot import Slot, slots_of
from market.kernel.clock import now, out_of_the_night
from market.kernel.db import taken
from market.kernel.record import Record, locked, state_column, table
from market.kernel.refused import Overtaken, Refused

ANSWER_LASTS = timedelta(days=3)


class BookingState(StrEnum):
    """`withdrawn_late` is after the lock: it counts as a turn."""

    OFFERED = "offered"
    CONFIRMED = "confirmed"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    WITHDRAWN_LATE = "withdrawn_late"
    CANCELLED = "cancelled"


LIVE = (BookingState.OFFERED, BookingState.CONFIRMED)
TURNS = (BookingState.CONFIRMED, BookingState.WITHDRAWN_LATE)


class Booking(Record, table=True):
    """One application in one slot. `from_queue` when it was offered after somebody else gave it up."""

    __table_args__ = (sa.Index("ix_booking_due", "state", "answer_by"),)

    bazaar_id: int = Field(foreign_key="bazaar.id", index=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    group_id: int = Field(foreign_key="groups.id", index=True)
    slot_id: int = Field(foreign_key="slot.id")
    state: BookingState = Field(default=BookingState.OFFERED, sa_column=state_column(BookingState, "state"))
    answer_by: datetime | None = None
    from_queue: bool = False
    made_at: datetime = Field(default_factory=now)
    changed_at: datetime = Field(default_factory=now)

    @property
    def live(self) -> bool:
        return self.state in LIVE


class BookedBooth(Record, table=True):
    """A booth held in a slot by a live booking; given back, the row goes."""

    __table_args__ = (sa.UniqueConstraint("slot_id", "booth_id"),)

    booking_id: int = Field(foreign_key="booking.id", index=True)
    slot_id: int = Field(foreign_key="slot.id")
    booth_id: int = Field(foreign_key="booth.id")


class BookedHour(Record, table=True):
    """An hour a group has promised to one bazaar, by confirming."""

    __table_args__ = (sa.UniqueConstraint("group_id", "hour"),)

    booking_id: int = Field(foreign_key="booking.id", index=True)
    group_id: int = Field(foreign_key="groups.id")
    hour: datetime


taken("bookedbooth.slot_id", "booth_taken")
taken("bookedhour.group_id", "elsewhere_at_that_hour")


def locks_at(bazaar: Bazaar, slots: Sequence[Slot]) -> datetime:
    """From here on a withdrawal counts as a turn: two days before the first of its slots begins."""
    return datetime.combine(slots[0].day, slots[0].starts, bazaar.zone) - LOCKS_BEFORE


def answer_until(db: Session, bazaar: Bazaar, lasts: timedelta = ANSWER_LASTS) -> datetime:
    """Until when an offer is answered: it rests at night, and never passes the lock."""
    coming = [s for s in slots_of(db, bazaar.key) if s.cancelled_at is None] or slots_of(db, bazaar.key)
    lock = locks_at(bazaar, coming)
    return min(out_of_the_night(now() + lasts, bazaar.zone), max(lock, now() + timedelta(hours=2)))


@dataclass(frozen=True, slots=True)
class Offered:
    """A group's booths in a slot, to be offered to it."""

    application: Application
    slot: Slot
    booths: Sequence[Booth]


def book_all(
    db: Session,
    bazaar: Bazaar,
    stands: Sequence[Offered],
    *,
    until: datetime,
    from_queue: bool = False,
) -> None:
    """Offers these places; the booths are held from now on. Three statements, since everybody who writes waits."""
    if not stands:
        return
    db.flush()
    rows = table(Booking)
    kept = {"bazaar_id": bazaar.key, "state": BookingState.OFFERED, "answer_by": until, "from_queue": from_queue}
    told = [
        kept | {"application_id": each.application.key, "group_id": each.application.group_id, "slot_id": each.slot.key}
        for each in stands
    ]
    before = db.execute(sa.select(sa.func.coalesce(sa.func.max(rows.c.id), 0))).scalar_one()
    db.execute(sa.insert(rows), told)
    places = sa.select(rows.c.application_id, rows.c.slot_id, rows.c.id).where(rows.c.bazaar_id == bazaar.key)
    keys = {(application, slot): key for application, slot, key in db.execute(places.where(rows.c.id > before))}
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


def confirm(db: Session, bazaar: Bazaar, application: Application) -> None:
    """ "Ya, kami ikut": before the deadline, and nowhere else at those hours; a fee is owed from here on."""
    offered = _offered(db, bazaar, application)
    rows, bookings = table(BookedBooth), table(Booking)
    mine = sa.select(bookings.c.id).where(bookings.c.application_id == application.key)
    booths = sa.select(sa.func.count()).where(rows.c.booking_id.in_(mine))
    charge(db, bazaar, application, int(db.execute(booths).scalar_one()))
    slots = {slot.key: slot for slot in slots_of(db, bazaar.key)}
    for booking in offered:
        _end(booking, BookingState.CONFIRMED)
        _promise(db, bazaar, booking, slots[booking.slot_id])


def decline(db: Session, bazaar: Bazaar, application: Application) -> None:
    """ "Tidak bisa ikut": no turn is used, and the queue moves."""
    for booking in _offered(db, bazaar, application):
        give_back(db, booking, BookingState.DECLINED)


def withdraw(db: Session, bazaar: Bazaar, application: Application) -> None:
    """After having confirmed; from the lock on it counts as a turn."""
    confirmed = [b for b in bookings_of(db, application.key, lock=True) if b.state is BookingState.CONFIRMED]
    if not confirmed or bazaar.state is not BazaarState.PUBLISHED:
        raise Overtaken("state_moved")
    late = now() >= locks_at(bazaar, slots_of(db, bazaar.key))
    for booking in confirmed:
        give_back(db, booking, BookingState.WITHDRAWN_LATE if late else BookingState.WITHDRAWN)
    drop(db, bazaar, application)


def expire_offers(db: Session, bazaar: Bazaar) -> int:
    """Offers that nobody answered in time go back; how many."""
    rows = table(Booking)
    due = sa.select(Booking).where(
        rows.c.bazaar_id == bazaar.key, rows.c.state == BookingState.OFFERED, rows.c.answer_by <= now()
    )
    found = list(db.scalars(locked(due)))
    give_all_back(db, found, BookingState.EXPIRED)
    return len(found)


def cancel_all(db: Session, bazaar: Bazaar) -> None:
    """The bazaar is cancelled: nobody's turn is used."""
    rows = table(Booking)
    live = list(db.scalars(sa.select(Booking).where(rows.c.bazaar_id == bazaar.key, rows.c.state.in_(LIVE))))
    give_all_back(db, live, BookingState.CANCELLED)
    for key in sorted({booking.application_id for booking in live}) if bazaar.fee else ():
        drop(db, bazaar, Application.get(db, key))


def _offered(db: Session, bazaar: Bazaar, application: Application) -> list[Booking]:
    offered = [b for b in bookings_of(db, application.key, lock=True) if b.state is BookingState.OFFERED]
    if not offered or bazaar.state is not BazaarState.PUBLISHED:
        raise Overtaken("state_moved")
    if any(booking.answer_by and booking.answer_by <= now() for booking in offered):
        raise Refused("offer_over")
    return offered


def _end(booking: Booking, state: BookingState) -> None:
    booking.state = state
    booking.changed_at = now()


def give_back(db: Session, booking: Booking, state: BookingState) -> None:
    """The booking ends in this state; its booths and hours are free again."""
    give_all_back(db, [booking], state)


def give_all_back(db: Session, bookings: Sequence[Booking], state: BookingState) -> None:
    free(db, *bookings)
    for booking in bookings:
        _end(booking, state)


def free(db: Session, *bookings: Booking) -> None:
    """Nobody stands here any more; the bookings themselves stay what they are."""
    keys = [booking.key for booking in bookings]
    for held in (table(BookedBooth), table(BookedHour)):
        db.execute(sa.delete(held).where(held.c.booking_id.in_(keys)))


def stand_again(db: Session, bazaar: Bazaar, booking: Booking, numbers: Sequence[str]) -> None:
    """Back in the booths it was freed from. Overtaken when somebody stands there, or they broke."""
    rows, held = table(Booth), table(BookedBooth)
    others = sa.select(held.c.booth_id).where(held.c.slot_id == booking.slot_id)
    fits = (rows.c.bazaar_id == bazaar.key, rows.c.number.in_(numbers), rows.c.broken_at.is_(None))
    booths = list(db.scalars(sa.select(Booth).where(*fits, rows.c.id.not_in(others))))
    if not numbers or len(booths) < len(numbers):
        raise Overtaken("booth_given_on")
    for booth in booths:
        db.add(BookedBooth(booking_id=booking.key, slot_id=booking.slot_id, booth_id=booth.key))
    _promise(db, bazaar, booking, db.get_one(Slot, booking.slot_id))


def _promise(db: Session, bazaar: Bazaar, booking: Booking, slot: Slot) -> None:
    """Its hours are this bazaar's; the database refuses another one in them."""
    for hour in slot.hours(bazaar):
        db.add(BookedHour(booking_id=booking.key, group_id=booking.group_id, hour=hour))
    db.flush()
