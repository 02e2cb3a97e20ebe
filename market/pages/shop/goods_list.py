"""The list of goods: all, by kind, place and price, or found by words; with what the words were taken to mean."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.datastructures import QueryParams
from starlette.responses import Response

from market.catalog.category import categories
from market.catalog.searching.asked import line_of, note_asked
from market.catalog.searching.repair import nearest
from market.catalog.searching.vocabulary import vocabulary
from market.catalog.searching.wishes import CLAIMS
from market.catalog.searching.words import typed_words
from market.inventory import shelf
from market.inventory.facets import Facets, facets
from market.inventory.query import Query, Sort
from market.inventory.seeking import Sought
from market.kernel.db import read
from market.kernel.later import later
from market.kernel.refused import Faults
from market.kernel.typed_day import typed_day
from market.kernel.typed_number import typed_rupiah
from market.pages.shop.also_found import AlsoFound, also_found
from market.pages.words import listing_markup
from market.people.area import typed_area
from market.people.certificate import LABELS, CertificateKind
from market.people.place import asked_place, place_name
from market.web.page import page
from market.web.paging import Paging, asked_page
from market.web.slow import quick

router = APIRouter(include_in_schema=False)
T = TypeVar("T")
PAGE = "/produk"
LAST_PAGE = 100  # whoever pages further needs better search words
MADE = {"pesanan": True, "jadi": False}
# Filters that words can wish: the name in an address, and of a query.
WISHED = (("wilayah", "place"), ("dari", "price_from"), ("sampai", "price_to"), ("ada", "there"),
          ("izin", "certificate"), ("baik", "good_on"), ("urut", "sort"), ("dekat", "near"))  # fmt: skip


@router.get(PAGE)
@quick
def product_list(request: Request) -> Response:
    """The list: `q`, `persis`, `kategori`, `kelompok`, `wilayah`, `dari`, `sampai`, `ada`, `jenis`, `izin`, `baik`,
    `urut`, `dekat`, `halaman`."""
    faults = Faults()
    query = asked_query(request.query_params, faults)
    with read() as db:
        found = shelf.shelf(db, query)
        shelves = categories(db)
        counted = _facets(db, query, found)
        like = [] if found.listings or not query.words else like_words(db, query.words)
        also = also_found(db, query.words) if query.words and query.page == 1 else AlsoFound()
    note_search(query, found)
    filters = Filters(address_parts(query))
    return page(
        request,
        "shop/list.html",
        query=query,
        unclear=faults.refusals,
        found=found,
        facets=counted,
        also=also,
        like=like,
        understood=told_of(found.sought, filters) if found.sought else None,
        paging=Paging(PAGE, query.page, found.more, filters.asked),
        filters=filters,
        categories=shelves,
        chosen=next((c for c in shelves if c.slug == query.category), None),
        place=place_name(query.place) if query.place else "",
        near=place_name(query.near) if query.near else "",
        certificates=LABELS,
        listing_markup=listing_markup,
    )


def _facets(db: Session, query: Query, found: shelf.Shelf) -> Facets:
    """Of what words found; of wishes alone, and without words, of the goods that meet all filters."""
    if found.sought is None:
        return facets(db, query)
    ranked = found.sought.asked.terms or found.sought.wishes.without
    return found.facets if ranked else facets(db, found.sought.query)


def like_words(db: Session, typed: str) -> list[str]:
    """Words of the catalogue that look like those that found nothing."""
    return nearest(vocabulary(db), typed_words(typed))


def note_search(query: Query, found: shelf.Shelf) -> None:
    """What was asked in words alone is counted a moment later; what nothing had whole counts as not found."""
    line = line_of(query.words)
    if line and query.page == 1 and not query.filters and not query.exactly:
        whole = 0 if found.sought and (found.sought.left_out or found.sought.lifted) else found.count
        later(("asked", line), lambda db: note_asked(db, line, whole))


def address_parts(query: Query) -> tuple[tuple[str, str], ...]:
    """A query as it stands in an address."""
    made = next((name for name, made in MADE.items() if query.made is made), "")
    return (
        ("q", query.words),
        ("persis", "1" if query.exactly else ""),
        ("kategori", query.category),
        ("kelompok", query.group),
        ("wilayah", query.place),
        ("dari", str(query.price_from or "")),
        ("sampai", str(query.price_to or "")),
        ("ada", "1" if query.there else ""),
        ("jenis", made),
        ("izin", query.certificate),
        ("baik", query.good_on.isoformat() if query.good_on else ""),
        ("urut", "" if query.sort is Sort.NEWEST else query.sort.value),
        ("dekat", query.near),
    )


def asked_query(given: QueryParams, faults: Faults) -> Query:
    """The query in an address; senseless values are ignored. Prices, days and places that cannot be read filter
    nothing, and are named in `faults`."""
    sort, near = given.get("urut", ""), _heard(given, "dekat", _code, faults) or ""
    kind = given.get("izin", "")
    return Query(
        words=given.get("q", "").strip().replace("\x00", "")[:100],
        category=given.get("kategori", "")[:60],
        group=given.get("kelompok", "")[:80],
        place=asked_place(given.get("wilayah", "")),
        price_from=_heard(given, "dari", typed_rupiah, faults),
        price_to=_heard(given, "sampai", typed_rupiah, faults),
        there=given.get("ada") == "1",
        sort=Sort(sort) if sort in list(Sort) and (near or sort != Sort.NEAREST) else Sort.NEWEST,
        page=asked_page(given.get("halaman", "1"), LAST_PAGE),
        certificate=kind if kind in list(CertificateKind) else "",
        good_on=_heard(given, "baik", typed_day, faults),
        made=MADE.get(given.get("jenis", "")),
        near=near,
        exactly=given.get("persis") == "1",
    )


def _heard(given: QueryParams, name: str, reads: Callable[[str], T], faults: Faults) -> T | None:
    typed = given.get(name, "").strip()
    return faults.heard(partial(reads, typed)) if typed else None


def _code(typed: str) -> str:
    """The place to sort by: a code, or the name of a kota, kabupaten or province."""
    return asked_place(typed) or typed_area(typed).code


class Filters:
    """Addresses of the same list with one thing asked differently."""

    def __init__(self, asked: tuple[tuple[str, str], ...]) -> None:
        self.asked = asked

    def with_(self, **asked: str) -> str:
        changed = tuple((name, asked.get(name, old)) for name, old in self.asked)
        return Paging(PAGE, 1, False, changed).address(1)

    def value(self, name: str) -> str:
        return dict(self.asked).get(name, "")

    @property
    def any(self) -> bool:
        return any(value for name, value in self.asked if name not in ("urut", "q", "persis"))


@dataclass(frozen=True)
class Lift:
    """A filter that was among the words: its kind, the words, and where the list without it is."""

    kind: str
    typed: str
    label: str
    address: str


@dataclass(frozen=True)
class ToldSearch:
    """What the page says of how words were understood. `mended`: the query as it was repaired."""

    mended: str
    exact: str
    left_out: Sequence[str]
    lifts: Sequence[Lift]
    lifted: str
    claimed: bool
    denied: bool


def told_of(sought: Sought, filters: Filters) -> ToldSearch:
    wished = sought.wishes
    kinds = [kind for kind in wished.taken if not (kind == "place" and wished.nearest)]
    return ToldSearch(
        mended=sought.asked.mended,
        exact=filters.with_(persis="1"),
        left_out=sought.left_out,
        lifts=[] if sought.lifted else [_lift(sought, filters, kind) for kind in kinds],
        lifted=place_name(wished.place) if sought.lifted else "",
        claimed=bool(wished.claims),
        denied=bool(wished.without),
    )


OF_KIND = {"cheapest": ("sort",), "nearest": ("sort", "near")} | dict.fromkeys(CLAIMS.values(), ("certificate",))


def _lift(sought: Sought, filters: Filters, kind: str) -> Lift:
    """The list without this wish: its words are taken away, and those of the others become filters of the address."""
    wishing, gone = dict(address_parts(sought.query)), OF_KIND.get(kind, (kind,))
    kept = {name: wishing[name] for name, of in WISHED if of not in gone}
    denied = sought.wishes.taken.get("without", "") if kind != "without" else ""
    address = filters.with_(q=f"{' '.join(sought.wishes.words)} {denied}".strip(), **kept)
    return Lift(kind, sought.wishes.taken[kind], _label(sought, kind), address)


def _label(sought: Sought, kind: str) -> str:
    if kind in ("place", "nearest") and sought.wishes.place:
        return place_name(sought.wishes.place)
    if kind == "without":
        return ", ".join(sought.wishes.without)
    with suppress(ValueError):
        return LABELS[CertificateKind(kind)]
    return sought.wishes.taken[kind]
