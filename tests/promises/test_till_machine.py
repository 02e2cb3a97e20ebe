"""Web shop, written orders and several tills at once, over a network that delays, doubles, reorders and drops: every
sale counts exactly once, as it was sold; stock is its movements, the money that of the sales and of debts that
were paid, each conflict a task; and a day that was signed never changes."""

import random
from dataclasses import asdict

import sqlalchemy as sa
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from market.catalog.variant import Variant
from market.inventory.lot import Lot
from market.inventory.receiving import receive
from market.kernel.db import read, write
from market.kernel.record import table
from market.orders.books.recount import recount
from market.orders.cart.cart import open_cart
from market.orders.channel import SalesChannel
from market.orders.delivery import Delivery
from market.orders.order import OrderLine, SubOrder
from market.orders.placing.checkout import place_order
from market.orders.placing.new_order import Buyer
from market.orders.written.confirming import make_certain
from market.orders.written.writing import WrittenFacts, write_down
from market.payments.bill import Method
from market.payments.ledger import balance, own
from market.people.access import CLOCK
from market.people.group import Group
from market.till.applying import apply_stored
from market.till.bon import bons, pay_bon
from market.till.closing import close_day, day_page
from market.till.day import Closing, TillDay
from market.till.envelope import Envelope, EnvelopeState
from market.till.figures import figures_of
from market.till.rules import set_rules
from market.till.sale import Paid, TillSale
from market.till.task import TillTask
from market.till.till import Till
from tests import world
from tests.conftest import both
from tests.machine import run_machine
from tests.orders.books.classes import classes_add_up
from tests.promises.test_stock_machine import tried, wipe
from tests.till.phones import Phone, line

PHONES = 3
PERCENT = 10  # that the chair lets them take off


