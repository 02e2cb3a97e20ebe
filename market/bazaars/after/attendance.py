"""Attendance: who came, slot by slot; who did not come gives the booth back for that slot alone."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar, BazaarState
from market.bazaars.booking.booking import Booking, BookingState, free, stand_again
from market.bazaars.booking.stands import booths_held
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.kernel.language import shown_time
from market.kernel.record import Record, locked, table
from market.kernel.refused import NotFound, Overtaken, Refused

GRACE = timedelta(minutes=45)


class Attendance(Record, table=True):
    """At most one for each booking: when a group came, left, or was found absent, and who wrote it down.

    An absent group keeps its confirmed booking, which counts as a turn, but not the booths of this slot; `gave` is
    their numbers.
    """

    booking_id: int = Field(foreign_key="booking.id", unique=True)
    arrived_at: datetime | None = None
    left_at: datetime | None = None
    absent_at: datetime | None = None
    gave: str = Field(default="", max_length=40)
    noted_by: str = Field(default="", max_length=80)


def attendances(db: Session, bazaar_id: int) -> dict[int, Attendance]:
    """By booking, what was written down so far."""
    rows, bookings = table(Attendance), table(Booking)
    wanted = sa.select(Attendance).join(Booking, bookings.c.id == rows.c.booking_id)
    return {each.booking_id: each for each in db.scalars(wanted.where(bookings.c.bazaar_id == bazaar_id))}


def the_booking(db: Session, bazaar: Bazaar, key: int) -> Booking:
    rows = table(Booking)
    wanted = sa.select(Booking).where(rows.c.id == key, rows.c.bazaar_id == bazaar.key)
    found = db.scalars(locked(wanted)).first()
    if found is None:
        raise NotFound(f"booking {key}")
    return found


def _row(db: Session, booking: Booking, by: str) -> Attendance:
    rows = table(Attendance)
    found = db.scalars(sa.select(Attendance).where(rows.c.booking_id == booking.key)).first()
    found = found or Attendance(booking_id=booking.key).add(db)
    found.noted_by = by[:80]
    return found


def arrive(db: Session, bazaar: Bazaar, booking: Booking, *, by: str) -> None:
    """The group has come: on the day, not before; a second press changes nothing. A group that was marked absent gets
    its booths back while nobody else has them."""
    _standing(bazaar, booking)
    slot = db.get_one(Slot, booking.slot_id)
    if now() < slot.begins_at(bazaar) - timedelta(hours=6):
        raise Refused("not_the_day")
    row = _row(db, booking, by)
    if row.absent_at is not None:
        stand_again(db, bazaar, booking, row.gave.split())
        row.absent_at, row.gave = None, ""
    row.arrived_at, row.left_at = row.arrived_at or now(), None


def leave(db: Session, bazaar: Bazaar, booking: Booking, *, by: str) -> None:
    _standing(bazaar, booking)
    row = _row(db, booking, by)
    if row.arrived_at is None:
        raise Overtaken("state_moved")
    row.left_at = now()


def absent(db: Session, bazaar: Bazaar, booking: Booking, *, by: str) -> None:
    """The group is not there 45 minutes after opening: its booth is free in this slot; it keeps its other slots."""
    _standing(bazaar, booking)
    slot = db.get_one(Slot, booking.slot_id)
    if now() < slot.begins_at(bazaar) + GRACE:
        raise Refused("still_time", when=shown_time(slot.begins_at(bazaar) + GRACE, bazaar.zone))
    row = _row(db, booking, by)
    if row.arrived_at is not None:
        raise Overtaken("state_moved")
    if row.absent_at is not None:
        return
    row.absent_at, row.gave = now(), " ".join(booths_held(db, booking))
    free(db, booking)


def _standing(bazaar: Bazaar, booking: Booking) -> None:
    if bazaar.state is not BazaarState.PUBLISHED or booking.state is not BookingState.CONFIRMED:
        raise Overtaken("state_moved")
