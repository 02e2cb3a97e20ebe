"""A folder to work in that nobody else uses, and that is gone afterwards."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = ".dermaga-scratch-"


@contextmanager
def scratch(parent: Path) -> Iterator[Path]:
    """A folder that is gone afterwards. Those of whoever was killed in the midst of it are swept first: the lock on a
    folder ends with its process."""
    for left in parent.glob(f"{PREFIX}*"):
        with suppress(OSError), held(left):
            shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=parent, prefix=PREFIX) as made, held(Path(made)):
        yield Path(made)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """BlockingIOError where somebody else holds it."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(opened)
