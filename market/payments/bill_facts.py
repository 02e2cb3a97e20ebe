"""What a room is told of its bill's money: frozen facts, so that it needs no record of `payments`."""

from dataclasses import dataclass
from datetime import datetime

from market.payments.refund_state import RefundWay


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
