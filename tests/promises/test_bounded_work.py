"""Work that strangers can cause has an end, and a place in a queue that has one; nobody else waits for it.

Nothing here is timed: speeds beside each other are told by `python -m bench.beside`.
"""

import asyncio
import inspect
import io
import json
import os
import re
import signal
import threading
import time
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

import anyio
import httpx2
import psutil
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient
from PIL import Image

from market.app import create_app
from market.bazaars.bazaar import Bazaar
from market.kernel import db as db_module
from market.kernel import kept, sheet, signed, store
from market.kernel.clock import now
from market.kernel.db import database, patience, read, write
from market.kernel.record import table
from market.kernel.refused import Busy, Refused, TooSlow
from market.kernel.sheet import read_sheet
from market.kernel.turn import WouldWait
from market.messages.outbox import MOST_CAUSED, Channel, Message
from market.pages import uploads
from market.pages.office.groups import importing
from market.pages.shop import goods
from market.payments.claim import Claim
from market.people import directory, place, suggested
from market.people.access import Actor
from market.people.founding.founding import ClaimLink
from market.people.founding.importing import groups_sheet, import_rows, rows_of
from market.people.group import Group
from market.reports.orphans import PICTURES, PROOFS, sweep_orphans
from market.web import apart as apart_module
from market.web import slow
from market.web.apart import apart, apart_once
from market.web.limiter import Lane
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.world import done
from tests.conftest import both
from tests.endless import count_a_line, tell_and_sleep
from tests.hostile import packed_sheet
from tests.server import serving

ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT count(*) FROM c"


# What runs in a process apart


def test_work_that_takes_too_long_is_ended_with_its_process(tmp_path):
    told = tmp_path / "pid"

    async def long() -> None:
        await apart(partial(tell_and_sleep, str(told)), seconds=2, field="photo")

    with pytest.raises(Refused) as refusal:
        anyio.run(long)
    assert (refusal.value.code, refusal.value.field) == ("took_too_long", "photo")
    assert not psutil.pid_exists(int(told.read_text()))


@pytest.mark.parametrize("work", [partial(bytearray, 3_000_000_000), partial(os.abort), partial(os._exit, 3)])
def test_work_that_wants_too_much_or_falls_over_is_refused(work):
    with pytest.raises(Refused) as refusal:
        anyio.run(apart, work)
    assert refusal.value.code == "took_too_long"


def test_a_refusal_from_apart_is_the_refusal():
    with pytest.raises(Refused) as refusal:
        anyio.run(apart, partial(read_sheet, b"\x00"))
    assert (refusal.value.code, refusal.value.field) == ("sheet_unreadable", "file")


def test_the_queue_has_an_end_and_one_network_half_of_it():
    async def crowd(who: str, many: int) -> tuple[int, int]:
        answers = []

        async def one() -> None:
            try:
                answers.append(await apart(partial(time.sleep, 0.3), who=who))
            except Busy as busy:
                answers.append(busy)

        async with anyio.create_task_group() as together:
            for _ in range(many):
                together.start_soon(one)
        refused = sum(isinstance(answer, Busy) for answer in answers)
        return many - refused, refused

    cores = apart_module._cores()
    assert anyio.run(crowd, "", 40) == (cores + apart_module.WAITING, 40 - cores - apart_module.WAITING)
    assert anyio.run(crowd, "10.0.0.1", 40) == (apart_module.AT_ONCE, 40 - apart_module.AT_ONCE)


def test_what_follows_from_its_arguments_is_made_once_however_many_ask(tmp_path):
    file = tmp_path / "made"

    async def crowd() -> list[bytes]:
        found = []

        async def one() -> None:
            found.append(await apart_once(partial(count_a_line, str(file))))

        async with anyio.create_task_group() as together:
            for _ in range(12):
                together.start_soon(one)
        return [*found, await apart_once(partial(count_a_line, str(file)))]

    assert anyio.run(crowd) == [b"drawn"] * 13
    assert file.read_text() == "made\n"


def test_the_map_is_drawn_anew_only_when_it_changed(shop, monkeypatch):
    here = world.a_shop()
    fair = fairs.a_fair(here.officer)
    done(fair.officer.post(fair.desk + "/buka"))
    made = []

    async def counted(work, **_options):
        made.append(work)
        return b"%PDF-"

    monkeypatch.setattr(apart_module, "apart", counted)
    for _ in range(3):
        assert world.client().get(f"/bazar/{fair.slug}/denah.pdf").content == b"%PDF-"
    assert len(made) == 1
    write(lambda db: db.execute(sa.update(table(Bazaar)).values(name="Bazar Lain")) and None)
    world.client().get(f"/bazar/{fair.slug}/denah.pdf")
    assert len(made) == 2


def test_the_server_ends_while_something_heavy_runs(shop):
    """A workbook that would be read for longer than anybody waits, ended by SIGTERM with all that belongs to it."""
    here = world.a_shop()
    token = world.as_person(here.officer).cookies["dermaga"]
    database().close()
    book = packed_sheet(440_000)
    with serving() as server:
        threads = [threading.Thread(target=send_book, args=(server.base, token, book), daemon=True) for _ in range(4)]
        for thread in threads:
            thread.start()
        family = psutil.Process(server.process.pid)
        while not any("anyio.to_process" in " ".join(each.cmdline()) for each in descendants(family)):
            time.sleep(0.05)
        everyone = [family, *descendants(family)]
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(10) is not None
        _gone, alive = psutil.wait_procs(everyone, timeout=5)
        assert alive == []


