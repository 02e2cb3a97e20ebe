"""Cards through the pages, against Stripe's counterpart over real HTTP, on both engines."""

import json
import re
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.orders.books.recount import recount
from market.orders.clockwork import tick
from market.orders.event import OrderEvent
from market.payments import ledger
from market.payments.bill import Bill
from market.payments.card import CardSession
from market.payments.card_desk import ProviderEvent, watch_cards
from market.payments.ledger import balance, payable
from market.payments.payment import Payment
from market.payments.refund import Refund
from market.payments.refund_state import RefundState, RefundWay
from market.people.group import Group
from market.people.person import Person
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.counterpart import point_at, running, signed
from tests.payments.test_paying_by_qris import buys


@pytest.fixture(scope="module")
def process():
    with running() as found:
        yield found


@pytest.fixture
def there(process, monkeypatch):
    process.switch()
    point_at(monkeypatch, process)
    yield process
    process.switch()


def rows(model):
    with read() as db:
        return list(db.scalars(sa.select(model).order_by(table(model).c.id)))


def held(*accounts):
    with read() as db:
        assert recount(db) == []
        return [balance(db, account) for account in accounts]


def ordered(here, pieces=2):
    """(browser, its pay page, the address of Stripe's page)"""
    buyer, page, answer = buys(here, "card", pieces)
    done(answer)
    assert 'value="card"' in page
    pay = answer.headers["location"].replace("?", "/bayar?")
    gone = buyer.post(pay.replace("/bayar", "/kartu"))
    assert gone.status_code == 303, gone.text
    return buyer, pay, gone.headers["location"]


def shown(buyer, pay):
    page = buyer.get(pay.replace("/bayar", "")).text
    return re.search(r'data-state="(\w+)"\s+data-payment="(\w+)"', page).groups()


def tell(there, event):
    return world.client().post("/webhook/stripe", **signed(event))


@both
def test_a_card_pays_an_order_once_however_it_is_told(shop, there):
    here = world.a_shop()
    before = there.balance()
    buyer, pay, url = ordered(here)
    assert buyer.post(pay.replace("/bayar", "/kartu")).headers["location"] == url, "a second press, the same page"
    assert "form-action 'self' " + there.address in buyer.get(pay).headers["content-security-policy"]
    back = there.pay(url)
    assert shown(buyer, pay) == ("accepted", "unpaid"), "only Stripe's word counts"
    event = there.events("checkout.session.completed")[-1]
    clients = [world.client() for _ in range(5)]
    acts = [lambda c=c: c.post("/webhook/stripe", **signed(event)) for c in clients] + [lambda: buyer.get(back)]
    threads = [threading.Thread(target=act) for act in acts]
    [t.start() for t in threads], [t.join() for t in threads]
    assert shown(buyer, pay) == ("accepted", "paid")
    assert len(rows(Payment)) == 1 and len([e for e in rows(OrderEvent) if e.code == "paid"]) == 1
    assert len([m for m in rows(Message) if m.template == "payment_confirmed"]) == 1
    assert len(rows(ProviderEvent)) == 1
    amount, cost = rows(Payment)[0].amount, rows(CardSession)[0].cost
    group = payable(here.group_id)
    assert held(ledger.STRIPE, ledger.STRIPE_COSTS, group, ledger.OWED) == [amount - cost, cost, amount, -amount]
    assert there.balance() - before == amount - cost
    assert tell(there, event).status_code == 200 and len(rows(Payment)) == 1
    # The treasurer has nothing to confirm, and may not.
    number = rows(Bill)[0].ref
    assert world.as_person(here.treasurer).post(f"/lapak/{here.slug}/uang/masuk/{number}").status_code == 422


def test_what_is_asked_of_stripe_is_asked_once_and_in_hundredths(shop, there):
    here = world.a_shop()
    ordered(here)
    session = there.all("checkout.session")[-1]
    bill = rows(Bill)[0]
    assert session["amount_total"] == bill.amount * 100 and session["currency"] == "idr"
    assert session["client_reference_id"] == rows(CardSession)[0].number
    assert "phone" not in json.dumps(session) and "9999" not in json.dumps(session), "nothing personal"


