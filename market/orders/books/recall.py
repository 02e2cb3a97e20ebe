"""Recall: who bought from a lot."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.orders.line_lot import LineLot, LotUse
from market.orders.order import Order, OrderLine, SubOrder

MOST = 2_000


@dataclass(frozen=True)
class LotBuyer:
    """Somebody who has, or will get, pieces of a lot."""

    sub_number: str
    name: str
    phone: str
    quantity: int
    use: LotUse


def buyers_of(db: Session, lot_id: int) -> list[LotBuyer]:
    """The buyers of one lot, to call them or to recall it."""
    uses, lines, subs, orders = table(LineLot), table(OrderLine), table(SubOrder), table(Order)
    found = db.execute(
        sa.select(subs.c.number, orders.c.name, orders.c.phone, sa.func.sum(uses.c.quantity), uses.c.use)
        .select_from(
            uses.join(lines, lines.c.id == uses.c.line_id)
            .join(subs, subs.c.id == lines.c.sub_order_id)
            .join(orders, orders.c.id == subs.c.order_id)
        )
        .where(uses.c.lot_id == lot_id, uses.c.use != LotUse.GIVEN_BACK)
        .group_by(subs.c.number, orders.c.name, orders.c.phone, uses.c.use)
        .order_by(subs.c.number)
        .limit(MOST)
    )
    return [LotBuyer(number, name, phone, int(quantity), use) for number, name, phone, quantity, use in found]
