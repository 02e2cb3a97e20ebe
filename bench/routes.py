"""`python -m bench.routes [--products=N] [--orders=N] [--groups=N] [--bazaars=N] [--postgres]`: every page of every
kind of person, in a shop of this size beside one of a hundredth of it.

The table of pages and people is that of the tests (`tests/promises/test_doors.py`), in a shop that has the goods and
orders of any other of its size. A page's time is the least of several, in one process: on SQLite of its processor,
which others on the machine do not change, on PostgreSQL by the clock. Told are the pages that take more than 1.3 times
as long and over a millisecond more, the slowest first. Papers and sheets, which a process of its own draws for whoever
asks, are left out. PostgreSQL: as for the tests. All ends by itself.
"""

import gc
import random
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from starlette.testclient import TestClient

from bench.search import use
from market import migrations
from market.catalog.first import add_first
from market.demo.bulk import fill
from market.demo.bulk_orders import add_orders
from market.kernel.db import database, write
from tests import world
from tests.engines import postgres
from tests.promises.test_doors import GET, address, cast, filled

SIZES = {"products": 100_000, "orders": 1_000_000, "groups": 1_000, "bazaars": 50}
HUNDREDTH, ALLOWED, ROUNDS, AT_LEAST_MS = 100, 1.3, 5, 1.0
APART = (".pdf", ".xlsx")
POSTGRES = "--postgres" in sys.argv
Times = dict[tuple[str, str], float]


@dataclass(frozen=True, slots=True)
class Slower:
    """A page, its reader, and its milliseconds in the small shop and in the large one."""

    page: str
    who: str
    small: float
    large: float

    @property
    def ratio(self) -> float:
        return self.large / self.small


def asked_for() -> dict[str, int]:
    given = dict(each[2:].split("=") for each in sys.argv[1:] if "=" in each)
    return {name: int(given.get(name, size)) for name, size in SIZES.items()}


def times(sizes: dict[str, int], folder: Path) -> Times:
    """By page and reader, in milliseconds, of a shop that is made for it."""
    server = postgres() if POSTGRES else None
    use(server.fresh() if server else f"sqlite:///{folder}/{sizes['products']}.db", folder)
    migrations.upgrade()
    write(add_first)
    here = world.a_shop(pieces=100)
    people: dict[str, TestClient] = cast(here)
    values = filled(here, people["buyer"])
    begun = time.monotonic()
    fill(sizes["groups"], sizes["products"], sizes["orders"], sizes["bazaars"], 1)
    add_orders([here.group_id], sizes["orders"] // max(1, sizes["groups"]), random.Random(2))
    print(f"{sizes}: seeded in {time.monotonic() - begun:.0f} s", file=sys.stderr)
    if not database().sqlite:
        with database().writer.connect() as db:
            db.exec_driver_sql("ANALYZE")
    gc.collect()
    gc.freeze()
    return {
        (pattern, who): least(people[who], address(pattern, values))
        for pattern, answers in GET.items()
        for who, status in answers.items()
        if status == 200 and not pattern.endswith(APART)
    }


def least(client: TestClient, path: str) -> float:
    clock = time.perf_counter if POSTGRES else time.process_time
    took = []
    for _ in range(ROUNDS):
        begun = clock()
        client.get(path)
        took.append((clock() - begun) * 1000)
    return min(took[1:])  # the first may fill what is kept


def compared(small: Times, large: Times) -> list[Slower]:
    found = [Slower(*key, ms, large[key]) for key, ms in small.items()]
    over = [each for each in found if each.ratio > ALLOWED and each.large - each.small > AT_LEAST_MS]
    return sorted(over, key=lambda each: each.large - each.small, reverse=True)


def main() -> None:
    sizes = asked_for()
    with tempfile.TemporaryDirectory() as scratch:
        small = times({name: max(1, size // HUNDREDTH) for name, size in sizes.items()}, Path(scratch))
        large = times(sizes, Path(scratch))
        database().close()
    over = compared(small, large)
    print(f"{len(small)} pages and readers, {len(over)} of them over {ALLOWED} times\n")
    print("| page | reader | ms at a hundredth | ms | times |\n|---|---|---:|---:|---:|")
    for each in over:
        print(f"| `{each.page}` | {each.who} | {each.small:.1f} | {each.large:.1f} | {each.ratio:.1f} |")


if __name__ == "__main__":
    main()
