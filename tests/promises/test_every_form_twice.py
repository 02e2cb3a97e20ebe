"""Every form of every page, sent twice, one after the other and at once: what stands in the tables after two presses
stood there after one.

The forms are those that the demo's pages show to twelve kinds of people, filled in as they stand. After each that did
something the world is put back.
"""

import inspect
import json
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from fastapi.testclient import TestClient
from httpx2 import Response

from market.app import create_app
from market.kernel.clock import now
from market.kernel.db import database, read
from market.tables import metadata
from market.web.forms import plain_form
from tests.conftest import there_is_postgres, use
from tests.crawl_till import DESKS, SIGNED, sell_at_the_till, written_links
from tests.crawl_world import HOUR, build_world, secret_links
from tests.garbage import own_routes
from tests.press_at_once import COUNTERS, at_once, numbers
from tests.press_forms import Found, Walk
from tests.promises.test_doors import routes

PEOPLE = (
    "guest", "buyer", "chair", "treasurer", "member", "phone-pin", "tailor", "facilitator", "officer", "admin",
)  # fmt: skip
# Done each time they are asked, each for a reason that stands at its route; decision 22.
EVERY_TIME = {
    "/admin/kode", "/admin/kode/{asked}", "/admin/panggilan/{proof}", "/dinas/bazar/{slug}/sesudah/pemeriksa",
    "/dinas/panggilan/{proof}", "/akun/dua-langkah/cadangan", "/akun/dua-langkah/pasang",
    "/akun/dua-langkah/selesai", "/akun/hapus", "/akun/kode/{code}/bukan-saya", "/bukan-saya/{token}", "/checkout",
    "/daftar", "/dinas/kelompok/{group}/kode/{person}", "/dinas/kelompok/{group}/undang", "/keluar",
    "/keranjang/jumlah",
    "/klaim/{token}", "/lapak/{group}/anggota/undangan/{invitation}/kode", "/lapak/{group}/anggota/{member}/kode",
    "/lapak/{group}/anggota/{member}/kode-pin", "/lapak/{group}/hp", "/lupa", "/masuk", "/masuk/langkah-dua",
    "/lacak/lupakan", "/mulai/{token}", "/pesanan/{number}/kartu", "/penawaran/{token}", "/catatan/{token}",
    "/bazar/{slug}/aduan", "/lapak/{group}/kasir/alat", "/lapak/{group}/kasir/amplop",
    "/lapak/{group}/kasir/tunda/{uid}/buang",
}  # fmt: skip
# Of these, what the second press leads to is what the first did; of the yes to an offer too (test_sent_once.py).
FINDS_AGAIN = {"/checkout", "/bazar/{slug}/aduan"}
LEAST_DONE = 95  # routes that the demo's forms lead to and that do something there
TRIES = 4  # how often a form that was refused is tried again, on another page or as somebody else


def rows() -> dict[str, list[str]]:
    """Everything that stands in the tables."""
    with read() as db:
        return {
            each.name: sorted(str(tuple(row)) for row in db.execute(sa.select(each)))
            for each in metadata.sorted_tables
            if each.name not in COUNTERS
        }


class World:
    """The demo on one engine, and a way back to how it was."""

    def __init__(self, request, folder: Path, engine: str, more: Callable[[], None] = lambda: None) -> None:
        self.folder, self.engine = folder, engine
        os.environ |= {"MARKET_DEMO": "1", "MARKET_PAYOUTS": "1"}
        if engine == "postgres":
            self.server, _ = there_is_postgres(request)
            self.first = self.server.fresh()
            use(self.first, folder / "media")
        else:
            use(f"sqlite:///{folder}/market.db", folder / "media")
        create_app()  # registers what the rooms need from above
        build_world(folder)
        more()
        self.close()
        if engine == "sqlite":
            shutil.copy(folder / "market.db", folder / "kept.db")
        self.back()

    def close(self) -> None:
        database().close()
        if self.engine == "sqlite":
            with sqlite3.connect(self.folder / "market.db") as raw:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def back(self) -> None:
        database().close()
        if self.engine == "sqlite":
            for end in ("", "-wal", "-shm"):
                Path(f"{self.folder}/market.db{end}").unlink(missing_ok=True)
            shutil.copy(self.folder / "kept.db", self.folder / "market.db")
        else:
            before = getattr(self, "url", "")
            self.url = self.server.fresh(self.first.rpartition("/")[2].partition("?")[0])
            use(self.url, self.folder / "media")
            if before:
                self.server.drop(before)
        database.cache_clear()

    def browsers(self, app, people: Sequence[str] = PEOPLE) -> dict[str, TestClient]:
        cookies = json.loads((self.folder / "people.json").read_text())
        found = {}
        for who in people:
            found[who] = TestClient(
                app, base_url="http://testserver", headers={"origin": "http://testserver"}, follow_redirects=False,
                raise_server_exceptions=False,
            )  # fmt: skip
            for name, value in cookies[who].items():
                found[who].cookies.set(name, value)
        return found


