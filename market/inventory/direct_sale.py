"""DirectSale: "Terjual langsung", one press of it, with the money that the group says it got, if it says so.

Nobody saw that money, so it stands in no ledger: figures show it apart, as said by the group.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.catalog.variant import Variant
from market.inventory.lot import Lot
from market.inventory.movement import MovementKind, StockMovement
from market.kernel.clock import day_of, now
from market.kernel.one_of import one_of
from market.kernel.record import Record, locked, table
from market.kernel.refused import Overtaken, Refused
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group

MOST = 10_000_000_000  # whole rupiah of one press


class DirectSale(Record, table=True):
    """`pieces` left at the door for `amount` whole rupiah; None while nobody said. Its movements bear `ref`."""

    __tablename__ = "direct_sale"
    __table_args__ = (
        sa.CheckConstraint("pieces > 0", name="pieces"),
        sa.CheckConstraint(f"amount IS NULL OR amount BETWEEN 0 AND {MOST}", name="amount"),
        sa.Index("ix_direct_sale_group", "group_id", "at"),
    )

    group_id: int = Field(foreign_key="groups.id")
    variant_id: int = Field(foreign_key="variant.id", index=True)
    pieces: int
    amount: int | None = Field(default=None, sa_type=sa.BigInteger)
    at: datetime = Field(default_factory=now)
    by: str = Field(default="", max_length=80)
    by_id: int | None = Field(default=None, foreign_key="person.id")
    undone_at: datetime | None = None

    @property
    def ref(self) -> str:
        return f"direct/{self.key}"

    def say(self, group: Group, amount: int | None, by: Actor) -> int:
        """So much money it was, as somebody of the group says; on its own day, and again when she mistyped. Refused
        where she says none. Who helps the group is written down."""
        self._require_today(group)
        if amount is None or amount > MOST:
            raise Refused("required" if amount is None else "amount_too_large", field=f"amount-{self.key}")
        self.amount = amount
        if by.helps:
            note(self.db, by, "direct_money", self.group_id, sku=self._sku, amount=amount)
        return amount

    def undo(self, group: Group, by: Actor) -> int:
        """It was none: its pieces lie in their lots again, and its money is counted nowhere. Returns the pieces.

        Refused once a lot was counted: what came back is in the count.
        """
        self._require_today(group)
        moved = table(StockMovement)
        mine = sa.select(moved.c.lot_id, (-moved.c.quantity).label("pieces"), moved.c.id)
        rows = self.db.execute(mine.where(moved.c.ref == self.ref, moved.c.quantity < 0)).all()
        by_lot = {row.lot_id: row for row in rows}
        lots = table(Lot)
        theirs = locked(sa.select(Lot).where(lots.c.id.in_(by_lot)).order_by(lots.c.id))
        found = self.db.scalars(theirs).all()
        self._require_uncounted([row.lot_id for row in rows], min(row.id for row in rows))
        for lot in found:
            pieces = by_lot[lot.key].pieces
            lot.add_pieces(pieces, MovementKind.SOLD_DIRECTLY, by=by, ref=self.ref)
        self.undone_at = now()
        note(self.db, by, "sold_directly_undone", self.group_id, sku=self._sku, n=self.pieces)
        return self.pieces

    @property
    def _sku(self) -> str:
        return Variant.get(self.db, self.variant_id).sku

    def _require_today(self, group: Group) -> None:
        if self.undone_at is not None:
            raise Overtaken("nothing_taken_back")
        if day_of(self.at, group.zone) != group.today:
            raise Refused("direct_sale_over")

    def _require_uncounted(self, lot_ids: list[int], since: int) -> None:
        moved = table(StockMovement)
        counted = (moved.c.lot_id.in_(lot_ids), moved.c.id > since, moved.c.kind == MovementKind.COUNTED)
        if self.db.execute(sa.select(moved.c.id).where(*counted).limit(1)).first():
            raise Refused("nothing_taken_back")


def direct_sale(db: Session, group_id: int, key: int) -> DirectSale:
    """One press of this group, locked."""
    return one_of(db, DirectSale, key, lock=True, group_id=group_id)
