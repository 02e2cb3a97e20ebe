"""What may still change after publishing: a day is cancelled, postponed or added.

None of it uses up a group's turn. Each verb needs a reason, writes the change down for everybody, and says which
applications it touched and how, so that they can be told.
"""

from datetime import date, datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.after.amendment import AmendmentKind, write_down
from market.bazaars.after.standing_down import end_standing_by
from market.bazaars.after.touched import Touched, TouchedOne
from market.bazaars.bazaar import MOST_SLOTS, Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.answering import early_enough
from market.bazaars.booking.booking import (
    LIVE,
    BookedBooth,
    Booking,
    BookingState,
    Offered,
    book_all,
    give_all_back,
    offer_again,
)
from market.bazaars.booking.deadline import changed_until
from market.bazaars.booking.fee_owed import fees_lessen
from market.bazaars.booth import Booth, is_sound
from market.bazaars.planning.programme import move_performances, performances_in
from market.bazaars.registering.application import Application, ApplicationState, applications_of
from market.bazaars.slot import Slot, slots_of
from market.kernel.clock import now
from market.kernel.record import locked, table
from market.kernel.refused import Overtaken, Refused
from market.people.access import Actor


def require_published(bazaar: Bazaar) -> None:
    if bazaar.state is not BazaarState.PUBLISHED:
        raise Overtaken("state_moved")
    if bazaar.days.over:
        raise Overtaken("bazaar_over")


def _coming(bazaar: Bazaar, key: int) -> Slot:
    """A slot of this bazaar that still takes place and has not begun."""
    slot = bazaar.days.of(key)
    if not slot.coming(bazaar):
        raise Overtaken("slot_over")
    return slot


def _live(db: Session, *which: sa.ColumnElement[bool]) -> list[Booking]:
    rows = table(Booking)
    wanted = sa.select(Booking).where(rows.c.state.in_(LIVE), *which).order_by(rows.c.id)
    return list(db.scalars(locked(wanted)))


def with_applications(db: Session, bookings: list[Booking]) -> list[tuple[Booking, Application]]:
    """Each booking with its application, in one statement."""
    found = Application.by_keys(db, [booking.application_id for booking in bookings])
    return [(booking, found[booking.application_id]) for booking in bookings]


def cancel_slot(db: Session, bazaar: Bazaar, key: int, *, reason: str, by: Actor) -> Touched:
    """One slot does not take place; the others stay. Before publishing, when nobody has a booth yet, also one that
    passed meanwhile: the frozen list stays as it is, its plan is published for the days that are held."""
    if bazaar.state is not BazaarState.CLOSED:
        require_published(bazaar)
    slot = bazaar.days.of(key) if bazaar.state is BazaarState.CLOSED else _coming(bazaar, key)
    if not slot.held:
        raise Overtaken("slot_over")
    said = write_down(db, bazaar, AmendmentKind.SLOT_CANCELLED, slot.at, reason=reason, by=by)
    slot.cancelled_at = now()
    end_standing_by(db, bazaar, slot, slot.begins_at(bazaar), said)
    if bazaar.state is BazaarState.CLOSED:
        return Touched(said, _all_who_sent(db, bazaar, "day_off"), slot)
    there = _live(db, table(Booking).c.slot_id == slot.key)
    found = [application for _, application in with_applications(db, there)]
    give_all_back(db, bazaar, there, BookingState.CANCELLED, by)
    early_enough(db, bazaar, by)
    fees_lessen(db, bazaar, found)
    return Touched(said, [TouchedOne(each, "slot_cancelled") for each in found], slot)


def _check_time(bazaar: Bazaar, day: date, starts: time, ends: time, instead_of: int | None) -> None:
    if ends <= starts:
        raise Refused("ends_before_start", field="ends")
    if datetime.combine(day, starts, bazaar.zone) <= now():
        raise Refused("day_past", field="day")
    for other in slots_of(bazaar.db, bazaar.key):
        if not other.held and (other.day, other.starts) == (day, starts):
            raise Refused("slot_called_off", field="starts")
        if other.key != instead_of and other.meets(bazaar, day, starts, ends):
            raise Refused("slots_overlap", field="day")


