"""Keeping: how much of a variant one origin may keep from the others, before anybody of the group said yes.

An origin is who asks: the network a request came from, or an account that proved its number. What it keeps is held in
carts or ordered and not yet paid, prepared or otherwise answered by the group. It is half of a variant's pieces at
most; above that, and above `MOST_AT_ONCE` pieces in one order, the group answers before stock is taken. A small
number of pieces in all is free of this, so that a family may buy the last six packs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.inventory.hold import HOLDS, LIVE, LOTS, MOMENT, release_beyond
from market.inventory.picking import Want, serves
from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.refused import Refused
from market.orders.line_lot import LineLot, LotUse
from market.orders.order import OrderLine, SubOrder
from market.orders.state import State

MOST_AT_ONCE = 50
FREE_PIECES = 20
MOST_UNANSWERED = 300

S, L, U = table(SubOrder), table(OrderLine), table(LineLot)
HERE = sa.bindparam("variant", type_=sa.Integer)
ORIGIN = sa.bindparam("origin", type_=sa.String)


def _sum(value: sa.ColumnElement[int], *when: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    counted = sa.case((sa.and_(*when), value), else_=0) if when else value
    return sa.func.coalesce(sa.func.sum(counted), 0)


IN_CARTS = (
    sa.select(
        _sum(HOLDS.c.quantity, LOTS.c.variant_id == HERE).label("here"),
        _sum(HOLDS.c.quantity).label("everywhere"),
        _sum(HOLDS.c.quantity, HOLDS.c.beyond).label("beyond"),
    )
    .select_from(HOLDS.join(LOTS, LOTS.c.id == HOLDS.c.lot_id))
    .where(
        HOLDS.c.origin == ORIGIN,
        LIVE,
        HOLDS.c.until > MOMENT,
        sa.not_(sa.and_(HOLDS.c.held_for == sa.bindparam("held_for"), LOTS.c.variant_id == HERE)),
    )
    .subquery("in_carts")
)
IN_ORDERS = (
    sa.select(
        _sum(U.c.quantity, L.c.variant_id == HERE).label("here"),
        _sum(U.c.quantity).label("everywhere"),
        _sum(L.c.quantity - L.c.cancelled, L.c.variant_id == HERE, U.c.id.is_(None), ~L.c.made_to_order).label("asked"),
    )
    .select_from(
        S.join(L, L.c.sub_order_id == S.c.id).outerjoin(U, sa.and_(U.c.line_id == L.c.id, U.c.use == LotUse.ALLOCATED))
    )
    .where(S.c.origin == ORIGIN, sa.or_(S.c.state == State.WAITING, S.c.state == State.ACCEPTED))
    .subquery("in_orders")
)
KEPT = sa.select(
    (IN_CARTS.c.here + IN_ORDERS.c.here).label("here"),
    (IN_CARTS.c.everywhere + IN_ORDERS.c.everywhere).label("everywhere"),
    IN_CARTS.c.beyond,
    IN_ORDERS.c.asked,
).select_from(IN_CARTS.join(IN_ORDERS, sa.true()))
UNANSWERED = sa.select(sa.func.count()).select_from(
    sa.select(S.c.id).where(S.c.origin == ORIGIN).limit(MOST_UNANSWERED).subquery()
)
ONE_AT_A_TIME = sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtextextended(ORIGIN, 0)))


@dataclass(frozen=True)
class Kept:
    """Pieces that an origin keeps: of one variant, of all, those held beyond a half; and pieces it only asked for."""

    here: int
    everywhere: int
    beyond: int
    asked: int


class Room(Enum):
    """What may be done for so many pieces: take them, take them though it is more than half, ask the group first."""

    HALF = "half"
    BEYOND = "beyond"
    ASK = "ask"


def room_for(db: Session, origin: str, want: Want, lots: Sequence[Any], held_for: str) -> Room:
    """What an origin may have of a variant whose `lots` are locked. Refused when it asked for all there is.

    What `held_for` itself holds of the variant is not counted: it is what the question is about.
    """
    large = want.quantity > MOST_AT_ONCE
    if not origin:
        return Room.ASK if large else Room.HALF
    stock = sum(lot.on_hand for lot in lots if serves(lot, want))
    kept = _kept(db, origin, want.variant_id, held_for)
    few = kept.everywhere + want.quantity <= FREE_PIECES
    if not few and kept.beyond:
        release_beyond(db, origin)
    if not large and kept.here + want.quantity <= half(stock):
        return Room.HALF
    if not large and few and _still_few(db, origin, want, held_for):
        return Room.BEYOND
    if kept.here + kept.asked + want.quantity > stock:
        raise Refused("held_enough", field="quantity", name=want.name)
    return Room.ASK


def half(stock: int) -> int:
    """Half of so many pieces; of an odd number the larger half, so that a single piece can be bought."""
    return -(-stock // 2)


def not_too_many(db: Session, origin: str) -> None:
    """Refused while an origin has very many orders that nobody has answered or paid."""
    if origin and db.connection().execute(UNANSWERED, {"origin": origin}).scalar_one() >= MOST_UNANSWERED:
        raise Refused("orders_enough")


def _kept(db: Session, origin: str, variant_id: int, held_for: str) -> Kept:
    values = {"origin": origin, "variant": variant_id, "held_for": held_for, "moment": now()}
    found = db.connection().execute(KEPT, values).one()
    return Kept(
        here=int(found.here),
        everywhere=int(found.everywhere),
        beyond=int(found.beyond),
        asked=int(found.asked),
    )


def _still_few(db: Session, origin: str, want: Want, held_for: str) -> bool:
    """Counted again while no other request of this origin can count: its pieces of other variants are not locked."""
    if db.connection().dialect.name == "sqlite":
        return True
    db.connection().execute(ONE_AT_A_TIME, {"origin": origin})
    return _kept(db, origin, want.variant_id, held_for).everywhere + want.quantity <= FREE_PIECES
