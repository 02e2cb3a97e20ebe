"""A part is paid before goods are made: work begins with it, the rest is asked until they leave, the sums stay one."""

import re
from datetime import timedelta

import pytest
import time_machine

from market.inventory.lot import Lot
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.money import down_payment, rupiah
from market.messages.outbox import Message
from market.orders import clockwork
from market.orders.books.recount import recount
from market.orders.order import SubOrder
from market.orders.reading.queries import to_do, to_pack
from market.orders.terms import own_terms
from market.pages.letters import render
from market.payments.bill import Bill
from market.payments.claim import Claim
from market.payments.ledger import own, rounding
from market.payments.payment import Payment
from market.payments.refund import Refund
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.orders.life.test_order_life import made_to_order
from tests.payments.test_card import held, rows, shown
from tests.payments.test_paying_by_qris import buys


def sewn(pieces: int = 2, percent: int = 50):
    """(shop, buyer, the page of its money, the parcel at work, chair, treasurer): accepted, 50,000 asked of it."""
    here = world.a_shop(price=50_000)
    made_to_order(here)
    write(lambda db: setattr(own_terms(db, here.group_id), "down_percent", percent))
    buyer, page, answer = buys(here, "transfer", pieces)
    done(answer)
    chair, treasurer = world.as_person(here.chair), world.as_person(here.treasurer)
    [sub] = rows(SubOrder)
    desk = f"/lapak/{here.slug}/pesanan/{sub.number}"
    done(chair.post(f"{desk}/terima"))
    return here, buyer, answer.headers["location"].replace("?", "/bayar?"), desk, chair, treasurer, page


def offered(browser, desk: str) -> set[str]:
    """By which acts of a parcel's page its goods are made and leave."""
    page = browser.get(desk).text
    return {act for act in ("siapkan", "siap", "kirim", "serahkan") if f'action="{desk}/{act}"' in page}


def test_a_share_is_whole_thousands_and_never_more_than_the_goods():
    assert [down_payment(100_000, n) for n in (0, 50, 33, 90)] == [0, 50_000, 33_000, 90_000]
    assert down_payment(12_345, 50) == 7_000 and down_payment(900, 90) == 900


@both
def test_work_begins_with_it_and_the_rest_is_paid_before_they_leave(shop):
    here, buyer, pay, desk, chair, treasurer, checkout = sewn()
    assert "uang muka Rp50.000 dulu, sisanya sebelum barang diserahkan" in checkout
    [bill] = rows(Bill)
    assert bill.due_at is not None, "the clock runs until it is there"
    mark = bill.asked - 50_000
    assert (bill.amount, bill.down_payment) == (100_000, 50_000) and 1 <= mark <= 999
    [told] = [m for m in rows(Message) if m.template == "order_accepted" and m.to == "+6281299990001"]
    assert "uang muka Rp50.000 sekarang" in render(told).body
    page = buyer.get(pay.replace("/bayar", "")).text
    assert "Uang muka, dibayar dulu" in page and "sisanya Rp50.000 sebelum barang diserahkan" in page
    asked = buyer.get(pay).text
    assert f'data-copy="{bill.asked}"' in asked and "uang mukanya Rp50.000" in asked
    tracked = world.client().post("/lacak", data={"number": bill.ref, "digits": "0001"}).text
    assert f'data-copy="{bill.asked}"' in tracked and "sisanya Rp50.000 sebelum barang diserahkan" in tracked
    assert chair.post(f"{desk}/siapkan").status_code == 422, "not before the down payment"
    phone = world.as_device(here.device)  # of the group, by which nobody has said her name
    assert offered(phone, desk) == offered(chair, desk) == set()
    with read() as db:
        assert to_do(db, here.group_id) == [] and to_pack(db, here.group_id) == [], "it is the buyer's turn"

    done(buyer.post(pay, data={"claim": bill.ref}))
    done(treasurer.post(f"/lapak/{here.slug}/uang/klaim/{rows(Claim)[0].key}/cocok"))
    [bill], rest = rows(Bill), 50_000 - mark
    assert (bill.asked, bill.down_payment, bill.due_at, bill.left_s) == (100_000, 0, None, None), "nothing presses"
    assert shown(buyer, pay) == ("accepted", "down_paid")
    with time_machine.travel(now() + timedelta(days=3), tick=True):
        clockwork.tick()
    assert rows(SubOrder)[0].state == "accepted", "no clock takes it back"
    said = {m.template: m for m in rows(Message) if m.unsaid_at is None}
    assert f"Sisanya {rupiah(rest)} " in render(said["down_payment_confirmed"]).body and "order_accepted" not in said
    with read() as db:
        assert [row.payment for row in to_do(db, here.group_id)] == ["down_paid"]
        assert [row.payment for row in to_pack(db, here.group_id)] == ["down_paid"]
    for act in ("siapkan", "siap"):
        assert offered(phone, desk) == offered(chair, desk) == {act}, "made, and not handed over"
        done(phone.post(f"{desk}/{act}"))
    [ready] = [m for m in rows(Message) if m.template == "order_ready"]
    assert ready.params["missing"] == rest and "Bayar sisanya" in render(ready).body
    assert offered(phone, desk) == offered(chair, desk) == set()
    assert chair.post(f"{desk}/serahkan").status_code == 422, "the rest first"
    assert f'data-copy="{rest}"' in buyer.get(pay).text
    money = treasurer.get(f"/lapak/{here.slug}/uang").text
    assert "Uang muka sudah masuk, sisanya belum" in money and f"Rp{rest:,}".replace(",", ".") in money

    done(buyer.post(pay, data={"claim": bill.ref}))
    assert rows(Claim)[-1].asked == rest, "what she says to have paid is the rest"
    assert f"Rp{rest:,}".replace(",", ".") in treasurer.get(f"/lapak/{here.slug}/uang").text
    done(treasurer.post(f"/lapak/{here.slug}/uang/klaim/{rows(Claim)[-1].key}/cocok"))
    assert shown(buyer, pay) == ("ready", "paid") and rows(Refund) == []
    assert held(own(here.group_id), rounding(here.group_id)) == [100_000, 0]
    done(chair.post(f"{desk}/serahkan"))
    with read() as db:
        assert recount(db) == []


