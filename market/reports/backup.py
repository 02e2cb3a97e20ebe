"""Backup: database and pictures in one file, while the shop is open; one a day, seven kept."""

import json
import logging
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from market import __version__, migrations
from market.kernel import store
from market.kernel.clock import now, today
from market.kernel.db import database
from market.kernel.owned import new_folder, open_folder, own_file
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.people.security import report_security
from market.reports.packed import ABOUT, Unpacked, pack, unpack
from market.reports.scratch import scratch

log = logging.getLogger(__name__)
KEPT = 7
PREFIX = "dermaga-"
OF_SQLITE, OF_POSTGRES = "market.db", "market.dump"
THERE = {
    "products": "product",
    "groups": "groups",
    "people": "person",
}  # before its first order
# Not the schema itself: whoever owns the tables need not own it, and a dump of another's names it.
NO_TABLES = """SET client_min_messages = warning;
DO $$ DECLARE name text; BEGIN
  FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = current_schema() LOOP
    EXECUTE format('DROP TABLE %I CASCADE', name);
  END LOOP;
END $$"""


def backup(target: Path) -> None:
    """Writes database and media to a tar.gz, under another name first and then renamed: nobody sees half a backup."""
    report_security("exported", kind="backup")  # first: a database without a schema takes no good backup's place
    new_folder(target.parent)
    with scratch(target.parent) as folder:
        copy = _dump_sqlite(folder) if database().sqlite else _dump_postgres(folder)
        copy.chmod(0o600)  # so that it is private also when unpacked by hand
        made_of = {"version": __version__, "schema": migrations.current(), "made_at": now().isoformat()}
        about = folder / ABOUT
        about.write_text(json.dumps(made_of | {"database": copy.name}))
        packed = folder / "packed.tar.gz"
        pack(packed, about, copy, Path(settings().media))
        packed.replace(target)


def _dump_sqlite(folder: Path) -> Path:
    """SQLite's own online backup: consistent, while others write."""
    file = sa.make_url(database().url).database or ""
    copy = folder / OF_SQLITE
    _copy_sqlite(Path(file), copy)
    return copy


def _copy_sqlite(file: Path, to: Path) -> None:
    with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(to)) as copy, source, copy:
        source.backup(copy)


def _dump_postgres(folder: Path) -> Path:
    address, environment = postgres_address()
    copy = folder / OF_POSTGRES
    command = ["pg_dump", "--format=custom", "--no-owner", "--file", str(copy), address]
    done = subprocess.run(command, env=environment, stderr=subprocess.PIPE, text=True, errors="replace")
    if done.stderr:  # a record of ours: a server's words are lines of JSON
        log.warning("pg_dump: %s", done.stderr.strip())
    done.check_returncode()
    return copy


def postgres_address() -> tuple[str, dict[str, str]]:
    """The database's address without its password, and an environment with it: anybody sees commands' arguments."""
    url = sa.make_url(database().url).set(drivername="postgresql")
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    bare = sa.URL.create(url.drivername, url.username, None, url.host, url.port, url.database, url.query)
    return bare.render_as_string(), os.environ | secret


def check(source: Path) -> Unpacked:
    """Reads a backup whole, and its database as its engine reads it. Refused as `unpack`, and as below."""
    with scratch(_beside_pictures()) as folder:
        return _checked(source, folder)


def _beside_pictures() -> Path:
    """Where there is room for what a backup holds; what lies in memory may have none."""
    return open_folder(Path(settings().media)).parent


def _checked(source: Path, folder: Path) -> Unpacked:
    """A backup laid out and found whole. Refused("backup_damaged"), ("backup_other_engine") or ("backup_newer")."""
    found = unpack(source, folder)
    if (found.database.name == OF_SQLITE) is not database().sqlite:
        raise Refused("backup_other_engine")
    if not (_whole_sqlite(found.database) if database().sqlite else _whole_dump(found.database)):
        raise Refused("backup_damaged", name=str(source))
    if not migrations.knows(found.about.get("schema")):
        raise Refused("backup_newer", version=str(found.about.get("version", "?")))
    return found


def _whole_sqlite(copy: Path) -> bool:
    try:
        with closing(sqlite3.connect(copy)) as opened:
            return opened.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    except sqlite3.DatabaseError:
        return False


