"""The states of a parcel, and what each may become."""

from enum import StrEnum

from market.kernel.states import moves


class State(StrEnum):
    WAITING = "waiting"
    ACCEPTED = "accepted"
    PREPARING = "preparing"
    READY = "ready"
    ON_THE_WAY = "on_the_way"
    RECEIVED = "received"
    CLOSED = "closed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


S = State
NEXT = moves(S, {
    S.WAITING: {S.ACCEPTED, S.REFUSED, S.CANCELLED, S.EXPIRED},
    S.ACCEPTED: {S.PREPARING, S.READY, S.ON_THE_WAY, S.RECEIVED, S.CANCELLED, S.EXPIRED},
    S.PREPARING: {S.READY, S.ON_THE_WAY, S.RECEIVED, S.CANCELLED},
    S.READY: {S.ON_THE_WAY, S.RECEIVED, S.CANCELLED},
    S.ON_THE_WAY: {S.RECEIVED, S.CANCELLED},
    S.RECEIVED: {S.CLOSED, S.ACCEPTED, S.PREPARING, S.READY, S.ON_THE_WAY},  # handed over by mistake
    **dict.fromkeys((S.CLOSED, S.REFUSED), frozenset()),
    S.CANCELLED: {S.RECEIVED},  # given up, and fetched after all
    S.EXPIRED: {S.ACCEPTED, S.WAITING},  # paid too late, and served after all; or ended by a clock that was wrong
})  # fmt: skip
OPEN = (S.WAITING, S.ACCEPTED, S.PREPARING, S.READY, S.ON_THE_WAY)
ENDED = (S.REFUSED, S.CANCELLED, S.EXPIRED)
ENDS = ("refused", "cancelled", "came_back", "not_collected", "unanswered", "fee_over", "unpaid")  # the codes of ENDED
HERE = (S.ACCEPTED, S.PREPARING, S.READY)
BEFORE_LEAVING = (S.WAITING, *HERE)  # its goods are still with the group
CANCELLED_BY_BUYER = (S.WAITING, S.ACCEPTED)  # the group has not begun
