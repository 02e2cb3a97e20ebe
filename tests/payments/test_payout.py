"""Payouts: what cards paid reaches the groups' banks by two people, never twice, never while it is held."""

import io
import re
from datetime import timedelta

import openpyxl
import pytest
import sqlalchemy as sa
import time_machine

from market.kernel.clock import now
from market.kernel.db import read, write
from market.messages.outbox import Message
from market.orders.books.recount import recount
from market.orders.life import serving
from market.orders.order import SubOrder, lock_sub_order
from market.payments.account import Account
from market.payments.bill import Bill
from market.payments.card_desk import watch_cards
from market.payments.ledger import BANK, OUTSIDE, STRIPE, balance, payable
from market.payments.payment import Payment
from market.payments.payout import Payout, PayoutState
from market.people.access import CLOCK
from market.people.person import Person
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.counterpart import point_at, running
from tests.payments.test_card import ordered, rows, shown, tell

DESK = "/admin/uang"


@pytest.fixture(scope="module")
def process():
    with running() as found:
        yield found


@pytest.fixture
def there(process, monkeypatch):
    process.switch()
    monkeypatch.setenv("MARKET_PAYOUTS", "1")
    monkeypatch.setenv("MARKET_FEE_BASIS_POINTS", "250")
    point_at(monkeypatch, process)
    return process


def sold(here, there, pieces=2):
    """An order paid by card, received and closed; (its buyer, its pay page, what the group is owed)."""
    buyer, pay, url = ordered(here, pieces)
    buyer.get(there.pay(url))

    def close(db):
        sub = db.scalars(sa.select(SubOrder).order_by(SubOrder.id.desc())).first()
        serving.hand_over(db, lock_sub_order(db, sub.key), CLOCK)
        serving.close(db, lock_sub_order(db, sub.key))

    write(close)
    bill = rows(Bill)[-1]
    return buyer, pay, bill.amount - bill.fee


def second_admin() -> int:
    return write(lambda db: world.a_person(db, "Admin Dua", 777, admin=True).key)


def books(*accounts):
    with read() as db:
        assert recount(db) == []
        return [balance(db, account) for account in accounts]


@both
def test_two_people_send_what_cards_paid(shop, there):
    here = world.a_shop()
    second = second_admin()
    one, other = world.as_person(here.admin), world.as_person(second)
    assert one.post(DESK + "/kiriman").status_code == 422, "nothing to send"
    for key in (here.chair, here.treasurer, here.admin, second):
        write(lambda db, key=key: setattr(Person.get(db, key), "email", f"orang{key}@contoh.id"))
    buyer, _, url = ordered(here)
    buyer.get(there.pay(url))
    assert one.post(DESK + "/kiriman").status_code == 422, "held until the order is closed"
    _buyer, _pay, owed = sold(here, there)
    done(one.post(DESK + "/kiriman"))
    assert one.post(DESK + "/kiriman").status_code == 422, "one at a time"
    [payout] = rows(Payout)
    number = re.search(r'id="(K-\w+)"', one.get(DESK).text)[1]
    assert payout.amount == owed
    asked = [(m.to, m.params["amount"]) for m in rows(Message) if m.template == "payout_drafted"]
    assert asked == [(f"orang{second}@contoh.id", owed)], "who can approve it hears of it"
    assert one.post(f"{DESK}/kirim/{payout.key}", data={"proof": "BSG 001"}).status_code == 409, "not approved"
    assert one.post(f"{DESK}/kiriman/{number}/setuju").status_code == 422, "who made it does not approve it"
    done(other.post(f"{DESK}/kiriman/{number}/setuju"))
    done(other.post(f"{DESK}/kiriman/{number}/setuju"), 409)
    assert one.post(f"{DESK}/kirim/{payout.key}", data={"proof": ""}).status_code == 422
    done(one.post(f"{DESK}/kirim/{payout.key}", data={"proof": "BSG 001"}))
    done(one.post(f"{DESK}/kirim/{payout.key}", data={"proof": "BSG 001"}), 409)
    assert books(OUTSIDE, BANK) == [owed, -owed]
    held = rows(Bill)[0]
    assert books(payable(here.group_id)) == [held.amount - held.fee]
    assert [m.template for m in rows(Message)].count("payout_sent") == 2, "chair and treasurer hear of it"
    # Page, sheet and ledger say the same.
    treasurer = world.as_person(here.treasurer)
    page = treasurer.get(f"/lapak/{here.slug}/uang/buku").text
    assert "Kiriman ke kelompok" in page and number in page and "dipegang Dermaga sampai dikirim" in page
    sheet = openpyxl.load_workbook(io.BytesIO(treasurer.get(f"/lapak/{here.slug}/uang/buku.xlsx").content)).active
    assert (0, 0, 0, held.amount - held.fee) in {row[3:] for row in sheet.iter_rows(values_only=True)}
    # The bank brings it back: owed again, sent again.
    done(one.post(f"{DESK}/kirim/{payout.key}/gagal", data={"reason": "Rekening tutup"}))
    done(one.post(f"{DESK}/kirim/{payout.key}/gagal", data={"reason": "Rekening tutup"}), 409)
    assert [m.template for m in rows(Message)].count("payout_failed") == 2
    assert books(OUTSIDE, BANK) == [0, 0] and books(payable(here.group_id)) == [held.amount - held.fee + owed]
    done(other.post(DESK + "/kiriman"))
    assert [p.state for p in rows(Payout)] == [PayoutState.FAILED, PayoutState.DRAFTED]


