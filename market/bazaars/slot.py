"""Slot: a bookable day of a bazaar, or a part of one."""

from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.record import Record, table
from market.people.group import Located


class Slot(Record, table=True):
    """A bookable day or part of a day, in the bazaar's zone. `revision` counts its changes, for calendars."""

    __table_args__ = (
        sa.UniqueConstraint("bazaar_id", "day", "starts"),
        sa.CheckConstraint("ends > starts", name="ends"),
    )

    bazaar_id: int = Field(foreign_key="bazaar.id")
    day: date
    starts: time
    ends: time
    listed_as: str = Field(default="", max_length=20)
    revision: int = 0
    cancelled_at: datetime | None = None

    @property
    def at(self) -> str:
        """Its day and start now, as `2026-12-05T09:00`."""
        return f"{self.day}T{self.starts:%H:%M}"

    @property
    def name(self) -> str:
        """Its name in instance files: its day and start, for ever as they were when the list was frozen."""
        return self.listed_as or self.at

    def hours(self, bazaar: Located) -> list[datetime]:
        """Each hour it touches, in UTC: what a group can give to one bazaar only."""
        start = datetime.combine(self.day, self.starts, bazaar.zone).astimezone(UTC)
        end = datetime.combine(self.day, self.ends, bazaar.zone).astimezone(UTC)
        hour = start.replace(minute=0, second=0)
        found = []
        while hour < end:
            found.append(hour)
            hour += timedelta(hours=1)
        return found


def slots_of(db: Session, bazaar_id: int) -> list[Slot]:
    rows = table(Slot)
    return list(db.scalars(sa.select(Slot).where(rows.c.bazaar_id == bazaar_id).order_by(rows.c.day, rows.c.starts)))
