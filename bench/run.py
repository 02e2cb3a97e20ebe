"""`python -m bench.run [--small] [--workers=N]`: the shop beside a constant and beside bare SQLite, as ratios of one
run.

Each figure stands beside the constant, or bare SQLite, measured just before and just after it: a machine that slows
down slows both. `--workers` is one for each core unless told. Needs wrk (`sudo apt install wrk`). Everything runs on
127.0.0.1 in a scratch folder and ends by itself.
"""

import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench import bare
from bench.load import Client, Figure, flows, pages, used
from tests.server import ROOT, Server, environment, free_port, market, serving

SMALL = "--small" in sys.argv
SECONDS = 2 if SMALL else 4
WORKERS = int(next((a.partition("=")[2] for a in sys.argv if a.startswith("--workers=")), os.cpu_count() or 1))


def show(name: str, figure: Figure, ratio: str) -> None:
    print(
        f"{name:34} {figure.rate:9,.0f}/s {figure.cpu_ms:8.3f} ms cpu  p50 {figure.p50:7.2f}  p99 {figure.p99:7.2f} ms"
        f" {figure.rss:6.0f} MiB  {ratio}",
        flush=True,
    )


def add_to_cart(base: str, number: int, seconds: float) -> list[float]:
    client, took, end = Client(base), [], time.perf_counter() + seconds
    sku = 2 + number * 50
    while time.perf_counter() < end:
        client.somebody_else()
        start = time.perf_counter()
        status, _, _ = client.ask("POST", "/keranjang", {"variant": f"B-{sku}", "quantity": "1"})
        took.append((time.perf_counter() - start) * 1000)
        if status != 303:
            sku += 1
            took.pop()
    return took


def purchase(base: str, number: int, seconds: float) -> list[float]:
    """List, product, cart, checkout page, order: a whole guest purchase of five requests and its answer."""
    return _buy(base, number, seconds)


CARTS = 60


def fill_carts(base: str, number: int) -> list[tuple[str, str]]:
    """Carts that are ready to be ordered: the cookie and the group of each."""
    client, ready, product = Client(base), [], 2 + number * 40
    while len(ready) < CARTS:
        client.somebody_else()
        status, _, said = client.ask("POST", "/keranjang", {"variant": f"B-{product}", "quantity": "1"})
        if status != 303:
            product += 1
            if product > 1000:
                raise RuntimeError(f"nothing can be bought: {status} {said[:900]!r}")
            continue
        _, _, page = client.ask("GET", "/checkout")
        ready.append((client.cookies["keranjang"], page.split(b'name="delivery-')[1].split(b'"')[0].decode()))
    return ready


def place_orders(base: str, number: int, ready: list[tuple[str, str]]) -> tuple[float, float, list[float]]:
    """Nothing but the POSTs that place the orders: when it began and ended, and milliseconds of each."""
    client, took, begin = Client(base), [], time.time()
    for turn, (cookie, slug) in enumerate(ready):
        client.cookies = {"keranjang": cookie}
        form = {
            "name": "Ratna Wowor", "phone": "0812-3456-7890", "token": f"order-{number}-{turn}-{int(begin * 1e6)}",
            f"delivery-{slug}": "pickup", "payment": "cash",
        }  # fmt: skip
        start = time.perf_counter()
        status, _, body = client.ask("POST", "/checkout", form)
        took.append((time.perf_counter() - start) * 1000)
        if status != 303:
            raise RuntimeError(f"{status}: {body[:300]!r}")
    return begin, time.time(), took


