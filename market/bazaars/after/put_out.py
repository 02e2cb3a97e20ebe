"""Groups whose booths cannot be used any more while their slot runs: without another yet, they go before the queue."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.booking.booking import BookedBooth, Booking, BookingState
from market.bazaars.booking.found import Attendance, Found, latest_note
from market.bazaars.booth import Booth
from market.kernel.record import table


@dataclass(frozen=True, slots=True)
class PutOut:
    """A booking without a booth, and the numbers of those it had last."""

    booking: Booking
    was: list[str]


def put_out(db: Session, slot_id: int) -> dict[int, PutOut]:
    """By application who had to leave its booths in a slot and got no others since; not who is absent or went home, nor
    who gave its booths back by being late."""
    held, booths, others = table(BookedBooth), table(Booth), table(BookedBooth).alias("others")
    rows, notes = table(Booking), table(Attendance)
    left_at = sa.select(sa.func.max(others.c.until)).where(others.c.booking_id == rows.c.id).scalar_subquery()
    gave = notes.alias("gave")
    gave_at = sa.select(sa.func.max(gave.c.at)).where(gave.c.booking_id == rows.c.id, gave.c.gave != "")
    stands = sa.select(others.c.id).where(others.c.booking_id == rows.c.id, others.c.until.is_(None)).exists()
    wanted = (
        sa.select(Booking, booths.c.number)
        .select_from(rows)
        .join(held, sa.and_(held.c.booking_id == rows.c.id, held.c.until == left_at))
        .join(booths, booths.c.id == held.c.booth_id)
        .outerjoin(notes, notes.c.id == latest_note(rows))
        .where(rows.c.slot_id == slot_id, rows.c.state == BookingState.CONFIRMED, sa.not_(stands))
        .where(sa.or_(notes.c.id.is_(None), notes.c.found.not_in((Found.ABSENT, Found.LEFT))))
        .where(sa.func.coalesce(left_at > gave_at.scalar_subquery(), sa.true()))
        .order_by(rows.c.id, booths.c.number)
    )
    found: dict[int, PutOut] = {}
    for booking, number in db.execute(wanted):
        found.setdefault(booking.application_id, PutOut(booking=booking, was=[])).was.append(number)
    return found
