"""Picking: from which lots wanted pieces come; of those that serve, the one that expires first."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
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


def pick_there(lots: Sequence[Any], want: Want, extra: Mapping[int, int]) -> list[Pick]:
    """`pick`, but of fewer than wanted as many as there are. Pure."""
    left = want.quantity
    picks = []
    for lot in lots:
        if not serves(lot, want):
            continue
        taken = min(left, lot.available + extra.get(lot.id, 0))
        if taken > 0:
            picks.append(Pick(lot.id, taken))
            left -= taken
    return picks


def pick(lots: Sequence[Any], want: Want, extra: Mapping[int, int] | None = None) -> list[Pick]:
    """Which lots serve a want; `extra` is what the wanter's own holds add to a lot. Pure. Refused when too few."""
    picks = pick_there(lots, want, extra or {})
    left = want.quantity - sum(each.quantity for each in picks)
    if left == want.quantity:
        raise Lacking("nothing_left", field="quantity", name=want.name, asked=want.quantity)
    if left:
        older = any(lot.available > 0 and lot.variant_id == want.variant_id and not serves(lot, want) for lot in lots)
        code = "only_left_of" if older else "only_left"
        raise Lacking(code, field="quantity", name=want.name, n=want.quantity - left, asked=want.quantity)
    return picks


Picker = Callable[[Sequence[Any], Want, Mapping[int, int]], list[Pick]]


def choose(lots: Sequence[Any], wants: Sequence[Want], own: Mapping[int, int], by: Picker = pick) -> list[list[Pick]]:
    """Lots for every want, where what the wanter holds itself (`own`) counts as free. Pure."""
    room, chosen = defaultdict(int, own), []
    for want in wants:
        picks = by(lots, want, room)
        for each in picks:
            room[each.lot_id] -= each.quantity
        chosen.append(picks)
    return chosen