def orders_at_once(base: str, pid: int, clients: int = 16) -> tuple[Figure, int]:
    with ProcessPoolExecutor(clients) as pool:
        ready = list(pool.map(fill_carts, [base] * clients, range(clients)))
        before, _ = used(pid)
        done = list(pool.map(place_orders, [base] * clients, range(clients), ready))
        after, rss = used(pid)
    took = sorted(each for _, _, part in done for each in part)
    wall = max(end for _, end, _ in done) - min(begin for begin, _, _ in done)
    count = len(took)
    return Figure(count / wall, (after - before) * 1000 / count, took[count // 2], took[int(count * 0.99)], rss), count


def _buy(base: str, number: int, seconds: float) -> list[float]:
    client, took, end, turn = Client(base), [], time.perf_counter() + seconds, 0
    product = 2 + number * 40
    while time.perf_counter() < end:
        turn += 1
        client.somebody_else()
        begin = time.perf_counter()
        client.ask("GET", "/produk")
        client.ask("GET", f"/produk/barang-{product}")
        status, _, _ = client.ask("POST", "/keranjang", {"variant": f"B-{product}", "quantity": "1"})
        if status != 303:
            product += 1
            continue
        _, _, page = client.ask("GET", "/checkout")
        slug = page.split(b'name="delivery-')[1].split(b'"')[0].decode()
        form = {
            "name": "Ratna Wowor", "phone": "0812-3456-7890", "token": f"bench-{number}-{turn}-{int(begin * 1e6)}",
            f"delivery-{slug}": "pickup", "payment": "cash",
        }  # fmt: skip
        status, _, body = client.ask("POST", "/checkout", form)
        took.append((time.perf_counter() - begin) * 1000)
        if status != 303:
            raise RuntimeError(f"{status}: {body[:300]!r}")
    return took


def fill_shelves(database: Path, kept: Path) -> None:
    """Enough of everything: a refusal because something is sold out is another page, and no purchase. And a copy
    `kept`."""
    with closing(sqlite3.connect(database)) as db, closing(sqlite3.connect(kept)) as copy:
        db.execute("UPDATE lot SET on_hand = 1000000, best_before = NULL")
        db.commit()
        db.backup(copy)  # with what still stands in its WAL


def count_orders(folder: Path) -> int:
    with sqlite3.connect(folder / "shop.db") as db:
        return db.execute("SELECT count(*) FROM orders").fetchone()[0]


@contextmanager
def the_constant(size: int) -> Iterator[Callable[[], Figure]]:
    """A server of the constant, idle but when it is measured: each figure of the shop gets one of its own moment."""
    port = free_port()
    env = environment(BENCH_BYTES=str(size))
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.constant", str(port), str(WORKERS)], cwd=ROOT, env=env, start_new_session=True
    )
    try:
        time.sleep(3)
        yield lambda: pages(f"http://127.0.0.1:{port}", "/constant", process.pid, seconds=SECONDS // 2)
    finally:
        Server(process, port).stop()


@dataclass
class Beside:
    """A figure of the shop, and what it is measured beside: before and after, in requests or transactions a second."""

    figure: Figure
    limit: float

    @property
    def ratio(self) -> float:
        return self.figure.rate / self.limit


def beside(name: str, limit: Callable[[], float], measure: Callable[[], Figure], of: str = "the constant") -> Beside:
    before = limit()
    figure = measure()
    found = Beside(figure, (before + limit()) / 2)
    show(name, figure, f"1/{1 / found.ratio:,.1f} of {of} ({found.limit:,.0f}/s)")
    return found


def shop(products: int) -> dict[str, Beside]:
    """The figures of a shop with so many products, each beside the constant or bare SQLite in its own tables."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = {
            "MARKET_DATABASE_URL": f"sqlite:///{folder}/shop.db",
            "MARKET_MEDIA": f"{folder}/media",
            "MARKET_BACKUPS": f"{folder}/backups",
            "MARKET_TRUSTED_PROXIES": "127.0.0.1",
        }
        for command in (["migrate"], ["seed", "--groups", "20", "--products", str(products)]):
            done = market(*command, **settings)
            assert done.returncode == 0, done.stderr
        fill_shelves(folder / "shop.db", folder / "seeded.db")
        with serving("--no-worker", "--workers", str(WORKERS), **settings) as server:
            size = len(Client(server.base).ask("GET", "/produk")[2])
            with the_constant(size) as constant:
                return _figures(f"{products:,}", server, constant, folder)


def _figures(size: str, server: Server, constant: Callable[[], Figure], folder: Path) -> dict[str, Beside]:
    base, pid, answered = server.base, server.process.pid, 0

    def limit() -> float:
        return constant().rate

    def bought() -> Figure:
        nonlocal answered
        figure, count = flows(purchase, base, pid, clients=8, seconds=SECONDS)
        answered += count
        return figure

    def placed() -> Figure:
        nonlocal answered
        figure, count = orders_at_once(base, pid)
        answered += count
        return figure

    found = {}
    for path in ("/produk", "/produk?kategori=kerupuk", "/produk/barang-5"):
        found[path] = beside(f"{size}: {path}", limit, partial(pages, base, path, pid, seconds=SECONDS))
    cart = partial(flows, add_to_cart, base, pid, clients=8, seconds=SECONDS)
    found["cart"] = beside(f"{size}: add to cart", limit, lambda: cart()[0])
    found["purchase"] = beside(f"{size}: whole guest purchase", limit, bought)
    plain = partial(bare.rate, folder / "seeded.db", SECONDS / 2)
    found["order"] = beside(f"{size}: placing an order, 16 at once", plain, placed, "bare SQLite, synchronous=FULL")
    kept = count_orders(folder)
    print(f"{'':34} {answered:,} orders answered, {kept:,} in the books")
    assert kept >= answered
    return found


def main() -> None:
    few = shop(1_000)
    many = shop(5_000 if SMALL else 100_000)
    print()
    for name, ratio, floor in (
        ("/produk to the constant", few["/produk"].ratio, 1 / 20),
        ("/produk, many to few products", many["/produk"].ratio / few["/produk"].ratio, 1 / 1.3),
        ("a whole purchase to the constant", few["purchase"].ratio, 1 / 120),
        ("placing an order to bare SQLite", few["order"].ratio, 1 / 6),
    ):
        print(f"{name:34} 1/{1 / ratio:,.2f}   asked: 1/{1 / floor:,.2f}   {'met' if ratio >= floor else 'MISSED'}")
    print(f"{'p99 of placing an order':34} {few['order'].figure.p99:.0f} ms  asked: 150 ms")


if __name__ == "__main__":
    main()