def send_book(base: str, token: str, book: bytes) -> None:
    with suppress(httpx2.HTTPError):
        httpx2.post(
            base + "/dinas/kelompok/impor", files={"file": ("daftar.xlsx", book)}, cookies={"dermaga": token},
            headers={"origin": base}, timeout=30,
        )  # fmt: skip


def descendants(process: psutil.Process) -> list[psutil.Process]:
    try:
        return process.children(recursive=True)
    except psutil.NoSuchProcess:
        return []


# Sheets


@pytest.mark.parametrize(
    "data,code",
    [
        (packed_sheet(), "upload_too_large"),
        (b"nama;hp\n" + b"a;b\n" * 3000, "sheet_too_long"),
        (packed_sheet(1, "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 3001))),
            "sheet_too_long"),
        (packed_sheet(1, ("<row>" + '<c t="s"><v>0</v></c>' * 60 + "</row>") * 2000, text="a" * 2000), "took_too_long"),
        (b'nama;hp\n"' + b"a" * 200_000, "sheet_unreadable"),
        (b"PK\x03\x04" + b"x" * 500, "sheet_unreadable"),
        (b"a" * 5_000_001, "upload_too_large"),
    ],
)  # fmt: skip
def test_a_sheet_is_refused_before_it_costs(data, code):
    with pytest.raises(Refused) as refusal:
        read_sheet(data)
    assert refusal.value.code == code


def test_a_sheet_that_lies_about_its_size_is_read_as_it_is():
    far = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>2</v></c></row><row r="1048576"><c '
        'r="A1048576"><v>3</v></c></row>'
    )
    assert read_sheet(packed_sheet(1, far)) == [["1"]]
    huge = packed_sheet(1, before='<dimension ref="A1:XFD1048576"/>')
    assert read_sheet(huge) == [["a"]]
    assert read_sheet(b"nama;hp;\nTunas;0812;;;\n;;\n") == [["nama", "hp"], ["Tunas", "0812"]]
    wide = read_sheet((";".join(["x"] * 500) + "\n" + "y" * 9000).encode())
    assert len(wide[0]) == sheet.MOST_COLUMNS and len(wide[1][0]) == sheet.MOST_TEXT


# Nothing waits on the loop


def in_one_loop(work) -> None:
    """Runs `work(ask)` in a loop as a server has one; `ask(method, path, cookies, data)` gives the answer."""

    async def whole() -> None:
        transport = httpx2.ASGITransport(create_app())
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://testserver", headers={"origin": "http://testserver"}, timeout=60
        ) as browser:
            await work(browser)

    anyio.run(whole)


def test_a_purchase_that_waits_for_a_writer_stops_no_page(shop):
    here = world.a_shop()
    writing, enough = threading.Event(), threading.Event()

    def long(_db) -> None:
        writing.set()
        assert enough.wait(60)

    writer = threading.Thread(target=write, args=(long,))
    writer.start()
    assert writing.wait(60)
    answers = {}

    async def work(browser) -> None:
        async def buy(n: int) -> None:
            answers[n] = (await browser.post("/keranjang", data={"variant": here.sku, "quantity": "1"})).status_code

        async with anyio.create_task_group() as together:
            for n in range(8):  # more than there are threads for pages
                together.start_soon(buy, n)
            await anyio.sleep(0.2)
            for path in ("/produk", "/masuk", "/kelompok", "/lacak"):
                assert (await browser.get(path)).status_code == 200
            assert answers == {}, "they wait for their turn, and no page for them"
            enough.set()
        assert set(answers.values()) == {303}

    try:
        in_one_loop_with_lifespan(work)
    finally:
        enough.set()
        writer.join()


def in_one_loop_with_lifespan(work) -> None:
    """The same, with the threads that a server gives its pages."""

    async def prepared(browser) -> None:
        slow.widen_pages()
        await work(browser)

    in_one_loop(prepared)


def test_the_words_of_a_place_are_looked_up_beside_the_loop(shop, monkeypatch):
    """Words that no place is called take tens of milliseconds, and anybody may send them."""
    here, buyer, on_the_loop = world.a_shop(), world.client(), []
    buyer.post("/keranjang", data={"variant": here.sku, "quantity": 1})

    def watched(look):
        def looks(typed):
            on_the_loop.append(asyncio._get_running_loop() is not None)
            return look(typed)

        return looks

    for module in (place, suggested):
        monkeypatch.setattr(module, "find_villages", watched(module.find_villages))
    form = {"name": "Ratna", "phone": "0812-3456-7890", "token": "a-place-that-is-none", "village": "Atlantis"}
    assert buyer.post("/checkout", data=form | {"delivery-tunas-bahari": "pickup"}).status_code == 422
    assert buyer.get("/checkout?village=Atlantis").status_code == 200
    assert on_the_loop and not any(on_the_loop)


def test_a_turn_is_taken_soon_or_not_at_all(shop):
    turn = database().turn
    with turn.soon(), turn:  # who has it may write inside
        pass
    taken, enough = threading.Event(), threading.Event()

    def hold() -> None:
        with turn:
            taken.set()
            enough.wait(60)

    thread = threading.Thread(target=hold)
    thread.start()
    assert taken.wait(60)
    with pytest.raises(WouldWait), turn.soon():
        pass
    enough.set()
    thread.join()
    with turn.soon():
        pass


