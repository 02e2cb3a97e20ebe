"""The shelf: what buyers see of goods and stock. Prebuilt Core selects, small frozen rows.

A list costs three statements however many goods: the page, its stock, a bounded count.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.category import Category
from market.catalog.product import ASK_AFTER, Product, ProductState, Variant
from market.catalog.search import match_query, matching
from market.inventory.hold import Hold
from market.inventory.lot import Lot, LotState
from market.kernel.clock import now, today, zone_of
from market.kernel.record import table
from market.people.group import Group, GroupState
from market.people.place import city_of

PAGE = 24
COUNTED = 240
FEW = 5
P, V, G, L, C, H = table(Product), table(Variant), table(Group), table(Lot), table(Category), table(Hold)


class Stock(StrEnum):
    """The word about stock that a buyer sees."""

    IN = "in"
    FEW = "few"
    OUT = "out"
    MADE = "made"
    ASK = "ask"


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


@dataclass(frozen=True, slots=True)
class Card:
    """A product in a list. `pieces` are available ones of all variants; `good_until` of fresh goods."""

    id: int
    slug: str
    name: str
    group: str
    group_slug: str
    city: str
    price_from: int
    prices_differ: bool
    cover: str | None
    cover_alt: str
    stock: Stock
    pieces: int
    lead_days: int
    good_until: date | None


@dataclass(frozen=True)
class Shelf:
    """One page of cards. `count` is exact up to COUNTED, then `more_than_counted`."""

    cards: list[Card]
    count: int
    more: bool
    more_than_counted: bool


COLUMNS = (
    P.c.id,
    P.c.slug,
    P.c.name,
    P.c.price_from,
    P.c.prices_differ,
    P.c.cover,
    P.c.cover_alt,
    P.c.made_to_order,
    P.c.lead_days,
    P.c.fresh,
    P.c.confirmed_at,
    G.c.name.label("group_name"),
    G.c.slug.label("group_slug"),
    G.c.village,
)
FROM = P.join(G, G.c.id == P.c.group_id)
SOLD = (P.c.state == ProductState.LISTED, G.c.state != GroupState.SUSPENDED)
STOCK = (
    sa.select(V.c.product_id, L.c.best_before, sa.func.sum(L.c.on_hand - L.c.held - L.c.allocated).label("pieces"))
    .select_from(V.join(L, L.c.variant_id == V.c.id))
    .where(
        V.c.product_id.in_(sa.bindparam("ids", expanding=True)),
        V.c.withdrawn_at.is_(None),
        L.c.state == LotState.OPEN,
        L.c.on_hand > L.c.held + L.c.allocated,
        sa.or_(L.c.best_before.is_(None), L.c.best_before >= sa.bindparam("day")),
    )
    .group_by(V.c.product_id, L.c.best_before)
)
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
    return Shelf(cards_of(db, rows[:size]), min(count, COUNTED), len(rows) > size, count > COUNTED)


Shape = tuple[bool, bool, bool, bool, bool, bool, bool, Sort]


def _shape(query: Query) -> Shape:
    """Which questions are asked: the statement depends on nothing else, so it is built once."""
    low, high = query.price_from is not None, query.price_to is not None
    return (
        bool(query.words),
        bool(query.category),
        bool(query.group),
        bool(query.place),
        low,
        high,
        query.there,
        query.sort,
    )


def _values(query: Query, dialect: str) -> dict[str, Any]:
    return {
        "words": match_query(dialect, query.words) if query.words else None,
        "category": query.category,
        "group": query.group,
        "place": query.place,
        "inside": query.place + ".%",
        "low": query.price_from,
        "high": query.price_to,
        "today": today(zone_of("71")),
        "answered": now() - ASK_AFTER,
    }


@lru_cache(maxsize=512)
def _statements(shape: Shape, dialect: str) -> tuple[sa.Select[Any], sa.Select[Any]]:
    """The statement of a page and that of its bounded count."""
    words, category, group, place, low, high, there, sort = shape
    wanted = sa.select(*COLUMNS).select_from(FROM).where(*SOLD)
    order = ORDERS[sort]
    if words:
        found = matching(dialect).subquery("hits")
        wanted = wanted.join(found, found.c.id == P.c.id)
        if sort is Sort.NEWEST:
            order = (found.c.rank, P.c.id.desc())
    if category:
        ids = sa.select(C.c.id).where(C.c.slug == sa.bindparam("category")).scalar_subquery()
        wanted = wanted.where(P.c.category_id == ids)
    if group:
        wanted = wanted.where(G.c.slug == sa.bindparam("group"))
    if place:
        inside = G.c.village.like(sa.bindparam("inside"))
        wanted = wanted.where(sa.or_(G.c.village == sa.bindparam("place"), inside))
    if low:
        wanted = wanted.where(P.c.price_from >= sa.bindparam("low"))
    if high:
        wanted = wanted.where(P.c.price_from <= sa.bindparam("high"))
    if there:
        wanted = wanted.where(_there())
    inner = wanted.with_only_columns(P.c.id).limit(COUNTED + 1).subquery()
    counted = sa.select(sa.func.count()).select_from(inner)
    return wanted.order_by(*order).limit(sa.bindparam("size")).offset(sa.bindparam("first")), counted


def _there() -> sa.ColumnElement[bool]:
    """Something can be bought now, or is made to order."""
    lots = (
        sa.select(sa.literal(1))
        .select_from(V.join(L, L.c.variant_id == V.c.id))
        .where(
            V.c.product_id == P.c.id,
            V.c.withdrawn_at.is_(None),
            L.c.state == LotState.OPEN,
            L.c.on_hand > L.c.held + L.c.allocated,
            sa.or_(L.c.best_before.is_(None), L.c.best_before >= sa.bindparam("today", type_=sa.Date)),
        )
        .exists()
    )
    answered = sa.or_(~P.c.fresh, P.c.confirmed_at >= sa.bindparam("answered", type_=P.c.confirmed_at.type))
    return sa.or_(P.c.made_to_order, sa.and_(answered, lots))


def cards_of(db: Session, rows: Sequence[Any]) -> list[Card]:
    """Cards with the word about their stock; one statement for all of them."""
    ids = [row.id for row in rows]
    dates: dict[int, list[tuple[date | None, int]]] = {}
    yesterday = now().date() - timedelta(days=1)
    for product_id, best_before, pieces in (
        db.connection().execute(STOCK, {"ids": ids, "day": yesterday}) if ids else ()
    ):
        dates.setdefault(product_id, []).append((best_before, int(pieces)))
    moment = now()
    days: dict[str, date] = {}
    return [_card(row, dates.get(row.id, ()), moment, days) for row in rows]


def _card(row: Any, dates: Sequence[tuple[date | None, int]], moment: datetime, days: dict[str, date]) -> Card:
    province = row.village[:2]
    here = days.get(province) or days.setdefault(province, moment.astimezone(zone_of(province)).date())
    good = [(day, pieces) for day, pieces in dates if day is None or day >= here]
    pieces = sum(count for _, count in good)
    silent = row.fresh and not row.made_to_order and row.confirmed_at < moment - ASK_AFTER
    until = max((day for day, _ in good if day), default=None) if row.fresh else None
    return Card(
        row.id,
        row.slug,
        row.name,
        row.group_name,
        row.group_slug,
        city_of(row.village),
        row.price_from,
        row.prices_differ,
        row.cover,
        row.cover_alt,
        stock_word(row.made_to_order, silent, pieces),
        pieces,
        row.lead_days,
        until,
    )


def stock_word(made_to_order: bool, silent: bool, pieces: int) -> Stock:
    if made_to_order:
        return Stock.MADE
    if silent:
        return Stock.ASK
    return Stock.OUT if pieces <= 0 else Stock.FEW if pieces <= FEW else Stock.IN


@dataclass(frozen=True)
class Choice:
    """A variant on its product's page; `pieces` can be bought now, `good_until` of the first to leave."""

    variant_id: int
    sku: str
    name: str
    unit: str
    price: int
    net_weight_g: int | None
    stock: Stock
    pieces: int
    made_on: date | None
    good_until: date | None
    code: str


