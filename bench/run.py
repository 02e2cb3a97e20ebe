"""`python -m bench.run [--small] [--workers=N]`: the shop beside a constant and beside bare SQLite, as ratios of one run.

Needs wrk (`sudo apt install wrk`). Everything runs on 127.0.0.1 in a scratch folder and ends by itself.
"""

import sqlite3
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from bench import bare
from bench.load import Client, Figure, flows, pages, used
from tests.server import ROOT, Server, environment, free_port, market, serving

SMALL = "--small" in sys.argv
SECONDS = 2 if SMALL else 4
WORKERS = int(next((a.partition("=")[2] for a in sys.argv if a.startswith("--workers=")), "1"))


def show(name: str, figure: Figure, constant: Figure | None = None) -> None:
    beside = f"  1/{constant.rate / figure.rate:,.1f} of the constant" if constant else ""
    print(
        f"{name:34} {figure.rate:9,.0f}/s {figure.cpu_ms:8.3f} ms cpu  p50 {figure.p50:7.2f}  p99 {figure.p99:7.2f} ms"
        f" {figure.rss:6.0f} MiB{beside}",
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


CARTS = 25


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


def fill_shelves(database: Path) -> None:
    """Enough of everything: a refusal because something is sold out is another page, and no purchase."""
    with sqlite3.connect(database) as db:
        db.execute("UPDATE lot SET on_hand = 1000000, best_before = NULL")


def count_orders(folder: Path) -> int:
    with sqlite3.connect(folder / "shop.db") as db:
        return db.execute("SELECT count(*) FROM orders").fetchone()[0]


def the_constant(size: int) -> Figure:
    port = free_port()
    env = environment(BENCH_BYTES=str(size))
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.constant", str(port), str(WORKERS)], cwd=ROOT, env=env, start_new_session=True
    )
    try:
        time.sleep(3)
        figure = pages(f"http://127.0.0.1:{port}", "/constant", process.pid, seconds=SECONDS)
    finally:
        Server(process, port).stop()
    show(f"constant of {size:,} bytes", figure)
    return figure


def shop(products: int, constant: Figure | None) -> tuple[dict[str, Figure], Figure, float]:
    """The figures of a shop with so many products, the constant beside it, and bare orders a second in its tables."""
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
        fill_shelves(folder / "shop.db")
        plain = bare.rate(folder / "shop.db", SECONDS)
        print(f"{'bare sqlite3, synchronous=FULL':34} {plain:9,.0f}/s")
        with serving("--no-worker", "--workers", str(WORKERS), **settings) as server:
            pid = server.process.pid
            if constant is None:
                _, _, body = Client(server.base).ask("GET", "/produk")
                constant = the_constant(len(body))
            found = {}
            for path in ("/produk", "/produk?kategori=kerupuk", "/produk/barang-5"):
                found[path] = pages(server.base, path, pid, seconds=SECONDS)
                show(f"{products:,}: {path}", found[path], constant)
            found["cart"], _ = flows(add_to_cart, server.base, pid, clients=8, seconds=SECONDS)
            show(f"{products:,}: add to cart", found["cart"], constant)
            found["purchase"], bought = flows(purchase, server.base, pid, clients=8, seconds=SECONDS)
            show(f"{products:,}: whole guest purchase", found["purchase"], constant)
            found["order"], placed = orders_at_once(server.base, pid)
            show(f"{products:,}: placing an order, 16 at once", found["order"], constant)
            kept = count_orders(folder)
            print(f"{'':34} {bought + placed:,} orders answered, {kept:,} in the books")
            assert kept >= bought + placed
        return found, constant, plain


def main() -> None:
    few, constant, plain = shop(1_000, None)
    many, _, _ = shop(5_000 if SMALL else 100_000, constant)
    print()
    for name, ratio, floor in (
        ("/produk to the constant", few["/produk"].rate / constant.rate, 1 / 20),
        ("/produk, many to few products", many["/produk"].rate / few["/produk"].rate, 1 / 1.3),
        ("a whole purchase to the constant", few["purchase"].rate / constant.rate, 1 / 120),
        ("placing an order to bare SQLite", few["order"].rate / plain, 1 / 6),
    ):
        print(f"{name:34} 1/{1 / ratio:,.2f}   asked: 1/{1 / floor:,.2f}   {'met' if ratio >= floor else 'MISSED'}")
    print(f"{'p99 of placing an order':34} {few['order'].p99:.0f} ms  asked: 150 ms")


if __name__ == "__main__":
    main()
