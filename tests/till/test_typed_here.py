"""What is typed at the till and at its drawer goes through the one reader: as people write it, or back with a
sentence."""

import re
from uuid import uuid4

import pytest
import sqlalchemy as sa

from market.catalog.variant import Variant
from market.kernel.db import write
from market.kernel.record import table
from market.orders.order import OrderLine
from market.payments.payment import Payment
from market.till.day import CashMove, Closing, TillDay
from market.till.parked import ParkedSale
from market.till.rules import TillRules
from market.till.sale import TillSale
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows
from tests.till.test_bon import owes
from tests.till.test_closing import drawer, shown
from tests.till.test_plain import allow, sells

AS_WRITTEN = [
    ("50.000", 50_000),
    ("Rp. 50.000,-", 50_000),
    ("50rb", 50_000),
    ("50 ribu", 50_000),
    ("Rp50.000,00", 50_000),
]
UNCLEAR = ["50,00", "5.00", "limapuluh", "50000.5.1", "²", "-5", "1_000"]


def field_in(page: str, name: str) -> str:
    """The tag of a field of a page."""
    return re.search(rf'<input[^>]*name="{name}"[^>]*>', page)[0]


@both
def test_money_at_the_till_is_read_as_people_write_it(shop):
    here = world.a_shop(pieces=40)
    allow(here, percent=60)
    chair = world.as_person(here.chair)
    for typed, read in AS_WRITTEN:
        done(sells(here, chair, 2, given=typed))
        assert rows(TillSale)[-1].given == read, typed
        done(sells(here, chair, 4, discount=typed))
        assert rows(TillSale)[-1].discount == read, typed


@both
def test_pieces_and_weights_at_the_till_are_read_as_people_write_them(shop):
    here = world.a_shop(pieces=30)
    chair, page = world.as_person(here.chair), f"/lapak/{here.slug}/kasir"
    own = {f"unit-quantity-{here.sku}": "bungkus"}
    done(sells(here, chair, "3 bungkus", **own))
    done(chair.post(f"{page}/tunda", data={"id": str(uuid4()), f"quantity-{here.sku}": "2 pak", **own}))
    assert [each.quantity for each in rows(OrderLine)] == [3] and len(rows(ParkedSale)) == 1
    back = sells(here, chair, "2 dus", **own)
    assert back.status_code == 422 and "Maksudnya 2 bungkus?" in back.text and len(rows(TillSale)) == 1
    write(lambda db: db.execute(sa.update(Variant).where(table(Variant).c.sku == here.sku).values(unit="kg")))
    for typed, grams in (("350 g", 350), ("½ kg", 500), ("1,5 kg", 1_500), ("2 ons", 200), ("1.250 gr", 1_250)):
        done(sells(here, chair, 0, **{f"grams-{here.sku}": typed}))
        assert rows(OrderLine)[-1].weight_g == grams, typed
    back = sells(here, chair, 0, **{f"grams-{here.sku}": "1.500 kg"})
    assert (
        back.status_code == 422
        and "Maksudnya" in back.text
        and field_in(back.text, f"grams-{here.sku}").count("aria-") >= 3
    )


@both
def test_money_at_the_drawer_is_read_as_people_write_it(shop):
    here = world.a_shop(pieces=40)
    chair, desk = world.as_person(here.chair), drawer(here)
    for typed, read in AS_WRITTEN:
        done(chair.post(f"{desk}/laci", data={"way": "in", "amount": typed, "why": "Uang kecil"}))
        assert rows(CashMove)[-1].amount == read, typed
    done(chair.post(f"{desk}/awal", data={"float_amount": "Rp. 50.000,-"}))
    assert rows(TillDay)[0].float_amount == 50_000
    debt = owes(here, 4)
    done(chair.post(f"{debt}/1", data={"how": "cash", "amount-1": "20rb"}))
    assert rows(Payment)[-1].amount == 20_000
    _page, form = shown(chair, here)
    done(chair.post(desk, data=form | {"counted": "320 ribu"}))
    assert rows(Closing)[0].counted == 320_000
    done(chair.post(f"/lapak/{here.slug}/kasir/aturan", data={"discount_percent": "15 %", "bon": "1"}))
    assert rows(TillRules)[0].discount_percent == 15


@both
@pytest.mark.parametrize("typed", UNCLEAR)
def test_what_cannot_be_read_comes_back_beside_its_field_and_writes_nothing(shop, typed):
    here = world.a_shop(pieces=20)
    allow(here)
    debt, desk = owes(here), drawer(here)
    chair, home = world.as_person(here.chair), f"/lapak/{here.slug}/kasir"
    _page, form = shown(chair, here)
    sale = {"id": str(uuid4()), f"quantity-{here.sku}": "1", "paid": "cash"}
    for where, field, sent in (
        (home, "given", sale), (home, "discount", sale), (f"{home}/hitung", "discount", sale),
        (home, f"quantity-{here.sku}", sale), (f"{debt}/1", "amount-1", {"how": "cash"}),
        (f"{desk}/awal", "float_amount", {}), (f"{desk}/laci", "amount", {"way": "in", "why": "Kecil"}),
        (desk, "counted", form), (f"{home}/aturan", "discount_percent", {}),
    ):  # fmt: skip
        answer = chair.post(where, data=sent | {field: typed})
        assert answer.status_code == 422, (where, field)
        assert 'aria-invalid="true"' in field_in(answer.text, field), (where, field)
    assert len(rows(TillSale)) == 1 and not rows(Payment) and not rows(CashMove) and not rows(Closing)
