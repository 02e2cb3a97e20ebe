"""Why a group was left out: reasons that are true of the plan, each worked out anew by whoever verifies it.

An option of a group is a choice of slots it accepts with a spot in each that has its needs. An occupant who
ranks neither before nor after it (equal points and lottery) blocks an option like one who ranks before.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from market.bazaars.allocation.fairness import Fairness
from market.bazaars.allocation.parts import NOWHERE
from market.bazaars.allocation.problem import Problem
from market.bazaars.allocation.score import Choices

MOST_STEPS = 200_000
MAIN = ("needs_unavailable", "all_taken_by_higher", "several_lower", "power_full")
Reason = dict[str, Any]


class _Way(NamedTuple):
    """A spot in a slot, and who would have to leave it. A tuple, because a search makes very many."""

    slot: int
    spot: int
    leave: frozenset[int]


class Explained:
    """The reasons of a plan, group by group."""

    def __init__(self, problem: Problem, plan: Choices) -> None:
        self.problem = problem
        self.plan = plan
        self.fairness = Fairness(problem, plan)

    def rejected(self) -> list[dict[str, Any]]:
        """As a plan file tells it: every group left out with its reasons, by name."""
        told = [
            {"group": self.problem.groups[g].id, "reasons": self.reasons(g), "would_help": self.would_help(g)}
            for g in self.fairness.left_out
        ]
        return sorted(told, key=lambda each: str(each["group"]))

    def reasons(self, g: int) -> list[Reason]:
        """At least one of MAIN, and what else is true."""
        if not self.problem.fits[g]:
            needs = sorted(self.problem.groups[g].needs)
            return [{"code": "needs_unavailable", "needs": needs}, *self._besides(g, False)]
        blocked = self.blocked_slots(g)
        if blocked:
            return [{"code": "all_taken_by_higher"}, *self._besides(g, self._tied(g, blocked))]
        lower = self.fewest_lower(g)
        if lower is not None:
            points = sorted((self.problem.groups[h].points for h in lower), reverse=True)
            main: Reason = {"code": "several_lower", "n": len(lower), "points": points}
        else:
            main = {"code": "power_full"}
        return [main, *self._besides(g, False)]

    def would_help(self, g: int) -> list[str]:
        """Changes of the application that would have let it into free spots."""
        codes = {"pair_does_not_fit": "one_booth", "slots_do_not_fit": "fewer_slots"}
        return [codes[reason["code"]] for reason in self._besides(g, False) if reason["code"] in codes]

    def blocked_slots(self, g: int) -> list[int]:
        """Slots in which every fitting spot has a pinned or higher occupant, if that blocks every option; else none."""
        asked = self.problem.asked[g]
        blocked = [slot for slot in asked if all(self.higher(g, slot, spot) for spot in self.problem.fits[g])]
        if self.problem.groups[g].accepts_fewer:
            return blocked if len(blocked) == len(asked) else []
        return blocked

    def occupants(self, slot: int, spot: int) -> set[int]:
        held = self.fairness.held[slot]
        return {held[booth] for booth in self.problem.spots[spot].booths if booth in held}

    def higher(self, g: int, slot: int, spot: int) -> bool:
        """Whether an occupant of the spot is pinned, or does not rank after g."""
        return any(self.problem.pinned[h] or not self._lower(g, h) for h in self.occupants(slot, spot))

    def _lower(self, g: int, h: int) -> bool:
        return self.fairness.ranks_before(g, h)

    def _tied(self, g: int, blocked: Iterable[int]) -> bool:
        """Whether somebody with equal points stands in the way."""
        points = self.problem.groups[g].points
        return any(
            self.problem.groups[h].points == points and not self._lower(g, h)
            for slot in blocked
            for spot in self.problem.fits[g]
            for h in self.occupants(slot, spot)
        )

    def fewest_lower(self, g: int) -> frozenset[int] | None:
        """The fewest unpinned, lower groups whose leaving would make room; None when watts forbid every way."""
        ways = []
        for slot in self.problem.asked[g]:
            open_spots = [spot for spot in self.problem.fits[g] if not self.higher(g, slot, spot)]
            ways.append([_Way(slot, spot, frozenset(self.occupants(slot, spot))) for spot in open_spots])
        if self.problem.groups[g].accepts_fewer:
            single = [way.leave for slot_ways in ways for way in slot_ways if self._powered(g, [way])]
            return min(single, key=lambda each: (len(each), sorted(each)), default=None)
        steps = [0]
        for most in range(0, 2 * len(ways) + 1):
            found = self._choose(g, sorted(ways, key=len), [], frozenset(), most, steps)
            if found is not None:
                return found
        return None

    def _choose(
        self,
        g: int,
        ways: list[list[_Way]],
        chosen: list[_Way],
        leaving: frozenset[int],
        most: int,
        steps: list[int],
    ) -> frozenset[int] | None:
        """One spot in each slot, so that at most `most` leave and the watts suffice."""
        if not ways:
            return leaving if self._powered(g, chosen) else None
        for way in sorted(ways[0], key=lambda way: (len(way.leave - leaving), way.spot)):
            steps[0] += 1
            more = leaving | way.leave
            if len(more) > most or steps[0] > MOST_STEPS:
                break
            found = self._choose(g, ways[1:], [*chosen, way], more, most, steps)
            if found is not None:
                return found
        return None

    def _powered(self, g: int, ways: list[_Way]) -> bool:
        """Whether the circuits give enough once the occupants of all these spots have left."""
        leaving = frozenset[int]().union(*(way.leave for way in ways))
        for slot, spot, _ in ways:
            circuit = self.problem.spots[spot].circuit
            if circuit < 0:
                continue
            drawn = self.fairness.load.get((circuit, slot), 0) + self.problem.groups[g].watt
            drawn -= sum(self._draws(h, slot, circuit) for h in leaving)
            if drawn > self.problem.circuits[circuit].watt:
                return False
        return True

    def _draws(self, h: int, slot: int, circuit: int) -> int:
        choice = self.plan[h]
        spot = choice[slot] if choice else NOWHERE
        there = spot != NOWHERE and self.problem.spots[spot].circuit == circuit
        return self.problem.groups[h].watt if there else 0

    def _besides(self, g: int, tied: bool) -> list[Reason]:
        group = self.problem.groups[g]
        found: list[Reason] = []
        if group.booths_min == 2 and self._would_fit(g, booths_min=1, booths_max=1):
            found.append({"code": "pair_does_not_fit"})
        if not group.accepts_fewer and self._would_fit(g, accepts_fewer=True):
            found.append({"code": "slots_do_not_fit"})
        stopped = {stop for v, choice in enumerate(self.plan) if choice for stop in self._stops(g, v)}
        found += [{"code": code} for code in ("kelurahan_limit", "reserved_share") if code in stopped]
        return found + ([{"code": "lottery"}] if tied else [])

    def _stops(self, g: int, v: int) -> list[str]:
        """The only thing that stops g from justly envying v, if there is just one."""
        choice, fairness = self.plan[v], self.fairness
        if choice is None or self.problem.pinned[v] or not fairness.ranks_before(g, v):
            return []
        if not fairness.could_replace(g, v, choice):
            return []
        stops = ["kelurahan_limit"] if fairness.costs_kelurahan(g, v) else []
        stops += ["reserved_share"] if fairness.costs_reserved(g, v, choice) else []
        return stops if len(stops) == 1 else []

    def _would_fit(self, g: int, **otherwise: Any) -> bool:
        """Whether free spots would do for the same group with other wishes."""
        other = replace(self.problem.groups[g], **otherwise)
        slots = [slot for slot in self.problem.asked[g] if self._free_spot(other, slot)]
        return bool(slots) if other.accepts_fewer else len(slots) == len(self.problem.asked[g])

    def _free_spot(self, group: Any, slot: int) -> bool:
        for number, spot in enumerate(self.problem.spots):
            if not self.occupants(slot, number) and self.problem.has(spot, group):
                drawn = self.fairness.load.get((spot.circuit, slot), 0) + group.watt
                if spot.circuit < 0 or drawn <= self.problem.circuits[spot.circuit][1]:
                    return True
        return False
