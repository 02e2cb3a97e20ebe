"""Verifying a plan: trusts nothing in it, works everything out anew, and names the first thing that is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from market.bazaars.allocation.engine import ENGINE, solve
from market.bazaars.allocation.entries import text_of
from market.bazaars.allocation.explain import MAIN, Explained
from market.bazaars.allocation.instance import canonical, read_instance
from market.bazaars.allocation.parts import NOWHERE
from market.bazaars.allocation.plan_file import envies, gap, read_placements
from market.bazaars.allocation.prices import bound, read_prices
from market.bazaars.allocation.problem import Problem
from market.bazaars.allocation.score import Choices, broken_rules, score
from market.kernel.refused import Refused


@dataclass(frozen=True)
class Verified:
    """What a verified plan is: how many stand in it, its score, and what no plan can beat."""

    groups: int
    admitted: int
    score: int
    upper_bound: int
    gap: str
    envy_by_pins: int
    rejected: list[dict[str, Any]]
    engine: str
    run_again: bool


def verify(instance: Mapping[str, Any], told: Mapping[str, Any], *, rerun: bool = True) -> Verified:
    """Refused with the first thing that is wrong in a plan of this instance.

    When all of it holds and it says that this engine made it, the allocation is run again with the seed and the budget
    it names, and Refused names the first difference. A plan of another engine cannot be run again: see `run_again`.
    """
    if "placements" in instance and "placements" not in told:
        raise Refused("files_swapped")
    problem = read_instance(instance)
    if told.get("instance_hash") != problem.hash:
        raise Refused("plan_of_another", told=text_of(told.get("instance_hash"))[:80], true=problem.hash)
    plan = read_placements(problem, _list(told, "placements"))
    broken = broken_rules(problem, plan)
    if broken:
        raise broken[0]
    _same("score", told.get("score"), score(problem, plan))
    _check_fairness(problem, plan, told)
    rejected = _list(told, "rejected")
    _check_reasons(problem, plan, rejected)
    limit = _check_bound(problem, told)
    _same("gap", told.get("gap"), gap(score(problem, plan), limit))
    for name in ("seed", "budget"):
        value = told.get(name)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise Refused("whole_number", name=name, told=text_of(value)[:80])
    _same("engine", type(told.get("engine")).__name__, "str")
    again = rerun and told["engine"] == ENGINE
    if again:
        check_rerun(problem, plan, told, limit)
    return Verified(
        groups=len(plan),
        admitted=sum(choice is not None for choice in plan),
        score=score(problem, plan),
        upper_bound=limit,
        gap=str(told["gap"]),
        envy_by_pins=len(_list(told, "envy_by_pins")),
        rejected=rejected,
        engine=told["engine"],
        run_again=again,
    )


def check_rerun(problem: Problem, plan: Choices, told: Mapping[str, Any], limit: int) -> None:
    """Refused with the first difference to what the engine makes of this seed and budget.

    It takes no longer than the budget, of which there is a most, and ends at the bound like the run that is checked.
    """
    made = solve(problem, told["seed"], told["budget"], most=limit)
    for slot, name in enumerate(problem.slots):
        for group, here, there in zip(problem.groups, plan, made, strict=True):
            stood, stands = (choice[slot] if choice else NOWHERE for choice in (here, there))
            if stood != stands:
                raise Refused(
                    "rerun_differs", seed=told["seed"], budget=told["budget"], group=group.id, slot=name,
                    told=_booths(problem, stood), true=_booths(problem, stands),
                )  # fmt: skip
    explained = {each["group"]: canonical(each) for each in Explained(problem, made).rejected()}
    for each in told["rejected"]:
        if text_of(canonical(each)) != text_of(explained[each["group"]]):
            raise Refused("rerun_reasons", group=each["group"])


def _booths(problem: Problem, spot: int) -> str:
    return "–" if spot == NOWHERE else ", ".join(problem.booths[booth].id for booth in problem.spots[spot].booths)


def _check_fairness(problem: Problem, plan: Choices, told: Mapping[str, Any]) -> None:
    explained = Explained(problem, plan)
    wasted = explained.fairness.wasted()
    if wasted is not None:
        raise Refused("spot_wasted", group=problem.groups[wasted].id)
    envy, by_pins = envies(problem, plan)
    if envy:
        raise Refused("envy_found", group=envy[0][0], other=envy[0][1])
    _same("envy", told.get("envy"), 0)
    pairs = _list(told, "envy_by_pins")
    _same("envy_by_pins", text_of(sorted(pairs, key=text_of)), text_of(sorted(by_pins, key=text_of)))


def _check_reasons(problem: Problem, plan: Choices, rejected: list[Any]) -> None:
    """Everybody left out is told why, nobody else is, and each reason and each help is true."""
    names = [each.get("group") if isinstance(each, dict) else None for each in rejected]
    left_out = [group.id for group, choice in zip(problem.groups, plan, strict=True) if choice is None]
    if sorted(map(str, names)) != sorted(left_out):
        wrong = next((name for name in sorted(map(str, names)) if name not in left_out), "")
        missing = next((name for name in sorted(left_out) if name not in names), wrong)
        raise Refused("rejected_wrong", group=missing)
    explained = Explained(problem, plan)
    for each in rejected:
        g = problem.group_at[each["group"]]
        true = [text_of(reason) for reason in explained.reasons(g)]
        reasons = _list(each, "reasons")
        for reason in reasons:
            if text_of(reason) not in true:
                raise Refused("reason_untrue", group=each["group"], what=text_of(reason)[:120])
        if not any(reason.get("code") in MAIN for reason in reasons):
            raise Refused("reason_missing", group=each["group"])
        for help_ in _list(each, "would_help"):
            if help_ not in explained.would_help(g):
                raise Refused("reason_untrue", group=each["group"], what=text_of(help_)[:120])


def _check_bound(problem: Problem, told: Mapping[str, Any]) -> int:
    """The stated bound, if its prices prove it."""
    stated = told.get("upper_bound")
    if isinstance(stated, bool) or not isinstance(stated, int):
        raise Refused("plan_differs", name="upper_bound", told=text_of(stated)[:80], true="?")
    proven = bound(problem, read_prices(problem, told.get("bound")))
    if stated < proven:
        raise Refused("bound_unproven", told=stated, true=proven)
    return stated


def _same(name: str, told: Any, true: Any) -> None:
    if type(told) is not type(true) or told != true:
        raise Refused("plan_differs", name=name, told=text_of(told)[:80], true=str(true))


def _list(told: Mapping[str, Any], name: str) -> list[Any]:
    value = told.get(name)
    if not isinstance(value, list):
        raise Refused("plan_differs", name=name, told=text_of(value)[:80], true="[]")
    return value