def postpone_slot(
    db: Session, bazaar: Bazaar, key: int, day: date, starts: time, ends: time, *, reason: str, by: Actor
) -> Touched:
    """Moves a slot to another day, its booths and performances with it: each group is asked again, and may leave.

    Between closing and publishing nobody has a booth yet: the list stays as it is, its files keep the name the slot had
    when it was frozen, and whoever registered is told.
    """
    if bazaar.state is not BazaarState.CLOSED:
        require_published(bazaar)
    slot = _coming(bazaar, key)
    if (slot.day, slot.starts, slot.ends) == (day, starts, ends):
        raise Overtaken("already_so")  # nobody is asked again of the day that she said yes to
    _check_time(bazaar, day, starts, ends, slot.key)
    then, began, on_stage = slot.at, slot.begins_at(bazaar), performances_in(bazaar, slot)
    slot.day, slot.starts, slot.ends, slot.revision = day, starts, ends, slot.revision + 1
    said = write_down(db, bazaar, AmendmentKind.SLOT_POSTPONED, then, became=slot.at, reason=reason, by=by)
    end_standing_by(db, bazaar, slot, began, said)
    move_performances(bazaar, on_stage, slot, datetime.combine(day, starts) - datetime.fromisoformat(then))
    db.flush()
    if bazaar.state is BazaarState.CLOSED:
        return Touched(said, _all_who_sent(db, bazaar, "day_moved"), slot)
    there = _live(db, table(Booking).c.slot_id == slot.key)
    offer_again(db, bazaar, *there, by=by)
    early_enough(db, bazaar, by)
    asked = [TouchedOne(application, "postponed") for _, application in with_applications(db, there)]
    return Touched(said, asked, slot)


def _all_who_sent(db: Session, bazaar: Bazaar, outcome: str) -> list[TouchedOne]:
    sent = [application for application, _ in applications_of(db, bazaar.key)]
    return [TouchedOne(each, outcome) for each in sent if each.state is not ApplicationState.WITHDRAWN]


def prolong(db: Session, bazaar: Bazaar, day: date, starts: time, ends: time, *, reason: str, by: Actor) -> Touched:
    """Adds a day. Groups that stand on the last day are asked first, each for its own booth; then the queue."""
    require_published(bazaar)
    _check_time(bazaar, day, starts, ends, None)
    days = bazaar.days
    there = days.held
    if not there or len(there) >= MOST_SLOTS:
        raise Refused("too_many", field="day", n=MOST_SLOTS)
    slot = Slot(bazaar_id=bazaar.key, day=day, starts=starts, ends=ends).add(db)
    slot.listed_as = _unlisted(slot.at, [each.name for each in days.slots])
    said = write_down(db, bazaar, AmendmentKind.PROLONGED, slot.at, reason=reason, by=by)
    confirmed = _live(db, table(Booking).c.slot_id == there[-1].key, table(Booking).c.state == BookingState.CONFIRMED)
    stands = _sound_booths(db, confirmed)
    again = [(booking, a) for booking, a in with_applications(db, confirmed) if booking.key in stands]
    until = changed_until(bazaar, slot, bazaar.days)
    wanted = [Offered(application=a, slot=slot, booths=stands[booking.key], until=until) for booking, a in again]
    book_all(db, bazaar, wanted)
    return Touched(said, [TouchedOne(application, "prolonged") for _, application in again])


def _sound_booths(db: Session, bookings: list[Booking]) -> dict[int, list[Booth]]:
    """By booking the booths it holds that are not broken."""
    held, booths, keys = table(BookedBooth), table(Booth), [booking.key for booking in bookings]
    sound = (held.c.booking_id.in_(keys), held.c.until.is_(None), is_sound(booths))
    wanted = sa.select(held.c.booking_id, Booth).join(Booth, held.c.booth_id == booths.c.id).order_by(held.c.id)
    found: dict[int, list[Booth]] = {}
    for key, booth in db.execute(wanted.where(*sound)):
        found.setdefault(key, []).append(booth)
    return found


def _unlisted(name: str, taken: list[str]) -> str:
    """A name that no other slot of the published files has; a postponed slot keeps the name of its first day."""
    return next(each for each in (name, *(f"{name}+{n}" for n in range(2, 99))) if each not in taken)
