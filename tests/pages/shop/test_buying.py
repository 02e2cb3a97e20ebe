"""At the checkout: a place that was left open is asked for; nothing becomes a pick-up that nobody chose."""

import re

import pytest
import sqlalchemy as sa

from market.kernel.db import read, write
from market.kernel.record import table
from market.orders.order import Order
from market.orders.terms import own_terms
from market.people.group import group_by_slug
from tests import world
from tests.conftest import both, wide

PICKUP = {"delivery-tunas-bahari": "pickup", "delivery-mama-kuala": "pickup", "payment": "cash", "ways_to": ""}
BUYER = {"name": "Ratna", "phone": "0812-3456-7890", "token": "place-left-open", **PICKUP}
STREET = {"address": "Jl Melati 1"}


def with_goods(*skus: str):
    browser = world.client()
    for sku in skus:
        browser.post("/keranjang", data={"variant": sku, "quantity": 1})
    return browser


def placed() -> int:
    with read() as db:
        return db.execute(sa.select(sa.func.count()).select_from(table(Order))).scalar_one()


def asked_again(answer) -> str:
    """The page that asks for the place, in its own field; nothing was ordered."""
    assert answer.status_code == 422 and 'id="village-salah"' in answer.text and placed() == 0
    return answer.text


@both
@pytest.mark.parametrize("groups", [1, 2])
def test_a_place_that_was_chosen_half_way_is_not_dropped(shop, groups):
    here = world.a_shop()
    browser = with_goods(*(here.sku, here.other_sku)[:groups])
    cities = browser.post("/checkout/tempat", data=BUYER | STREET | {"village": "sukabumi"}).text
    assert 'value="32.02"' in cities
    districts = browser.post("/checkout/tempat", data=BUYER | STREET | {"village": "32.02"}).text
    open_list = re.search(r'name="village_typed" value="([^"]*)"', districts)
    assert not re.search(r'<input[^>]*type="radio"[^>]*checked[^>]*>', districts[: districts.index('id="delivery-')])
    left = {"village_typed": open_list[1] if open_list else ""}  # a browser sends no radio of which none is chosen
    for pressed in (BUYER | left, BUYER | STREET | left):
        page = asked_again(browser.post("/checkout", data=pressed))
        assert 'value="32.02.01"' in page, "the same places are there to choose from"
    looked = browser.post("/checkout/tempat", data=BUYER | left)
    assert looked.status_code == 422 and 'value="32.02.01"' in looked.text
    typed_anew = browser.post("/checkout/tempat", data=BUYER | left | {"another": "1"}).text
    assert 'name="village_typed"' not in typed_anew, "who types another place, or none, has left nothing open"


@wide
@pytest.mark.parametrize("groups", [1, 2])
def test_a_street_without_a_village_is_asked_for_its_village(shop, groups):
    here = world.a_shop()
    browser = with_goods(*(here.sku, here.other_sku)[:groups])
    for street in (STREET, {"landmark": "pagar biru"}):
        page = asked_again(browser.post("/checkout", data=BUYER | street))
        assert "Kosongkan alamatnya" in page
    assert browser.post("/checkout", data=BUYER).status_code == 303 and placed() == 1, "who fetches it writes no street"


@both
def test_nothing_is_preset_to_pick_up_for_who_names_a_place(shop):
    """Mama Kuala brings nothing anywhere: a buyer with a village chooses that she will fetch it."""
    here = world.a_shop()
    write(lambda db: setattr(own_terms(db, group_by_slug(db, here.other_slug).key), "quote", False))
    browser = with_goods(here.sku, here.other_sku)
    ticks = re.compile(r'<input[^>]*name="delivery-[^>]*\schecked[^>]*>')
    assert not ticks.findall(browser.get("/checkout").text), "nobody fetches in two cities without a word"
    assert "pickup" in ticks.findall(with_goods(here.sku).get("/checkout").text)[0]
    there = {"village": world.BITUNG}
    page = browser.post("/checkout/tempat", data=BUYER | there).text
    ticked = ticks.findall(page)
    assert len(ticked) == 1 and "tunas-bahari" in ticked[0] and "pickup" not in ticked[0]
    bought = {name: value for name, value in BUYER.items() if name != "delivery-mama-kuala"}
    answer = browser.post("/checkout", data=bought | there | STREET | {"ways_to": world.BITUNG})
    assert answer.status_code == 422 and 'href="#delivery-mama-kuala"' in answer.text and placed() == 0
