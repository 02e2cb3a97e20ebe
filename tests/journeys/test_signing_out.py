"""After signing out, a browser's back button shows neither her name nor her cart; in a real browser."""

import pytest

from market.kernel.db import database
from tests import world
from tests.browser import ARGUMENTS, CHROMIUM, needs_chromium
from tests.journeys.test_first_sale import Walk, sign_in
from tests.server import browsing, serving

pytestmark = [pytest.mark.browser, pytest.mark.walk]


def shows(walk: Walk) -> str:
    """What stands on the page that is shown, and what the header says is in the cart."""
    return walk.page.locator("body").inner_text()


@needs_chromium
@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
@pytest.mark.parametrize("cached", [True, False], ids=["kept-whole", "not-kept"])
def test_back_shows_neither_name_nor_cart(shop, javascript, cached):
    """`kept-whole`: the browser may keep a page as it stood, to show it again at once (back/forward cache)."""
    from playwright.sync_api import sync_playwright

    here = world.a_shop()
    database().close()
    features = [] if cached else ["--disable-features=BackForwardCache"]
    with serving() as server, sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM,
            args=ARGUMENTS + features,
            ignore_default_args=["--disable-back-forward-cache"] if cached else [],
        )
        walk = Walk(browser, server.base, javascript)
        sign_in(walk, 9)
        walk.go(f"/produk/{here.product}")
        walk.press("Masukkan keranjang")
        assert "Cakalang fufu" in shows(walk)
        walk.go("/checkout")
        assert walk.page.locator("[name=name]").input_value() == "Ratna"
        walk.go("/produk")
        assert walk.page.locator("[data-cart-count]").first.inner_text() == "1"
        walk.go("/akun")
        assert "Ratna" in shows(walk)
        walk.press("Keluar")
        assert walk.page.locator("[data-cart-count]").first.is_hidden()
        for _ in range(6):
            walk.page.go_back()
            walk.page.wait_for_load_state()
            walk.page.wait_for_timeout(300)
            address, text = walk.page.url, walk.page.content()
            assert "Ratna" not in text and "081200000009" not in text.replace("-", ""), address
            assert "Cakalang fufu" not in text or "/produk" in address, address
            assert walk.page.locator("[data-cart-count]").first.inner_text() == "", address
        names = {cookie["name"] for cookie in walk.context.cookies()}
        assert not names & {"dermaga", "keranjang", "isi"}
        walk.go("/keranjang")
        assert "Cakalang fufu" not in shows(walk)
        browser.close()


@needs_chromium
def test_a_page_that_was_kept_whole_is_asked_for_again(shop):
    """Where a browser keeps pages in spite of `no-store` (as Safari does), the page itself asks again."""
    world.a_shop()
    database().close()
    with browsing() as (server, browser):
        walk = Walk(browser, server.base, True)
        sign_in(walk, 9)
        walk.go("/akun")
        elsewhere = walk.context.new_page()
        elsewhere.goto("/akun")
        elsewhere.get_by_role("button", name="Keluar", exact=True).click()
        elsewhere.wait_for_load_state()
        assert "Ratna" in shows(walk), "still as it stood"
        with walk.page.expect_navigation():
            walk.page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
        assert "Ratna" not in shows(walk)
        browser.close()
