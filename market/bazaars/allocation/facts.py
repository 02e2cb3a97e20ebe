"""What decided about a group left out: its own points, the needs that closed every spot, who went before."""

from dataclasses import dataclass, replace

from market.bazaars.allocation.explain import Explained
from market.bazaars.allocation.parts import Applicant


@dataclass(frozen=True)
class Facts:
    """Places are ranks counted from 1. `before` is the last who went before and holds a fitting spot, if any."""

    points: int
    place: int
    groups: int
    needs: list[str]
    before_place: int | None
    before_points: int | None


def facts_of(explained: Explained, g: int) -> Facts:
    """Of a group that the plan leaves out."""
    problem = explained.problem
    group, before = problem.groups[g], _last_before(explained, g)
    return Facts(
        points=group.points,
        place=g + 1,
        groups=len(problem.groups),
        needs=[need for need in sorted(group.needs) if _decided(explained, g, need)],
        before_place=None if before is None else before + 1,
        before_points=None if before is None else problem.groups[before].points,
    )


def _last_before(explained: Explained, g: int) -> int | None:
    problem = explained.problem
    holders = {
        h for slot in problem.asked[g] for spot in problem.fits[g] for h in explained.occupants(slot, spot)
        if not problem.pinned[h] and explained.fairness.ranks_before(h, g)
    }  # fmt: skip
    return max(holders, default=None)


def _decided(explained: Explained, g: int, need: str) -> bool:
    """Whether with this need no option is open, and without it one is: free, or held by who ranks after."""
    group = explained.problem.groups[g]
    without = replace(group, needs=group.needs - {need})
    return not _open(explained, g, group) and _open(explained, g, without)


def _open(explained: Explained, g: int, wishes: Applicant) -> bool:
    problem = explained.problem
    spots = [number for number, spot in enumerate(problem.spots) if problem.has(spot, wishes)]
    slots = (any(not explained.higher(g, slot, spot) for spot in spots) for slot in problem.asked[g])
    return any(slots) if wishes.accepts_fewer else all(slots)
