"""OtherReading: a group's name with a sign in it that may be meant for a letter reads in more than one way."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.names import readings, reads_as
from market.kernel.record import Record, table


class OtherReading(Record, table=True):
    """A way to read a group's name besides its `reads_as`; most names have none."""

    __tablename__ = "other_reading"

    group_id: int = Field(foreign_key="groups.id", index=True)
    reads_as: str = Field(max_length=160, index=True)


R = table(OtherReading)
G = sa.table("groups", sa.column("id", sa.Integer), sa.column("reads_as", sa.String))


def keep_readings(db: Session, names: Mapping[int, str]) -> None:
    """Writes down how else the names of these groups, by id, can be read now."""
    db.execute(sa.delete(R).where(R.c.group_id.in_(names)))
    others = [
        {"group_id": group_id, "reads_as": each}
        for group_id, name in names.items()
        for each in sorted(readings(name) - {reads_as(name)})
    ]
    if others:
        db.execute(sa.insert(R), others)


def read_like(names: Iterable[str]) -> sa.CompoundSelect[tuple[int]]:
    """The ids of groups whose names can be read in a way in which one of these can."""
    ways = {each for name in names for each in readings(name)}
    return sa.union_all(
        sa.select(G.c.id).where(G.c.reads_as.in_(ways)), sa.select(R.c.group_id).where(R.c.reads_as.in_(ways))
    )
