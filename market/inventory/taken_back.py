"""What "Habis" took out by mistake comes back: the thumb slips, and the button stands beside others."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.inventory.lot import Lot
from market.inventory.movement import MovementKind, StockMovement
from market.inventory.receiving import group_variant
from market.kernel.clock import now
from market.kernel.record import locked, table
from market.kernel.refused import Refused
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group

WITHIN = timedelta(minutes=15)
"""How long the way back is offered. A count later is a count ("Hitung ulang")."""
L, M = table(Lot), table(StockMovement)


def lately(*by: sa.ColumnElement[int]) -> sa.Select[*tuple[Any, ...]]:
    """Pieces that "Habis" took out within that time and that did not come back, by lot or by variant.

    None of a lot that was counted since: what came back is in the count.
    """
    gone = -sa.func.sum(M.c.quantity)
    later = M.alias()
    counted = sa.select(later.c.id).where(later.c.lot_id == M.c.lot_id, later.c.id > M.c.id)
    return (
        sa.select(*by, gone.label("gone"))
        .select_from(M.join(L, L.c.id == M.c.lot_id))
        .where(M.c.kind == MovementKind.SOLD_OUT, M.c.at > now() - WITHIN)
        .where(~counted.where(later.c.kind == MovementKind.COUNTED).exists())
        .group_by(*by)
        .having(gone > 0)
    )


def undo_sold_out(db: Session, group: Group, sku: str, by: Actor) -> int:
    """The pieces lie in their lots again; how many. A row of the same kind with the other sign is what undoes one."""
    product, variant = group_variant(db, group, sku)
    theirs = sa.select(Lot).where(L.c.variant_id == variant.key).order_by(L.c.id)
    lots = {lot.key: lot for lot in db.scalars(locked(theirs))}
    found = db.execute(lately(L.c.id).where(L.c.variant_id == variant.key)).all()
    if not found:
        raise Refused("nothing_taken_back")
    for row in found:
        lots[row.id].add_pieces(row.gone, MovementKind.SOLD_OUT, by=by)
    product.confirm()
    back: int = sum(row.gone for row in found)
    note(db, by, "sold_out_undone", group.key, sku=sku, n=back)
    return back
