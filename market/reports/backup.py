"""Backup: database and pictures in one file, while the shop is open; one a day, seven kept."""

import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from market import __version__
from market.kernel import store
from market.kernel.clock import now, today
from market.kernel.db import database
from market.kernel.owned import own_file
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.people.security import report_security

KEPT = 7
PREFIX = "dermaga-"


def backup(target: Path) -> None:
    """Writes database and media to a tar.gz, under another name first and then renamed: nobody sees half a backup."""
    target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        folder = Path(scratch)
        name = _dump_sqlite(folder) if database().sqlite else _dump_postgres(folder)
        about = {"version": __version__, "made_at": now().isoformat(), "database": name}
        (folder / "about.json").write_text(json.dumps(about))
        packed = folder / "packed.tar.gz"
        with tarfile.open(packed, "w:gz", compresslevel=6) as tar:
            tar.add(folder / "about.json", "about.json")
            (folder / name).chmod(0o600)  # so that it is private also when unpacked by hand
            tar.add(folder / name, name)
            if Path(settings().media).is_dir():
                tar.add(settings().media, "media")
        packed.chmod(0o600)  # all orders, addresses and proofs are in it
        shutil.move(packed, target)
    report_security("exported", kind="backup")


def _dump_sqlite(folder: Path) -> str:
    """SQLite's own online backup: consistent, while others write."""
    file = sa.make_url(database().url).database or ""
    source, copy = sqlite3.connect(file), sqlite3.connect(folder / "market.db")
    with source, copy:
        source.backup(copy)
    source.close()
    copy.close()
    return "market.db"


def _dump_postgres(folder: Path) -> str:
    address, environment = _postgres()
    command = ["pg_dump", "--format=custom", "--no-owner", "--file", str(folder / "market.dump"), address]
    subprocess.run(command, check=True, env=environment)
    return "market.dump"


def _postgres() -> tuple[str, dict[str, str]]:
    """The database's address without its password, and an environment with it: anybody sees commands' arguments."""
    url = sa.make_url(database().url).set(drivername="postgresql")
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    bare = sa.URL.create(url.drivername, url.username, None, url.host, url.port, url.database, url.query)
    return bare.render_as_string(), os.environ | secret


def restore(source: Path) -> None:
    """Puts a backup in the place of what is there. Stop the server first."""
    if not source.is_file():
        raise Refused("backup_missing", name=str(source))
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        with tarfile.open(source) as tar:
            tar.extractall(folder, filter="data")
        name = json.loads((folder / "about.json").read_text())["database"]
        if (name == "market.db") is not database().sqlite:
            raise Refused("backup_other_engine")
        database().close()
        if database().sqlite:
            _restore_sqlite(folder / name)
        else:
            _restore_postgres(folder / name)
        if (folder / "media").is_dir():
            shutil.copytree(folder / "media", settings().media, dirs_exist_ok=True)
            for proof in store.folder(private=True).iterdir():
                proof.chmod(0o600)


def _restore_sqlite(copy: Path) -> None:
    """Restores through SQLite itself, so that a stale write-ahead log is never replayed over it."""
    file = Path(sa.make_url(database().url).database or "")
    file.parent.mkdir(parents=True, exist_ok=True)
    own_file(file)
    source, target = sqlite3.connect(copy), sqlite3.connect(file)
    with source, target:
        source.backup(target)
    source.close()
    target.close()


def _restore_postgres(dump: Path) -> None:
    address, environment = _postgres()
    command = ["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--dbname", address]
    subprocess.run([*command, str(dump)], check=True, env=environment)


def backups_kept() -> list[Path]:
    """The daily backups, newest first."""
    return sorted(Path(settings().backups).glob(f"{PREFIX}*.tar.gz"), reverse=True)


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
    found = backups_kept()
    return datetime.fromtimestamp(found[0].stat().st_mtime).astimezone() if found else None
