"""A backup is believed once it was put back: the newest goes into a scratch database once a week, its books are
recounted there, and what came out is kept beside it.

Another process does it, with settings of its own: it restores as an operator would at night.
"""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex

import sqlalchemy as sa

from market.kernel.clock import now
from market.kernel.db import database, read
from market.kernel.owned import new_folder
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.settings import PREFIX, settings
from market.orders.books.recount import recount
from market.orders.order import Order
from market.reports.apart import done_apart, keep_said
from market.reports.backup import backups_kept, postgres_address, restore
from market.reports.packed import NO_FAULT_OF_IT
from market.reports.scratch import held, scratch

EVERY = timedelta(days=7)
PROOF = "proof.json"
APART = "_proof_"  # between the name of our database and a number that nobody else has
MOST_SAID = 300
DATABASES = sa.table("pg_database", sa.column("datname"))


@dataclass(frozen=True, slots=True)
class Counted:
    """What came back: how many orders and pictures, and what does not add up; nothing where all does.

    Not `tried` where there was no database or no room for it: `wrong` says why, and nothing is known of the backup.
    """

    orders: int = 0
    pictures: int = 0
    wrong: str = ""
    tried: bool = True


@dataclass(frozen=True, slots=True)
class Proof:
    """What came out for one file, and when, in seconds since 1970."""

    file: str
    at: float
    counted: Counted

    @property
    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.at, UTC)


def last_proof() -> Proof | None:
    """What came out the last time."""
    try:
        found = json.loads(_kept().read_text())
        return Proof(found["file"], float(found["at"]), Counted(**found["counted"]))
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None


def prove_weekly(stop: threading.Event) -> bool:
    """Proves the newest daily backup where a week is over since the last time, or a newer one is there than the one
    that failed. False where nothing was due, or another worker is at it."""
    newest = next(iter(backups_kept()), None)
    if settings().demo or newest is None or not _due(newest):
        return False
    with suppress(BlockingIOError), held(newest.parent):
        if _due(newest):  # not proved meanwhile by who held it
            counted = _prove(newest, stop)
            if not stop.is_set():  # ended in the midst of it, which says nothing of the backup
                _keep(newest, counted)
                return True
    return False


def _due(newest: Path) -> bool:
    last = last_proof()
    if last is None or now() - last.moment >= EVERY:
        return True
    return bool(last.counted.wrong) and last.file != newest.name


def prove_now(source: Path) -> Counted:
    """The same at once, of any backup; kept where it is the newest of the daily ones. Refused("backup_proved_now")
    while a worker is at it."""
    try:
        with held(new_folder(Path(settings().backups))):
            counted = _prove(source, threading.Event())
            if source.resolve() in [path.resolve() for path in backups_kept()[:1]]:
                _keep(source, counted)
    except BlockingIOError as error:
        raise Refused("backup_proved_now") from error
    return counted


def _prove(source: Path, stop: threading.Event) -> Counted:
    """Puts a backup into a database and a folder of their own, which are gone afterwards, and counts what came back."""
    with scratch(new_folder(Path(settings().backups))) as folder:
        try:
            with _empty_database(folder) as url:
                return _restored_apart(source, folder, url, stop)
        except OSError as error:
            return Counted(wrong=str(error).strip().partition("\n")[0][:MOST_SAID], tried=False)


def _restored_apart(source: Path, folder: Path, url: str, stop: threading.Event) -> Counted:
    given = {"DATABASE_URL": url, "MEDIA": str(folder / "media"), "BACKUPS": str(folder / "backups")}
    own = {PREFIX + name: value for name, value in given.items()}
    said = done_apart("market.reports.proving", str(source.absolute()), folder=folder, stop=stop, own=own)
    return Counted(wrong=said.wrong) if said.wrong else Counted(**json.loads(said.words))


@contextmanager
def _empty_database(folder: Path) -> Iterator[str]:
    """The address of one like ours, which is gone afterwards."""
    if database().sqlite:
        yield f"sqlite:///{folder}/proof.db"
        return
    url = sa.make_url(database().url)
    begins = f"{url.database}{APART}"
    name = begins + token_hex(4)
    _sweep(begins)
    _beside_ours("createdb", "--template=template0", name)
    try:
        yield url.set(drivername="postgresql", database=name).render_as_string(hide_password=False)
    finally:
        _beside_ours("dropdb", "--if-exists", name)


def _sweep(begins: str) -> None:
    """What one that was killed left behind. Of one that is at work somebody is connected, and it stays."""
    wanted = sa.select(DATABASES.c.datname).where(DATABASES.c.datname.startswith(begins, autoescape=True))
    with database().reader.connect() as connection:
        left = list(connection.scalars(wanted))
    for name in left:
        with suppress(OSError):
            _beside_ours("dropdb", "--if-exists", name)


def _beside_ours(command: str, *arguments: str) -> None:
    """One of PostgreSQL's commands, on the server of our database. OSError with what it said."""
    address, environment = postgres_address()
    told = [command, f"--maintenance-db={address}", *arguments]
    done = subprocess.run(told, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise OSError(done.stderr)


def _kept() -> Path:
    return Path(settings().backups) / PROOF


def _keep(source: Path, counted: Counted) -> None:
    keep_said(_kept(), Proof(source.name, now().timestamp(), counted))


def _count(source: Path) -> Counted:
    """In the process apart: restored into the shop that its settings name, and recounted. Of what went wrong only the
    kind is told: the words of a database may hold a row."""
    os.nice(10)  # who orders goods goes first
    try:
        found = restore(source)
        with read() as db:
            orders = db.scalar(sa.select(sa.func.count()).select_from(table(Order))) or 0
            wrong = "; ".join(str(each) for each in recount(db))
        return Counted(orders, found.pictures, wrong[:MOST_SAID])
    except Refused as refusal:
        return Counted(wrong=refusal.code)
    except OSError as error:
        return Counted(wrong=f"{type(error).__name__}: {error.strerror}", tried=error.errno not in NO_FAULT_OF_IT)
    except (sa.exc.SQLAlchemyError, subprocess.CalledProcessError) as error:
        return Counted(wrong=type(error).__name__)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(_count(Path(sys.argv[1])))))
