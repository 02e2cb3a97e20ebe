"""Who stands where now, as a plan of the published problem: what the queue, swaps and changes reason with.

Days that were cancelled and booths that broke are no longer in it; days that were added are.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy.orm import Session

from market.bazaars.allocation.fairness import Fairness
from market.bazaars.allocation.instance import read_instance
from market.bazaars.allocation.problem import Choice, Problem
from market.bazaars.allocation.score import broken_rules
from market.bazaars.allotting.plan import Plan, published_plan
from market.bazaars.allotting.season import by_single_days
from market.bazaars.bazaar import Bazaar
from market.bazaars.booking.stands import held_booths
from market.bazaars.booth import Booth, sound_booths
from market.bazaars.registering.application import Application, applications_of
from market.bazaars.slot import Slot, slots_of
from market.kernel.refused import Refused


@dataclass(frozen=True)
class Exchange:
    """What a swap would do: rules it breaks, and who would be wronged by whom, by registration numbers."""

    broken: list[Refused]
    wronged: list[tuple[str, str]]


def spot_name(numbers: Iterable[str]) -> str:
    """One or two booths as one word of a form: `A01`, `A01 A02`."""
    return " ".join(sorted(numbers))


def _days(db: Session, bazaar: Bazaar) -> list[Slot]:
    """The days that are held; of a season those that are not over, since each is refilled by itself."""
    held = [slot for slot in slots_of(db, bazaar.key) if slot.held]
    return [slot for slot in held if not slot.over(bazaar)] if bazaar.season else held


class Occupancy:
    """`problem` is None before anything is published, or when nothing of it is left."""

    def __init__(
        self, db: Session, bazaar: Bazaar, *, but: Collection[str] = (), gone: Collection[tuple[int, int]] = ()
    ) -> None:
        """As it is, or as it would be without the booths of these numbers, and without who is gone: by slot and
        application."""
        self.slots = {slot.key: slot for slot in _days(db, bazaar)}
        self.booths = {booth.key: booth for booth in sound_booths(db, bazaar.key) if booth.number not in but}
        self.applications: dict[int, Application] = {a.key: a for a, _ in applications_of(db, bazaar.key)}
        self.held = {
            at: application
            for at, (application, _) in held_booths(db, bazaar.key).items()
            if at[0] in self.slots and at[1] in self.booths and (at[0], application) not in gone
        }
        plan = published_plan(db, bazaar.key)
        self.problem: Problem | None = self._problem(bazaar, plan) if plan and self.slots else None

    def _problem(self, bazaar: Bazaar, plan: Plan) -> Problem:
        data = plan.problem_file
        single = bazaar.season or any(slot.begun(bazaar) for slot in self.slots.values())
        return read_instance(self._now(by_single_days(data) if single else data))

    def _now(self, data: dict[str, Any]) -> dict[str, Any]:
        """The published instance as it is today."""
        days = [slot.name for slot in self.slots.values()]
        added = [day for day in days if day not in data["slots"]]
        there = {booth.number for booth in self.booths.values()}
        stands: dict[str, set[str]] = {}
        for (slot, _), application in self.held.items():
            stands.setdefault(self.applications[application].number, set()).add(self.slots[slot].name)
        groups = []
        for group in data["groups"]:
            new = [d for d in added if group["accepts_fewer_slots"] or d in stands.get(group["id"], ())]
            slots = [day for day in group["slots"] if day in days] + new
            if slots:
                groups.append(group | {"slots": slots})
        reserved = data["rules"]["reserved_groups"]
        usual = max(reserved.values(), default=0)
        return data | {
            "slots": days,
            "booths": [booth for booth in data["booths"] if booth["id"] in there],
            "neighbours": [pair for pair in data["neighbours"] if set(pair) <= there],
            "pairs": [pair for pair in data["pairs"] if set(pair) <= there],
            "circuits": [
                each | {"booths": [b for b in each["booths"] if b in there]} for each in data.get("circuits", [])
            ],
            "groups": groups,
            "rules": data["rules"] | {"reserved_groups": {day: reserved.get(day, usual) for day in days}},
            "pins": [],
            "previous": [],
        }

    @cached_property
    def plan(self) -> list[Choice | None]:
        """Who stands where, in the order of the problem's groups."""
        assert self.problem is not None
        stands: dict[int, dict[int, list[int]]] = {}
        for (slot, booth), application in self.held.items():
            g = self.problem.group_at.get(self.applications[application].number)
            number = self.problem.booth_at.get(self.booths[booth].number)
            if g is not None and number is not None:
                day = self.problem.slot_at[self.slots[slot].name]
                stands.setdefault(g, {}).setdefault(day, []).append(number)
        found: list[Choice | None] = [None] * len(self.problem.groups)
        for g, spots in stands.items():
            at = {day: self.problem.spot_at.get(tuple(sorted(numbers))) for day, numbers in spots.items()}
            found[g] = self.problem.choice_of((day, spot) for day, spot in at.items() if spot is not None)
        return found

    def fairness(self) -> Fairness:
        assert self.problem is not None
        return Fairness(self.problem, self.plan)

    def room(self, application: Application, slot: Slot) -> list[str]:
        """Where a group may stand in a slot now, by the numbers of the booths (`A01` or `A01 A02`): free, and fitting
        by its needs, its size and the watts of the circuits. Nowhere when it is not in the list."""
        if self.problem is None or slot.key not in self.slots:
            return []
        g = self.problem.group_at.get(application.number)
        if g is None:
            return []
        spots = self._as_it_is.free_spots(g, self.problem.slot_at[slot.name])
        return [spot_name(self.problem.booths[b].id for b in self.problem.spots[each].booths) for each in spots]

    def rank(self, application: Application) -> int:
        """By which groups are asked one after another; one that is not in the list comes last."""
        problem = self.problem
        return problem.group_at.get(application.number, len(problem.groups)) if problem else 0

    def seat(self, application: Application, slot: Slot, spot: str) -> None:
        """From here on `room` counts a spot, by its name, as this group's."""
        if self.problem is None or application.number not in self.problem.group_at:
            return
        numbers = tuple(sorted(self.problem.booth_at[number] for number in spot.split()))
        day, where = self.problem.slot_at[slot.name], self.problem.spot_at[numbers]
        self._as_it_is.seat(self.problem.group_at[application.number], self.problem.choice_of([(day, where)]))

    @cached_property
    def _as_it_is(self) -> Fairness:
        return self.fairness()

    def stands(self, choice: Choice) -> list[tuple[Slot, list[Booth]]]:
        """A choice of the problem as slots and booths of the bazaar."""
        assert self.problem is not None
        slots = {slot.name: slot for slot in self.slots.values()}
        booths = {booth.number: booth for booth in self.booths.values()}
        return [
            (
                slots[self.problem.slots[day]],
                [booths[self.problem.booths[b].id] for b in self.problem.spots[spot].booths],
            )
            for day, spot in enumerate(choice)
            if spot >= 0
        ]

    def after_swap(self, one: int, other: int) -> Exchange:
        """What follows when two applications trade their spots."""
        assert self.problem is not None
        g, h = (self.problem.group_at[self.applications[key].number] for key in (one, other))
        plan = list(self.plan)
        plan[g], plan[h] = plan[h], plan[g]
        names = [group.id for group in self.problem.groups]
        already = {str(each.params) + each.code for each in broken_rules(self.problem, self.plan)}
        broken = [e for e in broken_rules(self.problem, plan) if str(e.params) + e.code not in already]
        before = set(self.fairness().pairs())
        wronged = [(names[u], names[v]) for u, v in Fairness(self.problem, plan).pairs() if (u, v) not in before]
        return Exchange(broken, wronged)
