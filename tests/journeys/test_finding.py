"""Five things found by people who spell as they speak, at phone size, with JavaScript and without."""

import pytest

from bench.searches import fill
from market.kernel.db import database, write
from tests.browser import needs_chromium
from tests.journeys.test_first_sale import Walk
from tests.server import browsing

pytestmark = [pytest.mark.browser, pytest.mark.walk]
SOUGHT = {
    "krupuk ikn": "Kerupuk ikan mentah 1 kg",
    "baju sekolah": "Seragam SD merah putih",
    "ikang asap bitung": "Cakalang fufu",
    "kue2 lebaran": "Kue kering nastar toples",
    "bajuseragam": "Seragam SMP putih biru",
}


@needs_chromium
@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_five_things_are_found_as_people_spell_them(shop, javascript):
    write(fill)
    database().close()
    with browsing() as (server, browser):
        buyer = Walk(browser, server.base, javascript)
        for typed, name in SOUGHT.items():
            seeks(buyer, typed)
            assert buyer.page.locator("main").get_by_role("link", name=name).count(), (typed, name)
        buyer.follow(name)
        assert buyer.page.locator("h1").inner_text() == name
        says_what_it_took_words_to_mean(buyer)
        buyer.clean()


def seeks(walk: Walk, typed: str) -> None:
    """Types into the one field that every page has."""
    walk.go("/kelompok")
    walk.page.fill("form[role=search] [name=q]", typed)
    walk.arrive(lambda: walk.page.press("form[role=search] [name=q]", "Enter"))


def says_what_it_took_words_to_mean(walk: Walk) -> None:
    seeks(walk, "kerupkk")
    assert "Menampilkan hasil untuk kerupuk" in walk.page.locator("main").inner_text()
    walk.arrive(walk.page.get_by_role("link", name="Cari persis").click)
    assert "Belum ketemu" in walk.page.locator("main").inner_text()
    seeks(walk, "ikan asap bitung")
    walk.arrive(walk.page.locator("main").get_by_role("link", name="Bitung ×").first.click)
    assert walk.page.url.endswith("/produk?q=ikan+asap"), walk.page.url
