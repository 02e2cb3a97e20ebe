"""`python -m bench.search [--small] [--show]`: what a search finds and how long it takes, on both engines.

The goods and queries of `bench/searches` stand among 1,000 and among 100,000 others (`--small`: 1,000 alone). Of each
half of the queries: success@10 (a meant good among the first ten), MRR (the mean of 1 / place of the first), must-nots
that were broken; then p50 and p99 of all queries, one after the other, each as the page asks it, and how long the
vocabulary takes. Only the half that was tuned on is ever shown (`--show`). PostgreSQL: as for the tests.
"""

import gc
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.searches import HALVES, asked_in, asking, fill, measure
from market.catalog.first import add_first
from market.catalog.searching import vocabulary
from market.demo import bulk
from market.inventory.query import Query
from market.inventory.shelf import shelf
from market.kernel.db import database, read, write
from market.kernel.settings import settings
from tests.engines import postgres

SIZES = (1_000,) if "--small" in sys.argv else (1_000, 100_000)
ROUNDS = 4


def engines(folder: Path) -> Iterator[tuple[str, str]]:
    """(name, address of an empty database) of each engine that is there."""
    yield "SQLite", f"sqlite:///{folder}/{time.monotonic_ns()}.db"
    server = postgres()
    if server:
        yield "PostgreSQL", server.fresh()


def use(url: str, folder: Path) -> None:
    os.environ["MARKET_DATABASE_URL"], os.environ["MARKET_MEDIA"] = url, str(folder / "media")
    settings.cache_clear()
    database.cache_clear()


def filled(size: int) -> dict[int, str]:
    """The goods of the queries, newest, among so many others; their keys by id."""
    from market import migrations

    migrations.upgrade()
    write(add_first)
    bulk.fill(max(20, size // 100), size, 0, 0, 19)
    return write(fill)


def times() -> tuple[list[float], list[float]]:
    """Milliseconds of each query as the page asks it: by the clock, and of this process's processor (of SQLite all, of
    PostgreSQL without the server's)."""
    took, used = [], []
    typed = [each.typed for half in HALVES for each in asked_in(half)]
    gc.collect()
    gc.freeze()
    for _ in range(ROUNDS):
        for words in typed:
            begun, worked = time.perf_counter(), time.process_time()
            with read() as db:
                shelf(db, Query(words=words))
            took.append((time.perf_counter() - begun) * 1000)
            used.append((time.process_time() - worked) * 1000)
    return sorted(took), sorted(used)


def run(name: str, size: int) -> None:
    keys = filled(size)
    if not database().sqlite:
        with database().writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("VACUUM ANALYZE")
    begun = time.perf_counter()
    with read() as db:
        vocabulary.vocabulary(db)
    made = time.perf_counter() - begun
    print(f"{name}, {size:,} goods and these: vocabulary made in {made * 1000:,.0f} ms")
    with read() as db:
        for half in HALVES:
            found = measure(half, asking(db, keys))
            told = f"success@10 {found.success:.3f}, MRR {found.mrr:.3f}, must-nots broken {len(found.broken)}"
            print(f"  {half:10} {len(found.ranks)} queries: {told}")
            if "--show" in sys.argv and half == "tuned on":
                print("\n".join(f"    {each}" for each in (*found.broken, *found.missed)))
    for what, took in zip(("by the clock", "of the processor"), times(), strict=True):
        told = f"p50 {took[len(took) // 2]:.1f} ms, p99 {took[int(len(took) * 0.99)]:.1f} ms, most {took[-1]:.1f} ms"
        print(f"  {what:16} {told}", flush=True)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for size in SIZES:
            for name, url in engines(Path(folder)):
                use(url, Path(folder))
                run(name, size)
                database().close()


if __name__ == "__main__":
    main()
