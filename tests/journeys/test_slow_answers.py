"""Answers that come late, one after another, or not to their end, in a real browser: nothing that was done is lost."""

import pytest

from market.kernel.db import database
from tests import world
from tests.browser import needs_chromium
from tests.journeys.test_first_sale import Walk, sign_in
from tests.server import browsing

pytestmark = [
    pytest.mark.browser,
    pytest.mark.walk,
    needs_chromium,
]
# The first answer breaks off in the middle
BREAKS_OFF = """() => {
  const text = Response.prototype.text;
  let broken = 0;
  Response.prototype.text = function () {
    return broken++ ? text.call(this) : Promise.reject(new TypeError("network error"));
  };
}"""
# The first of several is read only when it is let go
FIRST_IS_SLOW = """([of, what]) => {
  const once = globalThis[of] ? globalThis[of].prototype[what] : globalThis[what];
  let asked = 0;
  const slow = async function (...given) {
    if (!asked++) await new Promise((done) => { globalThis.letGo = done; });
    try {
      return await once.apply(this, given);
    } finally {
      setTimeout(() => { document.body.dataset.read = "" }, 0); // after whoever waited for it went on
    }
  };
  if (globalThis[of]) globalThis[of].prototype[what] = slow;
  else globalThis[what] = slow;
}"""


@pytest.fixture
def walked(shop):
    """A shop, and somebody on a phone."""
    here = world.a_shop(pieces=9)
    database().close()
    with browsing() as (server, browser):
        yield here, Walk(browser, server.base, True)


def test_a_cart_whose_answer_breaks_off_counts_what_is_changed(walked):
    """An answer that broke off ended the line in which all later ones wait: nothing that was changed then was sent."""
    here, walk = walked
    walk.go(f"/produk/{here.product}")
    walk.press("Masukkan keranjang")
    walk.go("/keranjang")
    walk.page.evaluate(BREAKS_OFF)
    walk.arrive(walk.page.get_by_role("button", name="Tambah:").click)
    assert walk.page.locator("input[name^=quantity-]").input_value() == "2"
    walk.arrive(walk.page.get_by_role("button", name="Tambah:").click)
    walk.go("/keranjang")
    assert walk.page.locator("input[name^=quantity-]").input_value() == "3"
    walk.clean()


def test_the_photo_that_was_chosen_last_is_sent(walked, tmp_path):
    """A large one, not yet small when another was chosen, took that one's place."""
    here, walk = walked
    for name in ("besar", "benar"):
        (tmp_path / f"{name}.txt").write_text(name)  # no picture: it is sent as it is
    sign_in(walk, 1)
    walk.go(f"/lapak/{here.slug}/produk/baru")
    walk.page.evaluate(FIRST_IS_SLOW, ["", "createImageBitmap"])
    photos = walk.page.locator("[name=photos]")
    photos.set_input_files(str(tmp_path / "besar.txt"))
    photos.set_input_files(str(tmp_path / "benar.txt"))
    walk.page.evaluate("delete document.body.dataset.read, letGo()")
    walk.page.wait_for_selector("body[data-read]")
    assert photos.evaluate("input => [...input.files].map(file => file.name)") == ["benar.txt"]


def test_goods_are_suggested_for_what_stands_in_the_field(walked):
    """An answer that is read late named goods for letters that were there before."""
    here, walk = walked
    walk.go("/produk")
    walk.page.evaluate(FIRST_IS_SLOW, ["Response", "json"])
    field = walk.page.locator("#cari")
    with walk.page.expect_response(lambda answer: "/cari/saran" in answer.url):
        field.press_sequentially(here.product[:4])
    walk.page.wait_for_function("() => globalThis.letGo")
    field.fill("")
    walk.page.evaluate("delete document.body.dataset.read, letGo()")
    walk.page.wait_for_selector("body[data-read]")
    suggested = walk.page.locator(".suggestions")
    assert suggested.is_hidden()
    field.press_sequentially(here.product[:4])
    suggested.locator("a").first.wait_for()
    assert suggested.evaluate("list => list.scrollWidth <= list.clientWidth"), "prices and all are inside it"
    walk.look()
    walk.clean()


def test_a_sale_that_is_not_yet_kept_holds_who_leaves(walked):
    """Between the tap and the number that the phone keeps, whoever left lost the sale and was not asked."""
    here, walk = walked
    sign_in(walk, 1)
    walk.go(f"/lapak/{here.slug}/kasir")
    page = walk.page
    page.wait_for_selector("form[data-ready=sells]")
    page.evaluate(FIRST_IS_SLOW, ["SubtleCrypto", "sign"])
    page.locator(".till-tap").first.click()
    page.locator(".till-ways button").first.click()
    page.wait_for_function("() => globalThis.letGo")
    asked = "() => !dispatchEvent(new Event('beforeunload', { cancelable: true }))"
    assert page.evaluate(asked), "whoever leaves now is asked"
    page.evaluate("letGo()")
    page.locator("[data-till-said] a").wait_for()
    page.wait_for_function("() => dispatchEvent(new Event('beforeunload', { cancelable: true }))")