VARIANTS = (
    sa.select(V.c.id, V.c.sku, V.c.name, V.c.unit, V.c.price, V.c.net_weight_g)
    .where(V.c.product_id == sa.bindparam("product"), V.c.withdrawn_at.is_(None))
    .order_by(V.c.position, V.c.id)
)
# Exact: holds whose time is over count as free, though nobody has released them yet.
HELD = sa.select(sa.func.coalesce(sa.func.sum(H.c.quantity), 0)).where(
    H.c.lot_id == L.c.id, H.c.released_at.is_(None), H.c.until > sa.bindparam("moment", type_=H.c.until.type)
)
LOTS_THERE = (
    sa.select(
        L.c.variant_id,
        L.c.best_before,
        L.c.produced_on,
        L.c.code,
        (L.c.on_hand - L.c.allocated - HELD.scalar_subquery()).label("pieces"),
    )
    .select_from(L.join(V, V.c.id == L.c.variant_id))
    .where(
        V.c.product_id == sa.bindparam("product"),
        V.c.withdrawn_at.is_(None),
        L.c.state == LotState.OPEN,
        L.c.on_hand > 0,
        sa.or_(L.c.best_before.is_(None), L.c.best_before >= sa.bindparam("day", type_=sa.Date)),
    )
    .order_by(sa.case((L.c.best_before.is_(None), 1), else_=0), L.c.best_before, L.c.id)
)


