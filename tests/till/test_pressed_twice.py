"""Each form of the till is done once, however often its button is pressed: one after the other, and both at once."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Barrier, Thread
from typing import Any

import pytest

from market.inventory.direct_sale import DirectSale
from market.inventory.lot import Lot
from market.orders.order import OrderLine
from market.till.day import CashMove, Closing, TillDay
from market.till.returned import TillReturn
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows
from tests.promises.test_sent_once import token_of
from tests.till.phones import Phone, line
from tests.till.test_closing import drawer, shown


@dataclass(frozen=True)
class Press:
    """A form of a page: where it goes, what is in it, what it writes, and what that is to be."""

    page: str
    to: str
    form: dict[str, str]
    wrote: Callable[[], Any]
    once: Any


def float_said(here, _chair) -> Press:
    form = {"float_amount": "50.000"}
    return Press(
        drawer(here), f"{drawer(here)}/awal", form, lambda: [each.float_amount for each in rows(TillDay)], [50_000]
    )


def drawer_moved(here, _chair) -> Press:
    form = {"way": "in", "amount": "20.000", "why": "Uang kecil"}
    return Press(drawer(here), f"{drawer(here)}/laci", form, lambda: [each.amount for each in rows(CashMove)], [20_000])


def signed(here, chair) -> Press:
    Phone(here.group_id, here.chair).sells(line(here.sku, 1))
    _page, form = shown(chair, here)
    return Press(drawer(here), drawer(here), form | {"counted": "25.000"}, lambda: len(rows(Closing)), 1)


def brought_back(here, _chair) -> Press:
    Phone(here.group_id, here.chair).sells(line(here.sku, 3))
    nota = f"/lapak/{here.slug}/kasir/nota/1"
    form = {f"line-{rows(OrderLine)[0].key}": "1", "reason": "Basi", "goods": "stock"}
    return Press(nota, f"{nota}/kembali", form, lambda: (len(rows(TillReturn)), rows(Lot)[0].on_hand), (1, 18))


def counted_alone(here, _chair) -> Press:
    home = f"/lapak/{here.slug}"
    form = {"variant": here.sku, "quantity": "2"}
    return Press(home, f"{home}/stok/terjual", form, lambda: (len(rows(DirectSale)), rows(Lot)[0].on_hand), (1, 18))


@both
@pytest.mark.parametrize("make", [float_said, drawer_moved, signed, brought_back, counted_alone])
def test_a_press_counts_once(shop, make):
    here = world.a_shop(pieces=20)
    chair = world.as_person(here.chair)
    press = make(here, chair)
    form = press.form | {"press": token_of(chair, press.page)}
    begins, answers = Barrier(3), []

    def tap() -> None:
        own = world.as_person(here.chair)
        own.cookies.update(chair.cookies)
        begins.wait()
        answers.append(own.post(press.to, data=form).status_code)

    taps = [Thread(target=tap) for _ in range(3)]
    for each in taps:
        each.start()
    for each in taps:
        each.join()
    assert 303 in answers and set(answers) <= {303, 409}, answers
    assert press.wrote() == press.once
    done(chair.post(press.to, data=form))
    assert press.wrote() == press.once, "and once more, later"
