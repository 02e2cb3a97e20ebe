"""`python -m bench.held`: how long each large act of an office holds SQLite's writer, and the loop.

One process, in a scratch folder: a bazaar of 300 booths and 500 groups. While an act runs, a buyer's page is asked
again and again; the table tells the longest hold of the writer, the processor's time, the longest stall of the loop
and the longest wait of that buyer for a page and for a place in the cart.
"""

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx2

GROUPS, BOOTHS = 500, 300
held: list[float] = []


def watch_the_turn() -> None:
    """Notes how long each thread had the turn."""
    from market.kernel.turn import Turn

    taken, waited, left = Turn._taken_within, Turn._wait, Turn.__exit__
    since = {"then": 0.0}

    def taken_within(self: Turn, seconds: float) -> bool:
        got = taken(self, seconds)
        if got:
            since["then"] = time.perf_counter()
        return got

    def wait(self: Turn) -> None:
        waited(self)
        since["then"] = time.perf_counter()

    def leave(self: Turn, *error: object) -> None:
        if not self.depth:
            held.append(time.perf_counter() - since["then"])
        left(self, *error)

    Turn._taken_within, Turn._wait, Turn.__exit__ = taken_within, wait, leave  # type: ignore[method-assign]


class Shop:
    """The application in this loop, and who acts there."""

    def __init__(self, app: Any, officer: str, sku: str) -> None:
        self.transport = httpx2.ASGITransport(app)
        self.officer, self.sku = self.as_(officer), sku
        self.stall, self.read, self.put = 0.0, 0.0, 0.0

    def as_(self, cookie: str = "") -> httpx2.AsyncClient:
        headers = {"origin": "http://testserver"} | ({"cookie": cookie} if cookie else {})
        return httpx2.AsyncClient(transport=self.transport, base_url="http://testserver", headers=headers)

    async def ticks(self) -> None:
        while True:
            before = time.perf_counter()
            await asyncio.sleep(0.005)
            self.stall = max(self.stall, time.perf_counter() - before - 0.005)

    async def buys(self, sku: str) -> None:
        while True:
            async with self.as_() as buyer:
                before = time.perf_counter()
                await buyer.get("/produk")
                between = time.perf_counter()
                answer = await buyer.post("/keranjang", data={"variant": sku, "quantity": "1"})
                assert answer.status_code < 500, answer.text
                self.read, self.put = max(self.read, between - before), max(self.put, time.perf_counter() - between)
            await asyncio.sleep(0.02)

    async def act(self, name: str, work: Callable[[], Any], code: int = 303) -> Any:
        """Runs one act beside the buyer and prints its line."""
        others = [asyncio.create_task(self.ticks()), asyncio.create_task(self.buys(self.sku))]
        await asyncio.sleep(0.3)
        held.clear()
        self.stall = self.read = self.put = 0.0
        cpu, clock = time.process_time(), time.perf_counter()
        answer = await work()
        cpu, clock = time.process_time() - cpu, time.perf_counter() - clock
        await asyncio.sleep(0.1)
        longest = max(held, default=0)
        for task in others:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        figures = " | ".join(f"{1000 * each:,.0f}" for each in (longest, clock, cpu, self.stall, self.read, self.put))
        print(f"| {name} | {figures} |", flush=True)
        if answer is not None:
            assert answer.status_code == code, (answer.status_code, answer.text[-2000:])
        return answer


def sheet(heads: list[str], rows: list[list[str]]) -> dict[str, Any]:
    return {"files": {"x": ("", b"")}, "data": {"write": "1", "data": json.dumps([heads, *rows])}}


