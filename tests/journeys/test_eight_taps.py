"""What somebody asked for is written down in at most eight taps, also on the phone that asks who holds it."""

import json

import pytest
import sqlalchemy as sa

from market.kernel.db import database, read
from market.kernel.record import table
from market.orders.delivery import Delivery
from market.orders.written.writing import open_of
from market.payments.bill import Method
from market.till.envelope import Envelope
from tests import world
from tests.browser import needs_chromium
from tests.journeys.test_first_sale import Walk, makes_a_group_phone, sign_in
from tests.server import browsing

pytestmark = [pytest.mark.browser, pytest.mark.walk]
MOST = 8


class Hand:
    """A thumb at 360 px: each touch of a link, button, field or choice is a tap, letters go where the cursor stands."""

    def __init__(self, walk: Walk) -> None:
        self.page, self.taps = walk.page, 0

    def tap(self, what: str) -> None:
        self.taps += 1
        self.page.locator(what).first.click()

    def type(self, letters: str) -> None:
        self.page.keyboard.type(letters)


@needs_chromium
def test_the_groups_phone_that_asks_who_holds_it(shop):
    here = world.a_shop(price=25_000)
    database().close()
    with browsing() as (server, browser):
        walk = Walk(browser, server.base, True)
        makes_a_group_phone(walk, here)
        hand = Hand(walk)
        hand.tap("main a:has-text('Catat pesanan')")
        hand.tap("label.choice:has-text('Meike')")
        hand.type(world.PIN)
        hand.tap(f"#quantity-{here.sku}-tambah")
        buyer(hand)
        assert hand.taps <= MOST
        came(here)
        walk.clean()


@needs_chromium
def test_a_name_chosen_by_keyboard_leaves_the_cursor_among_the_names(shop):
    """Arrows lead past each name: only a finger is led on to the PIN, and a PIN before a name waits for it."""
    here = world.a_shop(price=25_000)
    database().close()
    with browsing() as (server, browser):
        walk = Walk(browser, server.base, True)
        makes_a_group_phone(walk, here)
        walk.go(f"/lapak/{here.slug}/pesanan/catat")
        page = walk.page
        page.locator("#pin").focus()
        page.keyboard.type(world.PIN)
        assert "/siapa" in page.url, "nobody was named yet"
        page.locator("[name=member]").first.focus()
        page.keyboard.press("ArrowDown")
        assert page.evaluate("document.activeElement.name") == "member"
        assert "/siapa" in page.url
        walk.clean()


@needs_chromium
@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_the_groups_phone_sells_one_good_by_three_taps(shop, javascript):
    """Who sells is asked there, and was asked in a list, which is two."""
    here = world.a_shop(price=25_000)
    database().close()
    with browsing() as (server, browser):
        walk = Walk(browser, server.base, javascript)
        makes_a_group_phone(walk, here)
        for _sale in range(2):
            walk.go(f"/lapak/{here.slug}/kasir")
            hand = Hand(walk)
            hand.tap(f"#quantity-{here.sku}-tambah" if javascript else f"#quantity-{here.sku}")
            walk.page.keyboard.type("" if javascript else "1")
            hand.tap("label.choice:has-text('Sience')")
            hand.tap("button.main:has-text('Tunai, uang pas')")
            walk.page.wait_for_selector("text=Rp25.000, tersimpan" if javascript else "h1:has-text('Terjual Rp25.000')")
            assert hand.taps <= 3
        with read() as db:
            told = list(db.scalars(sa.select(table(Envelope).c.body)))
        assert {json.loads(each)["seller"]["name"] for each in told} == {"Sience"}, "the last may be on its way"
        walk.clean()


@needs_chromium
@pytest.mark.parametrize("side", [4, 30])
def test_a_number_typed_into_a_stepper_is_that_number(shop, side):
    """Wherever in the field the finger came down: before the 0 that stands there, or behind it."""
    here = world.a_shop(price=25_000)
    database().close()
    with browsing() as (server, browser):
        walk = Walk(browser, server.base, True)
        sign_in(walk, 1)
        walk.go(f"/lapak/{here.slug}/pesanan/catat")
        field = walk.page.locator(f"#quantity-{here.sku}")
        field.click(position={"x": side, "y": 20})
        walk.page.keyboard.type("3")
        assert field.input_value() == "3"


def buyer(hand: Hand) -> None:
    """Her number and name, how it comes, how she pays."""
    hand.tap("#phone")
    hand.type("0812-0000-0101")
    hand.tap("#name")
    hand.type("Ratna")
    hand.tap("label.choice:has-text('Ambil sendiri')")
    hand.tap("label.choice:has-text('Tunai')")
    hand.tap("button.main:has-text('Catat dan sisihkan')")
    hand.page.wait_for_selector("text=Kirim tautannya lewat WhatsApp")


def came(here: world.Shop) -> None:
    with read() as db:
        [written] = open_of(db, here.group_id)
        assert (written.name, written.delivery, written.method) == ("Ratna", Delivery.PICKUP, Method.CASH)
        assert [line.quantity for line in written.lines] == [1]