@both
def test_a_reading_ends_when_its_patience_does(shop):
    mark = patience.set(0.2)
    try:
        with pytest.raises(TooSlow), read() as db:
            if database().sqlite:
                db.execute(sa.text(ENDLESS)).scalar()
            else:
                db.execute(sa.text("SELECT pg_sleep(60)")).scalar()
    finally:
        patience.reset(mark)
    with read() as db:
        assert db.execute(sa.text("SELECT 1")).scalar() == 1, "the next one is asked as ever"


def test_a_list_that_takes_long_leaves_the_loop_and_says_so(shop, monkeypatch):
    world.a_shop()
    monkeypatch.setattr("market.web.ground.PAGE_SECONDS", 0.5)
    monkeypatch.setattr(goods.shelf, "shelf", lambda db, _query: db.execute(sa.text(ENDLESS)).scalar())
    where = []
    kept_aside = slow.aside

    async def aside(work):
        where.append(threading.get_ident())
        return await kept_aside(work)

    monkeypatch.setattr(slow, "aside", aside)

    async def work(browser) -> None:
        async with anyio.create_task_group() as together:

            async def look() -> None:
                answer = await browser.get("/produk?q=a")
                assert answer.status_code == 503 and "terlalu luas" in answer.text
                assert answer.headers["retry-after"]

            for _ in range(4):
                together.start_soon(look)
            assert (await browser.get("/masuk")).status_code == 200
        assert len(where) == 4, "each was stopped on the loop, and asked again by a thread"

    in_one_loop(work)


def test_heavy_pages_and_hashing_have_queues_that_end():
    lane, enough = Lane("of a test", 2, 3), threading.Event()
    busy = []

    async def crowd() -> None:
        async def one() -> None:
            try:
                await lane.run(lambda: enough.wait(30))
            except Busy:
                busy.append(1)
                enough.set()

        async with anyio.create_task_group() as together:
            for _ in range(10):
                together.start_soon(one)
            await anyio.sleep(0)

    anyio.run(crowd)
    assert len(busy) == 5 and lane.inside == 0
    assert {slow.HEAVY.most, slow.READING.most, slow.SLOW.most, slow.OUTSIDE.most} < set(range(200)), (
        "each of ours has an end"
    )


# Who may send a file is asked first


UPLOADS = {
    "/pesanan/{number}/bayar": "proof", "/lapak/{group}/uang/qris": "photo", "/lapak/{group}/produk/baru": "photos",
    "/lapak/{group}/produk/{slug}/foto": "photos", "/lapak/{group}/profil/foto": "photo",
    "/lapak/{group}/bazar/{slug}/biaya": "proof", "/lapak/{group}/uang/mutasi": "file",
    "/admin/uang/transfer/mutasi": "file", "/dinas/kelompok/impor": "file",
    "/lapak/{group}/daftar-barang": "file", "/lapak/{group}/pesanan/catat/baca": "chat",
    "/dinas/bazar/{slug}/pendaftaran/impor": "file", "/dinas/bazar/{slug}/denah/berkas": "file",
    "/dinas/bazar/{slug}/gambar": "photo", "/dinas/bazar/{slug}/pembagian/foto": "photo",
    "/dinas/bazar/{slug}/laporan/gambar": "photo",
}  # fmt: skip


def test_every_route_that_reads_files_is_known_here():
    """A route that reads its form itself takes files, and stands in the table above."""
    found = set()
    for route in create_app().router.routes:
        if hasattr(route.endpoint, "__market_reads_itself__"):
            found.add(re.sub(r":\w+", "", route.path))
    assert found == set(UPLOADS)


@both
def test_a_stranger_uploads_nothing(shop, monkeypatch):
    """Nobody's, a buyer's and another chair's file is refused before a byte of it is read."""
    here = world.a_shop()
    fair = fairs.a_fair(here.officer, groups=1)
    done(fair.officer.post(fair.desk + "/buka"))
    order, _ = world.buys(world.client(), here.sku)
    read_anything = []

    async def never(request, _most):
        read_anything.append(request.url.path)

    monkeypatch.setattr(uploads, "read_form", never)
    number = order.partition("?")[0].rpartition("/")[2]
    for path, field in UPLOADS.items():
        slug = here.product if "produk" in path else fair.slug
        address = path.format(number=number, group=here.slug, slug=slug)
        for person in (None, here.buyer, here.other_chair):
            answer = world.as_person(person).post(address, files={field: ("a.jpg", b"x" * 1000)})
            assert answer.status_code in (303, 404), (path, person, answer.status_code)
            assert answer.status_code == 404 or "/masuk" in answer.headers["location"]
    assert read_anything == []
    assert kept_files() == []


def test_nothing_is_hashed_for_who_may_not(shop, monkeypatch):
    """A hash costs 25 ms of a processor and a place in a queue that ends: who may is asked before it is made."""
    from market.people import person
    from tests.promises import test_doors as doors

    here = world.a_shop()
    people = doors.cast(here)
    values = doors.filled(here, people["buyer"])
    hashed, hasher = [], person._hasher()

    class Counted:
        def hash(self, secret):
            hashed.append(where)
            return hasher.hash(secret)

        def verify(self, kept, secret):
            hashed.append(where)
            return hasher.verify(kept, secret)

    monkeypatch.setattr(person, "_hasher", Counted)
    for pattern in sorted(set(doors.GROUP_ACTS) | doors.OFFICE_ACTS | doors.ADMIN_ACTS):
        for who in ("nobody", "buyer", "stranger"):
            where = (pattern, who)
            people[who].post(doors.address(pattern, values), data=doors.filling(here, pattern))
    assert hashed == []


