"""Product: what a group sells, in one or several variants. Renaming or withdrawing it changes no old order."""

import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from itertools import count
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified
from sqlmodel import Field

from market.catalog.category import names_of_shelf
from market.catalog.photo import KeptPhoto, Photo
from market.catalog.searching.index import index_product
from market.catalog.searching.words import called
from market.catalog.silent import silent
from market.catalog.variant import Variant, VariantFacts
from market.kernel.clock import now
from market.kernel.free import first_free, slug_of
from market.kernel.one_of import the_one
from market.kernel.record import Record, state_column, table
from market.kernel.refused import NotFound, Overtaken, Refused
from market.kernel.states import moves
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group

MOST_PHOTOS = 6
MOST_VARIANTS = 60  # of one product: its page shows all of them at once
FRESH_DAYS = 7


class ProductState(StrEnum):
    LISTED = "listed"
    WITHDRAWN = "withdrawn"


NEXT = moves(
    ProductState,
    {ProductState.LISTED: {ProductState.WITHDRAWN}, ProductState.WITHDRAWN: {ProductState.LISTED}},
)


VERSION = sa.Column("version", sa.Integer, nullable=False)


class Product(Record, table=True):
    """`price_from` is the lowest live price and `cover` the first photo, kept for sorted lists.

    `confirmed_at` is when the group last said what there is; a fresh product unanswered for two days
    is shown as "Tanyakan stok". `called` is the name in plain small letters: who types just that finds it first.
    `version` stops the slower of two people who edit: her page has an older one (`expect`), or, at the same moment, her
    UPDATE does (then `write` tries again, and finds it older). Every write of a product through the session raises it;
    so do `withdraw` and `list_again`. `confirm` does not: a word about stock must not stop who writes a description.
    """

    __mapper_args__ = {"version_id_col": VERSION}

    __table_args__ = (
        sa.CheckConstraint("price_from >= 0", name="price"),
        sa.Index("ix_product_newest", "state", "listed_at", "id"),
        sa.Index("ix_product_group", "group_id", "state", "listed_at", "id"),
        sa.Index("ix_product_cheapest", "state", "price_from", "id"),
        sa.Index("ix_product_category", "category_id", "state", "listed_at", "id"),
    )

    group_id: int = Field(foreign_key="groups.id")
    category_id: int = Field(foreign_key="category.id")
    slug: str = Field(max_length=80, unique=True)
    name: str = Field(max_length=80)
    called: str = Field(default="", max_length=240, index=True)
    description: str = ""
    composition: str = Field(default="", max_length=500)
    storage: str = Field(default="", max_length=300)
    made_to_order: bool = False
    lead_days: int = 0
    fresh: bool = False
    state: ProductState = Field(default=ProductState.LISTED, sa_column=state_column(ProductState, "state"))
    price_from: int = Field(default=0, sa_type=sa.BigInteger)
    prices_differ: bool = False
    cover: str | None = Field(default=None, max_length=40)
    cover_alt: str = Field(default="", max_length=160)
    listed_at: datetime = Field(default_factory=now)
    confirmed_at: datetime = Field(default_factory=now)
    version: int = Field(default=1, sa_column=VERSION)

    @property
    def listed(self) -> bool:
        return self.state is ProductState.LISTED

    @property
    def unanswered(self) -> bool:
        """Fresh goods about which the group has been silent for two days."""
        return silent(self, now())

    @property
    def variants(self) -> list[Variant]:
        """The live variants in their order."""
        rows = table(Variant)
        wanted = sa.select(Variant).where(rows.c.product_id == self.key, rows.c.withdrawn_at.is_(None))
        return list(self.db.scalars(wanted.order_by(rows.c.position, rows.c.id)))

    @property
    def photos(self) -> list[Photo]:
        rows = table(Photo)
        wanted = sa.select(Photo).where(rows.c.product_id == self.key)
        return list(self.db.scalars(wanted.order_by(rows.c.position, rows.c.id)))

    def expect(self, version: int) -> None:
        """Overtaken when someone else saved since `version` was read."""
        if version != self.version:
            raise Overtaken("product_changed")

    def edit(
        self,
        version: int,
        by: Actor,
        *,
        name: str,
        category_id: int,
        description: str,
        composition: str,
        storage: str,
        made_to_order: bool,
        lead_days: int,
    ) -> None:
        """Changes what is told of it."""
        self.expect(version)
        self.name, self.category_id, self.description = name, category_id, description
        self.composition, self.storage = composition, storage
        self.made_to_order, self.lead_days = made_to_order, lead_days
        self.touched()
        note(self.db, by, "product_edited", self.group_id, product=name)

    def touched(self) -> None:
        """After any change: the version moves on, prices and search follow."""
        variants, photos = self.variants, self.photos
        prices = [variant.price for variant in variants]
        self.price_from = min(prices, default=0)
        self.prices_differ = len(set(prices)) > 1
        self.fresh = any(v.shelf_life_days is not None and v.shelf_life_days <= FRESH_DAYS for v in variants)
        self.cover = photos[0].file if photos else None
        self.cover_alt = photos[0].alt if photos else ""
        self.called = called(self.name)
        flag_modified(self, "name")  # else, when only a variant changed, the session would not write the product
        self.db.flush()
        group = Group.get(self.db, self.group_id)
        words = [self.description, self.composition, group.name, *(v.words for v in variants)]
        index_product(self.db, self.key, self.name, " ".join([*words, *names_of_shelf(self.db, self.category_id)]))

    def add_variant(self, facts: VariantFacts, *, sku: str | None = None) -> Variant:
        """One more size or packing. Refused when there are as many as a page can show."""
        position = len(self.variants)
        if position >= MOST_VARIANTS:
            raise Refused("variant_too_many", field="variant", n=MOST_VARIANTS)
        variant = Variant(
            product_id=self.key, sku=sku or free_sku(self.db, self), position=position, **facts.model_dump()
        ).add(self.db)
        self.touched()
        return variant

    def withdraw_variant(self, variant: Variant, by: Actor) -> None:
        """One is sold no more; with the last one the product itself: a page without a price sells nothing."""
        variant.withdraw()
        note(self.db, by, "variant_withdrawn", self.group_id, sku=variant.sku)
        self.touched()
        if self.listed and not self.variants:
            self.withdraw(by)

    def add_photos(self, photos: Sequence[KeptPhoto], alt: str) -> None:
        """Behind those it has. Refused beyond what a page can show."""
        first = len(self.photos)
        if first + len(photos) > MOST_PHOTOS:
            raise Refused("photo_too_many", field="photos", n=MOST_PHOTOS)
        for position, each in enumerate(photos, first):
            self.db.add(Photo(product_id=self.key, **asdict(each), alt=alt, position=position))
        if photos:
            self.touched()

    def add_more_photos(self, photos: Sequence[KeptPhoto], alt: str, by: Actor) -> None:
        """`add_photos` to one that buyers may know."""
        self.add_photos(photos, alt)
        note(self.db, by, "photo_added", self.group_id, product=self.name)

    def drop_photo(self, key: int) -> None:
        photo = self.db.get(Photo, key)
        if photo is None or photo.product_id != self.key:
            raise NotFound(f"photo {key}")
        photo.remove()
        self.touched()

    def confirm(self) -> None:
        """The group says the stock shown is right."""
        self.update_if(confirmed_at=now())

    def withdraw(self, by: Actor) -> None:
        """No longer sold; carts drop it with a sentence, old orders stay as they are."""
        self.become(ProductState.WITHDRAWN, by, "product_withdrawn", version=VERSION + 1)
        note(self.db, by, "product_withdrawn", self.group_id, product=self.name)

    def list_again(self, by: Actor) -> None:
        """Sold once more. Refused while there is nothing of it to buy."""
        if not self.variants:
            raise Refused("variant_needed")
        self.become(ProductState.LISTED, by, "product_listed", version=VERSION + 1)
        note(self.db, by, "product_listed", self.group_id, product=self.name)


def list_product(
    db: Session, group: Group, *, name: str, category_id: int, description: str = "", **rest: Any
) -> Product:
    """A new product of a group; give it variants next."""
    slug = slug_of(db, name, table(Product).c.slug)
    told: dict[str, Any] = {"name": name, "category_id": category_id, "description": description} | rest
    return Product(group_id=group.key, slug=slug, **told).add(db)


def free_sku(db: Session, product: Product) -> str:
    """`TB-FUFU-1`: the group's initials, a word of the product, a number."""
    group = Group.get(db, product.group_id)
    initials = "".join(word[0] for word in re.findall(r"[A-Za-z]+", group.name))[:4].upper() or "K"
    words = re.findall(r"[A-Za-z]{3,}", product.name)
    stem = f"{initials}-{(words[-1] if words else 'BARANG')[:8].upper()}"
    return first_free(db, table(Variant).c.sku, (f"{stem}-{n}" for n in count(1)))


def product_by_slug(db: Session, slug: str) -> Product:
    return the_one(db, sa.select(Product).where(table(Product).c.slug == slug), slug)
