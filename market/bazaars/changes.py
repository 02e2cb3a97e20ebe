"""What may still change after publishing: a booth breaks, a day is cancelled, postponed or added.

Nobody's turn is used by it. Each verb says which applications it touched and how, so that they can be told.
"""

from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.application import Application
from market.bazaars.bazaar import MOST_SLOTS, Bazaar, BazaarState, Booth, Slot, slots_of
from market.bazaars.booking import (
    LIVE,
    BookedBooth,
    BookedHour,
    Booking,
    BookingState,
    answer_until,
    book,
    give_back,
)
from market.bazaars.fee import lessen
from market.bazaars.floor import Floor
from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.refused import NotFound, Overtaken, Refused

Touched = list[tuple[Application, str]]


def _published(bazaar: Bazaar) -> None:
    if bazaar.state is not BazaarState.PUBLISHED:
        raise Overtaken("state_moved")


def _coming(bazaar: Bazaar, key: int) -> Slot:
    """A slot of this bazaar that still takes place and has not begun."""
    slot = next((each for each in slots_of(bazaar.db, bazaar.key) if each.key == key), None)
    if slot is None:
        raise NotFound(f"slot {key}")
    if slot.cancelled_at is not None or begun(bazaar, slot):
        raise Overtaken("slot_over")
    return slot


def begun(bazaar: Bazaar, slot: Slot) -> bool:
    return now() >= datetime.combine(slot.day, slot.starts, bazaar.zone)


def _live(db: Session, *which: sa.ColumnElement[bool]) -> list[Booking]:
    rows = table(Booking)
    wanted = sa.select(Booking).where(rows.c.state.in_(LIVE), *which).order_by(rows.c.id)
    return list(db.scalars(wanted.with_for_update()))


def _with_applications(db: Session, bookings: list[Booking]) -> list[tuple[Booking, Application]]:
    """Each booking with its application, in one statement."""
    keys = [booking.application_id for booking in bookings]
    found = {each.key: each for each in db.scalars(sa.select(Application).where(table(Application).c.id.in_(keys)))}
    return [(booking, found[booking.application_id]) for booking in bookings]


def _ask_again(db: Session, bazaar: Bazaar, booking: Booking) -> None:
    """What was promised is an offer again: the group may leave freely."""
    hours = table(BookedHour)
    db.execute(sa.delete(hours).where(hours.c.booking_id == booking.key))
    booking.state, booking.answer_by, booking.changed_at = BookingState.OFFERED, answer_until(db, bazaar), now()


def _fees_follow(db: Session, bazaar: Bazaar, touched: Touched) -> None:
    """Nobody pays for a booth that was taken away."""
    if not bazaar.fee or not touched:
        return
    b, held = table(Booking), table(BookedBooth)
    keys = [application.key for application, _ in touched]
    counted = (
        sa.select(b.c.application_id, sa.func.count())
        .join(held, held.c.booking_id == b.c.id)
        .where(b.c.application_id.in_(keys), b.c.state.in_(LIVE))
        .group_by(b.c.application_id)
    )
    left = {key: int(booths) for key, booths in db.execute(counted)}
    for application, _ in touched:
        lessen(db, bazaar, application, left.get(application.key, 0))


def break_booth(db: Session, bazaar: Bazaar, number: str) -> Touched:
    """Nobody can stand in this booth any more. Who stood there is offered a free place that fits, else is told."""
    _published(bazaar)
    rows, held = table(Booth), table(BookedBooth)
    booth = db.scalars(sa.select(Booth).where(rows.c.bazaar_id == bazaar.key, rows.c.number == number)).first()
    if booth is None or booth.broken_at is not None:
        raise Refused("choose_booths", field="number")
    booth.broken_at = now()
    coming = [slot for slot in slots_of(db, bazaar.key) if slot.cancelled_at is None and not begun(bazaar, slot)]
    there = sa.select(held.c.booking_id).where(
        held.c.booth_id == booth.key, held.c.slot_id.in_([slot.key for slot in coming])
    )
    touched: dict[int, tuple[Application, str]] = {}
    for booking in _live(db, table(Booking).c.id.in_(there)):
        application = Application.get(db, booking.application_id)
        db.execute(sa.delete(held).where(held.c.booking_id == booking.key))
        moved = _stand_elsewhere(db, bazaar, booking, application)
        if moved:
            _ask_again(db, bazaar, booking)
        else:
            give_back(db, booking, BookingState.CANCELLED)
        outcome = "moved" if moved else "lost"
        if touched.get(application.key, (application, ""))[1] != "lost":
            touched[application.key] = (application, outcome)
    found = list(touched.values())
    _fees_follow(db, bazaar, found)
    return found


