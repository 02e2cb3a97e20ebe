"""Pieces that do not come are not packed, not sent, not signed for and not paid; their stock is back on its own
lots."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from market.inventory.lot import Lot
from market.inventory.receiving import receive
from market.kernel.clock import now, today
from market.kernel.db import read, write
from market.kernel.money import rupiah
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.messages.outbox import Message
from market.orders.books.recount import recount
from market.orders.life import fewer
from market.orders.line_lot import LineLot, LotUse
from market.orders.order import OrderLine, SubOrder, group_sub_order, lock_sub_order
from market.orders.placing.price_step import set_step
from market.orders.placing.quote import Offer, make_quote
from market.payments.bill import Bill, BillState, bill_for, lock_bill
from market.payments.claim import Claim, confirm_without_claim
from market.payments.claiming import claim
from market.payments.incoming import accept_less, take_in
from market.payments.mistaken import take_back
from market.payments.payment import Payment, booked_fee
from market.payments.refund import How, Refund
from market.payments.refund_owed import grant_refund
from market.payments.refund_state import RefundState
from market.people.access import CLOCK
from market.people.group import Group
from market.people.person import Person
from tests import world
from tests.bazaars.world import done
from tests.conftest import both, wide


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
    write(lambda db: receive(db, Group.get(db, here.group_id), here.sku, 9, by=CLOCK) and None)
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
    assert "Akan kembali Rp64.000" in papers["kwitansi"], "until then it said the old sum, and no more"
    for state, told in ((RefundState.SENDING, True), (RefundState.FAILED, False), (RefundState.DUE, True)):
        write(lambda db, state=state: db.execute(sa.update(Refund).values(state=state)) and None)
        receipt = chair.get(f"{desk}/kwitansi").text
        assert ("Akan kembali" in receipt, "Masuk Rp" in receipt) == (told, told), state
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


@wide
def test_one_piece_fewer_gives_no_more_time_and_asks_for_money_no_second_time(shop):
    """Each piece dropped held the rest six hours longer, and wrote a letter as if a recall had ended."""
    here = world.a_shop(pieces=9, price=30_000)
    path, number = bought(here, 4)
    soon = now() + timedelta(minutes=30)
    write(lambda db: db.execute(sa.update(Bill).values(due_at=soon)) and None)
    write(lambda db: db.execute(sa.delete(Message)) and None)
    line = one(OrderLine).key
    done(world.client().post(path.replace("?", "/kurangi?"), data={"parcel": number, f"keep-{line}": "3"}))
    less(here, number, 1)
    assert one(Bill).due_at == soon
    with read() as db:
        assert "order_accepted" not in set(db.scalars(sa.select(table(Message).c.template)))


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


def bill_of(number: str) -> Bill:
    with read() as db:
        return bill_for(db, "order", number)


@both
@pytest.mark.parametrize("settles", ["fewer", "accepted"])
def test_what_settles_a_bill_may_be_the_sum_that_another_asks(shop, settles):
    """The sum of one of her two parcels was confirmed for the other: IntegrityError, for ever."""
    here = world.a_shop(pieces=9, price=30_000)
    _path, first = bought(here, 4, token="the-first-of-two")
    _path, second = bought(here, 2, token="the-second-of-two")
    paid(here, first, bill_of(second).asked)

    def work(db) -> None:
        sub = group_sub_order(db, here.group_id, first, lock=True)
        if settles == "fewer":
            fewer.fewer_by_group(db, sub, world.actor(here.chair), {str(sub.lines[0].key): 2}, "robek")
        else:
            accept_less(db, bill_for(db, "order", first), world.actor(here.treasurer), "sudah cukup")

    write(work)
    assert bill_of(first).state is BillState.SETTLED and bill_of(first).asked == bill_of(second).asked
    write(lambda db: take_back(db, db.scalars(sa.select(Payment)).one(), world.actor(here.treasurer), "salah lihat"))
    again = bill_of(first)
    assert again.open and again.released_at is None and again.asked not in (again.amount, bill_of(second).asked)
    with read() as db:
        assert recount(db) == []


@pytest.fixture
def ten_percent(monkeypatch) -> None:
    monkeypatch.setattr(settings(), "fee_basis_points", 1_000)


def with_delivery(here: world.Shop, token: str) -> str:
    """Two pieces of 10,000 and 10,000 of delivery, which has no fee."""
    way = {"delivery-tunas-bahari": "own_courier", "village": world.GIRIAN, "address": "Jl. Yos Sudarso 41"}
    return bought(here, 2, **way, token=token)[1]


def all_given_back(here: world.Shop, number: str) -> int:
    """Pays what is owed back; the fee that the platform keeps of the parcel."""

    def work(db) -> int:
        for refund in db.scalars(sa.select(Refund).where(table(Refund).c.state == "due")).all():
            refund.pay_back(world.actor(here.treasurer), how=How.CASH)
        assert recount(db) == []
        return booked_fee(db, bill_for(db, "order", number))

    return write(work)


@both
@pytest.mark.parametrize("came", [[], ["all"], [20_000], [25_000], [18_000, "rest"]])
def test_the_fee_is_of_what_leaves_whenever_pieces_are_cancelled(shop, ten_percent, came):
    """Cancelled after paying, a third of the fee of the cancelled pieces used to stay."""
    here = world.a_shop(pieces=9, price=10_000)
    number = with_delivery(here, "a-fee-of-one")
    for each in came[:1]:
        paid(here, number, None if each == "all" else each)
    less(here, number, 1)
    if bill_of(number).open:
        paid(here, number)
    assert bill_of(number).state is BillState.SETTLED
    assert all_given_back(here, number) == bill_of(number).fee == 1_000


@both
def test_the_whole_fee_goes_back_with_the_whole_money(shop, ten_percent):
    """Pieces, a part that is granted, a payment too much, then the whole parcel: nothing stays, nothing is below."""
    here = world.a_shop(pieces=9, price=10_000)
    number = with_delivery(here, "a-fee-of-none")
    paid(here, number)
    less(here, number, 1)
    treasurer = world.actor(here.treasurer)
    write(lambda db: grant_refund(db, bill_of(number), 5_000, note_="penyok", by=treasurer, token="g") and None)
    assert all_given_back(here, number) == 750
    write(lambda db: take_in(db, lock_bill(db, bill_of(number).key), treasurer, 7_000) and None)
    assert all_given_back(here, number) == 750, "what comes besides has no fee"
    less(here, number, 1)
    assert all_given_back(here, number) == 0


@both
def test_a_payment_that_was_not_there_leaves_no_fee_behind(shop, ten_percent):
    here = world.a_shop(pieces=9, price=10_000)
    number = with_delivery(here, "a-fee-taken-back")
    paid(here, number)
    less(here, number, 1)
    write(lambda db: take_back(db, db.scalars(sa.select(Payment)).one(), world.actor(here.treasurer), "salah lihat"))
    assert all_given_back(here, number) == 0 and bill_of(number).amount == 20_000
    paid(here, number)
    assert all_given_back(here, number) == 1_000


@both
def test_the_price_for_many_is_not_had_for_one(shop):
    """An office took 60 at the price from 50 on, and left one of them; the group may still send fewer at that price."""
    here = world.a_shop(pieces=100, price=25_000)

    def offered(db) -> str:
        group = Group.get(db, here.group_id)
        day = today(group.zone) + timedelta(days=5)
        set_step(db, group, here.sku, 50, 15_000, world.actor(here.chair))
        offer = Offer("Kantor Camat", "Jl. Satu 1", "Ani", "+628115550001", None, day, 0, 30, day, "")
        return make_quote(db, group, offer, {here.sku: 60}, world.actor(here.chair)).path

    office = world.client()
    order = office.post(write(offered), data={"name": "Ani"}).headers["location"]
    number, line = one(SubOrder).number, one(OrderLine).key
    assert f"keep-{line}" not in office.get(order).text
    form = {"parcel": number, f"keep-{line}": "1"}
    refused = office.post(order.replace("?", "/kurangi?"), data=form)
    assert refused.status_code == 422 and "kabari kelompoknya" in refused.text
    less(here, number, 20)
    assert one(SubOrder).goods_total == 40 * 15_000 == bill_of(number).amount


@both
def test_many_presses_are_one_letter(shop):
    """Each piece that a guest took out was a letter of its own, and ate up the letters of her whole network."""
    here = world.a_shop(pieces=20)
    write(lambda db: setattr(Person.get(db, here.chair), "email", "meike@example.org"))
    path, number = bought(here, 9)
    buyer, line = world.client(), one(OrderLine).key
    for left in range(8, 3, -1):
        form = {"parcel": number, f"keep-{line}": str(left)}
        assert buyer.post(path.replace("?", "/kurangi?"), data=form).status_code == 303
    with read() as db:
        mine = table(Message).c.template == "order_pieces_cancelled_by_buyer"
        to = db.scalars(sa.select(table(Message).c.to).where(mine)).all()
    assert to and len(to) == len(set(to))


@both
@pytest.mark.parametrize("field", [{"remove": "x"}, {"keep-999": "0"}, {"keep-": "0"}])
def test_a_line_that_is_not_there_is_a_sentence(shop, field):
    """A field that no page of ours has broke both pages with a 500."""
    here = world.a_shop(pieces=9)
    browser = world.client()
    path, _ = world.buys(browser, here.sku, 5)
    number = re.search(r"/pesanan/([^?]+)", path)[1]
    own = path.replace("?", "/kurangi?")
    assert browser.post(own, data={"parcel": f"{number}-1"} | field).status_code == 422
    desk = f"/lapak/{here.slug}/pesanan/{number}-1/kurangi"
    assert world.as_person(here.chair).post(desk, data={"reason": "robek"} | field).status_code == 422


@both
def test_a_buyer_who_keeps_none_is_asked_to_cancel(shop):
    """None of the only line used to end the order without the question that cancelling asks."""
    here = world.a_shop(pieces=9)
    browser = world.client()
    path, _ = world.buys(browser, here.sku, 2)
    number = re.search(r"/pesanan/([^?]+)", path)[1]
    answer = browser.post(
        path.replace("?", "/kurangi?"), data={"parcel": f"{number}-1", f"keep-{one(OrderLine).key}": "0"}
    )
    assert answer.status_code == 422 and "Batalkan pesanan ini" in answer.text
    assert one(SubOrder).state == "accepted" and one(SubOrder).goods_total == 50_000


@wide
def test_what_came_is_said_and_no_mark_is_asked_of_who_says_that_she_paid(shop):
    """ "Yang sudah ditransfer" was what was asked, and a mark that she was never shown was kept of her money."""
    here = world.a_shop(pieces=9, price=32_000)
    path, number = bought(here, 5)
    shown = bill_of(number).asked
    write(lambda db: claim(db, bill_for(db, "order", number)) and None)
    paid(here, number, 1_000_000)
    page = world.client().get(path).text
    assert "Rp1.000.000" in page and rupiah(shown) not in page and "penanda" not in page
    less(here, number, 2)
    write(lambda db: take_back(db, db.scalars(sa.select(Payment)).one(), world.actor(here.treasurer), "salah lihat"))
    assert bill_of(number).asked == 96_000, "her claim is of the sum that she was shown"
    write(lambda db: db.scalars(sa.select(Claim)).one().confirm(world.actor(here.treasurer)) and None)
    page = world.client().get(path).text
    assert rupiah(shown) in page and rupiah(shown - 96_000) in page and "penanda" not in page
    with read() as db:
        assert recount(db) == []


def test_a_number_that_was_emptied_is_asked_about(shop):
    """It was read as all of them: nothing is taken out, or another line alone."""
    here = world.a_shop(pieces=9, price=32_000)
    path, number = bought(here, 3)
    keep, desk = {f"keep-{one(OrderLine).key}": ""}, f"/lapak/{here.slug}/pesanan/{number}"
    by_group = world.as_person(here.chair).post(f"{desk}/kurangi", data=keep | {"reason": "dua bungkus robek"})
    order, key = re.search(r"/pesanan/([^?]+)\?kunci=(.+)", path).groups()
    by_buyer = world.client().post(f"/pesanan/{order}/kurangi", data=keep | {"kunci": key, "parcel": number})
    for answer in (by_group, by_buyer):
        assert answer.status_code == 422 and "perlu diisi" in answer.text, answer.status_code
