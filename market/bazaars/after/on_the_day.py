"""While a slot runs: a group moves to another booth, or one steps in.

Each is written down with a reason for everybody, and counts from its moment on: what was until then stays as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from market.bazaars.after.amendment import Amendment, AmendmentKind, Reason, Signs, write_down
from market.bazaars.after.put_out import put_out
from market.bazaars.after.waiting import passed_over, place_of, waiting_for
from market.bazaars.allotting.occupancy import Occupancy, spot_name
from market.bazaars.allotting.standby import may_step_in, stand_down
from market.bazaars.allotting.waitlist import SkipCode, Skipped, write_skips
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import (
    Booking,
    BookingState,
    stand_from_now,
    stand_no_more,
)
from market.bazaars.booking.found import HERE, Attendance, Found, found_of
from market.bazaars.booking.letter import tell_group
from market.bazaars.booking.overtaking import day_subject
from market.bazaars.booking.promising import promise
from market.bazaars.booking.stands import booths_held, free_booths
from market.bazaars.booking.taking_place import running_slot
from market.bazaars.registering.application import Application
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.refused import Overtaken, Refused
from market.people.access import Actor
from market.people.group import Group
from market.people.own_side import require_other_side


def _require_spot(numbers: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(numbers))
    if not found:
        raise Refused("booths_none", field="booths")
    if len(found) > 2:
        raise Refused("choose_booths", field="booths")
    return found


def _require_fits(db: Session, bazaar: Bazaar, application: Application, slot: Slot, numbers: Sequence[str]) -> None:
    """The rules of every way to come to stand: needs, size, two booths side by side, watts of a circuit. Not the days
    it once asked for: it is there. Overtaken when somebody stands there meanwhile."""
    if not set(numbers) <= set(free_booths(db, bazaar.key, slot.key)):
        raise Overtaken("booth_not_free")
    if spot_name(numbers) not in Occupancy(db, bazaar).room(application, slot):
        raise Refused("spot_unfit_now", field="booths", booths=" + ".join(numbers))


def move(db: Session, bazaar: Bazaar, booking: Booking, numbers: Sequence[str], *, reason: str, by: Actor) -> None:
    """The group stands in other free booths of its slot from now on; one that came when somebody else stood in its own
    booth gets some. Refused to an officer whose own group it is."""
    require_other_side(db, by.person_id, booking.group_id)
    slot = running_slot(bazaar, booking.slot_id)
    stood, out = booths_held(db, booking), put_out(db, slot.key).get(booking.application_id)
    if booking.state is not BookingState.CONFIRMED or not (stood or out or found_of(db, booking.key) in HERE):
        raise Overtaken("state_moved")
    if set(_require_spot(numbers)) == set(stood):
        raise Overtaken("already_so")
    _go(db, bazaar, Going(booking, slot, out.was if out else stood, numbers), reason=reason, by=by)


@dataclass(frozen=True, slots=True)
class Going:
    """A group goes from the booths it had last, none where others stand in them, to these."""

    booking: Booking
    slot: Slot
    had: Sequence[str]
    to: Sequence[str]


def _go(db: Session, bazaar: Bazaar, going: Going, *, reason: Reason, by: Signs) -> None:
    booking, slot, where = going.booking, going.slot, _require_spot(going.to)
    kind = AmendmentKind.MOVED if going.had else AmendmentKind.PLACED
    was, became = " + ".join(going.had), " + ".join(where)
    said = write_down(db, bazaar, kind, was, became=became, slot=slot, reason=reason, by=by)
    stand_no_more(db, booking, now())
    application = Application.get(db, booking.application_id)
    _require_fits(db, bazaar, application, slot, where)
    stand_from_now(db, bazaar, booking, where)
    if found_of(db, booking.key) is Found.NO_BOOTH:
        _came(booking, by, was=Found.NO_BOOTH).add(db)
    template = "bazaar_moved_today" if going.had else "bazaar_placed_today"
    tell_today(db, bazaar, application, slot, template, said, was=was, became=became, reason=said.why)


def _came(booking: Booking, by: Signs, was: str = "") -> Attendance:
    return Attendance(booking_id=booking.key, found=Found.ARRIVED, was=was, **who_did(by, "noted_by"))


def tell_today(
    db: Session, bazaar: Bazaar, application: Application, slot: Slot, template: str, said: Amendment, **more: Any
) -> None:
    """The group, whose other members may not be at the gate."""
    once, group = f"{template}/{said.key}", Group.get(db, application.group_id)
    tell_group(db, bazaar, application, group, template, once, subject=day_subject(slot), **more)


@dataclass(frozen=True, slots=True)
class StepIn:
    """A group that waited gets booths of a slot that runs: why, on whose word, and whether it has come."""

    numbers: Sequence[str]
    reason: Reason
    by: Signs
    came: bool


def step_in(
    db: Session,
    bazaar: Bazaar,
    slot_id: int,
    application: Application,
    numbers: Sequence[str],
    *,
    reason: str,
    by: Actor,
) -> None:
    """A group that waits, and has come, stands in free booths of a slot from now on; its turn is used by that. Without
    a reason in words it is that it is its turn, as facts; those that are passed over read so.

    Refused to an officer whose own group it is.
    """
    require_other_side(db, by.person_id, application.group_id)
    slot = running_slot(bazaar, slot_id)
    waiting = waiting_for(db, bazaar, slot)
    hers = next((each for each in waiting if each.application.key == application.key), None)
    why: Reason = place_of(hers, waiting) if hers and not reason.strip() else reason
    put_in(db, bazaar, slot_id, application, StepIn(numbers=numbers, reason=why, by=by, came=True))
    passed = [each.application for each in passed_over(hers, waiting)] if hers else []
    write_skips(db, bazaar, [Skipped(each, f"{application.number} {slot.at}", SkipCode.BY_HAND) for each in passed])


def put_in(db: Session, bazaar: Bazaar, slot_id: int, application: Application, told: StepIn) -> None:
    """By an officer's hand or by its own yes: Overtaken when somebody was faster."""
    slot = running_slot(bazaar, slot_id)
    Group.get(db, application.group_id).require_open()
    if not may_step_in(db, application, slot):
        raise Refused("choice_unknown", field="group")
    where = _require_spot(told.numbers)
    _require_fits(db, bazaar, application, slot, where)
    spot, by = " + ".join(where), told.by
    said = write_down(
        db, bazaar, AmendmentKind.SUBSTITUTE, spot, became=application.number, slot=slot, reason=told.reason, by=by
    )
    made = Booking(
        bazaar_id=bazaar.key, application_id=application.key, group_id=application.group_id, slot_id=slot.key,
        state=BookingState.CONFIRMED, from_queue=True,
    ).add(db)  # fmt: skip
    stand_from_now(db, bazaar, made, where)
    promise(db, bazaar, made, slot)
    if told.came:
        _came(made, by).add(db)
    stand_down(db, slot, application)
    tell_today(db, bazaar, application, slot, "bazaar_stepped_in", said, booths=spot, reason=said.why)


def place_in_turn(db: Session, bazaar: Bazaar, slot_id: int, application: Application, told: StepIn) -> None:
    """By the yes of a group that was offered booths: it goes there from its own, which cannot be used any more, or
    stands in. Overtaken when somebody was faster."""
    slot = running_slot(bazaar, slot_id)
    out = put_out(db, slot.key).get(application.key)
    if out:
        _go(db, bazaar, Going(out.booking, slot, out.was, told.numbers), reason=told.reason, by=told.by)
    else:
        put_in(db, bazaar, slot_id, application, told)