def test_stripe_is_told_no_key_and_brings_the_buyer_back(shop, there):
    here = world.a_shop()
    buyer, pay, url = ordered(here)
    key, number = pay.partition("kunci=")[2], pay.split("/")[2]
    assert key not in json.dumps(there.state), "neither where it was paid nor where it was not"
    session = there.all("checkout.session")[-1]
    back, away = (session[name].removeprefix("http://testserver") for name in ("success_url", "cancel_url"))
    assert f'data-order="{number}"' in buyer.get(away).text
    there.pay(url)
    assert "Sudah dibayar" in buyer.get(back).text, "her browser kept it"
    assert f'"{pay.replace("/bayar", "")}"' in buyer.get(back).text
    stranger = world.client()
    for address in (back, away):
        assert done(stranger.get(address)) == f"/lacak?nomor={number}"
        assert stranger.get(address.partition("?")[0]).status_code == 404
    stranger.cookies.set("bayar", f"{number}.x")
    assert done(stranger.get(back)) == f"/lacak?nomor={number}"
    other, _page, answer = buys(here, "transfer")
    other.cookies.set("bayar", f"{number}.{done(answer).partition('kunci=')[2]}")
    assert done(other.get(back)) == f"/lacak?nomor={number}", "the key of another order opens nothing"


@both
def test_a_page_nobody_paid_is_ended_at_stripe_before_the_stock_goes_back(shop, there):
    here = world.a_shop(pieces=5)
    buyer, pay, _url = ordered(here, 2)
    with time_machine.travel(now() + timedelta(minutes=32), tick=True):
        tick()
        assert shown(buyer, pay) == ("accepted", "unpaid"), "not while Stripe may take its money"
        watch_cards()
        tick()
        assert shown(buyer, pay) == ("expired", "unpaid")
        assert there.all("checkout.session")[-1]["status"] == "expired"
        assert rows(CardSession)[0].state == "expired" and not rows(Bill)[0].card_open
        again = buyer.post(pay.replace("/bayar", "/kartu"))
        assert again.status_code in (409, 422)
    assert held(ledger.STRIPE) == [0]


@both
def test_paid_in_the_last_second(shop, there):
    """The sweep wants to end the page and finds it paid: the order lives. No webhook ever came."""
    here = world.a_shop()
    buyer, pay, url = ordered(here)
    there.pay(url)
    with time_machine.travel(now() + timedelta(minutes=32), tick=True):
        watch_cards()
        tick()
    assert shown(buyer, pay) == ("accepted", "paid")


@both
def test_late_card_money_goes_back_to_the_card(shop, there):
    """Cancelled while the page was open, and paid then: all of it is refunded, once, by the same key."""
    here = world.a_shop()
    before = there.balance()
    buyer, pay, url = ordered(here)
    number = rows(Bill)[0].ref
    done(buyer.post(pay.replace("/bayar", "/batal"), data={"parcel": number}))
    there.pay(url)
    assert tell(there, there.events("checkout.session.completed")[-1]).status_code == 200
    assert shown(buyer, pay) == ("cancelled", "refund_due")
    watch_cards()
    assert shown(buyer, pay) == ("cancelled", "refunded")
    watch_cards()
    amount, cost = rows(Payment)[0].amount, rows(CardSession)[0].cost
    assert [r["amount"] for r in there.all("refund")][-1:] == [amount * 100]
    for event in (there.events("charge.refunded")[-1],) * 2:
        assert tell(there, event).status_code == 200
    assert len(rows(Refund)) == 1 and there.balance() - before == -cost
    assert held(ledger.STRIPE, payable(here.group_id), ledger.OWED, ledger.FEES) == [-cost, 0, 0, 0]


