"""StockMovement: every change of what is on hand, appended and never edited."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, state_column


class MovementKind(StrEnum):
    RECEIVED = "received"
    SOLD = "sold"
    SOLD_DIRECTLY = "sold_directly"
    SOLD_OUT = "sold_out"
    SPOILED = "spoiled"
    COUNTED = "counted"
    RETURNED = "returned"


class StockMovement(Record, table=True):
    """`quantity` is signed; the sum over a lot is its `on_hand`. `ref` names the order line of a
    sale, or the press of a direct one.

    `brought_by_id`: the member whose goods these are, for sharing what they bring.
    """

    lot_id: int = Field(foreign_key="lot.id", index=True)
    kind: MovementKind = Field(sa_column=state_column(MovementKind, "kind"))
    quantity: int
    at: datetime = Field(default_factory=now)
    by: str = Field(default="", max_length=80)
    by_id: int | None = Field(default=None, foreign_key="person.id")
    ref: str = Field(default="", max_length=60)
    brought_by_id: int | None = Field(default=None, foreign_key="person.id", index=True)
