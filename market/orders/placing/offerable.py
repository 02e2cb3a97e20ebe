"""What a group can offer to an office: its variants with their prices, and whether it has what it offered."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.product import Product
from market.catalog.sold import NAMED
from market.catalog.variant import Variant, label
from market.inventory.lot import Lot, LotState, free_in
from market.inventory.still_good import good_in
from market.kernel.record import table
from market.orders.placing.quote import Quote, QuoteLine, QuoteState


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
    return bool(lacking(db, [quote]))


def lacking(db: Session, quotes: Sequence[Quote]) -> set[str]:
    """The numbers of those open offers of which that is so. What is made to order needs to be on no shelf."""
    offers, lines, lots, v, p = (table(each) for each in (Quote, QuoteLine, Lot, Variant, Product))
    there = sa.func.coalesce(sa.func.sum(free_in(lots)), 0)
    good = sa.and_(lots.c.variant_id == v.c.id, lots.c.state == LotState.OPEN, good_in(lots, offers.c.deliver_on))
    wanted = (
        sa.select(offers.c.number)
        .join(lines, lines.c.quote_id == offers.c.id)
        .join(v, v.c.sku == lines.c.sku)
        .join(p, p.c.id == v.c.product_id)
        .outerjoin(lots, good)
        .where(offers.c.id.in_([quote.key for quote in quotes]), offers.c.state == QuoteState.OPEN)
        .where(p.c.made_to_order.is_(False))
        .group_by(offers.c.number, lines.c.id, lines.c.quantity)
        .having(there < lines.c.quantity)
    )
    return set(db.scalars(wanted))
