"""Attendance: who came, slot by slot; who did not come gives the booth back for that slot alone.

What was written down is never written over: whatever is found out later is a further row with its own name and moment,
and the latest counts. Nothing of it changes who was given the booth, nor anybody's points.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar, BazaarState
from market.bazaars.booking.booking import Booking, BookingState, stand_from_now, stand_no_more
from market.bazaars.booking.stands import booths_held
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.kernel.language import shown_time
from market.kernel.record import Record, locked, state_column, table
from market.kernel.refused import NotFound, Overtaken, Refused, needed_reason

GRACE = timedelta(minutes=45)
BEFORE = timedelta(hours=6)


class Found(StrEnum):
    """What somebody found of a group in a slot."""

    ARRIVED = "arrived"
    LEFT = "left"
    ABSENT = "absent"


class Attendance(Record, table=True):
    """One thing written down of a booking; rows are only added.

    `was` is what counted until then, "" for nothing. `gave` are the numbers of the booths that an absent group gave
    back while the slot ran. A `reason` stands where it corrects what was written, or comes after the slot.
    """

    booking_id: int = Field(foreign_key="booking.id", index=True)
    found: Found = Field(sa_column=state_column(Found, "found"))
    was: str = Field(default="", max_length=20)
    at: datetime = Field(default_factory=now)
    gave: str = Field(default="", max_length=40)
    reason: str = Field(default="", max_length=300)
    noted_by: str = Field(default="", max_length=80)


@dataclass(frozen=True, slots=True)
class Presence:
    """All that was written down of a booking, the oldest first; the last row counts."""

    rows: Sequence[Attendance] = ()

    @property
    def found(self) -> Found | None:
        return self.rows[-1].found if self.rows else None

    @property
    def here(self) -> bool:
        return self.found is Found.ARRIVED

    @property
    def absent(self) -> bool:
        return self.found is Found.ABSENT

    @property
    def at(self) -> datetime | None:
        """When it came, for a group that is here; otherwise of what counts."""
        return self.rows[-1].at if self.rows else None

    @property
    def gave(self) -> str:
        return self.rows[-1].gave if self.rows else ""

    @property
    def corrections(self) -> list[Attendance]:
        return [row for row in self.rows if row.reason]


@dataclass(frozen=True, slots=True)
class Gate:
    """What may be written down of a slot now, so that a page offers nothing else."""

    arrivals: bool
    absences: bool
    running: bool
    over: bool


def gate(bazaar: Bazaar, slot: Slot) -> Gate:
    begins, held = slot.begins_at(bazaar), slot.cancelled_at is None and bazaar.state is BazaarState.PUBLISHED
    return Gate(
        arrivals=held and now() >= begins - BEFORE,
        absences=held and now() >= begins + GRACE,
        running=held and slot.running(bazaar),
        over=slot.over(bazaar),
    )


def attendances(db: Session, bazaar_id: int) -> dict[int, Presence]:
    """By booking, what was written down so far."""
    bookings = table(Booking)
    return _presences(db, sa.select(bookings.c.id).where(bookings.c.bazaar_id == bazaar_id))


def _presences(db: Session, bookings: sa.Select[tuple[int]]) -> dict[int, Presence]:
    rows = table(Attendance)
    found: dict[int, list[Attendance]] = {}
    for each in db.scalars(sa.select(Attendance).where(rows.c.booking_id.in_(bookings)).order_by(rows.c.id)):
        found.setdefault(each.booking_id, []).append(each)
    return {key: Presence(each) for key, each in found.items()}


def the_booking(db: Session, bazaar: Bazaar, key: int) -> Booking:
    rows = table(Booking)
    wanted = sa.select(Booking).where(rows.c.id == key, rows.c.bazaar_id == bazaar.key)
    found = db.scalars(locked(wanted)).first()
    if found is None:
        raise NotFound(f"booking {key}")
    return found


@dataclass(frozen=True, slots=True)
class _Case:
    """A booking that counts, its slot, and what is written down of it."""

    booking: Booking
    slot: Slot
    presence: Presence

    def note(self, found: Found, *, by: str, reason: str, gave: str = "") -> None:
        db, was = self.booking.db, self.presence.found
        Attendance(
            booking_id=self.booking.key,
            found=found,
            was=was or "",
            gave=gave,
            reason=reason.strip()[:300],
            noted_by=by[:80],
        ).add(db)


def _case(db: Session, bazaar: Bazaar, booking: Booking, reason: str) -> _Case:
    """Refused without a reason once the slot is over: what is found out then is a correction."""
    if bazaar.state is not BazaarState.PUBLISHED or booking.state is not BookingState.CONFIRMED:
        raise Overtaken("state_moved")
    slot = db.get_one(Slot, booking.slot_id)
    if slot.over(bazaar):
        needed_reason(reason)
    own = _presences(db, sa.select(table(Booking).c.id).where(table(Booking).c.id == booking.key))
    return _Case(booking=booking, slot=slot, presence=own.get(booking.key, Presence()))


def arrive(db: Session, bazaar: Bazaar, booking: Booking, *, by: str, reason: str = "") -> None:
    """The group has come: on the day, not before; a second press changes nothing. A group that was marked absent gets
    its booths back while the slot runs and nobody else has them."""
    case = _case(db, bazaar, booking, reason)
    if now() < case.slot.begins_at(bazaar) - BEFORE:
        raise Refused("not_the_day")
    if case.presence.here:
        return
    if case.presence.absent and not case.slot.over(bazaar):
        stand_from_now(db, bazaar, booking, case.presence.gave.split())
    case.note(Found.ARRIVED, by=by, reason=reason)


def leave(db: Session, bazaar: Bazaar, booking: Booking, *, by: str, reason: str = "") -> None:
    case = _case(db, bazaar, booking, reason)
    if not case.presence.here:
        raise Overtaken("state_moved")
    case.note(Found.LEFT, by=by, reason=reason)


def absent(db: Session, bazaar: Bazaar, booking: Booking, *, by: str, reason: str = "") -> None:
    """The group is not there 45 minutes after opening: its booth is free in this slot; it keeps its other slots.

    Of a group that was seen there it is a correction, with a reason.
    """
    case = _case(db, bazaar, booking, reason)
    until = case.slot.begins_at(bazaar) + GRACE
    if now() < until:
        raise Refused("still_time", when=shown_time(until, bazaar.zone))
    if case.presence.absent:
        return
    if case.presence.found and not reason.strip():
        raise Overtaken("state_moved")
    gave = "" if case.slot.over(bazaar) else " ".join(booths_held(db, booking))
    if gave:
        stand_no_more(db, booking, now())
    case.note(Found.ABSENT, by=by, reason=reason, gave=gave)
