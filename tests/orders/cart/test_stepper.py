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
