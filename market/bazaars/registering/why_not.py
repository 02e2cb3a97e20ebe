"""Why a group may not register at a bazaar."""

from collections.abc import Sequence

from market.bazaars.bazaar import Bazaar
from market.bazaars.planning.rounds import Round, may_register, next_round
from market.bazaars.registering.application import Application, ApplicationState
from market.kernel.refused import Refused
from market.people.group import Group
from market.people.place import lies_in


def unsent(state: ApplicationState) -> str:
    """What a row of a sheet is refused with, which neither sends nor writes over what the group itself left unsent."""
    return {
        ApplicationState.DRAFT: "registers_draft",
        ApplicationState.RETURNED: "registers_returned",
        ApplicationState.WITHDRAWN: "registers_withdrawn",
    }[state]


def why_not(bazaar: Bazaar, group: Group, rounds: Sequence[Round], application: Application | None = None) -> str:
    """Why this group may not register here now; empty when it may, or may complete what was sent back."""
    if not lies_in(group.village, bazaar.village):
        return "elsewhere"
    if not group.open:
        return "suspended"
    if application and application.may_complete(bazaar):
        return ""
    if not bazaar.takes_applications:
        return "closed"
    if may_register(rounds, group):
        return ""
    if next_round(rounds, group):
        return "later"
    return "round_over"


REFUSED = {
    "elsewhere": "may_not_join", "suspended": "may_not_join", "later": "round_later", "round_over": "round_over",
}  # fmt: skip


def require_may_join(
    bazaar: Bazaar, group: Group, rounds: Sequence[Round], application: Application | None = None
) -> None:
    """Refused for what `why_not` says; that registration is closed the verbs themselves say."""
    why = why_not(bazaar, group, rounds, application)
    if why in REFUSED:
        raise Refused(REFUSED[why])
