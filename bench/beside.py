"""`python -m bench.beside [--many] [name ...]`: what strangers can make expensive, and how long others wait beside it.

Twelve clients do one expensive thing again and again, each from a network of its own, while one buyer looks at the
list and the page to sign in, signs in and buys. The table tells what the twelve were answered and the p99 of each of
that buyer's acts, beside what it is when nobody else is there. `--many` has 100,000 products and 100,000 groups.
Everything runs on 127.0.0.1 in a scratch folder and ends by itself.
"""

import os
import random
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path

from bench.expensive import LISTED, PLANS, Act, acts, desks
from bench.load import Client
from tests.server import Server, serving

MANY = "--many" in sys.argv
CHOSEN = [word for word in sys.argv[1:] if not word.startswith("--")]
SECONDS, LIMIT = 8.0, 300
WATCHED: tuple[tuple[str, str, int], ...] = (
    ("GET", "/produk", 200), ("GET", "/masuk", 200), ("POST", "/masuk", 422), ("POST", "/keranjang", 303),
)  # fmt: skip


def send(act: Act, base: str, turn: int) -> str:
    """The status that came, or what went wrong."""
    host = base.partition("//")[2]
    name, _, port = host.partition(":")
    try:
        with socket.create_connection((name, int(port)), timeout=20) as line:
            with suppress(OSError):  # refused before all of it was sent: the answer is there already
                line.sendall(act.request(host, turn))
            said = b""
            while more := line.recv(1 << 20):
                said += more
            return said[9:12].decode() or "closed"
    except TimeoutError:
        return "no answer in 20 s"
    except OSError:
        return "cut off"


