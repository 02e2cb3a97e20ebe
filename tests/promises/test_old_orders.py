"""A renamed, then withdrawn product leaves old orders as they were, byte for byte."""

import re

from market.catalog.product import product_by_slug
from market.catalog.variant import VariantFacts
from market.kernel.db import write
from market.people.access import CLOCK
from tests import world
from tests.conftest import both


def plain(page: str) -> str:
    """The page's own content; addresses of style sheets and forms' own tokens carry no meaning here."""
    return re.sub(r'name="press" value="[^"]*"', "", re.search(r"<main.*</main>", page, re.S)[0])


@both
def test_renaming_and_withdrawing_change_no_old_order(shop):
    here = world.a_shop()
    buyer = world.client()
    path, _ = world.buys(buyer, here.sku, 2)
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    chair = world.as_person(here.chair)
    nota = f"/lapak/{here.slug}/pesanan/{number}/nota"
    buyer.get(path)  # the word of thanks is said once
    before = plain(buyer.get(path).text), plain(chair.get(nota).text)

    def rename(db):
        product = product_by_slug(db, here.product)
        product.edit(
            product.version, CLOCK, name="Nama lain sama sekali", category_id=product.category_id, description="Lain",
            composition="", storage="", made_to_order=False, lead_days=0,
        )  # fmt: skip
        variant = product.variants[0]
        variant.edit(VariantFacts(name="XL", price=99_000, unit="peti", weight_g=9_000, shelf_life_days=1))
        product.touched()

    write(rename)
    assert (plain(buyer.get(path).text), plain(chair.get(nota).text)) == before

    def withdraw(db):
        product = product_by_slug(db, here.product)
        product.variants[0].withdraw()
        product.withdraw(CLOCK)
        product.touched()

    write(withdraw)
    assert (plain(buyer.get(path).text), plain(chair.get(nota).text)) == before
    assert world.client().get(f"/produk/{here.product}").status_code == 404
