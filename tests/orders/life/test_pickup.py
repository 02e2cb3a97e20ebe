"""Cash goods that nobody fetches: asked about on their day, waited for two waking days, then for sale again."""

import re
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine

from market.catalog.product import Product
from market.inventory.lot import Lot
from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.orders import clockwork
from market.orders.books.recount import recount
from market.orders.delivery import Delivery
from market.orders.event import OrderEvent
from market.orders.life import serving
from market.orders.order import SubOrder, lock_sub_order
from market.orders.state import State
from market.payments.bill import Bill, BillState
from market.payments.payment import Payment
from market.payments.refund import Refund
from market.people.group import Group
from market.people.person import Person
from tests import world
from tests.conftest import both

WITA = ZoneInfo("Asia/Makassar")
MONDAY = datetime.combine(datetime(2027, 3, 1).date(), time(10), WITA)


def at(day: int, hour: int) -> datetime:
    """A moment of that week: day 0 is Monday."""
    return MONDAY.replace(hour=hour) + timedelta(days=day)


class Week:
    """A shop and the order of a week, with the clock in the test's hand."""

    def __init__(self, mover, shelf: int | None = None, **more: str) -> None:
        self.mover = mover
        self.here = world.a_shop(pieces=10, shelf=shelf)
        self.buyer = world.client()
        form = {"payment": "cash", "email": "ratna@contoh.id"} | more
        self.path, answer = world.buys(self.buyer, self.here.sku, 4, **form)
        assert self.path, answer.text
        self.number = re.search(r"/pesanan/([^?]+)", self.path)[1] + "-1"
        self.desk = f"/lapak/{self.here.slug}/pesanan/{self.number}"

    @property
    def chair(self):
        return world.as_person(self.here.chair)

    def runs_to(self, moment: datetime) -> None:
        self.mover.move_to(moment)
        clockwork.tick()

    @property
    def sub(self) -> SubOrder:
        with read() as db:
            return db.scalars(sa.select(SubOrder).order_by(table(SubOrder).c.id).limit(1)).one()

    def events(self) -> list[str]:
        with read() as db:
            return list(db.scalars(sa.select(table(OrderEvent).c.code).order_by(table(OrderEvent).c.id)))

    def letters(self, template: str) -> int:
        rows = table(Message)
        with read() as db:
            return db.execute(sa.select(sa.func.count()).where(rows.c.template == template)).scalar_one()

    def available(self) -> int:
        return world.client().get(f"/api/v1/variants/{self.here.sku}").json()["available"]


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as mover:
        yield mover


def with_mail(here: world.Shop) -> None:
    write(lambda db: setattr(Person.get(db, here.chair), "email", "meike@contoh.id"))


@both
def test_who_does_not_come_is_asked_for_and_then_not_waited_for(shop, clock):
    week = Week(clock)
    with_mail(week.here)
    week.runs_to(at(0, 16))
    assert week.sub.collect_by is None and "Sudah diambil?" not in week.chair.get(f"/lapak/{week.here.slug}").text
    week.runs_to(at(0, 17))
    assert week.sub.collect_by == at(2, 17), "two waking days: the rest of Monday, Tuesday, most of Wednesday"
    assert week.letters("order_to_collect") == 2, "by e-mail, and to be sent by hand"
    assert "Sudah diambil?" in week.chair.get(f"/lapak/{week.here.slug}").text
    assert "Masih ditunggu" in week.chair.get(week.desk).text and "Rabu" in week.buyer.get(week.path).text
    week.runs_to(at(2, 16))
    assert week.sub.state is State.ACCEPTED and week.available() == 6
    week.runs_to(at(2, 18))
    assert week.sub.state is State.CANCELLED and week.available() == 10
    assert week.events()[-1] == "not_collected"
    assert week.letters("order_not_collected") == 2 and week.letters("order_left_uncollected") == 1
    page = week.buyer.get(week.path).text
    assert 'data-state="cancelled"' in page and "Tidak diambil sampai batas waktu" in page
    with read() as db:
        assert db.scalars(sa.select(Bill)).one().state is BillState.CANCELLED
        assert recount(db) == []
    clockwork.tick()
    assert week.events().count("not_collected") == 1


