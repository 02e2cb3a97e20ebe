"""`python -m bench.beside_oscar [--products=1000]`: this shop and one of django-oscar's own parts, one after the other.

Makes an environment with django-oscar in a scratch folder (pip, from wherever pip gets its packages), fills both shops
with as many goods, serves each by a process a core on SQLite with a write-ahead log, and asks both for the same: a
list, a product, a search, a piece into the cart, and a whole purchase as a guest, from the list to "thank you". Its
goods have no pictures, and neither shop's static files are counted. Each is measured twice in turn, so that a machine
that slows down slows both. Needs wrk. All on 127.0.0.1; all ends by itself.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from bench import run
from bench.load import Client, Figure, Work, flows, pages
from tests.server import ROOT, Server, free_port, market, serving

# What its 4.0 was seen to work with: treebeard 5 and later refuse its managers.
PACKAGES = ("django-oscar[sorl-thumbnail]==4.0", "django-treebeard<5", "whoosh", "gunicorn")
PRODUCTS = int(next((each.partition("=")[2] for each in sys.argv if each.startswith("--products=")), 1000))
SECONDS, CLIENTS, WORKERS = 4, 8, os.cpu_count() or 1
TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="([^"]+)"')
GOOD = re.compile(rb'href="(/catalogue/(?!category)[^"/]+_\d+/)"')
INTO_CART = re.compile(rb'action="(/basket/add/\d+/)"')
WHERE = {"first_name": "Ratna", "last_name": "Wowor", "line1": "Jl. Sam Ratulangi 1", "line4": "Manado",
         "postcode": "95111", "country": "ID", "phone_number": ""}  # fmt: skip


def send(client: Client, path: str, page: bytes, **form: str) -> str:
    """A form of that page; where it leads. Whatever is refused ends the measurement."""
    token = TOKEN.search(page)
    assert token, path
    status, location, said = client.ask("POST", path, {"csrfmiddlewaretoken": token[1].decode(), **form})
    assert status == 302, f"{path}: {status} {said[:300]!r}"
    return location


def put_into_cart(client: Client) -> None:
    _, _, listed = client.ask("GET", "/catalogue/")
    good = GOOD.search(listed)
    assert good, "nothing is listed"
    _, _, page = client.ask("GET", good[1].decode())
    into = INTO_CART.search(page)
    assert into, "nothing can be bought"
    send(client, into[1].decode(), page, quantity="1")


def carts_of_oscar(base: str, _number: int, seconds: float) -> list[float]:
    """Nothing but the POST: a buyer who has a product's page open puts a piece of it into her cart."""
    client, took, end = Client(base), [], time.perf_counter() + seconds
    _, _, listed = client.ask("GET", "/catalogue/")
    good = GOOD.search(listed)
    assert good
    while time.perf_counter() < end:
        client.somebody_else()
        _, _, page = client.ask("GET", good[1].decode())
        into = INTO_CART.search(page)
        assert into
        begun = time.perf_counter()
        send(client, into[1].decode(), page, quantity="1")
        took.append((time.perf_counter() - begun) * 1000)
    return took


def purchases_of_oscar(base: str, number: int, seconds: float) -> list[float]:
    """List, product, cart, guest, address, ways of sending and paying, preview, order, thanks."""
    client, took, end = Client(base), [], time.perf_counter() + seconds
    while time.perf_counter() < end:
        client.somebody_else()
        begun = time.perf_counter()
        put_into_cart(client)
        _, _, page = client.ask("GET", "/checkout/")
        send(client, "/checkout/", page, username=f"ratna{number}@example.id", options="anonymous")
        _, _, page = client.ask("GET", "/checkout/shipping-address/")
        send(client, "/checkout/shipping-address/", page, **WHERE)
        for step in ("shipping-method", "payment-method", "payment-details"):
            client.ask("GET", f"/checkout/{step}/")
        _, _, page = client.ask("GET", "/checkout/preview/")
        thanks = send(client, "/checkout/preview/", page, action="place_order")
        assert client.ask("GET", thanks)[0] == 200
        took.append((time.perf_counter() - begun) * 1000)
    return took


