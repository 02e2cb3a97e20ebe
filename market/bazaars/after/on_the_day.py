"""While a slot runs: a group moves to another booth, one steps in, the slot ends early.

Each is written down with a reason for everybody, and counts from its moment on: what was until then stays as it was.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.after.amendment import Amendment, AmendmentKind, write_down
from market.bazaars.after.attendance import Attendance, Found
from market.bazaars.allotting.occupancy import Occupancy, spot_name
from market.bazaars.bazaar import Bazaar, BazaarState
from market.bazaars.booking.booking import (
    LIVE,
    BookedBooth,
    Booking,
    BookingState,
    promise,
    stand_from_now,
    stand_no_more,
)
from market.bazaars.booking.letter import tell_group
from market.bazaars.booking.stands import booths_held
from market.bazaars.booth import ON_THE_PLAN, Booth
from market.bazaars.registering.application import Application, ApplicationState
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.refused import NotFound, Overtaken, Refused
from market.people.access import Actor
from market.people.group import Group
from market.people.own_side import require_other_side


def _running(bazaar: Bazaar, key: int) -> Slot:
    slot = next((each for each in bazaar.days.slots if each.key == key), None)
    if slot is None:
        raise NotFound(f"slot {key}")
    if bazaar.state is not BazaarState.PUBLISHED or not slot.running(bazaar):
        raise Overtaken("slot_not_running")
    return slot


def _require_spot(numbers: Sequence[str]) -> list[str]:
    found = list(dict.fromkeys(numbers))
    if not 1 <= len(found) <= 2:
        raise Refused("choose_booths", field="booths")
    return found


def _require_fits(db: Session, bazaar: Bazaar, application: Application, slot: Slot, numbers: Sequence[str]) -> None:
    """The rules of every way to come to stand: needs, size, two booths side by side, watts of a circuit. Not the days
    it once asked for: it is there. Overtaken when somebody stands there meanwhile."""
    if not set(numbers) <= set(free_booths(db, bazaar.key, slot.key)):
        raise Overtaken("booth_given_on")
    if spot_name(numbers) not in Occupancy(db, bazaar).room(application, slot):
        raise Refused("spot_unfit_now", field="booths", booths=" + ".join(numbers))


def move(db: Session, bazaar: Bazaar, booking: Booking, numbers: Sequence[str], *, reason: str, by: Actor) -> None:
    """The group stands in other free booths of its slot from now on. Refused to an officer whose own group it is."""
    require_other_side(db, by.person_id, booking.group_id)
    slot = _running(bazaar, booking.slot_id)
    stood = booths_held(db, booking)
    if booking.state is not BookingState.CONFIRMED or not stood:
        raise Overtaken("state_moved")
    where = _require_spot(numbers)
    if set(where) == set(stood):
        raise Overtaken("already_so")
    was, became = " + ".join(stood), " + ".join(where)
    said = write_down(db, bazaar, AmendmentKind.MOVED, was, became=became, slot=slot, reason=reason, by=by.name)
    stand_no_more(db, booking, now())
    application = Application.get(db, booking.application_id)
    _require_fits(db, bazaar, application, slot, where)
    stand_from_now(db, bazaar, booking, where)
    _tell(db, bazaar, application, "bazaar_moved_today", said, was=was, became=became, reason=reason.strip())


def _tell(db: Session, bazaar: Bazaar, application: Application, template: str, said: Amendment, **more: str) -> None:
    """The group, whose other members may not be at the gate."""
    once = f"{template}/{said.key}"
    tell_group(db, bazaar, application, Group.get(db, application.group_id), template, once, **more)


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
    """A group that waits, and has come, stands in free booths of a slot from now on; its turn is used by that.

    Refused to an officer whose own group it is.
    """
    require_other_side(db, by.person_id, application.group_id)
    slot = _running(bazaar, slot_id)
    Group.get(db, application.group_id).require_open()
    rows = table(Booking)
    stands = sa.select(rows.c.id).where(
        rows.c.application_id == application.key, rows.c.slot_id == slot.key, rows.c.state.in_(LIVE)
    )
    if application.state is not ApplicationState.ELIGIBLE or db.scalar(stands.limit(1)):
        raise Refused("choice_unknown", field="group")
    where = _require_spot(numbers)
    _require_fits(db, bazaar, application, slot, where)
    spot, number = " + ".join(where), application.number
    said = write_down(db, bazaar, AmendmentKind.SUBSTITUTE, spot, became=number, slot=slot, reason=reason, by=by.name)
    made = Booking(
        bazaar_id=bazaar.key, application_id=application.key, group_id=application.group_id, slot_id=slot.key,
        state=BookingState.CONFIRMED, from_queue=True,
    ).add(db)  # fmt: skip
    stand_from_now(db, bazaar, made, where)
    promise(db, bazaar, made, slot)
    Attendance(booking_id=made.key, found=Found.ARRIVED, noted_by=by.name[:80]).add(db)
    _tell(db, bazaar, application, "bazaar_stepped_in", said, booths=spot, reason=reason.strip())


def end_early(db: Session, bazaar: Bazaar, slot_id: int, *, reason: str, by: str) -> None:
    """A slot that runs is over from now on; who stood there did."""
    slot = _running(bazaar, slot_id)
    at = now()
    became = f"{at.astimezone(bazaar.zone):%Y-%m-%dT%H:%M}"
    write_down(db, bazaar, AmendmentKind.SLOT_ENDED, slot.at, became=became, reason=reason, by=by)
    slot.ended_at = at


def free_booths(db: Session, bazaar_id: int, slot_id: int) -> list[str]:
    """The numbers of the booths that nobody stands in now, in the order of the plan; broken ones left out."""
    rows, held = table(Booth), table(BookedBooth)
    taken = sa.select(held.c.booth_id).where(held.c.slot_id == slot_id, held.c.until.is_(None))
    wanted = sa.select(rows.c.number).where(
        rows.c.bazaar_id == bazaar_id, rows.c.broken_at.is_(None), rows.c.id.not_in(taken)
    )
    return list(db.scalars(wanted.order_by(*ON_THE_PLAN)))
