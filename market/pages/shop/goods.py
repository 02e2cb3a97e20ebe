"""Home, the list, a product, groups: what everyone may see."""

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Request
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.datastructures import QueryParams
from starlette.responses import Response

from market.catalog.category import Category, categories
from market.catalog.certified import covering
from market.catalog.product import Product, photos_of
from market.catalog.sold import in_shop
from market.inventory import shelf
from market.inventory.choices import Choice, best_choice, choices
from market.inventory.listing import Stock
from market.kernel.db import read
from market.kernel.record import table
from market.kernel.refused import NotFound, Refused
from market.kernel.settings import settings
from market.kernel.typed_number import typed_rupiah
from market.messages.channels import wa_link
from market.orders.terms import USUAL, Terms
from market.pages.words import listing_markup, stock_sentence
from market.people.directory import ListedGroup, group_count, listed_groups, places_with_groups
from market.people.group import Group
from market.people.place import asked_place
from market.web.page import page
from market.web.paging import Paging, asked_page
from market.web.slow import quick

router = APIRouter(include_in_schema=False)
LAST_PAGE = 100  # whoever pages further needs better search words
SCHEMA_STOCK = {
    Stock.IN: "InStock",
    Stock.FEW: "LimitedAvailability",
    Stock.OUT: "OutOfStock",
    Stock.MADE: "MadeToOrder",
    Stock.ASK: "OutOfStock",
}


@router.get("/")
@quick
def home(request: Request) -> Response:
    with read() as db:
        listings = shelf.newest(db)
        tale = _tale(listed_groups(db, limit=12))
        return page(
            request,
            "shop/home.html",
            listings=listings,
            categories=categories(db),
            groups=group_count(db),
            places=places_with_groups(db),
            tale=tale,
            fresh=next((each for each in listings if each.good_until), None),
            listing_markup=listing_markup,
            stock_sentence=stock_sentence,
        )


def _tale(groups: list[ListedGroup]) -> ListedGroup | None:
    told = [group for group in groups if group.story and group.photo]
    return told[0] if told else None


def _price(given: QueryParams, name: str, unclear: list[Refused]) -> int | None:
    """A price of the filter; an unreadable one filters nothing, and is named in `unclear`."""
    typed = given.get(name, "").strip()
    try:
        return typed_rupiah(typed) if typed else None
    except Refused as refusal:
        unclear.append(refusal)
        return None


@router.get("/produk")
@quick
def product_list(request: Request) -> Response:
    """The list: `q`, `kategori`, `kelompok`, `wilayah`, `dari`, `sampai`, `ada`, `urut`, `halaman`."""
    unclear: list[Refused] = []
    query = asked_query(request.query_params, unclear)
    with read() as db:
        found = shelf.shelf(db, query)
        shelves = categories(db)
        places = places_with_groups(db)
    sort = "" if query.sort is shelf.Sort.NEWEST else query.sort.value
    asked = (
        ("q", query.words),
        ("kategori", query.category),
        ("kelompok", query.group),
        ("wilayah", query.place),
        ("dari", str(query.price_from or "")),
        ("sampai", str(query.price_to or "")),
        ("ada", "1" if query.there else ""),
        ("urut", sort),
    )
    return page(
        request,
        "shop/list.html",
        query=query,
        unclear=unclear,
        found=found,
        paging=Paging("/produk", query.page, found.more, asked),
        filters=Filters(asked),
        categories=shelves,
        places=places,
        chosen=next((c for c in shelves if c.slug == query.category), None),
        listing_markup=listing_markup,
    )


