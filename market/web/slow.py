"""Limiters, not one pool: pages, slow work on the processor, and calls to somebody else's server.

A page waits for the database; hashing and pictures burn a core; Stripe may hang. One shared pool would let the slowest
stop the others. Letters leave from the worker, so no page waits for a mail server.
"""

import gc
import os
from collections.abc import Awaitable, Callable
from functools import lru_cache, partial, wraps
from typing import ParamSpec, TypeVar

import anyio
import anyio.to_thread

from market.kernel.db import database
from market.kernel.settings import PROCESSES

T = TypeVar("T")
P = ParamSpec("P")
CORES = os.cpu_count() or 1
OUTSIDE = 32


def calm_collector() -> None:
    """What is loaded at start lives for ever: the collector need not walk it at every turn (p99 falls by half)."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def widen_pages() -> None:
    """Pages: two threads a core, one where the database is a file and never waits for a network.

    The processes of one server share the cores. A pool of forty halves the throughput of a small one
    (docs/decisions/0006-three-limiters.md).
    """
    cores = max(1, CORES // int(os.environ.get(PROCESSES, "1")))
    tokens = cores if database().sqlite else 2 * cores
    anyio.to_thread.current_default_thread_limiter().total_tokens = tokens


@lru_cache
def _slow_limiter() -> anyio.CapacityLimiter:
    return anyio.CapacityLimiter(CORES)


async def pages(work: Callable[[], T]) -> T:
    """Database work of an `async def` route."""
    return await anyio.to_thread.run_sync(work)


def quick(route: Callable[P, T]) -> Callable[P, Awaitable[T]]:
    """A route of a few short statements, which is asked for often.

    On SQLite it runs where the request arrived: a file waits for no network, and handing the work to a
    thread and back costs more than the statements (docs/decisions/0006-three-limiters.md). PostgreSQL is
    asked from a thread. Never for a route that hashes, decodes or calls outside.
    """

    @wraps(route)
    async def asked(*args: P.args, **kwargs: P.kwargs) -> T:
        if database().sqlite:
            return route(*args, **kwargs)
        return await pages(partial(route, *args, **kwargs))

    return asked


@lru_cache
def _outside_limiter() -> anyio.CapacityLimiter:
    return anyio.CapacityLimiter(OUTSIDE)


async def outside(work: Callable[[], T]) -> T:
    """Work that waits for somebody else's server, which may hang; it holds no transaction meanwhile."""
    return await anyio.to_thread.run_sync(work, limiter=_outside_limiter())


async def slow(work: Callable[[], T]) -> T:
    """Hashing, decoding pictures, parsing files."""
    return await anyio.to_thread.run_sync(work, limiter=_slow_limiter())
