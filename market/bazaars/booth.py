"""Booth: a place on the floor plan of a bazaar, and the circuits that give power to some of them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, table


class Booth(Record, table=True):
    """A booth: `row` and `position` are its cell on the floor plan, the row counted from the top.

    A tent shared by two groups is two booths in one cell, `part` 1 and 2; a whole one is `part` 0.
    """

    __table_args__ = (
        sa.UniqueConstraint("bazaar_id", "number"),
        sa.UniqueConstraint("bazaar_id", "row", "position", "part"),
        sa.CheckConstraint("part IN (0, 1, 2)", name="part"),
    )

    bazaar_id: int = Field(foreign_key="bazaar.id")
    number: str = Field(max_length=12)
    zone: str = Field(max_length=20)
    row: int
    position: int
    part: int = 0
    electricity: bool = False
    water: bool = False
    cold: bool = False
    wheelchair: bool = False
    circuit: str = Field(default="", max_length=20)
    fee_class: str = Field(default="", max_length=20)
    broken_at: datetime | None = None

    @property
    def sound(self) -> bool:
        """It can be used."""
        return self.broken_at is None

    def break_down(self) -> None:
        """It cannot be used any more."""
        self.broken_at = now()

    def repair(self) -> None:
        """It can be used again; when it could not stays written."""
        if self.broken_at is not None:
            Outage(booth_id=self.key, since=self.broken_at, until=now()).add(self.db)
        self.broken_at = None


class Outage(Record, table=True):
    """From when until when a booth could not be used; of one that still cannot, `broken_at` alone says since when."""

    booth_id: int = Field(foreign_key="booth.id", index=True)
    since: datetime
    until: datetime


class Circuit(Record, table=True):
    """A circuit or generator, in watt, that some booths draw from."""

    __table_args__ = (
        sa.UniqueConstraint("bazaar_id", "name"),
        sa.CheckConstraint("watt >= 0", name="watt"),
    )

    bazaar_id: int = Field(foreign_key="bazaar.id")
    name: str = Field(max_length=20)
    watt: int


ON_THE_PLAN = (table(Booth).c.row, table(Booth).c.position, table(Booth).c.part)


def booths_of(db: Session, bazaar_id: int) -> list[Booth]:
    rows = table(Booth)
    return list(db.scalars(sa.select(Booth).where(rows.c.bazaar_id == bazaar_id).order_by(*ON_THE_PLAN)))


def sound_booths(db: Session, bazaar_id: int) -> list[Booth]:
    """Those of them that can be used."""
    return [booth for booth in booths_of(db, bazaar_id) if booth.sound]


def is_sound(booths: sa.FromClause) -> sa.ColumnElement[bool]:
    """`Booth.sound` in SQL."""
    return booths.c.broken_at.is_(None)


def zone_names(db: Session, bazaar_id: int) -> list[str]:
    rows = table(Booth)
    return list(
        db.scalars(sa.select(rows.c.zone).where(rows.c.bazaar_id == bazaar_id).distinct().order_by(rows.c.zone))
    )


def circuits_of(db: Session, bazaar_id: int) -> list[Circuit]:
    rows = table(Circuit)
    return list(db.scalars(sa.select(Circuit).where(rows.c.bazaar_id == bazaar_id).order_by(rows.c.name)))


def has_booths(db: Session, bazaar_id: int) -> bool:
    rows = table(Booth)
    return db.execute(sa.select(rows.c.id).where(rows.c.bazaar_id == bazaar_id).limit(1)).first() is not None