def asked_query(given: QueryParams, unclear: list[Refused]) -> shelf.Query:
    """The query in an address; senseless values are ignored. Unreadable prices are named in `unclear`."""
    sort = given.get("urut", "")
    return shelf.Query(
        words=given.get("q", "").strip().replace("\x00", "")[:100],
        category=given.get("kategori", "")[:60],
        group=given.get("kelompok", "")[:80],
        place=asked_place(given.get("wilayah", "")),
        price_from=_price(given, "dari", unclear),
        price_to=_price(given, "sampai", unclear),
        there=given.get("ada") == "1",
        sort=shelf.Sort(sort) if sort in list(shelf.Sort) else shelf.Sort.NEWEST,
        page=asked_page(given.get("halaman", "1"), LAST_PAGE),
    )


class Filters:
    """Addresses of the same list with one thing asked differently."""

    def __init__(self, asked: tuple[tuple[str, str], ...]) -> None:
        self.asked = asked

    def with_(self, **asked: str) -> str:
        changed = tuple((name, asked.get(name, old)) for name, old in self.asked)
        return Paging("/produk", 1, False, changed).address(1)

    def value(self, name: str) -> str:
        return dict(self.asked).get(name, "")

    @property
    def any(self) -> bool:
        return any(value for name, value in self.asked if name not in ("urut", "q"))


@router.get("/produk/{slug}")
@quick
def product_page(request: Request, slug: str) -> Response:
    with read() as db:
        sells = sold_product(db, slug)
        product, group = sells.product, sells.group
        found = choices(db, product, group.today)
        chosen = best_choice(found)
        return page(
            request,
            "shop/product.html",
            product=product,
            group=group,
            choices=found,
            chosen=chosen,
            photos=photos_of(db, product.key),
            category=sells.category,
            papers=[paper for paper in covering(db, product.key) if not paper.expired(group.today)],
            terms=sells.terms,
            beside=shelf.beside(db, product),
            ask=ask_link(group, product),
            listing_markup=listing_markup,
            stock_sentence=stock_sentence,
            schema=product_schema(product, group, found),
        )


SOLD = (
    sa.select(Product, Group, Category, Terms)
    .join(Group, table(Group).c.id == table(Product).c.group_id)
    .join(Category, table(Category).c.id == table(Product).c.category_id)
    .outerjoin(Terms, table(Terms).c.group_id == table(Group).c.id)
    .where(table(Product).c.slug == sa.bindparam("slug"), in_shop(table(Product), table(Group)))
)


@dataclass(frozen=True, slots=True)
class SoldProduct:
    """A product that is sold now, with what its page tells besides."""

    product: Product
    group: Group
    category: Category
    terms: Terms


def sold_product(db: Session, slug: str) -> SoldProduct:
    """In one statement."""
    row = db.execute(SOLD, {"slug": slug}).first()
    if row is None:
        raise NotFound(slug)
    return SoldProduct(product=row.Product, group=row.Group, category=row.Category, terms=row.Terms or USUAL)


def ask_link(group: Group, product: Product) -> str:
    """A WhatsApp chat that asks the group about this product; empty without a number."""
    from market.kernel.language import gettext as _

    if not group.phone:
        return ""
    text = _("Halo %(group)s, apakah %(product)s masih ada?") % {"group": group.name, "product": product.name}
    return wa_link(group.phone, f"{text}\n{settings().base_url}/produk/{product.slug}")


def product_schema(product: Product, group: Group, found: list[Choice]) -> Markup:
    """schema.org Product; `offers` is always an array, one a variant (docs/contract.md)."""
    data: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Product",
        "name": product.name,
        "description": product.description[:500],
        "url": f"{settings().base_url}/produk/{product.slug}",
        "offers": [
            {
                "@type": "Offer",
                "sku": choice.sku,
                "name": choice.variant.name or product.name,
                "price": choice.variant.price,
                "priceCurrency": "IDR",
                "availability": "https://schema.org/" + SCHEMA_STOCK[choice.stock],
                "seller": {"@type": "Organization", "name": group.name},
            }
            for choice in found
        ],
    }
    if product.cover:
        data["image"] = f"{settings().base_url}/media/{product.cover}-800.webp"
    return Markup(json.dumps(data, ensure_ascii=False).replace("<", "\\u003c"))
