""" "Terjual langsung": its money is asked and may stay open, stands in no ledger, and goes with an undone press."""

from datetime import timedelta

import pytest
import time_machine

from market.inventory.direct_sale import DirectSale
from market.inventory.lot import Lot
from market.inventory.movement import StockMovement
from market.kernel.clock import now
from market.kernel.db import read
from market.orders.books.recount import recount
from market.payments.ledger import LedgerEntry
from market.people.act import Act
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows


def press(browser, here, pieces: int = 2, **more):
    home = f"/lapak/{here.slug}"
    done(browser.post(f"{home}/stok/terjual", data={"variant": here.sku, "quantity": str(pieces)}))
    return f"{home}/stok/terjual/{rows(DirectSale)[-1].key}", {"variant": here.sku} | more


def money(path: str, form: dict[str, str], amount: str) -> dict[str, str]:
    """The form in which its sum is said."""
    return form | {"amount-" + path.rpartition("/")[2]: amount}


def test_it_asks_for_the_money_without_insisting(shop):
    here = world.a_shop()
    chair, home = world.as_person(here.chair), f"/lapak/{here.slug}"
    assert "Berapa uangnya?" not in chair.get(home).text
    path, form = press(chair, here)
    assert "Berapa uangnya?" in chair.get(home).text and "Boleh dilewati" in chair.get(home).text
    path_2, _ = press(chair, here, 1)
    assert [each.amount for each in rows(DirectSale)] == [None, None], "the next one is sold all the same"
    done(chair.post(f"{path_2}/uang", data=money(path_2, form, "25rb")))
    done(chair.post(f"{path}/uang", data=money(path, form, "40.000")))
    assert [each.amount for each in rows(DirectSale)] == [40_000, 25_000] and not rows(LedgerEntry)
    with time_machine.travel(now() + timedelta(minutes=16), tick=True):
        assert "Berapa uangnya?" not in world.as_person(here.chair).get(home).text, "it was said"


@pytest.mark.parametrize("amount", ["", "-5", "banyak", "99999999999999"])
def test_a_sum_that_is_none_gets_a_sentence(shop, amount):
    here = world.a_shop()
    chair = world.as_person(here.chair)
    path, form = press(chair, here)
    answer = chair.post(f"{path}/uang", data=money(path, form, amount))
    assert answer.status_code == 422 and rows(DirectSale)[0].amount is None
    assert 'id="amount-1-error"' in answer.text or "amount-1" in answer.text


@both
def test_an_undone_press_takes_its_money_with_it(shop):
    here = world.a_shop()
    chair = world.as_person(here.chair)
    before = sum(lot.on_hand for lot in rows(Lot))
    path, form = press(chair, here, 3)
    done(chair.post(f"{path}/uang", data=money(path, form, "75000")))
    done(chair.post(f"{path}/urung", data=form))
    assert sum(lot.on_hand for lot in rows(Lot)) == before and rows(DirectSale)[0].undone_at
    assert [(m.quantity, m.ref) for m in rows(StockMovement)[-2:]] == [(-3, "direct/1"), (3, "direct/1")]
    assert chair.post(f"{path}/urung", data=form).status_code == 409
    assert chair.post(f"{path}/uang", data=money(path, form, "1000")).status_code == 409
    assert sum(lot.on_hand for lot in rows(Lot)) == before
    with read() as db:
        assert not recount(db)


@both
def test_what_was_counted_since_comes_not_twice_and_yesterday_stays(shop):
    here = world.a_shop()
    chair = world.as_person(here.chair)
    path, form = press(chair, here)
    lot = rows(Lot)[0]
    done(chair.post(f"/lapak/{here.slug}/stok/{lot.key}", data={"act": "counted", "quantity": "10"}))
    assert chair.post(f"{path}/urung", data=form).status_code == 422
    path, form = press(chair, here)
    with time_machine.travel(now() + timedelta(days=1), tick=True):
        chair = world.as_person(here.chair)
        assert chair.post(f"{path}/urung", data=form).status_code == 422
        assert chair.post(f"{path}/uang", data=money(path, form, "1000")).status_code == 422
    assert rows(DirectSale)[-1].amount is None and not rows(DirectSale)[-1].undone_at


def test_another_group_cannot_touch_it(shop):
    here = world.a_shop()
    path, form = press(world.as_person(here.chair), here)
    other = world.as_person(here.other_chair)
    for act in ("uang", "urung"):
        theirs = path.replace(here.slug, here.other_slug)
        assert other.post(f"{theirs}/{act}", data=money(path, form, "1000")).status_code == 404
        assert other.post(f"{path}/{act}", data=money(path, form, "1000")).status_code in (404, 403)


@both
def test_what_a_helper_says_of_the_money_stands_among_her_acts(shop):
    here = world.a_shop()
    path, form = press(world.as_person(here.chair), here)
    done(world.as_person(here.facilitator).post(f"{path}/uang", data=money(path, form, "40.000")))
    said = [(each.code, each.capacity, each.params["amount"]) for each in rows(Act) if each.code == "direct_money"]
    assert said == [("direct_money", "facilitator", 40_000)]