@both
@pytest.mark.parametrize(
    ("came", "payment", "back"), [(49_000, "part_paid", 0), (100_000, "paid", 0), (100_500, "paid", 500)]
)
def test_another_sum_than_the_down_payment(shop, came, payment, back):
    """Too little of it leaves work shut and its clock running; all at once settles it; more goes back."""
    here, buyer, pay, desk, chair, treasurer, _ = sewn()
    [bill] = rows(Bill)
    done(treasurer.post(f"/lapak/{here.slug}/uang/masuk/{bill.ref}", data={"came": str(came)}))
    assert shown(buyer, pay) == ("accepted", payment)
    assert chair.post(f"{desk}/siapkan").status_code == (422 if payment == "part_paid" else 303)
    assert sum(refund.amount for refund in rows(Refund)) == back
    if payment == "part_paid":
        assert rows(Bill)[0].due_at is not None and 'data-copy="1000"' in buyer.get(pay).text
    with read() as db:
        assert recount(db) == []


@both
def test_cancelled_with_its_down_payment_all_of_that_is_owed_back(shop):
    here, _buyer, _pay, desk, chair, treasurer, _ = sewn()
    [bill] = rows(Bill)
    done(treasurer.post(f"/lapak/{here.slug}/uang/masuk/{bill.ref}"))
    done(chair.post(f"{desk}/siapkan"))
    done(chair.post(f"{desk}/batal", data={"reason": "Mesin jahit rusak"}))
    assert [refund.amount for refund in rows(Refund)] == [bill.asked] and rows(Bill)[0].state == "cancelled"
    with read() as db:
        assert recount(db) == []


@both
def test_a_down_payment_that_was_not_there_is_asked_again(shop):
    here, buyer, pay, desk, chair, treasurer, _ = sewn()
    [bill] = rows(Bill)
    done(treasurer.post(f"/lapak/{here.slug}/uang/masuk/{bill.ref}"))
    taken = f"/lapak/{here.slug}/uang/dicatat/{rows(Payment)[0].key}/tarik"
    done(treasurer.post(taken, data={"reason": "Salah lihat"}))
    [bill] = rows(Bill)
    assert bill.down_payment == 50_000 and 1 <= bill.asked - 50_000 <= 999 and bill.due_at is not None
    assert shown(buyer, pay) == ("accepted", "unpaid")
    assert chair.post(f"{desk}/siapkan").status_code == 422


