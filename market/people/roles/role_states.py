"""What can be asked about roles, and in which states that is."""

from enum import StrEnum

from market.kernel.states import moves


class RoleChangeKind(StrEnum):
    """`leave`: somebody who holds a role leaves the group; `succession`: another chair for one who is gone."""

    ROLES = "roles"
    LEAVE = "leave"
    SUCCESSION = "succession"


class RoleChangeState(StrEnum):
    WAITING = "waiting"
    OBJECTED = "objected"
    DONE = "done"
    DROPPED = "dropped"


S = RoleChangeState
NEXT = moves(
    S,
    {
        S.WAITING: {S.OBJECTED, S.DONE, S.DROPPED},
        S.OBJECTED: {S.WAITING, S.DONE, S.DROPPED},  # waits again when it was not her who objected
        S.DONE: set(),
        S.DROPPED: set(),
    },
)
