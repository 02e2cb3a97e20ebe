"""Prices that prove much: the duals of a linear relaxation, found by HiGHS after the search.

The relaxation lets groups stand in fractions and forgets who stands beside whom. Whether its prices are
good is all that HiGHS decides; that the bound holds is `prices.bound`'s, in integers.
"""

from collections import Counter, defaultdict
from typing import Any

from market.bazaars.allocation.prices import SCALE, Prices
from market.bazaars.allocation.problem import Problem

ANYWHERE = -1
Key = tuple[Any, ...]


class _Program:
    """Columns and rows of a linear program as they are found. Maximised."""

    def __init__(self) -> None:
        self.cost: list[float] = []
        self.most: list[float] = []
        self.limit: dict[Key, float] = {}
        self.row: dict[Key, int] = {}
        self.entries: list[list[tuple[int, float]]] = []

    def column(self, cost: float, most: float, entries: dict[Key, float]) -> int:
        """A variable from 0 to `most`; `entries` are its coefficients by row, each row a sum ≤ limit (0 if unset)."""
        found = []
        for key, value in entries.items():
            number = self.row.setdefault(key, len(self.row))
            found.append((number, value))
        self.cost.append(cost)
        self.most.append(most)
        self.entries.append(found)
        return len(self.cost) - 1

    def solve(self) -> dict[Key, float]:
        """The dual of each row, ≥ 0."""
        import highspy
        import numpy as np

        solver = highspy.Highs()  # type: ignore[no-untyped-call]
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("threads", 1)
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.cost), len(self.row)
        lp.sense_ = highspy.ObjSense.kMaximize
        lp.col_cost_ = np.array(self.cost)
        lp.col_lower_, lp.col_upper_ = np.zeros(len(self.cost)), np.array(self.most)
        upper = np.zeros(len(self.row))
        for key, number in self.row.items():
            upper[number] = self.limit.get(key, 0)
        lp.row_lower_, lp.row_upper_ = np.full(len(self.row), -highspy.kHighsInf), upper
        lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        starts, index, value = [0], [], []
        for entries in self.entries:
            index += [row for row, _ in entries]
            value += [number for _, number in entries]
            starts.append(len(index))
        lp.a_matrix_.start_ = np.array(starts)
        lp.a_matrix_.index_ = np.array(index)
        lp.a_matrix_.value_ = np.array(value)
        solver.passModel(lp)
        solver.run()
        duals = list(solver.getSolution().row_dual)
        return {key: max(0.0, duals[number]) for key, number in self.row.items()} if duals else {}


def find_prices(problem: Problem) -> Prices:
    """Near the best prices there are for this problem."""
    if not problem.groups or not problem.booths or not problem.slots:
        return Prices()
    program = _Program()
    kinds = Counter((spot.zone, _signature(problem, spot.booths[0])) for spot in problem.spots if len(spot.booths) == 1)
    for slot in range(len(problem.slots)):
        for (zone, signature), count in kinds.items():
            program.limit["cells", slot, zone, signature] = count
    _groups(problem, program)
    _flows(problem, program, kinds)
    _soft(problem, program)
    return _prices(problem, program.solve())


def _signature(problem: Problem, booth: int) -> tuple[str, ...]:
    return tuple(sorted(problem.booths[booth].features))


