"""Work on what somebody sent us, in a process apart: it has so many seconds and so much memory, and can be ended.

A decoder asked for a picture of noise, a workbook that unpacks to a book or a sheet of ten thousand lines to typeset
may take minutes, and no thread can be stopped. Here as many processes as there are cores do such work, politely behind
the pages (`nice`); a few more wait; whoever comes then is asked to come again. What runs apart knows no database and
no settings: plain values in, plain values out.
"""

import asyncio
import ctypes
import hashlib
import json
import os
import resource
import signal
import sys
from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from functools import lru_cache, partial
from typing import TypeVar

import anyio
import anyio.to_process

from market.kernel.refused import Busy, Refused
from market.kernel.settings import PROCESSES
from market.web.limiter import limiter

T = TypeVar("T")
SECONDS = 8  # of a processor
PATIENCE = 4  # times as long by the clock, since pages go first
WAITING = 16  # jobs that wait for a process; with two cores the last waits under a minute, mostly a second
MEMORY = 1_200_000_000
AT_ONCE = 8  # jobs of one network that run or wait: half of the queue stays for others
NICE = 10
MOST_KEPT = 16_000_000  # bytes of what was made once
DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def _cores() -> int:
    """As many at once as there are cores for this process of the server."""
    return max(1, (os.cpu_count() or 1) // int(os.environ.get(PROCESSES, "1")))


_limiter = limiter("apart", _cores)
_unlimited = limiter("processes apart", lambda: 1_000)
_here: Counter[str] = Counter()


async def apart(work: Callable[[], T], *, seconds: int = SECONDS, field: str | None = None, who: str = "") -> T:
    """The value of `work`, a partial of a module's function. Refused when it takes more than so many `seconds` of a
    processor, four times as many by the clock, or too much memory.

    Busy when too many wait already, or too many of `who` (a network).
    """
    bounded = partial(_limited, work, seconds, os.getpid())
    with _place(who), suppress(MemoryError, anyio.BrokenWorkerProcess):  # its bounds, or a library that fell over
        async with _limiter():
            with anyio.move_on_after(PATIENCE * seconds):
                return await anyio.to_process.run_sync(bounded, cancellable=True, limiter=_unlimited())
    raise Refused("took_too_long", field=field)


_made: OrderedDict[bytes, bytes] = OrderedDict()
_making: dict[bytes, Future[bytes]] = {}


async def apart_once(work: partial[bytes], *, who: str = "") -> bytes:
    """As `apart`, of work that follows from its arguments alone: made once however many ask, then kept."""
    key = hashlib.sha256(json.dumps([work.func.__qualname__, work.args, work.keywords]).encode()).digest()
    if key in _made:
        _made.move_to_end(key)
        return _made[key]
    if key in _making:
        return await asyncio.wrap_future(_making[key])
    promise = _making[key] = Future[bytes]()
    try:
        made = await apart(work, who=who)
    except BaseException as error:
        promise.set_exception(error if isinstance(error, Exception) else Busy())
        raise
    finally:
        del _making[key]
    promise.set_result(made)
    _made[key] = made
    while sum(map(len, _made.values())) > MOST_KEPT:
        _made.popitem(last=False)
    return made


@contextmanager
def _place(who: str) -> Iterator[None]:
    if _limiter().statistics().tasks_waiting >= WAITING or (who and _here[who] >= AT_ONCE):
        raise Busy
    _here[who] += 1
    try:
        yield
    finally:
        _here[who] -= 1
        if not _here[who]:
            del _here[who]


def _limited(work: Callable[[], T], seconds: int, parent: int) -> T:
    """In the process apart: bounds first, then the work. They hold even when the server that could end it is gone."""
    _bounds(parent)
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime) + 1 + seconds
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    return work()


@lru_cache
def _bounds(parent: int) -> None:
    """Sets, once in each process: low priority, so much memory, no core file, an end when the server ends."""
    os.nice(NICE)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":  # other systems are for development only
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        ctypes.CDLL(None).prctl(DIES_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before we asked to end with it
        os._exit(1)