@both
def test_an_account_changed_an_hour_ago_waits(shop, there):
    here = world.a_shop()
    one, other = world.as_person(here.admin), world.as_person(second_admin())
    sold(here, there)
    done(one.post(DESK + "/kiriman"))
    number = re.search(r'id="(K-\w+)"', one.get(DESK).text)[1]
    desk = f"/lapak/{here.slug}/uang"
    new = {"bank": "BRI", "number": "999888777", "holder": "Orang Lain"}
    done(world.as_person(here.chair).post(desk + "/rekening", data=new))
    key = rows(Account)[-1].key
    done(world.as_person(here.treasurer).post(f"{desk}/rekening/{key}/setuju"))
    done(other.post(f"{DESK}/kiriman/{number}/setuju"))
    assert [(p.state, p.reason) for p in rows(Payout)] == [(PayoutState.DROPPED, "payout_account_gone")]
    assert "sudah diganti" in one.get(DESK).text
    assert one.post(DESK + "/kiriman").status_code == 422 and "tunggu 24 jam" in one.get(DESK).text
    with time_machine.travel(now() + timedelta(hours=25), tick=True):
        done(world.as_person(here.admin).post(DESK + "/kiriman"))


@both
def test_a_dispute_between_approving_and_sending_holds_it(shop, there):
    here = world.a_shop()
    one, other = world.as_person(here.admin), world.as_person(second_admin())
    sold(here, there)
    done(one.post(DESK + "/kiriman"))
    number = re.search(r'id="(K-\w+)"', one.get(DESK).text)[1]
    done(other.post(f"{DESK}/kiriman/{number}/setuju"))
    dispute = there.ask("dispute", intent=there.all("payment_intent")[-1]["id"])
    tell(there, there.events("charge.dispute.created")[-1])
    said = one.post(f"{DESK}/kirim/{rows(Payout)[0].key}", data={"proof": "BSG 001"})
    assert said.status_code == 422 and "tertahan" in said.text and books(OUTSIDE) == [0]
    there.ask("close_dispute", dispute=dispute["id"], status="won")
    tell(there, there.events("charge.dispute.closed")[-1])
    done(one.post(f"{DESK}/kirim/{rows(Payout)[0].key}", data={"proof": "BSG 001"}))


@both
def test_a_refund_after_the_payout_lessens_the_next(shop, there):
    here = world.a_shop()
    one, other = world.as_person(here.admin), world.as_person(second_admin())
    buyer, pay, owed = sold(here, there)

    def pays_out():
        done(one.post(DESK + "/kiriman"))
        number = re.search(r'id="(K-\w+)"', one.get(DESK).text)[1]
        done(other.post(f"{DESK}/kiriman/{number}/setuju"))
        done(one.post(f"{DESK}/kirim/{rows(Payout)[-1].key}", data={"proof": "BSG 001"}))

    pays_out()
    treasurer = world.as_person(here.treasurer)
    number = rows(Bill)[0].ref
    token = re.search(r'name="token" value="([^"]+)', treasurer.get(f"/lapak/{here.slug}/pesanan/{number}").text)[1]
    form = {"amount": "10.000", "reason": "Penyok", "token": token}
    done(treasurer.post(f"/lapak/{here.slug}/uang/kembalikan/{number}", data=form))
    watch_cards()
    assert shown(buyer, pay) == ("closed", "paid") and books(payable(here.group_id))[0] < 0
    assert one.post(DESK + "/kiriman").status_code == 422
    sold(here, there)
    pays_out()
    assert owed - 10_000 <= rows(Payout)[-1].amount < owed and books(payable(here.group_id)) == [0]


def test_stripes_money_reaches_the_bank_once(shop, there):
    here = world.a_shop()
    one = world.as_person(here.admin)
    sold(here, there)
    [held] = books(STRIPE)
    token = re.search(r'name="token" value="([^"]+)', one.get(DESK).text)[1]
    form = {"amount": str(held), "day": "2026-11-20", "proof": "BSG 7", "token": token}
    assert one.post(DESK + "/masuk", data=form | {"amount": str(held + 1)}).status_code == 422
    assert one.post(DESK + "/masuk", data=form | {"amount": "0"}).status_code == 422
    for _ in range(2):
        done(one.post(DESK + "/masuk", data=form))
    assert books(STRIPE, BANK) == [0, held]


def test_off_unless_switched_on(shop, there, monkeypatch):
    monkeypatch.delenv("MARKET_PAYOUTS")
    point_at(monkeypatch, there)
    here = world.a_shop()
    sold(here, there)
    one = world.as_person(here.admin)
    assert "dimatikan" in one.get(DESK).text and one.post(DESK + "/kiriman").status_code == 422
    assert len(rows(Payment)) == 1
