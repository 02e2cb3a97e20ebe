"""Mixing: as good and as fair as before, the same for the same seed, and nobody's spot tells when she came in."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import integers

from market.bazaars.allocation.board import Board
from market.bazaars.allocation.bound import find_prices
from market.bazaars.allocation.engine import solve
from market.bazaars.allocation.instance import read_instance
from market.bazaars.allocation.mixing import MixedPlan, _exchange
from market.bazaars.allocation.moves import Moves
from market.bazaars.allocation.plan_file import allocate, placements
from market.bazaars.allocation.prices import bound
from market.bazaars.allocation.settle import fair, first_plan, settle
from market.bazaars.allocation.verify import verify
from market.bazaars.allotting.freezing import WEIGHTS
from market.kernel.refused import Refused
from tests.bazaars.allocation.instances import small_instances
from tests.bazaars.allocation.test_allocation import MOVES

CALM = settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])


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


def test_in_a_large_bazaar_the_map_does_not_tell_who_was_let_in_first():
    """Two hundred booths, five on each circuit: without enough exchanges those of the share stood in the first five
    six times as often as anybody else, and whoever saw the map guessed them."""
    slots, quiet = ["2026-12-05"], {f"g{n:03d}" for n in (17, 60, 105, 150, 190)}
    booths = [
        {"id": f"A{n:03d}", "row": n // 20, "position": n % 20, "zone": "A", "features": ["electricity"]}
        for n in range(200)
    ]
    circuits = [
        {"id": f"C{n}", "watt": 4400, "booths": [each["id"] for each in booths[n : n + 5]]} for n in range(0, 200, 5)
    ]
    groups = [
        {"id": f"g{n:03d}", "category": f"c{n}", "needs": [], "booths_min": 1, "booths_max": 1, "slots": slots,
         "accepts_fewer_slots": True, "zone_preferences": {}, "kelurahan": None, "reserved": f"g{n:03d}" in quiet,
         "points": 100, "lottery": n}
        for n in range(200)
    ]  # fmt: skip
    problem = read_instance({
        "slots": slots, "booths": booths, "neighbours": [], "pairs": [], "circuits": circuits, "groups": groups,
        "weights": WEIGHTS, "rules": {"reserved_groups": {slots[0]: 5}}, "mix": True,
    })  # fmt: skip
    most, runs, first = bound(problem, find_prices(problem)), 24, {each["id"] for each in booths[:5]}
    there = 0
    for seed in range(runs):
        stands = placements(problem, solve(problem, seed, 100_000, most=most))
        there += sum(each["group"] in quiet and each["booths"][0] in first for each in stands)
    assert there <= 3 * runs * 5 * 5 / 200, "three of a hundred and twenty are expected"


@given(small_instances(pins=True), integers(0, 1_000))
@CALM
def test_what_an_exchange_changes_is_looked_at_where_it_changes(data, seed):
    """To ask only who is near what changed says the same as to ask everybody."""
    try:
        problem = read_instance(data)
        board = Board(problem)
        first_plan(problem, board)
    except Refused:
        return
    settle(problem, board)
    if not fair(problem, board):
        return
    moves, mixed = Moves(problem, board, seed), MixedPlan(problem, board)
    for _ in range(40):
        g, h = (moves.below(len(board.stand)) for _ in range(2))
        one, other = board.stand[g], board.stand[h]
        if g == h or one is None or other is None or not _exchange(problem, board, g, h, one, other):
            continue
        stays = mixed.still_fair(g, h, one, other)
        assert stays == fair(problem, board)
        if not stays:
            board.change_to(g, None)
            board.change_to(h, other)
            board.change_to(g, one)
            mixed.follow(one, other)