def test_nobody_is_asked_to_come_for_recalled_goods(shop, clock):
    """She read "Jangan dimakan", then that her parcel waits for her, then that it was sold again since she did not
    come."""
    week = Week(clock)
    recalled = week.chair.post(f"/lapak/{week.here.slug}/stok/1", data={"act": "recall", "reason": "berbau"})
    assert recalled.status_code == 303
    week.runs_to(at(0, 17))
    assert week.letters("order_to_collect") == 0 and week.sub.ask_at > at(0, 17)
    helper = world.as_person(week.here.facilitator)
    helper.post(f"/lapak/{week.here.slug}/stok/1/buka", data={"reason": "Diperiksa lab"})
    week.runs_to(at(1, 12))
    assert week.letters("order_to_collect") == 2, "now she may come"
    week.chair.post(f"/lapak/{week.here.slug}/stok/1", data={"act": "recall", "reason": "berbau lagi"})
    assert rows_unsaid("order_to_collect") == 2, "it was not sent, and is not true any more"
    week.runs_to(at(4, 18))
    assert week.sub.state is State.ACCEPTED and week.sub.collect_by > at(4, 18)


def rows_unsaid(template: str) -> int:
    rows = table(Message)
    unsaid = sa.select(sa.func.count()).where(rows.c.template == template, rows.c.unsaid_at.is_not(None))
    with read() as db:
        return db.execute(unsaid).scalar_one()


def test_fetched_in_time_ends_the_question(shop, clock):
    week = Week(clock)
    week.runs_to(at(0, 17))
    assert week.chair.post(f"{week.desk}/serahkan").status_code == 303
    week.runs_to(at(4, 17))
    assert week.sub.state in (State.RECEIVED, State.CLOSED) and week.sub.collect_by is None


def test_ordered_in_the_evening_it_is_asked_about_tomorrow(shop, clock):
    clock.move_to(at(0, 15))
    week = Week(clock)
    assert week.sub.ask_at == at(1, 17)


def test_libur_melaut_rests_question_and_waiting(shop, clock):
    week = Week(clock)
    week.chair.post(f"/lapak/{week.here.slug}/libur")
    assert week.sub.ask_at == at(1, 17), "the group is at sea today"
    week.runs_to(at(1, 17))
    assert week.sub.collect_by == at(3, 17)
    clock.move_to(at(2, 6))
    week.chair.post(f"/lapak/{week.here.slug}/libur")
    assert week.sub.collect_by == at(4, 17)


@both
def test_the_group_waits_three_times_and_the_buyer_once(shop, clock):
    week = Week(clock)
    early = week.chair.post(f"{week.desk}/tunggu")
    assert early.status_code == 409, "nobody was asked yet"
    week.runs_to(at(0, 17))
    clock.move_to(at(1, 17))
    assert week.buyer.post(week.path.replace("?", "/datang?"), data={"parcel": week.number}).status_code == 303
    assert week.sub.collect_by == at(3, 17)
    again = week.buyer.post(week.path.replace("?", "/datang?"), data={"parcel": week.number})
    assert again.status_code == 422 and "pesan lagi" in again.text
    assert world.client().post(f"/pesanan/{week.number[:-2]}/datang", data={"parcel": week.number}).status_code == 404
    for turn in range(3):
        clock.move_to(at(2, 17) + timedelta(days=turn))
        assert week.chair.post(f"{week.desk}/tunggu").status_code == 303
    assert week.sub.collect_by == at(6, 17)
    assert week.chair.post(f"{week.desk}/tunggu").status_code == 422
    week.runs_to(at(6, 18))
    assert week.sub.state is State.CANCELLED


@both
def test_what_had_been_fetched_is_recorded_late(shop, clock):
    week = Week(clock)
    week.runs_to(at(0, 17))
    week.runs_to(at(2, 18))
    assert "Ternyata sudah diambil" in week.chair.get(week.desk).text
    assert week.chair.post(f"{week.desk}/diambil").status_code == 303
    assert week.sub.state is State.RECEIVED and week.available() == 6
    with read() as db:
        assert db.scalars(sa.select(Bill)).one().state is BillState.SETTLED
        assert recount(db) == []
    assert week.chair.post(f"{week.desk}/diambil").status_code == 409


@both
def test_what_kept_for_two_days_had_been_fetched_on_its_day(shop, clock):
    week = Week(clock, shelf=2)
    week.runs_to(at(0, 17))
    week.runs_to(at(2, 18))
    assert week.sub.state is State.CANCELLED
    clock.move_to(at(3, 10))
    late = week.chair.post(f"{week.desk}/diambil")
    assert late.status_code == 303, re.findall(r'class="refusal".*?<span>(.*?)</span>', late.text)
    with read() as db:
        lot = db.scalars(sa.select(Lot).order_by(table(Lot).c.id).limit(1)).one()
        assert (lot.on_hand, lot.allocated) == (6, 0) and recount(db) == []


