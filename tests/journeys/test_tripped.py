"""Where hurried buyers tripped, in a real browser at phone size: what they typed stays, and nothing lies over it."""

import re
from itertools import pairwise

import pytest
import sqlalchemy as sa

from market.catalog.category import Category
from market.kernel.db import database, write
from market.kernel.record import table
from market.orders.terms import own_terms
from tests import world
from tests.browser import needs_chromium
from tests.journeys.test_first_sale import Walk, sign_in
from tests.server import browsing

pytestmark = [pytest.mark.browser, pytest.mark.walk, needs_chromium]
# What of the element lies under the bar at the foot of the window, in px; above 0 is covered
COVERED = """element => {
  const bar = document.querySelector('.checkout .summary');
  const own = element.getBoundingClientRect();
  const floats = getComputedStyle(bar).position === 'sticky';
  return own.bottom - (floats ? Math.min(bar.getBoundingClientRect().top, innerHeight) : innerHeight);
}"""
FLOATS = "getComputedStyle(document.querySelector('.checkout .summary')).position"
RENAME = """([old, name]) => {
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (words.nextNode()) words.currentNode.data = words.currentNode.data.replaceAll(old, name);
}"""
# Whether somebody who scrolls to it can read it: shown, and nothing lies over it
READABLE = """element => {
  element.scrollIntoView({ block: "center" });
  const box = element.getBoundingClientRect();
  const top = document.elementFromPoint(box.left + Math.min(box.width / 2, 60), box.top + Math.min(box.height / 2, 10));
  return element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.contains(top);
}"""
# Presses a slow button twice before its answer is there, and keeps which of the two the page let go
TWICE = """button => {
  addEventListener("submit", event => { sessionStorage.sent = (sessionStorage.sent ?? "") + +!event.defaultPrevented });
  button.click();
  setTimeout(() => button.click());
}"""
ROWS = """selector => {
  const rows = {};
  for (const each of document.querySelectorAll(selector)) {
    const top = Math.round(each.getBoundingClientRect().top);
    rows[top] = (rows[top] ?? 0) + 1;
  }
  return Object.values(rows);
}"""
# Buttons whose words come nearer to their edges than 3 px
TIGHT = """() => [...document.querySelectorAll(".acts .button")].filter(button => {
  const [box, words] = [button.getBoundingClientRect(), document.createRange()];
  words.selectNodeContents(button);
  const inside = words.getBoundingClientRect();
  return inside.left < box.left + 3 || inside.right > box.right - 3;
}).map(button => button.innerText)"""
LONGEST = (  # as groups call themselves, each wider than the head of a narrow phone
    "Kelompok Usaha Bersama Nelayan Papusungan Sejahtera",
    "Kelompok Wanita Tani Sumber Rejeki Kalianda",
    "Kelompok Pengolah dan Pemasar Hasil Perikanan Rajabasa",
    "Rumput Laut Tihi-Tihi",
    "Poklahsar Mina Sejahtera Bersama",
    "Kelompok Perempuan Pesisir Girian Bawah",
    "Perkumpulan Penjahit Disabilitas Aertembaga",
    "KUB Cakalang Lembeh Selatan",
    "Koperasi Nelayan Tradisional Selat Lembeh",
    "Kelompok Pembudidaya Ikan Madidir Unet",
    "UPPKS Mawar Merah Wangurer",
    "Kelompok Anyaman Pandan Selambai Loktuan",
    "Kelompok Tani Muda Penggerak Perubahan",
    "Usaha Ibu-Ibu Nelayan Way Muli",
    "Persatuan Pengrajin Kebaya dan Seragam Sekolah",
    "Himpunan Kelompok Pemasar Kerupuk Amplang",
    "Sinar Aertembaga",
    "Pengolahberkelanjutanperikanannusantara Sejati",
)


def takes_cash(terms) -> None:
    """Where goods are fetched, and at the door from its own courier."""
    terms.cash = terms.cash_on_delivery = True


