"""Paying by card in a real browser at phone size: cancelled, refused, paid; webhooks come from the counterpart."""

import threading
import urllib.request
from contextlib import suppress

import pytest

from market.kernel.db import database
from tests import world
from tests.bazaars.world import done
from tests.browser import ARGUMENTS, CHROMIUM, needs_chromium
from tests.journeys.test_first_sale import Walk
from tests.payments.counterpart import SECRET, running
from tests.payments.test_paying_by_qris import buys
from tests.server import serving


def card_settings(there) -> dict[str, str]:
    return {
        "MARKET_STRIPE_SECRET_KEY": "sk-test",
        "MARKET_STRIPE_WEBHOOK_SECRET": SECRET,
        "MARKET_STRIPE_API_BASE": there.address,
    }


def state(walk: Walk) -> str:
    return walk.page.locator("[data-suborder]").first.get_attribute("data-payment")


@pytest.mark.walk
@pytest.mark.browser
@needs_chromium
@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_cancelled_refused_then_paid(shop, javascript, monkeypatch):
    from playwright.sync_api import sync_playwright

    here = world.a_shop()
    with running() as there:
        for name, value in card_settings(there).items():
            monkeypatch.setenv(name, value)
        from market.kernel.settings import settings

        settings.cache_clear()
        path = done(buys(here, "card")[2])
        database().close()
        with serving(**card_settings(there)) as server, sync_playwright() as play:
            there.switch(webhook=f"{server.base}/webhook/stripe")
            browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            walk = Walk(browser, server.base, javascript)
            walk.go(path)
            walk.follow("Bayar dengan kartu")
            walk.page.get_by_role("button", name="dengan kartu").click()
            walk.page.wait_for_url(f"{there.address}/**")
            walk.page.get_by_role("button", name="Batal").click()
            walk.page.wait_for_url(f"{server.base}/**")
            assert state(walk) == "unpaid"
            walk.look()
            walk.page.get_by_role("button", name="dengan kartu").click()
            walk.page.get_by_role("button", name="Kartu ditolak").click()
            walk.page.get_by_text("ditolak bank").wait_for()
            walk.page.get_by_role("button", name="Bayar", exact=True).click()
            walk.page.wait_for_url(f"{server.base}/**")
            assert state(walk) == "paid"
            walk.look()
            there.settle()
            assert there.state["failed"] == 0 and there.state["calls"].count("POST /v1/checkout/sessions") == 1
            walk.clean()
            browser.close()


def test_a_hanging_stripe_stops_no_other_page(shop, monkeypatch):
    """Forty presses hang at Stripe, more than it has places; meanwhile every other page is answered."""
    here = world.a_shop(pieces=200)
    with running() as there:
        for name, value in card_settings(there).items():
            monkeypatch.setenv(name, value)
        from market.kernel.settings import settings

        settings.cache_clear()
        pays = [done(buys(here, "card", 1)[2]).replace("?", "/kartu?") for _ in range(8)]
        database().close()
        with serving(**card_settings(there)) as server:
            there.switch(hang=60)

            def press(path: str) -> None:
                origin = {"Origin": server.base}
                with suppress(OSError):  # the server is gone in the end
                    urllib.request.urlopen(urllib.request.Request(server.base + path, b"", origin), timeout=80)

            threads = [threading.Thread(target=press, args=(path,)) for path in pays * 5]
            for thread in threads:
                thread.start()
            for _ in range(10):
                for page in ("/", "/produk", "/keranjang", pays[0].replace("/kartu", ""), "/healthz"):
                    with urllib.request.urlopen(server.base + page, timeout=5) as answer:
                        assert answer.status == 200
            assert all(thread.is_alive() for thread in threads), "they still wait for Stripe"
            server.kill()
            for thread in threads:
                thread.join()
