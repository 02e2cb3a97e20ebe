"""Engines, and the one place where a transaction is opened and committed.

SQLite: writers of one process queue on a lock, then `BEGIN IMMEDIATE`. Its defaults lose updates
(the SELECT runs outside the transaction), and without the lock one write in a hundred waits a
second. PostgreSQL: one connection a write; serialization failures, deadlocks, overtaken versions and values that
somebody else took meanwhile (faster.py) are tried again.

What a page reads is bounded in time (`patience`): a question that takes longer is stopped by the
database itself, and the page says so.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from functools import lru_cache, partial
from pathlib import Path
from time import monotonic, sleep, thread_time
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from market.kernel.engines import TURN, postgres_engine, reading_until, sqlite_engine
from market.kernel.faster import helps_again
from market.kernel.fitting import hold_back
from market.kernel.owned import new_folder, own_file
from market.kernel.press import pressing
from market.kernel.refused import TooSlow
from market.kernel.settings import settings
from market.kernel.taken import taken_refusal
from market.kernel.turn import LOCKED, Turn

T = TypeVar("T")
P = TypeVar("P")
PART = 100
LONGEST_REST = 0.2  # seconds
RETRIED = {"40001", "40P01"}  # PostgreSQL: serialization failure, deadlock
TRIES = 10
STOPPED = "57014"  # PostgreSQL: a statement ran over its time
PAGE_SECONDS = 3.0
WRITES = "writes"  # a key in `Session.info`

# Seconds of a processor that one reading may take: waiting for others, also for Python's lock, is not its fault.
patience: ContextVar[float] = ContextVar("patience", default=math.inf)


class Question:
    """A check that each write of a request makes once inside its transaction: the visitor's right may have ended."""

    def __init__(self, question: Callable[[Session], None]) -> None:
        self.question = question
        self.last: Session | None = None

    def ask(self, db: Session) -> None:
        if self.last is not db:
            self.question(db)
            self.last = db


asked: ContextVar[list[Question]] = ContextVar("asked")


def ask_again(db: Session) -> None:
    """Makes the check (`Question`) now; where a write does not call this, it is made before its commit.

    Does nothing while `db` only reads: a page may be as old as the look-up of its visitor.
    """
    if db.info.get(WRITES):
        for each in asked.get([]):
            each.ask(db)


class Database:
    """A writer and a reader engine over one database."""

    def __init__(self, url: str) -> None:
        self.url = url.replace("postgresql://", "postgresql+psycopg://", 1)
        self.sqlite = self.url.startswith("sqlite")
        self.turn: Turn | None = None
        if self.sqlite:
            file = sa.make_url(self.url).database or ""
            new_folder(Path(file).parent)
            self.turn = Turn(f"{own_file(Path(file))}.turn")  # SQLite's own log beside it gets the same mode
            self.writer = sqlite_engine(self.url, reader=False)
            sa.event.listen(self.writer, "connect", self._writes_in_turn)
            self.reader = self.page_reader = sqlite_engine(self.url, reader=True)
        else:
            self.writer = postgres_engine(self.url, options=f"-c lock_timeout={int(LOCKED * 1000)}")
            self.reader = self.writer.execution_options(postgresql_readonly=True)
            hurry = f"-c statement_timeout={int(PAGE_SECONDS * 1000)}"
            self.page_reader = postgres_engine(self.url, options=hurry).execution_options(postgresql_readonly=True)
        hold_back(self.writer)

    def _writes_in_turn(self, _connection: Any, record: Any) -> None:
        record.info[TURN] = self.turn

    @property
    def queue(self) -> AbstractContextManager[Any]:
        """What a writer enters before it begins."""
        return self.turn or nullcontext()

    def close(self) -> None:
        for engine in (self.writer, self.reader, self.page_reader):
            engine.dispose()


@lru_cache
def database() -> Database:
    """The database of this process."""
    return Database(settings().database_url)


class Transaction(Session):
    """A session of one transaction: it looks its connection up once, not for every statement."""

    _mine: sa.Connection | None = None

    def connection(self, *args: Any, **options: Any) -> sa.Connection:
        if self._mine is None or args or options:
            self._mine = super().connection(*args, **options)
        return self._mine


def write(work: Callable[[Session], T]) -> T:
    """Runs `work(db)` in one transaction, commits, and only then returns its plain value.

    Nobody else commits. A refusal or an error rolls back. `work` may be called again: it must
    load what it changes.
    """
    here = database()
    with here.queue:
        for _ in range(TRIES - 1):
            try:
                return _once(here, work)
            except StaleDataError:  # a row moved on since it was loaded: the next try sees what is there now
                if here.sqlite:  # one writer at a time: it was our own statement
                    raise
            except DBAPIError as error:
                if not _worth_another_try(error):
                    raise
        return _once(here, work)


def write_apart(work: Callable[[Session], T]) -> T:
    """A short write apart from what a form does: a counted try survives a refusal, and does not spend the form."""
    mark = pressing.set(None)
    try:
        return write(work)
    finally:
        pressing.reset(mark)


def write_parts(items: Sequence[P], work: Callable[[Session, Sequence[P]], T]) -> list[T]:
    """Many items in several transactions of a hundred, for what may be sent twice without harm.

    Between two of them it rests as long as the last one took, so that others who wait to write come first.
    """
    done = []
    for first in range(0, len(items), PART):
        begun = monotonic()
        part = items[first : first + PART]
        done.append(write(partial(_part, work, part)))
        if first + PART < len(items):
            sleep(min(monotonic() - begun, LONGEST_REST))
    return done


def _part(work: Callable[[Session, Sequence[P]], T], part: Sequence[P], db: Session) -> T:
    return work(db, part)


def _worth_another_try(error: DBAPIError) -> bool:
    """A deadlock; or a unique value that somebody else took meanwhile, which can be seen now. Any other UNIQUE, a
    CHECK, a missing row or an empty column is a fault of ours, which another try would only meet again."""
    return getattr(error.orig, "sqlstate", None) in RETRIED or helps_again(error.orig)


def _once(here: Database, work: Callable[[Session], T]) -> T:
    press = pressing.get()
    with Transaction(here.writer, expire_on_commit=False) as db:
        db.info[WRITES] = True
        try:
            if press:
                press.spend(db)
            ask_again(db)
            result = work(db)
            ask_again(db)  # in case the visitor was looked up only during the write
            db.commit()
            if press:
                press.kept = True
            return result
        except IntegrityError as error:
            raise taken_refusal(error) or error from error


@contextmanager
def read() -> Iterator[Session]:
    """A session that can only read. TooSlow when one statement takes longer than `patience`, set for pages."""
    here, most = database(), patience.get()
    mark = reading_until.set(thread_time() + most)
    try:
        with Transaction(here.reader if most == math.inf else here.page_reader, autoflush=False) as db:
            yield db
    except DBAPIError as error:
        if "interrupted" in str(error.orig) or getattr(error.orig, "sqlstate", None) == STOPPED:
            raise TooSlow from error
        raise
    finally:
        reading_until.reset(mark)
