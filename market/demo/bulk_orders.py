"""Orders in bulk: two of each group go through the verbs that people use, one to its end. That one is copied with every
row it left (`bulk_copies`), so that the books of stock and money stay straight."""

import random
from collections.abc import Callable, Sequence
from functools import partial
from itertools import cycle, islice

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.product import Product
from market.catalog.variant import Variant
from market.demo.bulk_again import TABLES
from market.demo.bulk_copies import Pattern, RowSpan, copy_all
from market.demo.orders import Verb, act, back, cancelled, closed, prepared
from market.inventory.lot import Lot
from market.inventory.movement import StockMovement
from market.kernel.db import read, write
from market.kernel.given_ids import last_ids
from market.kernel.record import table
from market.kernel.tokens import new_token
from market.orders.cart.cart import open_cart
from market.orders.life import serving
from market.orders.order import Order, SubOrder
from market.orders.placing.checkout import place_order
from market.orders.placing.new_order import Buyer
from market.people.group import Group

READY: tuple[Verb, ...] = (prepared, serving.make_ready)
HALFWAY: tuple[tuple[Verb, ...], ...] = ((), (prepared,), READY)
ENDED: tuple[tuple[Verb, ...], ...] = (
    (*READY, serving.hand_over, closed), (*READY, serving.hand_over, closed), (*READY, serving.hand_over),
    (cancelled,), (back,),
)  # fmt: skip
AT_ONCE = 20  # orders in one transaction


def add_orders(
    groups: list[int], count: int, chance: random.Random, went_on: Callable[[int], object] = lambda _orders: None
) -> None:
    """So many orders of these groups; `went_on` is told how many more are there."""
    goods = _goods(groups)
    real = list(islice(cycle(enumerate(goods)), min(count, 2 * len(goods))))
    patterns: list[Pattern] = []
    for first in range(0, len(real), AT_ONCE):
        some = range(first, min(first + AT_ONCE, len(real)))
        made = write(partial(_live, goods=goods, positions=some))
        patterns += made
        went_on(len(some))
    ended = patterns[: len(goods)]
    if count > len(real) and ended:
        copy_all(ended, len(real), count, chance, went_on)


def _goods(groups: list[int]) -> list[str]:
    """Of each group that has something in stock the first good."""
    v, lots, p = table(Variant), table(Lot), table(Product)
    of = v.join(lots, lots.c.variant_id == v.c.id).join(p, p.c.id == v.c.product_id)
    first = sa.select(sa.func.min(v.c.id)).select_from(of).where(p.c.group_id.in_(groups), lots.c.on_hand > 3)
    with read() as db:
        return list(db.scalars(sa.select(v.c.sku).where(v.c.id.in_(first.group_by(p.c.group_id))).order_by(v.c.id)))


def _live(db: Session, goods: list[str], positions: Sequence[int]) -> list[Pattern]:
    """An order at each of these positions: of each good first one that ends, then one that is halfway."""
    made, last = [], last_ids(db.connection(), *TABLES)
    for position in positions:
        stories, phone = HALFWAY if position >= len(goods) else ENDED, f"+62811{position:08d}"
        key = _happened(db, goods[position % len(goods)], phone, stories[position % len(stories)])
        before, last = last, last_ids(db.connection(), *TABLES)
        spans = {of.name: RowSpan(a + 1, b) for of, a, b in zip(TABLES, before, last, strict=True)}
        made.append(Pattern(_number(db, key), phone, spans, _taken(db, spans[table(StockMovement).name])))
    return made


def _happened(db: Session, sku: str, phone: str, story: tuple[Verb, ...]) -> int:
    """An order for a piece, to be fetched and paid in cash, and what then happened; the id of its parcel."""
    key = _place(db, sku, phone)
    for verb in story:
        act(db, key, verb)
    db.flush()
    db.expunge_all()
    return key


def _place(db: Session, sku: str, phone: str) -> int:
    v, p, g = table(Variant), table(Product), table(Group)
    of = v.join(p, p.c.id == v.c.product_id).join(g, g.c.id == p.c.group_id)
    slug = str(db.execute(sa.select(g.c.slug).select_from(of).where(v.c.sku == sku)).scalar_one())
    cart, token = open_cart(db, "")
    cart.put(sku, 1)
    place_order(db, token, new_token(), Buyer("Pembeli", phone), {slug: "pickup"}, {"": "cash"}, {})
    return int(db.execute(sa.select(sa.func.max(table(SubOrder).c.id))).scalar_one())


def _number(db: Session, key: int) -> str:
    o, s = table(Order), table(SubOrder)
    return str(db.execute(sa.select(o.c.number).where(o.c.id == s.c.order_id, s.c.id == key)).scalar_one())


def _taken(db: Session, moves: RowSpan) -> dict[int, int]:
    """By lot how many pieces left it."""
    m = table(StockMovement)
    left = sa.select(m.c.lot_id, -sa.func.sum(m.c.quantity)).where(m.c.id.between(moves.first, moves.last))
    return {lot: int(pieces) for lot, pieces in db.execute(left.group_by(m.c.lot_id)) if pieces > 0}
