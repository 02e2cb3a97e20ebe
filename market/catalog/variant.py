"""Variant: one size or packing of a product. Its facts stand here once, for forms, rows and snapshots."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, Self

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from market.kernel.clock import now
from market.kernel.record import Record
from market.kernel.taken import taken

MOST_UNIT = 20
MOST_SHELF_LIFE = 3_650  # days
MOST_LABEL = 200  # letters of the longest label, with room for another word
taken("variant.sku", "sku_taken", "sku")


class VariantFacts(SQLModel):
    """What a group tells of a variant; a form, a row of a sheet and the columns of the table are made of it.

    `price` is whole rupiah for one `unit`; `weight_g` as shipped, `net_weight_g` on the label.
    """

    name: str = Field(default="", max_length=60)
    price: int = Field(sa_type=sa.BigInteger)
    unit: str = Field(max_length=MOST_UNIT)
    weight_g: int
    net_weight_g: int | None = None
    shelf_life_days: int | None = None

    @property
    def words(self) -> str:
        """What tells it from the others of its product, in words: pages show them, a search finds it by them."""
        return self.name

    def texts(self) -> dict[str, str]:
        """The facts that are free text, by name."""
        return {fact: value for fact in FACTS if isinstance(value := getattr(self, fact), str)}


FACTS = tuple(VariantFacts.model_fields)


class Variant(VariantFacts, Record, table=True):
    """A variant as it is stored; a withdrawn one stays, for old orders."""

    __table_args__ = (
        sa.UniqueConstraint("sku"),
        sa.CheckConstraint("price > 0", name="price"),
        sa.CheckConstraint("weight_g > 0", name="weight"),
        sa.CheckConstraint("shelf_life_days IS NULL OR shelf_life_days >= 0", name="shelf_life"),
    )

    product_id: int = Field(foreign_key="product.id", index=True)
    sku: str = Field(max_length=40)
    position: int = 0
    withdrawn_at: datetime | None = None

    def best_before(self, produced_on: date) -> date | None:
        """The last good day of what was made on that day; None for goods that do not spoil."""
        if self.shelf_life_days is None:
            return None
        return produced_on + timedelta(days=self.shelf_life_days)

    def edit(self, facts: VariantFacts) -> None:
        """Changes its facts, as part of `change_variants`, by which its product follows."""
        for fact in FACTS:
            setattr(self, fact, getattr(facts, fact))

    def withdraw(self) -> None:
        self.withdrawn_at = now()


class Named(Protocol):
    """What has the words of a label: a variant that is sold, an order line, a row of `sold.NAMED`."""

    @property
    def product(self) -> str: ...
    @property
    def variant(self) -> str: ...


NAMES = ("product", "variant")  # what `label` reads


def label(named: Named) -> str:
    """`Cakalang fufu, pedas`: how a variant is called away from its product's page."""
    return f"{named.product}, {named.variant}" if named.variant else named.product


def label_among(rows: sa.Table) -> sa.ColumnElement[str]:
    """`Cakalang fufu (pedas)`, in SQL: the label for lists with commas. `rows` has the columns NAMES."""
    return rows.c.product + sa.case((rows.c.variant != "", " (" + rows.c.variant + ")"), else_="")


@dataclass(frozen=True)
class Sold:
    """A variant in the words and at the price of this moment; an order line keeps them. Whole rupiah, grams a piece."""

    variant_id: int
    sku: str
    product_slug: str
    product: str
    variant: str
    unit: str
    price: int
    weight_g: int
    made_to_order: bool
    cover: str | None

    @classmethod
    def unlisted(cls, sku: str, product: str, price: int) -> Self:
        """A good that the group does not have, as it was called and for what it was sold; nothing is known of it."""
        return cls(
            variant_id=0, sku=sku, product_slug="", product=product, variant="", unit="", price=price, weight_g=0,
            made_to_order=False, cover=None,
        )  # fmt: skip

    @property
    def label(self) -> str:
        return label(self)
