"""What phones send becomes sales: each once, as it was sold; what the book says otherwise is a task."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa

from market.inventory.lot import Lot
from market.inventory.movement import StockMovement
from market.kernel.db import read, write
from market.kernel.names import NOBODY_NAMED
from market.kernel.record import table
from market.orders.books.recount import recount
from market.orders.channel import SalesChannel
from market.orders.order import Order, OrderLine, SubOrder
from market.orders.state import State
from market.payments.bill import Bill, BillState
from market.payments.ledger import balance, own
from market.payments.payment import Payment
from market.till.applying import apply_stored
from market.till.envelope import Envelope, EnvelopeState
from market.till.rules import set_rules
from market.till.sale import TillSale
from market.till.task import TillTask
from market.till.till import Till
from tests import world
from tests.conftest import both
from tests.till.phones import Phone, line


def all_of(model) -> list:
    with read() as db:
        return list(db.scalars(sa.select(model).order_by(table(model).c.id)))


def codes() -> list[str]:
    return [each.code.value for each in all_of(TillTask)]


def sound() -> None:
    with read() as db:
        assert recount(db) == []


def on_hand() -> int:
    return all_of(Lot)[0].on_hand


@both
def test_a_sale_in_cash_is_an_order_handed_over_and_paid(shop):
    here = world.a_shop(pieces=10)
    Phone(here.group_id, here.chair).sells(line(here.sku, 3), given=100_000)
    [sale], [sub], [order] = all_of(TillSale), all_of(SubOrder), all_of(Order)
    assert (sale.total, sale.given, sale.change, sale.rough, sale.late) == (75_000, 100_000, 25_000, False, False)
    assert (sub.state, sub.channel, sub.goods_total) == (State.RECEIVED, SalesChannel.TILL, 75_000)
    assert (order.name, order.phone) == (NOBODY_NAMED, "") and sale.sold_by_id == here.chair
    [bill], [payment] = all_of(Bill), all_of(Payment)
    assert (bill.state, bill.fee, payment.amount) == (BillState.SETTLED, 0, 75_000)
    assert on_hand() == 7 and all_of(StockMovement)[-1].quantity == -3
    with read() as db:
        assert balance(db, own(here.group_id)) == 75_000
    assert codes() == []
    sound()


@both
def test_fewer_pieces_than_sold_stand_as_sold(shop):
    here = world.a_shop(pieces=3)
    Phone(here.group_id, here.chair).sells(line(here.sku, 5))
    [sale], [task] = all_of(TillSale), all_of(TillTask)
    assert sale.total == 125_000 and on_hand() == 0
    assert task.code == "short" and task.facts | {"name": ""} == {"name": "", "sold": 5, "there": 3, "lacks": 2}
    sound()


@both
def test_one_envelope_many_times_and_in_halves(shop):
    here = world.a_shop()
    phone = Phone(here.group_id, here.chair)
    one = phone.rings_up(line(here.sku))
    half = {"body": one["body"][:40], "signature": one["signature"]}
    assert phone.sends(half) == []
    assert phone.sends(one, one) == phone.sends(one) != []
    apply_stored()
    assert phone.sends(one) and apply_stored() == 0
    assert len(all_of(TillSale)) == 1 and on_hand() == 9 and codes() == []
    sound()


@both
def test_another_price_under_the_same_id_is_a_task(shop):
    here = world.a_shop()
    phone = Phone(here.group_id, here.chair)
    one = phone.rings_up(line(here.sku))
    told = json.loads(one["body"]) | {"lines": [line(here.sku, price=1)], "total": 1}
    [uid] = phone.sends(one)
    apply_stored()
    assert phone.sends(phone.sealed(told)) == [uid] == phone.sends(phone.sealed(told))
    assert codes() == ["changed"] and len(all_of(TillSale)) == 1 and all_of(TillTask)[0].other == json.dumps(told)
    sound()


@both
def test_what_the_book_says_otherwise_is_a_task_and_stands(shop):
    here = world.a_shop()
    phone = Phone(here.group_id, here.chair)
    phone.sells(line(here.sku, price=20_000))
    phone.sells({"sku": "tidak-ada", "name": "Rempah", "quantity": 2, "price": 5_000})
    phone.sells(line(here.sku), seller={"id": here.outsider if hasattr(here, "outsider") else 999_999, "name": "Wati"})
    phone.sells(line(here.sku), total=1)
    phone.sells(line(here.sku), given=10_000)
    phone.sells(line(here.sku), paid="bon")
    phone.sells(line(here.sku), discount={"amount": 5_000}, total=20_000)
    assert codes() == ["price", "unknown", "seller", "sum", "cash", "bon", "discount"]
    assert [each.total for each in all_of(TillSale)] == [20_000, 10_000, 25_000, 25_000, 25_000, 25_000, 20_000]
    assert on_hand() == 10 - 6
    sound()


@both
@pytest.mark.parametrize("paid", ["qris", "transfer", "bon"])
def test_cash_is_given_for_nothing_but_cash(shop, paid):
    """Else the receipt of a transfer names a note that lies in no drawer."""
    here = world.a_shop()
    Phone(here.group_id, here.chair).sells(line(here.sku), paid=paid, given=100_000)
    [sale] = all_of(TillSale)
    assert (sale.total, sale.given, sale.change) == (25_000, 0, 0)


@both
def test_a_discount_is_in_the_prices_to_the_rupiah(shop):
    here = world.a_shop()
    write(lambda db: set_rules(db, here.group_id, discount_percent=100, bon=True, by=world.actor(here.chair)))
    phone = Phone(here.group_id, here.chair)
    phone.sells(line(here.sku, 3), discount={"amount": 10_000, "why": ""}, total=65_000)
    assert sum(each.price * each.quantity for each in all_of(OrderLine)) == 65_000
    phone.sells(line(here.sku, 2), discount={"amount": 50_000}, total=0)
    phone.sells(line(here.sku, 1), discount={"amount": 25_000, "why": "Untuk bu guru"}, total=0)
    assert codes() == ["discount"] and len(all_of(Bill)) == 1 and on_hand() == 4
    sound()


@both
def test_a_debt_waits_and_is_owed_by_a_number(shop):
    here = world.a_shop()
    buyer = {"name": "Bu Ani", "phone": "0812-3456-7890"}
    Phone(here.group_id, here.chair).sells(line(here.sku, 2), paid="bon", buyer=buyer)
    [bill] = all_of(Bill)
    assert (bill.state, bill.amount, bill.payer_phone) == (BillState.OPEN, 50_000, "+6281234567890")
    assert bill.due_at is None and codes() == []
    sound()


@both
def test_a_clock_three_days_off_is_put_right_or_said_to_be_rough(shop):
    here = world.a_shop()
    fast = Phone(here.group_id, here.chair, ahead=timedelta(days=3))
    fast.sells(line(here.sku))
    right = Phone(here.group_id, here.chair, ahead=timedelta(minutes=2))
    right.sells(line(here.sku))
    first, second = all_of(TillSale)
    assert first.rough and not second.rough
    for sale, envelope in zip((first, second), all_of(Envelope), strict=True):
        assert abs(sale.sold_at - envelope.received_at) < timedelta(minutes=1)


@both
def test_what_an_ended_till_sends_is_kept_apart(shop):
    here = world.a_shop()
    phone = Phone(here.group_id, here.chair)
    late, forged = phone.rings_up(line(here.sku)), phone.rings_up(line(here.sku))
    forged["signature"] = late["signature"]
    phone.sends(forged)
    write(lambda db: db.get(Till, 1).end(world.actor(here.chair)))
    assert phone.sends(late)
    apply_stored()
    assert {each.state for each in all_of(Envelope)} == {EnvelopeState.APART} and all_of(TillSale) == []
    assert on_hand() == 10


@both
def test_what_nobody_understands_is_kept_as_a_task(shop):
    here = world.a_shop()
    phone = Phone(here.group_id, here.chair)
    for wrong in ({"v": 2}, {"paid": "kartu"}, {"lines": []}, {"total": -1}, {"lines": [line(here.sku, 0)]}):
        told = json.loads(phone.rings_up(line(here.sku))["body"]) | wrong
        assert phone.sends(phone.sealed(told))
    apply_stored()
    assert codes() == ["unread"] * 5 and {each.state for each in all_of(Envelope)} == {EnvelopeState.TASK}


@both
def test_nothing_of_another_groups_till_is_kept(shop):
    here = world.a_shop()
    phone = Phone(here.group_id, here.chair)
    phone.group_id += 1
    assert phone.sends(phone.rings_up(line(here.sku))) == [] and all_of(Envelope) == []


@both
def test_who_bought_at_the_till_is_called_so_in_english_too(shop):
    here = world.a_shop(price=25_000)
    Phone(here.group_id, here.chair, "HP pasar").sells(line(here.sku, 1, 25_000))
    chair = world.as_person(here.chair)
    assert "Pembeli di tempat" in chair.get(f"/lapak/{here.slug}/uang").text
    chair.cookies.set("bahasa", "en")
    page = chair.get(f"/lapak/{here.slug}/uang").text
    assert "Buyer at the till" in page and "Pembeli di tempat" not in page
