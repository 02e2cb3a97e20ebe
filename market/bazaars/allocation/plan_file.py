"""Plan files: what the engine found, with its reasons and its bound, so that anybody can check it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from market.bazaars.allocation.bound import find_prices
from market.bazaars.allocation.engine import ENGINE, Report, solve, usual_budget
from market.bazaars.allocation.explain import Explained
from market.bazaars.allocation.fairness import Fairness
from market.bazaars.allocation.instance import read_instance
from market.bazaars.allocation.parts import NOWHERE
from market.bazaars.allocation.prices import Prices, bound
from market.bazaars.allocation.problem import Choice, Problem
from market.bazaars.allocation.score import Choices, score
from market.kernel.refused import Refused


def allocate(
    data: Mapping[str, Any], *, seed: int = 0, budget: int | None = None, report: Report | None = None
) -> dict[str, Any]:
    """The plan of an instance. The same instance, seed and budget give the same placements on every machine.

    `budget` is by default what a bazaar of this size needs. The bound is found first, because who reaches it may stop.
    """
    problem = read_instance(data)
    most = usual_budget(len(problem.groups), len(problem.slots)) if budget is None else budget
    prices = find_prices(problem)
    plan = solve(problem, seed, most, report, bound(problem, prices))
    return plan_file(problem, plan, seed=seed, budget=most, prices=prices)


def plan_file(
    problem: Problem, plan: Choices, *, seed: int, budget: int, prices: Prices | None = None
) -> dict[str, Any]:
    """A plan with its score, bound, envy and reasons: also for one that people made by hand."""
    prices = prices or find_prices(problem)
    reached, limit = score(problem, plan), bound(problem, prices)
    envy, by_pins = envies(problem, plan)
    return {
        "seed": seed,
        "budget": budget,
        "score": reached,
        "upper_bound": limit,
        "gap": gap(reached, limit),
        "envy": len(envy),
        "envy_by_pins": by_pins,
        "engine": ENGINE,
        "instance_hash": problem.hash,
        "placements": placements(problem, plan),
        "rejected": Explained(problem, plan).rejected(),
        "bound": prices.told(problem),
    }


def gap(reached: int, limit: int) -> str:
    """How far a score is from its bound at most, as a share with four decimals."""
    share = Decimal(max(0, limit - reached)) / max(1, limit)
    return str(share.quantize(Decimal("0.0001"), ROUND_HALF_UP))


def envies(problem: Problem, plan: Choices) -> tuple[list[list[str]], list[list[str]]]:
    """(pairs of who justly envies whom, the same of pinned ones), by names."""
    found: tuple[list[list[str]], list[list[str]]] = ([], [])
    for u, v in Fairness(problem, plan).pairs():
        found[bool(problem.pinned[v])].append([problem.groups[u].id, problem.groups[v].id])
    return sorted(found[0]), sorted(found[1])


def placements(problem: Problem, plan: Choices) -> list[dict[str, Any]]:
    """Who stands where, by slot and booth."""
    told = []
    for g, choice in enumerate(plan):
        for slot, spot in enumerate(choice or ()):
            if spot != NOWHERE:
                booths = sorted(problem.booths[booth].id for booth in problem.spots[spot].booths)
                told.append({"group": problem.groups[g].id, "slot": problem.slots[slot], "booths": booths})
    return sorted(told, key=lambda each: (str(each["slot"]), each["booths"]))


def read_placements(problem: Problem, told: Iterable[Any]) -> list[Choice | None]:
    """A plan from its placements; Refused names what is unknown or doubled."""
    stands: dict[int, dict[int, int]] = defaultdict(dict)
    try:
        for each in told:
            g, slot = problem.group_at[each["group"]], problem.slot_at[each["slot"]]
            booths = tuple(sorted(problem.booth_at[booth] for booth in each["booths"]))
            if slot in stands[g]:
                raise Refused("placements_wrong", what=f"{each['group']}, {each['slot']}")
            stands[g][slot] = problem.spot_at[booths]
    except (KeyError, TypeError, AttributeError) as error:
        raise Refused("placements_wrong", what=str(error)[:80]) from None
    return [problem.choice_of(stands[g].items()) if g in stands else None for g in range(len(problem.groups))]
