"""The problem: slots, booths, groups, rules. Pure values with the questions the rules ask of them.

Inside, everything is an index: groups in an order that depends on nothing but what they are, booths
by id. So the order in a file changes nothing, and a name decides only between groups alike in all else.
"""

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import cached_property

from market.bazaars.allocation.parts import (
    NOWHERE,
    Applicant,
    InstanceBooth,
    Placement,
    Rules,
    Spot,
    Supply,
    Weights,
    by_group,
)
from market.kernel.refused import Refused

Choice = tuple[int, ...]  # for each slot a spot, or -1


def _order(group: Applicant, pins: list[Placement], before: list[Placement]) -> tuple[int, int, str, str]:
    """By rank, then by everything a group is but its name, which decides between twins. A key to sort by."""
    told = asdict(group) | {"id": "", "needs": sorted(group.needs)}
    told["pins"] = sorted((pin.booths, pin.slots) for pin in pins)
    told["previous"] = sorted((pin.booths, pin.slots) for pin in before)
    return (*group.rank, json.dumps(told, sort_keys=True), group.id)


@dataclass
class Problem:
    """An instance with everything the rules need of it worked out. `mix`: see `mixing`."""

    slots: list[str]
    booths: list[InstanceBooth]
    neighbours: list[tuple[str, str]]
    pairs: list[tuple[str, str]]
    circuits: list[Supply]
    groups: list[Applicant]
    rules: Rules
    pins: list[Placement]
    previous: list[Placement]
    weights: Weights
    hash: str = ""
    mix: bool = False
    spots: list[Spot] = field(init=False)

    def __post_init__(self) -> None:
        pins, before = by_group(self.pins), by_group(self.previous)
        self.groups = sorted(self.groups, key=lambda group: _order(group, pins[group.id], before[group.id]))
        self.spots = self._spots()
        self._check_pins()

    def _spots(self) -> list[Spot]:
        at = self.booth_at
        circuit = {booth: number for number, each in enumerate(self.circuits) for booth in each.booths}
        spots = [
            Spot((number,), self.zone_at[booth.zone], circuit.get(booth.id, -1))
            for number, booth in enumerate(self.booths)
        ]
        for a, b in self.pairs:
            both = tuple(sorted((at[a], at[b])))
            ids = [self.booths[each].id for each in both]
            drawn = next((circuit[each] for each in ids if each in circuit), -1)
            spots.append(Spot(both, self.zone_at[self.booths[both[0]].zone], drawn))
        return spots

    @cached_property
    def booth_at(self) -> dict[str, int]:
        return {booth.id: number for number, booth in enumerate(self.booths)}

    @cached_property
    def zones(self) -> list[str]:
        return sorted({booth.zone for booth in self.booths})

    @cached_property
    def zone_at(self) -> dict[str, int]:
        return {zone: number for number, zone in enumerate(self.zones)}

    @cached_property
    def slot_at(self) -> dict[str, int]:
        return {slot: number for number, slot in enumerate(self.slots)}

    @cached_property
    def spot_at(self) -> dict[tuple[int, ...], int]:
        return {spot.booths: number for number, spot in enumerate(self.spots)}

    @cached_property
    def group_at(self) -> dict[str, int]:
        return {group.id: number for number, group in enumerate(self.groups)}

    @cached_property
    def beside(self) -> list[tuple[int, ...]]:
        """The neighbours of each booth."""
        found: list[list[int]] = [[] for _ in self.booths]
        for a, b in self.neighbours:
            found[self.booth_at[a]].append(self.booth_at[b])
            found[self.booth_at[b]].append(self.booth_at[a])
        return [tuple(sorted(each)) for each in found]

    @cached_property
    def asked(self) -> list[tuple[int, ...]]:
        """The slots each group asked for."""
        return [tuple(self.slot_at[slot] for slot in group.slots) for group in self.groups]

    @cached_property
    def fits(self) -> list[list[int]]:
        """For each group the spots of its size that have its needs; watts are another question."""
        kinds: dict[tuple[frozenset[str], int, int], list[int]] = {}
        found = []
        for group in self.groups:
            kind = (group.needs, group.booths_min, group.booths_max)
            if kind not in kinds:
                kinds[kind] = [n for n, spot in enumerate(self.spots) if self.has(spot, group)]
            found.append(kinds[kind])
        return found

    @cached_property
    def fitting(self) -> list[frozenset[int]]:
        """`fits`, to ask whether a spot is among them."""
        sets = {id(spots): frozenset(spots) for spots in self.fits}  # alike groups share a list
        return [sets[id(spots)] for spots in self.fits]

    def has(self, spot: Spot, group: Applicant) -> bool:
        """Whether a spot is of a group's size and has its needs: either of two booths may, a wheelchair needs both."""
        if not group.booths_min <= len(spot.booths) <= group.booths_max:
            return False
        sides = [self.booths[booth].features for booth in spot.booths]
        if "wheelchair" in group.needs and not all("wheelchair" in side for side in sides):
            return False
        return group.needs <= frozenset[str]().union(*sides)

    @cached_property
    def wanted(self) -> list[int]:
        """The reserved groups wanted in each slot: never more than asked for it and fit somewhere."""
        found = []
        for number, slot in enumerate(self.slots):
            there = sum(
                group.reserved and number in self.asked[g] and bool(self.fits[g]) for g, group in enumerate(self.groups)
            )
            found.append(min(self.rules.reserved.get(slot, 0), there))
        return found

    @cached_property
    def pinned(self) -> list[dict[int, int]]:
        """For each group the spot it is pinned to in a slot."""
        found: list[dict[int, int]] = [{} for _ in self.groups]
        for pin in self.pins:
            g = self.group_at[pin.group]
            spot = self.spot_at[tuple(sorted(self.booth_at[booth] for booth in pin.booths))]
            for slot in pin.slots:
                found[g][self.slot_at[slot]] = spot
        return found

    @cached_property
    def before(self) -> list[frozenset[tuple[str, tuple[str, ...]]]]:
        """Where each group stood in the previous plan, as (slot, booths)."""
        found: list[set[tuple[str, tuple[str, ...]]]] = [set() for _ in self.groups]
        for each in self.previous:
            if each.group in self.group_at:
                found[self.group_at[each.group]].update((slot, each.booths) for slot in each.slots)
        return [frozenset(each) for each in found]

    def _check_pins(self) -> None:
        """Pins obey the rules, and do not contradict each other."""
        taken: dict[tuple[int, int], str] = {}
        seen: set[tuple[str, str]] = set()
        load: dict[tuple[int, int], int] = defaultdict(int)
        for pin in sorted(self.pins, key=lambda pin: (pin.group, pin.slots)):
            group = self.groups[self.group_at[pin.group]]
            booths = tuple(sorted(self.booth_at[booth] for booth in pin.booths))
            spot = self.spot_at.get(booths)
            if spot is None or not self.has(self.spots[spot], group):
                raise Refused("pin_unfit", group=pin.group, booths=", ".join(pin.booths))
            for slot in pin.slots:
                if slot not in group.slots:
                    raise Refused("pin_not_asked", group=pin.group, slot=slot)
                if (pin.group, slot) in seen:
                    raise Refused("pinned_twice", group=pin.group, slot=slot)
                seen.add((pin.group, slot))
                for booth in booths:
                    key = (booth, self.slot_at[slot])
                    if key in taken:
                        raise Refused("pins_contradict", group=pin.group, other=taken[key])
                    taken[key] = pin.group
                circuit = self.spots[spot].circuit
                if circuit >= 0:
                    load[circuit, self.slot_at[slot]] += group.watt
                    if load[circuit, self.slot_at[slot]] > self.circuits[circuit].watt:
                        raise Refused("pin_power", group=pin.group, circuit=self.circuits[circuit].id)

    def choice_of(self, stands: Iterable[tuple[int, int]]) -> Choice:
        """A choice from (slot, spot) pairs."""
        found = [NOWHERE] * len(self.slots)
        for slot, spot in stands:
            found[slot] = spot
        return tuple(found)
