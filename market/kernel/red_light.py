"""RedLight: something that the operator has to look at, from when it was found until it is well again."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, table

EVERYWHERE = ""


class RedLight(Record, table=True):
    """`code` of the light, and the machine that it is of; `said` is what was found first.

    `told_at`: since when the operator knows of it; `over_at`: it is well again, and she is told of that next.
    """

    __tablename__ = "red_light"
    __table_args__ = (sa.UniqueConstraint("code", "machine"),)

    code: str = Field(max_length=20)
    machine: str = Field(default=EVERYWHERE, max_length=80)
    said: str = Field(max_length=300)
    since: datetime = Field(default_factory=now)
    told_at: datetime | None = None
    over_at: datetime | None = None


def red_lights(db: Session) -> list[RedLight]:
    """Those that are red, the oldest first."""
    rows = table(RedLight)
    return list(db.scalars(sa.select(RedLight).where(rows.c.over_at.is_(None)).order_by(rows.c.id)))
