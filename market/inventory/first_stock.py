"""Listing a product by one form: what it is, its first packing, and the pieces that are there."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from market.catalog.product import Product, list_product
from market.catalog.variant import VariantFacts
from market.inventory.receiving import receive
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group


@dataclass(frozen=True, slots=True)
class FirstStock:
    """Pieces that are there when a product is listed; `best_before` only where it was told."""

    pieces: int
    best_before: date | None = None


def list_with_stock(
    db: Session, group: Group, told: Mapping[str, Any], facts: VariantFacts, first: FirstStock, by: Actor
) -> Product:
    """A new product with one packing; `told` as `list_product` takes it. Refused as `receive` refuses."""
    product = list_product(db, group, **told)
    variant = product.add_variant(facts)
    if first.pieces:
        receive(db, group, variant.sku, first.pieces, by=by, best_before=first.best_before)
    note(db, by, "product_listed", group.key, product=product.name, price=variant.price)
    return product
