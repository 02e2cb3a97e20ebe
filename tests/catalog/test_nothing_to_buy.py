"""What cannot be bought is not shown as if it could: products without a variant, steps that are dearer than one."""

import sqlalchemy as sa

from market.catalog.product import Product
from market.catalog.variant import Variant
from market.kernel.db import read, write
from market.kernel.record import table
from market.orders.placing.price_step import PriceStep, price_for
from tests import world
from tests.bazaars.world import done
from tests.conftest import both


@both
def test_a_product_whose_last_variant_was_withdrawn_is_listed_nowhere(shop):
    """It stood first with Rp0, in the sitemap, and its page had empty offers."""
    here = world.a_shop()
    chair = world.as_person(here.chair)
    desk = f"/lapak/{here.slug}/produk/{here.product}"
    done(chair.post(f"{desk}/pilihan/tarik", data={"variant": here.sku}))
    guest = world.client()
    for public in ("/", "/produk", "/produk?urut=murah", f"/kelompok/{here.slug}", "/sitemap.xml"):
        answer = guest.get(public)
        assert f"/produk/{here.product}" not in answer.text and "Rp0" not in answer.text, public
    assert '"offers": []' not in guest.get(f"/produk/{here.product}").text
    again = chair.post(f"{desk}/tarik", data={"again": "1"})
    assert again.status_code == 422 and "Tambah kemasan" in again.text
    with read() as db:
        assert not db.scalars(sa.select(Product).where(table(Product).c.slug == here.product)).one().listed
    new = {"price": "20.000", "unit": "bungkus", "weight_g": "250"}
    done(chair.post(f"{desk}/pilihan", data=new))
    done(chair.post(f"{desk}/tarik", data={"again": "1"}))
    assert f"/produk/{here.product}" in guest.get("/produk").text


@both
def test_a_step_that_became_dearer_than_one_is_taken_away(shop):
    here = world.a_shop(price=25_000)
    chair = world.as_person(here.chair)
    step = {"variant": here.sku, "pieces": "10", "price": "22.000"}
    done(chair.post(f"/lapak/{here.slug}/penawaran/harga", data=step))
    facts = {"sku": here.sku, "price": "20.000", "unit": "bungkus", "weight_g": "600"}
    done(chair.post(f"/lapak/{here.slug}/produk/{here.product}/pilihan", data=facts))
    assert "dihapus" in chair.get(f"/lapak/{here.slug}/produk/{here.product}").text
    with read() as db:
        variant = db.scalars(sa.select(Variant).where(table(Variant).c.sku == here.sku)).one()
        assert price_for(db, variant, 10) == 20_000 and db.scalars(sa.select(PriceStep)).all() == []
    write(lambda db: PriceStep(variant_id=variant.key, pieces=5, price=24_000).add(db) and None)
    with read() as db:
        assert price_for(db, variant, 9) == 20_000, "whoever lowered it, by whatever way"
