"""The queue of SQLite's writers."""

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from market.kernel.owned import own_file

# Seconds that a write on the loop waits for another's, between two looks, and after which a wait is a long one.
SOON, LOOKS, LONG = 0.02, 0.001, 0.1


class WouldWait(Exception):
    """Somebody else is writing, and the caller must not wait."""


class Turn:
    """The queue of SQLite's writers: a lock inside the process, a locked file between processes.

    Left to itself SQLite sleeps and looks again, and one write in a hundred waits a fifth of a
    second. The kernel gives the file's lock back when a process is killed.
    """

    # Entered by a thread while it waits; the server lets somebody else work meanwhile.
    waiting: Callable[[], AbstractContextManager[Any]] = staticmethod(nullcontext)

    def __init__(self, file: str) -> None:
        self.lock = threading.Lock()
        self.file = own_file(Path(file)).open("ab")
        self.owner, self.depth = 0, 0
        self.waiters: dict[int, float] = {}  # threads, since when

    def __enter__(self) -> None:
        if self.owner == threading.get_ident():
            self.depth += 1
            return
        if not self._taken_within(0):
            self._wait()
        self.owner = threading.get_ident()

    def _wait(self) -> None:
        self.waiters[threading.get_ident()] = monotonic()
        try:
            with self.waiting():
                self.lock.acquire()
                fcntl.flock(self.file, fcntl.LOCK_EX)
        finally:
            self.waiters.pop(threading.get_ident(), None)

    def _taken_within(self, seconds: float) -> bool:
        until = monotonic() + seconds
        if not self.lock.acquire(timeout=seconds):
            return False
        while True:
            try:
                fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return True
            except BlockingIOError:  # another process writes
                if monotonic() >= until:
                    self.lock.release()
                    return False
                sleep(LOOKS)

    def __exit__(self, *_error: object) -> None:
        if self.depth:
            self.depth -= 1
            return
        self.owner = 0
        fcntl.flock(self.file, fcntl.LOCK_UN)
        self.lock.release()

    @contextmanager
    def soon(self) -> Iterator[None]:
        """The turn within a few milliseconds, for all that is written inside; else WouldWait, and at once where
        somebody waits for long already."""
        late = monotonic() - LONG
        stuck = any(since < late for since in list(self.waiters.values()))
        if not self._taken_within(0 if stuck else SOON):
            raise WouldWait
        self.owner = threading.get_ident()
        try:
            yield
        finally:
            self.__exit__()
