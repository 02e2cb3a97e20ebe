"""Backup: database and pictures in one file, while the shop is open; one a day, seven kept."""

import json
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from datetime import datetime
from pathlib import Path

import sqlalchemy as sa

from market import __version__
from market.kernel.clock import now, today
from market.kernel.db import database
from market.kernel.refused import Refused
from market.kernel.settings import settings

KEPT = 7
PREFIX = "dermaga-"


def backup(target: Path) -> None:
    """Writes database and media to a tar.gz. Written beside and renamed: a half backup is never seen."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        folder = Path(scratch)
        name = _dump_sqlite(folder) if database().sqlite else _dump_postgres(folder)
        about = {"version": __version__, "made_at": now().isoformat(), "database": name}
        (folder / "about.json").write_text(json.dumps(about))
        packed = folder / "packed.tar.gz"
        with tarfile.open(packed, "w:gz", compresslevel=6) as tar:
            tar.add(folder / "about.json", "about.json")
            tar.add(folder / name, name)
            if Path(settings().media).is_dir():
                tar.add(settings().media, "media")
        shutil.move(packed, target)


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
    url = sa.make_url(database().url).set(drivername="postgresql")
    command = ["pg_dump", "--format=custom", "--no-owner", "--file", str(folder / "market.dump")]
    subprocess.run([*command, url.render_as_string(hide_password=False)], check=True)
    return "market.dump"


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


def _restore_sqlite(copy: Path) -> None:
    """Through SQLite itself, so that a stale write-ahead log can never be replayed over it."""
    file = Path(sa.make_url(database().url).database or "")
    file.parent.mkdir(parents=True, exist_ok=True)
    source, target = sqlite3.connect(copy), sqlite3.connect(file)
    with source, target:
        source.backup(target)
    source.close()
    target.close()


def _restore_postgres(dump: Path) -> None:
    url = sa.make_url(database().url).set(drivername="postgresql").render_as_string(hide_password=False)
    subprocess.run(
        ["pg_restore", "--clean", "--if-exists", "--no-owner", "--single-transaction", "--dbname", url, str(dump)],
        check=True,
    )


def kept() -> list[Path]:
    """The daily backups, newest first."""
    return sorted(Path(settings().backups).glob(f"{PREFIX}*.tar.gz"), reverse=True)


def backup_daily() -> bool:
    """Today's backup, when there is none yet; older ones than seven go. False when nothing was due."""
    if settings().demo:
        return False
    day = today(settings().zone)
    target = Path(settings().backups) / f"{PREFIX}{day:%Y-%m-%d}.tar.gz"
    if target.exists():
        return False
    backup(target)
    for old in kept()[KEPT:]:
        old.unlink()
    return True


def latest() -> datetime | None:
    """When the last daily backup was made."""
    found = kept()
    return datetime.fromtimestamp(found[0].stat().st_mtime).astimezone() if found else None
