"""Category: a shelf of the shop, named in both languages."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.catalog.searching.keys import sound
from market.catalog.searching.words import folded
from market.kernel.clock import now
from market.kernel.free import slug_of
from market.kernel.language import current
from market.kernel.record import Record, from_row, table
from market.kernel.refused import Overtaken, Refused
from market.kernel.taken import taken
from market.people.access import Actor
from market.people.act import note

taken("category.slug", "category_taken", "name")


class Category(Record, table=True):
    """`position` is its place on the home page. `retired_at`: nothing is listed there any more; its address stays."""

    slug: str = Field(max_length=60, unique=True)
    name: str = Field(max_length=60)
    name_en: str = Field(max_length=60)
    position: int = 0
    picture: str = Field(default="", max_length=40)
    retired_at: datetime | None = None

    @property
    def label(self) -> str:
        return self.name if current.get() == "id" else self.name_en

    def edit(self, name: str, name_en: str, position: int, by: Actor) -> None:
        """Other names and another place in the order. Its address is its first name's, and stays."""
        self.name, self.name_en, self.position = name, name_en, position
        note(self.db, by, "category_edited", name=name)

    def retire(self, by: Actor) -> None:
        """Refused while goods are in it, those that are not sold now too; Overtaken when it was before."""
        self.db.execute(sa.select(C.c.id).where(C.c.id == self.key).with_for_update())
        if self.db.execute(sa.select(GOODS.c.id).where(GOODS.c.category_id == self.key).limit(1)).first():
            raise Refused("category_has_goods")
        if not self.update_if(C.c.retired_at.is_(None), retired_at=now()):
            raise Overtaken("already_so")
        note(self.db, by, "category_retired", name=self.name)

    def use_again(self, by: Actor) -> None:
        """Goods may be put into it once more. Overtaken when they may already."""
        if not self.update_if(C.c.retired_at.is_not(None), retired_at=None):
            raise Overtaken("already_so")
        note(self.db, by, "category_used_again", name=self.name)


GOODS = sa.table("product", sa.column("id"), sa.column("category_id"))
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
SHOWN = sa.select(C.c.id, C.c.slug, C.c.name, C.c.name_en, C.c.picture).order_by(C.c.position, C.c.id)
IN_ORDER = SHOWN.where(C.c.retired_at.is_(None))


def categories(db: Session) -> list[CategoryShown]:
    """The shelves in the order of the home page."""
    return [from_row(CategoryShown, row) for row in db.connection().execute(IN_ORDER)]


def names_of_shelf(db: Session, key: int) -> tuple[str, str]:
    """What a shelf is called in both languages: goods on it are found by these words too."""
    row = db.execute(sa.select(C.c.name, C.c.name_en).where(C.c.id == key)).one()
    return row.name, row.name_en


def category_to_list_in(db: Session, slug: str) -> int:
    """The id of a shelf that goods may be put on. Refused for one that is not, or is used no more."""
    found = db.scalars(sa.select(Category).where(C.c.slug == slug, C.c.retired_at.is_(None))).first()
    if found is None:
        raise Refused("category_unknown", field="category")
    return found.key


def new_category(db: Session, name: str, name_en: str, by: Actor) -> Category:
    """A shelf behind all others."""
    last = db.execute(sa.select(sa.func.coalesce(sa.func.max(C.c.position), 0))).scalar_one()
    slug = slug_of(db, name, C.c.slug)
    note(db, by, "category_added", name=name)
    return Category(slug=slug, name=name, name_en=name_en, position=int(last) + 1).add(db)


@dataclass(frozen=True, slots=True)
class CategoryKept:
    """A category as who keeps the shelves sees it: also one that is retired, and how many goods are in it."""

    id: int
    name: str
    name_en: str
    position: int
    retired: bool
    goods: int


def all_categories(db: Session) -> list[CategoryKept]:
    """Every shelf, the retired ones last."""
    goods = sa.select(sa.func.count()).where(GOODS.c.category_id == C.c.id).scalar_subquery()
    retired = C.c.retired_at.is_not(None).label("retired")
    wanted = sa.select(C.c.id, C.c.name, C.c.name_en, C.c.position, retired, goods.label("goods"))
    return [from_row(CategoryKept, row) for row in db.execute(wanted.order_by(retired, C.c.position, C.c.id))]


def label_column() -> sa.ColumnElement[str]:
    """The column with the names of shelves in the reader's language."""
    return C.c.name if current.get() == "id" else C.c.name_en


def category_called(shelves: Iterable[CategoryShown], typed: str, field: str) -> CategoryShown:
    """The category that a sheet's cell names, by its name, its slug, or words of the name of no other: "sambal" is
    "Abon, sambal", "krupuk" is "Kerupuk, amplang". Refused with the names of all there are."""
    plain, shelves = typed.strip().lower(), list(shelves)
    for shelf in shelves:
        if plain in (shelf.slug, shelf.name.lower(), shelf.name_en.lower()):
            return shelf
    asked = _keys(plain)
    meant = [shelf for shelf in shelves if asked and any(asked <= _keys(n) for n in (shelf.name, shelf.name_en))]
    if len(meant) == 1:
        return meant[0]
    raise Refused("category_unlisted", field=field, names="; ".join(shelf.name for shelf in shelves))


def _keys(name: str) -> set[str]:
    """The words of a name, however they are spelled."""
    return set(map(sound, folded(name)))
