"""Why groups of a published plan were left out: the reasons it tells, and the figures that decided."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from market.bazaars.allocation.explain import Explained
from market.bazaars.allocation.facts import Facts, facts_of
from market.bazaars.allocation.instance import read_instance
from market.bazaars.allocation.plan_file import read_placements
from market.bazaars.allotting.plan import Plan


@dataclass(frozen=True)
class WhyLeftOut:
    """As the plan file tells it, with its figures."""

    reasons: list[dict[str, Any]]
    would_help: list[str]
    facts: Facts


def why_left_out(plan: Plan, numbers: Iterable[str]) -> dict[str, WhyLeftOut]:
    """By registration number, for those of these that the plan leaves out."""
    told = {each["group"]: each for each in plan.file["rejected"]}
    wanted = [number for number in numbers if number in told]
    if not wanted:
        return {}
    problem = read_instance(plan.problem_file)
    explained = Explained(problem, read_placements(problem, plan.file["placements"]))
    return {
        number: WhyLeftOut(
            reasons=told[number]["reasons"],
            would_help=told[number]["would_help"],
            facts=facts_of(explained, problem.group_at[number]),
        )
        for number in wanted
    }
