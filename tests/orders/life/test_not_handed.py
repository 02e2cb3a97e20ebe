""" "Serahkan" pressed by mistake: stock, money and letters are as before, and only while nothing came after it."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.inventory.lot import Lot
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.orders.books.recount import recount
from market.orders.order import SubOrder
from market.orders.state import State
from market.orders.terms import own_terms
from market.payments import ledger
from market.payments.bill import Bill, BillState
from tests import world
from tests.conftest import both

S, B, L, M = (table(each) for each in (SubOrder, Bill, Lot, Message))
BROUGHT = {"delivery-tunas-bahari": "own_courier", "village": world.BITUNG, "address": "Jl. Sam Ratulangi 3"}
WHY = {"reason": "Salah tekan"}


class Parcel:
    """A parcel of four, and how stock, money and letters stand."""

    def __init__(self, **choices: str) -> None:
        self.here = world.a_shop(pieces=10)
        write(lambda db: setattr(own_terms(db, self.here.group_id), "cash_on_delivery", True))
        self.buyer = world.client()
        path, answer = world.buys(self.buyer, self.here.sku, 4, **{"email": "ratna@contoh.id"} | choices)
        assert path, answer.text
        self.path, self.number = path, re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
        self.desk = f"/lapak/{self.here.slug}/pesanan/{self.number}"

    def press(self, verb: str, by: int = 0, **form: str) -> int:
        browser = world.as_person(by or self.here.chair)
        mark = re.search(r'name="mark" value="([^"]*)"', browser.get(self.desk).text)
        shown = {"mark": mark[1]} if mark else {}
        return browser.post(f"{self.desk}/{verb}", data=shown | form).status_code

    def stands(self) -> tuple:
        """State, hours that it waits for, stock, bill, the group's own money, and the letters that are true."""
        with read() as db:
            sub = db.scalars(sa.select(SubOrder)).one()
            lot = db.execute(sa.select(L.c.on_hand, L.c.held, L.c.allocated).where(L.c.allocated > 0)).all()
            bill = db.scalars(sa.select(Bill)).one()
            letters = sorted(db.scalars(sa.select(M.c.template).where(M.c.unsaid_at.is_(None))))
            own = ledger.balance(db, ledger.own(self.here.group_id))
            assert recount(db) == []
            clocks = (sub.handed_at, sub.close_by, sub.remind_at, sub.ask_at)
            return sub.state, clocks, lot, bill.state, own, letters


@both
def test_goods_that_were_paid_are_kept_again(shop):
    parcel = Parcel()
    assert parcel.press("../../uang/masuk/" + parcel.number, parcel.here.treasurer) == 303
    for verb in ("siapkan", "siap"):
        assert parcel.press(verb) == 303
    before = parcel.stands()
    assert before[0] is State.READY and before[3] is BillState.SETTLED
    assert parcel.press("serahkan") == 303 and parcel.stands()[0] is State.RECEIVED
    chair = world.as_person(parcel.here.chair)
    for verb in ("siapkan", "siap", "kirim"):
        assert parcel.press(verb) == 409, "only by the one verb that says so"
    assert parcel.stands()[0] is State.RECEIVED
    assert "Salah tekan, belum diserahkan" in chair.get(parcel.desk).text
    assert parcel.press("serahkan/tarik", reason="") == 422
    assert parcel.press("serahkan/tarik", **WHY) == 303
    assert parcel.stands() == before, "the letter that it is ready too, which was not sent yet"
    assert "Ternyata belum diserahkan" in parcel.buyer.get(parcel.path).text
    assert parcel.press("serahkan/tarik", **WHY) == 409
    assert parcel.press("serahkan") == 303 and parcel.stands()[0] is State.RECEIVED, "and handed over in earnest"


@both
def test_cash_that_was_not_taken_goes_back_by_who_said_so(shop):
    parcel = Parcel(payment="cash")
    assert parcel.press("siapkan") == 303 and parcel.press("siap") == 303
    before = parcel.stands()
    assert parcel.press("serahkan") == 303
    paid = parcel.stands()
    assert paid[3] is BillState.SETTLED and paid[4] == 100_000
    treasurer = world.as_person(parcel.here.treasurer)
    assert "Salah tekan, belum diserahkan" not in treasurer.get(parcel.desk).text, "who took it says so"
    assert parcel.press("serahkan/tarik", parcel.here.treasurer, **WHY) == 422
    assert parcel.press("serahkan/tarik", **WHY) == 303
    assert parcel.stands() == before, "the buyer heard nothing of it"
    assert parcel.press("serahkan") == 303 and parcel.stands()[4] == 100_000


@both
@pytest.mark.parametrize("cash", [False, True])
def test_what_is_still_on_its_way_is_so_again(shop, cash):
    parcel = Parcel(**BROUGHT, payment="cash" if cash else "transfer")
    if cash:
        assert parcel.press("terima") == 303
    else:
        assert parcel.press("../../uang/masuk/" + parcel.number, parcel.here.treasurer) == 303
    assert parcel.press("siapkan") == 303 and parcel.press("siap") == 303 and parcel.press("kirim") == 303
    before = parcel.stands()
    assert parcel.press("serahkan") == 303 and parcel.press("serahkan/tarik", **WHY) == 303
    after = parcel.stands()
    assert after[:5] == before[:5]
    with read() as db:
        assert db.scalars(sa.select(S.c.received_by)).one() > now() + timedelta(days=2), "it will be taken as received"


@both
def test_not_after_money_went_back_nor_in_another_month_nor_once_it_is_closed(shop):
    parcel = Parcel()
    assert parcel.press("../../uang/masuk/" + parcel.number, parcel.here.treasurer) == 303
    assert parcel.press("siapkan") == 303 and parcel.press("siap") == 303 and parcel.press("serahkan") == 303
    with time_machine.travel(now() + timedelta(days=32)):
        assert parcel.press("serahkan/tarik", **WHY) == 409, "that month may be shared"

    def refunded(db) -> None:
        sub = db.scalars(sa.select(SubOrder)).one()
        sub.happened("refund_due", world.actor(parcel.here.chair), amount=1)

    write(refunded)
    assert parcel.press("serahkan/tarik", **WHY) == 409


@both
def test_nobody_of_another_group_and_no_officer(shop):
    parcel = Parcel()
    assert parcel.press("../../uang/masuk/" + parcel.number, parcel.here.treasurer) == 303
    assert parcel.press("siapkan") == 303 and parcel.press("serahkan") == 303
    for stranger in (parcel.here.officer, parcel.here.buyer, parcel.here.other_chair):
        assert parcel.press("serahkan/tarik", stranger, **WHY) in (404, 422)
    assert parcel.stands()[0] is State.RECEIVED