@both
def test_cash_that_came_ahead_is_never_given_up(shop, clock):
    week = Week(clock)
    week.runs_to(at(0, 17))
    treasurer, money = world.as_person(week.here.treasurer), f"/lapak/{week.here.slug}/uang"
    assert f"{money}/masuk/{week.number}" in treasurer.get(week.desk).text
    assert treasurer.post(f"{money}/masuk/{week.number}").status_code == 303
    assert week.sub.collect_by is None and "Sudah diambil?" not in week.chair.get(week.desk).text
    write(lambda db: setattr(db.get(SubOrder, week.sub.key), "collect_by", at(2, 17)))
    week.runs_to(at(5, 18))
    assert week.sub.state is State.ACCEPTED and week.sub.collect_by is None
    with read() as db:
        assert db.scalars(sa.select(Refund)).all() == [] and recount(db) == []
        payment = db.scalars(sa.select(Payment)).one().key
    # Written down by mistake: taken back, and asked about again.
    assert treasurer.post(f"{money}/dicatat/{payment}/tarik", data={"reason": "Pesanan lain"}).status_code == 303
    with read() as db:
        assert [(b.state, b.due_at) for b in db.scalars(sa.select(Bill))] == [(BillState.OPEN, None)]
    assert week.sub.ask_at == at(6, 17)
    # A part of it is money too.
    assert treasurer.post(f"{money}/masuk/{week.number}", data={"came": "30.000"}).status_code == 303
    week.runs_to(at(6, 17))
    week.runs_to(at(10, 18))
    assert week.sub.state is State.ACCEPTED and f"{week.desk}/serahkan" in week.chair.get(week.desk).text
    assert week.chair.post(f"{week.desk}/serahkan").status_code == 303
    with read() as db:
        assert db.scalars(sa.select(Bill)).one().state is BillState.SETTLED and recount(db) == []


@both
def test_cash_nobody_wrote_down_at_hand_over_is_written_down_later(shop, clock):
    """The buyer said that she has it, or the clock did: the cash of it waits for who took it."""
    week = Week(clock)
    got = week.path.replace("?", "/terima?")
    assert week.buyer.post(got, data={"parcel": week.number}).status_code == 409, "nothing was sent"

    def brought(db):
        sub = lock_sub_order(db, week.sub.key)
        sub.delivery = Delivery.OWN_COURIER
        serving.send(db, sub, world.actor(week.here.chair))

    write(brought)
    assert week.buyer.post(got, data={"parcel": week.number}).status_code == 303
    form = f"/lapak/{week.here.slug}/uang/masuk/{week.number}"
    treasurer = world.as_person(week.here.treasurer)
    assert form in treasurer.get(week.desk).text
    assert treasurer.post(form).status_code == 303
    assert form not in treasurer.get(week.desk).text


@both
def test_sold_again_it_cannot_be_recorded_before_the_stock_is_put_right(shop, clock):
    week = Week(clock)
    week.runs_to(at(0, 17))
    week.runs_to(at(2, 18))
    path, answer = world.buys(world.client(), week.here.sku, 8)
    assert path, answer.text
    late = week.chair.post(f"{week.desk}/diambil")
    assert late.status_code == 422 and "tinggal 2" in late.text
    assert week.sub.state is State.CANCELLED
    with read() as db:
        assert recount(db) == []


def test_an_order_cancelled_by_its_buyer_is_not_collected_after_all(shop, clock):
    week = Week(clock)
    week.buyer.post(week.path.replace("?", "/batal?"), data={"parcel": week.number})
    assert week.chair.post(f"{week.desk}/diambil").status_code == 409


def test_goods_made_to_order_are_asked_about_when_they_are_ready(shop, clock):
    here = world.a_shop(pieces=10)

    def made(db):
        _sku, slug = world.a_product(db, Group.get(db, here.group_id), "Kebaya", 300_000, 0, None)
        product = db.scalars(sa.select(Product).where(table(Product).c.slug == slug)).one()
        product.made_to_order, product.lead_days = True, 3
        return _sku

    sku = write(made)
    path, answer = world.buys(world.client(), sku, 1, payment="cash")
    assert path, answer.text
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    chair, desk = world.as_person(here.chair), f"/lapak/{here.slug}/pesanan/{number}"
    chair.post(f"{desk}/terima")

    def sub() -> SubOrder:
        with read() as db:
            return db.scalars(sa.select(SubOrder)).one()

    assert sub().state is State.ACCEPTED and sub().ask_at is None
    clock.move_to(at(5, 10))
    assert chair.post(f"{desk}/siapkan").status_code == 303 and chair.post(f"{desk}/siap").status_code == 303
    assert sub().ask_at == at(5, 17)


def test_paid_goods_and_brought_goods_are_never_given_up(shop, clock):
    week = Week(clock, payment="transfer")
    assert week.sub.ask_at is None
    write(lambda db: db.execute(sa.update(table(Bill)).values(due_at=None)) and None)
    week.chair.post(f"/lapak/{week.here.slug}/uang/masuk/{week.number}")
    week.runs_to(at(9, 17))
    assert week.sub.state is State.ACCEPTED
