"""The clock of the machine, held against what nobody can set: the seconds since the machine was started.

Each worker writes down both every few seconds. A clock that is more than an hour from where it ought to be stops all
that is done by the clock, on every machine of the shop, until the operator says that the time is right. Seconds since
the start go on while a machine sleeps, so a sleep is no jump. Between two starts nothing counts them: then a clock may
be up to a week later than the last beat of all, which is a shop that was switched off; earlier is a jump.
"""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, changed, locked, state_column, table
from market.kernel.refused import Overtaken

MOST_APART, LONGEST_AWAY = timedelta(hours=1), timedelta(days=7)
OF_THIS_START = Path("/proc/sys/kernel/random/boot_id")


class KnownFrom(StrEnum):
    """By what a clock was found wrong: the machine's own seconds, another machine or an earlier start, PostgreSQL."""

    SECONDS = "seconds"
    BEATS = "beats"
    DATABASE = "database"


class ClockBeat(Record, table=True):
    """The last beat of a worker on one machine since one start: what the clock said, and the seconds since then."""

    __tablename__ = "clock_beat"

    start: str = Field(max_length=40, unique=True)
    at: datetime
    seconds: float


class ClockStop(Record, table=True):
    """The clock jumped. `found_at` is what it said, `expected_at` what it ought to have said."""

    __tablename__ = "clock_stop"

    known_from: KnownFrom = Field(sa_column=state_column(KnownFrom, "known_from"))
    found_at: datetime
    expected_at: datetime
    confirmed_at: datetime | None = None
    mended_at: datetime | None = Field(default=None, index=True)


@dataclass(frozen=True, slots=True)
class Beat:
    """What a machine says at one moment; `start` is empty where it does not tell one start from another."""

    start: str
    at: datetime
    seconds: float


@dataclass(frozen=True, slots=True)
class Jump:
    """Where the clock ought to stand, and by what that is known."""

    known_from: KnownFrom
    expected: datetime


def this_beat() -> Beat:
    start = OF_THIS_START.read_text().strip() if OF_THIS_START.exists() else ""
    return Beat(start, now(), time.clock_gettime(time.CLOCK_BOOTTIME))


def steady_since(former: Beat) -> bool:
    """Whether the clock of this machine ran evenly since then."""
    here = this_beat()
    return abs((here.at - former.at).total_seconds() - (here.seconds - former.seconds)) < MOST_APART.total_seconds()


def jump_since(own: ClockBeat | None, others: list[datetime], here: Beat) -> Jump | None:
    """Whether the clock jumped since the last beat of this start, or since those of others."""
    if own:
        expected = own.at + timedelta(seconds=here.seconds - own.seconds)
        if abs(here.at - expected) > MOST_APART:
            return Jump(KnownFrom.SECONDS, expected)
    newest = max(others, default=here.at)
    if here.at < newest - MOST_APART or (own is None and here.at > newest + LONGEST_AWAY):
        return Jump(KnownFrom.BEATS, newest)
    return None


def beat(db: Session) -> bool:
    """A worker's beat. Whether what is done by the clock may be done: the time is right, as far as anybody knows."""
    here, rows = this_beat(), table(ClockBeat)
    known = {each.start: each for each in db.scalars(locked(sa.select(ClockBeat).order_by(rows.c.id)))}
    own = known.pop(here.start, None)
    found = jump_since(own, [each.at for each in known.values()], here) or _from_database(db, here)
    stop = open_stop(db)
    if found and stop:
        stop.confirmed_at = None  # it jumped again before what the last jump did was mended
    elif found:
        stop = ClockStop(known_from=found.known_from, found_at=here.at, expected_at=found.expected).add(db)
    own = own or ClockBeat(start=here.start, at=here.at, seconds=here.seconds).add(db)
    own.at, own.seconds = here.at, here.seconds
    if not stop:
        db.execute(sa.delete(rows).where(rows.c.at < here.at - LONGEST_AWAY))
    return stop is None


def _from_database(db: Session, here: Beat) -> Jump | None:
    """PostgreSQL has a clock of its own: which of the two is wrong nobody knows but the operator."""
    if db.get_bind().dialect.name == "sqlite":
        return None
    there = db.execute(sa.select(sa.func.clock_timestamp())).scalar_one().astimezone(UTC)
    return Jump(KnownFrom.DATABASE, there) if abs(there - here.at) > MOST_APART else None


def open_stop(db: Session) -> ClockStop | None:
    """Why nothing is done by the clock now."""
    rows = table(ClockStop)
    return db.scalars(sa.select(ClockStop).where(rows.c.mended_at.is_(None)).order_by(rows.c.id)).first()


def confirm_time(db: Session) -> None:
    """The operator says that the clock is right now: beats of a time to come are forgotten, and what was done in it is
    mended next. Overtaken where nothing waits for it."""
    rows = table(ClockStop)
    waits = sa.update(rows).where(rows.c.confirmed_at.is_(None), rows.c.mended_at.is_(None))
    if not changed(db, waits.values(confirmed_at=now())):
        raise Overtaken("already_so")
    beats = table(ClockBeat)
    db.execute(sa.delete(beats).where(beats.c.at > now() + MOST_APART))


def beating(db: Session, within: timedelta) -> bool:
    """Whether a worker beat so lately."""
    at, moment = table(ClockBeat).c.at, now()
    wanted = sa.select(sa.exists().where(at > moment - within, at < moment + within))
    return bool(db.execute(wanted).scalar())
