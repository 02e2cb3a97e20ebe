"""Listing: a product in a list, with the word about its stock."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.product import Product
from market.catalog.silent import silent
from market.catalog.variant import Variant
from market.inventory.lot import Lot, LotState, free_in
from market.inventory.still_good import good_in, still_good
from market.kernel.among import among
from market.kernel.clock import day_of, now, zone_of
from market.kernel.record import table
from market.people.group import Group
from market.people.place import city_code, city_of

P, V, G, L = table(Product), table(Variant), table(Group), table(Lot)
FEW = 5


class Stock(StrEnum):
    """The word about stock that a buyer sees."""

    IN = "in"
    FEW = "few"
    OUT = "out"
    MADE = "made"
    ASK = "ask"


class Listing(NamedTuple):
    """A product in a list. `pieces` are the free ones of all variants; `good_until`, of fresh goods, is that of
    the lot that leaves first, as on their page.

    A tuple, because 24 are made and hashed for every list: a frozen dataclass takes five times as long.
    """

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
STOCK = (
    sa.select(V.c.product_id, L.c.best_before, sa.func.sum(free_in(L)).label("pieces"))
    .select_from(V.join(L, L.c.variant_id == V.c.id))
    .where(
        among(V.c.product_id, "ids"),
        V.c.withdrawn_at.is_(None),
        L.c.state == LotState.OPEN,
        free_in(L) > 0,
        good_in(L, sa.bindparam("day")),
    )
    .group_by(V.c.product_id, L.c.best_before)
)


Dates = dict[int, list[tuple[date | None, int]]]  # by product: how many pieces are good until when


def free_dates(db: Session, ids: Sequence[int]) -> Dates:
    """What is free of these products, in one statement."""
    dates: Dates = {}
    yesterday = day_of(now(), UTC) - timedelta(days=1)  # no place in Indonesia is further behind UTC's date
    for row in db.connection().execute(STOCK, {"ids": ids, "day": yesterday}) if ids else ():
        dates.setdefault(row.product_id, []).append((row.best_before, int(row.pieces)))
    return dates


def listings_of(db: Session, rows: Sequence[Any], dates: Dates | None = None) -> list[Listing]:
    """Products of a list with the word about their stock; one statement for all, none where `dates` are known."""
    if dates is None:
        dates = free_dates(db, [row.id for row in rows])
    moment = now()
    days: dict[str, date] = {}
    return [_listing(row, dates.get(row.id, ()), moment, days) for row in rows]


def _listing(row: Any, dates: Sequence[tuple[date | None, int]], moment: datetime, days: dict[str, date]) -> Listing:
    province = row.village[:2]
    here = days.get(province) or days.setdefault(province, day_of(moment, zone_of(province)))
    good = [(day, pieces) for day, pieces in dates if still_good(day, here)]
    pieces = sum([count for _, count in good])
    until = min((day for day, _ in good if day), default=None) if row.fresh else None  # of the lot that leaves first
    return Listing(
        id=row.id, slug=row.slug, name=row.name, group=row.group_name, group_slug=row.group_slug,
        city=city_of(city_code(row.village)), price_from=row.price_from, prices_differ=row.prices_differ,
        cover=row.cover, cover_alt=row.cover_alt, stock=stock_word(row.made_to_order, silent(row, moment), pieces),
        pieces=pieces, lead_days=row.lead_days, good_until=until,
    )  # fmt: skip


def stock_word(made_to_order: bool, silent: bool, pieces: int) -> Stock:
    if made_to_order:
        return Stock.MADE
    if silent:
        return Stock.ASK
    return Stock.OUT if pieces <= 0 else Stock.FEW if pieces <= FEW else Stock.IN
