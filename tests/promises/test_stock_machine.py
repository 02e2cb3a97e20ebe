"""Lots under anything that can happen, in any order: the recounts are equal and nothing is negative."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from market.inventory.hold import HOLDS, free_expired, hold, release
from market.inventory.lot import Lot
from market.inventory.movement import MovementKind
from market.inventory.picking import Want
from market.inventory.receiving import receive, sell_directly, sell_out
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import Refused, TooOften
from market.orders.books.recount import recount
from market.orders.cart.cart import lock_cart, open_cart
from market.orders.life import ending, fewer, pickup, serving
from market.orders.life.billing import bill_of
from market.orders.line_lot import LineLot
from market.orders.order import SubOrder
from market.orders.placing.checkout import place_order
from market.orders.placing.new_order import Buyer
from market.orders.state import State
from market.people.access import CLOCK
from market.people.group import Group
from tests import world
from tests.conftest import both
from tests.machine import run_machine


def tried(work):
    """A refusal is an answer; anything else is a fault."""
    try:
        return write(work)
    except (Refused, TooOften):
        return None


class Stock(RuleBasedStateMachine):
    here: world.Shop
    turn = 0

    @initialize(pieces=st.integers(0, 8), shelf=st.sampled_from([None, 0, 2]))
    def opens(self, pieces, shelf):
        for model in (LineLot,):
            write(lambda db, model=model: db.execute(sa.delete(table(model))) and None)
        wipe()
        self.here = world.a_shop(pieces=pieces, shelf=shelf)
        self.carts: list[str] = []

    def group(self, db):
        return Group.get(db, self.here.group_id)

    @rule(quantity=st.integers(1, 9), ago=st.integers(0, 3))
    def receives(self, quantity, ago):
        tried(
            lambda db: (
                receive(
                    db,
                    self.group(db),
                    self.here.sku,
                    quantity,
                    by=CLOCK,
                    produced_on=self.group(db).today - timedelta(days=ago),
                )
                and None
            )
        )

    @rule(quantity=st.integers(1, 6))
    def puts_into_a_cart(self, quantity):
        def work(db):
            cart, token = open_cart(db, "")
            cart.put(self.here.sku, quantity)
            return token

        token = tried(work)
        if token:
            self.carts.append(token)

    @rule(which=st.integers(0, 5), quantity=st.integers(0, 6))
    def changes_a_cart(self, which, quantity):
        if self.carts:
            token = self.carts[which % len(self.carts)]
            tried(lambda db: lock_cart(db, token).set(self.here.sku, quantity) and None)

    @rule()
    def holds_run_out(self):
        write(
            lambda db: (
                db.execute(
                    sa.update(HOLDS).where(HOLDS.c.released_at.is_(None)).values(until=now() - timedelta(minutes=1))
                )
                and None
            )
        )
        write(free_expired)

    @rule(
        which=st.integers(0, 5),
        delivery=st.sampled_from(["pickup", "own_courier"]),
        method=st.sampled_from(["transfer", "cash"]),
        origin=st.sampled_from(["", "net"]),
    )
    def checks_out(self, which, delivery, method, origin):
        if self.carts:
            token = self.carts[which % len(self.carts)]
            Stock.turn += 1
            buyer = Buyer("Ratna", "+6281234567890", village="71.72.01.1001", address="Jl. Pantai 3", origin=origin)
            tried(
                lambda db: place_order(
                    db, token, f"machine-{Stock.turn}", buyer, {self.here.slug: delivery}, {"": method}, {}
                )
            )

    def some(self, which, states):
        with read() as db:
            keys = list(db.scalars(sa.select(table(SubOrder).c.id).where(table(SubOrder).c.state.in_(states))))
        return keys[which % len(keys)] if keys else None

    @rule(which=st.integers(0, 9))
    def cancels(self, which):
        key = self.some(which, [State.ACCEPTED, State.WAITING])
        if key:
            tried(lambda db: ending.cancel_by_buyer(db, SubOrder.get(db, key), world.actor(self.here.buyer)))

    @rule(which=st.integers(0, 9), n=st.integers(1, 4))
    def cancels_pieces(self, which, n):
        key = self.some(which, [State.ACCEPTED, State.WAITING, State.PREPARING])

        def work(db):
            sub = SubOrder.get(db, key)
            pieces = {str(line.key): n for line in sub.lines}
            fewer.fewer_by_group(db, sub, world.actor(self.here.chair), pieces, "ada yang penyok")

        if key:
            tried(work)

    @rule(which=st.integers(0, 9))
    def expires(self, which):
        key = self.some(which, [State.ACCEPTED, State.WAITING])
        if key:
            tried(lambda db: ending.expire(db, SubOrder.get(db, key), "unpaid", now()))

    @rule(which=st.integers(0, 9))
    def is_not_fetched(self, which):
        key = self.some(which, [State.ACCEPTED])
        if key:
            tried(lambda db: SubOrder.get(db, key).cash_pickup and pickup.give_up(db, SubOrder.get(db, key)))

    @rule(which=st.integers(0, 9))
    def had_been_fetched(self, which):
        key = self.some(which, [State.CANCELLED])
        if key:
            tried(lambda db: pickup.collected_after_all(db, SubOrder.get(db, key), world.actor(self.here.chair)))

    @rule(which=st.integers(0, 9))
    def pays_and_sends(self, which):
        key = self.some(which, [State.ACCEPTED])

        def work(db):
            sub = SubOrder.get(db, key)
            bill = bill_of(db, sub)
            if bill.open:
                from market.payments.claim import settle_now

                settle_now(db, bill, world.actor(self.here.treasurer))
            if sub.delivery == "pickup":
                serving.hand_over(db, sub, world.actor(self.here.chair))
            else:
                serving.send(db, sub, world.actor(self.here.chair))

        if key:
            tried(work)

    @rule(quantity=st.integers(1, 5))
    def sells_at_the_door(self, quantity):
        tried(lambda db: sell_directly(db, self.group(db), self.here.sku, quantity, by=CLOCK) and None)

    @rule()
    def is_sold_out(self):
        tried(lambda db: sell_out(db, self.group(db), self.here.sku, CLOCK))

    @rule(
        which=st.integers(0, 5),
        quantity=st.integers(1, 9),
        kind=st.sampled_from([MovementKind.SPOILED, MovementKind.RETURNED]),
    )
    def moves_a_lot(self, which, quantity, kind):
        def work(db):
            lots = list(db.scalars(sa.select(Lot)))
            lot = lots[which % len(lots)]
            if kind is MovementKind.SPOILED:
                lot.take_out(quantity, kind, by=CLOCK)
            else:
                lot.add_pieces(quantity, kind, by=CLOCK)

        with read() as db:
            there = db.scalars(sa.select(Lot)).first()
        if there:
            tried(work)

    @rule(quantity=st.integers(1, 4), held_for=st.sampled_from(["till/1", "till/2"]))
    def somebody_else_holds(self, quantity, held_for):
        def work(db):
            lot = db.scalars(sa.select(Lot)).first()
            if lot:
                hold(db, Want(lot.variant_id, quantity, self.group(db).today, "x"), held_for)

        tried(work)

    @rule(held_for=st.sampled_from(["till/1", "till/2"]))
    def lets_go(self, held_for):
        tried(lambda db: release(db, held_for))

    @invariant()
    def books_are_straight(self):
        with read() as db:
            assert recount(db) == []
            for lot in db.scalars(sa.select(Lot)):
                assert min(lot.on_hand, lot.held, lot.allocated, lot.available) >= 0


def wipe() -> None:
    """An empty shop between examples: every row goes, children first."""
    from market.tables import metadata

    def work(db):
        for each in reversed(metadata.sorted_tables):
            if each.name != "category":
                db.execute(each.delete())

    write(work)


@both
def test_any_order_of_events_keeps_the_books_straight(shop):
    run_machine(Stock, 12)


@pytest.mark.parametrize("column", ["held", "allocated", "on_hand"])
def test_the_recount_finds_a_number_that_was_tampered_with(shop, column):
    here = world.a_shop()
    write(lambda db: db.execute(sa.update(table(Lot)).values({column: 9 if column == "on_hand" else 1})) and None)
    with read() as db:
        assert next(iter(recount(db))).what == column
    assert here
