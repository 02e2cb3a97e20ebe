"""The prices of a group's packings, as one table of all its goods shows them."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.product import Product
from market.catalog.variant import Variant
from market.kernel.record import table
from market.people.group import Group


@dataclass(frozen=True)
class PriceRow:
    """A packing in the table, with its product."""

    product: Product
    variant: Variant


def _live(group: Group) -> sa.Select[Product, Variant]:
    p, v = table(Product), table(Variant)
    wanted = sa.select(Product, Variant).join(Variant, v.c.product_id == p.c.id)
    wanted = wanted.where(p.c.group_id == group.key, v.c.withdrawn_at.is_(None))
    return wanted.order_by(p.c.name, p.c.id, v.c.position, v.c.id)


def price_rows(db: Session, group: Group, *, at: int, most: int) -> list[PriceRow]:
    """A page of a group's live packings by the names of their goods; one more than fits, when there is another page."""
    found = db.execute(_live(group).offset((at - 1) * most).limit(most + 1))
    return [PriceRow(row.Product, row.Variant) for row in found]


def price_rows_of(db: Session, group: Group, skus: Sequence[str]) -> list[PriceRow]:
    """Of these packings those that the group has, in the same order."""
    found = db.execute(_live(group).where(table(Variant).c.sku.in_(skus)))
    return [PriceRow(row.Product, row.Variant) for row in found]
