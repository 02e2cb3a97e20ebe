"""Products, their photos and variants."""

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import APIRouter, Depends, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.catalog.category import Category, categories
from market.catalog.certified import cover, covering
from market.catalog.product import MOST_PHOTOS, Product, list_product, product_by_slug
from market.catalog.variant import Variant, VariantFacts
from market.inventory.receiving import receive
from market.kernel import store
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import NotFound, Refused
from market.pages.uploads import keep_picture, received, stage, staged
from market.pages.visitor import group_here
from market.pages.workspace import forms
from market.people.access import Actor, Do
from market.people.act import note
from market.people.certificate import certificates
from market.people.facts.group_facts import refuse_ways
from market.people.group import Group
from market.web.binding import bind
from market.web.forms import Values, files_of, posted, reads_itself, sent
from market.web.page import page, redirect
from market.web.refusals import shows
from market.web.slow import pages

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}")


@router.get("/produk")
def products(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = group_here(db, request, group)
        p = table(Product)
        own = list(db.scalars(sa.select(Product).where(p.c.group_id == here.key).order_by(p.c.state, p.c.name)))
        return page(request, "workspace/products.html", group=here, actor=actor, tab="products", products=own)


@router.get("/produk/baru")
def new_product_page(request: Request, group: str) -> Response:
    with read() as db:
        here, actor = group_here(db, request, group, Do.PRICE)
        return page(
            request,
            "workspace/product_new.html",
            group=here,
            actor=actor,
            tab="products",
            categories=categories(db),
            staged=sent(request).values.get("staged", []),
        )


async def staged_photos(request: Request) -> list[str]:
    """The photos of this form, decoded and kept before anything else is checked, so a refusal keeps them.

    Each is `name.width.height`, as the hidden field `staged` repeats it, signed.
    """
    kept = [entry for entry in staged(request) if store.fetch(f"{entry.partition('.')[0]}-320.webp") is not None]
    uploads = files_of(request, "photos")
    if len(kept) + len(uploads) > MOST_PHOTOS:
        raise Refused("photo_too_many", field="photos", n=MOST_PHOTOS)
    for upload in uploads:
        name, picture = await keep_picture(request, upload, "photos")
        kept.append(f"{name}.{picture.width}.{picture.height}")
        stage(request, kept)
    return kept


def add_photos(product: Product, photos: list[str], alt: str) -> None:
    for entry in photos:
        name, width, height = entry.split(".")
        product.add_photo(name, width=int(width), height=int(height), alt=alt)


@router.post("/produk/baru")
@reads_itself
async def new_product(request: Request, group: str) -> Response:
    """One form: name, price, photo, first stock. Photos are staged first."""
    values = await received(request, lambda: _may(request, group, Do.PRICE))
    photos = await staged_photos(request)
    form = bind(forms.ProductForm, values)

    def work(db: Session) -> str:
        here, actor = group_here(db, request, group, Do.PRICE)
        _refuse_ways(actor, form)
        _refuse_variant_ways(actor, form.facts)
        product = list_product(
            db,
            here,
            name=form.name,
            category_id=category_id(db, form.category),
            description=form.description,
            composition=form.composition,
            storage=form.storage,
            made_to_order=form.made_to_order,
            lead_days=form.lead_days,
        )
        variant = product.add_variant(form.facts)
        add_photos(product, photos, form.name)
        if form.quantity:
            receive(
                db, here, variant.sku, form.quantity, by=actor.name, by_id=actor.person_id, best_before=form.best_before
            )
        note(db, actor, "product_listed", here.key, product=form.name, price=form.price)
        return product.slug

    slug = await pages(lambda: write(work))
    return redirect(f"/lapak/{group}/produk/{slug}", words="listed")


WORDS = ("name", "description", "composition", "storage")


def _refuse_ways(by: Actor, form: forms.ProductFields, was: Product | None = None) -> None:
    refuse_ways(by, **{word: (getattr(was, word) if was else "", getattr(form, word)) for word in WORDS})


def _refuse_variant_ways(by: Actor, told: VariantFacts, was: VariantFacts | None = None) -> None:
    before = was.texts() if was else {}
    texts = {forms.FACT_FIELDS.get(fact, fact): (before.get(fact, ""), text) for fact, text in told.texts().items()}
    refuse_ways(by, **texts)


def _may(request: Request, group: str, do: Do, slug: str = "") -> None:
    with read() as db:
        here, _actor = group_here(db, request, group, do)
        if slug:
            own_product(db, here, slug)


def category_id(db: Session, slug: str) -> int:
    found = db.execute(sa.select(table(Category).c.id).where(table(Category).c.slug == slug)).scalar()
    if found is None:
        raise Refused("category_unknown", field="category")
    return int(found)


def own_product(db: Session, here: Group, slug: str) -> Product:
    product = product_by_slug(db, slug)
    if product.group_id != here.key:
        raise NotFound(slug)
    return product


@router.get("/produk/{slug}")
def product_page(request: Request, group: str, slug: str) -> Response:
    with read() as db:
        here, actor = group_here(db, request, group, Do.PRICE)
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
            categories=categories(db),
            papers=certificates(db, here.key),
            covered={paper.key for paper in covering(db, product.key)},
        )


