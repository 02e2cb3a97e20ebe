"""Limiters, not one pool: pages, slow work on the processor, and calls to somebody else's server.

A page waits for the database; hashing and pictures burn a core; Stripe may hang. One shared pool would let the slowest
stop the others. Letters leave from the worker, so no page waits for a mail server. What decodes or reads a file that
somebody sent runs in a process apart (`web/apart.py`), which can be ended.
"""

import asyncio
import gc
import os
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from functools import partial, wraps
from time import monotonic
from typing import ParamSpec, TypeVar

import anyio
import anyio.to_thread
from fastapi import Request

from market.kernel.db import database, patience
from market.kernel.refused import TooSlow
from market.kernel.settings import PROCESSES
from market.kernel.turn import Turn, WouldWait
from market.web.limiter import Lane

T = TypeVar("T")
P = ParamSpec("P")
CORES = os.cpu_count() or 1
AT_ONCE_SECONDS = 0.003  # a reading that takes longer leaves the loop
PAUSE, CROWDED_AFTER = 0.002, 0.02  # seconds between two readings, and of readings without such a pause
SLOW_FOR = 10.0  # seconds in which what took longer is not tried on the loop again
MOST_WAYS = 200  # ways to ask a route that are remembered: its name and its parameters' names
MOST_LENT = 32
SEARCHED = "q"  # words are understood and ranked in Python, which no patience with the database stops
SLOW = Lane("slow", CORES, 64)
HEAVY = Lane("heavy", max(1, CORES // 2), 120)
READING = Lane("reading", max(1, CORES // 2), 120)
OUTSIDE = Lane("outside", 32, 120)


def calm_collector() -> None:
    """What is loaded at start lives for ever: the garbage collector need not walk it each time (p99 falls by half).

    It is not walked before either: of 450,000 things a thousand would go, and it takes a quarter of a second.
    """
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()


def widen_pages() -> None:
    """Pages: two threads a core, one where the database is a file and never waits for a network.

    The processes of one server share the cores. A pool of forty halves the throughput of a small one
    (docs/decisions/0006-three-limiters.md). On SQLite there is one more, since one may be writing for a while.
    """
    cores = max(1, CORES // int(os.environ.get(PROCESSES, "1")))
    tokens = cores + 1 if database().sqlite else 2 * cores
    places = anyio.to_thread.current_default_thread_limiter()
    places.total_tokens = tokens
    Turn.waiting = staticmethod(Lending(asyncio.get_running_loop(), places))


class Lending:
    """A thread that waits for its turn to write does no work: its place is lent to a reader.

    Nobody waits for the loop to lend or to give back: the loop may itself be waiting for the turn.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, places: anyio.CapacityLimiter) -> None:
        self.loop, self.places, self.lock, self.lent = loop, places, threading.Lock(), 0

    @contextmanager
    def __call__(self) -> Iterator[None]:
        lent = self._lend(1)
        try:
            yield
        finally:
            if lent:
                self._lend(-1)

    def _lend(self, places: int) -> bool:
        """More places for pages, or fewer again. False when too many are lent already."""
        with self.lock:
            if places > 0 and self.lent >= MOST_LENT:
                return False
            self.lent += places
        with suppress(RuntimeError):  # the loop has ended
            self.loop.call_soon_threadsafe(self._place, places)
        return True

    def _place(self, places: int) -> None:
        self.places.total_tokens += places


async def pages(work: Callable[[], T]) -> T:
    """Database work of an `async def` route."""
    return await anyio.to_thread.run_sync(work)


_slow_until: dict[tuple[str, ...], float] = {}


def quick(route: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    """A route of a few short statements, which is asked for often.

    On SQLite it runs where the request arrived: a file waits for no network, and handing the work to a
    thread and back costs more than the statements (docs/decisions/0006-three-limiters.md). There it waits
    some milliseconds at most: when another write or its own reading takes longer, a thread takes over, and for
    a while serves all requests of the same kind. A search for words never begins on the loop, nor does what somebody
    chose from a list, say by filters, while such readings crowd there. PostgreSQL is asked from
    a thread. Never for a route that hashes, decodes or calls outside.
    """

    @wraps(route)
    async def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        work = partial(route, *args, **kwargs)
        if not database().sqlite:
            return await pages(work)
        request = kwargs.get("request")
        if not isinstance(request, Request) or request.method not in ("GET", "HEAD"):
            try:
                return _write_at_once(work)
            except WouldWait:
                return await pages(work)
        if request.query_params.get(SEARCHED):
            return await aside(work)
        way = (route.__name__, *sorted(request.query_params))
        if _slow_until.get(way, 0.0) < monotonic() and not (request.query_params and crowd.comes()):
            try:
                return _read_at_once(work)
            except TooSlow:
                if len(_slow_until) >= MOST_WAYS:
                    _slow_until.clear()
                _slow_until[way] = monotonic() + SLOW_FOR
        # A page that everybody sees alike never stands behind what others chose from it.
        return await (aside(work) if request.query_params else pages(work))

    return asked


class Crowd:
    """Readings on the loop: `begun` the first of those that followed each other without a pause, `ended` the last.

    Whoever needs the loop several times, as for signing in, would wait behind all of them each time.
    """

    def __init__(self) -> None:
        self.begun = self.ended = 0.0

    def comes(self) -> bool:
        """One more reading comes: whether they have left no pause for so long that it is to go elsewhere."""
        moment = monotonic()
        if moment - self.ended > PAUSE:
            self.begun = moment
        return moment - self.begun > CROWDED_AFTER


crowd = Crowd()


def _read_at_once(work: Callable[[], T]) -> T:
    mark = patience.set(AT_ONCE_SECONDS)
    try:
        return work()
    finally:
        patience.reset(mark)
        crowd.ended = monotonic()


def _write_at_once(work: Callable[[], T]) -> T:
    """Holds the turn from the start, so that nothing is done twice when a thread has to take over.

    It waits some milliseconds for another write, which mostly ends sooner than a thread would begin.
    """
    turn = database().turn
    with turn.soon() if turn else nullcontext():
        return work()


async def aside(work: Callable[[], T]) -> T:
    """Readings that left the loop, in threads of their own: so that no import holds them up."""
    return await READING.run(work)


async def heavily(work: Callable[[], T]) -> T:
    """Pages that cost tens of milliseconds, in threads of their own on half of the cores, so that the light ones never
    stand behind a crowd of them. Busy when too many wait."""
    return await HEAVY.run(work)


def heavy(route: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    """A route whose page reads or draws much: see `heavily`."""

    @wraps(route)
    async def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        return await heavily(partial(route, *args, **kwargs))

    return asked


async def outside(work: Callable[[], T]) -> T:
    """Work that waits for somebody else's server, which may hang; it holds no transaction meanwhile."""
    return await OUTSIDE.run(work)


async def slow(work: Callable[[], T]) -> T:
    """Hashing a password, writing a file. Busy when too many wait."""
    return await SLOW.run(work)
