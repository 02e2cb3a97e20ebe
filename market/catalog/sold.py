"""A variant with its product, as it is sold: the columns to read it by, and the same from two loaded rows."""

from dataclasses import fields

from market.catalog.product import Product
from market.catalog.variant import NAMES, Sold, Variant
from market.kernel.record import table

P, V = table(Product), table(Variant)
RENAMED = {"variant_id": V.c.id, "variant": V.c.name, "product": P.c.name, "product_slug": P.c.slug}
ELSEWHERE = RENAMED | {name: P.c[name] for name in ("made_to_order", "cover")}
COLUMNS = {name: ELSEWHERE[name] if name in ELSEWHERE else V.c[name] for name in (each.name for each in fields(Sold))}
SOLD = tuple(column.label(name) for name, column in COLUMNS.items())
NAMED = tuple(COLUMNS[name].label(name) for name in NAMES)


def sold(product: Product, variant: Variant) -> Sold:
    """A loaded variant as it is sold now."""
    rows = {P: product, V: variant}
    return Sold(**{name: getattr(rows[column.table], column.name) for name, column in COLUMNS.items()})
