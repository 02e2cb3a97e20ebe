"""Who goes where when booths are gone: never against the rules, as many as can, and as few moves as can be."""

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from market.bazaars.allocation.instance import read_instance
from market.bazaars.allocation.resettle import resettle
from market.bazaars.allotting.freezing import WEIGHTS
from tests.bazaars.allocation.instances import small_instances

NEEDS = ([], ["electricity"], ["water"])


@st.composite
def floors(draw):
    """Up to six booths with features, and groups that stand in some of them, one booth each."""
    kinds = st.sampled_from([[], ["electricity"], ["water"], ["electricity", "water"]])
    features = draw(st.lists(kinds, min_size=2, max_size=5))
    needs = draw(st.lists(st.sampled_from(NEEDS), min_size=1, max_size=4))
    out = draw(st.integers(1, len(needs)))
    return features, needs, out


def problem_of(features, needs):
    booths = [{"id": f"A{n:02d}", "zone": "A", "features": each} for n, each in enumerate(features)]
    groups = [
        {"id": f"G{n}", "category": "k", "needs": each, "watt": 0, "booths_min": 1, "booths_max": 1, "slots": ["d"],
         "accepts_fewer_slots": True, "zone_preferences": {}, "kelurahan": None, "points": 100 - n, "lottery": 0}
        for n, each in enumerate(needs)
    ]  # fmt: skip
    rules = {"reserved_groups": {}, "kelurahan_limit": None, "category_limit_per_zone": None}
    nothing = {name: [] for name in ("neighbours", "pairs", "circuits", "pins", "previous")}
    return read_instance(
        {"slots": ["d"], "booths": booths, "groups": groups, "rules": rules, "weights": WEIGHTS} | nothing
    )


def cheapest(problem, stands, out):
    """By trying everything: the most that can be placed, those of the highest ranks, with the fewest moves."""
    groups, spots = [*stands, *out], range(len(problem.spots))
    best = None
    for chosen in permutations([*spots, *[None] * len(out)], len(groups)):
        where = dict(zip(groups, chosen, strict=True))
        if any(s is None for g, s in where.items() if g in stands) or any(
            s is not None and s not in problem.fitting[g] for g, s in where.items()
        ):
            continue
        placed = tuple(where[g] is not None for g in sorted(out))
        moves = sum(where[g] != s for g, s in stands.items())
        if best is None or (placed, -moves) > best:
            best = (placed, -moves)
    return best


@settings(max_examples=120, derandomize=True, database=None)
@given(floors())
def test_as_many_as_can_by_rank_with_the_fewest_moves(floor):
    features, needs, out_of = floor
    problem = problem_of(features, needs)
    stands, taken = {}, set()
    for g in range(out_of, len(needs)):
        spot = next((s for s in problem.fits[g] if s not in taken), None)
        if spot is not None:
            stands[g] = spot
            taken.add(spot)
    out = list(range(out_of))
    found = resettle(problem, 0, stands, out, dict.fromkeys(range(len(needs)), 1))
    after = stands | found.moves
    assert len(set(after.values())) == len(after) and all(s in problem.fitting[g] for g, s in after.items())
    placed = tuple(g not in found.without for g in out)
    assert (placed, -sum(after[g] != s for g, s in stands.items())) == cheapest(problem, stands, out)
    assert resettle(problem, 0, stands, out, dict.fromkeys(range(len(needs)), 1)) == found


@settings(max_examples=100, derandomize=True, database=None)
@given(small_instances())
def test_pairs_and_circuits_keep_their_rules(data):
    problem = read_instance(data)
    sizes = {g: group.booths_min for g, group in enumerate(problem.groups)}
    found = resettle(problem, 0, {}, list(range(len(problem.groups))), sizes)
    assert set(found.moves) | set(found.without) == set(sizes) and not set(found.moves) & set(found.without)
    held = [booth for spot in found.moves.values() for booth in problem.spots[spot].booths]
    assert len(held) == len(set(held)) and all(s in problem.fitting[g] for g, s in found.moves.items())
    for number, circuit in enumerate(problem.circuits):
        drawn = [problem.groups[g].watt for g, spot in found.moves.items() if problem.spots[spot].circuit == number]
        assert sum(drawn) <= circuit.watt
    half = list(found.moves)[::2]
    stands = {g: spot for g, spot in found.moves.items() if g not in half}
    again = resettle(problem, 0, stands, half, sizes)
    assert not again.without and not set(again.moves) & set(stands), "what there is room for moves nobody else"
