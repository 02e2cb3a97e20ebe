"""What is in a cart: its lines, and each as it can be bought now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.catalog.product import Product
from market.catalog.silent import silent
from market.catalog.sold import SOLD, in_shop
from market.catalog.variant import MOST_LABEL, Sold, Variant
from market.inventory.hold import HOLDS, LOTS, MOMENT, still_held
from market.kernel.clock import now, today, zone_of
from market.kernel.record import Record, from_row, table
from market.people.group import Group


class CartLine(Record, table=True):
    """`price_seen` is the price when it was put in; a rise since is shown and asked about.

    `asks`: its pieces are not held, and the group answers before any stock is taken.
    """

    __table_args__ = (
        sa.UniqueConstraint("cart_id", "sku"),
        sa.CheckConstraint("quantity > 0", name="quantity"),
    )

    cart_id: int = Field(foreign_key="cart.id", index=True)
    variant_id: int
    sku: str = Field(max_length=40)
    name: str = Field(max_length=MOST_LABEL)
    quantity: int
    price_seen: int = Field(sa_type=sa.BigInteger)
    asks: bool = False


@dataclass(frozen=True)
class ShownVariant(Sold):
    """A variant that can be bought now, with what a cart line needs besides."""

    lead_days: int
    fresh: bool
    confirmed_at: datetime
    group_id: int
    group_slug: str
    group: str
    village: str

    @property
    def today(self) -> date:
        return today(zone_of(self.village))

    @property
    def silent(self) -> bool:
        """Fresh goods about which the group has said nothing for two days: buyers ask first."""
        return silent(self, now())


V, P, G, L = table(Variant), table(Product), table(Group), table(CartLine)
SHOWN = (
    *SOLD,
    P.c.lead_days,
    P.c.fresh,
    P.c.confirmed_at,
    G.c.id.label("group_id"),
    G.c.slug.label("group_slug"),
    G.c.name.label("group"),
    G.c.village,
)
BUYABLE = sa.and_(V.c.withdrawn_at.is_(None), in_shop(P, G))
JOINED = V.join(P, P.c.id == V.c.product_id).join(G, G.c.id == P.c.group_id)
BY_SKU = sa.select(*SHOWN).select_from(JOINED).where(BUYABLE, V.c.sku == sa.bindparam("sku"))
BY_SKUS = sa.select(*SHOWN).select_from(JOINED).where(BUYABLE, V.c.sku.in_(sa.bindparam("skus", expanding=True)))
# A chain of outer joins: a nested join on the right SQLite would read whole for every cart.
HELD = (
    sa.select(sa.func.coalesce(sa.func.sum(HOLDS.c.quantity), 0))
    .select_from(HOLDS.join(LOTS, LOTS.c.id == HOLDS.c.lot_id))
    .where(*still_held(sa.bindparam("held_for"), MOMENT), LOTS.c.variant_id == L.c.variant_id)
    .correlate(L)
    .scalar_subquery()
)
LINES = (
    sa.select(
        *SHOWN,
        BUYABLE.label("buyable"),
        L.c.sku.label("line_sku"),
        L.c.quantity,
        L.c.price_seen,
        L.c.name,
        L.c.asks,
        HELD.label("held"),
    )
    .select_from(
        L.outerjoin(V, V.c.id == L.c.variant_id)
        .outerjoin(P, P.c.id == V.c.product_id)
        .outerjoin(G, G.c.id == P.c.group_id)
    )
    .where(L.c.cart_id == sa.bindparam("cart_id"))
    .order_by(G.c.name, L.c.id)
)


def shown_variant(db: Session, sku: str) -> ShownVariant | None:
    row = db.connection().execute(BY_SKU, {"sku": sku}).first()
    return from_row(ShownVariant, row) if row else None


def shown_variants(db: Session, skus: Iterable[str]) -> dict[str, ShownVariant]:
    """Those of them that can be bought now, by sku."""
    rows = db.connection().execute(BY_SKUS, {"skus": list(skus)})
    return {row.sku: from_row(ShownVariant, row) for row in rows}


@dataclass(frozen=True)
class ShownLine:
    """A cart line as it stands now; `variant` is None when it is no longer sold.

    `held` pieces are put aside for it at this moment; of one that `asks` none are, and the group answers first.
    """

    sku: str
    name: str
    quantity: int
    price_seen: int
    variant: ShownVariant | None
    asks: bool = False
    held: int = 0

    @property
    def stocked(self) -> bool:
        """Comes from stock, which is taken when the order is placed."""
        return self.variant is not None and not self.variant.made_to_order and not self.asks

    @property
    def total(self) -> int:
        return self.quantity * self.variant.price if self.variant else 0

    @property
    def rose(self) -> bool:
        return self.variant is not None and self.variant.price > self.price_seen


def held_for(cart_id: int) -> str:
    """The name under which a cart holds stock."""
    return f"cart/{cart_id}"


def lines_of(db: Session, cart_id: int) -> list[ShownLine]:
    found = []
    values = {"cart_id": cart_id, "held_for": held_for(cart_id), "moment": now()}
    for row in db.connection().execute(LINES, values):
        variant = from_row(ShownVariant, row) if row.buyable else None
        line = ShownLine(
            sku=row.line_sku,
            name=row.name,
            quantity=row.quantity,
            price_seen=row.price_seen,
            variant=variant,
            asks=row.asks,
            held=int(row.held),
        )
        found.append(line)
    return found
