"""More photos of a product that is listed already."""

from collections.abc import Sequence

from market.catalog.photo import KeptPhoto
from market.catalog.product import Product
from market.people.access import Actor
from market.people.act import note


def add_more_photos(product: Product, photos: Sequence[KeptPhoto], alt: str, by: Actor) -> None:
    """`Product.add_photos` to one that buyers may know."""
    product.add_photos(photos, alt)
    note(product.db, by, "photo_added", product.group_id, product=product.name)
