"""OpenPiece: of goods that are weighed, what is left of the piece that was opened last.

The stock counts whole units (a kilogram, an ons): who sells 350 g opens one, and the next 350 g come from the same.
"""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.record import Record, locked, table

UNITS = {"kg": 1000, "kilo": 1000, "kilogram": 1000, "ons": 100, "hg": 100, "100 g": 100, "100 gram": 100}


def grams_of(unit: str) -> int | None:
    """How many grams one unit of such goods has; None for goods that are counted."""
    return UNITS.get(" ".join(unit.lower().split()))


def price_of_grams(price: int, grams: int, unit: int) -> int:
    """Whole rupiah, to the nearest, of so many grams, where one unit of so many costs `price`; till.js alike."""
    return (2 * price * grams + unit) // (2 * unit)


class OpenPiece(Record, table=True):
    """`grams_left` lie there of a variant, besides the whole units in its lots."""

    __tablename__ = "open_piece"
    __table_args__ = (sa.CheckConstraint("grams_left >= 0", name="grams_left"),)

    variant_id: int = Field(foreign_key="variant.id", unique=True)
    grams_left: int = 0

    def put_back(self, grams: int, unit: int) -> int:
        """So many grams lie there again; returns how many whole units that makes, for lots that have room for them."""
        self.grams_left += grams
        return self.grams_left // unit

    def take(self, grams: int, unit: int) -> int:
        """How many whole units have to be opened for so many grams; what is left of the last one is kept here."""
        opened = max(0, -(-(grams - self.grams_left) // unit))
        self.grams_left += opened * unit - grams
        return opened


PIECES = table(OpenPiece)


def lock_pieces(db: Session, variant_ids: Collection[int]) -> None:
    """PostgreSQL: what is open of these variants, locked in one order before their lots are."""
    if db.connection().dialect.name != "sqlite":
        open_ones = sa.select(PIECES.c.id).where(PIECES.c.variant_id.in_(variant_ids))
        db.connection().execute(open_ones.order_by(PIECES.c.variant_id).with_for_update())


def open_piece(db: Session, variant_id: int) -> OpenPiece:
    """What is open of a variant, locked until the commit."""
    found = db.scalars(locked(sa.select(OpenPiece).where(PIECES.c.variant_id == variant_id))).first()
    return found or OpenPiece(variant_id=variant_id).add(db)
