"""The engines of SQLAlchemy: a writer and a reader over a file of SQLite, or over PostgreSQL."""

import math
from contextvars import ContextVar
from functools import partial
from time import thread_time
from typing import Any

import sqlalchemy as sa

POOL, CONNECTS = 8, 5  # seconds; a server of PostgreSQL that takes no connection for so long is away
STEPS = 10_000  # of SQLite's machine between two looks at the clock: under a millisecond
BUSY_WRITER, BUSY_READER = 20, 10_000  # milliseconds that SQLite itself waits for a lock; for a writer its turn does
IN_TRANSACTION = 2  # psycopg.pq.TransactionStatus.INTRANS
TURN = "turn"  # a key in a connection's `info`
reading_until: ContextVar[float] = ContextVar("reading_until", default=math.inf)  # seconds of this thread's processor


def _begin_reading(connection: Any) -> None:
    connection.execute("BEGIN")


def _begin_writing(connection: Any) -> None:
    connection.info[TURN].begins(partial(connection.execute, "BEGIN IMMEDIATE"))


def postgres_engine(url: str, options: str) -> sa.Engine:
    """`options`: of its command line, for each connection. A statement that is kept is planned for the values it is
    given: for any, as after its fifth use, a search among 100,000 goods took 75 ms instead of 3."""
    patient = {"connect_timeout": CONNECTS, "options": f"{options} -c plan_cache_mode=force_custom_plan"}
    engine = sa.create_engine(
        url,
        pool_size=POOL,
        max_overflow=POOL,
        pool_pre_ping=True,
        pool_use_lifo=True,  # the connection on which statements were prepared
        hide_parameters=True,
        connect_args=patient,
    )
    engine.dialect.do_rollback = _end  # type: ignore[method-assign, assignment]
    return engine


def _end(connection: Any) -> None:
    """Rolls back. What only read is committed: at each ROLLBACK psycopg forgets all statements that were prepared on a
    connection, and every page and sale had them parsed and planned anew."""
    of_psycopg = getattr(connection, "driver_connection", connection)
    if of_psycopg.read_only and of_psycopg.info.transaction_status == IN_TRANSACTION:
        of_psycopg.commit()
    else:
        of_psycopg.rollback()


def _over() -> bool:
    """Asked by SQLite every few thousand steps: whether this reading is to stop."""
    return thread_time() > reading_until.get()


def sqlite_engine(url: str, *, reader: bool) -> sa.Engine:
    engine = sa.create_engine(
        url, pool_size=POOL, max_overflow=POOL, hide_parameters=True, connect_args={"check_same_thread": False}
    )
    begin = _begin_reading if reader else _begin_writing
    # Not a "begin" event: an engine that has one asks for listeners around every statement.
    engine.dialect.do_begin = begin  # type: ignore[method-assign, assignment]

    @sa.event.listens_for(engine, "connect")
    def connected(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we issue BEGIN ourselves
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_READER if reader else BUSY_WRITER}",
            "temp_store=MEMORY",
            "cache_size=-16000",
            f"query_only={int(reader)}",
        ):
            connection.execute("PRAGMA " + pragma)
        if reader:
            connection.set_progress_handler(_over, STEPS)

    return engine
