"""A draw before witnesses: which group of the frozen list drew each digit, and what happened."""

from collections import Counter
from dataclasses import dataclass

from market.bazaars.allotting.draw import listed
from market.bazaars.bazaar import Bazaar
from market.bazaars.planning.named_draw import named_draw
from market.kernel.refused import Refused, needed_reason


@dataclass(frozen=True, slots=True)
class Witnessed:
    """By digit the registration number of the group that drew it, and what happened, for everybody to read."""

    drawn_by: list[str]
    minutes: str


def check_witnessed(bazaar: Bazaar, witnessed: Witnessed) -> Witnessed:
    """The same, with its minutes as they are kept. Refused without a group of the list for each digit, for one that
    drew again while there are others on the list who did not, or without minutes."""
    draw, applicants = named_draw(bazaar), set(listed(bazaar)["applicants"])
    if len(witnessed.drawn_by) != draw.digits:
        raise Refused("witness_for_each", field="drawn_by", n=draw.digits)
    if not applicants.issuperset(witnessed.drawn_by):
        raise Refused("choice_unknown", field="drawn_by")
    if max(Counter(witnessed.drawn_by).values()) > -(-draw.digits // len(applicants)):
        raise Refused("witness_twice", field="drawn_by")
    return Witnessed(witnessed.drawn_by, needed_reason(witnessed.minutes, "minutes"))


def write_witnesses(bazaar: Bazaar, witnessed: Witnessed) -> None:
    """Which group drew each digit, and what happened. Refused as `check_witnessed` refuses."""
    draw, kept = named_draw(bazaar), check_witnessed(bazaar, witnessed)
    draw.drawn_by, draw.minutes = kept.drawn_by, kept.minutes
