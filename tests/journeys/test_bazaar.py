"""A bazaar in a real browser at phone size: drawn, registered for, drawn by lot, allotted, published, answered."""

import re

import pytest

from market.kernel.db import database, write
from market.people.founding import found_group
from market.people.group import GroupKind
from tests import world
from tests.bazaars.world import day
from tests.browser import ARGUMENTS, CHROMIUM
from tests.journeys.test_first_sale import Walk, sign_in
from tests.server import serving

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "plain"])
def test_from_a_block_of_booths_to_the_next_in_the_queue(shop, javascript):
    from playwright.sync_api import sync_playwright

    here = world.a_shop()

    def two_more(db):
        for number in (31, 32):
            chair = world.a_person(db, f"Ketua {number}", number)
            found_group(db, chair, name=f"Kelompok {number}", kind=GroupKind.GROUP, village=world.GIRIAN, phone=None)

    write(two_more)
    database().close()
    with serving() as server, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        officer = Walk(browser, server.base, javascript)
        sign_in(officer, 6)
        desk = plans(officer)
        chairs = []
        for number, slug in ((1, here.slug), (31, "kelompok-31"), (32, "kelompok-32")):
            chair = Walk(browser, server.base, javascript)
            sign_in(chair, number)
            registers(chair, slug)
            chairs.append((chair, f"/lapak/{slug}/bazar/bazar-pesisir"))
        allots(officer, desk)
        answered(chairs)
        for walk in (officer, *(chair for chair, _ in chairs)):
            walk.clean()
        browser.close()


def plans(officer: Walk) -> str:
    """From an empty page to open registration, by the forms."""
    officer.go("/dinas/bazar")
    officer.page.get_by_role("link", name="Rencanakan bazar").first.click()
    officer.page.fill("#name", "Bazar Pesisir")
    officer.page.fill("#closes_on", day(5))
    officer.press("Buat rancangan")
    desk = officer.page.url
    officer.page.fill("#day", day(20))
    officer.press("Tambah hari")
    officer.go("/dinas/bazar/bazar-pesisir/denah")
    officer.page.fill("#rows", "1")
    officer.page.fill("#per_row", "2")
    officer.press("Tambah blok")
    assert officer.page.locator("svg.plan a").count() == 2
    officer.go("/dinas/bazar/bazar-pesisir")
    officer.press("Buka pendaftaran")
    return desk


def registers(chair: Walk, slug: str) -> None:
    chair.go(f"/lapak/{slug}/bazar")
    chair.page.get_by_role("link", name=re.compile("Daftar Bazar")).click()
    chair.look()
    chair.page.fill("#goods", "Kerupuk")
    chair.press("Kirim pendaftaran")
    assert "Terdaftar: P-" in chair.page.inner_text("main")


def allots(officer: Walk, desk: str) -> None:
    officer.go("/dinas/bazar/bazar-pesisir/pendaftaran")
    officer.press("Tutup dan bekukan daftar")
    officer.go("/dinas/bazar/bazar-pesisir/pendaftaran?keadaan=submitted")
    while officer.page.get_by_role("button", name="Memenuhi", exact=True).count():
        officer.page.get_by_role("button", name="Memenuhi", exact=True).first.click()
        officer.page.wait_for_load_state()
        officer.go("/dinas/bazar/bazar-pesisir/pendaftaran?keadaan=submitted")
    officer.go("/dinas/bazar/bazar-pesisir/pembagian")
    officer.page.fill("#number", "4711")
    officer.press("Catat angka undian")
    officer.press("Hitung pembagian")
    for _ in range(60):
        officer.page.goto("/dinas/bazar/bazar-pesisir/pembagian")
        if officer.page.get_by_role("button", name="Terbitkan versi 1").count():
            break
        officer.page.wait_for_timeout(500)
    officer.look()
    left_out = officer.page.locator("section:has(> h2:text('Belum kebagian stan')) li b").first.inner_text()
    officer.page.select_option("#kelompok", label=left_out)
    officer.page.fill("#stan", "A01")
    officer.press("Lihat akibatnya")
    assert "Kehilangan tempat" in officer.page.inner_text("#tetapkan")
    officer.press("Terbitkan versi 1")


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
    chair, _path = asked[0]
    chair.page.get_by_text("Tidak jadi ikut").click()
    chair.press("Lepaskan stan")
    waiting[0].go(waiting[1])
    waiting[0].press("Ya, kami ikut")
    assert "sudah menjawab ikut" in waiting[0].page.inner_text("main")
