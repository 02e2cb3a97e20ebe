"""The word of thanks stands in the part of the page to which a redirect leads."""

import re

import pytest

from market.web.page import redirect
from market.web.said_at import said_at, told_place
from tests import world
from tests.conftest import both

TOLD = '<p class="notice is-good" role="status" data-said>Tersimpan.</p>'


def test_it_moves_to_its_part_and_stays_where_there_is_none():
    page = f'<main>{TOLD}<section class="card" id="ongkir"><h2>Ongkir</h2></section><p id="lain">x</p></main>'
    assert said_at(page, "ongkir") == f'<main><section class="card" id="ongkir">{TOLD}' + page.split('"ongkir">')[1]
    for nowhere in ("lain", "tidak-ada", "", "(", 'ongkir"'):
        assert said_at(page, nowhere) == page, nowhere
    above = f'<section id="aturan"></section>{TOLD}'
    assert said_at(above, "aturan") == f'<section id="aturan">{TOLD}</section>'
    assert [told_place(path) for path in ("/a", "/a#b", "/a?x=1#b")] == ["", "#b", "#b"]


@both
def test_who_presses_far_below_is_answered_there(shop):
    """The answer used to stand on top of the page, two screens above what was done, without the name of the goods."""
    here = world.a_shop(pieces=3)
    chair, desk = world.as_person(here.chair), f"/lapak/{here.slug}"
    made = chair.post(desk + "/stok", data={"variant": here.sku, "quantity": "5"})
    assert made.headers["location"] == f"{desk}#{here.sku}"
    assert re.search(rf'<li [^>]*id="{here.sku}"[^>]*><p [^>]*role="status"', chair.get(desk).text)
    assert "data-said" not in chair.get(desk).text, "said once"
    wrong = chair.post(desk + "/stok", data={"variant": here.sku, "quantity": "x"}).text
    assert 'href="#quantity">Berapa bungkus Cakalang fufu: ' in wrong
    other = chair.post(desk + "/stok", data={"variant": here.sku, "unit": "bungkus", "quantity": "2 dus"})
    assert other.status_code == 422 and "Maksudnya 2 bungkus?" in other.text, "a dus holds 24"
    weighed = {"variant": here.sku, "unit": "kg", "quantity": "10 kg"}
    assert chair.post(desk + "/stok", data=weighed).status_code == 303, "its own unit is read"
    fee = {
        "delivery": "courier",
        "place": "Girian",
        "first_fee": "10.000",
        "next_fee": "0",
        "days_min": "1",
        "days_max": "2",
    }
    told = chair.post(desk + "/pengiriman/ongkir", data=fee)
    assert told.headers["location"].endswith("/pengiriman#ongkir"), told.text
    assert re.search(r'id="ongkir"><p [^>]*role="status"', chair.get(desk + "/pengiriman").text)


@pytest.mark.parametrize(
    ("path", "told"),
    [("/lapak/a#ongkir", "#ongkir"), ("/lapak/a#17", "#17"), ("/lapak/a#", ""), ("/lapak/a", ""), ("/lapak/a#Ⅷ", ""),
     ("/lapak/a#a b", ""), ("/lapak/a#x\r\nSet-Cookie: y=1", ""), ("/lapak/a#" + "x" * 5_000, "")],
)  # fmt: skip
def test_only_the_name_of_a_part_is_carried(path, told):
    assert told_place(path) == told
    assert redirect(path, words="saved").status_code == 303