@pytest.fixture
def buyer(shop):
    """A shop with five pieces of one thing, and a guest on a phone."""
    here = world.a_shop(pieces=5)
    write(lambda db: takes_cash(own_terms(db, here.group_id)))
    database().close()
    with browsing(MARKET_DEMO="1") as (server, browser):
        walk = Walk(browser, server.base, True)
        yield here, walk, browser


def focused(walk: Walk) -> str:
    return walk.page.evaluate("document.activeElement.name ?? ''")


def covered(walk: Walk, selector: str) -> float:
    return walk.page.locator(selector).first.evaluate(COVERED)


def test_a_checkout_on_a_phone_keeps_what_was_typed_and_shows_what_is_wrong(buyer):
    here, walk, _browser = buyer
    page = walk.page
    walk.go(f"/produk/{here.product}")
    page.fill("[name=quantity]", "1e9")
    page.locator("h1").click()
    assert page.input_value("[name=quantity]") == "1e9", "what is no number of pieces is left for the shop to ask about"
    page.fill("[name=quantity]", "7")
    page.locator("h1").click()
    assert page.input_value("[name=quantity]") == "5"
    assert page.locator("[data-cut]").inner_text() == "Dijadikan 5: hanya itu yang masih ada."
    walk.press("Masukkan keranjang")
    assert "dijadikan 5" in page.locator("main").inner_text()

    walk.go("/checkout")
    page.fill("[name=name]", "Ratna Wowor")
    page.fill("[name=phone]", "0812-3456-7890")
    assert page.evaluate(FLOATS) == "static", "nothing lies over what is typed in"
    walk.go("/keranjang")
    walk.go("/checkout")
    assert page.input_value("[name=name]") == "Ratna Wowor" and page.input_value("[name=phone]") == "0812-3456-7890"

    page.locator("input[name^=payment-][value=cash]").check()
    page.fill("[name=village]", "madidir ure")
    here_before = page.evaluate("scrollY")
    walk.arrive(lambda: page.locator("[name=village]").press("Enter"))
    assert page.url.endswith("/checkout") and page.locator(".notice.is-bad").count() == 0, "looked up, not ordered"
    assert "Madidir" in page.locator("#village").inner_text()
    assert abs(page.evaluate("scrollY") - here_before) < 40, "the page did not jump"
    assert focused(walk) == "address"
    assert page.locator("input[name^=payment-][value=cash]").is_checked(), "what was chosen to pay by stays"
    page.locator("input[name^=delivery-][value=pickup]").check()

    page.fill("[name=phone]", "0812-3456")
    walk.arrive(lambda: page.locator("[name=name]").press("Enter"))
    assert "kurang angka" in page.locator("main").inner_text(), "Enter in the name sends the order, and nothing else"
    assert focused(walk) == "phone" and covered(walk, "#phone-salah") < 0
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    page.locator("[name=name]").focus()
    page.locator("[name=phone]").focus()
    assert covered(walk, "[name=phone]") < 0
    page.evaluate("document.documentElement.style.fontSize = ''")

    page.fill("[name=phone]", "0812-3456-7890")
    button = page.locator("aside").get_by_role("button", name="Buat pesanan")
    walk.arrive(lambda: button.evaluate(TWICE))
    assert page.evaluate("sessionStorage.sent") == "10", "of two presses of a slow button the page sends the first"
    assert re.search(r"/pesanan/D-", page.url)
    assert page.evaluate("sessionStorage.getItem('checkout')") is None, "an order takes what was typed with it"
    walk.clean()


def on_shelves(db) -> None:
    """A picture for each kind of goods, as the demo has; which one is nothing to how they stand."""
    db.execute(sa.update(table(Category)).values(picture="demo_amplang"))