@dataclass(frozen=True)
class Became:
    """What became of a form: `done`, or why not; and what two presses did that one had not done."""

    word: str
    wrong: list[str] = field(default_factory=list)


def twice(world: World, app, found: Found) -> Became:
    """Pressed once and again, then both at once in a world where nothing was pressed."""
    first = world.browsers(app)[found.who].post(found.path, **found.sent())
    if first.status_code >= 500:
        return Became("done", [f"answered {first.status_code}"])
    if first.status_code not in (200, 302, 303):
        return Became(str(first.status_code))
    if first.headers.get("location", "").startswith(("/masuk", f"/lapak/{found.path.split('/')[2:3]}/siapa")):
        return Became("asked")
    once, summed = rows(), numbers()
    second = world.browsers(app)[found.who].post(found.path, **found.sent())  # the first answer never arrived
    wrong = [] if found.pattern in EVERY_TIME else differing(once, rows())
    if found.pattern not in EVERY_TIME and first.status_code == 303 and place(second) != place(first):
        wrong.append(f"led to {second.status_code} {place(second)}")
    if found.pattern not in EVERY_TIME or found.pattern in FINDS_AGAIN:
        wrong += unlike(world.browsers(app)[found.who], first, second)
    world.back()
    return Became("done", wrong + [f"{each} at once" for each in together(world, app, found, summed)])


def together(world: World, app, found: Found, summed: dict[str, list[str]]) -> list[str]:
    """What two presses in the same moment did that one had not done."""
    browsers = [world.browsers(app, (found.who,))[found.who] for _ in range(2)]
    answers = at_once(browsers, lambda browser: browser.post(found.path, **found.sent()))
    wrong = [f"answered {each.status_code}" for each in answers if each.status_code >= 500]
    if found.pattern in EVERY_TIME and found.pattern not in FINDS_AGAIN:
        return wrong
    wrong += [f"answered {each.status_code}" for each in answers if 400 <= each.status_code < 500]
    places = {place(each) for each in answers if each.status_code == 303}
    return wrong + ([f"led to {sorted(places)}"] if len(places) > 1 else []) + differing(summed, numbers())


def differing(one: dict[str, list[str]], other: dict[str, list[str]]) -> list[str]:
    return [name for name in one if one[name] != other[name]]


def place(answer: Response) -> str:
    return answer.headers.get("location", "")


def unlike(browser: TestClient, first: Response, second: Response) -> list[str]:
    """Whether the second answer opens, and shows what the first one does, both in one moment: she sees no other."""
    if first.status_code != 303 or first.headers["location"].startswith("http"):
        return [] if second.status_code < 400 else [f"answered {second.status_code}"]
    if second.status_code != 303:
        return [f"answered {second.status_code}"]
    with time_machine.travel(now(), tick=False):
        shown = [browser.get(each.headers["location"]) for each in (first, second)]
    texts = [re.sub(r'name="(press|token|id)" value="[^"]*"', "", each.text) for each in shown]
    opened = shown[0].status_code >= 400 or shown[1].status_code < 400
    return [] if opened and texts[0] == texts[1] else [f"opens as {shown[1].status_code}, or shows other things"]


@pytest.mark.walk
@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_every_form_sent_twice(request, tmp_path, monkeypatch, engine):
    for name in ("MARKET_DEMO", "MARKET_PAYOUTS"):
        monkeypatch.setenv(name, "1")
    with time_machine.travel(HOUR, tick=True):
        world = World(request, tmp_path, engine)
        app = create_app()
        walk = Walk(app, world.browsers(app))
        for who in PEOPLE:
            starts = [path for _regex, path in walk.pages if "{" not in path]
            walk.as_person(who, starts + (secret_links()[:12] if who == "guest" else []))
        assert not walk.bare, "no token in\n" + "\n".join(walk.bare)
        world.back()
        done, left, wrong = press_all(world, app, walk.found)
    print(f"{len(done)} forms done, of {len(walk.found)}; refused: {json.dumps(left, indent=1)}")
    never = sorted(routes("POST") - {pattern for pattern, _acts in done})
    print("never done:", *never, sep="\n")
    assert not wrong, "\n".join(wrong)
    patterns = {pattern for pattern, _acts in done}
    assert len(patterns) >= LEAST_DONE and patterns >= FINDS_AGAIN


