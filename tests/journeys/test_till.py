"""A morning at the till at 360 px: twenty sales by tapping, by every way to pay, some of them while there is no signal;
and the same by the form alone."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from market.inventory.receiving import receive
from market.kernel.db import database, read, write
from market.orders.books.recount import recount
from market.people.access import CLOCK
from market.people.group import Group
from market.till.envelope import Envelope, EnvelopeState
from market.till.rules import set_rules
from market.till.sale import TillSale
from tests import world
from tests.browser import PATIENCE, needs_chromium
from tests.journeys.test_first_sale import Walk, sign_in
from tests.server import browsing

pytestmark = pytest.mark.browser
WAYS = ("uang pas", "Rp50.000", "Transfer, sudah masuk")


@contextmanager
def at_the_till(javascript: bool, *, pieces: int = 0, discount: int = 10) -> Iterator[tuple[world.Shop, Walk]]:
    """A chair who is signed in, of a shop that gives credit and so many percent off, and has so many pieces more."""
    here = world.a_shop(price=25_000)
    write(lambda db: set_rules(db, here.group_id, discount_percent=discount, bon=True, by=world.actor(here.chair)))
    if pieces:
        write(lambda db: receive(db, Group.get(db, here.group_id), here.sku, pieces, by=CLOCK) and None)
    database().close()
    with browsing() as (server, browser):
        chair = Walk(browser, server.base, javascript)
        sign_in(chair, 1)
        yield here, chair


@needs_chromium
@pytest.mark.parametrize(
    "javascript", [pytest.param(True, marks=pytest.mark.walk), False], ids=["with-javascript", "without"]
)
def test_a_morning_at_the_till(shop, javascript):
    with at_the_till(javascript, pieces=40) as (here, chair):
        chair.go(f"/lapak/{here.slug}")
        chair.follow("Buka kasir")
        many = taps(chair) if javascript else types(chair, here)
        owes(chair, here)
        waits_for_her(chair, here)
        many += 2
        assert_all_in(many)
        chair.go(f"/lapak/{here.slug}/kasir/bon")
        assert "Bu Ani" in chair.page.inner_text("main")
        chair.go(f"/lapak/{here.slug}/kasir/periksa")
        if not javascript:
            assert "Belum ada HP yang berjualan" in chair.page.inner_text("main")
        chair.clean()


def taps(chair: Walk) -> int:
    """Each sale is a tap on the picture and a tap on a way to pay; every fifth while the phone has no signal."""
    page = chair.page
    page.wait_for_selector("form[data-ready=sells]")
    said = page.locator("[data-till-said]")
    for n in range(19):
        page.locator(".till-tap").first.click()
        if n % 5 == 4:
            chair.context.set_offline(True)
        chair.page.locator(".till-ways").get_by_role("button", name=WAYS[n % 3]).click()
        if n % 5 == 4:
            said.filter(has_text="belum terkirim").wait_for()
            chair.context.set_offline(False)
    said.filter(has_text="tersimpan").filter(has_not_text="belum terkirim").wait_for()
    assert "ada 31" in page.locator(".till-good").first.inner_text(), "what is sold is no longer there"
    return 19


def types(chair: Walk, here) -> int:
    for way in WAYS:
        chair.page.fill(f"#quantity-{here.sku}", "1")
        chair.press(way)
        assert "Terjual" in chair.page.inner_text("h1")
        chair.follow("Jual lagi")
    return len(WAYS)


def owes(chair: Walk, here) -> None:
    """Credit has a name and a number, and something is taken off."""
    chair.go(f"/lapak/{here.slug}/kasir")
    chair.page.fill(f"#quantity-{here.sku}", "2")
    chair.page.get_by_text("Bon: dibayar nanti").click()
    chair.fill("buyer", "Bu Ani")
    chair.fill("phone", "0812-3456-7890")
    chair.page.get_by_text("Uang lain atau potongan").click()
    chair.fill("discount", "5.000")
    chair.page.get_by_role("button", name="Catat sebagai bon").click()
    chair.page.get_by_text("Terjual").first.wait_for()


def waits_for_her(chair: Walk, here) -> None:
    """A basket is laid aside, taken up again, and sold."""
    chair.go(f"/lapak/{here.slug}/kasir")
    chair.page.fill(f"#quantity-{here.sku}", "3")
    chair.page.get_by_text("Tunda dulu: layani yang lain").click()
    chair.fill("whose", "Ibu berbaju merah")
    chair.press("Tunda keranjang ini")
    assert_beside(chair)
    assert chair.page.input_value(f"#quantity-{here.sku}") == "0"
    chair.press("Lanjutkan")
    assert chair.page.input_value(f"#quantity-{here.sku}") == "3"
    if chair.javascript:
        chair.page.wait_for_selector("form[data-ready=sells]")
    chair.page.get_by_role("button", name="Tunai, uang pas").click()
    chair.page.get_by_text("Terjual").first.wait_for()
    chair.go(f"/lapak/{here.slug}/kasir")


def assert_beside(chair: Walk) -> None:
    """On a wide window the sum stands beside the goods, also while baskets are laid aside above both."""
    phone = chair.page.viewport_size
    chair.page.set_viewport_size({"width": 1280, "height": 800})
    goods, pay = (chair.page.locator(each).bounding_box() for each in (".till-goods", ".till-pay"))
    assert goods["x"] + goods["width"] <= pay["x"] and abs(goods["y"] - pay["y"]) < 2, (goods, pay)
    chair.page.set_viewport_size(phone)


def assert_all_in(many: int) -> None:
    late = time.monotonic() + PATIENCE
    while True:
        with read() as db:
            states = list(db.scalars(sa.select(Envelope.state)))  # type: ignore[call-overload]
            if states == [EnvelopeState.APPLIED] * many:
                assert recount(db) == []
                assert len(list(db.scalars(sa.select(TillSale)))) == many
                return
        assert time.monotonic() < late, states


@needs_chromium
@pytest.mark.parametrize(
    "javascript", [pytest.param(True, marks=pytest.mark.walk), False], ids=["with-javascript", "without"]
)
def test_a_way_to_pay_that_is_tapped_twice_sells_once_and_says_so(shop, javascript):
    """The second tap sent the basket that the first had emptied: "Belum ada barang" stood where "Terjual" did."""
    with at_the_till(javascript, discount=0) as (here, chair):
        for n, way in enumerate(("uang pas", "Transfer, sudah masuk", "Catat sebagai bon"), 1):
            chair.go(f"/lapak/{here.slug}/kasir")
            page = chair.page
            if javascript:
                page.wait_for_selector("form[data-ready=sells]")
            page.fill(f"#quantity-{here.sku}", "2")
            if "bon" in way:
                page.get_by_text("Bon: dibayar nanti").click()
                chair.fill("buyer", "Bu Ani")
                chair.fill("phone", "0812-3456-7890")
            page.get_by_role("button", name=way).dblclick()
            if javascript:
                page.locator("[data-till-said]").filter(has_text="tersimpan").wait_for()
                assert page.url.endswith("/kasir"), "the second tap leads nowhere"
            page.locator("main").filter(has_text=re.compile("Terjual|Belum ada barang")).wait_for()
            assert "Belum ada barang" not in page.inner_text("main")
            assert_all_in(n)


@needs_chromium
def test_the_page_counts_in_english_sends_what_can_be_read_and_loses_nothing_to_a_full_phone(shop):
    """In English 1 200 has a space in it; a name that no envelope can hold is refused beside its field, where it
    became a task; and what the phone cannot keep is sold and sent all the same."""
    with at_the_till(True, pieces=1_190, discount=0) as (here, chair):
        chair.context.add_cookies([{"name": "bahasa", "value": "en", "url": chair.page.url}])
        chair.go(f"/lapak/{here.slug}/kasir")
        page, left = chair.page, chair.page.locator("[data-left]").first
        page.wait_for_selector("form[data-ready=sells]")
        before = left.inner_text()
        page.locator(".till-tap").first.click()
        page.evaluate(FULL)
        page.locator(".till-ways button").first.click()
        page.locator("[data-till-said] a").wait_for()
        assert left.inner_text() == before.replace("1\u00a0200", "1\u00a0199") != before
        assert_all_in(1)
        chair.go(f"/lapak/{here.slug}/kasir")
        page.wait_for_selector("form[data-ready=sells]")
        page.locator(".till-tap").first.click()
        page.locator("details:has(#buyer) summary").click()
        chair.fill("phone", "0812-3456-7890")
        for name in ("Ani " * 30, "A", "\N{OK HAND SIGN}" * 2):
            page.locator("#buyer").evaluate("(field, name) => { field.value = name }", name)
            chair.arrive(page.locator("[name=paid][value=bon]").click)
            assert page.locator("#buyer[aria-invalid=true]").count() == 1, name
        assert_all_in(1)


FULL = """() => {
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...what) {
    const asked = put.apply(this, what);
    this.transaction.abort();
    return asked;
  };
}"""


@needs_chromium
def test_what_was_said_of_a_basket_goes_with_its_sale(shop):
    """Sold by the page's script after a refusal: the refusal, the ticked "Memang terjual" and whose basket lay there
    stayed on the page of the next buyer, beside "Terjual"."""
    with at_the_till(True, pieces=10) as (here, chair):
        chair.go(f"/lapak/{here.slug}/kasir")
        page = chair.page
        page.fill(f"#quantity-{here.sku}", "2")
        page.get_by_text("Tunda dulu: layani yang lain").click()
        chair.fill("whose", "Ibu berbaju merah")
        chair.press("Tunda keranjang ini")
        chair.press("Lanjutkan")
        for typed in ("dua", "2.000"):
            page.fill(f"#quantity-{here.sku}", typed)
            chair.arrive(page.get_by_role("button", name="Tunai, uang pas").click)
        page.wait_for_selector("form[data-ready=sells]")
        assert "Di layar" in page.inner_text("main")
        page.check("[name=anyway]")
        page.fill(f"#quantity-{here.sku}", "2")
        page.get_by_role("button", name="Tunai, uang pas").click()
        page.locator("[data-till-said]").filter(has_text="tersimpan").wait_for()
        left = page.locator("main :is([data-refused], .refusal, [aria-invalid], [name=anyway])")
        assert left.count() == 0, left.all_inner_texts()
        assert "Di layar" not in page.inner_text("main")
        chair.clean()
        assert_all_in(1)


@needs_chromium
def test_money_that_no_envelope_holds_or_nobody_means_is_asked_about(shop):
    """Cash of sixteen figures was "sold" with as much change, and the sale came in unread; a discount of 2 was Rp2."""
    with at_the_till(True, pieces=10) as (here, chair):
        page = chair.page
        for name, typed, told in (
            ("given", "9" * 16, "terlalu besar"), ("given", "50", "Maksudnya Rp50.000?"),
            ("discount", "2", "Maksudnya Rp2.000?"),
        ):  # fmt: skip
            chair.go(f"/lapak/{here.slug}/kasir")
            page.wait_for_selector("form[data-ready=sells]")
            page.fill(f"#quantity-{here.sku}", "1")
            page.get_by_text("Uang lain atau potongan").click()
            chair.fill(name, typed)
            chair.arrive(page.get_by_role("button", name="Tunai, uang pas").click)
            assert told in page.inner_text(f".field:has(#{name})")
        page.fill("#discount", "Rp2.000")
        page.get_by_role("button", name="Tunai, uang pas").click()
        page.locator("[data-till-said]").filter(has_text="Rp23.000").wait_for()
        assert_all_in(1)
