"""Data in bulk: what is copied is as true as what people did."""

import random

import sqlalchemy as sa
from sqlmodel import SQLModel

from market.app import create_app
from market.bazaars.bazaar import Bazaar
from market.demo import bulk_bazaars, bulk_orders
from market.demo.bulk import fill
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.orders.books.recount import recount
from market.orders.order import Order, SubOrder
from market.orders.state import State
from market.people.group import Group
from market.reports.doctor import complaints
from tests import world
from tests.conftest import both

PASSING = {"attempt", "cart", "cartline", "hold"}  # swept, or over when the order is placed


def counted() -> dict[str, int]:
    with read() as db:
        return {
            name: db.execute(sa.select(sa.func.count()).select_from(rows)).scalar_one()
            for name, rows in SQLModel.metadata.tables.items()
        }


def groups_with_one_good() -> list[int]:
    create_app()
    fill(groups=1, products=1, orders=0, bazaars=0, random_seed=1)
    with read() as db:
        return list(db.scalars(sa.select(table(Group).c.id)))


@both
def test_copied_orders_leave_every_book_straight_and_come_before_what_is_bought_next(shop):
    create_app()
    fill(groups=6, products=12, orders=80, bazaars=0, random_seed=1)
    with read() as db:
        assert recount(db) == []
        orders = list(db.scalars(sa.select(Order).order_by(table(Order).c.id)))
        subs = list(db.scalars(sa.select(SubOrder).order_by(table(SubOrder).c.order_id)))
    assert len({each.number for each in orders}) == len(subs) == 80
    assert len({each.phone for each in orders}) == 80 and len({each.placed_at.date() for each in orders}) > 50
    assert all(each.number.startswith(each_order.number) for each, each_order in zip(subs, orders, strict=True))
    assert {each.state for each in subs} > {State.CLOSED, State.CANCELLED, State.READY, State.RECEIVED}
    bulk_orders.add_orders([subs[-1].group_id], 1, random.Random(2))
    assert counted()["orders"] == 81, "on PostgreSQL ids go on behind those that were given"


@both
def test_copies_take_no_number_that_an_order_has(shop):
    """Among a million numbers in a row some of the two thousand real ones lay nearly always, and nothing was seeded."""
    groups = groups_with_one_good()
    for _again in range(2):
        bulk_orders.add_orders(groups, 12, random.Random(3))
    assert counted()["orders"] == 24


@both
def test_a_copy_has_every_row_that_an_order_leaves(shop):
    """A table that an order writes from tomorrow on is named here, or copies are no orders any more."""
    groups = groups_with_one_good()
    before = counted()
    bulk_orders.add_orders(groups, 1, random.Random(1))
    alone = {name: n - before[name] for name, n in counted().items() if n > before[name]}
    assert set(alone) - PASSING <= {each.name for each in bulk_orders.TABLES}
    bulk_orders.add_orders(groups, 12, random.Random(1))
    after = {name: n - before[name] for name, n in counted().items()}
    assert after["orders"] == after["sub_order"] == 13 and after["payment"] > 5 and after["act"] >= after["payment"] > 0


def test_bazaars_are_held_open_and_drawn(shop):
    create_app()
    fill(groups=60, products=0, orders=0, bazaars=4, random_seed=1)
    with read() as db:
        days = [each.days.first.day for each in db.scalars(sa.select(Bazaar).order_by(table(Bazaar).c.id))]
    assert [day > now().date() for day in days] == [False, True, True, False]
    assert all(world.client().get(f"/bazar/{slug}").status_code == 200 for slug in slugs())
    assert not [line for line in complaints() if "proved" in line]


def test_a_bazaar_of_long_ago_is_planned_too(shop):
    """The seventh was to be planned for days on which its registration would not have been over: fifty were none."""
    create_app()
    fill(groups=40, products=0, orders=0, bazaars=1, random_seed=1)
    by = write(bulk_bazaars._officer)
    with read() as db:
        groups = list(db.scalars(sa.select(table(Group).c.id)))
    for number in (7, 49):
        write(lambda db, number=number: bulk_bazaars._add(db, by, groups, number))
    with read() as db:
        days = [each.days.first.day for each in db.scalars(sa.select(Bazaar).order_by(table(Bazaar).c.id))]
    assert [(now().date() - day).days // 7 for day in days] == [1, 8, 50]


def slugs() -> list[str]:
    with read() as db:
        return list(db.scalars(sa.select(table(Bazaar).c.slug)))
