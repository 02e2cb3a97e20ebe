"""A season: the same groups hold their booths on every day of a weekly market. It is allotted as one slot, which stands
for all its days; afterwards single days are given back and refilled one by one."""

from collections.abc import Sequence
from typing import Any

from market.bazaars.bazaar import Bazaar
from market.bazaars.slot import Slot


def by_single_days(data: dict[str, Any]) -> dict[str, Any]:
    """The published instance of a season, in which every group takes any one of its days: what the queue refills."""
    return data | {"groups": [group | {"accepts_fewer_slots": True} for group in data["groups"]]}


def allotted_slots(bazaar: Bazaar, slots: list[Slot]) -> list[Slot]:
    """The slots that stand in the files of a plan; of a season the one that was its first when the list was frozen."""
    return [_first(slots)] if bazaar.season and slots else slots


def days_of_plan(bazaar: Bazaar, slots: Sequence[Slot]) -> dict[str, list[Slot]]:
    """By the name of a slot in the files the days that a placement in it is for."""
    if bazaar.season and slots:
        return {_first(slots).name: list(slots)}
    return {slot.name: [slot] for slot in slots}


def _first(slots: Sequence[Slot]) -> Slot:
    """By the name in the files, which a slot keeps wherever its day is moved afterwards. One that was called off before
    the list was frozen has none there."""
    listed = [slot for slot in slots if slot.listed_as]
    return min(listed or slots, key=lambda slot: slot.name)
