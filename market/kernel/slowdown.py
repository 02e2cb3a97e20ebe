"""Slowing down who guesses: after some misses each further one doubles the wait. Nobody is ever locked out for good."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, changed, locked, some, table
from market.kernel.refused import TooOften

KEPT = timedelta(days=3)


class Slowdown(Record, table=True):
    """The misses at one door; until `until` it refuses every try. Each period after `missed_at` forgets one."""

    __table_args__ = (sa.UniqueConstraint("name"),)

    name: str = Field(max_length=120)
    misses: int = 0
    missed_at: datetime = Field(default_factory=now, index=True)
    until: datetime | None = None


@dataclass(frozen=True)
class Pace:
    """`free` misses cost no wait; the next costs `first`, each further one twice as much, at most `longest`.

    One miss is forgotten in every `forgets`. Without `first` a door only counts.
    """

    free: int
    first: timedelta | None
    longest: timedelta
    forgets: timedelta

    def left(self, misses: int, missed_at: datetime) -> int:
        """The misses that still count now."""
        return max(0, misses - (now() - missed_at) // self.forgets)

    def forgotten(self, missed_at: datetime) -> timedelta:
        """The whole periods since then: the next one runs from their end, so that tries do not delay forgetting."""
        return (now() - missed_at) // self.forgets * self.forgets

    def wait(self, misses: int) -> timedelta | None:
        """How long every try is refused after so many misses."""
        if self.first is None or misses < self.free:
            return None
        doubled: int = 2 ** min(misses - self.free, 20)
        return min(self.first * doubled, self.longest)


def count_try(db: Session, doors: Mapping[str, Pace]) -> None:
    """Counts a try as a miss before its answer is known, so that many sent at once are no free guesses.

    TooOften, with nothing counted, while one of the doors still refuses. Call it in a write of its own; a right answer
    takes it back.
    """
    rows = {row.name: row for row in _locked(db, sorted(doors))}
    waits = [row.until - now() for row in rows.values() if row.until is not None and row.until > now()]
    if waits:
        raise TooOften(int(max(waits).total_seconds()) + 1)
    for name, pace in doors.items():
        row = rows[name]
        left = pace.left(row.misses, row.missed_at)
        row.missed_at = row.missed_at + pace.forgotten(row.missed_at) if left else now()
        row.misses = left + 1
        wait = pace.wait(row.misses)
        row.until = now() + wait if wait else None


def wait_at(db: Session, name: str) -> int:
    """The seconds for which one door still refuses; 0 when a try is allowed."""
    found = db.scalars(sa.select(Slowdown).where(table(Slowdown).c.name == name)).first()
    if found is None or found.until is None or found.until <= now():
        return 0
    return int((found.until - now()).total_seconds()) + 1


def take_back(db: Session, names: Iterable[str], misses: int = 1) -> None:
    """The try was right: takes back its miss and the wait that this caused. `misses`: how many, with earlier ones."""
    rows = table(Slowdown)
    fewer = sa.case((rows.c.misses > misses, rows.c.misses - misses), else_=0)
    db.execute(sa.update(rows).where(rows.c.name.in_(sorted(names))).values(misses=fewer, until=None))


def forget_misses(db: Session, *names: str) -> None:
    """After a right answer at this door the count begins anew."""
    rows = table(Slowdown)
    db.execute(sa.delete(rows).where(rows.c.name.in_(names)))


def misses_at(db: Session, name: str, pace: Pace) -> int:
    """The misses that count now at one door."""
    found = db.scalars(sa.select(Slowdown).where(table(Slowdown).c.name == name)).first()
    return pace.left(found.misses, found.missed_at) if found else 0


def misses_like(db: Session, start: str, pace: Pace) -> list[tuple[str, int]]:
    """(name, misses that count now) of the doors whose names begin with `start`."""
    found = db.scalars(sa.select(Slowdown).where(table(Slowdown).c.name.startswith(start, autoescape=True)))
    return [(row.name, pace.left(row.misses, row.missed_at)) for row in found]


def prune_slowdowns(db: Session) -> int:
    """Deletes doors at which nobody missed for three days."""
    rows = table(Slowdown)
    return changed(db, sa.delete(rows).where(some(rows, rows.c.missed_at < now() - KEPT)))


def _locked(db: Session, names: list[str]) -> list[Slowdown]:
    """The rows of these doors, made where there are none, locked in the order of their names.

    A row that is there is written too: a lock taken only afterwards would find none where a right answer, at the same
    moment, let the door begin anew.
    """
    rows = table(Slowdown)
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    fresh = [{"name": name, "misses": 0, "missed_at": now()} for name in names]
    adding = insert(rows).values(fresh)
    db.execute(adding.on_conflict_do_update(index_elements=["name"], set_={"name": adding.excluded.name}))
    wanted = locked(sa.select(Slowdown).where(rows.c.name.in_(names)).order_by(rows.c.name))
    return list(db.scalars(wanted))