def _stand_elsewhere(db: Session, bazaar: Bazaar, booking: Booking, application: Application) -> bool:
    """Another free place that fits in the same slot; False when there is none."""
    floor = Floor(db, bazaar)
    if floor.problem is None or application.number not in floor.problem.group_at:
        return False
    day = floor.problem.slot_at[floor.slots[booking.slot_id].name]
    place = floor.fairness().free_place(floor.problem.group_at[application.number], day)
    if place is None:
        return False
    for _slot, booths in floor.stands(floor.problem.choice_of([(day, place)])):
        for booth in booths:
            db.add(BookedBooth(booking_id=booking.key, slot_id=booking.slot_id, booth_id=booth.key))
    db.flush()
    return True


def cancel_slot(db: Session, bazaar: Bazaar, key: int) -> Touched:
    """One day falls away; the others stay."""
    _published(bazaar)
    slot = _coming(bazaar, key)
    slot.cancelled_at = now()
    found: Touched = []
    for booking, application in _with_applications(db, _live(db, table(Booking).c.slot_id == slot.key)):
        give_back(db, booking, BookingState.CANCELLED)
        found.append((application, "slot_cancelled"))
    _fees_follow(db, bazaar, found)
    return found


def _check_time(bazaar: Bazaar, day: date, starts: time, ends: time, instead_of: int | None) -> None:
    if ends <= starts:
        raise Refused("ends_before_start", field="ends")
    if datetime.combine(day, starts, bazaar.zone) <= now():
        raise Refused("day_past", field="day")
    for other in slots_of(bazaar.db, bazaar.key):
        counts = other.key != instead_of and other.cancelled_at is None and other.day == day
        if counts and other.starts < ends and starts < other.ends:
            raise Refused("slots_overlap", field="day")


def postpone_slot(db: Session, bazaar: Bazaar, key: int, day: date, starts: time, ends: time) -> Touched:
    """The same booths on another day: everybody is asked again, and may leave freely."""
    _published(bazaar)
    slot = _coming(bazaar, key)
    _check_time(bazaar, day, starts, ends, slot.key)
    slot.day, slot.starts, slot.ends = day, starts, ends
    db.flush()
    found: Touched = []
    for booking, application in _with_applications(db, _live(db, table(Booking).c.slot_id == slot.key)):
        _ask_again(db, bazaar, booking)
        found.append((application, "postponed"))
    return found


def prolong(db: Session, bazaar: Bazaar, day: date, starts: time, ends: time) -> Touched:
    """One day more: who stands there on the last day is asked first, for the own booth; then the queue."""
    _published(bazaar)
    _check_time(bazaar, day, starts, ends, None)
    there = [slot for slot in slots_of(db, bazaar.key) if slot.cancelled_at is None]
    if not there or len(there) >= MOST_SLOTS:
        raise Refused("too_many", field="day", n=MOST_SLOTS)
    slot = Slot(bazaar_id=bazaar.key, day=day, starts=starts, ends=ends).add(db)
    slot.listed_as = slot.name
    held, booths = table(BookedBooth), table(Booth)
    found: Touched = []
    for booking in _live(db, table(Booking).c.slot_id == there[-1].key):
        if booking.state is not BookingState.CONFIRMED:
            continue
        own = sa.select(Booth).join(BookedBooth, held.c.booth_id == booths.c.id)
        stands = list(db.scalars(own.where(held.c.booking_id == booking.key, booths.c.broken_at.is_(None))))
        if stands:
            application = Application.get(db, booking.application_id)
            book(db, bazaar, application, [(slot, stands)], until=answer_until(db, bazaar))
            found.append((application, "prolonged"))
    return found
