"""How many a buyer may put into the cart: the field on a page ends with what there is."""

import re

from tests import world
from tests.conftest import wide
from tests.orders.reading.test_one_sum import sewn


@wide
def test_the_stepper_ends_with_what_there_is(shop):
    here = world.a_shop(pieces=12)
    page = world.client().get(f"/produk/{here.product}").text
    assert re.search(r'name="quantity"[^>]*data-most="12"', page)
    sewn(here)
    assert "data-most" not in world.client().get(f"/produk/{here.product}").text


@wide
def test_the_cart_says_that_it_was_changed_only_where_it_was(shop):
    """An emptied field keeps the number that is there."""
    here = world.a_shop()
    buyer = world.client()
    buyer.post("/keranjang", data={"variant": here.sku, "quantity": 2})
    buyer.get("/keranjang")
    for typed, said in (("", False), ("2", False), ("3", True)):
        assert buyer.post("/keranjang/jumlah", data={f"quantity-{here.sku}": typed}).status_code == 303
        assert ("Keranjang sudah diubah" in buyer.get("/keranjang").text) is said, typed
