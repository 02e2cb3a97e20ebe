"""The photos of a product: kept before anything else is checked, so that a refusal loses none."""

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.catalog.photo import KeptPhoto, Photo
from market.catalog.product import MOST_PHOTOS, Product
from market.kernel import store
from market.kernel.fitting import most_letters
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.typed import fitting
from market.pages.uploads import keep_picture, received, stage, staged
from market.pages.workspace.own_product import may_change, on_product
from market.people.access import Do
from market.people.group import Group
from market.web.forms import files_of, reads_itself
from market.web.refusals import shows
from market.web.slow import pages

router = APIRouter(include_in_schema=False, prefix="/lapak/{group}")


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


def kept_photos(staged: list[str]) -> list[KeptPhoto]:
    """What a form carried along until it was right."""
    parts = (entry.split(".") for entry in staged)
    return [KeptPhoto(file, int(width), int(height)) for file, width, height in parts]


def _described(values: dict[str, list[str]]) -> str:
    """What is to be seen on a picture, in the group's words. Refused when that is more than is kept."""
    try:
        return fitting(values.get("alt", [""])[0].strip(), most_letters(table(Photo).c.alt))
    except Refused as refusal:
        raise refusal.beside("alt") from None


@router.post("/produk/{slug}/foto")
@shows("/lapak/{group}/produk/{slug}")
@reads_itself
async def add_photo(request: Request, group: str, slug: str) -> Response:
    values = await received(request, lambda: may_change(request, group, Do.SELL, slug), staged_photos)
    photos = await staged_photos(request)
    if not photos:
        raise Refused("photo_gone", field="photos")
    alt = _described(values)

    def act(db: Session, here: Group, actor: Any, product: Product) -> None:
        product.add_more_photos(kept_photos(photos), alt or product.name, actor)

    return await pages(lambda: on_product(request, group, slug, Do.SELL, act))


@router.post("/produk/{slug}/foto/{photo:number}/hapus")
@shows("/lapak/{group}/produk/{slug}")
def drop_photo(request: Request, group: str, slug: str, photo: int) -> Response:
    def act(db: Session, here: Group, actor: Any, product: Product) -> None:
        product.drop_photo(photo)

    return on_product(request, group, slug, Do.SELL, act)
