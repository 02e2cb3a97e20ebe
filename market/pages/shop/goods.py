"""Home and a product: what everyone may see."""

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from fastapi import APIRouter, Request
from markupsafe import Markup
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.catalog.category import Category, categories
from market.catalog.certified import covering
from market.catalog.photo import photos_of
from market.catalog.product import Product
from market.catalog.sold import in_shop
from market.inventory import shelf
from market.inventory.choices import Choice, best_choice, choices
from market.inventory.listing import Stock
from market.kernel.db import read
from market.kernel.record import table
from market.kernel.refused import NotFound
from market.kernel.settings import settings
from market.messages.channels import wa_link
from market.orders.terms import USUAL, Terms
from market.pages.words import listing_markup, stock_sentence
from market.people.directory import ListedGroup, group_count, listed_groups, places_with_groups
from market.people.group import Group
from market.web.page import page
from market.web.slow import quick

router = APIRouter(include_in_schema=False)
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
                "name": choice.variant.words or product.name,
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
