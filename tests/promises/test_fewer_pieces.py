"""Pieces that do not come are not packed, not sent, not signed for and not paid; their stock is back on its own lots."""

import re

import pytest
import sqlalchemy as sa

from market.inventory.lot import Lot
from market.inventory.receiving import receive
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import Refused
from market.messages.outbox import Message
from market.orders.books.recount import recount
from market.orders.life import fewer
from market.orders.line_lot import LineLot, LotUse
from market.orders.order import OrderLine, SubOrder, group_sub_order, lock_sub_order
from market.payments.bill import Bill, BillState
from market.payments.claim import confirm_without_claim
from market.payments.claiming import claim
from market.payments.refund import How, Refund
from market.people.group import Group
from tests import world
from tests.conftest import both


def bought(here: world.Shop, quantity: int, **choices) -> tuple[str, str]:
    """The order's page for its buyer, and the number of its parcel."""
    path, _ = world.buys(world.client(), here.sku, quantity, **choices)
    return path, re.search(r"/pesanan/([^?]+)", path)[1] + "-1"


def paid(here: world.Shop, number: str, came: int | None = None) -> None:
    def work(db) -> None:
        bill = db.scalars(sa.select(Bill).where(table(Bill).c.ref == number)).one()
        confirm_without_claim(db, bill, world.actor(here.treasurer), came)

    write(work)


def less(here: world.Shop, number: str, n: int, reason: str = "dua bungkus robek") -> None:
    def work(db) -> None:
        sub = group_sub_order(db, here.group_id, number, lock=True)
        fewer.fewer_by_group(db, sub, world.actor(here.chair), {str(sub.lines[0].key): n}, reason)

    write(work)


def one(model):
    with read() as db:
        return db.scalars(sa.select(model)).one()


@both
def test_two_of_five_do_not_leave_and_nothing_says_five(shop):
    """2 of 5 refunded before sending used to be packed, sent, signed for and receipted as 5."""
    here = world.a_shop(pieces=3, price=32_000)
    write(lambda db: receive(db, Group.get(db, here.group_id), here.sku, 9, by="") and None)
    path, number = bought(
        here, 5, **{"delivery-tunas-bahari": "own_courier"}, village=world.GIRIAN, address="Jl. Yos Sudarso 41"
    )
    asked = one(Bill).asked
    paid(here, number)
    chair, treasurer = world.as_person(here.chair), world.as_person(here.treasurer)
    desk = f"/lapak/{here.slug}/pesanan/{number}"
    line = one(OrderLine).key
    refused = treasurer.post(
        f"/lapak/{here.slug}/uang/kembalikan/{number}",
        data={f"line-{line}": "2", "reason": "robek", "token": "t"},
    )
    assert refused.status_code == 422 and "belum berangkat" in refused.text
    assert chair.post(f"{desk}/kurangi", data={f"keep-{line}": "6", "reason": "robek"}).status_code == 422
    assert chair.post(f"{desk}/kurangi", data={f"keep-{line}": "3", "reason": "dua robek"}).status_code == 303
    with read() as db:
        assert recount(db) == []
        uses = db.execute(sa.select(LineLot.use, sa.func.sum(LineLot.quantity)).group_by(LineLot.use)).all()
        assert dict(uses) == {LotUse.ALLOCATED: 3, LotUse.GIVEN_BACK: 2}
        lots = db.scalars(sa.select(Lot).where(table(Lot).c.variant_id == one(OrderLine).variant_id)).all()
        assert sum(lot.available for lot in lots) == 12 - 3
        told = set(db.scalars(sa.select(table(Message).c.template)))
        assert {"order_pieces_cancelled", "refund_due"} <= told
    sub, refund = one(SubOrder), one(Refund)
    assert sub.goods_total == 3 * 32_000 and refund.amount == 2 * 32_000
    assert "☐ 3 ×" in chair.get(f"/lapak/{here.slug}/pesanan/kemas").text, "an open refund beside a full payment"
    page = world.client().get(path).text
    assert "2 dibatalkan" in page and "Isi pesanan dikurangi" in page
    for act in ("siapkan", "siap", "kirim", "serahkan"):
        assert chair.post(f"{desk}/{act}").status_code == 303, act
    papers = {name: chair.get(f"{desk}/{name}").text for name in ("nota", "bast", "kwitansi")}
    assert all("3 bungkus" in text and "5 bungkus" not in text for text in papers.values())
    write(lambda db: db.get(Refund, refund.key).pay_back(world.actor(here.treasurer), how=How.CASH))
    receipt = chair.get(f"{desk}/kwitansi").text
    assert f"Rp{asked - 64_000:,}".replace(",", ".") in receipt, "what came less what went back"
    with read() as db:
        assert recount(db) == []


@both
def test_an_unpaid_bill_asks_for_what_comes(shop):
    here = world.a_shop(pieces=9, price=30_000)
    path, number = bought(here, 4)
    line = one(OrderLine).key
    form = {"parcel": number, f"keep-{line}": "3"}
    buyer = world.client()
    assert buyer.post(path.replace("?", "/kurangi?"), data=form).status_code == 303
    bill = one(Bill)
    assert bill.open and bill.amount == 90_000 and 90_000 < bill.asked <= 90_999
    write(lambda db: claim(db, Bill.get(db, bill.key)) and None)
    with pytest.raises(Refused, match="paying_now"):
        less(here, number, 1)
    paid(here, number)
    with read() as db:
        assert recount(db) == []


@both
def test_a_part_that_came_is_enough_for_what_comes(shop):
    """Less than was asked came; what still comes costs less than that: it is paid, and the rest goes back."""
    here = world.a_shop(pieces=9, price=30_000)
    _path, number = bought(here, 4)
    paid(here, number, 70_000)
    less(here, number, 1)
    assert one(Bill).open and one(Bill).amount == 90_000
    less(here, number, 1)
    assert one(Bill).state is BillState.SETTLED and one(Refund).amount == 10_000
    with read() as db:
        assert recount(db) == []


@both
def test_the_last_piece_ends_the_parcel(shop):
    here = world.a_shop(pieces=9)
    _path, number = bought(here, 2)
    paid(here, number)
    less(here, number, 1)
    less(here, number, 1)
    assert one(SubOrder).state == "cancelled"
    with read() as db:
        assert recount(db) == []
        assert sum(db.scalars(sa.select(table(Refund).c.amount))) >= 50_000
        assert sum(lot.allocated for lot in db.scalars(sa.select(Lot))) == 0


def test_not_after_it_left_and_not_by_its_buyer_once_it_was_begun(shop):
    here = world.a_shop(pieces=9)
    _path, number = bought(here, 3)
    paid(here, number)
    chair = world.as_person(here.chair)
    chair.post(f"/lapak/{here.slug}/pesanan/{number}/siapkan")
    key, line = one(SubOrder).key, str(one(OrderLine).key)
    with pytest.raises(Refused, match="state_moved"):
        write(lambda db: fewer.fewer_by_buyer(db, lock_sub_order(db, key), world.actor(here.buyer), {line: 1}))
    chair.post(f"/lapak/{here.slug}/pesanan/{number}/serahkan")
    with pytest.raises(Refused, match="state_moved"):
        less(here, number, 1)
