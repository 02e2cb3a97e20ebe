"""Whoever counts goods in their own unit is understood wherever goods are counted, and another unit is asked about."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from market.catalog.variant import Variant
from market.kernel.clock import today
from market.kernel.db import write
from market.kernel.record import table
from market.kernel.settings import settings
from tests import world
from tests.conftest import both


def a_shop_of_jars() -> world.Shop:
    here = world.a_shop(pieces=30)
    write(lambda db: db.execute(sa.update(Variant).where(table(Variant).c.sku == here.sku).values(unit="toples")))
    return here


def hidden(page: str) -> dict[str, str]:
    """The units in which a page shows what its fields count."""
    return dict(re.findall(r'<input type="hidden" name="(unit[^"]*)" value="([^"]*)"', page))


@both
@pytest.mark.parametrize(("typed", "read"), [("3 toples", 3), ("2 jar", 2), ("2 dus", None), ("1 lusin", None)])
def test_the_cart_reads_the_goods_own_unit(shop, typed, read):
    here = a_shop_of_jars()
    buyer = world.client()
    product = buyer.get(f"/produk/{here.product}").text
    put = {"product": here.product, "variant": here.sku, "quantity": typed, **hidden(product)}
    assert buyer.post("/keranjang", data=put).status_code == (303 if read else 422)
    if not read:
        assert buyer.post("/keranjang", data=put | {"quantity": "1"}).status_code == 303
    page = buyer.get("/keranjang").text
    changed = buyer.post("/keranjang/jumlah", data={f"quantity-{here.sku}": typed, **hidden(page)})
    assert changed.status_code == (303 if read else 422)
    if read:
        assert f'value="{read}"' in buyer.get("/keranjang").text
    else:
        assert f"Maksudnya {12 if 'lusin' in typed else 2} toples?" in changed.text


@both
def test_a_lot_and_stock_that_came_read_it(shop):
    here = a_shop_of_jars()
    chair, desk = world.as_person(here.chair), f"/lapak/{here.slug}"
    page = chair.get(desk + "/stok").text
    lot = re.search(rf'href="({desk}/stok/\d+)"', page)[1]
    came = {"variant": here.sku, **hidden(page)}
    assert "Maksudnya 2 toples?" in chair.post(desk + "/stok/terima", data=came | {"quantity": "2 dus"}).text
    assert chair.post(desk + "/stok/terima", data=came | {"quantity": "2 toples"}).status_code == 303
    spoiled = {"act": "spoiled", **hidden(chair.get(lot).text)}
    assert "Maksudnya 2 toples?" in chair.post(lot, data=spoiled | {"quantity": "2 dus"}).text
    assert chair.post(lot, data=spoiled | {"quantity": "2 toples"}).status_code == 303


@both
def test_an_offer_to_an_office_and_its_steps_read_it(shop):
    here = a_shop_of_jars()
    chair, desk = world.as_person(here.chair), f"/lapak/{here.slug}/penawaran"
    page, soon = chair.get(desk).text, today(settings().zone)
    offer = {
        "office": "Dinas Sosial", "contact": "Bu Ani", "phone": "0812-0000-4321", "delivery_fee": "0", "pay_days": "30",
        "deliver_on": (soon + timedelta(days=9)).isoformat(), "valid_until": (soon + timedelta(days=5)).isoformat(),
        **hidden(page),
    }  # fmt: skip
    asked = chair.post(desk, data=offer | {f"quantity-{here.sku}": "2 lusin"})
    assert asked.status_code == 422 and "Maksudnya 24 toples?" in asked.text
    assert chair.post(desk, data=offer | {f"quantity-{here.sku}": "3 toples"}).status_code == 303
    step = {"variant": here.sku, "price": "9000", **hidden(page)}
    assert "Maksudnya 24 toples?" in chair.post(desk + "/harga", data=step | {"pieces": "2 lusin"}).text
    assert chair.post(desk + "/harga", data=step | {"pieces": "12 toples"}).status_code == 303
