"""A bazaar in a real browser at phone size: drawn, registered for, drawn by lot, allotted, published, answered.

Once with script, once without, once with the keyboard alone.
"""

import io
import time
from datetime import timedelta

import pytest
from PIL import Image

from market.bazaars.bazaar import bazaar_by_slug
from market.bazaars.planning.named_draw import named_draw
from market.kernel.clock import now
from market.kernel.db import database, write
from market.people.founding.founding import found_group
from market.people.group import GroupKind
from tests import world
from tests.bazaars.world import day
from tests.browser import PATIENCE, needs_chromium
from tests.journeys.keys import Keys
from tests.journeys.test_first_sale import Walk, sign_in
from tests.server import browsing

pytestmark = [pytest.mark.browser, pytest.mark.walk, needs_chromium]
WAYS = {"javascript": (Walk, True), "plain": (Walk, False), "keyboard": (Keys, True)}
DESK = "/dinas/bazar/bazar-pesisir"


@pytest.mark.parametrize("way", ["javascript", "plain", "keyboard"])
def test_from_a_block_of_booths_to_the_next_in_the_queue(shop, way):
    here = world.a_shop()
    kind, javascript = WAYS[way]

    def two_more(db):
        for number in (31, 32):
            chair = world.a_person(db, f"Ketua {number}", number)
            found_group(db, chair, name=f"Kelompok {number}", kind=GroupKind.GROUP, village=world.GIRIAN, phone=None)

    write(two_more)
    database().close()
    with browsing() as (server, browser):
        officer = kind(browser, server.base, javascript)
        sign_in(officer, 6)
        plans(officer)
        chairs = []
        for number, slug in ((1, here.slug), (31, "kelompok-31"), (32, "kelompok-32")):
            chair = kind(browser, server.base, javascript)
            sign_in(chair, number)
            registers(chair, slug)
            chairs.append((chair, f"/lapak/{slug}/bazar/bazar-pesisir"))
        allots(officer)
        moves_one(officer, way)
        publishes(officer)
        answered(chairs)
        for walk in (officer, *(chair for chair, _ in chairs)):
            walk.clean()


def plans(officer: Walk) -> None:
    """From an empty page to open registration."""
    officer.go("/dinas/bazar")
    officer.follow("Rencanakan bazar")
    officer.fill("name", "Bazar Pesisir")
    officer.fill("closes_on", day(5))
    officer.fill("draw_at", "Aula Dinas, lantai satu")
    officer.press("Buat rancangan")
    officer.fill("day", day(20))
    officer.press("Tambah hari")
    officer.go(DESK + "/denah")
    officer.fill("rows", "1")
    officer.fill("per_row", "2")
    officer.press("Tambah blok")
    assert officer.page.locator("svg.floor-plan a").count() == 2
    officer.go(DESK)
    officer.press("Buka pendaftaran")


def registers(chair: Walk, slug: str) -> None:
    chair.go(f"/lapak/{slug}/bazar")
    chair.follow("Daftar")
    chair.fill("goods", "Kerupuk")
    chair.press("Kirim pendaftaran")
    assert "Terdaftar: P-" in chair.page.inner_text("main")


def allots(officer: Walk) -> None:
    """Closed, checked, frozen, drawn before witnesses, told two days ago, and run."""
    officer.go(DESK + "/pendaftaran")
    officer.page.locator("summary", has_text="Tutup lebih awal").click()
    officer.fill("reason", "Semua sudah mendaftar")
    officer.press("Tutup pendaftaran")
    officer.go(DESK + "/pendaftaran?semua=1")
    officer.press("Memenuhi")
    write(lambda db: setattr(named_draw(bazaar_by_slug(db, "bazar-pesisir")), "at", now()))
    officer.go(DESK + "/pembagian")
    officer.press("Bekukan daftar")
    write(lambda db: setattr(bazaar_by_slug(db, "bazar-pesisir"), "frozen_at", now() - timedelta(hours=2)))
    database().close()
    officer.go(DESK + "/pembagian")
    for place, digit in enumerate("4711"):
        officer.fill(f"digit-{place}", digit)
        officer.page.select_option(f"#drawn_by-{place}", index=place % 3 + 1)  # the first is no group
    officer.fill("minutes", "Tiga kelompok hadir dan mengambil dari kantong.")
    officer.look()
    officer.press("Catat angka undian")
    officer.page.set_input_files("#photo", {"name": "angka.png", "mimeType": "image/png", "buffer": a_picture()})
    officer.press("Unggah foto")
    write(lambda db: setattr(named_draw(bazaar_by_slug(db, "bazar-pesisir")), "told_at", now() - timedelta(days=4)))
    database().close()
    officer.go(DESK + "/pembagian")
    officer.press("Hitung pembagian")
    waits_for(officer, "Terbitkan versi 1")
    officer.look()


