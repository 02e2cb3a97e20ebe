"""Attempt counters: their own short writes, which survive a refusal."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.db import write
from market.kernel.record import Record, table
from market.kernel.refused import TooOften


class Attempt(Record, table=True):
    """How often `name` was tried in the window that began at `window` (seconds since 1970)."""

    __table_args__ = (sa.UniqueConstraint("name", "window"),)

    name: str = Field(max_length=200)
    window: int = Field(index=True)
    count: int = 0


def attempt(name: str, *, most: int, per: timedelta, by: int = 1) -> None:
    """Counts one attempt, or one that weighs `by`; TooOften when there were already `most` in this window."""
    seconds = int(per.total_seconds())
    moment = int(now().timestamp())
    window = moment - moment % seconds
    if write(lambda db: _count(db, name[:200], window, by)) > most:
        raise TooOften(window + seconds - moment)


def take_back_attempt(name: str, *, per: timedelta) -> None:
    """What was just counted was no miss, and costs nothing. Counting first keeps many at once from passing together."""
    seconds, moment, rows = int(per.total_seconds()), int(now().timestamp()), table(Attempt)
    windows = (moment - moment % seconds, moment - moment % seconds - seconds)

    def work(db: Session) -> None:
        counted = sa.select(sa.func.max(rows.c.window)).where(rows.c.name == name[:200], rows.c.window.in_(windows))
        last = sa.and_(rows.c.name == name[:200], rows.c.window == counted.scalar_subquery(), rows.c.count > 0)
        db.execute(sa.update(rows).where(last).values(count=rows.c.count - 1))

    write(work)


def count_in(db: Session, name: str, per: timedelta) -> int:
    """Counts one in the window of now, inside a write; how many it holds with it."""
    moment = int(now().timestamp())
    return _count(db, name[:200], moment - moment % int(per.total_seconds()))


def forget_attempts(name: str) -> None:
    """After a success the count starts anew."""
    attempts = table(Attempt)
    write(lambda db: db.execute(sa.delete(attempts).where(attempts.c.name == name[:200])) and None)


def _count(db: Session, name: str, window: int, by: int = 1) -> int:
    attempts = table(Attempt)
    insert = sqlite.insert if db.get_bind().dialect.name == "sqlite" else postgresql.insert
    adding = insert(attempts).values(name=name, window=window, count=by)
    statement = adding.on_conflict_do_update(
        index_elements=["name", "window"], set_={"count": attempts.c.count + by}
    ).returning(attempts.c.count)
    return int(db.execute(statement).scalar_one())


def prune_attempts(db: Session) -> None:
    """Windows older than a day are of no use."""
    attempts = table(Attempt)
    db.execute(sa.delete(attempts).where(attempts.c.window < int(now().timestamp()) - 86400))
