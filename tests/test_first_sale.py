"""The first sale, from listing to hand-over, over HTTP."""

import re

from market.kernel.db import read
from market.orders.books.recount import recount
from tests import world
from tests.conftest import both


def state(browser, path) -> tuple[str, str]:
    page = browser.get(path)
    assert page.status_code == 200, page.text[:500]
    found = re.search(r'data-suborder="[^"]+"\s+data-state="(\w+)"\s+data-payment="(\w+)"', page.text)
    return found[1], found[2]


@both
def test_from_cart_to_hand_over(shop):
    here = world.a_shop()
    buyer = world.client()
    path, answer = world.buys(buyer, here.sku, 2)
    assert answer.status_code == 303, answer.text
    assert state(buyer, path) == ("accepted", "unpaid")
    number = re.search(r"/pesanan/([^?]+)", path)[1]
    claim = buyer.post(path.replace("?", "/bayar?"), data={"claim": f"{number}-1"})
    assert claim.status_code == 303, claim.text
    assert state(buyer, path) == ("accepted", "claimed")
    treasurer = world.as_person(here.treasurer)
    page = treasurer.get(f"/lapak/{here.slug}/uang")
    confirm = re.search(r'action="([^"]+/cocok)"', page.text)[1]
    assert treasurer.post(confirm).status_code == 303
    assert state(buyer, path) == ("accepted", "paid")
    chair = world.as_person(here.chair)
    order = f"/lapak/{here.slug}/pesanan/{number}-1"
    for act, after in (("siapkan", "preparing"), ("siap", "ready"), ("serahkan", "received")):
        answer = chair.post(f"{order}/{act}")
        assert answer.status_code == 303, answer.text
        assert state(buyer, path) == (after, "paid")
    with read() as db:
        assert recount(db) == []
    assert world.client().get(f"/api/v1/variants/{here.sku}").json()["available"] == 8


@both
def test_cancelled_before_preparing_gives_the_stock_back(shop):
    here = world.a_shop()
    buyer = world.client()
    path, _ = world.buys(buyer, here.sku, 3)
    number = re.search(r"/pesanan/([^?]+)", path)[1]
    assert world.client().get(f"/api/v1/variants/{here.sku}").json()["available"] == 7
    assert buyer.post(path.replace("?", "/batal?"), data={"parcel": f"{number}-1"}).status_code == 303
    assert state(buyer, path)[0] == "cancelled"
    assert world.client().get(f"/api/v1/variants/{here.sku}").json()["available"] == 10
    with read() as db:
        assert recount(db) == []


def test_a_stranger_with_the_number_alone_finds_nothing(shop):
    here = world.a_shop()
    path, _ = world.buys(world.client(), here.sku)
    bare = path.partition("?")[0]
    assert world.client().get(bare).status_code == 404
    assert world.client().get(bare + "?kunci=wrong").status_code == 404