@both
def test_fewer_pieces_ask_a_smaller_one(shop):
    here, buyer, pay, desk, chair, treasurer, _ = sewn(pieces=4)
    [bill] = rows(Bill)
    assert (bill.amount, bill.down_payment) == (200_000, 100_000)
    line = re.search(r'name="(keep-\d+)"', chair.get(desk).text)[1]
    done(chair.post(f"{desk}/kurangi", data={line: "2", "reason": "Kain habis"}))
    [bill] = rows(Bill)
    assert (bill.amount, bill.down_payment) == (100_000, 50_000) and 1 <= bill.asked - 50_000 <= 999
    done(treasurer.post(f"/lapak/{here.slug}/uang/masuk/{bill.ref}", data={"came": "60.000"}))
    done(chair.post(f"{desk}/kurangi", data={line: "1", "reason": "Kain habis"}))
    assert shown(buyer, pay) == ("accepted", "paid")
    assert [refund.amount for refund in rows(Refund)] == [10_000]
    with read() as db:
        assert recount(db) == []


@both
def test_a_card_and_cash_have_none(shop):
    here = world.a_shop(price=50_000)
    made_to_order(here)
    write(lambda db: setattr(own_terms(db, here.group_id), "down_percent", 50))
    done(buys(here, "cash", 2)[2])
    assert rows(SubOrder)[0].down_percent == 0


@both
def test_the_terms_take_a_share_up_to_ninety(shop):
    here = world.a_shop()
    chair, page = world.as_person(here.chair), f"/lapak/{here.slug}/pengiriman"
    form = {"pickup": "1", "transfer": "1", "cash_limit": "300.000"}
    done(chair.post(page, data=form | {"down_percent": "50 %"}))
    with read() as db:
        assert own_terms(db, here.group_id).down_percent == 50
    assert chair.post(page, data=form | {"down_percent": "91"}).status_code == 422
    done(chair.post(page, data=form | {"down_percent": ""}))
    with read() as db:
        assert own_terms(db, here.group_id).down_percent == 0
    assert rows(Lot)


def claims_rest():
    """The down payment is confirmed, and the buyer says that the rest is paid."""
    here, buyer, pay, desk, chair, treasurer, _ = sewn()
    [bill] = rows(Bill)
    done(treasurer.post(f"/lapak/{here.slug}/uang/masuk/{bill.ref}"))
    done(buyer.post(pay, data={"claim": bill.ref}))
    return here, desk, chair, treasurer, rows(Claim)[-1]


@both
def test_the_rest_that_came_for_a_cancelled_order_is_owed_back(shop):
    here, desk, chair, treasurer, made = claims_rest()
    done(chair.post(f"{desk}/batal", data={"reason": "Mesin jahit rusak"}))
    done(treasurer.post(f"/lapak/{here.slug}/uang/klaim/{made.key}/cocok"))
    assert sum(refund.amount for refund in rows(Refund)) == 100_000
    assert treasurer.post(f"/lapak/{here.slug}/uang/klaim/{made.key}/cocok").status_code == 409
    with read() as db:
        assert recount(db) == []


@both
def test_a_claim_of_the_rest_books_what_it_said_when_the_down_payment_is_taken_back(shop):
    here, _desk, _chair, treasurer, made = claims_rest()
    taken = f"/lapak/{here.slug}/uang/dicatat/{rows(Payment)[0].key}/tarik"
    done(treasurer.post(taken, data={"reason": "Salah lihat"}))
    [bill] = rows(Bill)
    assert bill.due_at is None and bill.left_s, "an open claim stops the clock"
    done(treasurer.post(f"/lapak/{here.slug}/uang/klaim/{made.key}/cocok"))
    assert made.asked < 50_000 and [p.amount for p in rows(Payment)][1:] == [made.asked], "not the sum asked now"
    with read() as db:
        assert recount(db) == []


@both
def test_fewer_pieces_make_a_part_the_whole_down_payment(shop):
    here, buyer, pay, desk, chair, treasurer, _ = sewn(pieces=4)
    [bill] = rows(Bill)
    done(treasurer.post(f"/lapak/{here.slug}/uang/masuk/{bill.ref}", data={"came": "60.000"}))
    line = re.search(r'name="(keep-\d+)"', chair.get(desk).text)[1]
    done(chair.post(f"{desk}/kurangi", data={line: "2", "reason": "Kain habis"}))
    assert shown(buyer, pay) == ("accepted", "down_paid")
    [came] = [m for m in rows(Message) if m.template == "down_payment_confirmed"]
    assert came.params["paid"] == 60_000 and came.params["missing"] == 40_000
