"""`python -m bench.till [--phones=300] [--sales=20] [--postgres]`: phones that come late, all at once.

Each phone posts its sales in one go, and again, as if the answer was lost, while buyers on the web look at a product. A
server of its own answers them. Printed: whether every sale is in the book exactly once, how long storing and applying
took, the slowest posts, and what the buyers noticed.
"""

import json
import statistics
import sys
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import sqlalchemy as sa

from bench.limits import open_shop


def _asked(name: str, default: int) -> int:
    return int(next((a.partition("=")[2] for a in sys.argv if a.startswith(f"--{name}=")), default))


PHONES, SALES = _asked("phones", 300), _asked("sales", 20)
GROUPS = 10


def groups() -> list[tuple[str, int, int, list[str]]]:
    """Groups with goods: slug, id, who sells, skus."""
    from market.kernel.clock import now
    from market.kernel.db import write
    from market.people.founding.founding import found_group
    from market.people.group import GroupKind
    from tests import world

    def work(db):
        made = []
        for n in range(GROUPS):
            chair = world.a_person(db, f"Ketua {n}", 100 + n, phone_proved_at=now())
            group = found_group(db, chair, name=f"Lapak {n}", kind=GroupKind.GROUP, village=world.BITUNG, phone=None)
            skus = [world.a_product(db, group, f"Barang {n} {m}", 10_000, PHONES * SALES, None)[0] for m in range(5)]
            made.append((group.slug, group.key, chair.key, skus))
        return made

    return write(work)


def posts(phone, skus: list[str]) -> str:
    """All that a phone sold, in the words of one post."""
    from tests.till.phones import line

    sold = [phone.rings_up(line(skus[n % len(skus)], 1, 10_000)) for n in range(SALES)]
    return json.dumps({"sent_at": phone.now().isoformat(), "envelopes": sold})


def send(base: str, slug: str, body: str, took: list[float]) -> int:
    """Posts until the answer names all; how many it named."""
    with httpx2.Client(base_url=base, headers={"origin": base}, timeout=120) as door:
        for _ in range(2):  # the first answer is taken for lost
            begun = time.perf_counter()
            answer = door.post(f"/lapak/{slug}/kasir/amplop", content=body)
            took.append((time.perf_counter() - begun) * 1000)
        return len(answer.json()["stored"])


def look(base: str, path: str, stop: threading.Event, took: list[float]) -> None:
    """A buyer who looks at a product again and again."""
    with httpx2.Client(base_url=base, timeout=60) as door:
        while not stop.is_set():
            begun = time.perf_counter()
            assert door.get(path).status_code == 200
            took.append((time.perf_counter() - begun) * 1000)
            stop.wait(0.05)


def looking(base: str, seconds: float | None, during) -> list[float]:
    """How long a page takes, for so many seconds or while something is done."""
    took: list[float] = []
    stop = threading.Event()
    buyer = threading.Thread(target=look, args=(base, "/produk", stop, took))
    buyer.start()
    if seconds:
        time.sleep(seconds)
    else:
        during()
    stop.set()
    buyer.join()
    return took


def told(name: str, took: list[float]) -> str:
    cuts = statistics.quantiles(took, n=100)
    return (
        f"{name}: {len(took)}, median {statistics.median(took):.0f} ms, p99 {cuts[98]:.0f} ms, most {max(took):.0f} ms"
    )


def count(model) -> int:
    from market.kernel.db import read
    from market.kernel.record import table

    with read() as db:
        return db.execute(sa.select(sa.func.count()).select_from(table(model))).scalar_one()


def wait_for_all() -> None:
    from market.till.sale import TillSale

    while count(TillSale) < PHONES * SALES:
        time.sleep(0.2)


def straight() -> bool:
    from market.kernel.db import read
    from market.orders.books.recount import recount

    with read() as db:
        return recount(db) == []


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        open_shop(Path(folder))
        from market.till.sale import TillSale
        from market.till.task import TillTask
        from tests.server import serving
        from tests.till.phones import Phone

        made = groups()
        phones = [(Phone(made[n % GROUPS][1], made[n % GROUPS][2]), *made[n % GROUPS]) for n in range(PHONES)]
        bodies = [(slug, posts(phone, skus)) for phone, slug, _key, _chair, skus in phones]
        took: list[float] = []
        with serving() as server:
            base = server.base
            quiet = looking(base, 3, None)
            begun = time.perf_counter()
            stored_after = 0.0

            def storm() -> None:
                nonlocal stored_after
                with ThreadPoolExecutor(PHONES) as pool:
                    named = list(pool.map(lambda each: send(base, each[0], each[1], took), bodies))
                stored_after = time.perf_counter() - begun
                assert named == [SALES] * PHONES
                wait_for_all()

            noticed = looking(base, None, storm)
            all_after = time.perf_counter() - begun
        print(
            f"{PHONES} phones x {SALES} sales, each posted twice, "
            f"{'PostgreSQL' if '--postgres' in sys.argv else 'SQLite'}"
        )
        print(f"stored after {stored_after:.1f} s, all in the book after {all_after:.1f} s")
        print(f"sales {count(TillSale)} of {PHONES * SALES}, tasks {count(TillTask)}, books straight: {straight()}")
        print(told("posts", took))
        print(told("buyers before", quiet))
        print(told("buyers meanwhile", noticed))


if __name__ == "__main__":
    main()
