"""An upper bound from prices, in integers: what nobody can beat, and anybody can check.

Let every booth and slot, every watt, every admission of a kelurahan under its limit cost something, and every
reserved group standing earn something. Whatever the prices, no plan scores more than the prices of all there
is plus, for each group, the best it could buy: using more than there is only adds to that sum.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from market.bazaars.allocation.problem import Problem
from market.kernel.refused import Refused

SCALE = 1000  # prices are thousandths of a point
MOST_PRICE = 10**12


@dataclass
class Prices:
    """Thousandths of a point, all ≥ 0: by (slot, booth), by (circuit, slot) a watt, by kelurahan, by slot."""

    booths: dict[tuple[int, int], int] = field(default_factory=dict)
    watts: dict[tuple[int, int], int] = field(default_factory=dict)
    kelurahan: dict[str, int] = field(default_factory=dict)
    reserved: dict[int, int] = field(default_factory=dict)

    def told(self, problem: Problem) -> dict[str, Any]:
        """As a plan file tells it."""
        booths: dict[str, dict[str, int]] = defaultdict(dict)
        for (slot, booth), price in sorted(self.booths.items()):
            booths[problem.slots[slot]][problem.booths[booth].id] = price
        watts: dict[str, dict[str, int]] = defaultdict(dict)
        for (circuit, slot), price in sorted(self.watts.items()):
            watts[problem.circuits[circuit][0]][problem.slots[slot]] = price
        reserved = {problem.slots[slot]: price for slot, price in sorted(self.reserved.items())}
        return {
            "scale": SCALE, "booths": dict(booths), "watts": dict(watts),
            "kelurahan": dict(sorted(self.kelurahan.items())), "reserved": reserved,
        }  # fmt: skip


def read_prices(problem: Problem, told: Any) -> Prices:
    """The prices of a plan file; Refused when one is no number ≥ 0 or names nothing."""
    try:
        if told["scale"] != SCALE:
            raise ValueError(told["scale"])
        circuits = {name: number for number, (name, _, _) in enumerate(problem.circuits)}
        return Prices(
            booths={
                (problem.slot_at[slot], problem.booth_at[booth]): _price(price)
                for slot, booths in told["booths"].items()
                for booth, price in booths.items()
            },
            watts={
                (circuits[circuit], problem.slot_at[slot]): _price(price)
                for circuit, slots in told["watts"].items()
                for slot, price in slots.items()
            },
            kelurahan={name: _price(price) for name, price in told["kelurahan"].items()},
            reserved={problem.slot_at[slot]: _price(price) for slot, price in told["reserved"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Refused("bound_wrong", what=str(error)[:80]) from None


def _price(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MOST_PRICE:
        raise ValueError(value)
    return value


def bound(problem: Problem, prices: Prices) -> int:
    """The largest score any plan can have, by these prices; exact."""
    weights, rules = problem.weights, problem.rules
    total = sum(prices.booths.values())
    total += sum(price * problem.circuits[circuit][1] for (circuit, _), price in prices.watts.items())
    homes = {}
    if rules.kelurahan_limit is not None:
        homes = {name: min(price, weights.kelurahan_over_limit * SCALE) for name, price in prices.kelurahan.items()}
        total += sum(homes.values()) * rules.kelurahan_limit
    earn = {slot: min(price, weights.reserved_missing * SCALE) for slot, price in prices.reserved.items()}
    total -= sum(price * problem.wanted[slot] for slot, price in earn.items())
    total += sum(_best(problem, prices, g, homes, earn) for g in range(len(problem.groups)))
    return total // SCALE


def _best(problem: Problem, prices: Prices, g: int, homes: Mapping[str, int], earn: Mapping[int, int]) -> int:
    """What a group could gain at these prices, at least 0 unless it is pinned."""
    group, weights, pinned = problem.groups[g], problem.weights, problem.pinned[g]
    admitted = weights.admitted * group.points // 100 * SCALE
    if group.kelurahan is not None:
        admitted -= homes.get(group.kelurahan, 0)
    gains = []
    for slot in problem.asked[g]:
        spots = [pinned[slot]] if slot in pinned else problem.fits[g]
        if not spots:
            return 0
        bonus = earn.get(slot, 0) if group.reserved else 0
        gains.append((max(_net(problem, prices, g, slot, spot) for spot in spots) + bonus, slot in pinned))
    if not group.accepts_fewer:
        whole = admitted + sum(gain for gain, _ in gains)
    else:
        taken = [gain for gain, fixed in gains if gain > 0 or fixed] or [max(gain for gain, _ in gains)]
        whole = admitted + sum(taken)
    return whole if pinned else max(0, whole)


def _net(problem: Problem, prices: Prices, g: int, slot: int, number: int) -> int:
    """What one slot in a spot is worth to a group, less its price."""
    group, weights, spot = problem.groups[g], problem.weights, problem.spots[number]
    worth = weights.slot * group.points // 100
    worth += weights.preference * group.preferences.get(problem.zones[spot.zone], 0)
    if len(spot.booths) == 2 and group.booths_min == 1:
        worth += weights.second_booth
    price = sum(prices.booths.get((slot, booth), 0) for booth in spot.booths)
    if spot.circuit >= 0 and group.watt:
        price += prices.watts.get((spot.circuit, slot), 0) * group.watt
    return worth * SCALE - price
