"""`python -m bench.beside [--many] [name ...]`: what strangers can make expensive, and how long others wait beside it.

Twelve clients do one expensive thing again and again, each from a network of its own, while one buyer looks at the
list and the page to sign in, signs in and buys. The table tells what the twelve were answered and the p99 of each of
that buyer's acts, beside what it is when nobody else is there. `--many` has 100,000 products and 100,000 groups.
Everything runs on 127.0.0.1 in a scratch folder and ends by itself.
"""

import json
import os
import random
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from urllib.parse import quote

from bench.load import Client
from tests.hostile import noise, packed_sheet
from tests.server import Server, serving

MANY = "--many" in sys.argv
CHOSEN = [word for word in sys.argv[1:] if not word.startswith("--")]
CLIENTS, SECONDS, LIMIT = 12, 8.0, 300
PLANS, LISTED = 6, 300  # bazaars whose plan is published, and the groups of each
TURN = b"@turn@@"  # in a body: another number each time
WATCHED: tuple[tuple[str, str, int], ...] = (
    ("GET", "/produk", 200), ("GET", "/masuk", 200), ("POST", "/masuk", 422), ("POST", "/keranjang", 303),
)  # fmt: skip


@dataclass
class Act:
    """One expensive thing: what is sent, as whom."""

    name: str
    method: str
    path: str
    body: bytes = b""
    kind: str = ""
    cookie: str = ""
    words: list[str] = field(default_factory=list)
    clients: int = CLIENTS
    pause: float = 0.0

    def request(self, host: str, turn: int) -> bytes:
        """A network of its own each time, so that no limit of a network is in the way."""
        path = self.path.replace("{word}", quote(self.words[turn % len(self.words)]) if self.words else "")
        address = ".".join(str(random.randrange(1, 255)) for _ in range(4))
        head = (
            f"{self.method} {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: http://{host}\r\nX-Forwarded-For: {address}\r\n"
            f"Cookie: {self.cookie}\r\nConnection: close\r\n"
        )
        if self.body:
            head += f"Content-Type: {self.kind}\r\nContent-Length: {len(self.body)}\r\n"
        return head.encode() + b"\r\n" + self.body.replace(TURN, b"%07d" % random.randrange(10**7))


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


def multipart(name_: str, file: str, content: bytes, **fields: str) -> tuple[bytes, str]:
    edge = "edge-of-a-part"
    text = "".join(
        f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()
    )
    head = f'--{edge}\r\nContent-Disposition: form-data; name="{name_}"; filename="{file}"\r\n\r\n'
    return (text + head).encode() + content + f"\r\n--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


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
    fill(groups, products, 0, 1)
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


def acts(here: dict[str, str]) -> Iterator[Act]:
    urlencoded = "application/x-www-form-urlencoded"
    number, _, key = here["order"].partition("?")
    lapak, fair = f"/lapak/{here['group']}", f"/bazar/{here['fair']}"
    yield Act("nothing beside it", "", "")
    yield Act("nothing beside it, again", "", "")
    yield Act("map as PDF", "GET", fair + "/denah.pdf")
    yield Act("the bazaar's page", "GET", fair)
    yield Act("calendar file", "GET", "/bazar.ics")
    picture = noise(16)
    body, kind = multipart("photo", "qris.jpg", picture)
    yield Act("QRIS photo of noise, 16 MP", "POST", lapak + "/uang/qris", body, kind, here["chair"])
    body, kind = multipart("proof", "bukti.jpg", picture, claim=here["sub"] + "-1")
    yield Act("proof of payment, 16 MP", "POST", f"{number}/bayar?{key}", body, kind)
    body, kind = multipart("photos", "foto.jpg", picture, name="Roa")
    yield Act("photo of a product, 16 MP", "POST", lapak + "/produk/baru", body, kind, here["chair"])
    body, kind = multipart("file", "daftar.xlsx", packed_sheet())
    yield Act(
        f"workbook of {len(body) // 1000} KB that unpacks", "POST", "/dinas/kelompok/impor", body, kind, here["officer"]
    )
    yield Act("money book as PDF", "GET", lapak + "/uang/buku.pdf", cookie=here["chair"])
    yield Act(
        "words that all goods have",
        "GET",
        "/produk?q={word}",
        words=["dibuat sendiri", "d", "dikemas hari itu", "cakalang asap"],
    )
    yield Act(
        "filters that nothing meets", "GET", "/produk?wilayah={word}&dari=1&sampai=2&ada=1", words=["99", "98.01"]
    )
    yield Act("the last pages of the list", "GET", "/produk?urut=termahal&ada=1&halaman={word}", words=["500", "499"])
    yield Act("home", "GET", "/")
    pairs = ["+".join(a + b for a in "abcdefg" for b in word) for word in ("aeiou", "ngrst", "klmno", "bdfpj")]
    yield Act("a village of many words", "GET", "/checkout?village={word}", words=pairs)
    yield Act(
        "the last page of groups", "GET", "/kelompok?halaman=500&wilayah={word}", words=["", "71.72", "64.74", "18.01"]
    )
    yield Act("map of the site", "GET", "/sitemap.xml")
    yield Act("the office's groups", "GET", "/dinas/kelompok", cookie=here["officer"])
    form = b"identifier=ketua%40demo.test&password=salah-sekali"
    yield Act("signing in with a wrong password", "POST", "/masuk", form, urlencoded)
    yield Act("add to the cart", "POST", "/keranjang", b"variant=B-77&quantity=1", urlencoded)
    yield Act("a form of 20 MB", "POST", "/keranjang", b"a=1&" * 5_000_000, urlencoded)
    body, kind = multipart("x", "x", b"\r\n--edge-of-a-par" * 1_200_000)
    yield Act("20 MB of almost-edges", "POST", "/keranjang", body, kind)


def desks(here: dict[str, str]) -> Iterator[Act]:
    """Plans of 300 groups published, one after the other; a thousand groups at once, each time with other names."""
    form, kind = b"version=1", "application/x-www-form-urlencoded"
    yield Act(
        f"{PLANS} plans of {LISTED} groups published", "POST", "/dinas/bazar/{word}/pembagian/terbitkan", form, kind,
        here["officer"], words=here["plans"].split(","), clients=1, pause=1.0,
    )  # fmt: skip
    heads = ["nama", "jenis", "ketua", "hp", "kelurahan"]
    village = "Girian Bawah, Girian, Bitung"
    names = [f"Impor {TURN.decode()} {n}" for n in range(1000)]
    rows = [[name, "kelompok", "Meike Lumintang", "081234567890", village] for name in names]
    body, kind = multipart("x", "", b"", write="1", data=json.dumps([heads, *rows]))
    yield Act("1,000 groups imported", "POST", "/dinas/kelompok/impor", body, kind, here["officer"])


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
