"""Money under anything that can happen, in any order: each rupiah in the ledger, none paid or given back twice."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
import time_machine
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.settings import settings as shop_settings
from market.orders.books.recount import recount
from market.orders.cart.cart import open_cart
from market.orders.clockwork import tick
from market.orders.life import ending, fewer, serving
from market.orders.life.billing import goods_fee
from market.orders.order import SubOrder
from market.orders.placing.checkout import place_order
from market.orders.placing.new_order import Buyer
from market.payments.account import live_account
from market.payments.account_typed import AccountKind
from market.payments.bill import Bill, BillState, Custodian, Method, bill_for, lock_bill
from market.payments.card import CardSession
from market.payments.card_desk import ProviderEvent, hear, look, open_page, watch_cards
from market.payments.claim import Claim, confirm_without_claim
from market.payments.claiming import claim
from market.payments.collecting import choose_platform, type_platform_account
from market.payments.incoming import accept_less
from market.payments.ledger import (
    BANK,
    FEES,
    OUTSIDE,
    OWED,
    STRIPE,
    Balances,
    balance,
    own,
    payable,
    receivable,
    rounding,
    statement,
)
from market.payments.mistaken import take_back
from market.payments.payment import STANDS, Payment, booked_fee
from market.payments.payout import Payout, PayoutBatch, PayoutState
from market.payments.payout_batches import draft_batch
from market.payments.providers.seen import SeenEvent
from market.payments.refund import Refund
from market.payments.refund_owed import grant_refund
from market.payments.refund_state import How, RefundState, RefundWay
from market.people.group import Group
from tests import world
from tests.conftest import wide
from tests.machine import run_machine
from tests.orders.books.classes import classes_add_up
from tests.payments.counterpart import Counterpart, point_at, running
from tests.promises.test_stock_machine import tried, wipe

WHICH = st.integers(0, 9)


def one(db, model, which):
    found = list(db.scalars(sa.select(model).order_by(table(model).c.id)))
    return found[which % len(found)] if found else None


there: Counterpart


class Money(RuleBasedStateMachine):
    turn = 0

    @initialize(price=st.sampled_from([1_000, 24_999, 3_333_333]), through=st.booleans())
    def opens(self, price, through):
        wipe()
        self.here = world.a_shop(pieces=200, price=price)
        self.treasurer = world.actor(self.here.treasurer)
        self.admin = replace(world.actor(self.here.admin), admin=True)
        write(self._platform_account)
        self.before, self.told = there.balance(), len(there.events())
        if through:
            self.transfers_go_the_other_way()
        for method in ("transfer", "cash", "transfer"):
            self._order(1, method)
        self.buys_and_pays_by_card(2, told=True, ends=2)

    def _platform_account(self, db):
        first = type_platform_account(db, bank="BSG", number="001 002", holder="Dermaga", by=self.admin)
        first.approve(world.actor(self.here.officer))

    @rule()
    def transfers_go_the_other_way(self):
        """To the platform's account from now on, or back to the group's own."""

        def turn(db):
            group = Group.get(db, self.here.group_id)
            chosen = live_account(db, group.key, AccountKind.PLATFORM)
            if chosen:
                chosen.retire(self.treasurer)
            else:
                choose_platform(db, group, self.treasurer).approve(world.actor(self.here.chair))

        tried(turn)

    def _order(self, quantity, method):
        """Orders so many pieces; the number of its parcel, or nothing when it was refused."""
        Money.turn += 1
        token = f"money-{Money.turn}"

        def work(db):
            cart, key = open_cart(db, "")
            cart.put(self.here.sku, quantity)
            buyer = Buyer("Ratna", "+6281234567890")
            place_order(db, key, token, buyer, {self.here.slug: "pickup"}, {"": method}, {})

        tried(work)

    @rule(quantity=st.integers(1, 3), method=st.sampled_from(["transfer", "cash", "card"]))
    def buys(self, quantity, method):
        self._order(quantity, method)

    @rule(quantity=st.integers(1, 3), told=st.booleans(), ends=st.integers(0, 2))
    def buys_and_pays_by_card(self, quantity, told, ends):
        """As most people do; then perhaps the goods are handed over, and the order closes."""
        self._order(quantity, "card")
        self.opens_a_card_page(-1)
        self.pays_by_card(-1)
        if told:
            with read() as db:
                session = one(db, CardSession, -1)
            if session and session.provider_id:
                look(session.provider_id)
        if ends:
            self.hands_over(-1)
        if ends == 2:
            self.an_order_closes(-1)

    @rule(quantity=st.integers(1, 3), more=st.sampled_from([0, 0, 5_000]), closes=st.booleans())
    def buys_and_transfers(self, quantity, more, closes):
        """As most people do; then perhaps the goods are handed over, and the order closes."""
        self._order(quantity, "transfer")

        def act(db, bill):
            confirm_without_claim(db, lock_bill(db, bill.key), self._who(bill), bill.asked + more)

        self._with(Bill, -1, act)
        if closes:
            self.hands_over(-1)
            self.an_order_closes(-1)

    def _with(self, model, which, act):
        def work(db):
            found = one(db, model, which)
            if found:
                act(db, found)

        tried(work)

    @rule(which=WHICH)
    def says_paid(self, which):
        self._with(Bill, which, lambda db, bill: claim(db, lock_bill(db, bill.key)) and None)

    def _who(self, bill):
        """Who can see whether it came."""
        return self.admin if bill.custodian is Custodian.PLATFORM else self.treasurer

    @rule(which=WHICH, wrong=st.sampled_from([False, False, False, True]))
    def confirms(self, which, wrong):
        def act(db, made):
            who = self._who(Bill.get(db, made.bill_id))
            made.confirm({self.admin: self.treasurer, self.treasurer: self.admin}[who] if wrong else who)

        self._with(Claim, which, act)

    @rule(which=WHICH, share=st.sampled_from([1, 50, 99, 100, 150]))
    def another_sum_came(self, which, share):
        """A percentage of what a bill asks: a part, nearly all, too much."""

        def act(db, bill):
            confirm_without_claim(db, lock_bill(db, bill.key), self._who(bill), max(1, bill.asked * share // 100))

        self._with(Bill, which, act)

    @rule(which=WHICH)
    def takes_back_what_was_confirmed(self, which):
        self._with(
            Payment, which, lambda db, made: take_back(db, made, self._who(Bill.get(db, made.bill_id)), "salah lihat")
        )

    @rule(which=WHICH)
    def takes_less(self, which):
        self._with(Bill, which, lambda db, bill: accept_less(db, bill, self.treasurer, "sudah cukup"))

    @rule(which=WHICH, share=st.sampled_from([0, 1, 33, 100, 101]))
    def grants_a_refund(self, which, share):
        Money.turn += 1
        token = f"grant-{Money.turn}"

        def act(db, bill):
            amount = bill.amount * share // 100
            for _press in range(2):
                grant_refund(db, bill, amount, note_="penyok", by=self.treasurer, token=token)

        self._with(Bill, which, act)

    @rule(which=WHICH)
    def opens_a_card_page(self, which):
        with read() as db:
            sub = one(db, SubOrder, which)
            bill = bill_for(db, "order", sub.number) if sub else None
        if bill and bill.method is Method.CARD:
            with suppress(Refused):
                open_page(sub.number, [bill.key], "id", "http://testserver/pesanan?kunci=x")

    @rule(which=WHICH)
    def pays_by_card(self, which):
        with read() as db:
            session = one(db, CardSession, which)
        if session and session.provider_id:
            there.ask("pay", session=session.provider_id)

    @rule(which=st.integers(0, 30), twice=st.booleans())
    def stripe_tells(self, which, twice):
        """Any event of this shop, in any order, once or twice."""
        events = there.events()[self.told :]
        if events:
            for _ in range(1 + twice):
                event = events[which % len(events)]
                thing = event["data"]["object"]
                hear(SeenEvent(event["id"], event["type"], thing["id"], thing.get("payment_intent") or ""))

    @rule(which=WHICH, end=st.sampled_from(["", "won", "lost"]))
    def a_bank_disputes(self, which, end):
        with read() as db:
            session = one(db, CardSession, which)
        intent = session.intent if session else None
        if intent and not any(d["payment_intent"] == intent for d in there.all("dispute")):
            intents = {charge["payment_intent"]: charge for charge in there.all("charge")}
            if not intents[intent]["refunded"]:
                dispute = there.ask("dispute", intent=intent)
                if end:
                    there.ask("close_dispute", dispute=dispute["id"], status=end)

    @rule(which=WHICH)
    def a_card_sends_a_refund_back(self, which):
        with read() as db:
            refund = one(db, Refund, which)
        if refund and refund.provider_id and refund.provider_id.startswith("re_"):
            there.ask("fail_refund", refund=refund.provider_id)

    @rule(which=WHICH, act=st.sampled_from(["send", "send", "drop", "fail"]), begins=st.booleans())
    def pays_out(self, which, act, begins):
        one_, other = world.actor(self.here.admin), world.actor(self.here.officer)
        if begins:
            tried(lambda db: draft_batch(db, one_) and None)
            self._with(PayoutBatch, -1, lambda db, batch: batch.approve(other))
        if act == "drop":
            self._with(PayoutBatch, which, lambda db, batch: batch.drop(other, "salah"))
        elif act == "send":
            self._with(Payout, -1, lambda db, payout: payout.send(one_, "BSG 001"))
        else:
            self._with(Payout, which, lambda db, payout: payout.fail(one_, "rekening tutup"))

    @rule(which=WHICH)
    def an_order_closes(self, which):
        self._with(SubOrder, which, lambda db, sub: serving.close(db, sub))

    @rule(hours=st.sampled_from([0, 0, 1]))
    def the_sweep_goes_round(self, hours):
        with time_machine.travel(now() + timedelta(hours=hours), tick=True):
            watch_cards()

    @rule(which=WHICH)
    def refuses(self, which):
        self._with(Claim, which, lambda db, made: made.refuse(self._who(Bill.get(db, made.bill_id)), "belum masuk"))

    @rule(which=WHICH)
    def sees_money_without_a_claim(self, which):
        self._with(Bill, which, lambda db, bill: confirm_without_claim(db, lock_bill(db, bill.key), self._who(bill)))

    @rule(which=WHICH)
    def hands_over(self, which):
        self._with(SubOrder, which, lambda db, sub: serving.hand_over(db, sub, self.treasurer))

    @rule(which=WHICH)
    def cancels(self, which):
        self._with(SubOrder, which, lambda db, sub: ending.cancel_by_group(db, sub, self.treasurer, "rusak semua"))

    @rule(which=WHICH, n=st.integers(1, 3), buyer=st.booleans())
    def cancels_pieces(self, which, n, buyer):
        """Before they leave: by the group, or as the buyer wishes."""

        def act(db, sub):
            pieces = {str(line.key): n for line in sub.lines}
            if buyer:
                fewer.fewer_by_buyer(db, sub, world.actor(self.here.buyer), pieces)
            else:
                fewer.fewer_by_group(db, sub, self.treasurer, pieces, "ada yang penyok")

        self._with(SubOrder, which, act)

    @rule(which=WHICH)
    def gives_back(self, which):
        self._with(Refund, which, lambda db, refund: refund.pay_back(self.treasurer, how=How.TOLD, told="BSG 001 002"))

    @rule(which=WHICH)
    def had_not_given_back_after_all(self, which):
        self._with(Refund, which, lambda db, refund: refund.undo(self.treasurer, "salah tekan") and None)

    @rule(hours=st.sampled_from([5, 30]))
    def time_passes(self, hours):
        tick(now() + timedelta(hours=hours))

    @invariant()
    def every_rupiah_is_where_it_should_be(self):
        with read() as db:
            assert recount(db) == []
            group = self.here.group_id
            classes_add_up(db, group)
            paid = list(db.scalars(sa.select(Payment).where(STANDS)))
            given = (RefundState.SENT, RefundState.PAID)
            back = list(db.scalars(sa.select(Refund).where(table(Refund).c.state.in_(given))))
            bills = {bill.key: bill for bill in db.scalars(sa.select(Bill))}
            kept = dict.fromkeys(bills, 0)
            for each in paid:
                kept[each.bill_id] += each.amount + each.rounding
            came = dict(kept)
            for each in back:
                kept[each.bill_id] -= each.amount
            assert all(left >= 0 for left in kept.values()), "nothing goes back that did not come in"
            ours = {key for key, bill in bills.items() if bill.custodian is Custodian.PLATFORM}
            its = sum(left for key, left in kept.items() if key not in ours)
            assert balance(db, own(group)) + balance(db, rounding(group)) == its
            fees, owed = balance(db, FEES), -balance(db, receivable(group))
            held = sum(kept[key] for key in ours)
            sent = sum(p.amount for p in db.scalars(sa.select(Payout)) if p.state is PayoutState.SENT)
            assert sent == balance(db, OUTSIDE) <= sum(came[key] for key in ours)
            by_bank = sum(came[key] for key in ours if bills[key].method is Method.TRANSFER)
            returned = sum(refund.amount for refund in back if refund.way is RefundWay.BANK)
            assert balance(db, BANK) == by_bank - returned - sent
            assert balance(db, payable(group)) == held - (fees - owed) - sent <= sum(came[key] for key in ours)
            assert -balance(db, OWED) == held - sent and 0 <= owed <= fees
            assert all(bill.fee <= bill.amount * 250 // 10_000 + 1 for bill in bills.values())
            self._stripe_agrees(db)
            book = statement(db, group, datetime(2000, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC))
            assert book.opening == Balances(0, 0, 0, 0)
            assert book.closing == Balances(
                own=balance(db, own(group)),
                rounding=balance(db, rounding(group)),
                receivable=-owed,
                payable=balance(db, payable(group)),
            )
            subs = {sub.number: sub for sub in db.scalars(sa.select(SubOrder))}
            for key, bill in bills.items():
                if bill.state is BillState.SETTLED:
                    assert booked_fee(db, bill) <= goods_fee(subs[bill.ref]), "no fee of what does not leave"
                assert (bill.state is BillState.SETTLED) <= (came[key] >= bill.amount)

    def _stripe_agrees(self, db):
        """All that happened there is read here; then the ledger's account is Stripe's balance, to the last rupiah."""
        heard = {event.provider_id for event in db.scalars(sa.select(ProviderEvent))}
        unread = [e for e in there.events()[self.told :] if e["id"] not in heard and ".expired" not in e["type"]]
        waiting = db.scalars(sa.select(Refund).where(table(Refund).c.state == RefundState.SENDING)).first()
        costless = db.scalars(
            sa.select(CardSession).where(table(CardSession).c.state == "paid", table(CardSession).c.cost.is_(None))
        ).first()
        if not unread and not waiting and not costless:
            assert balance(db, STRIPE) == there.balance() - self.before


@wide
def test_any_order_of_events_keeps_every_rupiah(shop, monkeypatch):
    monkeypatch.setenv("MARKET_FEE_BASIS_POINTS", "250")
    monkeypatch.setenv("MARKET_PAYOUTS", "1")
    shop_settings.cache_clear()
    global there
    with running() as there:
        point_at(monkeypatch, there)
        run_machine(Money, 12, steps=30)