def test_a_narrow_phone_shows_what_one_agrees_to_and_says_each_name(buyer):
    """Consent, deadline and how long goods are kept were left out below a desk's width; a reader heard only "Hapus"."""
    here, walk, _browser = buyer
    page = walk.page
    write(on_shelves)
    database().close()
    page.set_viewport_size({"width": 320, "height": 568})
    walk.go("/")
    rows = page.evaluate(ROWS, ".cats li")
    assert len(rows) > 1 and rows[-1] > 1, f"no kind of goods stands alone on a row: {rows}"
    door = page.locator(".demo-door")
    assert "Masuk sebagai siapa?" in door.inner_text() and door.get_by_text("Buka").evaluate(READABLE)
    door.locator("summary").click()
    ways_in = door.get_by_role("button").all()
    assert [each.evaluate(READABLE) and "@demo.test" in each.inner_text() for each in ways_in] == [True] * 7

    walk.go(f"/produk/{here.product}")
    walk.press("Masukkan keranjang")
    walk.go("/keranjang")
    for role, name in (
        ("button", "Hapus: Cakalang fufu"),
        ("button", "Kurangi: Jumlah Cakalang fufu"),
        ("textbox", "Jumlah Cakalang fufu"),
        ("img", "1 di keranjang"),
    ):
        assert page.get_by_role(role, name=name, exact=True).count() == 1, name
    walk.arrive(page.get_by_role("button", name="Tambah: Jumlah Cakalang fufu", exact=True).click)
    assert page.get_by_role("img", name="2 di keranjang", exact=True).inner_text() == "2", (
        "what is said is what is shown"
    )
    assert page.get_by_text("Disimpan untuk Anda sampai").evaluate(READABLE)

    walk.go("/checkout")
    for told in ("Dengan memesan Anda menyetujui", "Transfer ditunggu", "Disimpan untuk Anda sampai"):
        assert page.get_by_text(told).evaluate(READABLE), told
    page.fill("[name=name]", "Ratna Wowor")
    page.fill("[name=phone]", "0812-3456-7890")
    page.locator("input[name^=payment-][value=transfer]").check()
    walk.press("Buat pesanan")
    assert page.get_by_text("Bayar sebelum").evaluate(READABLE), "and until when"

    walk.go("/daftar")
    for field, typed in (("name", "Ratna"), ("identifier", "0812-3456-7891"), ("password", "tiga kata kuat")):
        walk.fill(field, typed)
    walk.press("Daftar")
    assert page.get_by_role("alert").get_by_role("link").inner_text().startswith("Saya menyetujui syarat"), "which tick"


def test_the_longest_names_of_groups_fit_the_narrowest_phone(buyer):
    here, chair, _browser = buyer
    sign_in(chair, 1)
    page = chair.page
    page.set_viewport_size({"width": 320, "height": 700})
    page.goto(f"/lapak/{here.slug}")
    for old, name in pairwise((page.locator(".brand span").first.inner_text(), *LONGEST)):
        page.evaluate(RENAME, [old, name])
        assert page.locator(".brand").first.inner_text() == name
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, name
    assert page.evaluate(TIGHT) == [], "nor do words touch the edges of their buttons"


def test_what_was_typed_beside_a_refused_form_is_not_lost(buyer):
    here, chair, _browser = buyer
    sign_in(chair, 1)
    page = chair.page
    chair.go(f"/lapak/{here.slug}/pengiriman")
    assert page.input_value("#place") == "", "its own city has a tariff: pressed as offered it would be refused"
    page.fill("#pickup_note", "Rumah Ibu Meike, 08.00")
    page.locator("[name=quote]").uncheck()
    page.fill("#next_fee", "2.000")
    page.fill("#first_fee", "sepuluh")
    page.fill("#place", "Kota Manado")
    chair.press("Tambah")
    assert "formulir ini tetap ada" in page.locator(".notice.is-bad").inner_text()
    assert page.input_value("#pickup_note") == "Rumah Ibu Meike, 08.00" and focused(chair) == "first_fee"
    assert not page.locator("[name=quote]").is_checked() and page.input_value("#first_fee") == "sepuluh"
    page.fill("#first_fee", "10.000")
    chair.press("Tambah")
    assert page.evaluate("sessionStorage.getItem('beside')") is None
    assert page.input_value("#pickup_note") == "Rumah Ibu Meike, 08.00", "nor does a form that was taken lose it"