@both
def test_part_of_a_card_payment_goes_back_for_a_reason(shop, there, monkeypatch):
    monkeypatch.setenv("MARKET_FEE_BASIS_POINTS", "250")
    point_at(monkeypatch, there)
    here = world.a_shop()
    buyer, pay, url = ordered(here, 3)
    buyer.get(there.pay(url))
    number, treasurer = rows(Bill)[0].ref, world.as_person(here.treasurer)
    done(world.as_person(here.chair).post(f"/lapak/{here.slug}/pesanan/{number}/serahkan"))
    page = treasurer.get(f"/lapak/{here.slug}/pesanan/{number}").text
    token, line = re.search(r'name="token" value="([^"]+)', page)[1], re.search(r'name="line-(\d+)"', page)[1]
    desk = f"/lapak/{here.slug}/uang/kembalikan/{number}"
    form = {f"line-{line}": "1", "amount": "500", "reason": "Satu bungkus penyok", "token": token}
    assert treasurer.post(desk, data=form | {"reason": ""}).status_code == 422
    assert treasurer.post(desk, data=form | {f"line-{line}": "4"}).status_code == 422
    assert treasurer.post(desk, data=form | {"amount": "99.000.000"}).status_code == 422
    assert world.as_person(here.member).post(desk, data=form).status_code in (403, 404, 422)
    assert world.as_person(here.other_chair).post(desk, data=form).status_code == 404
    done(treasurer.post(desk, data=form))
    done(treasurer.post(desk, data=form))
    price = rows(Payment)[0].amount // 3
    assert [refund.amount for refund in rows(Refund)] == [price + 500], "pressed twice, owed once"
    assert shown(buyer, pay) == ("received", "paid"), "a part goes back beside a full payment"
    watch_cards()
    assert shown(buyer, pay) == ("received", "paid"), "the rest stays paid"
    assert "Satu bungkus penyok" in buyer.get(pay.replace("/bayar", "")).text
    left = rows(Payment)[0].amount - price - 500
    fee = held(ledger.FEES)[0]
    assert fee == rows(Bill)[0].fee - rows(Bill)[0].fee * (price + 500) // rows(Bill)[0].amount
    assert held(payable(here.group_id)) == [left - fee]
    # All the rest, in two parts more: every rupiah of the fee goes back too.
    for part in (left - 1, 1):
        token = re.search(r'name="token" value="([^"]+)', treasurer.get(f"/lapak/{here.slug}/pesanan/{number}").text)[1]
        done(treasurer.post(desk, data={"amount": f"Rp{part}", "reason": "Semuanya", "token": token}))
        watch_cards()
    assert shown(buyer, pay) == ("received", "refunded")
    assert held(payable(here.group_id), ledger.OWED, ledger.FEES) == [0, 0, 0]


@both
def test_a_refund_the_card_does_not_take_is_owed_by_the_bank(shop, there):
    here = world.a_shop()
    buyer, pay, url = ordered(here)
    buyer.get(there.pay(url))
    done(buyer.post(pay.replace("/bayar", "/batal"), data={"parcel": rows(Bill)[0].ref}))
    watch_cards()
    there.ask("fail_refund", refund=there.all("refund")[-1]["id"])
    event = there.events("refund.failed")[-1]
    for _ in range(2):
        assert tell(there, event).status_code == 200
    assert [(refund.way.value, refund.state.value) for refund in rows(Refund)] == [("card", "failed"), ("bank", "due")]
    told = [m.params["card"] for m in rows(Message) if m.template == "refund_due" and m.channel == "tap"]
    assert told == [True, False], "now the buyer has to name an account"
    assert shown(buyer, pay) == ("cancelled", "refund_due")
    amount, cost = rows(Payment)[0].amount, rows(CardSession)[0].cost
    assert held(ledger.STRIPE, payable(here.group_id)) == [amount - cost, amount]


@both
def test_a_page_for_two_groups_is_made_anew_when_one_cannot_serve(shop, there):
    here = world.a_shop()

    def account(db):
        group = db.scalars(sa.select(Group).where(table(Group).c.slug == here.other_slug)).one()
        world.an_account(db, group, Person.get(db, here.other_chair), Person.get(db, here.chair))

    write(account)
    buyer = world.client()
    buyer.post("/keranjang", data={"variant": here.other_sku, "quantity": "1"})
    order, answer = world.buys(buyer, here.sku, 1, payment="card")
    assert order, answer.text
    kartu = order.replace("?", "/kartu?")
    first = buyer.post(kartu).headers["location"]
    assert buyer.post(kartu).headers["location"] == first, "the same page while it fits"
    session = there.all("checkout.session")[-1]
    total = sum(bill.amount for bill in rows(Bill))
    assert session["amount_total"] == total * 100 and len(rows(Bill)) == 2
    mine, other = rows(Bill)
    gone, left = (mine, other) if mine.group_id == here.group_id else (other, mine)
    done(
        world.as_person(here.chair).post(f"/lapak/{here.slug}/pesanan/{gone.ref}/batal", data={"reason": "Ikan habis"})
    )
    second = buyer.post(kartu).headers["location"]
    assert second != first
    old, new = (next(s for s in there.all("checkout.session") if url.endswith(s["id"])) for url in (first, second))
    assert (old["status"], new["status"], new["amount_total"]) == ("expired", "open", left.amount * 100)
    done(buyer.get(there.pay(second)), 200)
    assert {bill.ref: bill.state.value for bill in rows(Bill)} == {gone.ref: "cancelled", left.ref: "settled"}


