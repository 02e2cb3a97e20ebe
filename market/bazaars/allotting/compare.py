"""Two runs side by side: figures of each, and every group that stands differently."""

from dataclasses import dataclass
from typing import Any

from market.bazaars.allotting.plan import Plan

Stands = dict[str, list[str]]  # by slot the booths of one group


@dataclass(frozen=True, slots=True)
class StandsElsewhere:
    """A group by its registration number: where it stood, and where it stands now."""

    number: str
    was: Stands
    becomes: Stands


@dataclass(frozen=True)
class Sides:
    """Figures of each run, and who stands elsewhere in the second."""

    before: dict[str, Any]
    after: dict[str, Any]
    changed: list[StandsElsewhere]


def compare(before: Plan, after: Plan) -> Sides:
    one, other = _stands(before), _stands(after)
    numbers = sorted(set(one) | set(other))
    changed = [
        StandsElsewhere(number=number, was=one.get(number, {}), becomes=other.get(number, {}))
        for number in numbers
        if one.get(number) != other.get(number)
    ]
    return Sides(before=_figures(before), after=_figures(after), changed=changed)


def _stands(plan: Plan) -> dict[str, Stands]:
    found: dict[str, Stands] = {}
    for each in plan.file["placements"]:
        found.setdefault(each["group"], {})[each["slot"]] = each["booths"]
    return found


def _figures(plan: Plan) -> dict[str, Any]:
    told = plan.file
    return {
        "score": plan.score,
        "gap": plan.gap,
        "admitted": len(_stands(plan)),
        "rejected": len(told["rejected"]),
        "envy": told["envy"] + len(told["envy_by_pins"]),
    }
