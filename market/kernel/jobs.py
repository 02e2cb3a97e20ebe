"""Work for later: rows written in the transaction that wants it, taken with a lease, safe to run twice."""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.db import write
from market.kernel.record import Record, table

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 8
Handler = Callable[[dict[str, object]], None]
HANDLERS: dict[str, Handler] = {}


class Job(Record, table=True):
    """One piece of work: `kind` names its handler, `args` is JSON, `name` makes it unique."""

    kind: str = Field(max_length=40)
    name: str = Field(max_length=120, unique=True)
    args: str = "{}"
    run_at: datetime = Field(default_factory=now, index=True)
    leased_until: datetime | None = None
    attempts: int = 0
    done_at: datetime | None = None
    error: str | None = None


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Registers the function that does jobs of this kind. It opens its own writes."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind] = handler
        return handler

    return register


def enqueue(db: Session, kind: str, name: str, args: dict[str, object], run_at: datetime | None = None) -> None:
    """Asks for work, in the transaction of `db`. Asking twice under one name asks once."""
    if db.execute(sa.select(table(Job).c.id).where(table(Job).c.name == name)).first() is None:
        db.add(Job(kind=kind, name=name, args=json.dumps(args), run_at=run_at or now()))


def take(db: Session) -> tuple[int, str, str] | None:
    """Leases the next job that is due: (id, kind, args)."""
    jobs = table(Job)
    due = (
        sa.select(jobs.c.id)
        .where(jobs.c.done_at.is_(None), jobs.c.run_at <= now(), jobs.c.attempts < MOST_ATTEMPTS)
        .where(sa.or_(jobs.c.leased_until.is_(None), jobs.c.leased_until < now()))
        .order_by(jobs.c.run_at, jobs.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    taken = (
        sa.update(jobs)
        .where(jobs.c.id.in_(due.scalar_subquery()))
        .values(leased_until=now() + LEASE, attempts=jobs.c.attempts + 1)
        .returning(jobs.c.id, jobs.c.kind, jobs.c.args)
    )
    row = db.execute(taken).first()
    return (row.id, row.kind, row.args) if row else None


def run_due(most: int = 100) -> int:
    """Does up to `most` jobs that are due; how many were done."""
    done = 0
    for _ in range(most):
        job = write(take)
        if job is None:
            break
        key, kind, args = job
        try:
            HANDLERS[kind](json.loads(args))
        except Exception as error:  # a job that fails is tried again; the others go on
            log.warning("job %s %s: %r", key, kind, error)
            write(lambda db, key=key, error=error: _failed(db, key, repr(error)))  # type: ignore[misc]
        else:
            write(lambda db, key=key: _done(db, key))  # type: ignore[misc]
            done += 1
    return done


def _done(db: Session, key: int) -> None:
    db.execute(sa.update(table(Job)).where(table(Job).c.id == key).values(done_at=now()))


def _failed(db: Session, key: int, error: str) -> None:
    job = Job.get(db, key)
    job.error = error[:500]
    job.leased_until = None
    job.run_at = now() + timedelta(seconds=15 * 2**job.attempts)