def test_stripe_says_no_to_a_refund(shop, there):
    """Then the platform's bank owes it, at once."""
    here = world.a_shop()
    buyer, pay, url = ordered(here)
    buyer.get(there.pay(url))
    done(buyer.post(pay.replace("/bayar", "/batal"), data={"parcel": rows(Bill)[0].ref}))
    there.ask("refund", intent=there.all("payment_intent")[-1]["id"], amount=None)
    watch_cards()
    assert [(refund.way.value, refund.state.value) for refund in rows(Refund)] == [("card", "failed"), ("bank", "due")]
    watch_cards()
    assert len(rows(Refund)) == 2


def test_only_a_card_can_send_a_refund_back(shop, there):
    here = world.a_shop()
    buyer, pay, url = ordered(here)
    buyer.get(there.pay(url))
    done(buyer.post(pay.replace("/bayar", "/batal"), data={"parcel": rows(Bill)[0].ref}))
    refunds = table(Refund)
    for state in RefundState:
        for way in RefundWay:
            values = {"state": state, "way": way}
            write(lambda db, values=values: db.execute(sa.update(refunds).values(**values)) and None)
            made = write(lambda db: db.get(Refund, 1).fail() is not None)
            begun = way is RefundWay.CARD and state not in (RefundState.FAILED, RefundState.DROPPED)
            assert made == begun == (len(rows(Refund)) == 2), values
            assert rows(Refund)[0].state is (RefundState.FAILED if begun else state), values
            write(lambda db: db.execute(sa.delete(refunds).where(refunds.c.id != 1)) and None)


@both
def test_somebody_refunds_at_stripe_itself(shop, there):
    """A refund from the dashboard is booked, also when its event comes before the payment's."""
    here = world.a_shop()
    buyer, pay, url = ordered(here)
    there.pay(url)
    intent = there.all("payment_intent")[-1]["id"]
    there.ask("refund", intent=intent, amount=700_000)
    completed, refunded = there.events("checkout.session.completed")[-1], there.events("charge.refunded")[-1]
    for event in (refunded, completed, refunded):
        assert tell(there, event).status_code == 200
    assert [(refund.amount, refund.reason) for refund in rows(Refund)] == [(7_000, "provider")]
    assert shown(buyer, pay) == ("accepted", "paid")
    assert held(payable(here.group_id)) == [rows(Payment)[0].amount - 7_000]


def test_a_refund_there_is_told_before_its_payment_beside_another_order(shop, there):
    here = world.a_shop()
    first, _, url = ordered(here, 1)
    first.get(there.pay(url))
    buyer, pay, url = ordered(here, 2)
    there.pay(url)
    there.ask("refund", intent=there.all("payment_intent")[-1]["id"], amount=500_000)
    assert tell(there, there.events("charge.refunded")[-1]).status_code == 200
    assert [refund.amount for refund in rows(Refund)] == [5_000] and shown(buyer, pay) == ("accepted", "paid")
    assert [payment.amount for payment in rows(Payment)] == [25_000, 50_000]