def kinds_of_work() -> dict[str, set[str]]:
    """By kind of work, in the words of docs/work.md, the routes of the program."""
    found: dict[str, set[str]] = {}
    for route in create_app().router.routes:
        code = getattr(getattr(route, "endpoint", None), "__code__", None)
        if code is None:
            continue
        inside = {name for part in (code, *code.co_consts) for name in getattr(part, "co_names", ())}
        kind = code.co_qualname.partition(".")[0]
        if kind not in ("quick", "heavy"):
            ways = (
                {"apart", "apart_once", "made_picture", "received", "sent_statement"},
                {"heavily", "aside"},
                {"slow", "make_sure", "fresh_code"},
                {"outside", "_look"},
            )
            named = ("apart", "heavy", "hashed", "outside")
            kind = next((name for name, way in zip(named, ways, strict=True) if inside & way), "thread")
            if kind == "thread" and code.co_flags & inspect.CO_COROUTINE:
                kind = "async" if inside & {"pages", "_read"} else "nothing"
        found.setdefault(kind, set()).add(re.sub(r":\w+", "", route.path))
    return found


def test_every_route_has_a_kind_of_work():
    """No route works on the loop but the quick ones; docs/work.md says of each kind what bounds it."""
    found = kinds_of_work()
    assert found.pop("nothing") == {"/api/openapi.json", "/healthz"}, "a text that is there: it waits for nobody"
    page = (Path(__file__).resolve().parents[2] / "docs" / "work.md").read_text("utf-8")
    told = dict(re.findall(r"^\| `(\w+)` \| (\d+) \|", page, re.M))
    assert set(told) == set(found)
    off = {kind: (told[kind], len(routes)) for kind, routes in found.items() if abs(int(told[kind]) - len(routes)) > 10}
    assert not off, off
    assert found["quick"] == {
        "/", "/produk", "/produk/{slug}", "/kelompok", "/keranjang", "/pesanan/{number}",
    }  # fmt: skip
    assert "/checkout" in found["async"], "its place is looked up in a thread; the rest of it is quick"
    assert {"/bazar/{slug}/denah.pdf", "/dinas/kelompok/impor", "/lapak/{group}/uang/buku.pdf"} <= found["apart"]
    assert {"/bazar/{slug}", "/bazar.ics", "/sitemap.xml", "/dinas/kelompok", "/akun/data"} <= found["heavy"]


def kept_files() -> list[str]:
    return sorted(p.name for private in (False, True) for p in store.folder(private).iterdir())


def a_photo() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (400, 300), "#c96").save(out, "JPEG")
    return out.getvalue()


@both
def test_a_proof_for_nothing_is_not_kept(shop, monkeypatch):
    here = world.a_shop()
    order, _ = world.buys(world.client(), here.sku)
    pay = order.replace("?", "/bayar?")
    number = order.partition("?")[0].rpartition("/")[2]
    file = {"files": {"proof": ("bukti.jpg", a_photo())}}
    assert world.client().post(pay, data={"claim": f"{number}-9"}, **file).status_code == 404
    assert world.client().post(pay + "x", data={"claim": f"{number}-1"}, **file).status_code == 404
    assert world.client().post(pay, data={"note": "tanpa paket"}, **file).status_code == 422
    assert kept_files() == []
    page = world.client().get(pay).text
    sub = re.search(r'name="claim" value="([^"]+)"', page)[1]
    done(world.client().post(pay, data={"claim": sub}, **file))
    assert len(kept_files()) == 1
    done(world.client().post(pay, data={"claim": sub}, **file))
    assert len(kept_files()) == 1, "it is claimed already: a second proof is kept by nobody"
    cash, _ = world.buys(world.client(), here.sku, payment="cash")
    number = cash.partition("?")[0].rpartition("/")[2]
    answer = world.client().post(cash.replace("?", "/bayar?"), data={"claim": f"{number}-1"}, **file)
    assert answer.status_code in (404, 409) and len(kept_files()) == 1


# What a refused form kept


@both
def test_a_proof_is_staged_for_its_order_alone(shop):
    """The hidden field is signed: another's file, an old one, a path or a name that we never made are no proof."""
    here = world.a_shop()
    orders = [world.buys(world.client(), here.sku, token=f"order-of-{n}")[0] for n in range(2)]
    pays = [order.replace("?", "/bayar?") for order in orders]
    subs = [re.search(r'name="claim" value="([^"]+)"', world.client().get(pay).text)[1] for pay in pays]
    kept_name = "a" * 22
    store.put(f"{kept_name}.webp", b"RIFF", private=True)
    entry = f"{kept_name}.{'0' * 64}"
    mine, other = (pay.partition("?")[0] for pay in pays)
    forged = [
        entry, f"../../x.{'0' * 64}", f"{entry}~ffffffff~{'0' * 40}", f"{entry}~²~", "~", "~~", "~~~",
        signed.signed(entry, other, timedelta(hours=1)), signed.signed(entry, mine, timedelta(hours=-1)),
        signed.signed(entry, mine, timedelta(hours=1)).replace("a", "b", 1),
    ]  # fmt: skip
    for n, staged in enumerate(forged):
        write(lambda db: db.execute(sa.delete(table(Claim))) and None)
        answer = world.client().post(pays[0], data={"claim": subs[0], "staged": staged})
        assert answer.status_code == 303, (n, answer.text[-500:])
        with read() as db:
            assert db.scalars(sa.select(table(Claim).c.proof)).all() == [None], staged
    write(lambda db: db.execute(sa.delete(table(Claim))) and None)
    good = signed.signed(entry, mine, timedelta(hours=1))
    done(world.client().post(pays[0], data={"claim": subs[0], "staged": good}))
    with read() as db:
        assert db.scalars(sa.select(table(Claim).c.proof)).all() == [kept_name]


