"""What somebody wrote down of a booking on its day: one row for each thing that was found, and which of them counts."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.booking.booking import BookedBooth
from market.kernel.clock import now
from market.kernel.record import Record, state_column, table


class Found(StrEnum):
    """What somebody found of a group in a slot. No booth: it came when its booths could not be used any more, and had
    no others. Unseen: what was written before is taken back."""

    ARRIVED = "arrived"
    LATE = "late"
    LEFT = "left"
    ABSENT = "absent"
    NO_BOOTH = "no_booth"
    UNSEEN = "unseen"


class WhyFound(StrEnum):
    """The reason where nobody wrote one, told in the language of who reads: of an absence that the booth was empty once
    its grace was over, of a group that was written down as absent that it came afterwards."""

    EMPTY_BOOTH = "empty_booth"
    CAME_AFTER = "came_after"


Reason = str | WhyFound
HERE = (Found.ARRIVED, Found.LATE)
CAME = (*HERE, Found.LEFT)
SOLD_NOTHING = (Found.ABSENT, Found.NO_BOOTH)  # it stood nowhere


class Attendance(Record, table=True):
    """One thing written down of a booking; rows are only added.

    `was` is what counted until then, "" for nothing. `gave` are the numbers of the booths that an absent group gave
    back while the slot ran. A `reason`, or else `why`, stands where a group was not there, or was after all, and where
    it corrects what was written or comes after the slot. `who` sells there, as she says at the gate.
    """

    booking_id: int = Field(foreign_key="booking.id", index=True)
    found: Found = Field(sa_column=state_column(Found, "found"))
    was: str = Field(default="", max_length=20)
    at: datetime = Field(default_factory=now)
    gave: str = Field(default="", max_length=40)
    reason: str = Field(default="", max_length=300)
    why: WhyFound | None = Field(default=None, sa_column=state_column(WhyFound, "why", nullable=True))
    noted_by: str = Field(default="", max_length=80)
    noted_by_id: int | None = Field(default=None, foreign_key="person.id")
    who: str = Field(default="", max_length=80)


def latest_note(bookings: sa.FromClause) -> sa.ScalarSelect[int]:
    """The id of the row that counts, for a join with attendance."""
    notes = table(Attendance).alias("notes")
    return sa.select(sa.func.max(notes.c.id)).where(notes.c.booking_id == bookings.c.id).scalar_subquery()


def found_of(db: Session, booking_id: int) -> Found | None:
    """What counts of one booking; None while nothing was written down."""
    rows = table(Attendance)
    mine = sa.select(rows.c.found).where(rows.c.booking_id == booking_id)
    return db.scalars(mine.order_by(rows.c.id.desc()).limit(1)).first()


def left_at(bookings: sa.FromClause) -> sa.ScalarSelect[datetime]:
    """When a booking left the booths that it had last, for a statement; NULL where it left none."""
    held = table(BookedBooth).alias("left")
    return (
        sa.select(sa.func.max(held.c.until))
        .where(held.c.booking_id == bookings.c.id)
        .correlate(bookings)
        .scalar_subquery()
    )


def is_out(bookings: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether a booking had to leave its booths in its slot and got no others, for a statement: not one that gave them
    back by being late."""
    held, notes = table(BookedBooth).alias("still"), table(Attendance).alias("gave")
    still = sa.select(held.c.id).where(held.c.booking_id == bookings.c.id, held.c.until.is_(None)).correlate(bookings)
    gave = sa.select(sa.func.max(notes.c.at)).where(notes.c.booking_id == bookings.c.id, notes.c.gave != "")
    left = left_at(bookings)
    after = sa.func.coalesce(left > gave.correlate(bookings).scalar_subquery(), sa.true())
    return sa.and_(left.is_not(None), sa.not_(still.exists()), after)


def in_vain(bookings: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether a group has a booking in a slot and had no booth, for a statement: its own could not be used any more,
    and it came all the same, or was never seen there because it was told so. That is no turn of it."""
    notes = table(Attendance).alias("noted")
    mine = sa.select(notes.c.found).where(notes.c.booking_id == bookings.c.id)
    last = mine.order_by(notes.c.id.desc()).limit(1).correlate(bookings).scalar_subquery()
    return sa.and_(is_out(bookings), sa.or_(last.is_(None), last.in_((Found.NO_BOOTH, Found.UNSEEN))))
