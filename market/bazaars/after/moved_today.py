"""Who stands elsewhere than was planned in a slot: a list to read out at the microphone, and to print."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.after.presence import attendances
from market.bazaars.booking.booking import LIVE, BookedBooth, Booking
from market.bazaars.booth import Booth
from market.bazaars.slot import Slot
from market.kernel.record import table
from market.people.group import Group


@dataclass(frozen=True, slots=True)
class MovedToday:
    """A group with the booths it had first, none for one that stepped in, and those it has now, none for one that waits
    for another."""

    group: Group
    was: list[str] = field(default_factory=list)
    became: list[str] = field(default_factory=list)


def moved_today(db: Session, bazaar_id: int, slots: Sequence[Slot]) -> dict[int, list[MovedToday]]:
    """By slot, in the order of the booths; not who is absent."""
    rows, held, booths = table(Booking), table(BookedBooth), table(Booth)
    wanted = (
        sa.select(Booking, Group, booths.c.number, held.c.since, held.c.until)
        .join(Group, table(Group).c.id == rows.c.group_id)
        .join(held, held.c.booking_id == rows.c.id)
        .join(booths, booths.c.id == held.c.booth_id)
        .where(rows.c.bazaar_id == bazaar_id, rows.c.state.in_(LIVE))
        .order_by(held.c.id)
    )
    found: dict[int, dict[int, MovedToday]] = {slot.key: {} for slot in slots}
    absent = {key for key, presence in attendances(db, bazaar_id).items() if presence.absent}
    for row in db.execute(wanted):
        booking: Booking = row.Booking
        if booking.slot_id not in found or booking.key in absent:
            continue
        each = found[booking.slot_id].setdefault(booking.key, MovedToday(group=row.Group))
        if row.since is None:
            each.was.append(row.number)
        if row.until is None:
            each.became.append(row.number)
    return {key: _sorted(list(some.values())) for key, some in found.items()}


def _sorted(some: list[MovedToday]) -> list[MovedToday]:
    return sorted((each for each in some if each.was != each.became), key=lambda each: (each.was, each.group.name))
