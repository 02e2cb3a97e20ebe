"""Money under anything that can happen, in any order: each rupiah in the ledger, none paid or given back twice."""

import os
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from market.kernel.clock import now
from market.kernel.db import read
from market.kernel.record import table
from market.kernel.settings import settings as shop_settings
from market.orders import lifecycle
from market.orders.cart import open_cart
from market.orders.checkout import place_order
from market.orders.clockwork import tick
from market.orders.order import SubOrder
from market.orders.placing import Buyer
from market.orders.recount import recount
from market.payments.bill import Bill, BillState, lock_bill
from market.payments.claim import Claim, claim, confirm_without_claim
from market.payments.ledger import ENTRIES, FEES, net, own, receivable, rounding, statement
from market.payments.payment import Payment
from market.payments.refund import Refund, RefundState
from tests import world
from tests.conftest import both
from tests.promises.test_stock_machine import tried, wipe

WHICH = st.integers(0, 9)


def one(db, model, which):
    found = list(db.scalars(sa.select(model).order_by(table(model).c.id)))
    return found[which % len(found)] if found else None


def balance(db, account):
    touched = sa.or_(ENTRIES.c.source == account, ENTRIES.c.target == account)
    return int(db.scalar(sa.select(net(account)).where(touched)))


class Money(RuleBasedStateMachine):
    turn = 0

    @initialize(price=st.sampled_from([1_000, 24_999, 3_333_333]))
    def opens(self, price):
        wipe()
        self.here = world.a_shop(pieces=200, price=price)
        self.treasurer = world.actor(self.here.treasurer)

    @rule(quantity=st.integers(1, 3), method=st.sampled_from(["transfer", "cash"]))
    def buys(self, quantity, method):
        Money.turn += 1
        token = f"money-{Money.turn}"

        def work(db):
            cart, key = open_cart(db, "", "")
            cart.put(self.here.sku, quantity)
            buyer = Buyer("Ratna", "+6281234567890")
            place_order(db, key, token, buyer, {self.here.slug: "pickup"}, {"": method}, {})

        tried(work)

    def _with(self, model, which, act):
        def work(db):
            found = one(db, model, which)
            if found:
                act(db, found)

        tried(work)

    @rule(which=WHICH)
    def says_paid(self, which):
        self._with(Bill, which, lambda db, bill: claim(db, lock_bill(db, bill.key)) and None)

    @rule(which=WHICH)
    def confirms(self, which):
        self._with(Claim, which, lambda db, made: made.confirm(self.treasurer) and None)

    @rule(which=WHICH)
    def refuses(self, which):
        self._with(Claim, which, lambda db, made: made.refuse(self.treasurer, "belum masuk"))

    @rule(which=WHICH)
    def sees_money_without_a_claim(self, which):
        self._with(Bill, which, lambda db, bill: confirm_without_claim(db, lock_bill(db, bill.key), self.treasurer))

    @rule(which=WHICH)
    def hands_over(self, which):
        self._with(SubOrder, which, lambda db, sub: lifecycle.hand_over(db, sub, self.treasurer))

    @rule(which=WHICH)
    def cancels(self, which):
        self._with(SubOrder, which, lambda db, sub: lifecycle.cancel_by_group(db, sub, self.treasurer, "rusak semua"))

    @rule(which=WHICH)
    def gives_back(self, which):
        self._with(Refund, which, lambda db, refund: refund.pay_back(self.treasurer))

    @rule(hours=st.sampled_from([5, 30]))
    def time_passes(self, hours):
        tick(now() + timedelta(hours=hours))

    @invariant()
    def every_rupiah_is_where_it_should_be(self):
        with read() as db:
            assert recount(db) == []
            group = self.here.group_id
            paid = list(db.scalars(sa.select(Payment)))
            back = list(db.scalars(sa.select(Refund).where(table(Refund).c.state == RefundState.PAID)))
            assert len({each.bill_id for each in paid}) == len(paid), "a bill is paid once"
            kept = sum(p.amount + p.rounding for p in paid) - sum(r.amount for r in back)
            assert balance(db, own(group)) + balance(db, rounding(group)) == kept >= 0
            bills = {bill.key: bill for bill in db.scalars(sa.select(Bill))}
            gone = {each.bill_id for each in back}
            owed = sum(bills[p.bill_id].fee for p in paid if p.bill_id not in gone)
            assert -balance(db, receivable(group)) == balance(db, FEES) == owed
            assert all(bill.fee == bill.amount * 250 // 10_000 for bill in bills.values())
            book = statement(db, group, datetime(2000, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC))
            assert book.opening == (0, 0, 0)
            assert book.closing == (balance(db, own(group)), balance(db, rounding(group)), -owed)
            assert all(
                bill.state is not BillState.SETTLED or bill.key in {p.bill_id for p in paid} for bill in bills.values()
            )


@both
def test_any_order_of_events_keeps_every_rupiah(shop, monkeypatch):
    monkeypatch.setenv("MARKET_FEE_BASIS_POINTS", "250")
    shop_settings.cache_clear()
    many = int(os.environ.get("MARKET_EXAMPLES", "12"))
    rules = settings(
        max_examples=many,
        stateful_step_count=30,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    run_state_machine_as_test(Money, settings=rules)
