"""A morning of 47 groups at 360 px: three do not come and are replaced, one comes late after all, a block dies, it
rains."""

import re
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.booking.booking import BookedBooth, Booking
from market.bazaars.booth import Booth
from market.bazaars.reporting.visitors import VisitorCount
from market.bazaars.slot import slots_of
from market.kernel.db import database, read
from market.kernel.record import table
from market.people.group import Group
from tests import world
from tests.bazaars.morning_world import Hall, a_hall
from tests.browser import needs_chromium
from tests.journeys.test_first_sale import Walk, sign_in
from tests.server import browsing

pytestmark = [pytest.mark.browser, pytest.mark.walk]
SCREEN = 740


@needs_chromium
@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_a_morning_of_47_groups(shop, javascript):
    here = world.a_shop()
    hall = a_hall(here.officer, {"A": 22, "B": 22, "C": 6}, waiting=6, gives_back=3, today=True)
    assert len(hall.standing) == 47 and len(hall.waiting) == 6
    database().close()
    with browsing() as (server, browser):
        officer, chair = Walk(browser, server.base, javascript), Walk(browser, server.base, javascript)
        sign_in(officer, 6)
        gate = f"/dinas/bazar/{hall.slug}/kehadiran"
        waits = says_ready(chair, hall)
        late = everybody_comes_but_three(officer, gate, hall)
        takes_the_offer(chair, hall, waits)
        comes_after_all(officer, gate, late)
        a_block_dies(officer, gate, hall)
        visitors_are_counted(officer, gate, hall)
        it_rains(officer, hall)
        for walk in (officer, chair):
            walk.clean()


def says_ready(chair: Walk, hall: Hall) -> str:
    """One who waits says that she could come, and is offered a booth that was given back before."""
    name = next(iter(hall.waiting))
    sign_in(chair, 1000 + int(name.split()[1]))
    chair.go(f"/lapak/{hall.slugs[name]}/bazar/{hall.slug}")
    chair.press("Siap datang")
    assert "Ada stan kosong hari ini" in chair.page.inner_text("main"), "three booths were given back before"
    return name


def comes(officer: Walk, name: str) -> None:
    """The button beside it begins with another word, "Tidak hadir"."""
    officer.arrive(officer.page.get_by_role("button", name=f"Hadir {name}", exact=True).click)


def everybody_comes_but_three(officer: Walk, gate: str, hall: Hall) -> str:
    """A press a group, and the row that was pressed stays on the screen; then three are absent. Returns one of them."""
    officer.go(gate)
    assert officer.page.locator(".gate > li").count() == 47
    if officer.javascript:
        assert officer.page.evaluate("document.documentElement.scrollHeight") < 6 * SCREEN
    names = list(hall.standing)
    for name in names[:2]:
        comes(officer, name)
        row = officer.page.locator(".gate > li", has_text=name)
        assert row.bounding_box()["y"] < SCREEN and row.get_by_role("button", name="Urung").count() == 1
    officer.press("Urung")
    comes(officer, names[1])
    for name in names[2:5]:
        officer.go(gate + "?saring=belum")
        officer.press(f"Tidak hadir {name}")
    officer.go(gate)
    assert re.search(r"Tidak\s3", officer.page.inner_text(".gate-tabs"))
    officer.page.fill("#q", names[5])
    officer.page.press("#q", "Enter")
    officer.page.wait_for_selector(f".gate > li:has-text('{names[5]}')")
    assert officer.page.locator(".gate > li").count() == 1
    return names[2]


def takes_the_offer(chair: Walk, hall: Hall, name: str) -> None:
    chair.go(f"/lapak/{hall.slugs[name]}/bazar/{hall.slug}")
    chair.press("Ya, kami datang")
    assert name in standing(hall.slug)


def comes_after_all(officer: Walk, gate: str, late: str) -> None:
    """The free booths are given by rank to two who stand there; then one of the absent comes."""
    officer.go(gate)
    officer.follow("Stan kosong dan antrean")
    for _ in range(2):
        box = officer.page.locator("details", has_text="Tempatkan sekarang").first
        box.locator("summary").click()
        officer.arrive(box.get_by_role("button", name="Tempatkan sekarang").click)
    officer.go(f"{gate}?q={late}")
    officer.press("Ternyata hadir")
    officer.page.locator(".gate > li a").first.click()
    officer.page.wait_for_selector("h1")
    officer.look()
    text = officer.page.inner_text("main")
    if "sudah ditempati kelompok lain" in text:
        officer.page.fill("#reason-move", "Datang belakangan")
        officer.press("Pindahkan sekarang")


