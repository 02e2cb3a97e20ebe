"""Mixing: as good and as fair as before, the same for the same seed, and nobody's spot tells when she came in."""

import json

from hypothesis import HealthCheck, given, settings

from market.bazaars.allocation.plan_file import allocate
from market.bazaars.allocation.verify import verify
from market.bazaars.allotting.freezing import WEIGHTS
from market.kernel.refused import Refused
from tests.bazaars.allocation.instances import small_instances
from tests.bazaars.allocation.test_allocation import MOVES

CALM = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(small_instances(pins=True))
@CALM
def test_a_mixed_plan_is_as_good_fair_and_proven(data):
    try:
        plain = allocate(data, seed=3, budget=MOVES)
    except Refused:
        return
    mixed = data | {"mix": True}
    plan = allocate(mixed, seed=3, budget=MOVES)
    assert plan["score"] == plain["score"] and plan["envy"] == 0
    verify(mixed, json.loads(json.dumps(plan)))
    pin = data["pins"][0]
    assert {"group": pin["group"], "slot": pin["slots"][0], "booths": pin["booths"]} in plan["placements"]
    assert allocate(mixed, seed=3, budget=MOVES) == plan


def test_the_first_booths_are_no_longer_those_of_the_reserved_share():
    """A bazaar so easy that the first plan is the best: without mixing, whoever uses the share stands in A01 each
    time."""
    slots = ["2026-12-05"]
    booths = [{"id": f"A{n:02d}", "row": 0, "position": n, "zone": "A", "features": []} for n in range(1, 7)]
    groups = [
        {"id": f"g{n}", "category": f"c{n}", "needs": [], "booths_min": 1, "booths_max": 1, "slots": slots,
         "accepts_fewer_slots": False, "zone_preferences": {}, "kelurahan": None, "reserved": n == 5, "points": 100,
         "lottery": n}
        for n in range(6)
    ]  # fmt: skip
    data = {
        "slots": slots, "booths": booths, "neighbours": [], "pairs": [], "groups": groups, "weights": WEIGHTS,
        "rules": {"reserved_groups": {slots[0]: 1}},
    }  # fmt: skip

    def spots(told: dict) -> set[str]:
        plans = (allocate(told, seed=seed, budget=1000)["placements"] for seed in range(24))
        return {each["booths"][0] for plan in plans for each in plan if each["group"] == "g5"}

    assert spots(data) == {"A01"}
    assert len(spots(data | {"mix": True})) > 3
