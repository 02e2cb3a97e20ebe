"""What becomes of a refund, and how the money goes back."""

from enum import StrEnum

from market.kernel.states import moves


class RefundState(StrEnum):
    """`sending`: Stripe is being asked; `sent`: it took the order; `failed`: it did not arrive; `dropped`: not owed."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    PAID = "paid"
    FAILED = "failed"
    DROPPED = "dropped"


class RefundWay(StrEnum):
    """How it goes back: as the group took it, to the card, or from the platform's bank: when a transfer came there,

    or when the card refused.
    """

    BY_HAND = "by_hand"
    CARD = "card"
    BANK = "bank"


class How(StrEnum):
    """How it was given back by hand to a buyer who named no account: in cash, or to an account that she told."""

    CASH = "cash"
    TOLD = "told"


S = RefundState
NEXT = moves(
    S,
    {
        S.DUE: {S.SENDING, S.SENT, S.PAID, S.FAILED, S.DROPPED},
        S.SENDING: {S.SENDING, S.SENT, S.FAILED},
        S.SENT: {S.PAID, S.FAILED},
        S.PAID: {S.FAILED},
        S.FAILED: set(),
        S.DROPPED: set(),
    },
)
WAITING = (S.DUE, S.SENDING, S.SENT)
COUNTED = (*WAITING, S.PAID)
