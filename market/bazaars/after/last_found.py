"""What counts of all that was written down of a booking: the latest, for statements."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.after.attendance import Attendance, Found
from market.kernel.record import table


def latest_note(bookings: sa.FromClause) -> sa.ScalarSelect[int]:
    """The id of the row that counts, for a join with attendance."""
    notes = table(Attendance).alias("notes")
    return sa.select(sa.func.max(notes.c.id)).where(notes.c.booking_id == bookings.c.id).scalar_subquery()


def found_of(db: Session, booking_id: int) -> Found | None:
    """What counts of one booking; None while nothing was written down."""
    rows = table(Attendance)
    mine = sa.select(rows.c.found).where(rows.c.booking_id == booking_id)
    return db.scalars(mine.order_by(rows.c.id.desc()).limit(1)).first()
