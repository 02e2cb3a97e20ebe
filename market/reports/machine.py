"""What the machine gives: room on disks, folders and a database that can be written, commands as new as the server."""

import os
import re
import shutil
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path
from time import monotonic

import sqlalchemy as sa

from market.kernel.away import no_schema
from market.kernel.db import database
from market.kernel.owned import new_folder, open_folder
from market.kernel.record import table
from market.kernel.settings import settings
from market.messages.outbox import Message

LEAST_ROOM = 1_000_000_000  # bytes: a day of pictures and a backup
AGAIN = 600  # seconds
SPILLING = (sa.text("SET LOCAL work_mem = '64kB'"), sa.text("SELECT count(*) FROM generate_series(1, 100000)"))
"""More than fits into that memory goes into a file beside the data, and is gone again: 1.4 MB, and neither a row to
clean away nor a line in its log. A row alone may find room where it lies on a disk that takes no other."""
HOLDING = sa.text("""SELECT l.pid, l.virtualtransaction AS turn, c.relname AS name FROM pg_locks l
    JOIN pg_database d ON d.oid = l.database JOIN pg_class c ON c.oid = l.relation
    WHERE l.granted AND d.datname = current_database() AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace
    AND l.mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')""")
"""Tables that somebody has for himself. Everybody sees these; how long a program of another role is at work not."""
# Who held a table at the last look of this process: who holds it still is in the way.
held_before: set[tuple[int, str, str]] = set()
FIRST_NUMBER = re.compile(r"[0-9]+")


def folders() -> list[str]:
    """Folders that cannot be written or are nearly full, by writing into each."""
    found = []
    for path in dict.fromkeys((Path(settings().media), Path(settings().backups), _of_database())):
        if path is None:
            continue
        try:
            _made(path)
            with tempfile.NamedTemporaryFile(dir=path) as file:
                file.write(b"x")
                file.flush()
        except OSError as error:
            found.append(f"cannot write into {path}: {error.strerror}")
            continue
        free = shutil.disk_usage(path).free
        if free < LEAST_ROOM:
            found.append(f"{free // 1_000_000} MB left for {path}")
    return found


def _made(path: Path) -> None:
    """Backups for us alone where we make the folder; pictures may be handed out by a web server."""
    (new_folder if path == Path(settings().backups) else open_folder)(path)


def _of_database() -> Path | None:
    return Path(sa.make_url(database().url).database or "").absolute().parent if database().sqlite else None


def database_writes() -> list[str]:
    """Whether a row may be changed, and of PostgreSQL whether its disk takes more and no table is held; SQLite's disk
    is one of our `folders`."""
    try:
        with database().writer.connect() as connection:
            connection.execute(sa.update(table(Message)).where(table(Message).c.id == 0).values(error=""))
            found = [] if database().sqlite else _of_postgres(connection)
            connection.rollback()
    except sa.exc.SQLAlchemyError as error:
        if no_schema(error):
            return ["the schema is not there: run `market migrate`"]
        return [f"database cannot be written: {type(getattr(error, 'orig', None) or error).__name__}"]
    return found


def _of_postgres(connection: sa.Connection) -> list[str]:
    for statement in SPILLING:
        connection.execute(statement)
    holding = {(row.pid, row.turn, row.name) for row in connection.execute(HOLDING)}
    still = sorted({name for _pid, _turn, name in holding & held_before})
    held_before.clear()
    held_before.update(holding)
    return [f"another program holds {', '.join(still)}, and nothing can be written there"] if still else []


def commands() -> list[str]:
    """Of PostgreSQL's commands, which are missing or older than the server: those read no dump of it."""
    if database().sqlite:
        return []
    with database().reader.connect() as connection:
        server = int(connection.execute(sa.text("SHOW server_version_num")).scalar_one()) // 10_000
    found = []
    for name in ("pg_dump", "pg_restore", "psql"):
        version = _version(name, int(monotonic() // AGAIN))
        if version is None:
            found.append(f"{name} is missing: no backup can be made or put back")
        elif version < server:
            found.append(f"{name} is of PostgreSQL {version}, the server of {server}: no backup can be made")
    return found


@lru_cache(maxsize=8)
def _version(command: str, _minutes: int) -> int | None:
    """Asked again after ten minutes: it may have been installed meanwhile."""
    if shutil.which(command) is None:
        return None
    said = subprocess.run([command, "--version"], capture_output=True, text=True, env=os.environ | {"LC_ALL": "C"})
    numbers = FIRST_NUMBER.findall(said.stdout)
    return int(numbers[0]) if numbers else None
