"""Instances of the size a local government meets, from a seed: who asks for what is drawn, not measured.

Rows of ten booths, two rows a zone; eight categories; one in ten groups is disability-led; most accept
fewer slots. Demand is 1.3 to 1.5 times what there is.
"""

import itertools
import random
from typing import Any

from market.bazaars.allotting.freezing import WEIGHTS

CATEGORIES = ("olahan_ikan", "kerupuk", "kue", "minuman", "jahitan", "anyaman", "sayur", "kopi")
FEATURES = (("electricity", 0.5), ("water", 0.2), ("wheelchair", 0.4), ("cold", 0.08))


def instance(groups: int, booths: int, slots: int, seed: int = 1) -> dict[str, Any]:
    """An instance as docs/contract.md describes it."""
    chance = random.Random(f"{groups}/{booths}/{slots}/{seed}")
    days = [f"2026-12-{5 + number:02d}" for number in range(slots)]
    stands = [_booth(number, chance) for number in range(booths)]
    zones = sorted({booth["zone"] for booth in stands})
    beside = [
        [a["id"], b["id"]]
        for a, b in itertools.pairwise(stands)
        if a["row"] == b["row"] and b["position"] == a["position"] + 1
    ]
    across = [
        [a["id"], b["id"]]
        for a, b in zip(stands, stands[10:], strict=False)
        if a["zone"] == b["zone"] and b["row"] == a["row"] + 1
    ]
    kelurahan = [f"71.72.{1 + n // 8:02d}.{1001 + n % 8}" for n in range(max(4, groups // 14))]
    asked = [_group(number, days, zones, kelurahan, chance) for number in range(groups)]
    powered = [b["id"] for b in stands if "electricity" in b["features"]]
    circuits = [
        {"id": f"C{n // 12 + 1}", "watt": 4400, "booths": powered[n : n + 12]} for n in range(0, len(powered), 12)
    ]
    reserved = [group for group in asked if group["reserved"]]
    return {
        "slots": days,
        "booths": stands,
        "neighbours": beside + across,
        "pairs": beside,
        "circuits": circuits,
        "groups": asked,
        "rules": {
            "reserved_groups": {
                day: min(-(-booths // 10), sum(day in g["slots"] for g in reserved) * 4 // 5) for day in days
            },
            "category_limit_per_zone": 6,
            "kelurahan_limit": max(3, groups // len(kelurahan)),
        },
        "pins": [],
        "previous": [],
        "weights": WEIGHTS,
    }


def _booth(number: int, chance: random.Random) -> dict[str, Any]:
    row, position = divmod(number, 10)
    zone = _zone_name(number // 20)
    features = [name for name, share in FEATURES if chance.random() < share]
    return {"id": f"{zone}{number % 20 + 1:02d}", "row": row, "position": position, "zone": zone, "features": features}


def _zone_name(number: int) -> str:
    return chr(ord("A") + number) if number < 26 else "A" + chr(ord("A") + number - 26)


def _group(
    number: int, days: list[str], zones: list[str], kelurahan: list[str], chance: random.Random
) -> dict[str, Any]:
    liked = chance.sample(zones, min(3, len(zones)))
    least = 2 if chance.random() < 0.08 else 1
    wanted = days if chance.random() < 0.55 else chance.sample(days, chance.randint(1, len(days)))
    electricity = chance.random() < 0.35
    streak, wins = chance.choice((0, 0, 0, 1, 1, 2, 3)), chance.choice((0, 0, 1, 1, 2, 3))
    needs = ["electricity"] if electricity else []
    needs += ["water"] if chance.random() < 0.08 else []
    needs += ["cold"] if chance.random() < 0.02 else []
    disabled = chance.random() < 0.1
    needs += ["wheelchair"] if disabled and chance.random() < 0.4 else []
    return {
        "id": f"g{number + 1}",
        "category": chance.choice(CATEGORIES),
        "needs": needs,
        "watt": chance.choice((100, 200, 300, 450)) if electricity else 0,
        "booths_min": least,
        "booths_max": 2 if least == 2 or chance.random() < 0.2 else 1,
        "slots": sorted(wanted),
        "accepts_fewer_slots": chance.random() < 0.7,
        "zone_preferences": dict(zip(liked, (60, 40, 20), strict=False)),
        "kelurahan": chance.choice(kelurahan),
        "reserved": disabled,
        "points": max(1, 100 + 40 * streak - 12 * wins),
        "lottery": chance.randrange(1_000_000),
    }


def demand(data: dict[str, Any]) -> float:
    """Booth-slots asked for, by the smallest size of each group, to those there are."""
    asked = sum(len(group["slots"]) * group["booths_min"] for group in data["groups"])
    return asked / (len(data["booths"]) * len(data["slots"]))