def test_a_staged_photo_is_for_its_form_alone(shop):
    here = world.a_shop()
    store.put("foto_lain-320.webp", b"RIFF")
    form = {"name": "Abon pedas", "category": "ikan-asap", "price": "35000", "unit": "bungkus", "weight_g": "200"}
    where = f"/lapak/{here.slug}/produk/baru"
    elsewhere = f"/lapak/{here.other_slug}/produk/baru"
    chair = world.as_person(here.chair)
    for staged in (
        "foto_lain.400.300", "foto_lain.².1", signed.signed("foto_lain.400.300", elsewhere, timedelta(hours=1)),
    ):  # fmt: skip
        answer = chair.post(where, data=form | {"staged": staged})
        shown = chair.get(answer.headers.get("location", where)).text
        assert answer.status_code == 303 and "foto_lain" not in shown, staged
    answer = chair.post(where, data=form | {"staged": signed.signed("foto_lain.400.300", where, timedelta(hours=1))})
    assert "foto_lain" in chair.get(answer.headers["location"]).text


@both
def test_files_that_nobody_names_are_swept_after_a_day(shop):
    here = world.a_shop()
    named, orphan = "dinamai", "yatim"
    write(lambda db: setattr(Group.get(db, here.group_id), "photo", named))
    for name in (named, orphan):
        for size in ("-320.webp", "-800.webp", "-320.avif"):
            store.put(name + size, b"x")
        store.put(f"{name}.webp", b"x", private=True)
    store.put("slip.pdf", b"x", private=True)
    assert sweep_orphans() == 0, "a form may still name them"
    yesterday = (now() - timedelta(hours=25)).timestamp()
    for private in (False, True):
        for path in store.folder(private).iterdir():
            os.utime(path, (yesterday, yesterday))
    store.put("muda-320.webp", b"x")
    with read() as db:
        db.connection()
    order, _ = world.buys(world.client(), here.sku)
    pay = order.replace("?", "/bayar?")
    sub = re.search(r'name="claim" value="([^"]+)"', world.client().get(pay).text)[1]
    done(world.client().post(pay, data={"claim": sub}))
    write(lambda db: db.execute(sa.update(table(Claim)).values(proof=named)) and None)
    assert sweep_orphans() == 5
    assert kept_files() == sorted(
        ["dinamai-320.avif", "dinamai-320.webp", "dinamai-800.webp", "dinamai.webp", "muda-320.webp"]
    )
    assert sweep_orphans() == 0


def test_every_column_that_names_a_file_is_asked_before_sweeping():
    from sqlmodel import SQLModel

    import market.tables  # noqa: F401

    words = ("photo", "picture", "cover", "image", "file")
    found = {
        column
        for each in SQLModel.metadata.tables.values()
        for column in each.columns
        if any(word in column.name for word in words) and not column.name.endswith("_alt")
        and "VARCHAR" in str(column.type)
    }  # fmt: skip
    assert found == set(PICTURES)
    assert PROOFS is table(Claim).c.proof


def test_one_network_sends_so_much_in_an_hour(shop, monkeypatch):
    here = world.a_shop()
    monkeypatch.setattr(uploads, "MOST_MEGABYTES", 3)
    chair = world.as_person(here.chair)
    answers = [
        chair.post(f"/lapak/{here.slug}/profil/foto", files={"photo": ("a.jpg", b"x" * 1_500_000)}).status_code
        for _ in range(3)
    ]
    assert answers == [422, 429, 429], "two megabytes weigh two"


# Forms


@pytest.mark.parametrize("path", ["/keranjang", "/checkout", "/masuk", "/lacak", "/daftar"])
def test_a_form_without_files_is_short(shop, path):
    big = b"a=" + b"x" * 300_000
    kind = {"content-type": "application/x-www-form-urlencoded"}
    said = world.client().post(path, content=big, headers=kind)
    assert said.status_code == 413 and "Bagi dua" in said.text and "25 MB" not in said.text
    assert world.client().post(path, content=(part for part in (big[:5], big[5:])), headers=kind).status_code == 413


def test_what_is_typed_beside_files_is_no_longer_than_a_sheet(shop):
    """Fields of a megabyte each beside a picture: the loop stood for a second, and all of it came back on the page."""
    here = world.a_shop()
    long = {"description": ["abc def\n" * 75_000] * 2}
    said = world.as_person(here.chair).post(f"/lapak/{here.slug}/produk/baru", data=long, files={"photos": ("", b"")})
    assert said.status_code == 413 and "Bagi dua" in said.text and "abc def" not in said.text


@pytest.mark.parametrize("body", [b"a&" * 90_000, b"a=1&" * 40_000, b"&" * 190_000, b"%" * 190_000])
def test_a_form_of_many_fields_is_refused_early(shop, body):
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert world.client().post("/lacak", content=body, headers=kind).status_code in (400, 422)


# Much of everything


