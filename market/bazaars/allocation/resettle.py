"""Where groups go whose booths cannot be used any more: as many as can, by rank, with the fewest moves of others.

Groups are placed one after another, the highest rank first, each along the cheapest chain of moves that ends in a free
spot; so whoever is placed stays placed, and nobody who fits by moving others is left out (of pairs and circuits, where
that is hard to say, as far as single chains reach). The same stands give the same moves everywhere.
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass

from market.bazaars.allocation.problem import Problem

MOVE, SIZE = 1_000, 1  # what a move of somebody who could have stayed costs, and a spot of another size
MOST_CHAINS = 200


@dataclass(frozen=True, slots=True)
class Resettled:
    """By group the spot it stands in now, of those that move; and who stays without one, by rank."""

    moves: Mapping[int, int]
    without: list[int]


@dataclass(frozen=True, slots=True)
class _End:
    """A chain of moves that ends in a free spot: what it costs, who goes there last, and where."""

    cost: int
    group: int
    spot: int


class _Floor:
    """One slot: who stands in which spot, and where each came from."""

    def __init__(self, problem: Problem, slot: int, stands: Mapping[int, int], sizes: Mapping[int, int]) -> None:
        self.problem, self.slot, self.homes, self.sizes = problem, slot, dict(stands), sizes
        self.spot_of = dict(stands)

    def cost(self, g: int, spot: int) -> int:
        size = SIZE * (len(self.problem.spots[spot].booths) != self.sizes[g])
        return size + MOVE * (g in self.homes and self.homes[g] != spot)

    def place(self, g: int) -> bool:
        """Places a group that has no spot, by the cheapest chain that keeps the circuits whole."""
        reached: dict[int, int] = {g: 0}
        came: dict[int, tuple[int, int]] = {}
        ends = self._search(g, reached, came)
        for end in sorted(ends, key=lambda each: (each.cost, each.group, each.spot))[:MOST_CHAINS]:
            stands = self._after(end, g, came)
            if stands is not None and self._whole(stands):
                self.spot_of = stands
                return True
        return False

    def _search(self, first: int, reached: dict[int, int], came: dict[int, tuple[int, int]]) -> list[_End]:
        held = {booth: g for g, spot in self.spot_of.items() for booth in self.problem.spots[spot].booths}
        ends, waiting = dict[tuple[int, int], _End](), deque([first])
        turns = len(self.problem.groups) ** 2
        while waiting and turns:
            g, turns = waiting.popleft(), turns - 1
            for spot in self.problem.fits[g]:
                if spot == self.spot_of.get(g):
                    continue
                there = {held[booth] for booth in self.problem.spots[spot].booths if booth in held} - {g}
                cost = reached[g] + self.cost(g, spot)
                if not there:
                    ends[g, spot] = _End(cost=cost, group=g, spot=spot)
                elif len(there) == 1:
                    [other] = there
                    less = cost - self.cost(other, self.spot_of[other])
                    if other != first and less < reached.get(other, less + 1):
                        reached[other], came[other] = less, (g, spot)
                        waiting.append(other)
        return list(ends.values())

    def _after(self, end: _End, first: int, came: Mapping[int, tuple[int, int]]) -> dict[int, int] | None:
        """Who stands where after a chain, from its end back to the group that began it."""
        stands, g, spot = dict(self.spot_of), end.group, end.spot
        for _ in range(len(self.problem.groups) + 1):
            stands[g] = spot
            if g == first:
                return stands
            g, spot = came[g]
        return None

    def _whole(self, stands: Mapping[int, int]) -> bool:
        """No booth twice, no circuit above its watts."""
        taken, load = set[int](), dict[int, int]()
        for g, spot in stands.items():
            where = self.problem.spots[spot]
            if taken & set(where.booths):
                return False
            taken |= set(where.booths)
            if where.circuit >= 0:
                load[where.circuit] = load.get(where.circuit, 0) + self.problem.groups[g].watt
        return all(watt <= self.problem.circuits[circuit].watt for circuit, watt in load.items())


def resettle(
    problem: Problem, slot: int, stands: Mapping[int, int], out: list[int], sizes: Mapping[int, int]
) -> Resettled:
    """`stands`: who stands in which spot; `out`: who lost its booths; `sizes`: how many booths each had."""
    floor = _Floor(problem, slot, stands, sizes)
    without = [g for g in sorted(out) if not floor.place(g)]  # groups stand in the order of their ranks
    moves = {g: spot for g, spot in sorted(floor.spot_of.items()) if stands.get(g) != spot}
    return Resettled(moves=moves, without=without)
