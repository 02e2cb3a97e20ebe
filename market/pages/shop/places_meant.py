"""The village that a buyer typed: the one place that it means, or those that it may."""

from dataclasses import dataclass

from market.kernel.refused import Refused
from market.people.place import Place
from market.people.suggested import meant_village, suggested

LONGEST_PLACE = 160  # letters that are looked up; the form refuses more


@dataclass(frozen=True, slots=True)
class Meant:
    """The words of a village, with the one place that they mean, or those that may be meant."""

    typed: str
    place: Place | None = None
    suggestions: tuple[Place, ...] = ()


def meant(typed: str) -> Meant:
    """What these words mean; asks a table of all villages, so in a thread."""
    try:
        return Meant(typed, meant_village(typed))
    except Refused:
        return Meant(typed, suggestions=suggested(typed))


def village_code(values: dict[str, list[str]]) -> str:
    """Of the place that was typed, if any was. Refused for words that are none, and where the page still asked which
    place was meant: leaving that open is not fetching it."""
    typed = next((each for each in values.get("village", []) if each.strip()), "")[:LONGEST_PLACE]
    if not typed and values.get("village_typed", [""])[0]:
        raise Refused("village_unclear", field="village")
    return meant_village(typed).code if typed else ""
