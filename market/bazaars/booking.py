"""Booking: a group stands in a slot; the database refuses a booth twice in a slot and a group twice in an hour."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.application import Application
from market.bazaars.bazaar import LOCKS_BEFORE, Bazaar, BazaarState, Booth, Slot, slots_of
from market.kernel.clock import now, out_of_the_night
from market.kernel.db import taken
from market.kernel.record import Record, state_column, table
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
    lock = locks_at(bazaar, slots_of(db, bazaar.key))
    return min(out_of_the_night(now() + lasts, bazaar.zone), max(lock, now() + timedelta(hours=2)))


def book(
    db: Session,
    bazaar: Bazaar,
    application: Application,
    stands: Sequence[tuple[Slot, Sequence[Booth]]],
    *,
    until: datetime,
    from_queue: bool = False,
) -> None:
    """Offers these places to a group; the booths are held from now on."""
    for slot, booths in stands:
        booking = Booking(
            bazaar_id=bazaar.key,
            application_id=application.key,
            group_id=application.group_id,
            slot_id=slot.key,
            answer_by=until,
            from_queue=from_queue,
        ).add(db)
        for booth in booths:
            db.add(BookedBooth(booking_id=booking.key, slot_id=slot.key, booth_id=booth.key))
    db.flush()


def bookings_of(db: Session, application_id: int, *, lock: bool = False) -> list[Booking]:
    rows = table(Booking)
    wanted = sa.select(Booking).where(rows.c.application_id == application_id).order_by(rows.c.id)
    return list(db.scalars(wanted.with_for_update() if lock else wanted))


def stands_of(db: Session, application_id: int) -> tuple[list[Booking], dict[int, list[str]]]:
    """A group's bookings, and the booths it holds now by slot, in one statement."""
    rows, held, booths = table(Booking), table(BookedBooth), table(Booth)
    wanted = (
        sa.select(Booking, booths.c.number)
        .outerjoin(held, held.c.booking_id == rows.c.id)
        .outerjoin(booths, booths.c.id == held.c.booth_id)
        .where(rows.c.application_id == application_id)
        .order_by(rows.c.id, booths.c.number)
    )
    bookings: dict[int, Booking] = {}
    stands: dict[int, list[str]] = {}
    for booking, number in db.execute(wanted):
        bookings[booking.key] = booking
        if number:
            stands.setdefault(booking.slot_id, []).append(number)
    return list(bookings.values()), stands


def confirm(db: Session, bazaar: Bazaar, application: Application) -> None:
    """ "Ya, kami ikut": before the deadline, and nowhere else at those hours."""
    offered = _offered(db, bazaar, application)
    slots = {slot.key: slot for slot in slots_of(db, bazaar.key)}
    for booking in offered:
        _end(booking, BookingState.CONFIRMED)
        for hour in slots[booking.slot_id].hours(bazaar):
            db.add(BookedHour(booking_id=booking.key, group_id=booking.group_id, hour=hour))
    db.flush()


def decline(db: Session, bazaar: Bazaar, application: Application) -> None:
    """ "Tidak bisa ikut": no turn is used, and the queue moves."""
    for booking in _offered(db, bazaar, application):
        _give_back(db, booking, BookingState.DECLINED)


def withdraw(db: Session, bazaar: Bazaar, application: Application) -> None:
    """After having confirmed; from the lock on it counts as a turn."""
    confirmed = [b for b in bookings_of(db, application.key, lock=True) if b.state is BookingState.CONFIRMED]
    if not confirmed or bazaar.state is not BazaarState.PUBLISHED:
        raise Overtaken("state_moved")
    late = now() >= locks_at(bazaar, slots_of(db, bazaar.key))
    for booking in confirmed:
        _give_back(db, booking, BookingState.WITHDRAWN_LATE if late else BookingState.WITHDRAWN)


def expire_offers(db: Session, bazaar: Bazaar) -> int:
    """Offers that nobody answered in time go back; how many."""
    rows = table(Booking)
    due = sa.select(Booking).where(
        rows.c.bazaar_id == bazaar.key, rows.c.state == BookingState.OFFERED, rows.c.answer_by <= now()
    )
    found = list(db.scalars(due.with_for_update()))
    for booking in found:
        _give_back(db, booking, BookingState.EXPIRED)
    return len(found)


def cancel_all(db: Session, bazaar: Bazaar) -> None:
    """The bazaar is cancelled: nobody's turn is used."""
    rows = table(Booking)
    for booking in list(db.scalars(sa.select(Booking).where(rows.c.bazaar_id == bazaar.key, rows.c.state.in_(LIVE)))):
        _give_back(db, booking, BookingState.CANCELLED)


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


def _give_back(db: Session, booking: Booking, state: BookingState) -> None:
    for held in (table(BookedBooth), table(BookedHour)):
        db.execute(sa.delete(held).where(held.c.booking_id == booking.key))
    _end(booking, state)


def states_of(db: Session, bazaar_id: int) -> dict[int, BookingState]:
    """By application how it stands with its booths, the latest word."""
    rows = table(Booking)
    wanted = sa.select(rows.c.application_id, rows.c.state).where(rows.c.bazaar_id == bazaar_id).order_by(rows.c.id)
    return {row.application_id: row.state for row in db.execute(wanted)}


def held_booths(db: Session, bazaar_id: int) -> dict[tuple[int, int], tuple[int, BookingState]]:
    """Who holds which (slot, booth): the application and how sure it is."""
    rows, booths = table(Booking), table(BookedBooth)
    wanted = (
        sa.select(booths.c.slot_id, booths.c.booth_id, rows.c.application_id, rows.c.state)
        .join(rows, rows.c.id == booths.c.booking_id)
        .where(rows.c.bazaar_id == bazaar_id)
    )
    return {(slot, booth): (application, state) for slot, booth, application, state in db.execute(wanted)}
