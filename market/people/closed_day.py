"""ClosedDay: a day on which a group is at sea, or rests; the clocks it must answer to stand still."""

from datetime import UTC, date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import day_of, now
from market.kernel.record import Record, table


class ClosedDay(Record, table=True):
    """A day on which the group is at sea, at a wedding or in mourning."""

    __table_args__ = (sa.UniqueConstraint("group_id", "day"),)

    group_id: int = Field(foreign_key="groups.id")
    day: date


DAYS = table(ClosedDay)
CLOSED = sa.select(DAYS.c.day).where(
    DAYS.c.group_id == sa.bindparam("group"), DAYS.c.day >= sa.bindparam("since", type_=sa.Date)
)


def closed_days(db: Session, group_id: int) -> frozenset[date]:
    """The days of "Libur hari ini" from not long ago on: on these the clocks that the group must answer to rest."""
    found = db.connection().execute(CLOSED, {"group": group_id, "since": day_of(now(), UTC) - timedelta(days=7)})
    return frozenset(day for (day,) in found)
