"""Leaving: promised pieces that leave the house, are given back, or come home again."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.inventory.hold import LOTS
from market.inventory.movement import MovementKind, StockMovement
from market.inventory.picking import Pick
from market.kernel.clock import now
from market.kernel.doer import Doer, who_did
from market.kernel.record import table

MOVEMENTS = table(StockMovement)


def give_back(db: Session, picks: Iterable[Pick]) -> None:
    """Allocated pieces of an order that ends return to the same lots."""
    for each in sorted(picks, key=lambda pick: pick.lot_id):
        db.execute(sa.update(LOTS).where(LOTS.c.id == each.lot_id).values(allocated=LOTS.c.allocated - each.quantity))


LEAVE = (
    sa.update(LOTS)
    .where(LOTS.c.id == sa.bindparam("lot"))
    .values(on_hand=LOTS.c.on_hand - sa.bindparam("gone"), allocated=LOTS.c.allocated - sa.bindparam("promised"))
)
GONE = sa.insert(MOVEMENTS)


def hand_out(db: Session, picks: Iterable[Pick], by: Doer, *, ref: str) -> None:
    """Allocated pieces leave the house with the buyer or the courier."""
    _leave(db, picks, promised=True, ref=ref, **who_did(by))


def hand_over(db: Session, picks: Iterable[Pick], by: Doer, *, ref: str) -> None:
    """Pieces that nobody was promised leave the house at once, with who bought them at the till."""
    _leave(db, picks, promised=False, ref=ref, **who_did(by))


def _leave(db: Session, picks: Iterable[Pick], *, promised: bool, **said: Any) -> None:
    connection, at = db.connection(), now()
    for each in sorted(picks, key=lambda pick: pick.lot_id):
        gone = {"lot": each.lot_id, "gone": each.quantity, "promised": each.quantity if promised else 0}
        connection.execute(LEAVE, gone)
        moved = {"lot_id": each.lot_id, "kind": MovementKind.SOLD, "quantity": -each.quantity, "at": at}
        connection.execute(GONE, moved | said)


def bring_home(db: Session, picks: Iterable[Pick], by: Doer, *, ref: str) -> None:
    """Pieces that were said to have left are still here, and kept for the same buyer."""
    picks = list(picks)
    take_back(db, picks, by, ref=ref)
    for each in sorted(picks, key=lambda pick: pick.lot_id):
        db.execute(sa.update(LOTS).where(LOTS.c.id == each.lot_id).values(allocated=LOTS.c.allocated + each.quantity))


def take_back(db: Session, picks: Iterable[Pick], by: Doer, *, ref: str) -> None:
    """Pieces that had left the house return to their lots; whether they are still good is for the group to say."""
    for each in sorted(picks, key=lambda pick: pick.lot_id):
        db.execute(sa.update(LOTS).where(LOTS.c.id == each.lot_id).values(on_hand=LOTS.c.on_hand + each.quantity))
        values = {"kind": MovementKind.RETURNED, "quantity": each.quantity, "at": now(), "ref": ref}
        db.execute(sa.insert(MOVEMENTS).values(lot_id=each.lot_id, **who_did(by), **values))
