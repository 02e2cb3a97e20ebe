"""Orders in bulk: two of each group go through the verbs that people use, one to its end. That one is copied with every
row it left, at other times and of other buyers, so that the books of stock and money stay straight."""

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from itertools import cycle, islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.product import Product
from market.catalog.variant import Variant
from market.demo.orders import Verb, act, back, cancelled, closed, prepared
from market.inventory.lot import Lot
from market.inventory.movement import MovementKind, StockMovement
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.given_ids import follow_ids, last_ids
from market.kernel.record import StateEvent, table
from market.kernel.tokens import ALPHABET, new_token
from market.messages.outbox import Message
from market.orders.cart.cart import open_cart
from market.orders.event import OrderEvent
from market.orders.life import serving
from market.orders.line_lot import LineLot
from market.orders.order import Order, OrderLine, SubOrder
from market.orders.placing.checkout import place_order
from market.orders.placing.new_order import Buyer
from market.payments.bill import Bill
from market.payments.ledger import ENTRIES
from market.payments.payment import Payment
from market.people.act import Act
from market.people.group import Group

# Each comes after those it names
TABLES = (
    table(Order), table(SubOrder), table(OrderLine), table(LineLot), table(StockMovement), table(OrderEvent),
    table(Bill), table(Payment), ENTRIES, table(StateEvent), table(Act), table(Message),
)  # fmt: skip
BY_NAME = {each.name: each for each in TABLES}
NAMED = {ENTRIES.name: ("fact_kind", "fact_id"), table(StateEvent).name: ("of", "of_id")}  # a table and a row of it
SECRETS = ("key_token", "checkout_token", "cart_hash")  # each order has its own
READY: tuple[Verb, ...] = (prepared, serving.make_ready)
HALFWAY: tuple[tuple[Verb, ...], ...] = ((), (prepared,), READY)
ENDED: tuple[tuple[Verb, ...], ...] = (
    (*READY, serving.hand_over, closed), (*READY, serving.hand_over, closed), (*READY, serving.hand_over),
    (cancelled,), (back,),
)  # fmt: skip
CHUNK, TWO_YEARS = 500, timedelta(days=730)


@dataclass(frozen=True, slots=True)
class Copied:
    """A row of an order, and which of its columns are others in another order: those that hold a moment or a day, that
    name the order or its buyer as a text or within JSON, that hold a secret, or another row of the order."""

    row: dict[str, Any]
    moments: list[str]
    days: list[str]
    texts: list[str]
    json: dict[str, str]
    secrets: list[str]
    rows: dict[str, tuple[str, int]]

    def again(self, keys: dict[tuple[str, int], int], texts: dict[str, str], age: timedelta) -> dict[str, Any]:
        """The same of another order: its keys, its number, its buyer, its day."""
        found = dict(self.row)
        for name in self.moments:
            found[name] -= age
        for name in self.days:
            found[name] -= timedelta(days=age.days)
        for name in self.texts:
            found[name] = _said(found[name], texts)
        for name, written in self.json.items():
            found[name] = json.loads(_said(written, texts))
        for name in self.secrets:
            found[name] = new_token()
        for name, other in self.rows.items():
            found[name] = keys[other]
        return found


@dataclass(frozen=True, slots=True)
class Pattern:
    """An order that ran its course: its number, its buyer's phone, and its rows by table."""

    number: str
    phone: str
    rows: dict[str, list[Copied]]

    def taken(self) -> dict[int, int]:
        """By lot how many pieces left it."""
        found: dict[int, int] = {}
        for each in self.rows[table(StockMovement).name]:
            found[each.row["lot_id"]] = found.get(each.row["lot_id"], 0) - each.row["quantity"]
        return {lot: pieces for lot, pieces in found.items() if pieces > 0}


def add_orders(
    groups: list[int], count: int, chance: random.Random, went_on: Callable[[int], object] = lambda _orders: None
) -> None:
    """So many orders of these groups; `went_on` is told how many more are there."""
    goods = _goods(groups)
    real = list(islice(cycle(goods), min(count, 2 * len(goods))))
    patterns = []
    for position, sku in enumerate(real):
        stories = HALFWAY if position >= len(goods) else ENDED
        pattern = _live(sku, stories[position % len(stories)], f"+62811{position:08d}")
        patterns += [pattern] if stories is ENDED else []
        went_on(1)
    if count > len(real) and patterns:
        _copy_all(patterns, len(real), count, chance, went_on)


def _goods(groups: list[int]) -> list[str]:
    """Of each group that has something in stock the first good."""
    v, lots, p = table(Variant), table(Lot), table(Product)
    of = v.join(lots, lots.c.variant_id == v.c.id).join(p, p.c.id == v.c.product_id)
    first = sa.select(sa.func.min(v.c.id)).select_from(of).where(p.c.group_id.in_(groups), lots.c.on_hand > 3)
    with read() as db:
        return list(db.scalars(sa.select(v.c.sku).where(v.c.id.in_(first.group_by(p.c.group_id))).order_by(v.c.id)))


