"""Brought: what the goods that each member brought were sold for, and how whole rupiah are parted by it."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.inventory.movement import MovementKind, StockMovement
from market.kernel import money
from market.kernel.record import table
from market.orders.line_lot import LineLot, LotUse
from market.orders.order import OrderLine, SubOrder
from market.orders.state import State
from market.payments.recap import month_after
from market.people.group import Group


def split(amount: int, weights: Mapping[int, int]) -> dict[int, int]:
    """Whole rupiah by key, in proportion to the weights; all 0 of nothing. The parts add up to the amount."""
    keys = sorted(weights)
    if not sum(weights.values()) or amount <= 0:
        return dict.fromkeys(keys, 0)
    return dict(zip(keys, money.split(amount, [weights[key] for key in keys]), strict=True))


def goods_brought(db: Session, group: Group, month: date) -> dict[int, int]:
    """By person what the goods they brought were sold for in orders received this month; by 0 what nobody brought.

    A lot that several brought is parted by the pieces each brought into it.
    """
    start, end = (datetime(day.year, day.month, 1, tzinfo=group.zone) for day in (month, month_after(month)))
    subs, lines, lots, moved = table(SubOrder), table(OrderLine), table(LineLot), table(StockMovement)
    done = (State.RECEIVED, State.CLOSED)
    sold = (
        sa.select(lots.c.lot_id, sa.func.sum(lots.c.quantity * lines.c.price))
        .join(lines, lines.c.id == lots.c.line_id)
        .join(subs, subs.c.id == lines.c.sub_order_id)
        .where(subs.c.group_id == group.key, subs.c.state.in_(done), lots.c.use == LotUse.HANDED_OUT)
        .where(subs.c.handed_at >= start, subs.c.handed_at < end)
        .group_by(lots.c.lot_id)
    )
    worth = {lot: int(amount) for lot, amount in db.execute(sold)}
    into = (
        sa.select(moved.c.lot_id, moved.c.brought_by_id, sa.func.sum(moved.c.quantity).label("pieces"))
        .where(moved.c.lot_id.in_(list(worth)), moved.c.kind == MovementKind.RECEIVED)
        .group_by(moved.c.lot_id, moved.c.brought_by_id)
    )
    brought: dict[int, dict[int, int]] = defaultdict(dict)
    for row in db.execute(into):
        brought[row.lot_id][row.brought_by_id or 0] = int(row.pieces)
    found: dict[int, int] = defaultdict(int)
    for lot, amount in worth.items():
        for person, part in split(amount, brought[lot] or {0: 1}).items():
            found[person] += part
    return dict(found)