def a_picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "#b93a2b").save(out, "PNG")
    return out.getvalue()


def waits_for(officer: Walk, button: str) -> None:
    """Until the run ends: with script the page comes again by itself, without it she presses for its progress."""
    found = officer.page.get_by_role("button", name=button)
    late = time.monotonic() + PATIENCE
    while not officer.javascript and not found.count() and time.monotonic() < late:
        officer.follow("Lihat kemajuannya")
    officer.settle()
    assert found.count(), button


def moves_one(officer: Walk, way: str) -> None:
    """Who stands in A01 is moved to A02, by dragging, by keys or by the form; with a reason it stays there."""
    booths = officer.page.locator("svg.floor-plan.wide a")
    if way == "javascript":
        booths.nth(0).scroll_into_view_if_needed()
        start, end = booths.nth(0).bounding_box(), booths.nth(1).bounding_box()
        officer.page.mouse.move(start["x"] + 20, start["y"] + 10)
        officer.page.mouse.down()
        officer.page.mouse.move(end["x"] + 15, end["y"] + 10, steps=6)
        officer.page.mouse.up()
        officer.page.wait_for_selector("text=Kehilangan tempat")
    elif way == "keyboard":
        officer.reach(lambda focus: focus[1].startswith("A01") and focus[3] == "a", "booth A01")
        officer.page.keyboard.press("Enter")
        officer.reach(lambda focus: focus[1].startswith("A02") and focus[3] == "a", "booth A02")
        officer.page.keyboard.press("Enter")
        officer.page.wait_for_selector("text=Kehilangan tempat")
    else:
        holder = officer.page.locator("svg.floor-plan.wide a").nth(0).get_attribute("data-occupant")
        officer.page.select_option("#kelompok", holder)
        officer.page.fill("#stan", "A02")
        officer.press("Lihat akibatnya")
    assert "Kehilangan tempat" in officer.page.inner_text("#tetapkan")
    officer.look()
    officer.fill("reason", "Demo masak di depan panggung")
    officer.press("Tetapkan")
    assert "Demo masak" in officer.page.inner_text("#tetapkan")
    if officer.page.locator("#reason-run").count():
        officer.fill("reason-run", "Ada penempatan tetap")
    officer.press("Hitung")
    waits_for(officer, "Terbitkan versi 2")


def publishes(officer: Walk) -> None:
    officer.look()
    officer.press("Terbitkan versi 2")
    officer.go(DESK + "/sesudah")
    officer.go(DESK + "/surat/keputusan")
    officer.go(DESK + "/laporan")


def answered(chairs: list[tuple[Walk, str]]) -> None:
    """Two say yes, one of them withdraws, and the third is asked."""
    asked = []
    for chair, path in chairs:
        chair.go(path)
        if chair.page.get_by_role("button", name="Ya, kami ikut").count():
            chair.press("Ya, kami ikut")
            asked.append((chair, path))
    waiting = next(pair for pair in chairs if pair not in asked)
    assert len(asked) == 2 and "Belum kebagian stan" in waiting[0].page.inner_text("main")
    waiting[0].go(waiting[1] + "/sanggah")
    chair, path = asked[0]
    chair.go(path + "/tukar")
    chair.go(path)
    if isinstance(chair, Keys):
        chair.reach_text("Tidak jadi ikut")
        chair.page.keyboard.press("Enter")
    else:
        chair.page.get_by_text("Tidak jadi ikut").click()
    chair.press("Lepaskan stan")
    waiting[0].go(waiting[1])
    waiting[0].press("Ya, kami ikut")
    assert "sudah menjawab ikut" in waiting[0].page.inner_text("main")


