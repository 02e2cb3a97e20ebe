"""What a group can offer to an office: its variants with their prices."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.product import Product
from market.catalog.sold import NAMED
from market.catalog.variant import Variant, label
from market.kernel.record import table


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
