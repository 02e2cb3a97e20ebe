"""How far a bazaar is on its way from draft to published."""

from datetime import datetime
from enum import StrEnum

from market.bazaars.closing import not_ended
from market.kernel.states import moves


class BazaarState(StrEnum):
    """Closed: registration is over; its list is frozen then, before the draw. Published: all know who stands where."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


NEXT = moves(
    BazaarState,
    {
        BazaarState.DRAFT: {BazaarState.OPEN, BazaarState.CANCELLED},
        BazaarState.OPEN: {BazaarState.CLOSED, BazaarState.CANCELLED},
        BazaarState.CLOSED: {BazaarState.PUBLISHED, BazaarState.CANCELLED},
        BazaarState.PUBLISHED: {BazaarState.CANCELLED},
        BazaarState.CANCELLED: set(),
    },
)


def is_registering(state: BazaarState, closes_at: datetime | None) -> bool:
    """By its state and by the clock."""
    return state is BazaarState.OPEN and not_ended(closes_at)
