"""What a provider says, in whole rupiah, as small frozen records; and the ways in which asking it fails."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    pass


class ProviderAway(Exception):
    """Stripe did not answer, or asks us to come again later. What was asked may have been done."""


class ProviderSaidNo(Exception):
    """Stripe will not do this; `code` is its own."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class NotFromProvider(Exception):
    """An event without a good signature, too old, or unreadable."""


@dataclass(frozen=True)
class Item:
    """A line of the page where the buyer pays: whole rupiah."""

    name: str
    description: str
    amount: int


@dataclass(frozen=True)
class SeenSession:
    """A page (Checkout Session) as it is at Stripe. `amount` is None if not in whole rupiah, `cost` while unknown."""

    id: str
    url: str
    reference: str
    amount: int | None
    paid: bool
    expired: bool
    intent: str
    cost: int | None


@dataclass(frozen=True)
class SeenRefund:
    """`state` is Stripe's: succeeded, pending, requires_action, failed, canceled."""

    id: str
    intent: str
    amount: int | None
    state: str


@dataclass(frozen=True)
class SeenDispute:
    """`state` is Stripe's: needs_response, under_review, won, lost and others. `cost` is what it charges for it.

    `answer_by` is until when Stripe takes our answer.
    """

    id: str
    intent: str
    amount: int | None
    state: str
    cost: int
    answer_by: datetime | None


@dataclass(frozen=True)
class SeenEvent:
    """What a webhook told: we believe of it only which object to look at."""

    id: str
    kind: str
    object_id: str
    intent: str
