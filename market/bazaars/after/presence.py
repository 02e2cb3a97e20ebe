"""What the gate knows of a group in a slot: all that was written down of its booking, of which the last row counts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.booking.booking import Booking
from market.bazaars.booking.found import HERE, Attendance, Found
from market.kernel.record import table


@dataclass(frozen=True, slots=True)
class Presence:
    """All that was written down of a booking, the oldest first; the last row counts."""

    rows: Sequence[Attendance] = ()

    @property
    def found(self) -> Found | None:
        last = self.last
        return last.found if last and last.found is not Found.UNSEEN else None

    @property
    def last(self) -> Attendance | None:
        return self.rows[-1] if self.rows else None

    @property
    def last_key(self) -> int:
        """What a press goes by: an undo takes it back, an absence follows it."""
        return self.last.key if self.last else 0

    @property
    def here(self) -> bool:
        return self.found in HERE

    @property
    def came_first(self) -> Found | None:
        """How a group came that is here, or has left: in time or late; of what counts."""
        if self.here:
            return self.found
        if self.last and self.found is Found.LEFT and self.last.was in HERE:
            return Found(self.last.was)
        return None

    @property
    def who(self) -> str:
        """Who sells there, as it was said last."""
        return next((row.who for row in reversed(self.rows) if row.who), "")

    @property
    def absent(self) -> bool:
        return self.found is Found.ABSENT

    @property
    def of_absence(self) -> bool:
        """Whether an undo would end an absence, or bring one back."""
        return self.last is not None and of_absence_row(self.last)

    @property
    def at(self) -> datetime | None:
        """When it came, for a group that is here: what corrected how it came is later. Otherwise of what counts."""
        if not self.here:
            return self.last.at if self.last else None
        return min(row.at for row in takewhile(lambda row: row.found in HERE, reversed(self.rows)))

    @property
    def gave(self) -> str:
        return self.rows[-1].gave if self.rows else ""

    def says(self, reason: str) -> bool:
        """Whether what counts has this reason, or none is given."""
        return not reason or (self.last is not None and reason in (self.last.reason, self.last.why))

    @property
    def told(self) -> list[Attendance]:
        """What was said with a reason, and all that made or ended an absence."""
        return [row for row in self.rows if row.reason or row.why or of_absence_row(row)]


NOTHING_SEEN = Presence()


def of_absence_row(row: Attendance) -> bool:
    """Whether it made an absence, or ended one."""
    return Found.ABSENT in (row.found, row.was)


def attendances(db: Session, bazaar_id: int) -> dict[int, Presence]:
    """By booking, what was written down so far."""
    bookings = table(Booking)
    return _presences(db, sa.select(bookings.c.id).where(bookings.c.bazaar_id == bazaar_id))


def attendances_of(db: Session, keys: Collection[int]) -> dict[int, Presence]:
    """The same of these bookings."""
    return _presences(db, sa.select(table(Booking).c.id).where(table(Booking).c.id.in_(keys)))


def presence_of(db: Session, booking: int) -> Presence:
    """The same of one booking."""
    return attendances_of(db, [booking]).get(booking, NOTHING_SEEN)


def _presences(db: Session, bookings: sa.Select[tuple[int]]) -> dict[int, Presence]:
    rows = table(Attendance)
    found: dict[int, list[Attendance]] = {}
    for each in db.scalars(sa.select(Attendance).where(rows.c.booking_id.in_(bookings)).order_by(rows.c.id)):
        found.setdefault(each.booking_id, []).append(each)
    return {key: Presence(each) for key, each in found.items()}
