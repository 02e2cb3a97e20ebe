"""Two people who edit one product: one of them is told, and what she typed stands."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from market.catalog.product import Product, product_by_slug
from market.kernel.db import read, write
from market.kernel.refused import Refused
from market.people.access import CLOCK
from tests import world
from tests.conftest import both

TOLD = "Barang ini baru saja diubah orang lain."


def edited(product: Product, version: int, description: str) -> None:
    product.edit(
        version, CLOCK, name=product.name, category_id=product.category_id, description=description, composition="",
        storage="", made_to_order=False, lead_days=0,
    )  # fmt: skip


def now_is(slug: str) -> Product:
    with read() as db:
        return product_by_slug(db, slug)


@pytest.mark.parametrize("shop", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_of_two_who_save_at_the_same_moment_one_is_told(shop):
    here = world.a_shop()
    seen, both_have_read, begun = now_is(here.product).version, Barrier(2), []

    def save(description):
        def work(db):
            product = product_by_slug(db, here.product)
            if description not in begun:  # she does not wait again when her write is tried again
                begun.append(description)
                both_have_read.wait(timeout=10)
            edited(product, seen, description)

        try:
            write(work)
        except Refused as refusal:
            return refusal.code
        return description

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(save, ("Asap kelapa", "Asap kayu")))
    [kept] = [each for each in answers if each != "product_changed"]
    assert len(answers) == 2 and answers.count("product_changed") == 1
    assert now_is(here.product).description == kept


@both
@pytest.mark.parametrize("form", ["", "/pilihan"])
def test_who_sends_a_page_that_is_old_is_told_and_sends_again(shop, form):
    here = world.a_shop()
    chair, path = world.as_person(here.chair), f"/lapak/{here.slug}/produk/{here.product}"
    old = re.search(r'name="version" value="(\d+)"', chair.get(path).text)[1]
    with read() as db:
        sku = product_by_slug(db, here.product).variants[0].sku
    write(lambda db: edited(product_by_slug(db, here.product), int(old), "Punya bendahara"))
    typed = {
        "": {"name": "Ikan asap Meike", "category": "ikan-asap", "description": "Punya ketua"},
        "/pilihan": {"sku": sku, "variant": "Bungkus besar", "price": "77.000", "unit": "kotak", "weight_g": "500"},
    }[form]
    answer = chair.post(path + form, data=typed | {"version": old})
    assert answer.status_code == 409 and TOLD in answer.text
    assert list(typed.values())[1] in answer.text
    now = set(re.findall(r'name="version" value="(\d+)"', answer.text))
    assert old not in now and len(now) == 1
    assert chair.post(path + form, data=typed | {"version": now.pop()}).status_code == 303


@both
def test_an_answer_about_the_stock_disturbs_nobody_who_writes(shop):
    here = world.a_shop()
    seen = now_is(here.product)
    write(lambda db: product_by_slug(db, here.product).confirm())
    after = now_is(here.product)
    assert after.version == seen.version and after.confirmed_at > seen.confirmed_at
    write(lambda db: product_by_slug(db, here.product).withdraw(CLOCK))
    assert now_is(here.product).version > seen.version, "who writes should know that it is sold no more"
