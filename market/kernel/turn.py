"""The queue of SQLite's writers."""

import fcntl
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from sqlite3 import SQLITE_BUSY, OperationalError
from time import monotonic, sleep
from typing import Any

from market.kernel.owned import own_file

# Seconds that a write on the loop waits for another's, between two looks, and after which a wait is a long one.
SOON, LOOKS, LONG = 0.02, 0.001, 0.1
LOCKED = 10.0  # seconds that a write waits for a program that is not ours


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
        self.hurries = False  # whoever has it must not wait for a lock of SQLite's either, before it began to write

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
        self.owner, self.hurries = threading.get_ident(), True
        try:
            yield
        finally:
            self.hurries = False
            self.__exit__()

    def begins(self, begin: Callable[[], object]) -> None:
        """Begins to write: waits while a program that is not ours has the file, for ten seconds; who hurries is told
        WouldWait instead, as nothing of hers is written yet."""
        until = monotonic() + LOCKED
        while True:
            try:
                begin()
                self.hurries = False  # what follows belongs to what is written
                return
            except OperationalError as error:
                if error.sqlite_errorcode != SQLITE_BUSY or monotonic() >= until:
                    raise
                if self.hurries:
                    raise WouldWait from error
