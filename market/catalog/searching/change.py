"""Change: that words of the catalogue or of its search changed. What is kept of them in memory is made anew by it."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, table

MOST = 1_000  # rows that are kept


class CatalogueChange(Record, table=True):
    """A row for each: no two writers ever wait for each other here, as they would for one that counts."""

    __tablename__ = "catalogue_change"

    at: datetime = Field(default_factory=now)


C = table(CatalogueChange)
VERSION = sa.select(sa.func.coalesce(sa.func.max(C.c.id), 0).label("last"), sa.func.count().label("rows"))


def catalogue_changed(db: Session) -> None:
    """Within the transaction that changes words."""
    db.execute(sa.insert(C).values(at=now()))


def catalogue_version(db: Session) -> tuple[int, int]:
    """Another pair after each change; who committed late is counted too."""
    row = db.connection().execute(VERSION).one()
    return int(row.last), int(row.rows)


def sweep_changes(db: Session) -> None:
    """Leaves the last thousand."""
    last = int(db.execute(sa.select(sa.func.coalesce(sa.func.max(C.c.id), 0))).scalar_one())
    db.execute(sa.delete(C).where(C.c.id <= last - MOST))
