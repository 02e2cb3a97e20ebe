"""Photo: a picture of a product, in the order in which its page shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.record import Record, table


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A picture that is stored under `file`, with its size in pixels."""

    file: str
    width: int
    height: int


class Photo(Record, table=True):
    """`file` names three WebP files; `alt` says what is on it."""

    product_id: int = Field(foreign_key="product.id", index=True)
    file: str = Field(max_length=40)
    width: int
    height: int
    alt: str = Field(default="", max_length=160)
    position: int = 0


F = table(Photo)
PHOTOS = (
    sa.select(F.c.id, F.c.file, F.c.alt, F.c.width, F.c.height)
    .where(F.c.product_id == sa.bindparam("product"))
    .order_by(F.c.position, F.c.id)
)


def photos_of(db: Session, product_id: int) -> Sequence[Any]:
    """(id, file, alt, width, height) of a product's photos, in their order."""
    return db.connection().execute(PHOTOS, {"product": product_id}).all()
