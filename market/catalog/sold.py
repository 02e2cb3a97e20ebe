"""A variant with its product, as it is sold: the columns to read it by, the same of two loaded rows; whether it is."""

from dataclasses import fields

import sqlalchemy as sa

from market.catalog.product import Product, ProductState
from market.catalog.variant import NAMES, Sold, Variant
from market.kernel.record import table
from market.people.group import is_open

P, V = table(Product), table(Variant)
RENAMED = {"variant_id": V.c.id, "variant": V.c.name, "product": P.c.name, "product_slug": P.c.slug}
ELSEWHERE = RENAMED | {name: P.c[name] for name in ("made_to_order", "cover")}
COLUMNS = {name: ELSEWHERE[name] if name in ELSEWHERE else V.c[name] for name in (each.name for each in fields(Sold))}
SOLD = tuple(column.label(name) for name, column in COLUMNS.items())
NAMED = tuple(COLUMNS[name].label(name) for name in NAMES)


def in_shop(products: sa.FromClause, groups: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether rows of `product` are sold now: listed, by a group that nobody has closed."""
    return sa.and_(products.c.state == ProductState.LISTED, is_open(groups))


def sold(product: Product, variant: Variant) -> Sold:
    """A loaded variant as it is sold now."""
    rows = {P: product, V: variant}
    return Sold(**{name: getattr(rows[column.table], column.name) for name, column in COLUMNS.items()})
