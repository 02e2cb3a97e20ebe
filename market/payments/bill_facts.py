"""What a room is told of its bill's money: frozen facts, so that it needs no record of `payments`."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from market.messages.overtaken import unsay
from market.payments.refund_state import RefundWay


def about_refund(key: int) -> str:
    """What a letter about one refund is about: of a parcel there may be several."""
    return f"refund/{key}"


def no_longer_due(db: Session, key: int) -> None:
    """A refund was dropped, paid, or another is owed instead: what waits to be said of it is not true any more."""
    unsay(db, about_refund(key), ("refund_due",))


@dataclass(frozen=True, slots=True)
class RefundOwed:
    """Money that goes back to the bill's payer. `key` is the refund's id, `note` what the one who granted it wrote."""

    key: int
    amount: int
    way: RefundWay
    note: str


@dataclass(frozen=True, slots=True)
class RefundReaddressed:
    """A refund goes to another account than before, which may be paid to from `usable_at` on; `waits`: not yet.

    `key` is the account's.
    """

    key: int
    amount: int
    way: RefundWay
    usable_at: datetime
    waits: bool


@dataclass(frozen=True, slots=True)
class Disputed:
    """The bank of a card took the bill's money back, or decided: `state` is open, won or lost."""

    key: int
    state: str