def a_block_dies(officer: Walk, gate: str, hall: Hall) -> None:
    before = standing(hall.slug)
    officer.go(gate)
    officer.follow("Hujan atau blok mati")
    officer.follow("Seluruh blok C")
    dead = [name for name, booth in before.items() if booth.startswith("C")]
    shown = officer.page.inner_text("main")
    assert all(name in shown for name in dead)
    officer.page.fill("#reason-block", "Genset mati")
    officer.press("Lakukan sekarang")
    after = standing(hall.slug)
    assert not [booth for booth in after.values() if booth.startswith("C")]
    assert all(after[name] == booth for name, booth in before.items() if name not in dead), "nobody else moves"
    officer.page.get_by_role("link", name="Daftar pindah, untuk dibacakan").click()
    officer.page.wait_for_selector("article.paper")
    officer.look()
    assert all(name in officer.page.inner_text("article") for name in dead)


# An answer whose page takes half a second more than its first line: a tap in between once lost another.
READS_SLOWLY = """() => {
  const text = Response.prototype.text;
  Response.prototype.text = async function () {
    const told = await text.call(this);
    await new Promise((done) => setTimeout(done, 500));
    return told;
  };
}"""


def visitors_are_counted(officer: Walk, gate: str, hall: Hall) -> None:
    """By thumb: with JavaScript a tap counts at once, without the network too, and is sent once it is back."""
    officer.go(gate)
    officer.follow("Hitung pengunjung")
    one, five = (officer.page.get_by_role("button", name=name, exact=True) for name in ("+1", "+5"))
    if officer.javascript:
        officer.page.evaluate(READS_SLOWLY)
        with officer.page.expect_response(lambda answer: "/pengunjung?" in answer.url):
            one.click(click_count=2)
        five.click()
        officer.context.set_offline(True)
        one.click()
        officer.page.wait_for_selector("[data-clicker-said]:not(:empty)")
        assert officer.page.inner_text("[data-clicker-total]") == "8"
        officer.context.set_offline(False)
        officer.page.wait_for_selector("[data-clicker-said]:empty", state="attached")
    else:
        for button in (one, one, five, one):
            officer.arrive(button.click)
    officer.look()
    assert "Dari HP Anda: 8" in officer.page.inner_text("main")
    with read() as db:
        counted = sorted(db.scalars(sa.select(table(VisitorCount).c.n)))
    database().close()
    assert counted == [1, 1, 1, 5], "each tap once, also the one that was sent again"
    officer.press("Urungkan yang terakhir")
    assert officer.page.inner_text("[data-clicker-total]") == "7"


def it_rains(officer: Walk, hall: Hall) -> None:
    with read() as db:
        bazaar = bazaar_by_slug(db, hall.slug)
        slot, soon = slots_of(db, bazaar.key)[0].key, datetime.now(bazaar.zone) + timedelta(minutes=30)
    database().close()
    officer.go(f"/dinas/bazar/{hall.slug}/kehadiran/hari/{slot}/gangguan")
    if soon.hour or soon.minute >= 30:  # not over midnight
        officer.page.fill("#ends", f"{soon:%H.%M}")
        officer.page.fill("#reason-short", "Hujan deras")
        officer.press("Simpan jam selesai")
    officer.page.fill("#reason-end", "Badai")
    officer.press("Akhiri sekarang")
    officer.go(f"/bazar/{hall.slug}")
    assert "Badai" in officer.page.inner_text("main")


def standing(slug: str) -> dict[str, str]:
    """By group the booth it stands in on the first day."""
    with read() as db:
        slot = slots_of(db, bazaar_by_slug(db, slug).key)[0].key
        b, h, o, g = (table(each) for each in (Booking, BookedBooth, Booth, Group))
        wanted = sa.select(g.c.name, o.c.number).select_from(
            h.join(b, b.c.id == h.c.booking_id).join(o, o.c.id == h.c.booth_id).join(g, g.c.id == b.c.group_id)
        )
        found = dict(db.execute(wanted.where(h.c.slot_id == slot, h.c.until.is_(None))).all())
    database().close()
    return found
