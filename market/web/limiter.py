"""Limiters: so many at once, the others wait. Each event loop has its own, as a server has one loop."""

from collections.abc import Callable

import anyio
from anyio.lowlevel import RunVar


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
