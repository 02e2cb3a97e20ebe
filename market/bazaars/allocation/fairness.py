"""Fairness of a plan: nobody justly envies anybody, and nothing is left free that somebody could have."""

from collections.abc import Iterator
from functools import cached_property

from market.bazaars.allocation.parts import NOWHERE
from market.bazaars.allocation.problem import Choice, Problem
from market.bazaars.allocation.score import Choices, by_kelurahan, loads, occupants, reserved_missing


class Fairness:
    """What the questions of fairness need of a plan, worked out once."""

    def __init__(self, problem: Problem, plan: Choices) -> None:
        self.problem = problem
        self.plan = plan
        self.held = occupants(problem, plan)
        self.load = loads(problem, plan)
        self.missing = reserved_missing(problem, plan)
        self.kelurahan = by_kelurahan(problem, plan)
        self.left_out = [g for g, choice in enumerate(plan) if choice is None]

    def pairs(self) -> Iterator[tuple[int, int]]:
        """(u, v): u is left out and justly envies v, whether v is pinned or not."""
        for u in self.left_out:
            for v in range(u + 1, len(self.plan)):  # groups stand in the order of their ranks
                choice = self.plan[v]
                if choice is not None and self.envies(u, v, choice):
                    yield u, v

    def envies(self, u: int, v: int, choice: Choice) -> bool:
        """Whether u, left out, ranks before v, could stand exactly where v stands, and nobody else would suffer."""
        return self.ranks_before(u, v) and self.could_replace(u, v, choice) and not self.worsens(u, v, choice)

    def ranks_before(self, u: int, v: int) -> bool:
        return self.problem.groups[u].rank < self.problem.groups[v].rank

    def could_replace(self, u: int, v: int, choice: Choice) -> bool:
        """Whether u may legally hold v's exact spots in v's exact slots once v is gone."""
        problem, asked = self.problem, self.problem.asked[u]
        group, fits = problem.groups[u], problem.fitting[u]
        given = 0
        for slot, spot in enumerate(choice):
            if spot == NOWHERE:
                continue
            given += 1
            if slot not in asked or spot not in fits:
                return False
            circuit = problem.spots[spot].circuit
            if circuit >= 0:
                drawn = self.load.get((circuit, slot), 0) - problem.groups[v].watt + group.watt
                if drawn > problem.circuits[circuit].watt:
                    return False
        return group.accepts_fewer or given == len(asked)

    def worsens(self, u: int, v: int, choice: Choice) -> bool:
        """Whether u in v's spot raises the reserved shortage or the excess over the kelurahan limit."""
        return self.costs_reserved(u, v, choice) or self.costs_kelurahan(u, v)

    def costs_reserved(self, u: int, v: int, choice: Choice) -> bool:
        """More reserved groups would be missing in sum: in slots where they are missing, or just enough."""
        mine, theirs = self.problem.groups[u].reserved, self.problem.groups[v].reserved
        if mine or not theirs:
            return False
        there = self.reserved_there
        return any(spot != NOWHERE and there[slot] <= self.problem.wanted[slot] for slot, spot in enumerate(choice))

    @cached_property
    def reserved_there(self) -> list[int]:
        found = [0] * len(self.problem.slots)
        for g, choice in enumerate(self.plan):
            if choice is not None and self.problem.groups[g].reserved:
                for slot, spot in enumerate(choice):
                    found[slot] += spot != NOWHERE
        return found

    def costs_kelurahan(self, u: int, v: int) -> bool:
        limit = self.problem.rules.kelurahan_limit
        mine, theirs = self.problem.groups[u].kelurahan, self.problem.groups[v].kelurahan
        if limit is None or mine is None or mine == theirs:
            return False
        raised = self.kelurahan[mine] >= limit
        lowered = theirs is not None and self.kelurahan[theirs] > limit
        return raised and not lowered

    def room_for(self, g: int) -> Choice | None:
        """Free spots a group left out could legally have: in every slot, or in one if it accepts fewer."""
        found = {}
        for slot in self.problem.asked[g]:
            spot = self.free_spot(g, slot)
            if spot is not None:
                found[slot] = spot
                if self.problem.groups[g].accepts_fewer:
                    break
            elif not self.problem.groups[g].accepts_fewer:
                return None
        return self.problem.choice_of(found.items()) if found else None

    def seat(self, g: int, choice: Choice) -> None:
        """From here on counts a group that was left out as standing there, so that its spots are not free to others."""
        for slot, spot in enumerate(choice):
            if spot == NOWHERE:
                continue
            where = self.problem.spots[spot]
            self.held[slot].update(dict.fromkeys(where.booths, g))
            if where.circuit >= 0:
                drawn = self.load.get((where.circuit, slot), 0)
                self.load[where.circuit, slot] = drawn + self.problem.groups[g].watt

    def free_spot(self, g: int, slot: int) -> int | None:
        return next(self.free_spots(g, slot), None)

    def free_spots(self, g: int, slot: int) -> Iterator[int]:
        """Where a group may legally stand in a slot: its own booths are free to it, and it draws its watts once."""
        held, watt = self.held[slot], self.problem.groups[g].watt
        choice = self.plan[g]
        if choice is None and len(held) == len(self.problem.booths):
            return
        own = NOWHERE if choice is None or choice[slot] == NOWHERE else self.problem.spots[choice[slot]].circuit
        for number in self.problem.fits[g]:
            spot = self.problem.spots[number]
            if any(held.get(booth, g) != g for booth in spot.booths):
                continue
            drawn = self.load.get((spot.circuit, slot), 0) + (0 if spot.circuit == own else watt)
            if spot.circuit >= 0 and drawn > self.problem.circuits[spot.circuit].watt:
                continue
            yield number

    def wasted(self) -> int | None:
        """The first group left out that could legally be put into free spots; None when there is none."""
        return next((g for g in self.left_out if self.room_for(g) is not None), None)
