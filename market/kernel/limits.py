"""Attempt counters: their own short writes, which survive a refusal."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.db import write_apart
from market.kernel.record import Record, changed, some, table
from market.kernel.refused import TooOften

PARTS = 6


class Attempt(Record, table=True):
    """How often `name` was tried in the part of a period that began at `window` (seconds since 1970)."""

    __table_args__ = (sa.UniqueConstraint("name", "window"),)

    name: str = Field(max_length=200)
    window: int = Field(index=True)
    count: int = 0


def attempt(name: str, *, most: int, per: timedelta, weight: int = 1) -> None:
    """Counts one attempt, or as many as it weighs; TooOften, with nothing counted, beyond `most` in any such period.

    A period moves on by sixths: whatever moment it is looked at from, never more than `most` fit into it.
    """
    wait = write_apart(lambda db: _count_within(db, name[:200], most, _part(per), weight))
    if wait:
        raise TooOften(wait)


@dataclass(frozen=True)
class Limit:
    """At most so many tries under a name in any such period."""

    name: str
    most: int
    per: timedelta


def attempt_past(shared: Limit, hers: Limit | None) -> TooOften | None:
    """Counts at a counter that many share, as behind one address; where that is full, at that of the account meant.

    Its owner has a few tries more there, so that guesses at others do not keep her out. Returns what the full counter
    said, None while it had room. Raises TooOften alike where there is no such account, and where its few are used up:
    so nobody learns whether there is one.
    """
    try:
        attempt(shared.name, most=shared.most, per=shared.per)
    except TooOften as full:
        if hers is None:
            raise
        try:
            attempt(hers.name, most=hers.most, per=hers.per)
        except TooOften:
            raise full from None
        return full
    return None


def attempt_within(db: Session, name: str, *, most: int, per: timedelta) -> None:
    """`attempt` as part of a write: an act that does not go through costs nothing."""
    wait = _count_within(db, name[:200], most, _part(per), 1)
    if wait:
        raise TooOften(wait)


def _part(per: timedelta) -> int:
    """Seconds of a sixth of a period, rounded up."""
    return -(-int(per.total_seconds()) // PARTS)


def _count_within(db: Session, name: str, most: int, part: int, weight: int) -> int:
    """0 when it counted; else the seconds until an earlier attempt no longer counts.

    Counting comes first: it locks the row, so that many at once cannot pass together.
    """
    moment, rows = int(now().timestamp()), table(Attempt)
    this = moment - moment % part
    _count(db, name, this, weight)
    there = sa.select(sa.func.sum(rows.c.count), sa.func.min(rows.c.window)).where(
        rows.c.name == name, rows.c.window >= this - PARTS * part, rows.c.count > 0
    )
    counted, oldest = db.execute(there).one()
    if counted <= most:
        return 0
    _count(db, name, this, -weight)
    return int(oldest + (PARTS + 1) * part - moment)


def take_back_attempt(name: str, *, per: timedelta) -> None:
    """Takes back what was just counted: it was no miss. Counting first keeps many at once from passing together."""
    part, moment, rows = _part(per), int(now().timestamp()), table(Attempt)
    mine = sa.and_(rows.c.name == name[:200], rows.c.count > 0)

    def work(db: Session) -> None:
        newest = sa.select(sa.func.max(rows.c.window)).where(mine, rows.c.window > moment - part * PARTS)
        last = sa.and_(mine, rows.c.window == newest.scalar_subquery())
        db.execute(sa.update(rows).where(last).values(count=rows.c.count - 1))

    write_apart(work)


def tries_of(db: Session, name: str, *, per: timedelta) -> int:
    """How many count now under a name."""
    part, moment, rows = _part(per), int(now().timestamp()), table(Attempt)
    live = (rows.c.name == name[:200], rows.c.window > moment - part * (PARTS + 1))
    return int(db.scalar(sa.select(sa.func.coalesce(sa.func.sum(rows.c.count), 0)).where(*live)) or 0)


def add_tries(db: Session, name: str, n: int, *, per: timedelta) -> None:
    """Counts so many at once under a name, as part of a write that asked `tries_of` before."""
    part, moment = _part(per), int(now().timestamp())
    _count(db, name[:200], moment - moment % part, n)


def count_in(db: Session, name: str, per: timedelta) -> int:
    """Counts one in the present window, inside a write; returns how many it holds then."""
    moment = int(now().timestamp())
    return _count(db, name[:200], moment - moment % int(per.total_seconds()))


def _count(db: Session, name: str, window: int, weight: int = 1) -> int:
    attempts = table(Attempt)
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    adding = insert(attempts).values(name=name, window=window, count=weight)
    statement = adding.on_conflict_do_update(
        index_elements=["name", "window"], set_={"count": attempts.c.count + weight}
    ).returning(attempts.c.count)
    return int(db.execute(statement).scalar_one())


def prune_attempts(db: Session) -> int:
    """Deletes what is older than the longest period, a day and its sixth."""
    attempts = table(Attempt)
    old = attempts.c.window < int(now().timestamp()) - 2 * 86400
    return changed(db, sa.delete(attempts).where(some(attempts, old)))