async def _all(here: Any, fair: Any, app: Any, cookie: str) -> None:
    from market.bazaars.bazaar import bazaar_by_slug
    from market.kernel.db import write
    from tests.bazaars.world import day, drawn_at_once

    shop = Shop(app, cookie, here.sku)
    desk, post, get = fair.desk, shop.officer.post, shop.officer.get
    print("| act | writer held, ms | whole, ms | processor | loop's longest stall | a page | into the cart |")
    print("|---|---:|---:|---:|---:|---:|---:|")
    await shop.act("nothing", lambda: asyncio.sleep(1))
    village = "Girian Bawah, Girian, Bitung"
    rows = [[f"Impor {n}", "kelompok", "Meike", "081234567890", village] for n in range(1000)]
    file = sheet(["nama", "jenis", "ketua", "hp", "kelurahan"], rows)
    await shop.act("1,000 groups imported", lambda: post("/dinas/kelompok/impor", **file), 200)
    for block in "BCDEF":
        form = {"zone": block, "rows": "5", "per_row": "12"}
        await shop.act(f"block {block} drawn", lambda form=form: post(desk + "/denah/blok", data=form))
    numbers = [f"B{n:02d}" for n in range(1, 61)]
    await shop.act(
        "60 booths moved",
        lambda: post(desk + "/denah/ubah", data={"booths": numbers, "act": "move", "rows": "30", "positions": "2"}),
    )
    await shop.act("a step taken back", lambda: post(desk + "/denah/batal"))
    await shop.act("registration opened", lambda: post(desk + "/buka"))
    rows = [[f"Peserta {n}", "semua", "1", "ya", "tidak", "Meike", "081234567890", village] for n in range(GROUPS)]
    file = sheet(["nama", "hari", "stan", "sebagian", "bagian dijamin", "ketua", "hp", "kelurahan"], rows)
    await shop.act(f"{GROUPS} registrations imported", lambda: post(desk + "/pendaftaran/impor", **file))
    write(lambda db: judge_all(db, fair.slug, here.officer))
    await shop.act("registration closed", lambda: post(desk + "/tutup", data={"reason": "Semua sudah mendaftar"}))
    write(lambda db: drawn_at_once(db, bazaar_by_slug(db, fair.slug)))
    await shop.act("run begun", lambda: post(desk + "/pembagian/hitung"))
    write(lambda db: finish(db, fair.slug))
    await shop.act("the desk of allotting", lambda: get(desk + "/pembagian"), 200)
    await shop.act("plan published", lambda: post(desk + "/pembagian/terbitkan", data={"version": "1"}))
    await shop.act("the bazaar's page", lambda: get(f"/bazar/{fair.slug}"), 200)
    reason = {"reason": "hujan besar"}
    await shop.act("a booth broken", lambda: post(desk + "/sesudah/stan", data={"number": "C01", **reason}))
    slots = write(lambda db: slot_keys(db, fair.slug))
    moved = {"day": day(22), "starts": "09:00", "ends": "17:00", **reason}
    await shop.act("a day postponed", lambda: post(f"{desk}/sesudah/hari/{slots[0]}/pindah", data=moved))
    await shop.act("a day called off", lambda: post(f"{desk}/sesudah/hari/{slots[1]}/batal", data=reason))
    more = {"day": day(23), "starts": "09:00", "ends": "17:00", **reason}
    await shop.act("a day more", lambda: post(desk + "/sesudah/hari", data=more))
    await shop.act("bazaar cancelled", lambda: post(desk + "/batal", data=reason))


def judge_all(db: Any, slug: str, officer: int, names: str = "Peserta %") -> None:
    """Every registration is eligible; the groups of these names have somebody to be told."""
    from market.bazaars.bazaar import bazaar_by_slug
    from tests.bazaars.world import all_eligible

    all_eligible(db, bazaar_by_slug(db, slug), officer)
    give_chairs(db, names)


def give_chairs(db: Any, names: str) -> None:
    """Each group has a chair with an e-mail, so that there is somebody to be told."""
    import sqlalchemy as sa

    from market.people.group import Group
    from market.people.membership import Acceptance, join
    from market.people.person import Person

    for group in db.scalars(sa.select(Group).where(Group.name.like(names))):  # type: ignore[attr-defined]
        person = Person(name="Ketua", email=f"{group.slug}@contoh.id").add(db)
        join(db, group.key, person, Acceptance.CLAIMED, chair=True, treasurer=False)


def finish(db: Any, slug: str) -> None:
    from market.bazaars.allocation.plan_file import allocate
    from market.bazaars.allotting.plan import the_plan
    from market.bazaars.bazaar import bazaar_by_slug

    plan = the_plan(db, bazaar_by_slug(db, slug).key, 1)
    plan.begin()
    plan.finish(allocate(plan.problem_file, seed=plan.seed, budget=0))


def slot_keys(db: Any, slug: str) -> list[int]:
    from market.bazaars.bazaar import bazaar_by_slug
    from market.bazaars.slot import slots_of

    return [slot.key for slot in slots_of(db, bazaar_by_slug(db, slug).key)]


async def _served(app: Any, *rest: Any) -> None:
    async with app.router.lifespan_context(app):
        await _all(*rest[:2], app, rest[2])


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        os.environ.update(
            MARKET_DATABASE_URL=f"sqlite:///{name}/shop.db", MARKET_MEDIA=f"{name}/media", MARKET_BACKUPS=f"{name}/b",
            MARKET_BASE_URL="http://testserver", MARKET_SECRET_KEY="for a measurement alone, and long enough",
        )  # fmt: skip
        from market import migrations
        from market.app import create_app
        from market.catalog.category import add_first_categories
        from market.kernel.db import database, write
        from market.people.login import sign_in
        from market.people.person import Person
        from tests import world
        from tests.bazaars import world as fairs

        Path(name, "media").mkdir()
        migrations.upgrade()
        write(add_first_categories)
        here = world.a_shop(pieces=9_999)
        fair = fairs.a_fair(here.officer, groups=0, booths=1)
        cookie = "dermaga=" + write(lambda db: sign_in(db, Person.get(db, here.officer)))
        watch_the_turn()
        asyncio.run(_served(create_app(), here, fair, cookie))
        database().close()


if __name__ == "__main__":
    main()
