"""What a problem is made of: booths, applicants, spots, supplies, and the rules and weights by which it is judged."""

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True)
class InstanceBooth:
    id: str
    zone: str
    features: frozenset[str]


@dataclass(frozen=True)
class Applicant:
    """An application, as an instance tells it. `watt` is drawn once a slot; `lottery` breaks ties, lower first."""

    id: str
    category: str
    needs: frozenset[str]
    watt: int
    booths_min: int
    booths_max: int
    slots: tuple[str, ...]
    accepts_fewer: bool
    preferences: dict[str, int]
    kelurahan: str | None
    reserved: bool
    points: int
    lottery: int

    @property
    def rank(self) -> tuple[int, int]:
        """More points first, then the lower lottery; equal ranks envy nobody."""
        return (-self.points, self.lottery)


@dataclass(frozen=True)
class Placement:
    """A group in exactly these booths in exactly these slots; also a placement of a previous plan."""

    group: str
    booths: tuple[str, ...]
    slots: tuple[str, ...]


@dataclass(frozen=True)
class Rules:
    """`None` is unlimited."""

    reserved: dict[str, int]
    category_limit: int | None
    kelurahan_limit: int | None


@dataclass(frozen=True)
class Weights:
    admitted: int
    slot: int
    second_booth: int
    preference: int
    move: int
    same_category_neighbour: int
    category_over_limit: int
    kelurahan_over_limit: int
    reserved_missing: int
    change: int


@dataclass(frozen=True)
class Spot:
    """One booth, or two of `pairs`: indices, the lower id first. `circuit` is -1 off circuits."""

    booths: tuple[int, ...]
    zone: int
    circuit: int


class Supply(NamedTuple):
    """A circuit: the watts it gives in a slot, and the booths it feeds. Sorted, and read in inner loops."""

    id: str
    watt: int
    booths: tuple[str, ...]


NOWHERE = -1
FEATURES = ("electricity", "water", "wheelchair", "cold")  # of a booth, and what a group may need


def by_group(placements: list[Placement]) -> dict[str, list[Placement]]:
    found: dict[str, list[Placement]] = defaultdict(list)
    for each in placements:
        found[each.group].append(each)
    return found
