"""What the map of a bazaar says while a slot runs: which booth sells, whose group is awaited, which is closed."""

from collections.abc import Mapping
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.after.attendance import BEFORE
from market.bazaars.after.presence import attendances
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import BookedBooth, Booking, BookingState
from market.bazaars.booking.found import HERE, Found
from market.bazaars.booking.taking_place import takes_place
from market.bazaars.slot import Slot
from market.kernel.clock import now
from market.kernel.record import table


class Now(StrEnum):
    OPEN = "open"
    AWAITED = "awaited"
    CLOSED = "closed"


def shows_now(bazaar: Bazaar, slot: Slot) -> bool:
    """From when somebody may be seen at the gate until the slot is over."""
    return takes_place(bazaar, slot) and now() >= slot.begins_at(bazaar) - BEFORE and not slot.over(bazaar)


def now_there(db: Session, bazaar: Bazaar, slot: Slot) -> Mapping[int, Now]:
    """By booth; one in which nobody stands is not in it."""
    rows, held = table(Booking), table(BookedBooth)
    wanted = (
        sa.select(held.c.booth_id, rows.c.id)
        .join(rows, rows.c.id == held.c.booking_id)
        .where(held.c.slot_id == slot.key, held.c.until.is_(None), rows.c.state == BookingState.CONFIRMED)
    )
    seen = attendances(db, bazaar.key)
    return {booth: _of(seen[key].found if key in seen else None) for booth, key in db.execute(wanted)}


def _of(found: Found | None) -> Now:
    if found is None:
        return Now.AWAITED
    return Now.OPEN if found in HERE else Now.CLOSED
