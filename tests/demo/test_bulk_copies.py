"""A copied order has the rows of the order it was copied from, each with the same values: only its ids, its number, its
buyer, its secrets and its time are its own."""

import json
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.app import create_app
from market.demo.bulk import fill
from market.demo.bulk_again import NAMED, SECRETS, TABLES
from market.demo.bulk_orders import ENDED
from market.kernel.db import read
from market.kernel.record import table
from market.orders.order import Order, SubOrder
from market.reports.doctor import complaints
from tests.conftest import both

GROUPS, TURNS = len(ENDED), 3
Row = dict[str, Any]
ABOUT = {"stockmovement": "ref", "bill": "ref", "message": "about"}  # the column that holds the parcel's number


def rows_of(db: Session, order: int) -> dict[str, list[Row]]:
    """All that an order left, by table, found by what names it."""
    sub = db.scalars(sa.select(SubOrder).where(table(SubOrder).c.order_id == order)).one()
    found: dict[str, list[Row]] = {}
    for of in TABLES:
        which = _which(of, order, sub, found)
        found[of.name] = [dict(row) for row in db.execute(sa.select(of).where(which).order_by(of.c.id)).mappings()]
    return found


def _which(of: sa.Table, order: int, sub: SubOrder, found: dict[str, list[Row]]) -> sa.ColumnElement[bool]:
    if of.name == "orders":
        return of.c.id == order
    if of.name in ABOUT:
        return of.c[ABOUT[of.name]] == sub.number
    if of.name == "act":
        return sa.cast(of.c.params, sa.Text).contains(sub.number)
    if of.name in NAMED:
        kind, key = NAMED[of.name]
        made = [(name, row["id"]) for name, rows in found.items() for row in rows]
        return sa.or_(*(sa.and_(of.c[kind] == name, of.c[key] == number) for name, number in made))
    named = [(column.name, each.column.table.name) for column in of.c for each in column.foreign_keys]
    return sa.or_(*(of.c[name].in_([row["id"] for row in found.get(other, [])]) for name, other in named))


def told(found: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """The same without what is an order's own."""
    [order] = found["orders"]
    said = {order["number"]: "its number", order["phone"]: "its phone"}
    said |= {f'"payment": {row["id"]}': "its payment" for row in found["payment"]}
    own = {(name, row["id"]): position for name, rows in found.items() for position, row in enumerate(rows)}
    of = {each.name: each for each in TABLES}
    return {
        name: [{key: plain(of[name].c[key], row, order["placed_at"], said, own) for key in row} for row in rows]
        for name, rows in found.items()
    }


def plain(column: sa.Column[Any], row: Row, placed: datetime, said: dict[str, str], own: dict[Any, int]) -> Any:
    value, (kind, key) = row[column.name], NAMED.get(column.table.name, ("", ""))
    others = [each.column.table.name for each in column.foreign_keys]
    others += [column.table.name] * (column.name == "id") + [row.get(kind, "")] * (column.name == key)
    if any((name, value) in own for name in others):
        return "row", own[next((name, value) for name in others if (name, value) in own)]
    if column.name in SECRETS:
        return "its own"
    if isinstance(value, datetime):
        return value - placed
    if isinstance(value, date):
        return "a day"
    if isinstance(value, str | dict | list):
        text = json.dumps(value)
        for old, new in said.items():
            text = text.replace(old, new)
        return text
    return value


def seeded() -> list[dict[str, list[Row]]]:
    """What each order of a small seed left, by table; the oldest first."""
    create_app()
    fill(groups=GROUPS, products=GROUPS, orders=(2 + TURNS) * GROUPS, bazaars=0, random_seed=1)
    with read() as db:
        keys = list(db.scalars(sa.select(table(Order).c.id).order_by(table(Order).c.id)))
        return [rows_of(db, key) for key in keys]


@both
def test_a_copy_says_what_its_pattern_says_row_for_row(shop):
    left = seeded()
    with read() as db:
        sizes = {each.name: db.execute(sa.select(sa.func.count()).select_from(each)).scalar_one() for each in TABLES}
    patterns, copies = left[:GROUPS], left[2 * GROUPS :]
    assert len(copies) == TURNS * GROUPS
    for number, copy in enumerate(copies):
        assert told(copy) == told(patterns[number % GROUPS])
    for name in set(sizes) - {"stockmovement"}:  # what was received belongs to no order
        assert sizes[name] == sum(len(each[name]) for each in left), name
    days = [each["placed_at"].date() for copy in copies for each in copy["orders"]]
    assert days == sorted(set(days)), "the oldest first, and each on a day of its own"


@both
def test_no_copy_names_the_order_it_came_from(shop):
    """A column that names an order, its buyer or its payment from tomorrow on is told apart here."""
    left = seeded()
    secrets = [order[name] for each in left for order in each["orders"] for name in SECRETS]
    assert len(set(secrets)) == len(secrets)
    for pattern in left[:GROUPS]:
        [order] = pattern["orders"]
        for copy in left[2 * GROUPS :]:
            assert order["number"] not in str(copy) and order["phone"] not in str(copy)


@both
def test_the_doctor_finds_nothing_in_copied_books(shop):
    create_app()
    before = complaints()
    fill(groups=GROUPS, products=3 * GROUPS, orders=200, bazaars=0, random_seed=1)
    assert complaints() == before
