"""Limiters and lanes: so many at once, the others wait. Each event loop has its own, as a server has one loop."""

from collections.abc import Callable
from typing import TypeVar

import anyio
import anyio.to_thread
from anyio.lowlevel import RunVar

from market.kernel.refused import Busy

T = TypeVar("T")


def limiter(name: str, places: Callable[[], int]) -> Callable[[], anyio.CapacityLimiter]:
    """A function that gives this loop's limiter of that name."""
    kept: RunVar[anyio.CapacityLimiter] = RunVar(name)

    def mine() -> anyio.CapacityLimiter:
        try:
            return kept.get()
        except LookupError:
            made = anyio.CapacityLimiter(places())
            kept.set(made)
            return made

    return mine


class Lane:
    """Threads for one kind of work: so many at once, so many more that wait, and Busy for any beyond."""

    def __init__(self, name: str, places: int, waiting: int) -> None:
        self.limiter = limiter(name, lambda: places)
        self.most, self.inside = places + waiting, 0

    async def run(self, work: Callable[[], T]) -> T:
        if self.inside >= self.most:
            raise Busy
        self.inside += 1
        try:
            return await anyio.to_thread.run_sync(work, limiter=self.limiter())
        finally:
            self.inside -= 1
