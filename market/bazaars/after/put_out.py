"""Groups whose booths cannot be used any more while their slot runs: without another yet, they go before the queue."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.booking.booking import BookedBooth, Booking, BookingState
from market.bazaars.booking.found import Attendance, Found, is_out, latest_note, left_at
from market.bazaars.booth import Booth
from market.kernel.record import table

B = table(Booking)


@dataclass(frozen=True, slots=True)
class PutOut:
    """A booking without a booth, and the numbers of those it had last."""

    booking: Booking
    was: list[str]


def put_out(db: Session, slot_id: int) -> dict[int, PutOut]:
    """By application who had to leave its booths in a slot and got no others since; not who is absent or went home, nor
    who gave its booths back by being late."""
    return {each.booking.application_id: each for each in _out(db, B.c.slot_id == slot_id)}


def put_out_of(db: Session, application_id: int) -> dict[int, PutOut]:
    """Of one application, by slot."""
    return {each.booking.slot_id: each for each in _out(db, B.c.application_id == application_id)}


def _out(db: Session, which: sa.ColumnElement[bool]) -> list[PutOut]:
    held, booths, notes = table(BookedBooth), table(Booth), table(Attendance)
    wanted = (
        sa.select(Booking, booths.c.number)
        .select_from(B)
        .join(held, sa.and_(held.c.booking_id == B.c.id, held.c.until == left_at(B)))
        .join(booths, booths.c.id == held.c.booth_id)
        .outerjoin(notes, notes.c.id == latest_note(B))
        .where(which, B.c.state == BookingState.CONFIRMED, is_out(B))
        .where(sa.or_(notes.c.id.is_(None), notes.c.found.not_in((Found.ABSENT, Found.LEFT))))
        .order_by(B.c.id, booths.c.number)
    )
    found: dict[int, PutOut] = {}
    for booking, number in db.execute(wanted):
        found.setdefault(booking.key, PutOut(booking=booking, was=[])).was.append(number)
    return list(found.values())