# Of the till and of orders that are written down: done by the walk below, each.
AT_THE_TILL = {
    "/lapak/{group}/kasir", "/lapak/{group}/kasir/tunda", "/lapak/{group}/kasir/tunda/{uid}/lanjut",
    "/lapak/{group}/kasir/tunda/{uid}/buang", "/lapak/{group}/kasir/bon/{sale}", "/lapak/{group}/kasir/tutup",
    "/lapak/{group}/kasir/tutup/awal", "/lapak/{group}/kasir/tutup/laci", "/lapak/{group}/kasir/tutup/benar",
    "/lapak/{group}/kasir/nota/{sale}/kembali", "/lapak/{group}/kasir/periksa/{task}", "/lapak/{group}/kasir/aturan",
    "/lapak/{group}/kasir/amplop/{envelope}/ambil", "/lapak/{group}/kasir/amplop/{envelope}/buang",
    "/lapak/{group}/kasir/alat/{till}/akhiri", "/lapak/{group}/pesanan/catat", "/lapak/{group}/pesanan/catat/{number}",
    "/lapak/{group}/pesanan/catat/{number}/pasti", "/lapak/{group}/pesanan/catat/{number}/batal", "/catatan/{token}",
}  # fmt: skip


@pytest.mark.walk
@pytest.mark.parametrize("engine", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_every_form_of_the_till_sent_twice(request, tmp_path, monkeypatch, engine):
    """Goods lie in its basket, somebody owes, a day is to be signed: what no page of the demo shows."""
    for name in ("MARKET_DEMO", "MARKET_PAYOUTS"):
        monkeypatch.setenv(name, "1")
    with time_machine.travel(HOUR, tick=True):
        world = World(request, tmp_path, engine, sell_at_the_till)
        app = create_app()
        walk = Walk(app, world.browsers(app), within=(*DESKS, "/catatan/"))
        for who in ("chair", "treasurer", "phone-pin"):
            walk.as_person(who, [*DESKS, SIGNED])
        walk.as_person("guest", written_links())
        assert not walk.bare, "no token in\n" + "\n".join(walk.bare)
        world.back()
        done, left, wrong = press_all(world, app, walk.found)
    print(f"{len(done)} forms done, of {len(walk.found)}; refused: {json.dumps(left, indent=1)}")
    assert not wrong, "\n".join(wrong)
    assert AT_THE_TILL - {pattern for pattern, _acts in done} == set()


def test_every_route_reads_the_form_that_is_sent_to_it():
    """A route that asks for nothing, too: else nobody would spend its token. Files are read by the route itself."""
    marked = set()
    for pattern, route in own_routes("POST").items():
        text = inspect.getsource(route.endpoint)
        itself = any(f"await {way}(request" in text for way in ("received", "sent_statement"))
        assert itself == hasattr(route.endpoint, "__market_reads_itself__"), pattern
        assert itself != any(each.call is plain_form for each in route.dependant.dependencies), pattern
        if hasattr(route.endpoint, "__market_every_time__"):
            marked.add(pattern)
    assert marked == EVERY_TIME


def press_all(world: World, app, forms: list[Found]) -> tuple[set, dict[str, str], list[str]]:
    done: set = set()
    tries: dict[object, int] = {}
    left: dict[str, str] = {}
    wrong = []
    for found in forms:
        if found.key in done or tries.get(found.key, 0) >= TRIES or not found.pattern:
            continue
        tries[found.key] = tries.get(found.key, 0) + 1
        became = twice(world, app, found)
        world.back()
        if became.word != "done":
            left[f"{found.key}"] = f"{became.word} {found.who} {found.page}"
            continue
        done.add(found.key)
        left.pop(f"{found.key}", None)
        if became.wrong:
            wrong.append(f"{found.who} {found.page} {found.key}: {', '.join(became.wrong)}")
    return done, left, wrong