def hammer(act: Act, base: str, seconds: float, done: "object") -> None:
    """Twelve clients, in a process of their own."""
    end, answers = time.monotonic() + seconds, Counter()

    def one(number: int) -> None:
        turn = number
        while time.monotonic() < end:
            answers[send(act, base, turn)] += 1
            turn += act.clients
            time.sleep(act.pause)

    threads = [threading.Thread(target=one, args=(n,), daemon=True) for n in range(act.clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(max(0.0, end + 25 - time.monotonic()))
    done.put(dict(answers))  # type: ignore[attr-defined]


def watch(base: str, seconds: float) -> dict[str, list[float]]:
    """A buyer who looks at the list, signs in (wrongly) and buys: milliseconds of each page."""
    client, end, turn = Client(base), time.monotonic() + seconds, 0
    took: dict[str, list[float]] = {f"{method} {path}": [] for method, path, _ in WATCHED}
    while time.monotonic() < end:
        method, path, expected = WATCHED[turn % len(WATCHED)]
        form = {"identifier": f"0812{random.randrange(10**8):08d}", "password": "salah sekali"}
        if path == "/keranjang":
            form = {"variant": f"B-{random.randrange(1, 900)}", "quantity": "1"}
        client.somebody_else()
        begin = time.perf_counter()
        status, _, said = client.ask(method, path, form if method == "POST" else None)
        took[f"{method} {path}"].append((time.perf_counter() - begin) * 1000)
        assert status == expected or path == "/keranjang", (path, status, said[-300:])
        turn += 1
        time.sleep(0.01)
    return {path: sorted(each) for path, each in took.items()}


Idle = dict[str, float]


def measure(act: Act, base: str, idle: Idle) -> None:
    """One line: what the clients were answered, and the p99 of each act of the buyer beside its idle p99."""
    context = get_context("spawn")
    done = context.Queue()
    process = context.Process(target=hammer, args=(act, base, SECONDS, done), daemon=True)
    if act.method:
        process.start()
        time.sleep(1.5)  # until they have begun
    try:
        took = watch(base, SECONDS - 1.5)
    except OSError:
        took = {f"{method} {path}": [] for method, path, _ in WATCHED}
    answers = done.get(timeout=SECONDS + 60) if act.method else {}
    if act.method:
        process.join(5)
    p99 = {path: at(each, 0.99) for path, each in took.items()}
    if not act.method:
        for path, each in p99.items():
            idle[path] = min(each, idle.get(path, each))
    cells = " | ".join(f"{each:,.0f} ({idle.get(path, 0):,.0f})" for path, each in p99.items())
    everything = sorted(each for part in took.values() for each in part)
    said = ", ".join(f"{count} × {answer}" for answer, count in sorted(answers.items()))
    verdict = "" if max(p99.values()) <= LIMIT else "  OVER"
    print(f"| {act.name} | {said} | {at(everything, 0.5):,.0f} | {cells} |{verdict}", flush=True)


def at(took: list[float], share: float) -> float:
    return took[min(len(took) - 1, int(len(took) * share))] if took else float("inf")


def build(folder: Path) -> dict[str, str]:
    """A shop with much in it, a bazaar of 300 booths, an order to be paid; cookies and addresses of all that."""
    from market import migrations
    from market.catalog.category import add_first_categories
    from market.demo.bulk import fill
    from market.kernel.db import database, write
    from market.people.login import sign_in
    from market.people.person import Person
    from tests import world
    from tests.bazaars import world as fairs

    migrations.upgrade()
    write(add_first_categories)
    products, groups = (100_000, 100_000) if MANY else (5_000, 2_000)
    fill(groups, products, 0, 0, 1)
    here = world.a_shop(pieces=900)
    fair = fairs.a_fair(here.officer, groups=3, first=900_000)  # the seeded ones count from 0
    fairs.done(fair.officer.post(fair.desk + "/denah/blok", data={"zone": "B", "rows": "10", "per_row": "30"}))
    fairs.done(fair.officer.post(fair.desk + "/buka"))
    order, answer = world.buys(world.client(), here.sku, 2)
    assert order, answer
    plans = [a_plan(here.officer, n) for n in range(PLANS)]

    def cookie(person: int) -> str:
        return "dermaga=" + write(lambda db: sign_in(db, Person.get(db, person)))

    found = {
        "officer": cookie(here.officer), "chair": cookie(here.chair), "order": order, "fair": fair.slug,
        "group": here.slug, "sub": order.partition("?")[0].rpartition("/")[2], "plans": ",".join(plans),
    }  # fmt: skip
    database().close()
    return found


def a_plan(officer: int, number: int) -> str:
    """A bazaar whose plan waits to be published: each of its groups has a chair who is told."""
    from bench.held import finish, judge_all, sheet
    from market.kernel.db import write
    from tests.bazaars import world as fairs

    fair = fairs.a_fair(officer, groups=0, booths=1)
    fairs.done(fair.officer.post(fair.desk + "/denah/blok", data={"zone": "B", "rows": "10", "per_row": "30"}))
    fairs.done(fair.officer.post(fair.desk + "/buka"))
    names = [f"Peserta {number} {n}" for n in range(LISTED)]
    rows = [[name, "semua", "1", "ya", "Meike", "081234567890", "Girian Bawah, Girian, Bitung"] for name in names]
    heads = ["nama", "hari", "stan", "sebagian", "ketua", "hp", "kelurahan"]
    fairs.done(fair.officer.post(fair.desk + "/pendaftaran/impor", **sheet(heads, rows)))
    write(lambda db: judge_all(db, fair.slug, officer, f"Peserta {number} %"))
    fairs.closed(fair)
    fairs.drawn(fair)
    fairs.done(fair.officer.post(fair.desk + "/pembagian/hitung"))
    write(lambda db: finish(db, fair.slug))
    return fair.slug


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        settings = {
            "MARKET_DATABASE_URL": f"sqlite:///{folder}/shop.db", "MARKET_MEDIA": f"{folder}/media",
            "MARKET_BACKUPS": f"{folder}/backups", "MARKET_TRUSTED_PROXIES": "127.0.0.1",
        }  # fmt: skip
        os.environ.update(settings, MARKET_BASE_URL="http://testserver", MARKET_SECRET_KEY="bench")
        here = build(folder)
        heads = " | ".join(f"{method} {path}" for method, path, _ in WATCHED)
        print(f"p99 of each act in ms, in brackets with nothing beside it; OVER is above {LIMIT}\n")
        print(f"| beside | answered | p50 of all | {heads} |\n|---|---|{'---:|' * (1 + len(WATCHED))}")
        with serving("--no-worker", **settings) as server:
            _all(server, here)


def _all(server: Server, here: dict[str, str]) -> None:
    idle: Idle = {}
    for act in (*acts(here), *desks(here), Act("nothing beside it, at the end", "", "")):
        if not act.method or not CHOSEN or any(word in act.name for word in CHOSEN):
            measure(act, server.base, idle)


if __name__ == "__main__":
    main()
