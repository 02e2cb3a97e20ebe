"""The board the engine moves on: who stands where, and the score, kept up to date move by move.

Arrays of integers: a search makes hundreds of thousands of moves in Python.
"""

from market.bazaars.allocation.problem import Choice, Problem
from market.bazaars.allocation.score import stands


class Board:
    """A plan in the making. `score` is that of `score.score`, kept by `put` and `lift`."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        groups, spots, weights = problem.groups, problem.spots, problem.weights
        self.n_slots, n_zones = len(problem.slots), max(1, len(problem.zones))
        self.slots = range(self.n_slots)
        self.booths_of = [spot.booths for spot in spots]
        self.kind = [spot.zone + n_zones * (len(spot.booths) - 1) for spot in spots]
        self.zone = [spot.zone for spot in spots]
        self.circuit = [spot.circuit for spot in spots]
        self.beside = problem.beside
        kinds = sorted({group.category for group in groups})
        self.category = [kinds.index(group.category) for group in groups]
        self.n_categories = max(1, len(kinds))
        self.admitted = [weights.admitted * group.points // 100 for group in groups]
        self.worth = [self._worth(g) for g in range(len(groups))]
        self.watt = [group.watt for group in groups]
        self.power = [supply.watt for supply in problem.circuits]
        self.reserved = [group.reserved for group in groups]
        names = sorted({group.kelurahan for group in groups if group.kelurahan is not None})
        self.kelurahan = [-1 if g.kelurahan is None else names.index(g.kelurahan) for g in groups]
        self.kelurahan_limit = problem.rules.kelurahan_limit
        self.category_limit = problem.rules.category_limit
        self.fit = self._fit()
        self.occupied = [[-1] * len(problem.booths) for _ in self.slots]
        self.stand: list[Choice | None] = [None] * len(groups)
        self.load = [[0] * len(self.power) for _ in self.slots]
        self.crowd = [[0] * (n_zones * self.n_categories) for _ in self.slots]
        self.from_kelurahan = [0] * len(names)
        self.reserved_there = [0] * self.n_slots
        self.wanted = problem.wanted
        self.move, self.neighbour = weights.move, weights.same_category_neighbour
        self.over_category, self.over_kelurahan = weights.category_over_limit, weights.kelurahan_over_limit
        self.missing = weights.reserved_missing
        self.change = weights.change if problem.previous else 0
        self.score = -self.missing * sum(self.wanted)
        self.score -= self.change * sum(bool(before) for before in problem.before) if self.change else 0

    def _worth(self, g: int) -> list[int]:
        """What one slot in a spot of each kind (zone and size) is worth to a group."""
        group, weights = self.problem.groups[g], self.problem.weights
        slot = weights.slot * group.points // 100
        likes = [weights.preference * group.preferences.get(zone, 0) for zone in self.problem.zones]
        second = weights.second_booth if group.booths_min == 1 else 0
        return [slot + like for like in likes] + [slot + like + second for like in likes]

    def _fit(self) -> list[bytearray]:
        """For each group, by spot, whether it has its needs and size; alike groups share one."""
        shared: dict[tuple[int, ...], bytearray] = {}
        found = []
        for fits in self.problem.fits:
            key = tuple(fits)
            if key not in shared:
                shared[key] = bytearray(len(self.problem.spots))
                for spot in fits:
                    shared[key][spot] = 1
            found.append(shared[key])
        return found

    def free(self, g: int, slot: int, spot: int) -> bool:
        """Whether a group fits a spot that nobody holds in a slot, watts included."""
        if not self.fit[g][spot]:
            return False
        row = self.occupied[slot]
        for booth in self.booths_of[spot]:
            if row[booth] >= 0:
                return False
        circuit = self.circuit[spot]
        return circuit < 0 or self.load[slot][circuit] + self.watt[g] <= self.power[circuit]

    def put(self, g: int, choice: Choice) -> None:
        """Puts a group that stands nowhere here. The caller has made sure that the cells are `free`."""
        gained = self._own(g, choice)
        for slot, spot in enumerate(choice):
            if spot >= 0:
                gained += self._enter(g, slot, spot)
        home = self.kelurahan[g]
        if home >= 0:
            self.from_kelurahan[home] += 1
            if self.kelurahan_limit is not None and self.from_kelurahan[home] > self.kelurahan_limit:
                gained -= self.over_kelurahan
        self.stand[g] = choice
        self.score += gained

    def lift(self, g: int) -> Choice:
        """Takes a group off the board; returns where it stood."""
        choice = self.stand[g]
        assert choice is not None
        lost = self._own(g, choice)
        for slot, spot in enumerate(choice):
            if spot >= 0:
                lost += self._leave(g, slot, spot)
        home = self.kelurahan[g]
        if home >= 0:
            if self.kelurahan_limit is not None and self.from_kelurahan[home] > self.kelurahan_limit:
                lost -= self.over_kelurahan
            self.from_kelurahan[home] -= 1
        self.stand[g] = None
        self.score -= lost
        return choice

    def change_to(self, g: int, choice: Choice | None) -> None:
        """Moves a group from wherever it stands to here; off the board for None."""
        if self.stand[g] is not None:
            self.lift(g)
        if choice is not None:
            self.put(g, choice)

    def _own(self, g: int, choice: Choice) -> int:
        """The part of a choice's worth that does not depend on other groups."""
        worth, kind = self.worth[g], self.kind
        total = self.admitted[g]
        spots = 0
        for slot, spot in enumerate(choice):
            if spot >= 0:
                total += worth[kind[spot]]
                spots += choice.index(spot) == slot
        if self.change:
            total += self._changed(g, None) - self._changed(g, choice)
        return total - self.move * (spots - 1)

    def _enter(self, g: int, slot: int, spot: int) -> int:
        """Takes the cells; returns the score that this brings through other groups."""
        gained, mine = 0, self.category[g]
        booths = self.booths_of[spot]
        row = self.occupied[slot]
        for booth in booths:
            row[booth] = g
            gained -= self._alike(g, row, booth)
        if self.category_limit is not None:
            crowd, at = self.crowd[slot], self.zone[spot] * self.n_categories + mine
            before = crowd[at]
            crowd[at] = before + len(booths)
            if crowd[at] > self.category_limit:
                gained -= self.over_category * (crowd[at] - max(before, self.category_limit))
        if self.circuit[spot] >= 0:
            self.load[slot][self.circuit[spot]] += self.watt[g]
        if self.reserved[g]:
            if self.reserved_there[slot] < self.wanted[slot]:
                gained += self.missing
            self.reserved_there[slot] += 1
        return gained

    def _leave(self, g: int, slot: int, spot: int) -> int:
        """Gives the cells back; returns the score that they brought through other groups."""
        lost, mine = 0, self.category[g]
        booths = self.booths_of[spot]
        row = self.occupied[slot]
        for booth in booths:
            row[booth] = -1
            lost -= self._alike(g, row, booth)
        if self.category_limit is not None:
            crowd, at = self.crowd[slot], self.zone[spot] * self.n_categories + mine
            before = crowd[at]
            crowd[at] = before - len(booths)
            if before > self.category_limit:
                lost -= self.over_category * (before - max(crowd[at], self.category_limit))
        if self.circuit[spot] >= 0:
            self.load[slot][self.circuit[spot]] -= self.watt[g]
        if self.reserved[g]:
            self.reserved_there[slot] -= 1
            if self.reserved_there[slot] < self.wanted[slot]:
                lost += self.missing
        return lost

    def _alike(self, g: int, row: list[int], booth: int) -> int:
        """The penalty for neighbours of one category."""
        penalty, mine, category = 0, self.category[g], self.category
        for near in self.beside[booth]:
            other = row[near]
            if other >= 0 and other != g and category[other] == mine:
                penalty += self.neighbour
        return penalty

    def _changed(self, g: int, choice: Choice | None) -> int:
        return self.change * (stands(self.problem, choice) != self.problem.before[g])
