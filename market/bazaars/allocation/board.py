"""The board the engine moves on: who stands where, and the score, kept up to date move by move.

Arrays of integers: a search makes hundreds of thousands of moves in Python.
"""

from market.bazaars.allocation.parts import NOWHERE
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
        self.first_booth = [spot.booths[0] for spot in spots]
        self.kind = [spot.zone + n_zones * (len(spot.booths) - 1) for spot in spots]
        self.zone = [spot.zone for spot in spots]
        self.circuit = [spot.circuit for spot in spots]
        self.beside = problem.beside
        self.near = [tuple(near for booth in spot.booths for near in problem.beside[booth]) for spot in spots]
        self.n_booths = len(problem.booths)  # spots of one booth come first, each by its booth's number
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
        self._nobody_stands(n_zones, len(names))
        self.wanted = problem.wanted
        self.move, self.neighbour = weights.move, weights.same_category_neighbour
        self.over_category, self.over_kelurahan = weights.category_over_limit, weights.kelurahan_over_limit
        self.missing = weights.reserved_missing
        self.change = weights.change if problem.previous else 0
        self.score = -self.missing * sum(self.wanted)
        self.score -= self.change * sum(bool(before) for before in problem.before) if self.change else 0

    def _nobody_stands(self, n_zones: int, n_kelurahans: int) -> None:
        n_booths, n_groups = len(self.problem.booths), len(self.problem.groups)
        self.occupied = [[-1] * n_booths for _ in self.slots]
        self.kinds_at = [[-1] * n_booths for _ in self.slots]  # the category of who holds each booth
        self.empty = [n_booths] * self.n_slots
        self.stand: list[Choice | None] = [None] * n_groups
        self.own = [0] * n_groups  # of who stands, what that is worth without regard to others
        self.left: list[Choice | None] = [None] * n_groups  # where each was lifted from: most are put back there
        self.friction = 0  # what neighbours of one category and full zones cost just now
        self.load = [[0] * len(self.power) for _ in self.slots]
        self.crowd_at = [spot.zone * self.n_categories for spot in self.problem.spots]
        self.crowd = [[0] * (n_zones * self.n_categories) for _ in self.slots]
        self.from_kelurahan = [0] * n_kelurahans
        self.reserved_there = [0] * self.n_slots

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
        if spot < self.n_booths:  # without a loop, since a search asks this a dozen times a move
            if row[spot] >= 0:
                return False
        elif any(row[booth] >= 0 for booth in self.booths_of[spot]):
            return False
        circuit = self.circuit[spot]
        return circuit < 0 or self.load[slot][circuit] + self.watt[g] <= self.power[circuit]

    def overlap(self, one: int, other: int) -> bool:
        """Whether two spots share a booth."""
        if one == other or (one < self.n_booths and other < self.n_booths):
            return one == other
        return any(booth in self.booths_of[other] for booth in self.booths_of[one])

    def alike(self, category: int, slot: int, spot: int, gone: tuple[int, ...]) -> int:
        """How many neighbours of a spot are of a category, some groups apart."""
        found, kinds, row = 0, self.kinds_at[slot], self.occupied[slot]
        for booth in self.booths_of[spot]:
            for near in self.beside[booth]:
                if kinds[near] == category and row[near] not in gone:
                    found += 1
        return found

    def put(self, g: int, choice: Choice) -> None:
        """Puts a group that stands nowhere here. The caller has made sure that the cells are `free`."""
        if choice is not self.left[g]:  # else it is what it was
            self.own[g] = self.own_worth(g, choice)
        own, friction = self.own[g], self.friction
        for slot, spot in enumerate(choice):
            if spot >= 0:
                own += self._enter(g, slot, spot)
        self.stand[g] = choice
        self.score += own - (self.friction - friction) - self._one_more_from(self.kelurahan[g])

    def lift(self, g: int) -> Choice:
        """Takes a group off the board; returns where it stood."""
        choice = self.stand[g]
        assert choice is not None
        self.left[g], own, friction = choice, self.own[g], self.friction
        for slot, spot in enumerate(choice):
            if spot >= 0:
                own += self._leave(g, slot, spot)
        self.stand[g] = None
        self.score -= own - (friction - self.friction) - self._one_less_from(self.kelurahan[g])
        return choice

    def _enter(self, g: int, slot: int, spot: int) -> int:
        """Takes the cells; returns what it earns that one more of the reserved share stands there, if she does."""
        kinds, mine, many = self.kinds_at[slot], self.category[g], 1
        for near in self.near[spot]:
            if kinds[near] == mine:
                self.friction += self.neighbour
        if spot < self.n_booths:
            self.occupied[slot][spot], kinds[spot] = g, mine
        else:
            many = self._hold(slot, spot, g, mine)
        self.empty[slot] -= many
        if (limit := self.category_limit) is not None:
            crowd, at = self.crowd[slot], self.crowd_at[spot] + mine
            now = crowd[at] = crowd[at] + many
            if now > limit:
                self.friction += self.over_category * min(many, now - limit)
        if self.circuit[spot] >= 0:
            self.load[slot][self.circuit[spot]] += self.watt[g]
        return self._one_more_reserved(slot) if self.reserved[g] else 0

    def _leave(self, g: int, slot: int, spot: int) -> int:
        """Gives the cells back; returns what her standing there earned."""
        kinds, mine, many = self.kinds_at[slot], self.category[g], 1
        if spot < self.n_booths:
            self.occupied[slot][spot] = kinds[spot] = -1
        else:
            many = self._hold(slot, spot, -1, -1)
        for near in self.near[spot]:
            if kinds[near] == mine:
                self.friction -= self.neighbour
        self.empty[slot] += many
        if (limit := self.category_limit) is not None:
            crowd, at = self.crowd[slot], self.crowd_at[spot] + mine
            if (was := crowd[at]) > limit:
                self.friction -= self.over_category * min(many, was - limit)
            crowd[at] = was - many
        if self.circuit[spot] >= 0:
            self.load[slot][self.circuit[spot]] -= self.watt[g]
        return self._one_less_reserved(slot) if self.reserved[g] else 0

    def _hold(self, slot: int, spot: int, g: int, category: int) -> int:
        """Writes down who holds the cells of a pair, -1 for nobody; how many those are."""
        for booth in self.booths_of[spot]:
            self.occupied[slot][booth], self.kinds_at[slot][booth] = g, category
        return len(self.booths_of[spot])

    def _one_more_reserved(self, slot: int) -> int:
        self.reserved_there[slot] += 1
        return self.missing if self.reserved_there[slot] <= self.wanted[slot] else 0

    def _one_less_reserved(self, slot: int) -> int:
        self.reserved_there[slot] -= 1
        return self.missing if self.reserved_there[slot] < self.wanted[slot] else 0

    def _one_more_from(self, home: int) -> int:
        """What it costs that one more of a kelurahan stands."""
        if home < 0:
            return 0
        self.from_kelurahan[home] += 1
        return self._over(home)

    def _one_less_from(self, home: int) -> int:
        if home < 0:
            return 0
        cost = self._over(home)
        self.from_kelurahan[home] -= 1
        return cost

    def _over(self, home: int) -> int:
        limit = self.kelurahan_limit
        return self.over_kelurahan if limit is not None and self.from_kelurahan[home] > limit else 0

    def change_to(self, g: int, choice: Choice | None) -> None:
        """Moves a group from wherever it stands to here; off the board for None."""
        if self.stand[g] is not None:
            self.lift(g)
        if choice is not None:
            self.put(g, choice)

    def own_worth(self, g: int, choice: Choice) -> int:
        """The part of a choice's worth that does not depend on other groups."""
        worth, kind = self.worth[g], self.kind
        total, first, more = self.admitted[g] + self.move, NOWHERE, 0
        for slot, spot in enumerate(choice):
            if spot >= 0:
                total += worth[kind[spot]]
                if spot != first:
                    if first < 0:
                        first = spot
                    if choice.index(spot) == slot:
                        more += 1
        if self.change:
            total += self._changed(g, None) - self._changed(g, choice)
        return total - self.move * more

    def _changed(self, g: int, choice: Choice | None) -> int:
        return self.change * (stands(self.problem, choice) != self.problem.before[g])