def test_a_plan_by_pointer_and_by_keys(shop):
    """Choosing, moving, a band around booths, a landmark, undo; then the same booths by keys alone."""
    world.a_shop()
    database().close()
    with browsing() as (server, browser):
        officer = Walk(browser, server.base, True)
        officer.page.set_viewport_size({"width": 1280, "height": 900})
        sign_in(officer, 6)
        officer.go("/dinas/bazar/baru")
        officer.fill("name", "Bazar Pesisir")
        officer.press("Buat rancangan")
        officer.go(DESK + "/denah")
        officer.fill("rows", "2")
        officer.fill("per_row", "3")
        officer.press("Tambah blok")
        officer.page.wait_for_selector("svg.floor-plan a >> nth=5")
        draws_by_pointer(officer)
        draws_by_keys(officer)
        officer.look()
        officer.found = [each for each in officer.found if "px wide" not in each]
        officer.clean()


def booth(officer: Walk, number: str):
    return officer.page.locator(f'svg.floor-plan a[href="#{number}"]')


def centre(officer: Walk, number: str) -> tuple[float, float]:
    box = booth(officer, number).bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def drag(officer: Walk, start: tuple[float, float], end: tuple[float, float]) -> None:
    officer.page.mouse.move(*start)
    officer.page.mouse.down()
    officer.page.mouse.move(*end, steps=8)
    officer.page.mouse.up()


def at(officer: Walk, number: str, cell: str) -> None:
    """The booth comes to stand at `x y` of its drawing."""
    x, y = cell.split()
    officer.page.wait_for_selector(f'svg.floor-plan a[href="#{number}"] rect[x="{x}"][y="{y}"]')


def draws_by_pointer(officer: Walk) -> None:
    booth(officer, "A06").click()
    assert booth(officer, "A06").get_attribute("aria-pressed") == "true"
    x, y = centre(officer, "A06")
    step = centre(officer, "A06")[0] - centre(officer, "A05")[0]
    drag(officer, (x, y), (x + step, y + step))
    at(officer, "A06", "156 106")  # one to the right, one down: 6 + 3 · 50, 6 + 2 · 50
    (left, top), (right, _) = centre(officer, "A01"), centre(officer, "A03")
    booth(officer, "A06").click()  # not chosen any more
    drag(officer, (left - 0.47 * step, top - 0.47 * step), (right - step / 2, top + 1.4 * step))
    pressed = officer.page.eval_on_selector_all(
        'svg.floor-plan a[aria-pressed="true"]', "found => found.map(a => a.getAttribute('href'))"
    )
    assert set(pressed) == {"#A01", "#A02", "#A04", "#A05"}, pressed
    officer.page.get_by_role("button", name="Bagi jadi dua").click()
    officer.page.wait_for_selector('svg.floor-plan a[href="#A01-1"]')
    officer.page.get_by_role("button", name="Batalkan langkah terakhir").click()
    officer.page.wait_for_selector('svg.floor-plan a[href="#A01"]')
    officer.fill("row", "4")
    officer.fill("position", "0")
    officer.press("Tambah benda")
    thing = officer.page.wait_for_selector("[data-landmark]")
    thing.scroll_into_view_if_needed()
    box = thing.bounding_box()
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    drag(officer, middle, (middle[0] + step, middle[1]))
    officer.page.wait_for_selector('[data-landmark] rect[x="56"]')


def draws_by_keys(officer: Walk) -> None:
    keys = officer.page.keyboard
    booth(officer, "A01").focus()
    keys.press("ArrowRight")
    keys.press("ArrowRight")
    focused = "document.activeElement.getAttribute('href')"
    assert officer.page.evaluate(focused) == "#A03"
    keys.press("Space")
    keys.press("Alt+ArrowRight")
    at(officer, "A03", "156 6")
    officer.page.wait_for_selector('svg.floor-plan a[href="#A03"]:focus')
    keys.press("Control+z")
    at(officer, "A03", "106 6")
    booth(officer, "A05").focus()
    keys.press("Delete")
    officer.page.wait_for_selector('svg.floor-plan a[href="#A05"]', state="detached")
    assert officer.page.locator("svg.floor-plan a").count() == 5