class Market(RuleBasedStateMachine):
    turn = 0

    @initialize(pieces=st.integers(0, 9), seed=st.integers(0, 2**32))
    def opens(self, pieces, seed):
        wipe()
        self.here = world.a_shop(pieces=pieces)
        self.price = 25_000
        self.random = random.Random(seed)
        self.phones = [Phone(self.here.group_id, self.here.chair, f"HP {n}") for n in range(PHONES)]
        self.sold: dict[str, tuple[int, int, str]] = {}  # what each id said first that arrived: pieces, price, paid
        self.waits: list[tuple[Phone, dict, tuple]] = []  # on a phone: sold, and not named by the server yet
        self.arrived: dict[str, tuple] = {}
        self.ended: set[str] = set()
        self.apart: set[str] = set()
        self.changed: set[tuple[str, int]] = set()
        self.debts_paid: dict[Paid, int] = dict.fromkeys(Paid, 0)
        self.signed: dict[str, int] | None = None
        by = world.actor(self.here.chair)
        write(lambda db: set_rules(db, self.here.group_id, discount_percent=PERCENT, bon=True, by=by))

    def group(self, db):
        return Group.get(db, self.here.group_id)

    @rule(
        which=st.integers(0, PHONES - 1),
        quantity=st.integers(1, 4),
        paid=st.sampled_from(["cash", "qris", "bon"]),
        off=st.sampled_from([0, 0, 1, 2_500, 7_777, 1_000_000]),
    )
    def sells(self, which, quantity, paid, off):
        phone, gross = self.phones[which], quantity * self.price
        off = min(off, gross)
        told = {"buyer": {"name": "Bu Ani", "phone": "081234567890"}, "discount": {"amount": off, "why": "langganan"}}
        envelope = phone.rings_up(line(self.here.sku, quantity, self.price), paid=paid, total=gross - off, **told)
        self.waits.append((phone, envelope, (quantity, self.price, paid, off)))

    @rule(lost=st.booleans(), most=st.integers(1, 5), twice=st.booleans())
    def the_network_delivers(self, lost, most, twice):
        """Some of what waits, in any order; where the answer is lost it all stays, to be sent again."""
        some = self.random.sample(self.waits, min(most, len(self.waits)))
        for phone in self.phones:
            mine = [each for each in some if each[0] is phone]
            if not mine:
                continue
            sent = [envelope for _phone, envelope, _facts in mine] * (2 if twice else 1)
            stored = phone.sends(*sent)
            for each in mine:
                uid = self.uid(each[1])
                assert uid in stored
                if uid not in self.arrived:
                    self.arrived[uid] = each[2]
                    if phone.uid in self.ended:
                        self.apart.add(uid)
            if not lost:
                self.waits = [each for each in self.waits if each not in mine]

    @staticmethod
    def uid(envelope):
        import json

        return json.loads(envelope["body"])["id"]

    @rule(which=st.integers(0, 20), price=st.sampled_from([1, 24_000]))
    def comes_again_with_another_price(self, which, price):
        import json

        known = [each for each in self.waits if self.uid(each[1]) in self.arrived]
        if known:
            phone, envelope, _facts = known[which % len(known)]
            told = json.loads(envelope["body"])
            told["lines"][0]["price"], told["total"] = price, price * told["lines"][0]["quantity"]
            assert phone.sends(phone.sealed(told)) == [told["id"]]
            if price != self.arrived[told["id"]][1]:
                self.changed.add((told["id"], price))

    @rule()
    def the_worker_looks(self):
        apply_stored()

    @rule(which=st.integers(0, PHONES - 1))
    def a_phone_is_lost(self, which):
        phone = self.phones[which]
        if len(self.ended) == 0:
            apply_stored()  # what came before it was ended counts
            rows = table(Till)
            by = world.actor(self.here.chair)
            write(lambda db: db.scalars(sa.select(Till).where(rows.c.uid == phone.uid)).one().end(by))
            self.ended.add(phone.uid)

    @rule(which=st.integers(0, 9), part=st.sampled_from([None, 1, 10_000]), paid=st.sampled_from(["cash", "qris"]))
    def a_debt_is_paid(self, which, part, paid):
        """All of it or a part; more than is left, or what was paid before, comes to nothing."""
        with read() as db:
            owed = bons(db, self.here.group_id)
        if owed:
            sale, by = owed[which % len(owed)].sale, world.actor(self.here.chair)
            came = tried(lambda db: pay_bon(db, self.group(db), sale, part, Paid(paid), by).amount)
            self.debts_paid[Paid(paid)] += came or 0

    @rule(lacks=st.integers(0, 2))
    def the_day_is_closed(self, lacks):
        """As it was shown, mostly with a difference; only once."""

        def work(db):
            group, by = self.group(db), world.actor(self.here.chair)
            page = day_page(db, group.key, group.today)
            counted = max(0, page.figures.expected - lacks * 5_000)
            return close_day(
                db, group, group.today, page.mark, counted, reason="Kurang kembalian", sure=True, by=by
            ).figures

        figures = tried(work)
        assert self.signed is None or figures is None
        self.signed = self.signed or figures

    @rule(quantity=st.integers(1, 5))
    def goods_come(self, quantity):
        tried(lambda db: receive(db, self.group(db), self.here.sku, quantity, by=CLOCK) and None)

    @rule(price=st.sampled_from([20_000, 25_000, 30_000]))
    def the_price_changes(self, price):
        rows = table(Variant)
        write(lambda db: db.execute(sa.update(rows).where(rows.c.sku == self.here.sku).values(price=price)) and None)
        if self.random.random() < 0.5:
            self.price = price  # the phones heard of it

    @rule(quantity=st.integers(1, 4))
    def the_web_buys(self, quantity):
        def puts(db):
            cart, token = open_cart(db, "")
            cart.put(self.here.sku, quantity)
            return token

        token = tried(puts)
        if token:
            Market.turn += 1
            buyer = Buyer("Ratna", "+6281234567890", village="71.72.01.1001", address="Jl. Pantai 3")
            tried(
                lambda db: place_order(
                    db, token, f"market-{Market.turn}", buyer, {self.here.slug: "pickup"}, {"": "transfer"}, {}
                )
            )

    @rule(quantity=st.integers(1, 3), certain=st.booleans())
    def a_chat_is_written_down(self, quantity, certain):
        facts = WrittenFacts(
            {self.here.sku: quantity}, "Ibu Ratna", "+6281234567891", delivery=Delivery.PICKUP, method=Method.CASH
        )
        by = world.actor(self.here.chair)

        def work(db):
            written = write_down(db, self.group(db), facts, by)
            return make_certain(db, written, by).number if certain else ""

        tried(work)

    @invariant()
    def books_are_straight(self):
        if not hasattr(self, "here"):
            return
        with read() as db:
            assert recount(db) == []
            for lot in db.scalars(sa.select(Lot)):
                assert min(lot.on_hand, lot.held, lot.allocated, lot.available) >= 0
            self.each_sale_once(db)
            classes_add_up(db, self.here.group_id)

    def each_sale_once(self, db):
        envelopes = {each.uid: each for each in db.scalars(sa.select(Envelope))}
        assert envelopes.keys() == self.arrived.keys()
        sales = {each.envelope_id: each for each in db.scalars(sa.select(TillSale))}
        applied = {uid for uid, each in envelopes.items() if each.state is EnvelopeState.APPLIED}
        assert {envelopes[uid].key for uid in applied} == sales.keys()
        for uid in applied:
            quantity, price, paid, off = self.arrived[uid]
            sale = sales[envelopes[uid].key]
            lines = list(db.scalars(sa.select(OrderLine).where(table(OrderLine).c.sub_order_id == sale.sub_order_id)))
            assert sum(each.quantity for each in lines) == quantity and all(each.quantity for each in lines)
            total = quantity * price - off
            assert sum(each.quantity * each.price for each in lines) == total
            assert (sale.total, sale.discount, sale.paid.value) == (total, off, paid)
        self.money_is_that_of_the_sales(db, list(sales.values()))
        tasks = list(db.scalars(sa.select(TillTask)))
        assert sum(each.code == "changed" for each in tasks) == len(self.changed)
        beyond = [uid for uid in applied if self.is_beyond(*self.arrived[uid])]
        assert sorted(each.envelope_id for each in tasks if each.code == "discount") == sorted(
            envelopes[uid].key for uid in beyond
        )

    @staticmethod
    def is_beyond(quantity, price, _paid, off):
        return off > quantity * price * PERCENT // 100

    def money_is_that_of_the_sales(self, db, sales):
        paid = sum(each.total for each in sales if each.paid != "bon")
        assert balance(db, own(self.here.group_id)) == paid + sum(self.debts_paid.values())
        days = list(db.scalars(sa.select(TillDay)))
        sums = [figures_of(db, day, late=late) for day in days for late in (False, True)]
        assert sum(each.sold for each in sums) == sum(each.total for each in sales)
        cash = sum(each.total for each in sales if each.paid == "cash")
        assert sum(each.drawer for each in sums) == cash + self.debts_paid[Paid.CASH]
        owed = sum(each.total for each in sales if each.paid == "bon") - sum(self.debts_paid.values())
        assert sum(each.left for each in bons(db, self.here.group_id)) == owed
        if self.signed is not None:
            [closing], [day] = list(db.scalars(sa.select(Closing))), days
            now_there = asdict(figures_of(db, day))
            assert closing.figures == self.signed and now_there.items() <= closing.figures.items()
        subs = sa.select(sa.func.count()).where(table(SubOrder).c.channel == SalesChannel.TILL)
        assert db.execute(subs).scalar_one() == len(sales)

    def teardown(self):
        """At the end the network lets all through: every sale stands, or waits for the chair."""
        if not hasattr(self, "here"):
            return
        for phone, envelope, facts in list(self.waits):
            uid = self.uid(envelope)
            assert phone.sends(envelope) == [uid]
            if uid not in self.arrived and phone.uid in self.ended:
                self.apart.add(uid)
            self.arrived.setdefault(uid, facts)
        apply_stored()
        self.books_are_straight()
        with read() as db:
            states = {each.uid: each.state for each in db.scalars(sa.select(Envelope))}
            assert {uid for uid, state in states.items() if state is EnvelopeState.APART} == self.apart
            assert {state for uid, state in states.items() if uid not in self.apart} <= {EnvelopeState.APPLIED}
            lacks = sum(each.facts["lacks"] for each in db.scalars(sa.select(TillTask)) if each.code == "short")
            gone = self.pieces_of_till(db)
            sold = sum(self.arrived[uid][0] for uid in states if uid not in self.apart)
            assert gone + lacks == sold

    @staticmethod
    def pieces_of_till(db):
        from market.orders.line_lot import LineLot

        lines, subs, lots = table(OrderLine), table(SubOrder), table(LineLot)
        joined = lots.join(lines, lines.c.id == lots.c.line_id).join(subs, subs.c.id == lines.c.sub_order_id)
        wanted = sa.select(sa.func.coalesce(sa.func.sum(lots.c.quantity), 0)).select_from(joined)
        return db.execute(wanted.where(subs.c.channel == SalesChannel.TILL)).scalar_one()


@both
def test_every_sale_counts_once_whatever_the_network_does(shop):
    run_machine(Market, 8)
