"""A payment or a claim just before and just after its deadline: a paid order or an open task, nothing lost."""

import re
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.orders import clockwork
from market.orders.books.recount import recount
from market.orders.life.order_bills import OrderBills
from market.orders.order import SubOrder
from market.payments.bill import Bill, BillState
from market.payments.claim import Claim
from market.payments.refund import Refund
from tests import world
from tests.conftest import both


def an_order(here) -> tuple[object, str, str]:
    browser = world.client()
    path, answer = world.buys(browser, here.sku, 2)
    assert path, answer.text
    return browser, path, re.search(r"/pesanan/([^?]+)", path)[1] + "-1"


def due(when) -> None:
    write(lambda db: db.execute(sa.update(table(Bill)).values(due_at=when)) and None)


def the_state() -> tuple[str, str]:
    with read() as db:
        return db.execute(
            sa.select(table(SubOrder).c.state, table(Bill).c.state).select_from(
                table(SubOrder).join(table(Bill), sa.true())
            )
        ).one()


def confirm(here) -> None:
    treasurer = world.as_person(here.treasurer)
    page = treasurer.get(f"/lapak/{here.slug}/uang").text
    assert treasurer.post(re.search(r'action="([^"]+/cocok)"', page)[1]).status_code == 303


@both
@pytest.mark.parametrize("milliseconds", [-60_000, -1, 1, 60_000])
def test_a_claim_around_the_deadline(shop, milliseconds):
    """`milliseconds` is how long before (+) or after (-) the deadline the claim arrives."""
    here = world.a_shop()
    browser, path, number = an_order(here)
    due(now() + timedelta(milliseconds=milliseconds))
    assert browser.post(path.replace("?", "/bayar?"), data={"claim": number}).status_code == 303
    clockwork.tick()
    order, bill = the_state()
    with read() as db:
        claim = db.scalars(sa.select(Claim)).one()
        assert claim.late == (bill == BillState.EXPIRED)
        assert order == ("expired" if claim.late else "accepted")
    confirm(here)
    order, bill = the_state()
    with read() as db:
        refunds = list(db.scalars(sa.select(Refund)))
        assert recount(db) == []
    if order == "accepted":
        assert bill == BillState.SETTLED and refunds == []
    else:
        assert order == "expired" and [refund.state for refund in refunds] == ["due"], (
            "late money is a task, never a revival"
        )


@both
def test_claims_and_expiry_at_once_leave_one_truth(shop):
    here = world.a_shop()
    browser, path, number = an_order(here)
    due(now())
    answers = []
    threads = [
        threading.Thread(
            target=lambda: answers.append(
                browser.post(path.replace("?", "/bayar?"), data={"claim": number}).status_code
            )
        ),
        threading.Thread(target=clockwork.tick),
        threading.Thread(target=clockwork.tick),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303]
    with read() as db:
        assert db.execute(sa.select(sa.func.count()).select_from(table(Claim))).scalar_one() == 1
        assert recount(db) == []
    assert the_state() == ("expired", "expired")


@both
def test_what_cannot_expire_stands_before_no_other(shop, monkeypatch):
    """Bills that are due while their parcels are being made ready, more than are looked at at once; then one that is
    just unpaid, and a row that breaks."""
    monkeypatch.setattr(clockwork, "MOST", 1)
    here = world.a_shop()
    for n in range(3):
        assert world.buys(world.client(), here.sku, 1, token=f"token-many-{n}")[0]
    with read() as db:
        first, second, last = db.scalars(sa.select(table(Bill).c.ref).order_by(table(Bill).c.id))
    subs = table(SubOrder)
    write(lambda db: db.execute(sa.update(subs).where(subs.c.number == first).values(state="preparing")) and None)
    due(now() - timedelta(minutes=1))
    expire = OrderBills.expired
    monkeypatch.setattr(
        OrderBills, "expired", lambda self, db, bill, due: 1 // (bill.ref != second) and expire(self, db, bill, due)
    )
    clockwork.tick()
    with read() as db:
        states = dict(db.execute(sa.select(table(Bill).c.ref, table(Bill).c.state)).all())
    assert states == {first: BillState.OPEN, second: BillState.OPEN, last: BillState.EXPIRED}


@both
def test_an_unpaid_order_expires_and_its_stock_returns(shop):
    here = world.a_shop(pieces=5)
    an_order(here)
    assert world.client().get(f"/api/v1/variants/{here.sku}").json()["available"] == 3
    due(now() - timedelta(seconds=1))
    clockwork.tick()
    assert the_state() == ("expired", "expired")
    assert world.client().get(f"/api/v1/variants/{here.sku}").json()["available"] == 5


def test_a_claim_stops_the_clock_and_a_refusal_lets_it_run_on(shop):
    here = world.a_shop()
    browser, path, number = an_order(here)
    due(now() + timedelta(hours=2))
    assert browser.post(path.replace("?", "/bayar?"), data={"claim": number}).status_code == 303
    with read() as db:
        bill = db.scalars(sa.select(Bill)).one()
        assert bill.due_at is None and 7100 < bill.left_s <= 7200
    treasurer = world.as_person(here.treasurer)
    page = treasurer.get(f"/lapak/{here.slug}/uang").text
    refuse = re.search(r'action="([^"]+/belum)"', page)[1]
    assert treasurer.post(refuse, data={"reason": ""}).status_code == 422
    assert treasurer.post(refuse, data={"reason": "Belum ada di mutasi"}).status_code == 303
    with read() as db:
        left = db.scalars(sa.select(Bill)).one().due_at - now()
    assert timedelta(hours=5.9) < left <= timedelta(hours=6), "what was left, at least six hours"


def test_the_second_refused_claim_ends_claims_for_that_number(shop):
    here = world.a_shop()
    treasurer = world.as_person(here.treasurer)
    browser, path, number = an_order(here)
    for _ in range(2):
        assert browser.post(path.replace("?", "/bayar?"), data={"claim": number}).status_code == 303
        page = treasurer.get(f"/lapak/{here.slug}/uang").text
        treasurer.post(re.search(r'action="([^"]+/belum)"', page)[1], data={"reason": "Belum ada"})
    third = browser.post(path.replace("?", "/bayar?"), data={"claim": number})
    assert third.status_code == 422 and "WhatsApp" in third.text


def test_the_treasurer_never_confirms_an_own_order(shop):
    here = world.a_shop()
    treasurer = world.as_person(here.treasurer)
    path, answer = world.buys(treasurer, here.sku, 1)
    assert path, answer.text
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    assert treasurer.post(f"{path}/bayar", data={"claim": number}).status_code == 303, "signed in, without a key"
    desk = f"/lapak/{here.slug}/uang"
    with read() as db:
        claim = db.scalars(sa.select(Claim)).one().key
    assert f"/klaim/{claim}/cocok" not in treasurer.get(desk).text, "nor is it offered to her"
    own = treasurer.post(f"{desk}/klaim/{claim}/cocok")
    assert own.status_code == 422 and "sendiri" in own.text
    member = world.as_person(here.member)
    assert member.post(f"{desk}/klaim/{claim}/cocok").status_code == 303
