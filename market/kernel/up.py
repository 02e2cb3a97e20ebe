"""Who serves this shop now, and being alone with it.

Each server and worker holds a door together with the others for as long as it lives; whoever puts a backup back holds
it alone. The kernel gives a lock back when its process is killed, so nobody is taken for alive who is not, and a server
that is started meanwhile waits. Of those on other machines the connections to PostgreSQL are seen.
"""

import fcntl
import os
import signal
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

DOOR = "door"
ACTIVITY = sa.table("pg_stat_activity", sa.column("datname"), sa.column("pid"), sa.column("backend_type"))
PATIENCE, LOOKS = 60.0, 0.2  # seconds until whoever was told to stop has, and between two looks


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
    mine = folder / f"{os.getpid()}"
    with (folder / DOOR).open("a") as door, mine.open("w") as sign:
        fcntl.flock(door, fcntl.LOCK_SH)
        fcntl.flock(sign, fcntl.LOCK_EX)
        sign.write(_machine())
        sign.flush()
        try:
            yield
        finally:
            mine.unlink(missing_ok=True)


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
    there = [each for each in folder.iterdir() if each.name != DOOR and _lives(each)]
    if any(each.read_text() != _machine() for each in there):
        return False
    for each in there:
        with suppress(ProcessLookupError):
            os.kill(int(each.name), signal.SIGTERM)
    return True


def _lives(sign: Path) -> bool:
    """Whether who put it up is there: else its number may be somebody else's by now."""
    try:
        with sign.open() as file:
            if not _free(file):
                return True
            sign.unlink(missing_ok=True)
    except FileNotFoundError:
        pass
    return False


def _machine() -> str:
    """Where a process number means something: a container counts its own."""
    return f"{os.uname().nodename} {os.readlink('/proc/self/ns/pid')}"


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
