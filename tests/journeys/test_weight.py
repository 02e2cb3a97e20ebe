"""What a phone really fetches before anybody scrolls: DESIGN's 75 KB, counted by Chromium itself."""

import pytest

from market.kernel.db import database
from tests.browser import PATIENCE, needs_chromium
from tests.server import browsing
from tests.test_budgets import KB, many_products, with_pictures

pytestmark = [pytest.mark.browser, pytest.mark.walk, needs_chromium]


def test_a_list_before_scrolling(shop):
    many_products()
    with_pictures()
    database().close()
    sizes: dict[str, int] = {}
    with browsing() as (server, browser):
        page = browser.new_page(viewport={"width": 360, "height": 740})
        network = page.context.new_cdp_session(page)
        network.send("Network.enable")
        addresses: dict[str, str] = {}
        network.on("Network.responseReceived", lambda e: addresses.update({e["requestId"]: e["response"]["url"]}))
        network.on(
            "Network.loadingFinished",
            lambda e: sizes.update({addresses.get(e["requestId"], ""): int(e["encodedDataLength"])}),
        )
        page.set_default_timeout(PATIENCE * 1000)
        page.goto(server.base + "/produk", wait_until="networkidle")
        for number in range(6):
            page.locator(".good img").nth(number).evaluate("img => img.decode()")
        seen = page.locator(".good img").evaluate_all("all => all.filter(i => i.complete && i.naturalWidth).length")
    pictures = [url for url in sizes if "/media/" in url]
    assert seen >= 6 and len(pictures) >= 6, "the pictures on the first screen are there"
    assert sum(sizes.values()) <= 75 * KB, {url: size for url, size in sizes.items() if size > 3000}