@both
@pytest.mark.parametrize("end", ["won", "lost"])
def test_a_dispute_takes_the_money_until_it_is_decided(shop, there, end):
    here = world.a_shop()
    for person in (here.admin, here.treasurer):
        write(lambda db, person=person: setattr(Person.get(db, person), "email", f"{person}@contoh.id"))
    before = there.balance()
    buyer, _pay, url = ordered(here)
    buyer.get(there.pay(url))
    dispute = there.ask("dispute", intent=there.all("payment_intent")[-1]["id"])
    created = there.events("charge.dispute.created")[-1]
    assert tell(there, created).status_code == 200
    amount = rows(Payment)[0].amount
    assert "jawab sebelum" in world.as_person(here.admin).get("/admin/uang").text
    assert held(ledger.DISPUTED) == [amount] and held(ledger.STRIPE)[0] == there.balance() - before
    there.ask("close_dispute", dispute=dispute["id"], status=end)
    for event in (there.events("charge.dispute.closed")[-1], created):
        assert tell(there, event).status_code == 200
    assert held(ledger.DISPUTED, ledger.LOSSES) == [0, amount if end == "lost" else 0]
    assert held(ledger.STRIPE)[0] == there.balance() - before
    assert held(payable(here.group_id)) == [amount], "what is lost is the platform's loss"
    assert [(m.template, m.to) for m in rows(Message) if m.template.startswith("dispute")] == [
        ("dispute_to_answer", f"{here.admin}@contoh.id"),
        ("dispute_open", f"{here.treasurer}@contoh.id"),
        ("dispute_decided", f"{here.admin}@contoh.id"),
        (f"dispute_{end}", f"{here.treasurer}@contoh.id"),
    ], "once each, however often Stripe tells"
    page = world.as_person(here.admin).get("/admin/uang").text
    timeline = [e.code for e in rows(OrderEvent) if e.code.startswith("dispute")]
    assert timeline == ["dispute_open", f"dispute_{end}"]
    assert dispute["id"] in page and {"won": "menang", "lost": "kalah"}[end] in page


def test_webhooks_that_are_not_stripes(shop, there):
    here = world.a_shop()
    _buyer, _pay, url = ordered(here)
    there.pay(url)
    event = there.events("checkout.session.completed")[-1]
    good = signed(event)
    post = world.client().post
    assert post("/webhook/stripe", content=good["content"]).status_code == 400
    assert post("/webhook/stripe", content=good["content"] + b" ", headers=good["headers"]).status_code == 400
    assert post("/webhook/stripe", content=good["content"], headers={"stripe-signature": "t=1,v1=x"}).status_code == 400
    assert post("/webhook/stripe", **signed(event, secret="other")).status_code == 400
    assert post("/webhook/stripe", **signed(event, age=3_600)).status_code == 400
    assert post("/webhook/stripe", **signed(b"not json")).status_code == 400
    assert post("/webhook/stripe", content=b"\xff\xfe", headers=good["headers"]).status_code == 400
    assert rows(Payment) == [] and rows(ProviderEvent) == []
    unknown = {"id": "evt_1", "object": "event", "type": "customer.created", "data": {"object": {"id": "cus_1"}}}
    assert post("/webhook/stripe", **signed(unknown)).status_code == 200
    foreign = unknown | {"id": "evt_2", "type": "checkout.session.completed", "data": {"object": {"id": "cs_none"}}}
    assert post("/webhook/stripe", **signed(foreign)).status_code == 200
    assert rows(Payment) == []


@pytest.mark.parametrize(
    "values",
    [{"amount_total": 100}, {"amount_total": 4_000_050}, {"currency": "usd"}, {"client_reference_id": "D-X/1"}],
)
def test_a_page_that_is_not_what_was_asked_moves_nothing(shop, there, values):
    here = world.a_shop()
    buyer, pay, url = ordered(here)
    there.pay(url)
    there.ask("edit", id=url.rpartition("/")[2], values=values)
    assert tell(there, there.events("checkout.session.completed")[-1]).status_code == 200
    assert rows(Payment) == [] and shown(buyer, pay) == ("accepted", "unpaid")
    assert held(ledger.STRIPE, payable(here.group_id)) == [0, 0]


def test_expired_told_after_completed_changes_nothing(shop, there):
    here = world.a_shop()
    buyer, pay, url = ordered(here)
    buyer.get(there.pay(url))
    stale = there.events("checkout.session.completed")[-1]
    stale = stale | {"id": "evt_stale", "type": "checkout.session.expired"}
    assert tell(there, stale).status_code == 200
    assert shown(buyer, pay) == ("accepted", "paid")


