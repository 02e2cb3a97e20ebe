"""What a buyer asks the list for, and each filter as a condition: one place for the list, its counts and a search."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import sqlalchemy as sa

from market.catalog.category import Category
from market.catalog.certified import ProductCertificate
from market.catalog.product import Product
from market.catalog.silent import ASK_AFTER, is_silent
from market.catalog.variant import Variant
from market.inventory.lot import Lot, LotState, free_in
from market.inventory.still_good import good_in
from market.kernel.asked_of_each import asked_of_each
from market.kernel.clock import now, today, zone_of
from market.kernel.record import table
from market.people.certificate import Certificate, holds_on
from market.people.group import Group
from market.people.place import within

P, V, G, L, C = table(Product), table(Variant), table(Group), table(Lot), table(Category)
LINKS, PAPERS = table(ProductCertificate), table(Certificate)
Condition = sa.ColumnElement[bool]
ISLANDS = (8, 5, 2, 1)  # letters of a code: kecamatan, kota or kabupaten, province, island
NEWEST = (P.c.listed_at.desc(), P.c.id.desc())


class Sort(StrEnum):
    NEWEST = "terbaru"  # of a search: what fits best
    CHEAPEST = "termurah"
    DEAREST = "termahal"
    NEAREST = "terdekat"


@dataclass(frozen=True)
class Query:
    """Empty strings ask for nothing. `near` is the place that NEAREST sorts by; `exactly`: words as they were typed.

    `good_on`: still good at the end of that day; `made`: made to order (True), or lying there (False).
    """

    words: str = ""
    category: str = ""
    group: str = ""
    place: str = ""
    price_from: int | None = None
    price_to: int | None = None
    there: bool = False
    sort: Sort = Sort.NEWEST
    page: int = 1
    certificate: str = ""
    good_on: date | None = None
    made: bool | None = None
    near: str = ""
    exactly: bool = False

    @property
    def filters(self) -> tuple[str, ...]:
        """The names of the filters that are asked for."""
        return tuple(name for name in CONDITIONS if getattr(self, name) not in ("", None, False) or self._lying(name))

    def _lying(self, name: str) -> bool:
        return name == "made" and self.made is False

    def values(self) -> dict[str, Any]:
        """What the conditions compare with."""
        told = {name: getattr(self, name) for name in CONDITIONS}
        return told | {"today": today(zone_of("71")), "answered": now() - ASK_AFTER, "near": self.near}


def conditions(names: Iterable[str]) -> list[Condition]:
    return [CONDITIONS[name]() for name in names]


def _in_category() -> Condition:
    of = sa.select(C.c.id).where(C.c.slug == sa.bindparam("category")).scalar_subquery()
    return P.c.category_id == of


def _lots(*more: Condition) -> Condition:
    """There is a lot of which something is free."""
    lots = sa.select(sa.literal(1)).select_from(V.join(L, L.c.variant_id == V.c.id))
    there = (V.c.product_id == P.c.id, V.c.withdrawn_at.is_(None), L.c.state == LotState.OPEN, free_in(L) > 0)
    return asked_of_each(lots.where(*there, *more))


def is_there() -> Condition:
    """Something can be bought now, or is made to order."""
    unanswered = is_silent(P, sa.bindparam("answered", type_=P.c.confirmed_at.type))
    good = _lots(good_in(L, sa.bindparam("today", type_=sa.Date)))
    return sa.or_(P.c.made_to_order, sa.and_(sa.not_(unanswered), good))


def _certified() -> Condition:
    papers = sa.select(sa.literal(1)).select_from(LINKS.join(PAPERS, PAPERS.c.id == LINKS.c.certificate_id))
    holds = holds_on(PAPERS, sa.bindparam("today", type_=sa.Date))
    of_kind = sa.cast(PAPERS.c.kind, sa.String) == sa.bindparam("certificate", type_=sa.String)
    return papers.where(LINKS.c.product_id == P.c.id, holds, of_kind).exists()


CONDITIONS: dict[str, Callable[[], Condition]] = {
    "category": _in_category,
    "group": lambda: G.c.slug == sa.bindparam("group"),
    "place": lambda: within(G.c.village, sa.bindparam("place", type_=sa.String)),
    "price_from": lambda: P.c.price_from >= sa.bindparam("price_from"),
    "price_to": lambda: P.c.price_from <= sa.bindparam("price_to"),
    "there": is_there,
    "certificate": _certified,
    "good_on": lambda: sa.or_(P.c.made_to_order, _lots(good_in(L, sa.bindparam("good_on", type_=sa.Date)))),
    "made": lambda: P.c.made_to_order == sa.bindparam("made", type_=sa.Boolean),
}
