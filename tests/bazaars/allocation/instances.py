"""Small instances for properties: everything the format allows, drawn by hypothesis."""

import itertools
from typing import Any

from hypothesis import strategies as st

from market.bazaars.allotting.freezing import WEIGHTS

FEATURES = ("electricity", "water", "wheelchair", "cold")


@st.composite
def small_instances(draw: st.DrawFn, *, pins: bool = False, distinct: bool = False) -> dict[str, Any]:
    """Up to eight groups, six booths, three slots; `distinct` groups have lotteries of their own."""
    slots = [f"2026-12-{5 + n:02d}" for n in range(draw(st.integers(1, 3)))]
    count = draw(st.integers(1, 6))
    booths = [
        {
            "id": f"{'AB'[n // 3]}{n + 1}", "row": n // 3, "position": n % 3, "zone": "AB"[n // 3],
            "features": sorted(draw(st.sets(st.sampled_from(FEATURES), max_size=3))),
        }
        for n in range(count)
    ]  # fmt: skip
    beside = [[a["id"], b["id"]] for a, b in itertools.pairwise(booths) if a["zone"] == b["zone"]]
    names = [booth["id"] for booth in booths]
    circuits = [{"id": "C1", "watt": draw(st.sampled_from((0, 300, 700))), "booths": names[: draw(st.integers(0, 3))]}]
    groups = [draw(_groups(n, slots, distinct)) for n in range(draw(st.integers(1, 8)))]
    return {
        "slots": slots,
        "booths": booths,
        "neighbours": beside,
        "pairs": beside if draw(st.booleans()) else beside[:1],
        "circuits": circuits,
        "groups": groups,
        "rules": {
            "reserved_groups": {slot: draw(st.integers(0, 2)) for slot in slots},
            "category_limit_per_zone": draw(st.sampled_from((None, 1, 2))),
            "kelurahan_limit": draw(st.sampled_from((None, 1, 2))),
        },
        "pins": [draw(_pin(groups, names))] if pins else [],
        "previous": [],
        "weights": WEIGHTS,
    }


@st.composite
def _groups(draw: st.DrawFn, number: int, slots: list[str], distinct: bool) -> dict[str, Any]:
    least = draw(st.sampled_from((1, 1, 1, 2)))
    return {
        "id": f"g{number}",
        "category": draw(st.sampled_from(("ikan", "kue"))),
        "needs": sorted(draw(st.sets(st.sampled_from(FEATURES), max_size=1))),
        "watt": draw(st.sampled_from((0, 100, 300))),
        "booths_min": least,
        "booths_max": max(least, draw(st.sampled_from((1, 2)))),
        "slots": sorted(draw(st.sets(st.sampled_from(slots), min_size=1))),
        "accepts_fewer_slots": draw(st.booleans()),
        "zone_preferences": {"A": draw(st.sampled_from((0, 20, 60)))},
        "kelurahan": draw(st.sampled_from((None, "k1", "k2"))),
        "reserved": draw(st.booleans()),
        "points": draw(st.sampled_from((1, 64, 100, 140))),
        "lottery": number if distinct else draw(st.integers(0, 2)),
    }


@st.composite
def _pin(draw: st.DrawFn, groups: list[dict[str, Any]], booths: list[str]) -> dict[str, Any]:
    group = draw(st.sampled_from(groups))
    return {"group": group["id"], "booths": [draw(st.sampled_from(booths))], "slots": [group["slots"][0]]}