@contextmanager
def oscar(folder: Path) -> Iterator[Server]:
    """The other shop, full and served."""
    venv.create(folder / "venv", with_pip=True)
    python = str(folder / "venv" / "bin" / "python")
    subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES], check=True)
    given = {"OSCAR_FOLDER": str(folder), "DJANGO_SETTINGS_MODULE": "bench.oscar.shop_settings"}
    env = {**os.environ, **given, "PYTHONPATH": str(ROOT)}
    subprocess.run([python, "-m", "bench.oscar.filling", str(PRODUCTS)], env=env, check=True)
    port = free_port()
    serve = [python, "-m", "gunicorn", "--workers", str(WORKERS), "--worker-class", "gthread", "--threads", "4",
             "--bind", f"127.0.0.1:{port}", "--keep-alive", "30", "--log-level", "critical",
             "django.core.wsgi:get_wsgi_application()"]  # fmt: skip
    process = subprocess.Popen(serve, env=env, start_new_session=True)
    try:
        time.sleep(8)
        yield Server(process, port)
    finally:
        Server(process, port).stop()


@contextmanager
def ours(folder: Path) -> Iterator[Server]:
    given = {"MARKET_DATABASE_URL": f"sqlite:///{folder}/shop.db", "MARKET_MEDIA": f"{folder}/media",
             "MARKET_BACKUPS": f"{folder}/backups", "MARKET_TRUSTED_PROXIES": "127.0.0.1"}  # fmt: skip
    for command in (["migrate"], ["seed", "--groups", "20", "--products", str(PRODUCTS)]):
        done = market(*command, **given)
        assert done.returncode == 0, done.stderr
    run.fill_shelves(folder / "shop.db", folder / "seeded.db")
    with serving("--no-worker", "--workers", str(WORKERS), says=folder / "said", **given) as server:
        yield server


def first_good(server: Server) -> str:
    _, _, listed = Client(server.base).ask("GET", "/catalogue/")
    good = GOOD.search(listed)
    assert good, "nothing is listed"
    return good[1].decode()


def looked(server: Server, path: str) -> Figure:
    return pages(server.base, path, server.process.pid, clients=CLIENTS, seconds=SECONDS)


def pressed(server: Server, work: Work) -> Figure:
    return flows(work, server.base, server.process.pid, clients=CLIENTS, seconds=SECONDS)[0]


def main() -> None:
    with (tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second,
          oscar(Path(first)) as other, ours(Path(second)) as shop):  # fmt: skip
        measured = {
            "a list": (partial(looked, shop, "/produk"), partial(looked, other, "/catalogue/")),
            "a product": (partial(looked, shop, "/produk/barang-5"), partial(looked, other, first_good(other))),
            "a search": (partial(looked, shop, "/produk?q=abon"), partial(looked, other, "/search/?q=abon")),
            "a piece into the cart": (partial(pressed, shop, run.add_to_cart), partial(pressed, other, carts_of_oscar)),
            "a whole purchase": (partial(pressed, shop, run.purchase), partial(pressed, other, purchases_of_oscar)),
        }
        print(f"{PRODUCTS:,} products; a second and processor milliseconds each, twice in turn")
        for name, (mine, theirs) in measured.items():
            for _ in range(2):
                tell(name, mine(), theirs())


def tell(name: str, mine: Figure, theirs: Figure) -> None:
    print(f"{name:22} ours {mine.rate:8,.1f}/s {mine.cpu_ms:8.2f} ms   django-oscar {theirs.rate:8,.1f}/s "
          f"{theirs.cpu_ms:8.2f} ms   {mine.rate / theirs.rate:5.1f} times", flush=True)  # fmt: skip


if __name__ == "__main__":
    main()
