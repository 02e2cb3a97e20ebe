"""PriceStep: what a group asks of an office for a piece, by how many it takes."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.catalog.product import Product
from market.catalog.sold import NAMED
from market.catalog.variant import Variant, VariantFacts, label
from market.inventory.receiving import group_variant
from market.kernel.record import Record, changed, table
from market.kernel.refused import Refused
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group

MOST_STEPS = 12  # of one variant


class PriceStep(Record, table=True):
    """From so many pieces on, one costs so much."""

    __tablename__ = "price_step"
    __table_args__ = (
        sa.UniqueConstraint("variant_id", "pieces"),
        sa.CheckConstraint("pieces > 1 AND price > 0", name="step"),
    )

    variant_id: int = Field(foreign_key="variant.id")
    pieces: int
    price: int = Field(sa_type=sa.BigInteger)


def price_for(db: Session, variant: Variant, pieces: int) -> int:
    """The price of one when so many are bought: the highest step reached, else the usual price."""
    rows = table(PriceStep)
    reached = sa.select(rows.c.price).where(rows.c.variant_id == variant.key, rows.c.pieces <= pieces)
    found = db.execute(reached.order_by(rows.c.pieces.desc()).limit(1)).scalar()
    return min(int(found), variant.price) if found is not None else variant.price


def lift_dearer_steps(db: Session, variant: Variant) -> int:
    """Steps dearer than one piece costs now are none; how many were taken away."""
    rows = table(PriceStep)
    return changed(db, sa.delete(rows).where(rows.c.variant_id == variant.key, rows.c.price > variant.price))


@dataclass(frozen=True, slots=True)
class VariantChange:
    """A packing, and what is told of it from now on."""

    variant: Variant
    facts: VariantFacts


def change_variants(product: Product, changes: Sequence[VariantChange], by: Actor) -> int:
    """What is told of packings of one product becomes this, each written down; returns how many dearer steps were
    lifted."""
    db, lifted = product.db, 0
    for each in changes:
        variant, facts = each.variant, each.facts
        note(db, by, "price_changed", product.group_id, sku=variant.sku, old=variant.price, new=facts.price)
        variant.edit(facts)
        lifted += lift_dearer_steps(db, variant)
    product.touched()
    return lifted


def set_step(db: Session, group: Group, sku: str, pieces: int, price: int, by: Actor) -> None:
    """Sets the price of a piece from so many pieces on; never above the usual price. 0 takes the step away. Written
    down as any other price is."""
    _product, variant = group_variant(db, group, sku)
    rows = table(PriceStep)
    gone = changed(db, sa.delete(rows).where(rows.c.variant_id == variant.key, rows.c.pieces == pieces))
    if not price:
        if gone:
            note(db, by, "step_ended", group.key, sku=sku, n=pieces)
        return
    if price > variant.price:
        raise Refused("step_dearer", field="price")
    there = sa.select(sa.func.count()).where(rows.c.variant_id == variant.key)
    if (db.scalar(there) or 0) >= MOST_STEPS:
        raise Refused("step_too_many", field="pieces", n=MOST_STEPS)
    PriceStep(variant_id=variant.key, pieces=pieces, price=price).add(db)
    note(db, by, "step_set", group.key, sku=sku, n=pieces, new=price)


@dataclass(frozen=True, slots=True)
class ShownStep:
    """A price that holds from so many pieces on."""

    sku: str
    name: str
    pieces: int
    price: int


def steps_of(db: Session, group_id: int) -> list[ShownStep]:
    """The steps of a group, by the name of the goods."""
    rows, v, p = table(PriceStep), table(Variant), table(Product)
    wanted = (
        sa.select(v.c.sku, *NAMED, rows.c.pieces, rows.c.price)
        .join(v, v.c.id == rows.c.variant_id)
        .join(p, p.c.id == v.c.product_id)
        .where(p.c.group_id == group_id)
        .order_by(p.c.name, v.c.name, rows.c.pieces)
    )
    return [
        ShownStep(
            sku=row.sku,
            name=label(row),
            pieces=row.pieces,
            price=row.price,
        )
        for row in db.execute(wanted)
    ]
