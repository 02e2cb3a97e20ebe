"""What a real server answers while something is broken under it: `python -m bench.faults sqlite|postgres`."""

import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx2

from tests.engines import postgres
from tests.server import Server, market, serving

SENDS = {
    "/masuk": {"identifier": "0812-3456-7890", "password": "not-hers"},
    "/keranjang": {"variant": "X", "quantity": "1"},
}


def look(base: str, what: str) -> None:
    """Asks a page and two forms that write, with `/healthz` beside each, and says what came and in how many
    milliseconds."""
    print(f"{what}: {'; '.join(asked(base, path) for path in ('/produk', *SENDS, '/readyz'))}", flush=True)


def asked(base: str, path: str) -> str:
    with ThreadPoolExecutor(1) as aside:
        answer = aside.submit(answered, base, path)
        lives = 0.0
        while not answer.done():
            begun = time.perf_counter()
            answered(base, "/healthz")
            lives = max(lives, time.perf_counter() - begun)
        return f"{path} {answer.result()} (/healthz {1000 * lives:.0f} ms)"


def answered(base: str, path: str) -> str:
    begun, data = time.perf_counter(), SENDS.get(path)
    try:
        with httpx2.Client(base_url=base, headers={"origin": base}, timeout=15) as browser:
            status = str((browser.post(path, data=data) if data else browser.get(path)).status_code)
    except httpx2.HTTPError as error:
        status = type(error).__name__
    return f"{status} in {1000 * (time.perf_counter() - begun):.0f} ms"


@contextmanager
def locked(file: str) -> Iterator[None]:
    held = sqlite3.connect(file, isolation_level=None)
    held.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        held.execute("ROLLBACK")
        held.close()


def of_sqlite(folder: Path) -> None:
    file = folder / "market.db"
    with shop(f"sqlite:///{file}", folder) as server:
        look(server.base, "well")
        with locked(str(file)):
            look(server.base, "locked by another program")
        look(server.base, "well again")
        server.kill()
    with shop(f"sqlite:///{file}", folder) as server:
        look(server.base, "after kill -9")


def of_postgres(folder: Path) -> None:
    engine = postgres()
    url = engine.fresh()
    name = url.rpartition("/")[2].partition("?")[0]
    with shop(url, folder) as server:
        look(server.base, "well")
        engine.run(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
        ended = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
        engine.run(ended)
        look(server.base, "all connections ended, read-only")
        engine.run(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
        engine.run(ended)
        look(server.base, "well again")


@contextmanager
def shop(url: str, folder: Path) -> Iterator[Server]:
    given = {
        "MARKET_DATABASE_URL": url,
        "MARKET_MEDIA": str(folder / "media"),
        "MARKET_BACKUPS": str(folder / "backups"),
    }
    market("migrate", **given)
    with serving("--no-worker", says=folder / "said", **given) as server:
        yield server


if __name__ == "__main__":
    os.environ.setdefault("MARKET_SECRET_KEY", "for faults alone, and long enough to be one")
    with tempfile.TemporaryDirectory() as made:
        (of_sqlite if sys.argv[1] == "sqlite" else of_postgres)(Path(made))
