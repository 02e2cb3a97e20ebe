"""An evening at 360 px: a debt is paid, goods come back, the drawer is counted, the day is signed and read again."""

import pytest

from market.kernel.db import database
from tests import world
from tests.browser import needs_chromium
from tests.journeys.test_first_sale import Walk, sign_in
from tests.server import browsing
from tests.till.phones import Phone, line

pytestmark = [pytest.mark.browser, pytest.mark.walk]


@needs_chromium
@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without"])
def test_a_day_is_closed_with_a_difference_and_its_evening_told(shop, javascript):
    here = world.a_shop(pieces=40, price=25_000)
    sold(here)
    database().close()
    with browsing() as (server, browser):
        chair, treasurer = (Walk(browser, server.base, javascript) for _ in range(2))
        sign_in(chair, 1)
        sign_in(treasurer, 2)
        debt_and_return(chair, here)
        closes(chair, here)
        tells(chair, treasurer, here)
        for walk in (chair, treasurer):
            walk.clean()


def sold(here) -> None:
    """Before the evening: two sales in cash, one by transfer, one on credit."""
    phone = Phone(here.group_id, here.chair)
    phone.sells(line(here.sku, 3), given=100_000)
    phone.sells(line(here.sku, 1))
    phone.sells(line(here.sku, 2), paid="transfer")
    phone.sells(line(here.sku, 2), paid="bon", buyer={"name": "Ibu Ros", "phone": "081200000777"})


def debt_and_return(chair: Walk, here) -> None:
    chair.go(f"/lapak/{here.slug}/kasir/bon")
    chair.fill("amount-4", "20rb")
    chair.press("Tunai")
    assert "Rp30.000" in chair.page.inner_text("main")
    chair.go(f"/lapak/{here.slug}/kasir/nota/1")
    if not chair.page.is_visible("#line-1"):
        chair.page.click("summary:has-text('Barang kembali')")
    chair.fill("line-1", "1")
    chair.fill("reason", "Bungkusnya robek")
    chair.press("Catat barang kembali")
    assert "kembali 1" in chair.page.inner_text("main")


def closes(chair: Walk, here) -> None:
    """Float 50.000, cash 100.000, debt 20.000, back 25.000, taken 15.000: 130.000 ought to be there."""
    chair.go(f"/lapak/{here.slug}/kasir/tutup")
    chair.fill("float_amount", "50.000")
    chair.press("Simpan")
    chair.page.click("summary:has-text('Uang diambil')")
    chair.fill("amount", "15000")
    chair.fill("why", "Beli kantong plastik")
    chair.press("Catat")
    assert "Rp130.000" in chair.page.inner_text("main")
    chair.fill("counted", "128.000")
    chair.press("Tandatangani")
    assert "Tulis sebabnya" in chair.page.inner_text("main"), "and what was counted stands there still"
    assert chair.page.input_value("#counted") in ("128.000", "128000")
    chair.fill("reason", "Salah kembalian")
    chair.press("Tandatangani")
    text = chair.page.inner_text("main")
    assert "kurang Rp2.000" in text and "tidak berubah lagi" in text


def tells(chair: Walk, treasurer: Walk, here) -> None:
    """The evening's recap: a second person says the same, and the money stands in the book, each class apart."""
    treasurer.go(f"/lapak/{here.slug}/kasir/tutup?hari=" + chair.page.url.rpartition("=")[2].partition("#")[0])
    treasurer.press("Saya ikut menghitung, benar")
    assert "Dibenarkan Sience" in treasurer.page.inner_text("main")
    treasurer.go(f"/lapak/{here.slug}/uang")
    assert "menjual Rp170.000 bulan ini" in treasurer.page.inner_text("main")
    treasurer.go(f"/lapak/{here.slug}/uang/buku")
    book = treasurer.page.inner_text("main")
    assert "Salah kembalian" in book and "di kasir" in book and "dilihat kasir" in book
