"""More photos of a product that is listed already."""

from collections.abc import Sequence
from dataclasses import dataclass

from market.catalog.product import Product
from market.people.access import Actor
from market.people.act import note


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A picture that is stored under `file`, with its size in pixels."""

    file: str
    width: int
    height: int


def add_photos(product: Product, photos: Sequence[KeptPhoto], alt: str) -> None:
    """Behind those it has. Refused beyond what a page can show."""
    for each in photos:
        product.add_photo(each.file, width=each.width, height=each.height, alt=alt)


def add_more_photos(product: Product, photos: Sequence[KeptPhoto], alt: str, by: Actor) -> None:
    """`add_photos` to a product that buyers may know."""
    add_photos(product, photos, alt)
    note(product.db, by, "photo_added", product.group_id, product=product.name)
