"""Score and hard rules of a whole plan, worked out from nothing but the problem and the placements."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from market.bazaars.allocation.parts import NOWHERE
from market.bazaars.allocation.problem import Choice, Problem
from market.kernel.refused import Refused

Choices = Sequence[Choice | None]  # for each group where it stands, or None when it is left out


def score(problem: Problem, plan: Choices) -> int:
    """The score that docs/contract.md names, term by term."""
    weights = problem.weights
    total = sum(_own(problem, g, choice) for g, choice in enumerate(plan) if choice is not None)
    total -= weights.same_category_neighbour * same_category_neighbours(problem, plan)
    total -= weights.category_over_limit * over_category_limit(problem, plan)
    total -= weights.kelurahan_over_limit * over_kelurahan_limit(problem, plan)
    total -= weights.reserved_missing * sum(reserved_missing(problem, plan))
    return total - weights.change * sum(changed(problem, g, choice) for g, choice in enumerate(plan))


def _own(problem: Problem, g: int, choice: Choice) -> int:
    group, weights = problem.groups[g], problem.weights
    total = weights.admitted * group.points // 100
    spots = [spot for spot in choice if spot != NOWHERE]
    for number in spots:
        spot = problem.spots[number]
        total += weights.slot * group.points // 100
        total += weights.preference * group.preferences.get(problem.zones[spot.zone], 0)
        if len(spot.booths) == 2 and group.booths_min == 1:
            total += weights.second_booth
    return total - weights.move * (len(set(spots)) - 1)


def occupants(problem: Problem, plan: Choices) -> list[dict[int, int]]:
    """For each slot who holds which booth; the last one wins where two do (see `broken_rules`)."""
    found: list[dict[int, int]] = [{} for _ in problem.slots]
    for g, choice in enumerate(plan):
        for slot, spot in enumerate(choice or ()):
            if spot != NOWHERE:
                found[slot].update(dict.fromkeys(problem.spots[spot].booths, g))
    return found


def same_category_neighbours(problem: Problem, plan: Choices) -> int:
    count = 0
    for held in occupants(problem, plan):
        for a, b in problem.neighbours:
            one, other = held.get(problem.booth_at[a]), held.get(problem.booth_at[b])
            if one is not None and other is not None and one != other:
                count += problem.groups[one].category == problem.groups[other].category
    return count


def over_category_limit(problem: Problem, plan: Choices) -> int:
    limit = problem.rules.category_limit
    if limit is None:
        return 0
    count: Counter[tuple[int, int, str]] = Counter()
    for slot, held in enumerate(occupants(problem, plan)):
        for booth, g in held.items():
            count[slot, problem.zone_at[problem.booths[booth].zone], problem.groups[g].category] += 1
    return sum(max(0, number - limit) for number in count.values())


def by_kelurahan(problem: Problem, plan: Choices) -> Counter[str]:
    names = [problem.groups[g].kelurahan for g, choice in enumerate(plan) if choice is not None]
    return Counter(name for name in names if name is not None)


def over_kelurahan_limit(problem: Problem, plan: Choices) -> int:
    limit = problem.rules.kelurahan_limit
    return 0 if limit is None else sum(max(0, n - limit) for n in by_kelurahan(problem, plan).values())


def reserved_missing(problem: Problem, plan: Choices) -> list[int]:
    """Reserved groups short in each slot."""
    there = [0] * len(problem.slots)
    for g, choice in enumerate(plan):
        if choice is not None and problem.groups[g].reserved:
            for slot, spot in enumerate(choice):
                there[slot] += spot != NOWHERE
    return [max(0, wanted - count) for wanted, count in zip(problem.wanted, there, strict=True)]


def changed(problem: Problem, g: int, choice: Choice | None) -> bool:
    """Whether a group stands elsewhere than in the previous plan; without one nothing is a change."""
    if not problem.previous:
        return False
    return stands(problem, choice) != problem.before[g]


def stands(problem: Problem, choice: Choice | None) -> frozenset[tuple[str, tuple[str, ...]]]:
    """Where a group stands, as (slot, booths)."""
    return frozenset(
        (problem.slots[slot], tuple(sorted(problem.booths[booth].id for booth in problem.spots[spot].booths)))
        for slot, spot in enumerate(choice or ())
        if spot != NOWHERE
    )


def loads(problem: Problem, plan: Choices) -> dict[tuple[int, int], int]:
    """Watts drawn from each (circuit, slot)."""
    drawn: dict[tuple[int, int], int] = defaultdict(int)
    for g, choice in enumerate(plan):
        for slot, spot in enumerate(choice or ()):
            if spot != NOWHERE and problem.spots[spot].circuit >= 0:
                drawn[problem.spots[spot].circuit, slot] += problem.groups[g].watt
    return drawn


def broken_rules(problem: Problem, plan: Choices) -> list[Refused]:
    """The hard rules that a plan breaks; none in a plan the engine makes."""
    found = []
    for g, choice in enumerate(plan):
        if choice is not None:
            found += _broken_by(problem, g, choice)
        elif problem.pinned[g]:
            found.append(Refused("rule_pinned_out", group=problem.groups[g].id))
    taken: dict[tuple[int, int], int] = {}
    for g, choice in enumerate(plan):
        for slot, spot in enumerate(choice or ()):
            for booth in problem.spots[spot].booths if spot != NOWHERE else ():
                if taken.setdefault((slot, booth), g) != g:
                    booth_name = problem.booths[booth].id
                    found.append(Refused("rule_given_twice", booth=booth_name, slot=problem.slots[slot]))
    for (circuit, slot), watt in loads(problem, plan).items():
        supply = problem.circuits[circuit]
        if watt > supply.watt:
            at = problem.slots[slot]
            found.append(Refused("rule_power", circuit=supply.id, n=watt, most=supply.watt, slot=at))
    return found


def _broken_by(problem: Problem, g: int, choice: Choice) -> list[Refused]:
    """What a group's own placements break."""
    given = [slot for slot, spot in enumerate(choice) if spot != NOWHERE]
    name = problem.groups[g].id
    found = []
    if not given or not set(given) <= set(problem.asked[g]):
        found.append(Refused("rule_slot_not_asked", group=name))
    if not problem.groups[g].accepts_fewer and len(given) != len(problem.asked[g]):
        found.append(Refused("rule_all_or_none", group=name))
    for slot in given:
        if choice[slot] not in problem.fits[g]:
            found.append(Refused("rule_spot_unfit", group=name, slot=problem.slots[slot]))
    for slot, spot in problem.pinned[g].items():
        if choice[slot] != spot:
            found.append(Refused("rule_pin_left", group=name, slot=problem.slots[slot]))
    return found
