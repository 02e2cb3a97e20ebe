"""Why a group may not register at a bazaar."""

from collections.abc import Sequence

from market.bazaars.bazaar import Bazaar
from market.bazaars.planning.rounds import Round, may_register, next_round
from market.people.group import Group
from market.people.place import lies_in


def why_not(bazaar: Bazaar, group: Group, rounds: Sequence[Round]) -> str:
    """Why this group may not register here now; empty when it may."""
    if not lies_in(group.village, bazaar.village):
        return "elsewhere"
    if not group.open:
        return "suspended"
    if not bazaar.takes_applications:
        return "closed"
    if may_register(rounds, group):
        return ""
    if next_round(rounds, group):
        return "later"
    return "round_over"
