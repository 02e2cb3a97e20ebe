"""What a group can offer to an office: its variants with their prices, and whether it has what it offered."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.product import Product
from market.catalog.sold import NAMED
from market.catalog.variant import Variant, label
from market.inventory.good import good_in
from market.inventory.lot import Lot, LotState
from market.kernel.record import table
from market.orders.placing.quote import Quote


@dataclass(frozen=True, slots=True)
class Offerable:
    """A variant that a group can offer, at the price of one."""

    sku: str
    name: str
    unit: str
    price: int


def offered(db: Session, group_id: int) -> list[Offerable]:
    """All that a group can offer, by name."""
    v, p = table(Variant), table(Product)
    wanted = (
        sa.select(v.c.sku, *NAMED, v.c.unit, v.c.price)
        .join(p, p.c.id == v.c.product_id)
        .where(p.c.group_id == group_id, v.c.withdrawn_at.is_(None), p.c.state == "listed")
        .order_by(p.c.name, v.c.position, v.c.id)
    )
    return [Offerable(sku=row.sku, name=label(row), unit=row.unit, price=row.price) for row in db.execute(wanted)]


def lacks_goods(db: Session, quote: Quote) -> bool:
    """Whether the group has less on its shelf now than it promises for the day: nobody can agree before."""
    lots, variants = table(Lot), table(Variant)
    there = (
        sa.select(variants.c.sku, sa.func.sum(lots.c.on_hand - lots.c.held - lots.c.allocated).label("pieces"))
        .join(lots, lots.c.variant_id == variants.c.id)
        .where(
            variants.c.sku.in_([line.sku for line in quote.lines]),
            lots.c.state == LotState.OPEN,
            good_in(lots, quote.deliver_on),
        )
        .group_by(variants.c.sku)
    )
    pieces = {row.sku: int(row.pieces) for row in db.execute(there)}
    return any(pieces.get(line.sku, 0) < line.quantity for line in quote.lines)