def _groups(problem: Problem, program: _Program) -> None:
    """Each group: let in or not, and in which slot in a zone it likes or anywhere."""
    for g, group in enumerate(problem.groups):
        if not problem.fits[g]:
            continue
        program.limit["once", g] = 1
        rows: dict[Key, float] = {("once", g): 1}
        for slot in problem.asked[g]:
            rows["slot", g, slot] = -1
            rows[_whole(problem, g, slot)] = 1
        if group.kelurahan is not None and problem.rules.kelurahan_limit is not None:
            rows["kelurahan", group.kelurahan] = 1
        program.column(problem.weights.admitted * group.points // 100, 1, rows)
        zones = {problem.spots[spot].zone for spot in problem.fits[g]}
        liked = [problem.zone_at[zone] for zone in group.preferences if problem.zone_at.get(zone, -2) in zones]
        for slot in problem.asked[g]:
            for zone in (*liked, ANYWHERE):
                for size in range(group.booths_min, group.booths_max + 1):
                    _stand(problem, program, g, slot, zone, size)


def _whole(problem: Problem, g: int, slot: int) -> Key:
    """Let in means standing in some slot, or in every one."""
    return ("some", g) if problem.groups[g].accepts_fewer else ("every", g, slot)


def _stand(problem: Problem, program: _Program, g: int, slot: int, zone: int, size: int) -> None:
    """A group in one slot, in a zone, in one booth or two: either of two may bring a need, both a wheelchair."""
    group, weights = problem.groups[g], problem.weights
    needs = tuple(sorted(group.needs))
    worth = weights.slot * group.points // 100
    worth += 0 if zone == ANYWHERE else weights.preference * group.preferences[problem.zones[zone]]
    worth += weights.second_booth if size > group.booths_min else 0
    entries: dict[Key, float] = defaultdict(float)
    entries["slot", g, slot] += 1
    entries["need", slot, zone, needs] += 1
    if size == 2:
        entries["need", slot, zone, ("wheelchair",) if "wheelchair" in needs else ()] += 1
    entries[_whole(problem, g, slot)] -= 1
    if group.reserved:
        entries["reserved", slot] -= 1
    program.column(worth, 1, entries)


def _flows(problem: Problem, program: _Program, kinds: Counter[tuple[int, tuple[str, ...]]]) -> None:
    """Whoever needs something takes a cell that has it; anywhere is some zone."""
    wanted = {key[1:] for key in program.row if key[0] == "need"}
    anywhere = {(slot, needs) for slot, zone, needs in wanted if zone == ANYWHERE}
    zones = range(len(problem.zones))
    for slot, needs in sorted(anywhere):
        for zone in zones:
            if any(zone == z and set(needs) <= set(signature) for z, signature in kinds):
                program.column(0, 1e6, {("need", slot, ANYWHERE, needs): -1, ("need", slot, zone, needs): 1})
                wanted.add((slot, zone, needs))
    for slot, zone, needs in sorted(wanted):
        for z, signature in sorted(kinds):
            if z == zone and set(needs) <= set(signature):
                program.column(0, 1e6, {("need", slot, zone, needs): -1, ("cells", slot, zone, signature): 1})


def _soft(problem: Problem, program: _Program) -> None:
    """Limits that may be broken at a price."""
    limit = problem.rules.kelurahan_limit
    for key in [key for key in program.row if key[0] == "kelurahan"]:
        program.limit[key] = limit or 0
        program.column(-problem.weights.kelurahan_over_limit, 1e6, {key: -1})
    for slot, wanted in enumerate(problem.wanted):
        if ("reserved", slot) in program.row:
            program.limit["reserved", slot] = -wanted
            program.column(-problem.weights.reserved_missing, 1e6, {("reserved", slot): -1})


def _prices(problem: Problem, duals: dict[Key, float]) -> Prices:
    prices = Prices()
    by_kind: dict[tuple[int, tuple[str, ...]], list[int]] = defaultdict(list)
    for booth in range(len(problem.booths)):
        by_kind[problem.zone_at[problem.booths[booth].zone], _signature(problem, booth)].append(booth)
    for key, dual in duals.items():
        price = round(dual * SCALE)
        if price == 0:
            continue
        if key[0] == "cells":
            _, slot, zone, needs = key
            for booth in by_kind[zone, needs]:
                prices.booths[slot, booth] = price
        elif key[0] == "kelurahan":
            prices.kelurahan[key[1]] = price
        elif key[0] == "reserved":
            prices.reserved[key[1]] = price
    return prices
