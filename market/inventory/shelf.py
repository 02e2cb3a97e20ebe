"""The shelf: what buyers see of goods and stock. Prebuilt Core selects, small frozen rows.

A list costs three statements however many goods: the page, its stock, a bounded count.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.category import Category
from market.catalog.product import Product
from market.catalog.search import FILTERED_HITS, HITS, match_query, matching
from market.catalog.silent import ASK_AFTER, is_silent
from market.catalog.sold import in_shop
from market.catalog.variant import Variant
from market.inventory.hold import Hold
from market.inventory.listing import COLUMNS, FROM, Listing, listings_of
from market.inventory.lot import Lot, LotState, free_in
from market.inventory.still_good import good_in
from market.kernel.clock import now, today, zone_of
from market.kernel.record import table
from market.people.group import Group
from market.people.place import within

PAGE = 24
COUNTED = 240
OF_ONE = 2  # goods of one group on the home page
P, V, G, L, C, H = table(Product), table(Variant), table(Group), table(Lot), table(Category), table(Hold)


class Sort(StrEnum):
    NEWEST = "terbaru"
    CHEAPEST = "termurah"
    DEAREST = "termahal"


@dataclass(frozen=True)
class Query:
    """What a buyer asks the list for. Empty strings ask for nothing."""

    words: str = ""
    category: str = ""
    group: str = ""
    place: str = ""
    price_from: int | None = None
    price_to: int | None = None
    there: bool = False
    sort: Sort = Sort.NEWEST
    page: int = 1


@dataclass(frozen=True)
class Shelf:
    """One page of goods. `count` is exact up to COUNTED, then `more_than_counted`."""

    listings: list[Listing]
    count: int
    more: bool
    more_than_counted: bool


ORDERS: dict[Sort, tuple[Any, ...]] = {
    Sort.NEWEST: (P.c.listed_at.desc(), P.c.id.desc()),
    Sort.CHEAPEST: (P.c.price_from, P.c.id),
    Sort.DEAREST: (P.c.price_from.desc(), P.c.id.desc()),
}


def shelf(db: Session, query: Query, *, size: int = PAGE) -> Shelf:
    """One page of the list."""
    connection = db.connection()
    page, counted = _statements(_shape(query), connection.dialect.name)
    first = (query.page - 1) * size
    values = _values(query, connection.dialect.name) | {"size": size + 1, "first": first}
    if values.get("words") == "":
        return Shelf([], 0, False, False)
    rows = connection.execute(page, values).all()
    whole = len(rows) <= size
    count = first + len(rows) if whole else int(connection.execute(counted, values).scalar_one())
    return Shelf(listings_of(db, rows[:size]), min(count, COUNTED), len(rows) > size, count > COUNTED)


class Shape(NamedTuple):
    """Which parts of a `Query` are asked: the statement depends on nothing else, so each is built once."""

    words: bool
    category: bool
    group: bool
    place: bool
    low: bool
    high: bool
    there: bool
    sort: Sort

    @property
    def filtered(self) -> bool:
        return self.category or self.group or self.place or self.low or self.high or self.there


def _shape(query: Query) -> Shape:
    return Shape(
        words=bool(query.words),
        category=bool(query.category),
        group=bool(query.group),
        place=bool(query.place),
        low=query.price_from is not None,
        high=query.price_to is not None,
        there=query.there,
        sort=query.sort,
    )


def _values(query: Query, dialect: str) -> dict[str, Any]:
    return {
        "words": match_query(dialect, query.words) if query.words else None,
        "category": query.category,
        "group": query.group,
        "place": query.place,
        "low": query.price_from,
        "high": query.price_to,
        "today": today(zone_of("71")),
        "answered": now() - ASK_AFTER,
    }


@lru_cache(maxsize=512)
def _statements(shape: Shape, dialect: str) -> tuple[sa.Select[Any], sa.Select[Any]]:
    """The statement of a page and that of its bounded count."""
    wanted, order = _where(sa.select(*COLUMNS).select_from(FROM).where(in_shop(P, G)), shape), ORDERS[shape.sort]
    inner = wanted.with_only_columns(P.c.id)
    if shape.words:  # the hits come first, and only what orders the page is ranked
        hits = FILTERED_HITS if shape.filtered else HITS
        found = matching(dialect, ranked=shape.sort is Sort.NEWEST, hits=hits).subquery("hits")
        plain = matching(dialect, ranked=False, hits=hits).subquery("hits")
        wanted, inner = wanted.join(found, found.c.id == P.c.id), inner.join(plain, plain.c.id == P.c.id)
        if shape.sort is Sort.NEWEST:
            order = (found.c.rank, P.c.id.desc())
    counted = sa.select(sa.func.count()).select_from(inner.limit(COUNTED + 1).subquery())
    return wanted.order_by(*order).limit(sa.bindparam("size")).offset(sa.bindparam("first")), counted


def _where(wanted: sa.Select[Any], shape: Shape) -> sa.Select[Any]:
    if shape.category:
        ids = sa.select(C.c.id).where(C.c.slug == sa.bindparam("category")).scalar_subquery()
        wanted = wanted.where(P.c.category_id == ids)
    if shape.group:
        wanted = wanted.where(G.c.slug == sa.bindparam("group"))
    if shape.place:
        wanted = wanted.where(within(G.c.village, sa.bindparam("place", type_=sa.String)))
    if shape.low:
        wanted = wanted.where(P.c.price_from >= sa.bindparam("low"))
    if shape.high:
        wanted = wanted.where(P.c.price_from <= sa.bindparam("high"))
    if shape.there:
        wanted = wanted.where(_there())
    return wanted


def _there() -> sa.ColumnElement[bool]:
    """Something can be bought now, or is made to order."""
    lots = (
        sa.select(sa.literal(1))
        .select_from(V.join(L, L.c.variant_id == V.c.id))
        .where(
            V.c.product_id == P.c.id,
            V.c.withdrawn_at.is_(None),
            L.c.state == LotState.OPEN,
            free_in(L) > 0,
            good_in(L, sa.bindparam("today", type_=sa.Date)),
        )
        .exists()
    )
    unanswered = is_silent(P, sa.bindparam("answered", type_=P.c.confirmed_at.type))
    return sa.or_(P.c.made_to_order, sa.and_(sa.not_(unanswered), lots))


@lru_cache
def _newest() -> sa.Select[Any]:
    """The goods listed last, those with a picture first; a group's third only where too few others sell."""
    there = sa.select(P.c.id, P.c.group_id, P.c.cover, P.c.listed_at).select_from(FROM).where(in_shop(P, G), _there())
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
    rows = connection.execute(_newest(), _values(Query(), connection.dialect.name) | {"size": size}).all()
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
