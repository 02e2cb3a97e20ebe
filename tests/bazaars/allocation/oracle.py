"""Another solver for small instances: HiGHS on the whole problem, every booth a variable, nothing relaxed.

It knows nothing of envy and waste, so what it finds is at least the best fair plan.
"""

from collections import defaultdict

import highspy

from market.bazaars.allocation.problem import Problem


def best_score(problem: Problem, seconds: float = 60) -> tuple[float, float]:
    """(the best score found, what nobody can beat) among all legal plans."""
    model = highspy.Highs()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("time_limit", seconds)
    model.setOptionValue("mip_rel_gap", 1e-6)
    weights, terms = problem.weights, []
    cells, load = defaultdict(list), defaultdict(list)
    held = defaultdict(list)  # (slot, booth, category)
    couples = defaultdict(list)  # (slot, the two booths, category): one group in both
    homes, reserved = defaultdict(list), defaultdict(list)
    for g, group in enumerate(problem.groups):
        if not problem.fits[g]:
            continue
        inside = model.addBinary()
        terms.append(weights.admitted * group.points // 100 * inside)
        if group.kelurahan:
            homes[group.kelurahan].append(inside)
        in_slots = []
        used = {spot: model.addBinary() for spot in problem.fits[g]}
        for slot in problem.asked[g]:
            here = []
            for number in problem.fits[g]:
                spot = problem.spots[number]
                stands = model.addBinary()
                here.append(stands)
                worth = weights.slot * group.points // 100
                worth += weights.preference * group.preferences.get(problem.zones[spot.zone], 0)
                worth += weights.second_booth if len(spot.booths) == 2 and group.booths_min == 1 else 0
                terms.append(worth * stands)
                model.addConstr(stands <= used[number])
                for booth in spot.booths:
                    cells[slot, booth].append(stands)
                    held[slot, booth, group.category].append(stands)
                if len(spot.booths) == 2:
                    couples[slot, spot.booths, group.category].append(stands)
                if spot.circuit >= 0 and group.watt:
                    load[slot, spot.circuit].append(group.watt * stands)
                if group.reserved:
                    reserved[slot].append(stands)
            total = sum(here[1:], start=1 * here[0])
            in_slots.append(total)
            model.addConstr(total <= inside) if group.accepts_fewer else model.addConstr(total == inside)
        if group.accepts_fewer:
            model.addConstr(sum(in_slots[1:], start=in_slots[0]) >= inside)
        spots = list(used.values())
        moved = model.addVariable(lb=0)
        model.addConstr(moved >= sum(spots[1:], start=1 * spots[0]) - 1 * inside)
        terms.append(-weights.move * moved)
    for held_by in cells.values():
        model.addConstr(sum(held_by[1:], start=1 * held_by[0]) <= 1)
    for (_, circuit), drawn in load.items():
        model.addConstr(sum(drawn[1:], start=drawn[0]) <= problem.circuits[circuit][1])
    terms += _soft(problem, model, held, couples, homes, reserved)
    model.maximize(sum(terms[1:], start=terms[0]))
    info = model.getInfo()
    return info.objective_function_value, info.mip_dual_bound


def _soft(problem, model, held, couples, homes, reserved) -> list:
    weights, terms = problem.weights, []

    def over(expression, limit, price):
        excess = model.addVariable(lb=0)
        model.addConstr(expression - excess <= limit)
        terms.append(-price * excess)

    for slot in range(len(problem.slots)):
        for a, b in problem.neighbours:
            one, two = problem.booth_at[a], problem.booth_at[b]
            for category in {group.category for group in problem.groups}:
                both = [*held[slot, one, category], *held[slot, two, category]]
                if held[slot, one, category] and held[slot, two, category]:
                    alone = couples[slot, tuple(sorted((one, two))), category]
                    over(
                        sum([*both[1:], *(-1 * c for c in alone)], start=1 * both[0]),
                        1,
                        weights.same_category_neighbour,
                    )
        limit = problem.rules.category_limit
        if limit is not None:
            for zone in range(len(problem.zones)):
                for category in {group.category for group in problem.groups}:
                    inside = [
                        stands
                        for booth, told in enumerate(problem.booths)
                        if problem.zone_at[told.zone] == zone
                        for stands in held[slot, booth, category]
                    ]
                    if inside:
                        over(sum(inside[1:], start=1 * inside[0]), limit, weights.category_over_limit)
        missing = model.addVariable(lb=0)
        there = reserved[slot]
        model.addConstr(missing + (sum(there[1:], start=1 * there[0]) if there else 0) >= problem.wanted[slot])
        terms.append(-weights.reserved_missing * missing)
    if problem.rules.kelurahan_limit is not None:
        for groups in homes.values():
            over(sum(groups[1:], start=1 * groups[0]), problem.rules.kelurahan_limit, weights.kelurahan_over_limit)
    return terms