def _whole_dump(dump: Path) -> bool:
    """Whether it can be written out as statements, to the last row."""
    return subprocess.run(["pg_restore", "--file", os.devnull, str(dump)], capture_output=True).returncode == 0


def what_is_there() -> str:
    """The shop that a backup would replace, in one line."""
    try:
        if migrations.current() is None:
            return "nothing"
        with database().reader.connect() as connection:
            orders, last = connection.execute(sa.text("SELECT count(*), max(placed_at) FROM orders")).one()
            counted = {word: sa.select(sa.func.count()).select_from(sa.table(name)) for word, name in THERE.items()}
            rest = {word: connection.scalar(count) for word, count in counted.items()}
    except sa.exc.DatabaseError:
        return "a database that cannot be read"
    rest["pictures"] = sum(len(names) for _folder, _folders, names in os.walk(settings().media))
    told = [f"{orders:,} orders, the last of {last}" if orders else "no orders"]
    return ", ".join([*told, *(f"{count:,} {name}" for name, count in rest.items())])


def restore(source: Path) -> Unpacked:
    """Puts a backup in the place of what is there and brings it to today's schema. Nothing is touched before it was
    read whole; refused as `check`. Be alone with the shop (`kernel.up`)."""
    with scratch(_beside_pictures()) as folder:
        found = _checked(source, folder)
        database().close()
        if database().sqlite:
            _restore_sqlite(found.database)
        else:
            _restore_postgres(found.database)
        if found.media.is_dir():
            proofs = store.folder(private=True)  # closed to others before anything lies in it
            shutil.copytree(found.media, settings().media, dirs_exist_ok=True)
            for proof in proofs.iterdir():
                proof.chmod(0o600)
    migrations.upgrade()
    return found


def _restore_sqlite(copy: Path) -> None:
    """Restores through SQLite itself, so that a stale write-ahead log is never replayed over it."""
    file = Path(sa.make_url(database().url).database or "")
    new_folder(file.parent)
    own_file(file)
    if _no_database(file):
        _put_aside(file)
    _copy_sqlite(copy, file)


def _no_database(file: Path) -> bool:
    """Whether SQLite knows it for none any more: not one that is only locked, or cannot be read just now."""
    try:
        with closing(sqlite3.connect(file)) as opened:
            opened.execute("PRAGMA schema_version")
    except sqlite3.DatabaseError as error:
        return error.sqlite_errorcode in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
    return False


def _put_aside(file: Path) -> None:
    """What cannot be read is kept under another name, with its log: somebody may still get rows out of it."""
    for part in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            Path(f"{file}{part}").rename(f"{file}.broken{part}")
    own_file(file)


def _restore_postgres(dump: Path) -> None:
    """In one transaction all tables go, those that only a newer version knows too, and the backup's are made."""
    address, environment = postgres_address()
    written = dump.with_suffix(".sql")
    subprocess.run(["pg_restore", "--no-owner", "--file", str(written), str(dump)], check=True)
    command = ["psql", "--no-psqlrc", "--quiet", "--single-transaction", "--set", "ON_ERROR_STOP=1"]
    steps = ["--dbname", address, "--command", NO_TABLES, "--file", str(written)]
    subprocess.run([*command, *steps], check=True, env=environment, stdout=subprocess.DEVNULL)


def backups_kept() -> list[Path]:
    """The daily backups, newest first."""
    return sorted(Path(settings().backups).glob(f"{PREFIX}*.tar.gz"), reverse=True)


def newest() -> Path:
    """The daily backup that was made last. Refused("backup_missing")."""
    kept = backups_kept()
    if not kept:
        raise Refused("backup_missing", name=settings().backups)
    return kept[0]


def backup_daily() -> bool:
    """Makes today's backup when there is none yet, and keeps the newest seven. False when nothing was due."""
    if settings().demo:
        return False
    day = today(settings().zone)
    target = Path(settings().backups) / f"{PREFIX}{day:%Y-%m-%d}.tar.gz"
    if target.exists():
        return False
    backup(target)
    for old in backups_kept()[KEPT:]:
        old.unlink()
    return True


def latest() -> datetime | None:
    """When the last daily backup was made."""
    return max(_made(), default=None)


def oldest() -> datetime | None:
    """When the first of those that are kept was made."""
    return min(_made(), default=None)


def _made() -> list[datetime]:
    return [datetime.fromtimestamp(path.stat().st_mtime).astimezone() for path in backups_kept()]
