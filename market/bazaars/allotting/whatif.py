"""What dragging a group would do, before anybody decides: score, rules, and whom it would wrong."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from market.bazaars.allocation.fairness import Fairness
from market.bazaars.allocation.instance import read_instance
from market.bazaars.allocation.parts import NOWHERE
from market.bazaars.allocation.plan_file import read_placements
from market.bazaars.allocation.score import broken_rules, score
from market.bazaars.allocation.settle import check_pins
from market.kernel.refused import Refused


@dataclass(frozen=True)
class Effect:
    """Score before and after; who would lose a spot; who would then justly envy whom; rules broken.

    `broken` holds until another run moves the others; `refused` is why it cannot be pinned at all.
    """

    before: int
    after: int
    ejected: list[str]
    wronged: list[tuple[str, str]]
    broken: list[Refused]
    refused: Refused | None


def what_if(
    data: Mapping[str, Any],
    placements: list[Any],
    pins: list[dict[str, Any]],
    group: str,
    slot: str,
    booths: list[str],
) -> Effect:
    """The effect of standing this group in these booths of a slot, others who stood there leaving the slot.

    `pins` are those of now, as the instance file tells them. Refused for booths that are no spot.
    """
    problem = read_instance(data)
    plan = read_placements(problem, placements)
    if group not in problem.group_at or slot not in problem.slot_at:
        raise Refused("choose_booths", field="booths")
    g, s = problem.group_at[group], problem.slot_at[slot]
    numbers = tuple(sorted(problem.booth_at.get(booth, -1) for booth in booths))
    if numbers not in problem.spot_at:
        raise Refused("choose_booths", field="booths")
    before = score(problem, plan)
    ejected = []
    for h, choice in enumerate(plan):
        there = choice[s] if choice else NOWHERE
        if h != g and choice and there != NOWHERE and set(problem.spots[there].booths) & set(numbers):
            rest = (*choice[:s], NOWHERE, *choice[s + 1 :])
            keeps = problem.groups[h].accepts_fewer and any(spot != NOWHERE for spot in rest)
            plan[h] = rest if keeps else None
            ejected.append(problem.groups[h].id)
    now = plan[g] or (NOWHERE,) * len(problem.slots)
    plan[g] = (*now[:s], problem.spot_at[numbers], *now[s + 1 :])
    wronged = [(problem.groups[u].id, problem.groups[v].id) for u, v in Fairness(problem, plan).pairs()]
    return Effect(
        before,
        score(problem, plan),
        sorted(ejected),
        sorted(wronged),
        broken_rules(problem, plan),
        _refused(data, pins, {"group": group, "booths": booths, "slots": [slot]}),
    )


def _refused(data: Mapping[str, Any], pins: list[dict[str, Any]], wanted: dict[str, Any]) -> Refused | None:
    others = [pin for pin in pins if (pin["group"], pin["slots"]) != (wanted["group"], wanted["slots"])]
    try:
        check_pins(read_instance({**data, "pins": [*others, wanted]}))
    except Refused as refusal:
        return refusal
    return None