def _on_product(request: Request, group: str, slug: str, do: Do, act: Any) -> Response:
    """One verb on an own product, and the page again."""

    def work(db: Session) -> None:
        here, actor = group_here(db, request, group, do)
        act(db, here, actor, own_product(db, here, slug))

    write(work)
    return redirect(f"/lapak/{group}/produk/{slug}", words="saved")


@router.post("/produk/{slug}")
def edit_product(
    request: Request, group: str, slug: str, form: Annotated[forms.EditProduct, Depends(posted(forms.EditProduct))]
) -> Response:
    def act(db: Session, here: Group, actor: Any, product: Product) -> None:
        _refuse_ways(actor, form, product)
        product.edit(
            form.version,
            name=form.name,
            category_id=category_id(db, form.category),
            description=form.description,
            composition=form.composition,
            storage=form.storage,
            made_to_order=form.made_to_order,
            lead_days=form.lead_days,
        )
        cover(db, product, form.certificates)
        note(db, actor, "product_edited", here.key, product=form.name)

    return _on_product(request, group, slug, Do.SELL, act)


@router.post("/produk/{slug}/pilihan")
@shows("/lapak/{group}/produk/{slug}")
def save_variant(
    request: Request, group: str, slug: str, form: Annotated[forms.VariantForm, Depends(posted(forms.VariantForm))]
) -> Response:
    """A new variant without `sku`, a change with one."""

    def act(db: Session, here: Group, actor: Any, product: Product) -> None:
        if not form.sku:
            _refuse_variant_ways(actor, form.facts)
            product.add_variant(form.facts)
        else:
            product.expect(form.version or product.version)
            variant = _variant(product, form.sku)
            _refuse_variant_ways(actor, form.facts, variant)
            note(db, actor, "price_changed", here.key, sku=form.sku, old=variant.price, new=form.price)
            variant.edit(form.facts)
            product.touched()

    return _on_product(request, group, slug, Do.PRICE, act)


def _variant(product: Product, sku: str) -> Variant:
    for variant in product.variants:
        if variant.sku == sku:
            return variant
    raise NotFound(sku)


@router.post("/produk/{slug}/pilihan/tarik")
@shows("/lapak/{group}/produk/{slug}")
def withdraw_variant(
    request: Request, group: str, slug: str, form: Annotated[forms.OneVariant, Depends(posted(forms.OneVariant))]
) -> Response:
    def act(db: Session, here: Group, actor: Any, product: Product) -> None:
        _variant(product, form.variant).withdraw()
        product.touched()
        note(db, actor, "variant_withdrawn", here.key, sku=form.variant)

    return _on_product(request, group, slug, Do.SELL, act)


@router.post("/produk/{slug}/foto")
@shows("/lapak/{group}/produk/{slug}")
@reads_itself
async def add_photo(request: Request, group: str, slug: str) -> Response:
    values = await received(request, lambda: _may(request, group, Do.SELL, slug))
    photos = await staged_photos(request)
    if not photos:
        raise Refused("photo_gone", field="photos")

    def act(db: Session, here: Group, actor: Any, product: Product) -> None:
        add_photos(product, photos, values.get("alt", [""])[0].strip()[:160] or product.name)
        note(db, actor, "photo_added", here.key, product=product.name)

    return await pages(lambda: _on_product(request, group, slug, Do.SELL, act))


@router.post("/produk/{slug}/foto/{photo:number}/hapus")
@shows("/lapak/{group}/produk/{slug}")
def drop_photo(request: Request, group: str, slug: str, photo: int) -> Response:
    def act(db: Session, here: Group, actor: Any, product: Product) -> None:
        product.drop_photo(photo)

    return _on_product(request, group, slug, Do.SELL, act)


@router.post("/produk/{slug}/tarik")
@shows("/lapak/{group}/produk/{slug}")
def withdraw_product(request: Request, group: str, slug: str, values: Values) -> Response:
    """Takes a product out of the shop, or lists it again."""

    def act(db: Session, here: Group, actor: Any, product: Product) -> None:
        if values.get("again") == ["1"]:
            product.list_again()
        else:
            product.withdraw()
        note(db, actor, "product_listed" if product.listed else "product_withdrawn", here.key, product=product.name)

    return _on_product(request, group, slug, Do.SELL, act)
