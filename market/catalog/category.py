"""Category: a shelf of the shop, named in both languages."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.language import current
from market.kernel.record import Record, from_row, table
from market.kernel.refused import Refused
from market.kernel.taken import taken

taken("category.slug", "category_taken", "name")


class Category(Record, table=True):
    """`position` is its place on the home page."""

    slug: str = Field(max_length=60, unique=True)
    name: str = Field(max_length=60)
    name_en: str = Field(max_length=60)
    position: int = 0
    picture: str = Field(default="", max_length=40)

    @property
    def label(self) -> str:
        return self.name if current.get() == "id" else self.name_en


FIRST = (
    ("ikan-asap", "Ikan asap", "Smoked fish"),
    ("ikan-asin", "Ikan asin", "Salted fish"),
    ("kerupuk", "Kerupuk, amplang", "Crackers"),
    ("abon-sambal", "Abon, sambal", "Floss, sambal"),
    ("jahitan", "Jahitan", "Sewing"),
    ("anyaman", "Anyaman, kerajinan", "Weaving, handicraft"),
    ("kebun", "Kebun", "From the garden"),
)


def add_first_categories(db: Session) -> None:
    """The shelves a new installation begins with."""
    rows = table(Category)
    if db.execute(sa.select(rows.c.id).limit(1)).first() is None:
        for position, (slug, name, name_en) in enumerate(FIRST, 1):
            db.add(Category(slug=slug, name=name, name_en=name_en, position=position))
        db.flush()


@dataclass(frozen=True, slots=True)
class CategoryShown:
    """A category as a list needs it."""

    id: int
    slug: str
    name: str
    name_en: str
    picture: str

    @property
    def label(self) -> str:
        return self.name if current.get() == "id" else self.name_en


C = table(Category)
IN_ORDER = sa.select(C.c.id, C.c.slug, C.c.name, C.c.name_en, C.c.picture).order_by(C.c.position, C.c.id)


def categories(db: Session) -> list[CategoryShown]:
    """The shelves in the order of the home page."""
    return [from_row(CategoryShown, row) for row in db.connection().execute(IN_ORDER)]


def category_called(shelves: Iterable[CategoryShown], typed: str, field: str) -> CategoryShown:
    """The category that a sheet's cell names, by its name or its slug. Refused with the names of all there are."""
    plain = typed.strip().lower()
    for shelf in shelves:
        if plain in (shelf.slug, shelf.name.lower(), shelf.name_en.lower()):
            return shelf
    raise Refused("category_unlisted", field=field, names="; ".join(shelf.name for shelf in shelves))
