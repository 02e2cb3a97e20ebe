"""Two runs side by side: figures of each, and every group that stands differently."""

from dataclasses import dataclass
from typing import Any

from market.bazaars.allotting.plan import Plan

Stands = dict[str, list[str]]  # by slot the booths of one group


@dataclass(frozen=True)
class Sides:
    """`changed` is (registration number, where it stood, where it stands now)."""

    before: dict[str, Any]
    after: dict[str, Any]
    changed: list[tuple[str, Stands, Stands]]


def compare(before: Plan, after: Plan) -> Sides:
    one, other = _stands(before), _stands(after)
    numbers = sorted(set(one) | set(other))
    changed = [(n, one.get(n, {}), other.get(n, {})) for n in numbers if one.get(n) != other.get(n)]
    return Sides(_figures(before), _figures(after), changed)


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
