"""The variants of a product as its page shows them: what there is of each, to the piece, as the lists count it."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.product import Product
from market.catalog.variant import FACTS, Variant, VariantFacts
from market.inventory.listing import Stock, stock_word
from market.inventory.lot import Lot, LotState, first_expired_first, free_in
from market.inventory.still_good import good_in
from market.kernel.record import table

P, V, L = table(Product), table(Variant), table(Lot)


@dataclass(frozen=True)
class Choice:
    """A variant on its product's page, with all that is told of it.

    `pieces` can be bought now, `good_until` is that of the lot that leaves first.
    """

    variant_id: int
    sku: str
    variant: VariantFacts
    stock: Stock
    pieces: int
    made_on: date | None
    good_until: date | None
    code: str


VARIANTS = (
    sa.select(V.c.id, V.c.sku, *(V.c[fact] for fact in FACTS))
    .where(V.c.product_id == sa.bindparam("product"), V.c.withdrawn_at.is_(None))
    .order_by(V.c.position, V.c.id)
)
LOTS_THERE = (
    sa.select(
        L.c.variant_id,
        L.c.best_before,
        L.c.produced_on,
        L.c.code,
        free_in(L).label("pieces"),
    )
    .select_from(L.join(V, V.c.id == L.c.variant_id))
    .where(
        V.c.product_id == sa.bindparam("product"),
        V.c.withdrawn_at.is_(None),
        L.c.state == LotState.OPEN,
        free_in(L) > 0,
        good_in(L, sa.bindparam("day", type_=sa.Date)),
    )
    .order_by(*first_expired_first())
)


def choices(db: Session, product: Product, here: date) -> list[Choice]:
    """The variants of a product with what there is of each, in two statements."""
    connection = db.connection()
    variants = connection.execute(VARIANTS, {"product": product.key}).all()
    there = connection.execute(LOTS_THERE, {"product": product.key, "day": here}).all()
    found = []
    for variant in variants:
        mine = [lot for lot in there if lot.variant_id == variant.id]
        pieces = sum(int(lot.pieces) for lot in mine)
        first = mine[0] if mine else None
        found.append(
            Choice(
                variant_id=variant.id,
                sku=variant.sku,
                variant=VariantFacts.model_construct(**{fact: variant._mapping[fact] for fact in FACTS}),
                stock=stock_word(product.made_to_order, product.unanswered, pieces),
                pieces=pieces,
                made_on=first.produced_on if first else None,
                good_until=first.best_before if first else None,
                code=first.code if first else "",
            )
        )
    return found


def best_choice(found: list[Choice]) -> Choice | None:
    """The first that can be bought, else the first."""
    for choice in found:
        if choice.stock in (Stock.IN, Stock.FEW, Stock.MADE):
            return choice
    return found[0] if found else None
