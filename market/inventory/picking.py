"""Picking: from which lots wanted pieces come; of those that serve, the one that expires first."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from market.inventory.still_good import still_good
from market.kernel.refused import Lacking


@dataclass(frozen=True)
class Pick:
    """So many pieces of one lot."""

    lot_id: int
    quantity: int


@dataclass(frozen=True)
class Want:
    """So many pieces of a variant, from lots still good on `good_on`. `name` is for the refusal."""

    variant_id: int
    quantity: int
    good_on: date
    name: str


def serves(lot: Any, want: Want) -> bool:
    """Whether a lot is of the wanted variant, and still good on the day."""
    return bool(lot.variant_id == want.variant_id and still_good(lot.best_before, want.good_on))


def pick(lots: Sequence[Any], want: Want, extra: dict[int, int] | None = None) -> list[Pick]:
    """Which lots serve a want; `extra` is what the wanter's own holds add to a lot. Pure. Refused when too few."""
    left = want.quantity
    picks = []
    for lot in lots:
        if not serves(lot, want):
            continue
        there = lot.available + (extra or {}).get(lot.id, 0)
        taken = min(left, there)
        if taken > 0:
            picks.append(Pick(lot.id, taken))
            left -= taken
    if left == want.quantity:
        raise Lacking("nothing_left", field="quantity", name=want.name, asked=want.quantity)
    if left:
        older = any(lot.available > 0 and lot.variant_id == want.variant_id and not serves(lot, want) for lot in lots)
        code = "only_left_of" if older else "only_left"
        raise Lacking(code, field="quantity", name=want.name, n=want.quantity - left, asked=want.quantity)
    return picks


def choose(lots: Sequence[Any], wants: Sequence[Want], own: dict[int, int]) -> list[list[Pick]]:
    """Lots for every want, where what the wanter holds itself (`own`) counts as free. Pure."""
    room, chosen = defaultdict(int, own), []
    for want in wants:
        picks = pick(lots, want, room)
        for each in picks:
            room[each.lot_id] -= each.quantity
        chosen.append(picks)
    return chosen