@pytest.mark.parametrize("status", [409, 429, 500])
def test_stripe_is_unwell_and_is_asked_again(shop, there, status):
    """Two answers that fail are tried again with the same key; three are a sentence, and the next press works."""
    here = world.a_shop()
    buyer, _page, answer = buys(here, "card")
    card = answer.headers["location"].replace("?", "/kartu?")
    there.switch(fail=status, times=9)
    said = buyer.post(card)
    assert said.status_code == 422 and "Stripe sedang tidak menjawab" in said.text
    assert len(rows(CardSession)) == 1 and rows(CardSession)[0].state == "new"
    there.switch(fail=status, times=1)
    gone = buyer.post(card)
    if status == 429:  # the client does not try that again by itself
        gone = buyer.post(card)
    assert gone.status_code == 303 and len(rows(CardSession)) == 1
    there.pay(gone.headers["location"])
    there.switch(fail=500, times=9)
    assert tell(there, there.events("checkout.session.completed")[-1]).status_code == 503, "tell us again"
    there.switch()
    assert tell(there, there.events("checkout.session.completed")[-1]).status_code == 200
    assert len(rows(Payment)) == 1


def test_too_little_for_a_card(shop, there, monkeypatch):
    """Not offered under the least; what Stripe itself calls too little is a sentence and another attempt."""
    here = world.a_shop(price=4_000)
    _buyer, page, answer = buys(here, "card", 1)
    assert 'value="card"' not in page and answer.status_code == 422
    monkeypatch.setenv("MARKET_CARD_LEAST", "1")
    point_at(monkeypatch, there)
    buyer, page, answer = buys(here, "card", 1)
    assert 'value="card"' in page
    card = answer.headers["location"].replace("?", "/kartu?")
    for _ in range(2):
        said = buyer.post(card)
        assert said.status_code == 422 and "terlalu kecil" in said.text
    assert [session.state.value for session in rows(CardSession)] == ["failed", "failed"]


def test_no_key_no_card(shop):
    here = world.a_shop()
    _buyer, page, answer = buys(here, "card")
    assert 'value="card"' not in page and answer.status_code == 422
    assert world.client().post("/webhook/stripe", content=b"{}").status_code == 404


def test_a_signed_body_that_is_no_text(shop, there):
    post = world.client().post
    assert post("/webhook/stripe", **signed(b'{"id": "\xff\xfe"}')).status_code == 400
    assert post("/webhook/stripe", **signed(b"[]")).status_code == 400
    assert post("/webhook/stripe", **signed(b"")).status_code == 400
    assert rows(ProviderEvent) == []


def test_expired_is_told_before_completed_and_stripe_says_paid(shop, there):
    here = world.a_shop()
    buyer, pay, url = ordered(here)
    there.pay(url)
    completed = there.events("checkout.session.completed")[-1]
    assert tell(there, completed | {"id": "evt_early", "type": "checkout.session.expired"}).status_code == 200
    assert shown(buyer, pay) == ("accepted", "paid")
    assert tell(there, completed).status_code == 200 and len(rows(Payment)) == 1


def test_stripe_hangs_and_had_made_the_page_all_the_same(shop, there, monkeypatch):
    """No answer within the time-out is a sentence; the next press finds the page that was made, not a second one."""
    from market.payments.providers import stripe

    monkeypatch.setattr(stripe, "SECONDS", 0.3)
    stripe._client.cache_clear()
    here = world.a_shop()
    buyer, _page, answer = buys(here, "card")
    card = answer.headers["location"].replace("?", "/kartu?")
    before = len(there.all("checkout.session"))
    there.switch(hang=1)
    said = buyer.post(card)
    assert said.status_code == 422 and "tidak menjawab" in said.text
    there.switch()
    for _ in range(100):
        if len(there.all("checkout.session")) == before + 1:
            break
    assert buyer.post(card).status_code == 303
    assert len(there.all("checkout.session")) == before + 1 and len(rows(CardSession)) == 1
    stripe._client.cache_clear()


def test_the_sweep_asks_no_more_while_stripe_is_away(shop, there):
    """It shares its thread with messages and clocks: one call that fails is enough, the next round tries again."""
    here = world.a_shop()
    bought = [ordered(here, 1) for _ in range(3)]
    for _buyer, _pay, url in bought:
        there.pay(url)
    there.switch(fail=500, times=9_000)
    with time_machine.travel(now() + timedelta(minutes=5), tick=True):
        before = len(there.state["calls"])
        watch_cards()
        assert len(there.state["calls"]) - before == 3, "one question, tried twice more"
        there.switch()
        watch_cards()
    assert [shown(buyer, pay) for buyer, pay, _url in bought] == [("accepted", "paid")] * 3
