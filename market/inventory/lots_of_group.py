"""The lots of a group and why pieces of them came and went, for its pages of stock."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.product import Product
from market.catalog.sold import NAMED
from market.catalog.variant import Variant, label
from market.inventory.lot import Location, Lot, first_expired_first
from market.inventory.movement import StockMovement
from market.kernel.record import table
from market.people.group import Group

MOST_LOTS, MOST_MOVES, MOST_OF_ONE = 200, 40, 200
L, V, P, W, M = (table(each) for each in (Lot, Variant, Product, Location, StockMovement))


@dataclass(frozen=True, slots=True)
class ListedLot:
    """A lot with the name of its goods."""

    lot: Lot
    label: str
    unit: str


@dataclass(frozen=True, slots=True)
class ListedMove:
    """Pieces that came or went: of which goods, of which lot."""

    move: StockMovement
    label: str
    code: str


def _named(wanted: sa.Select[Any], group: Group) -> sa.Select[Any]:
    return (
        wanted.join(Location, W.c.id == L.c.location_id)
        .join(Variant, V.c.id == L.c.variant_id)
        .join(Product, P.c.id == V.c.product_id)
        .where(W.c.group_id == group.key)
    )


def lots_there(db: Session, group: Group) -> list[ListedLot]:
    """Lots of which there are pieces, those first that end first."""
    wanted = _named(sa.select(Lot, *NAMED, V.c.unit), group).where(L.c.on_hand > 0)
    found = db.execute(wanted.order_by(*first_expired_first()).limit(MOST_LOTS))
    return [ListedLot(lot=row.Lot, label=label(row), unit=row.unit) for row in found]


def latest_moves(db: Session, group: Group) -> list[ListedMove]:
    """What came and went last in all lots."""
    wanted = _named(sa.select(StockMovement, L.c.code, *NAMED).join(Lot, L.c.id == M.c.lot_id), group)
    found = db.execute(wanted.order_by(M.c.id.desc()).limit(MOST_MOVES))
    return [ListedMove(move=row.StockMovement, label=label(row), code=row.code) for row in found]


def moves_of(db: Session, lot: Lot) -> list[StockMovement]:
    """What came and went last in one lot."""
    wanted = sa.select(StockMovement).where(M.c.lot_id == lot.key).order_by(M.c.id.desc())
    return list(db.scalars(wanted.limit(MOST_OF_ONE)))