@both
def test_a_thousand_groups_are_written_in_a_handful_of_statements(shop):
    here = world.a_shop()
    heads = ["nama", "jenis", "ketua", "hp", "kelurahan"]
    body = [[f"Impor {n // 2 if n < 4 else n}", "", "Meike", "081234567890", world.BITUNG] for n in range(1000)]
    body[2][4] = body[3][4] = world.GIRIAN  # the same names in the next village
    rows = rows_of(groups_sheet([heads, *body]), "71.72")
    assert sum(row.good for row in rows) == 998
    counted: list[str] = []

    @sa.event.listens_for(database().writer, "after_cursor_execute")
    def count(_connection, _cursor, statement, *_rest) -> None:
        counted.append(statement)

    made = write(
        lambda db: [(m.group.key, m.group.slug, m.row.name) for m in import_rows(db, rows, by=Actor(here.officer, "H"))]
    )
    sa.event.remove(database().writer, "after_cursor_execute", count)
    assert len(counted) < 20, counted
    assert len({slug for _, slug, _ in made}) == len(made) == 998
    with read() as db:
        for key, slug, name in made[:5]:
            group = Group.get(db, key)
            assert (group.slug, group.name, group.state.value) == (slug, name, "unchecked")
            assert sum(link.group_id == key for link in db.scalars(sa.select(ClaimLink))) == 1
    again = rows_of(groups_sheet([heads, *body]), "71.72")
    assert write(lambda db: len(import_rows(db, again, by=Actor(here.officer, "H")))) == 0, "sent twice, written once"


class Statements(list[str]):
    """What the writer was asked, and how often it committed; as a `with`."""

    def __enter__(self) -> "Statements":
        self.commits = 0
        sa.event.listen(database().writer, "after_cursor_execute", self._asked)
        sa.event.listen(database().writer, "commit", self._done)
        return self

    def __exit__(self, *_error: object) -> None:
        sa.event.remove(database().writer, "after_cursor_execute", self._asked)
        sa.event.remove(database().writer, "commit", self._done)

    def _asked(self, _connection, _cursor, statement, *_rest) -> None:
        self.append(statement)

    def _done(self, _connection) -> None:
        self.commits += 1


def a_sheet(heads: list[str], rows: list[list[str]]) -> dict:
    return {"files": {"x": ("", b"")}, "data": {"write": "1", "data": json.dumps([heads, *rows])}}


@both
def test_an_import_lets_others_write_between_and_goes_on_where_it_stopped(shop, monkeypatch):
    here = world.a_shop()
    monkeypatch.setattr(db_module, "PART", 5)
    officer = world.as_person(here.officer)
    heads = ["nama", "jenis", "ketua", "hp", "kelurahan"]
    rows = [[f"Impor {n}", "", "Meike", "081234567890", world.GIRIAN] for n in range(13)]
    parts = []

    def falls_over(db, part, *, by):
        parts.append(len(part))
        if len(parts) == 3:
            raise RuntimeError("the power went")
        return import_rows(db, part, by=by)

    monkeypatch.setattr(importing, "import_rows", falls_over)
    with pytest.raises(RuntimeError):
        officer.post("/dinas/kelompok/impor", **a_sheet(heads, rows))
    assert parts == [5, 5, 3]
    monkeypatch.setattr(importing, "import_rows", import_rows)
    with Statements() as asked:
        again = officer.post("/dinas/kelompok/impor", **a_sheet(heads, rows))
    assert again.status_code == 200 and again.text.count("klaim%2F") == 3, "the ten that were there stay as they are"
    assert asked.commits >= 3
    with read() as db:
        names = db.scalars(sa.select(table(Group).c.name).where(table(Group).c.name.like("Impor %"))).all()
    assert sorted(names) == sorted(row[0] for row in rows)


@both
def test_a_bazaar_of_many_is_registered_published_and_cancelled_in_a_handful_of_statements(shop, monkeypatch):
    """However many groups; and each of them is told, since an officer answers for the letters."""
    from market.bazaars.allocation.plan_file import allocate
    from market.bazaars.allotting.plan import the_plan
    from market.bazaars.bazaar import bazaar_by_slug
    from market.bazaars.registering.registration_rows import registrations, registrations_sheet

    many = MOST_CAUSED + 5
    fair = fairs.a_fair(world.a_shop().officer, groups=many, booths=12)
    done(fair.officer.post(fair.desk + "/buka"))
    sheet = a_sheet(["nama", "hari", "stan", "sebagian"], [[f"Kelompok {n}", "semua", "1", "ya"] for n in range(many)])
    with Statements() as asked:
        done(fair.officer.post(fair.desk + "/pendaftaran/impor", **sheet))
    assert len(asked) < 20, asked

    def judge(db) -> None:
        bazaar = bazaar_by_slug(db, fair.slug)
        again = registrations(db, bazaar, registrations_sheet(json.loads(sheet["data"]["data"])))
        assert all(row.there and not row.good for row in again)
        fairs.all_eligible(db, bazaar, 1)

    write(judge)
    fairs.closed(fair)
    fairs.drawn(fair, "4711")
    done(fair.officer.post(fair.desk + "/pembagian/hitung"))

    def run(db) -> None:
        plan = the_plan(db, bazaar_by_slug(db, fair.slug).key, 1)
        plan.begin()
        plan.finish(allocate(plan.problem_file, seed=plan.seed, budget=0))

    write(run)
    rows = table(Message)
    for path, form, template, told in (
        ("/pembagian/terbitkan", {"version": "1"}, ("bazaar_seated", "bazaar_left_out"), many),
        ("/batal", {"reason": "hujan besar"}, ("bazaar_cancelled",), many),
    ):
        with Statements() as asked:
            done(fair.officer.post(fair.desk + path, data=form))
        assert len(asked) < 30, (path, len(asked), asked)
        with read() as db:
            written = db.execute(sa.select(sa.func.count()).where(rows.c.template.in_(template))).scalar_one()
        assert written == told, path


