"""Hours that a group gives to one bazaar alone, by saying yes."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.booking import BookedHour, Booking, BookingState
from market.bazaars.slot import Slot
from market.kernel.record import table


def promise_all(db: Session, bazaar: Bazaar, slot: Slot) -> set[int]:
    """Whoever stands in a slot promises all its hours, but those that she has promised already, here or elsewhere. The
    ids of the groups that promised some of them elsewhere."""
    rows, held, hours = table(Booking), table(BookedHour), slot.hours(bazaar)
    there = list(
        db.scalars(sa.select(Booking).where(rows.c.slot_id == slot.key, rows.c.state == BookingState.CONFIRMED))
    )
    groups = [booking.group_id for booking in there]
    had = sa.select(held.c.group_id, held.c.hour, held.c.booking_id).where(
        held.c.group_id.in_(groups), held.c.hour.in_(hours)
    )
    promised = {(row.group_id, row.hour): row.booking_id for row in db.execute(had)}
    new = [
        {"booking_id": booking.key, "group_id": booking.group_id, "hour": hour}
        for booking in there
        for hour in hours
        if (booking.group_id, hour) not in promised
    ]
    if new:
        db.execute(sa.insert(held), new)
    here = {booking.key for booking in there}
    return {group for (group, _), booking in promised.items() if booking not in here}


def promise(db: Session, bazaar: Bazaar, booking: Booking, slot: Slot) -> None:
    """Its hours are this bazaar's; the database refuses another one in them."""
    for hour in slot.hours(bazaar):
        db.add(BookedHour(booking_id=booking.key, group_id=booking.group_id, hour=hour))
    db.flush()
