"""Booths that cannot be used any more, and can again: what becomes of who was to stand there on the days to come."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.after.amending import require_published, with_applications
from market.bazaars.after.amendment import AmendmentKind, Cost, write_down
from market.bazaars.after.regaining import keep_what_broke, lost_days
from market.bazaars.after.touched import Touched, TouchedOne
from market.bazaars.allotting.occupancy import Occupancy
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import (
    LIVE,
    BookedBooth,
    Booking,
    BookingState,
    book_all,
    give_all_back,
    offer_again,
)
from market.bazaars.booking.fee_owed import fees_lessen
from market.bazaars.booking.stands import free_booths, numbers_held
from market.bazaars.booking.taking_place import running_now
from market.bazaars.booth import Booth, booths_of
from market.bazaars.registering.application import Application
from market.bazaars.slot import Slot
from market.kernel.record import locked, table
from market.kernel.refused import Overtaken, Refused
from market.people.access import Actor

NOTHING = Cost(moved=0, without=0)


@dataclass(frozen=True, slots=True)
class Leaving:
    """A group that was to stand, on a day to come, in booths that cannot be used: those it had, and the free ones that
    it is offered instead, by their names; "" where none fits and it loses that day."""

    booking: Booking
    application: Application
    slot: Slot
    was: str
    became: str

    @property
    def outcome(self) -> str:
        """How it is told."""
        return "moved" if self.became else "lost"


def leaving(db: Session, bazaar: Bazaar, numbers: Collection[str]) -> list[Leaving]:
    """Who would leave these booths, the highest rank first; nothing is written."""
    bookings = list(db.scalars(_there(bazaar, numbers)))
    if not bookings:
        return []
    gone = {(each.slot_id, each.application_id) for each in bookings}
    occupancy, had = Occupancy(db, bazaar, but=numbers, gone=gone), numbers_held(db, bookings)
    pairs = sorted(with_applications(db, bookings), key=lambda pair: occupancy.rank(pair[1]))
    found = []
    for booking, application in pairs:
        slot = occupancy.slots[booking.slot_id]
        spot = next(iter(occupancy.room(application, slot)), "")
        if spot:
            occupancy.seat(application, slot, spot)
        was = " ".join(had[booking.key])
        found.append(Leaving(booking=booking, application=application, slot=slot, was=was, became=spot))
    return found


def _there(bazaar: Bazaar, numbers: Collection[str]) -> sa.Select[Booking]:
    held, booths, rows = table(BookedBooth), table(Booth), table(Booking)
    these = sa.select(booths.c.id).where(booths.c.bazaar_id == bazaar.key, booths.c.number.in_(numbers))
    days = [slot.key for slot in bazaar.days.coming]
    there = sa.select(held.c.booking_id).where(held.c.booth_id.in_(these), held.c.slot_id.in_(days))
    return sa.select(Booking).where(rows.c.state.in_(LIVE), rows.c.id.in_(there)).order_by(rows.c.id)


def break_booth(db: Session, bazaar: Bazaar, number: str, *, reason: str, by: Actor) -> Touched:
    """`break_booths` of a single one. Refused while somebody stands in it: then it is known who goes where first
    (dead_block.py)."""
    running = running_now(bazaar)
    [booth] = _booths(bazaar, [number])
    if running and number not in free_booths(db, bazaar.key, running.key) and booth.sound:
        raise Refused("booth_stood_in", field="number", number=number)
    return break_booths(db, bazaar, [number], reason=reason, by=by)


def break_booths(
    db: Session, bazaar: Bazaar, numbers: Sequence[str], *, reason: str, by: Actor, today: Cost = NOTHING
) -> Touched:
    """The booths cannot be used any more. A group that was to stand there is offered a free spot that fits, or is told
    (`leaving`). `today` is what it costs in the slot that runs. Refused when there is none, or one of them is broken
    already."""
    require_published(bazaar)
    booths = _booths(bazaar, numbers)
    if any(not booth.sound for booth in booths):
        raise Refused("choose_booths", field="number")
    db.execute(locked(_there(bazaar, numbers)))
    left = leaving(db, bazaar, numbers)
    moved = sum(bool(each.became) for each in left)
    cost = Cost(moved=today.moved + moved, without=today.without + len(left) - moved)
    broken = ", ".join(booth.number for booth in booths)
    said = write_down(db, bazaar, AmendmentKind.BOOTH_BROKEN, broken, reason=reason, by=by, cost=cost)
    for booth in booths:
        booth.break_down()
    _move_out(db, bazaar, left, by)
    worst = _worst_off(left)
    fees_lessen(db, bazaar, [each.application for each in worst])
    return Touched(said, worst)


def _move_out(db: Session, bazaar: Bazaar, left: Sequence[Leaving], by: Actor) -> None:
    held = table(BookedBooth)
    db.execute(sa.delete(held).where(held.c.booking_id.in_([each.booking.key for each in left])))
    moved = [each for each in left if each.became]
    at = {booth.number: booth.key for booth in booths_of(db, bazaar.key)} if moved else {}
    rows = [
        {"booking_id": each.booking.key, "slot_id": each.slot.key, "booth_id": at[number]}
        for each in moved
        for number in each.became.split()
    ]
    if rows:
        db.execute(sa.insert(held), rows)
    offer_again(db, bazaar, *(each.booking for each in moved), by=by)
    lost = [each for each in left if not each.became]
    give_all_back(db, bazaar, [each.booking for each in lost], BookingState.CANCELLED, by)
    keep_what_broke(db, {each.booking.key: each.was for each in lost})


def _worst_off(left: Sequence[Leaving]) -> list[TouchedOne]:
    """Each group as it comes off worst."""
    worst: dict[int, TouchedOne] = {}
    for each in left:
        before = worst.get(each.application.key)
        if before is None or before.outcome != "lost":
            worst[each.application.key] = TouchedOne(each.application, each.outcome)
    return list(worst.values())


def repair_booths(db: Session, bazaar: Bazaar, numbers: Sequence[str], *, reason: str, by: Actor) -> Touched:
    """The booths can be used again, by who was put out today and by the queue; a group that was moved out of one stays
    where it is now. One that lost a day to come by it is offered its booths again, where they are free and it still
    fits. Overtaken when one of them is not broken."""
    require_published(bazaar)
    booths = _booths(bazaar, numbers)
    if any(booth.sound for booth in booths):
        raise Overtaken("state_moved")
    again_sound = ", ".join(booth.number for booth in booths)
    said = write_down(db, bazaar, AmendmentKind.BOOTH_REPAIRED, again_sound, reason=reason, by=by)
    for booth in booths:
        booth.repair()
    db.flush()
    again = lost_days(db, bazaar, numbers)
    book_all(db, bazaar, again)
    regained = {each.application.key: each.application for each in again}
    return Touched(said, [TouchedOne(application, "regained") for application in regained.values()])


def _booths(bazaar: Bazaar, numbers: Sequence[str]) -> list[Booth]:
    """In the order of the plan. Refused without any, or where one is not there."""
    if not numbers:
        raise Refused("booths_none", field="number")
    found = [booth for booth in booths_of(bazaar.db, bazaar.key) if booth.number in numbers]
    if len(found) < len(set(numbers)):
        raise Refused("choose_booths", field="number")
    return found


def repair_block(db: Session, bazaar: Bazaar, zone: str, *, reason: str, by: Actor) -> Touched:
    """`repair_booths` of all in a block that are broken."""
    dead = [booth.number for booth in booths_of(db, bazaar.key) if booth.zone == zone and not booth.sound]
    return repair_booths(db, bazaar, dead, reason=reason, by=by)