def _live(sku: str, story: tuple[Verb, ...], phone: str) -> Pattern:
    """An order for a piece, to be fetched and paid in cash, and what then happened."""
    with read() as db:
        before = last_ids(db.connection(), *TABLES)
    key = write(lambda db: _place(db, sku, phone))
    for verb in story:
        write(partial(act, key=key, verb=verb))
    with read() as db:
        rows = {each.name: _since(db, each, last) for each, last in zip(TABLES, before, strict=True)}
    own = {(name, row["id"]) for name, some in rows.items() for row in some}
    number = rows[table(Order).name][0]["number"]
    copied = {name: [_copied(BY_NAME[name], row, own, (number, phone)) for row in some] for name, some in rows.items()}
    return Pattern(number, phone, copied)


def _copied(of: sa.Table, row: dict[str, Any], own: set[tuple[str, int]], said: tuple[str, str]) -> Copied:
    kind, key = NAMED.get(of.name, ("", ""))
    others = {"id": (of.name, row["id"])} | ({key: (row[kind], row[key])} if kind else {})
    for column in of.columns:
        for foreign in column.foreign_keys:
            if (other := (foreign.column.table.name, row[column.name])) in own:
                others[column.name] = other
    json_of = {name: json.dumps(value) for name, value in row.items() if isinstance(value, dict | list)}
    return Copied(
        row, rows=others, secrets=[name for name in SECRETS if name in row],
        moments=[name for name, value in row.items() if isinstance(value, datetime)],
        days=[name for name, value in row.items() if type(value) is date],
        texts=[name for name, value in row.items() if type(value) is str and any(each in value for each in said)],
        json={name: text for name, text in json_of.items() if any(each in text for each in said)},
    )  # fmt: skip


def _said(text: str, texts: dict[str, str]) -> str:
    for old, new in texts.items():
        text = text.replace(old, new)
    return text


def _place(db: Session, sku: str, phone: str) -> int:
    v, p, g = table(Variant), table(Product), table(Group)
    of = v.join(p, p.c.id == v.c.product_id).join(g, g.c.id == p.c.group_id)
    slug = str(db.execute(sa.select(g.c.slug).select_from(of).where(v.c.sku == sku)).scalar_one())
    cart, token = open_cart(db, "")
    cart.put(sku, 1)
    place_order(db, token, new_token(), Buyer("Pembeli", phone), {slug: "pickup"}, {"": "cash"}, {})
    return int(db.execute(sa.select(sa.func.max(table(SubOrder).c.id))).scalar_one())


def _since(db: Session, rows: sa.Table, last: int) -> list[dict[str, Any]]:
    return [dict(each) for each in db.execute(sa.select(rows).where(rows.c.id > last).order_by(rows.c.id)).mappings()]


def _copy_all(
    patterns: list[Pattern], done: int, count: int, chance: random.Random, went_on: Callable[[int], object]
) -> None:
    """Until there are `count`, from the oldest to today's."""
    copies, in_turn, codes = count - done, cycle(patterns), _codes(chance)
    for first in range(done, count, CHUNK):
        some = list(islice(in_turn, min(CHUNK, count - first)))
        ages = [TWO_YEARS * (count - first - n) / copies for n in range(len(some))]
        write(partial(_copy, patterns=some, ages=ages, first=first, codes=codes))
        went_on(len(some))


def _codes(chance: random.Random) -> Iterator[str]:
    """Six letters of an order's number each, none twice, from anywhere on."""
    base, position = len(ALPHABET), chance.randrange(len(ALPHABET) ** 6)
    while True:
        position = (position + 1) % base**6
        yield "".join(ALPHABET[position // base**n % base] for n in range(6))


def _copy(db: Session, patterns: list[Pattern], ages: list[timedelta], first: int, codes: Iterator[str]) -> None:
    _receive(db, patterns, max(ages))
    last = dict(zip(BY_NAME, last_ids(db.connection(), *TABLES), strict=True))
    made: dict[str, list[dict[str, Any]]] = {name: [] for name in BY_NAME}
    for n, (pattern, age) in enumerate(zip(patterns, ages, strict=True)):
        texts = {pattern.number: f"D-{next(codes)}", pattern.phone: f"+62812{first + n:08d}"}
        keys = {
            (name, each.row["id"]): last[name] + len(made[name]) + k
            for name, rows in pattern.rows.items()
            for k, each in enumerate(rows, 1)
        }
        for name, rows in pattern.rows.items():
            made[name] += [each.again(keys, texts, age) for each in rows]
    for name, some in made.items():
        if some:
            db.execute(sa.insert(BY_NAME[name]), some)
    follow_ids(db.connection(), *TABLES)


def _receive(db: Session, patterns: list[Pattern], age: timedelta) -> None:
    """What leaves by the copies came before: as many pieces are in stock as ever."""
    wanted: dict[int, int] = {}
    for pattern in patterns:
        for lot, pieces in pattern.taken().items():
            wanted[lot] = wanted.get(lot, 0) + pieces
    at = now() - age - timedelta(days=1)
    for lot, pieces in wanted.items():
        StockMovement(lot_id=lot, kind=MovementKind.RECEIVED, quantity=pieces, at=at).add(db)
