"""Lot: what there is of one variant, made on one day, in one place.

`on_hand` is what can be touched, `held` is in carts, `allocated` is in placed orders. `recount` proves
`on_hand` by the movements, `held` by the live holds, `allocated` by the lots of order lines.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.inventory.movement import MovementKind, StockMovement
from market.inventory.still_good import still_good
from market.kernel.clock import now
from market.kernel.doer import Doer, who_did
from market.kernel.one_of import the_one
from market.kernel.record import Record, state_column, table
from market.kernel.refused import Refused
from market.kernel.states import moves
from market.people.access import Actor
from market.people.act import note

TIMES_FAR, FEW = 10, 50  # a count of so many times what was written down, or of so few, is asked about


class Location(Record, table=True):
    """Where lots stand: the group's shop, or a booth."""

    group_id: int = Field(foreign_key="groups.id", index=True)
    kind: str = Field(default="shop", max_length=20)
    name: str = Field(default="", max_length=80)


class LotState(StrEnum):
    OPEN = "open"
    ON_HOLD = "on_hold"
    RECALLED = "recalled"


NEXT = moves(
    LotState,
    {
        LotState.OPEN: {LotState.ON_HOLD, LotState.RECALLED},
        LotState.ON_HOLD: {LotState.OPEN, LotState.RECALLED},
        LotState.RECALLED: {LotState.OPEN},
    },
)


class Lot(Record, table=True):
    """`best_before` is the last good day in the group's zone; None for goods that do not spoil.

    Whether it may be sold for a day: still_good.py.
    """

    __table_args__ = (
        sa.CheckConstraint("held >= 0 AND allocated >= 0", name="counts"),
        sa.CheckConstraint("held + allocated <= on_hand", name="promised"),
        sa.CheckConstraint("best_before IS NULL OR best_before >= produced_on", name="dates"),
        sa.Index("ix_lot_variant_fefo", "variant_id", "state", "best_before"),
    )

    variant_id: int = Field(foreign_key="variant.id")
    location_id: int = Field(foreign_key="location.id", index=True)
    code: str = Field(max_length=40)
    produced_on: date
    best_before: date | None = None
    on_hand: int = 0
    held: int = 0
    allocated: int = 0
    state: LotState = Field(default=LotState.OPEN, sa_column=state_column(LotState, "state"))
    received_at: datetime = Field(default_factory=now)

    @property
    def available(self) -> int:
        return self.on_hand - self.held - self.allocated

    def past(self, today: date) -> bool:
        """Whether its last good day is over."""
        return not still_good(self.best_before, today)

    @property
    def sellable(self) -> int:
        """How many can be sold now: of one that is set aside or recalled none."""
        return self.available if self.state is LotState.OPEN else 0

    def add_pieces(self, quantity: int, kind: MovementKind, *, by: Doer, **more: Any) -> None:
        """Adds pieces, with the movement that proves them; `more` are its `brought_by_id` and `ref`."""
        self._move(quantity, kind, by=by, **more)

    def take_out(self, quantity: int, kind: MovementKind, *, by: Doer, ref: str = "") -> None:
        """Pieces that leave without an order: sold directly, spoiled, a sample. Only what is not promised."""
        self._move(-quantity, kind, by=by, ref=ref)

    def throw_away(self, pieces: int, by: Actor) -> None:
        """They are spoiled."""
        self.take_out(pieces, MovementKind.SPOILED, by=by)
        self._note_act("lot_spoiled", by, pieces)

    def count(self, pieces: int, by: Actor, *, sure: bool = False) -> None:
        """Somebody counted it: the movement is what was more, or less, than written down. Refused below what buyers
        were promised: which of them goes without is for the group to say. Far above what was written down is asked
        about, unless she is `sure`: a nought too many would sell what nobody has."""
        if pieces < (promised := self.held + self.allocated):
            raise Refused("lot_counted_too_few", field="quantity", n=promised)
        if pieces > TIMES_FAR * max(self.on_hand, FEW) and not sure:
            raise Refused("lot_counted_far", field="quantity", was=self.on_hand, n=pieces)
        self._move(pieces - self.on_hand, MovementKind.COUNTED, by=by)
        self._note_act("lot_counted", by, pieces)

    def set_aside(self, by: Actor) -> None:
        """Not for sale until somebody has looked at it; what is promised stays promised."""
        self.become(LotState.ON_HOLD, by, "lot_set_aside")
        self._note_act("lot_set_aside", by)

    def sell_again(self, by: Actor) -> None:
        """It was set aside, and is good. One that is recalled does not come back by this."""
        self.become(LotState.OPEN, by, "lot_sell_again", was=(LotState.ON_HOLD,))
        self._note_act("lot_reopen", by)

    def reopen(self, by: Actor) -> None:
        """It was recalled, and somebody from outside looked."""
        self.become(LotState.OPEN, by, "lot_recall_ended", was=(LotState.RECALLED,))

    def recall(self, by: Actor) -> None:
        self.become(LotState.RECALLED, by, "lot_recall")

    def _note_act(self, code: str, by: Actor, pieces: int = 0) -> None:
        group_id = Location.get(self.db, self.location_id).group_id
        note(self.db, by, code, group_id, lot=self.code, n=pieces)

    def _move(self, change: int, kind: MovementKind, *, by: Doer, **more: Any) -> None:
        lots = table(Lot)
        enough = lots.c.on_hand + change >= lots.c.held + lots.c.allocated
        if not self.update_if(enough, on_hand=lots.c.on_hand + change):
            raise Refused("lot_too_few", field="quantity", n=self.available)
        self.db.add(StockMovement(lot_id=self.key, kind=kind, quantity=change, **who_did(by), **more))


def free_in(lots: sa.FromClause) -> sa.ColumnElement[int]:
    """`Lot.available` over rows of `lot`."""
    return lots.c.on_hand - lots.c.held - lots.c.allocated


def shop_of(db: Session, group_id: int) -> Location:
    """The group's own place; made on first use."""
    rows = table(Location)
    wanted = sa.select(Location).where(rows.c.group_id == group_id, rows.c.kind == "shop")
    found = db.scalars(wanted.order_by(rows.c.id).limit(1)).first()
    return found or Location(group_id=group_id, kind="shop").add(db)


def the_lot(db: Session, group_id: int, key: int) -> Lot:
    """A lot of this group, by id."""
    lots, places = table(Lot), table(Location)
    wanted = sa.select(Lot).join(Location, places.c.id == lots.c.location_id)
    return the_one(db, wanted.where(lots.c.id == key, places.c.group_id == group_id), f"lot {key}")


def first_expired_first() -> tuple[sa.ColumnElement[object], ...]:
    """The order in which stock leaves: the nearest best-before, then the oldest; undated last."""
    lots = table(Lot)
    return (sa.case((lots.c.best_before.is_(None), 1), else_=0), lots.c.best_before, lots.c.produced_on, lots.c.id)
