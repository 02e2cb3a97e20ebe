"""Facets: by what a list can be narrowed, and how many goods of it there would be. Counted over the candidates of a
search, of a list without words over its first ones: exact as long as these are all there are.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.certified import certified_among
from market.catalog.sold import in_shop
from market.inventory.listing import FROM, Dates, free_dates
from market.inventory.query import NEWEST, G, P, Query, conditions
from market.kernel.clock import today, zone_of
from market.kernel.kept import kept
from market.kernel.language import current, shown_short_day
from market.people.certificate import LABELS
from market.people.place import city_code, city_of

MOST, SHOWN = 500, 8  # goods that are counted, and choices of one facet
BANDS: tuple[tuple[int | None, int | None], ...] = ((None, 25_000), (25_000, 75_000), (75_000, None))
GOOD_IN = (3, 7, 30)  # days from today
FEW, SECONDS = 200, 20.0
COUNTED = sa.select(P.c.id, P.c.category_id, P.c.price_from, P.c.made_to_order, G.c.name.label("group_name"),
                    G.c.slug.label("group_slug"), G.c.village).select_from(FROM)  # fmt: skip


@dataclass(frozen=True)
class FacetChoice:
    """One value of a facet, how it is called, and how many goods have it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True)
class PriceBand:
    """Whole rupiah from `low` up to `high`, None where nothing bounds them, and how many goods cost that."""

    low: int | None
    high: int | None
    count: int


@dataclass(frozen=True)
class Facets:
    """`categories` are counts by id. `more`: there are more goods than were counted."""

    categories: dict[int, int] = field(default_factory=dict)
    places: Sequence[FacetChoice] = ()
    groups: Sequence[FacetChoice] = ()
    prices: Sequence[PriceBand] = ()
    made: int = 0
    lying: int = 0
    certificates: Sequence[FacetChoice] = ()
    good: Sequence[FacetChoice] = ()
    more: bool = False


def facets_of(db: Session, rows: Iterable[Any], dates: Dates, *, more: bool) -> Facets:
    """`dates`: what is free of these goods."""
    rows, here = list(rows), today(zone_of("71"))
    places = Counter(city_code(row.village) for row in rows)
    groups = Counter((row.group_slug, row.group_name) for row in rows)
    made = sum(1 for row in rows if row.made_to_order)
    prices = sorted(row.price_from for row in rows)
    papers = certified_among(db, [row.id for row in rows], here)
    return Facets(
        categories=dict(Counter(row.category_id for row in rows)),
        places=[FacetChoice(code, city_of(code), n) for code, n in _most(places)],
        groups=[FacetChoice(slug, name, n) for (slug, name), n in _most(groups)],
        prices=[_in_band(prices, low, high) for low, high in BANDS],
        made=made,
        lying=len(rows) - made,
        certificates=[FacetChoice(kind.value, LABELS[kind], papers[kind]) for kind in LABELS if kind in papers],
        good=_good_on([here + timedelta(days=days) for days in GOOD_IN], rows, dates),
        more=more,
    )


def _in_band(prices: Sequence[int], low: int | None, high: int | None) -> PriceBand:
    """`prices` in their order."""
    past = len(prices) if high is None else bisect_right(prices, high)
    return PriceBand(low, high, past - bisect_left(prices, low or 0))


def _good_on(days: Sequence[date], rows: Sequence[Any], dates: Dates) -> list[FacetChoice]:
    """Goods of which the best lot is `still_good` on each day. Of what is made to order nothing is old yet: as the
    filter has it."""
    best = (date.max if row.made_to_order else _best(dates.get(row.id, ())) for row in rows)
    last = sorted(day for day in best if day)
    return [FacetChoice(day.isoformat(), shown_short_day(day), len(last) - bisect_left(last, day)) for day in days]


def _best(free: Iterable[tuple[date | None, int]]) -> date | None:
    """The day until which the best of what is free is good; none where nothing is."""
    return max((until or date.max for until, _pieces in free), default=None)


def _most(counted: Counter[Any]) -> list[tuple[Any, int]]:
    return sorted(counted.items(), key=lambda each: (-each[1], each[0]))[:SHOWN]


def facets(db: Session, query: Query) -> Facets:
    """Of a list without words; of very many goods, as they were some seconds ago."""
    filters, values = query.filters, query.values()

    def counted() -> tuple[int, Facets]:
        wanted = COUNTED.where(in_shop(P, G), *conditions(filters)).order_by(*NEWEST).limit(MOST + 1)
        rows = db.connection().execute(wanted, values).all()
        some = rows[:MOST]
        return len(rows), facets_of(db, some, free_dates(db, [row.id for row in some]), more=len(rows) > MOST)

    asked = tuple(str(values[name]) for name in filters)
    return kept(("facets", current.get(), filters, asked), counted, when=lambda found: found[0] > FEW, seconds=SECONDS)[
        1
    ]
