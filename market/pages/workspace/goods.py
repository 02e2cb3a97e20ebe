"""Products, their photos and variants."""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.catalog.category import categories, category_to_list_in
from market.catalog.certified import cover, covering
from market.catalog.product import Product
from market.catalog.variant import Variant
from market.inventory.first_stock import FirstStock, list_with_stock
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import NotFound
from market.orders.placing.price_step import VariantChange, change_variants
from market.pages.at_group import Shows, group_here, group_seen, may_act
from market.pages.uploads import received, with_form
from market.pages.workspace import goods_forms as forms
from market.pages.workspace.forms import OneVariant
from market.pages.workspace.own_product import on_product, own_product
from market.pages.workspace.product_photos import kept_photos, staged_photos
from market.pages.workspace.told_ways import refuse_product_ways, refuse_variant_ways
from market.people.access import Do
from market.people.certificate import certificates
from market.people.group import Group
from market.web.binding import bind
from market.web.forms import Values, posted, reads_itself, sent
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import pages

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}")
TOLD = ("name", "description", "composition", "storage", "made_to_order", "lead_days")


@router.get("/produk")
def products(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.NOTHING)
        p = table(Product)
        own = list(db.scalars(sa.select(Product).where(p.c.group_id == here.key).order_by(p.c.state, p.c.name)))
        return page(request, "workspace/products.html", group=here, actor=actor, tab="products", products=own)


@router.get("/produk/baru")
def new_product_page(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.NOTHING, Do.PRICE)
        return page(
            request,
            "workspace/product_new.html",
            group=here,
            actor=actor,
            tab="products",
            categories=categories(db),
            staged=sent(request).values.get("staged", []),
        )


@router.post("/produk/baru")
@reads_itself
async def new_product(request: Request, group: str) -> Response:
    """One form: name, price, photo, first stock. Photos are staged first."""
    values = await received(request, lambda: may_act(request, group, Do.PRICE), staged_photos)
    photos, form = await with_form(staged_photos(request), lambda: bind(forms.ProductForm, values))

    def work(db: Session) -> str:
        here, actor = group_here(db, request, group, Do.PRICE)
        refuse_product_ways(actor, form)
        refuse_variant_ways(actor, form.facts)
        first = FirstStock(form.quantity or 0, form.best_before)
        product = list_with_stock(db, here, _told(db, form), form.facts, first, actor)
        product.add_photos(kept_photos(photos), form.name)
        return product.slug

    slug = await pages(lambda: write(work))
    return redirect(f"/lapak/{group}/produk/{slug}", words="listed")


def _told(db: Session, form: forms.ProductFields) -> dict[str, Any]:
    """What is told of a product; its category by id."""
    return {name: getattr(form, name) for name in TOLD} | {"category_id": category_to_list_in(db, form.category)}


@router.get("/produk/{slug}")
def product_page(request: Request, group: str, slug: str) -> Response:
    with read() as db:
        here, actor = group_seen(db, request, group, Shows.NOTHING, Do.PRICE)
        product = own_product(db, here, slug)
        return page(
            request,
            "workspace/product.html",
            group=here,
            actor=actor,
            tab="products",
            product=product,
            variants=product.variants,
            photos=product.photos,
            staged=sent(request).values.get("staged", []),
            categories=categories(db),
            papers=certificates(db, here.key),
            covered={paper.key for paper in covering(db, product.key)},
        )


@router.post("/produk/{slug}")
def edit_product(
    request: Request, group: str, slug: str, form: Annotated[forms.EditProduct, Depends(posted(forms.EditProduct))]
) -> Response:
    def act(db: Session, here: Group, actor: Any, product: Product) -> None:
        refuse_product_ways(actor, form, product)
        product.edit(form.version, actor, **_told(db, form))
        cover(db, product, form.certificates)

    return on_product(request, group, slug, Do.SELL, act)


@router.post("/produk/{slug}/pilihan")
@shows("/lapak/{group}/produk/{slug}")
def save_variant(
    request: Request, group: str, slug: str, form: Annotated[forms.VariantForm, Depends(posted(forms.VariantForm))]
) -> Response:
    """A new variant without `sku`, a change with one."""

    def act(db: Session, here: Group, actor: Any, product: Product) -> str:
        if not form.sku:
            refuse_variant_ways(actor, form.facts)
            product.add_variant(form.facts)
            return "saved"
        product.expect(form.version or product.version)
        variant = _variant(product, form.sku)
        refuse_variant_ways(actor, form.facts, variant)
        lifted = change_variants(product, [VariantChange(variant, form.facts)], actor)
        return "steps_lifted" if lifted else "saved"

    return on_product(request, group, slug, Do.PRICE, act)


def _variant(product: Product, sku: str) -> Variant:
    for variant in product.variants:
        if variant.sku == sku:
            return variant
    raise NotFound(sku)


@router.post("/produk/{slug}/pilihan/tarik")
@shows("/lapak/{group}/produk/{slug}")
def withdraw_variant(
    request: Request, group: str, slug: str, form: Annotated[OneVariant, Depends(posted(OneVariant))]
) -> Response:
    def act(db: Session, here: Group, actor: Any, product: Product) -> str:
        product.withdraw_variant(_variant(product, form.variant), actor)
        return "saved" if product.listed else "nothing_to_buy"

    return on_product(request, group, slug, Do.SELL, act)


@router.post("/produk/{slug}/tarik")
@shows("/lapak/{group}/produk/{slug}")
def withdraw_product(request: Request, group: str, slug: str, values: Values) -> Response:
    """Takes a product out of the shop, or lists it again."""

    def act(db: Session, here: Group, actor: Any, product: Product) -> None:
        if values.get("again") == ["1"]:
            product.list_again(actor)
        else:
            product.withdraw(actor)

    return on_product(request, group, slug, Do.SELL, act)
