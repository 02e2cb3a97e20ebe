"""What is told of a variant is said in one declaration, and what is made of it leaves nothing out."""

from dataclasses import fields
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from market.catalog.photo import KeptPhoto
from market.catalog.product import Product
from market.catalog.sold import SOLD
from market.catalog.variant import FACTS, NAMES, Sold, Variant, VariantFacts, label, label_among
from market.inventory.sheet_of_goods import COLUMNS, _read
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.sheet_heads import SheetRow
from market.orders.cart.cart_line import CartLine
from market.orders.order import OrderLine
from market.orders.placing.price_step import VariantChange, change_variants
from market.orders.placing.quote import QuoteLine
from market.pages.workspace.goods_forms import FACT_FIELDS, ProductForm, VariantForm
from market.people.access import CLOCK
from tests import world
from tests.both_ways import FEW_STATEMENTS, MANY, over_rows
from tests.conftest import both

TOLD = VariantFacts(name="Besar", price=9_000, unit="dus", weight_g=700, net_weight_g=650, shelf_life_days=9)
SAID = {FACT_FIELDS.get(fact, fact): str(getattr(TOLD, fact)) for fact in FACTS}


def _length(model, column):
    return table(model).c[column].type.length


def test_every_fact_is_told_in_each_form():
    assert not [fact for fact in FACTS if not getattr(TOLD, fact)], "say it above, so that it is tried below"
    for form in (ProductForm, VariantForm):
        assert set(SAID) <= set(form.model_fields)


@both
def test_every_fact_that_is_typed_is_stored_and_shown_again(shop):
    here = world.a_shop()
    chair = world.as_person(here.chair)
    shelf = f"/lapak/{here.slug}/produk"
    for page in (f"{shelf}/baru", f"{shelf}/{here.product}"):
        html = chair.get(page).text
        assert not [name for name in SAID if f'name="{name}"' not in html], page
    assert chair.post(f"{shelf}/{here.product}/pilihan", data=SAID).status_code == 303
    with read() as db:
        made = db.scalars(sa.select(Variant).where(table(Variant).c.name == "Besar")).one()
        assert {fact: getattr(made, fact) for fact in FACTS} == TOLD.model_dump()
        sku = made.sku
    page = world.client().get(f"/produk/{here.product}").text
    assert not [text for text in TOLD.texts().values() if text not in page]
    changed = SAID | {"sku": sku, "variant": "Kecil", "net_weight_g": "", "shelf_life_days": ""}
    assert chair.post(f"{shelf}/{here.product}/pilihan", data=changed).status_code == 303
    with read() as db:
        made = db.scalars(sa.select(Variant).where(table(Variant).c.sku == sku)).one()
        assert (made.name, made.net_weight_g, made.shelf_life_days, made.unit) == ("Kecil", None, None, "dus")


@both
def test_an_order_line_keeps_what_was_sold(shop):
    here = world.a_shop()
    write(lambda db: db.execute(sa.update(table(Variant)).values(TOLD.texts())) and None)
    world.buys(world.client(), here.sku, 1)
    kept = {each.name for each in fields(Sold)} - {"product_slug"}
    with read() as db:
        line = db.scalars(sa.select(OrderLine)).one()
        assert all(line.__dict__[name] == value for name, value in _sold_of(db, here.sku).items() if name in kept)
        lines = table(OrderLine)
        [among] = db.scalars(sa.select(label_among(lines)).select_from(lines))
    words = [getattr(line, name) for name in NAMES]
    assert label(line) == ", ".join(words) and among == f"{words[0]} ({', '.join(words[1:])})"


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)


@both
@FEW_STATEMENTS
@given(named=st.lists(st.tuples(WORDS, WORDS | st.just("")), min_size=MANY, max_size=MANY))
def test_a_list_of_goods_calls_them_as_their_label_does(shop, named):
    """The variant beside its product, after a comma or, in a list with commas, in brackets; where there is one."""
    said = over_rows(dict.fromkeys(NAMES, sa.String()), named, label_among)
    labels = [label(SimpleNamespace(product=product, variant=variant)) for product, variant in named]
    assert labels == [", ".join([product] + [variant] * bool(variant)) for product, variant in named]
    assert said == [
        text if text == product else f"{product} ({text.removeprefix(product + ', ')})"
        for text, (product, _variant) in zip(labels, named, strict=True)
    ]


def test_a_sheet_tells_every_fact_but_what_parts_variants():
    """A product of a sheet has one variant."""
    row = {each.name: "9" for each in COLUMNS} | {"nama": "Abon", "satuan": "dus"}
    row |= {"tahan_hari": "9 hari", "harga": "Rp9"}
    told = _read(SheetRow(2, row), [], CLOCK).facts.model_fields_set
    assert set(FACTS) - told == {"net_weight_g"}


def _sold_of(db, sku):
    v, p = table(Variant), table(Product)
    return (
        db.execute(sa.select(*SOLD).select_from(v.join(p, p.c.id == v.c.product_id)).where(v.c.sku == sku))
        .one()
        ._mapping
    )


@pytest.mark.parametrize("model", [CartLine, QuoteLine])
def test_the_longest_label_has_room_where_it_is_kept(model):
    longest = Sold(
        **{each.name: "x" * (_length(OrderLine, each.name) if each.name in NAMES else 1) for each in fields(Sold)}
    )
    assert len(longest.label) <= _length(model, "name")


@both
def test_what_changes_together_is_one_change_of_its_product(shop):
    """Prices of several packings, or several photos: the product follows once."""
    here = world.a_shop()

    def work(db) -> int:
        product = db.scalars(sa.select(Product).where(table(Product).c.slug == here.product)).one()
        product.add_variant(TOLD)
        was, (first, second) = product.version, product.variants
        cheap = [VariantChange(each, VariantFacts(**TOLD.model_dump() | {"price": 7_000})) for each in (first, second)]
        assert change_variants(product, cheap, CLOCK) == 0
        assert (product.version, product.price_from, product.prices_differ) == (was + 1, 7_000, False)
        product.add_photos([KeptPhoto("satu", 9, 9), KeptPhoto("dua", 9, 9)], "Toples")
        assert [each.position for each in product.photos] == [0, 1] and product.cover == "satu"
        with pytest.raises(Refused, match="photo_too_many"):
            product.add_photos([KeptPhoto("lagi", 9, 9)] * 5, "")
        return product.version - was

    assert write(work) == 2