def test_what_took_too_long_once_is_asked_in_a_thread_for_a_while(shop, monkeypatch):
    """So that a crowd of wide searches does not stop the loop for a moment each; other ways of asking stay there."""
    here = world.a_shop()
    tried = []

    def at_once(work):
        tried.append(1)
        if len(tried) == 1:
            raise TooSlow
        return work()

    monkeypatch.setattr(slow, "_read_at_once", at_once)
    monkeypatch.setattr(slow, "_slow_until", {})
    app = TestClient(create_app(), headers={"origin": "http://testserver"})
    asks = "/produk?urut=murah"
    assert [app.get(asks).status_code for _ in range(3)] == [200] * 3 and len(tried) == 1
    assert app.get("/produk").status_code == app.get(f"/produk/{here.product}").status_code == 200 and len(tried) == 3
    assert app.get("/produk?q=roa").status_code == 200 and len(tried) == 3, "words are never looked for on the loop"


def test_filters_that_crowd_on_the_loop_leave_it_until_there_is_a_pause(shop, monkeypatch):
    """Each was short, and whoever signed in beside them stood behind all of them at each step of hers."""
    world.a_shop()
    tried, moment = [], [100.0]
    monkeypatch.setattr(slow, "monotonic", lambda: moment[0])
    monkeypatch.setattr(slow, "_read_at_once", lambda work: tried.append(1) or work())
    monkeypatch.setattr(slow, "_slow_until", {})
    monkeypatch.setattr(slow, "crowd", slow.Crowd())
    app = TestClient(create_app(), headers={"origin": "http://testserver"})

    def on_the_loop(address: str, after: float) -> bool:
        moment[0] += after
        many = len(tried)
        assert app.get(address).status_code == 200
        if here := len(tried) > many:
            slow.crowd.ended = moment[0]
        return here

    crowd = [on_the_loop(f"/produk?harga={n}", 0.0005) for n in range(43)]
    assert all(crowd[:40]) and not crowd[42]
    assert not on_the_loop("/produk?harga=7", 0.0001) and on_the_loop("/produk", 0.0001)
    assert on_the_loop("/produk?harga=7", 0.003), "after a pause"


@both
def test_what_is_old_is_swept_some_at_a_time(shop, monkeypatch):
    """A storm leaves many rows behind: nobody waits for all of them at once, and none stays."""
    from market.kernel import record
    from market.kernel.slowdown import Slowdown
    from market.orders import clockwork
    from market.orders.cart.cart import Cart
    from market.people.security import SecurityEvent

    here = world.a_shop()
    monkeypatch.setattr(record, "SOME", 2)
    monkeypatch.setattr(clockwork, "REST", 0)
    long_ago = now() - timedelta(days=400)

    def storm(db) -> None:
        for n in range(5):
            db.add(SecurityEvent(code="x", person_id=here.buyer, at=long_ago))
            db.add(Slowdown(name=f"x{n}", missed_at=long_ago))
            db.add(Cart(token_hash=f"{n}", changed_at=long_ago))
            db.add(
                Message(
                    name=f"n{n}", channel=Channel.EMAIL, to="a@b.c", template="x", caused_by="x", written_at=long_ago
                )
            )
        db.add(SecurityEvent(code="x", person_id=here.buyer))

    write(storm)
    with Statements() as asked:
        clockwork.tidy()
    assert asked.commits >= 3 * 4
    with read() as db:
        left = [
            db.execute(sa.select(sa.func.count()).select_from(table(model)).where(*which)).scalar_one()
            for model, which in (
                (SecurityEvent, [table(SecurityEvent).c.code == "x"]), (Slowdown, []), (Cart, []),
                (Message, [table(Message).c.caused_by.is_not(None)]),
            )
        ]  # fmt: skip
    assert left == [1, 0, 0, 0]


@both
def test_many_groups_are_sorted_and_counted_once_a_minute(shop, monkeypatch):
    world.a_shop()
    few = world.client().get("/kelompok").text
    monkeypatch.setattr(directory, "MANY", 1)
    monkeypatch.setattr(kept, "_answers", type(kept._answers)())
    assert re.findall(r'href="/kelompok/([^"?]+)"', world.client().get("/kelompok").text) == re.findall(
        r'href="/kelompok/([^"?]+)"', few
    ), "the same groups in the same order"
    statements: list[str] = []

    @sa.event.listens_for(database().page_reader, "after_cursor_execute")
    def count(_connection, _cursor, statement, *_rest) -> None:
        statements.append(statement)

    for path in ("/", "/kelompok", "/kelompok?halaman=500", "/produk"):
        world.client().get(path)
    sa.event.remove(database().page_reader, "after_cursor_execute", count)
    sorting = [s for s in statements if "FROM groups" in s and "ORDER BY" in s and "LIMIT" in s and "CASE" in s]
    assert sorting == [], "nobody sorts them all again within the minute"


