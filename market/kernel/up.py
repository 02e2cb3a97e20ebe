"""Who serves this shop now, and being alone with it.

Each server and worker holds a door together with the others for as long as it lives; whoever puts a backup back holds
it alone. The kernel gives a lock back when its process is killed, so nobody is taken for alive who is not, and a server
that is started meanwhile waits. Of those on other machines the connections to PostgreSQL are seen.
"""

import fcntl
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import IO

import sqlalchemy as sa

from market.kernel.db import database
from market.kernel.owned import own_folder
from market.kernel.refused import Refused
from market.kernel.settings import settings

DOOR, SIGN = "door", "server-"
UNSIGNED = "?"  # of one whose disk was full: it may be of any machine, and is told nothing
ACTIVITY = sa.table("pg_stat_activity", sa.column("datname"), sa.column("pid"), sa.column("backend_type"))
PATIENCE, LOOKS = 180.0, 0.2  # seconds until whoever was told to stop has, and between two looks


def _folder() -> Path:
    """Beside the database's file, or beside the pictures. The database itself is not opened: a server's processes are
    forked from the one that asks, and would share its locks."""
    url = sa.make_url(settings().database_url)
    if url.get_backend_name() == "sqlite":
        return own_folder(Path(f"{url.database}.serving"))
    return own_folder(Path(settings().media).absolute().with_name("serving"))


@contextmanager
def serving() -> Iterator[None]:
    """This process serves. It waits while a backup is put back."""
    folder = _folder()
    # A name of its own: two containers may count their processes alike. Locked before the door, so that it lives.
    with tempfile.NamedTemporaryFile("w", dir=folder, prefix=SIGN) as sign, (folder / DOOR).open("a") as door:
        fcntl.flock(sign, fcntl.LOCK_EX)
        with suppress(OSError):  # its disk may be full, and a shop that can be read is better than none
            os.write(sign.fileno(), f"{_machine()}\n{os.getpid()}".encode())
        fcntl.flock(door, fcntl.LOCK_SH)
        yield


@contextmanager
def alone(*, stop_first: bool = False) -> Iterator[None]:
    """Nobody else serves, and nobody begins to. Refused("servers_up") while somebody does.

    `stop_first` tells those of this machine to end, and waits until they have.
    """
    folder, until = _folder(), monotonic() + PATIENCE
    with (folder / DOOR).open("a") as door:
        while not _free(door):
            if not stop_first or monotonic() > until or not _told_to_end(folder):
                raise Refused("servers_up")
            sleep(LOOKS)
        if _connected():
            raise Refused("servers_up")
        yield


def _free(file: IO[str]) -> bool:
    """Whether nobody holds it; we do from now on."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _told_to_end(folder: Path) -> bool:
    """Whether all who serve are of this machine, and were told to end."""
    there = [told.partition("\n") for sign in folder.glob(f"{SIGN}*") if (told := _who_lives(sign))]
    if any(machine != _machine() for machine, _, _ in there):
        return False
    for _, _, number in there:
        with suppress(ProcessLookupError):
            os.kill(int(number), signal.SIGTERM)
    return True


def _who_lives(sign: Path) -> str:
    """What its owner wrote on it; nothing when that one is gone: its number may be somebody else's by now."""
    try:
        with sign.open() as file:
            if not _free(file):
                return file.read() or UNSIGNED
            sign.unlink(missing_ok=True)
    except FileNotFoundError:
        pass
    return ""


def _machine() -> str:
    """Where a process number means something: a container of Linux counts its own."""
    counts = Path("/proc/self/ns/pid")
    return f"{os.uname().nodename} {os.readlink(counts) if counts.is_symlink() else ''}"


def _connected() -> bool:
    """Whether somebody else is connected to the same database of PostgreSQL, from wherever."""
    if database().sqlite:
        return False
    database().close()
    others = sa.select(sa.func.count()).select_from(ACTIVITY)
    mine = ACTIVITY.c.pid == sa.func.pg_backend_pid()
    here = ACTIVITY.c.datname == sa.func.current_database()
    with database().reader.connect() as connection:
        wanted = others.where(here, sa.not_(mine), ACTIVITY.c.backend_type == "client backend")
        return bool(connection.execute(wanted).scalar_one())
