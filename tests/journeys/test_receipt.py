"""A receipt on the small printer of a phone: a roll of 58 mm, of which it reaches 48, and nothing but black."""

import re

import pytest

from market.kernel.db import database
from tests import world
from tests.browser import needs_chromium
from tests.journeys.test_first_sale import Walk, sign_in
from tests.server import browsing
from tests.till.phones import Phone, line

pytestmark = [pytest.mark.browser, pytest.mark.walk]
POINT = 25.4 / 72  # millimetres
ROLL = 48 * 96 / 25.4  # pixels of what is printed
LOOK = """() => {
  const receipt = document.querySelector(".receipt");
  const parts = [receipt, ...receipt.querySelectorAll("*")];
  return {
    colours: [...new Set(parts.map((part) => getComputedStyle(part).color))],
    beyond: parts.filter((part) => part.scrollWidth > part.clientWidth + 1 && part.clientWidth).length,
    right: Math.max(...parts.map((part) => part.getBoundingClientRect().right)),
  };
}"""


@needs_chromium
@pytest.mark.parametrize("goods", [1, 12])
def test_a_receipt_is_black_and_as_wide_as_its_roll(shop, goods, tmp_path):
    here = world.a_shop(price=1_250_000)
    phone = Phone(here.group_id, here.chair)
    phone.sells(*(line(here.sku, 1, 1_250_000 + n) for n in range(goods)))
    database().close()
    with browsing() as (server, browser):
        chair = Walk(browser, server.base, False)
        sign_in(chair, 1)
        chair.go(f"/lapak/{here.slug}/kasir/nota/1")
        page = chair.page
        page.emulate_media(media="print", color_scheme="dark")
        page.set_viewport_size({"width": round(ROLL), "height": 400})
        seen = page.evaluate(LOOK)
        assert seen["colours"] == ["rgb(0, 0, 0)"]
        assert seen["beyond"] == 0 and seen["right"] <= ROLL + 1
        page.pdf(path=tmp_path / "nota.pdf", prefer_css_page_size=True)
    sheets = re.findall(rb"/MediaBox ?\[0 0 ([0-9.]+) ([0-9.]+)\]", (tmp_path / "nota.pdf").read_bytes())
    assert sheets and {round(float(wide) * POINT) for wide, _long in sheets} == {58}
    assert len(sheets) <= 2