def choices(db: Session, product: Product, here: date) -> list[Choice]:
    """The variants of a product with what there is of each, in two statements."""
    connection = db.connection()
    variants = connection.execute(VARIANTS, {"product": product.key}).all()
    there = connection.execute(LOTS_THERE, {"product": product.key, "day": here, "moment": now()}).all()
    found = []
    for variant in variants:
        mine = [lot for lot in there if lot.variant_id == variant.id and lot.pieces > 0]
        pieces = sum(int(lot.pieces) for lot in mine)
        first = mine[0] if mine else None
        found.append(
            Choice(
                variant.id,
                variant.sku,
                variant.name,
                variant.unit,
                variant.price,
                variant.net_weight_g,
                stock_word(product.made_to_order, product.unanswered, pieces),
                pieces,
                first.produced_on if first else None,
                first.best_before if first else None,
                first.code if first else "",
            )
        )
    return found


def best_choice(found: list[Choice]) -> Choice | None:
    """The first that can be bought, else the first."""
    for choice in found:
        if choice.stock in (Stock.IN, Stock.FEW, Stock.MADE):
            return choice
    return found[0] if found else None


def newest(db: Session, *, size: int = 8) -> list[Card]:
    """What just came out of the kitchens, for the home page."""
    found = shelf(db, Query(there=True), size=size).cards
    return found if len(found) >= 4 else shelf(db, Query(), size=size).cards


OTHERS = sa.select(*COLUMNS).select_from(FROM).where(*SOLD, P.c.id != sa.bindparam("id"))
OTHERS = OTHERS.order_by(P.c.listed_at.desc(), P.c.id.desc()).limit(sa.bindparam("size"))
OF_GROUP = OTHERS.where(P.c.group_id == sa.bindparam("group_id"))
OF_CATEGORY = OTHERS.where(P.c.category_id == sa.bindparam("category_id"))


def beside(db: Session, product: Product, *, size: int = 4) -> list[Card]:
    """Other goods of the same group; where it has none, of the same category."""
    connection, values = db.connection(), {"id": product.key, "size": size}
    rows = connection.execute(OF_GROUP, values | {"group_id": product.group_id}).all()
    if not rows:
        rows = connection.execute(OF_CATEGORY, values | {"category_id": product.category_id}).all()
    return cards_of(db, rows)


def group_cards(db: Session, group_slug: str) -> list[Card]:
    return shelf(db, Query(group=group_slug), size=60).cards


def with_stock(card: Card, stock: Stock) -> Card:
    return replace(card, stock=stock)


@dataclass(frozen=True)
class Holding:
    """A variant on the group's first page: what is there, promised, past its day."""

    product_id: int
    product: str
    product_slug: str
    variant: str
    sku: str
    unit: str
    cover: str | None
    fresh: bool
    made_to_order: bool
    confirmed_at: datetime
    available: int
    promised: int
    expired: int
    good_until: date | None

    @property
    def label(self) -> str:
        return f"{self.product}, {self.variant}" if self.variant else self.product

    def unasked(self, morning: datetime) -> bool:
        """Fresh goods about which nobody has said anything since this morning."""
        return self.fresh and not self.made_to_order and self.confirmed_at < morning


def holdings(db: Session, group: Group) -> list[Holding]:
    """Every live variant of a group with its stock, in one statement."""
    here = group.today
    good = sa.or_(L.c.best_before.is_(None), L.c.best_before >= here)
    free = L.c.on_hand - L.c.held - L.c.allocated
    lots = (
        sa.select(
            L.c.variant_id,
            sa.func.sum(sa.case((good, free), else_=0)).label("available"),
            sa.func.sum(L.c.held + L.c.allocated).label("promised"),
            sa.func.sum(sa.case((good, 0), else_=free)).label("expired"),
            sa.func.min(sa.case((sa.and_(good, free > 0), L.c.best_before))).label("good_until"),
        )
        .where(L.c.state == LotState.OPEN, L.c.on_hand > 0)
        .group_by(L.c.variant_id)
        .subquery()
    )
    wanted = (
        sa.select(
            P.c.id,
            P.c.name,
            P.c.slug,
            V.c.name.label("variant"),
            V.c.sku,
            V.c.unit,
            P.c.cover,
            P.c.fresh,
            P.c.made_to_order,
            P.c.confirmed_at,
            sa.func.coalesce(lots.c.available, 0),
            sa.func.coalesce(lots.c.promised, 0),
            sa.func.coalesce(lots.c.expired, 0),
            lots.c.good_until,
        )
        .select_from(V.join(P, P.c.id == V.c.product_id).outerjoin(lots, lots.c.variant_id == V.c.id))
        .where(P.c.group_id == group.key, P.c.state == ProductState.LISTED, V.c.withdrawn_at.is_(None))
        .order_by(P.c.fresh.desc(), P.c.name, V.c.position, V.c.id)
    )
    found = []
    for row in db.execute(wanted):
        until = date.fromisoformat(row[13]) if isinstance(row[13], str) else row[13]
        found.append(Holding(*row[:10], int(row[10]), int(row[11]), int(row[12]), until))
    return found