def test_answers_are_kept_while_they_are_asked_anew(shop, monkeypatch):
    asked, ready, enough = [], threading.Event(), threading.Event()

    def make() -> int:
        asked.append(1)
        if len(asked) == 2:
            ready.set()
            assert enough.wait(30)
        return len(asked)

    def ask() -> int:
        return kept.kept("a", make, when=lambda _n: True, seconds=60)

    assert (ask(), ask(), len(asked)) == (1, 1, 1)
    moment = kept.monotonic() + 61
    monkeypatch.setattr(kept, "monotonic", lambda: moment)
    renewing = threading.Thread(target=ask)
    renewing.start()
    assert ready.wait(30)
    assert (ask(), len(asked)) == (1, 2), "who comes meanwhile gets what was kept"
    enough.set()
    renewing.join()
    assert (ask(), len(asked)) == (2, 2)
    for n in range(kept.MOST + 5):
        kept.kept(n, lambda: 1, when=lambda _n: True)
    assert len(kept._answers[database()]) == kept.MOST


@both
def test_a_search_takes_its_hits_first_and_so_many_of_them(shop, monkeypatch):
    from market.inventory import seeking, shelf

    monkeypatch.setattr(seeking, "HITS", 3)
    monkeypatch.setattr(seeking, "FILTERED_HITS", 4)
    here = world.a_shop()

    def more(db) -> None:
        for n in range(6):
            world.a_product(db, Group.get(db, here.group_id), f"Abon {n}", 10_000, 5, None)

    write(more)
    with read() as db:
        few = shelf.shelf(db, shelf.Query(words="abon"))
        assert [each.name for each in few.listings] == ["Abon 5", "Abon 4", "Abon 3"]
        assert few.more_than_counted and few.facets.more, "it says that there are more"
        assert len(shelf.shelf(db, shelf.Query(words="abon", group=here.slug)).listings) == 4
    long = "a" * 5000
    assert (
        world.client()
        .get(f"/produk?q={long}&wilayah={long}&kelompok={long}&kategori={long}&halaman={'9' * 50}")
        .status_code
        == 200
    )


def test_an_office_of_many_groups_has_pages(shop, monkeypatch):
    from market.pages.office.groups import group as office

    here = world.a_shop()
    monkeypatch.setattr(office, "PER_PAGE", 1)
    fairs.a_fair(here.officer, groups=2)
    officer = world.as_person(here.officer)
    seen = [
        re.findall(
            r'<td><a class="button" href="/dinas/kelompok/([a-z0-9-]+)">',
            officer.get(f"/dinas/kelompok?halaman={n}").text,
        )
        for n in (1, 2, 3, 4)
    ]
    assert [len(each) for each in seen] == [1, 1, 1, 0] and len({each[0] for each in seen[:3]}) == 3
    assert "halaman=2" in officer.get("/dinas/kelompok").text


def test_a_body_that_says_no_length_weighs_the_most_it_may(shop):
    """The attack: chunks without a Content-Length counted as one megabyte each, whatever they were."""
    here = world.a_shop()
    chair = world.as_person(here.chair)
    head = {"content-type": "multipart/form-data; boundary=x"}
    sent = [
        chair.post(f"/lapak/{here.slug}/profil/foto", content=iter([b"--x--\r\n"]), headers=head).status_code
        for _ in range(24)
    ]
    assert 429 not in sent[:23] and sent[23] == 429


def test_what_another_evicts_just_now_is_made_anew(shop, monkeypatch):
    """Between finding an answer and moving it to the end another thread may have thrown it out."""

    class Slow(kept.OrderedDict):
        def get(self, key, default=None):
            found = super().get(key, default)
            if found is not None and not kept._turn.locked():
                self.clear()  # as another thread would
            return found

    monkeypatch.setattr(kept, "OrderedDict", Slow)
    monkeypatch.setattr(kept, "_answers", type(kept._answers)())
    assert [kept.kept("a", lambda: 1, when=lambda _n: True) for _ in range(2)] == [1, 1]


@both
def test_what_a_page_shows_all_of_has_an_end(shop, monkeypatch):
    """Of a group of a stranger's own too: who buys there reads all its options and looks through all its fees."""
    here = world.a_shop()
    chair, group = world.as_person(here.chair), f"/lapak/{here.slug}"
    a_place = iter(("71.71", "71.73", "71.74"))
    for most, page, another, says in (
        ("market.catalog.product.MOST_VARIANTS", f"produk/{here.product}/pilihan",
         lambda n: {"variant": f"{n} kg", "price": "1000", "weight_g": "100"}, "paling banyak 3 pilihan"),
        ("market.orders.terms.MOST_TARIFFS", "pengiriman/ongkir",
         lambda n: {"delivery": "courier", "first_fee": "1000", "next_fee": "0", "days_min": "0", "days_max": "1",
                    "place": next(a_place)}, "Paling banyak 3 tarif"),
        ("market.people.certificate.MOST_CERTIFICATES", "profil/izin",
         lambda n: {"kind": "nib", "number": f"912000000{n}"}, "Sudah ada 3 izin"),
        ("market.orders.placing.price_step.MOST_STEPS", "penawaran/harga",
         lambda n: {"variant": here.sku, "pieces": f"{n}", "price": "1000"}, "paling banyak 3 harga"),
    ):  # fmt: skip
        answers = []
        with monkeypatch.context() as few:
            few.setattr(most, 3)
            while len(answers) < 5 and (not answers or answers[-1].status_code == 303):
                answers.append(chair.post(f"{group}/{page}", data=another(len(answers) + 2)))
        assert 2 <= len(answers) <= 4 and answers[-1].status_code == 422, most
        assert says in answers[-1].text, most
