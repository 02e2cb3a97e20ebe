"""A chat becomes an order at 360 px: pasted, sent as a link, confirmed by its buyer, paid, handed over."""

import pytest

from market.kernel.db import database
from tests import world
from tests.browser import needs_chromium
from tests.journeys.test_first_sale import Walk, hands_over, sign_in
from tests.server import browsing

pytestmark = [pytest.mark.browser, pytest.mark.walk]
CHAT = "Kak, pesan cakalang fufu 3 bungkus ya, nanti kita ambil sendiri. Transfer. 0812-0000-0101, Ratna"


@needs_chromium
@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_from_a_chat_to_a_handed_over_order(shop, javascript):
    here = world.a_shop(price=25_000)
    database().close()
    with browsing() as (server, browser):
        chair = Walk(browser, server.base, javascript)
        sign_in(chair, 1)
        link = writes_down(chair, here)
        buyer, treasurer = (Walk(browser, server.base, javascript) for _ in range(2))
        order = confirms(buyer, here, link)
        sign_in(treasurer, 2)
        treasurer.go(f"/lapak/{here.slug}/uang")
        treasurer.press("Uangnya ada")
        desk = f"/lapak/{here.slug}/pesanan/{order}-1"
        chair.go(desk)
        assert "Diketik oleh Meike" in chair.page.inner_text("main")
        hands_over(chair, here, f"{order}-1")
        buyer.page.reload()
        parcel = buyer.page.locator("[data-suborder]")
        assert (parcel.get_attribute("data-state"), parcel.get_attribute("data-payment")) == ("received", "paid")
        for walk in (chair, buyer, treasurer):
            walk.clean()


def writes_down(chair: Walk, here) -> str:
    """The link for the buyer."""
    chair.go(f"/lapak/{here.slug}")
    chair.follow("Catat pesanan")
    chair.fill("chat", CHAT)
    chair.press("Baca chat")
    assert chair.page.input_value("#read-0-quantity") == "3"
    if not chair.page.input_value("#name"):
        chair.fill("name", "Ratna")
    chair.press("Catat dan sisihkan")
    text = chair.page.get_attribute("main a[href^='https://wa.me/']", "href")
    return "/catatan/" + text.rpartition("catatan%2F")[2]


def confirms(buyer: Walk, here, link: str) -> str:
    """The order's number."""
    buyer.go(link)
    buyer.page.check(f"[name=delivery-{here.slug}][value=pickup]", force=True)
    buyer.page.check(f"[name=payment-{here.slug}][value=transfer]", force=True)
    buyer.press("Konfirmasi pesanan")
    number = buyer.page.url.partition("?")[0].rpartition("/")[2]
    buyer.follow("Cara bayar, saya sudah bayar")
    buyer.press("Saya sudah bayar")
    return number
