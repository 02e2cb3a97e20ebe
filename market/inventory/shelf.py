"""The shelf: what buyers see of goods and stock. Prebuilt Core selects, small frozen rows.

A list costs three statements however many goods: the page, its stock, a bounded count.
"""

from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.product import Product
from market.catalog.sold import in_shop
from market.inventory.facets import Facets, facets_of
from market.inventory.listing import COLUMNS, FROM, Listing, free_dates, listings_of
from market.inventory.query import ISLANDS, NEWEST, G, P, Query, Sort, conditions, is_there
from market.inventory.seeking import Sought, seek

PAGE = 24
COUNTED = 240
OF_ONE = 2  # goods of one group on the home page


@dataclass(frozen=True)
class Shelf:
    """One page of goods. `count` is exact up to COUNTED, then `more_than_counted`. `sought`: how words were understood,
    and all that was found by them."""

    listings: list[Listing]
    count: int
    more: bool
    more_than_counted: bool
    sought: Sought | None = None
    facets: Facets = field(default_factory=Facets)


def _nearest() -> sa.ColumnElement[int]:
    """`seeking.how_far` in a statement."""
    near = sa.bindparam("near", type_=sa.String)
    same = [(sa.func.substr(G.c.village, 1, n) == sa.func.substr(near, 1, n), at) for at, n in enumerate(ISLANDS)]
    return sa.case(*same, else_=len(ISLANDS))


ORDERS: dict[Sort, tuple[Any, ...]] = {
    Sort.NEWEST: NEWEST,
    Sort.CHEAPEST: (P.c.price_from, P.c.id),
    Sort.DEAREST: (P.c.price_from.desc(), P.c.id.desc()),
    Sort.NEAREST: (_nearest(), *NEWEST),
}


def shelf(db: Session, query: Query, *, size: int = PAGE) -> Shelf:
    """One page of the list."""
    if not query.words:
        return _leafed(db, query, size)
    sought = seek(db, query)
    if sought.asked.terms or sought.wishes.without or not sought.wishes.any:
        return _found(db, query, sought, size)
    return replace(_leafed(db, sought.query, size), sought=sought)


def _leafed(db: Session, query: Query, size: int) -> Shelf:
    connection = db.connection()
    page, counted = _statements(query.filters, query.sort)
    first = (query.page - 1) * size
    values = query.values() | {"size": size + 1, "first": first}
    rows = connection.execute(page, values).all()
    whole = len(rows) <= size
    count = first + len(rows) if whole else int(connection.execute(counted, values).scalar_one())
    return Shelf(listings_of(db, rows[:size]), min(count, COUNTED), len(rows) > size, count > COUNTED)


def _found(db: Session, query: Query, sought: Sought, size: int) -> Shelf:
    first, count = (query.page - 1) * size, len(sought.rows)
    dates = free_dates(db, [row.id for row in sought.rows])
    listings = listings_of(db, sought.rows[first : first + size], dates)
    many = count > COUNTED or not sought.all_of_them
    counted = facets_of(db, sought.rows, dates, more=not sought.all_of_them)
    return Shelf(listings, min(count, COUNTED), count > first + size, many, sought, counted)


@lru_cache(maxsize=512)
def _statements(filters: tuple[str, ...], sort: Sort) -> tuple[sa.Select[Any], sa.Select[Any]]:
    """The statement of a page and that of its bounded count."""
    wanted = sa.select(*COLUMNS).select_from(FROM).where(in_shop(P, G), *conditions(filters))
    counted = sa.select(sa.func.count()).select_from(wanted.with_only_columns(P.c.id).limit(COUNTED + 1).subquery())
    return wanted.order_by(*ORDERS[sort]).limit(sa.bindparam("size")).offset(sa.bindparam("first")), counted


@lru_cache
def _newest() -> sa.Select[Any]:
    """The goods listed last, those with a picture first; a group's third only where too few others sell."""
    there = sa.select(P.c.id, P.c.group_id, P.c.cover, P.c.listed_at).select_from(FROM).where(in_shop(P, G), is_there())
    new = there.order_by(*ORDERS[Sort.NEWEST]).limit(COUNTED).subquery("new")
    best = (new.c.cover.is_(None), new.c.listed_at.desc(), new.c.id.desc())
    nth = sa.func.row_number().over(partition_by=new.c.group_id, order_by=best).label("nth")
    ranked = sa.select(new.c.id, nth).subquery("ranked")
    wanted = sa.select(*COLUMNS).select_from(FROM.join(ranked, ranked.c.id == P.c.id))
    order = (ranked.c.nth > OF_ONE, P.c.cover.is_(None), *ORDERS[Sort.NEWEST])
    return wanted.order_by(*order).limit(sa.bindparam("size"))


def newest(db: Session, *, size: int = 8) -> list[Listing]:
    """The goods listed last, for the home page."""
    connection = db.connection()
    rows = connection.execute(_newest(), Query().values() | {"size": size}).all()
    return listings_of(db, rows) if len(rows) >= 4 else shelf(db, Query(), size=size).listings


OTHERS = sa.select(*COLUMNS).select_from(FROM).where(in_shop(P, G), P.c.id != sa.bindparam("id"))
OTHERS = OTHERS.order_by(P.c.listed_at.desc(), P.c.id.desc()).limit(sa.bindparam("size"))
OF_GROUP = OTHERS.where(P.c.group_id == sa.bindparam("group_id"))
OF_CATEGORY = OTHERS.where(P.c.category_id == sa.bindparam("category_id"))


def beside(db: Session, product: Product, *, size: int = 4) -> list[Listing]:
    """Other goods of the same group; where it has none, of the same category."""
    connection, values = db.connection(), {"id": product.key, "size": size}
    rows = connection.execute(OF_GROUP, values | {"group_id": product.group_id}).all()
    if not rows:
        rows = connection.execute(OF_CATEGORY, values | {"category_id": product.category_id}).all()
    return listings_of(db, rows)


def listed_goods(db: Session, group_slug: str) -> list[Listing]:
    return shelf(db, Query(group=group_slug), size=60).listings
