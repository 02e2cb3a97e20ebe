"""Three limiters, not one pool: pages, slow work on the processor, calls to the outside.

A page waits for the database; hashing and pictures burn a core; a hanging mail server waits for
itself. One shared pool would let the slowest stop the others (DESIGN rule 13).
"""

import os
from collections.abc import Callable
from functools import lru_cache
from typing import TypeVar

import anyio
import anyio.to_thread

T = TypeVar("T")
CORES = os.cpu_count() or 1


def widen_pages() -> None:
    """Pages: two threads a core. A pool of forty halves the throughput of a small one."""
    anyio.to_thread.current_default_thread_limiter().total_tokens = 2 * CORES


@lru_cache
def _slow_limiter() -> anyio.CapacityLimiter:
    return anyio.CapacityLimiter(CORES)


@lru_cache
def _outside_limiter() -> anyio.CapacityLimiter:
    return anyio.CapacityLimiter(32)


async def pages(work: Callable[[], T]) -> T:
    """Database work of an `async def` route."""
    return await anyio.to_thread.run_sync(work)


async def slow(work: Callable[[], T]) -> T:
    """Hashing, decoding pictures, parsing files."""
    return await anyio.to_thread.run_sync(work, limiter=_slow_limiter())


async def outside(work: Callable[[], T]) -> T:
    """Calls to other machines: at most 32 at once, 8 seconds each."""
    with anyio.fail_after(8):
        return await anyio.to_thread.run_sync(work, limiter=_outside_limiter(), abandon_on_cancel=True)
