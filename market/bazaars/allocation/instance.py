"""Reading an instance file: every value checked, everything wrong named. Format: docs/allocation.md."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from market.bazaars.allocation.entries import (
    MOST_NUMBER,
    each_once,
    read_bool,
    read_dict,
    read_int,
    read_list,
    read_text,
    read_words,
    text_of,
    wrong,
)
from market.bazaars.allocation.parts import FEATURES, Applicant, InstanceBooth, Placement, Rules, Supply, Weights
from market.bazaars.allocation.problem import Problem
from market.kernel.refused import Refused

MOST_PAIRS = 20_000


def strict_json(text: str | bytes) -> dict[str, Any]:
    """The JSON of an instance or a plan; NaN and Infinity are no JSON."""
    try:
        data = json.loads(text, parse_constant=lambda name: wrong("JSON", name))
    except (ValueError, RecursionError) as error:
        if isinstance(error, Refused):
            raise
        wrong("JSON", str(error)[:80])
    if not isinstance(data, dict):
        wrong("JSON", type(data).__name__)
    return data


def canonical(value: Any) -> Any:
    """The same value with every list sorted by its elements' canonical JSON."""
    if isinstance(value, dict):
        return {key: canonical(value[key]) for key in sorted(value)}
    if isinstance(value, list):
        return sorted((canonical(item) for item in value), key=text_of)
    return value


def instance_hash(data: Mapping[str, Any]) -> str:
    """`sha256:` and the hash of the canonical JSON."""
    return "sha256:" + hashlib.sha256(text_of(canonical(dict(data))).encode()).hexdigest()


def read_instance(data: Mapping[str, Any]) -> Problem:
    """A problem from an instance; Refused names what is wrong."""
    slots = _slots(data)
    booths = _booths(data)
    known = {booth.id for booth in booths}
    zones = {booth.id: booth.zone for booth in booths}
    pairs = _couples(data, "pairs", known)
    for a, b in pairs:
        if zones[a] != zones[b]:
            wrong("pairs", f"{a}, {b}")
    groups = [_group(entry, slots) for entry in read_list(data, "groups")]
    each_once("groups", [group.id for group in groups])
    ids = {group.id for group in groups}
    return Problem(
        slots=slots,
        booths=booths,
        neighbours=_couples(data, "neighbours", known),
        pairs=pairs,
        circuits=_circuits(data, known),
        groups=groups,
        rules=_rules(read_dict(data, "rules"), slots),
        pins=[_pin(entry, ids, known, slots) for entry in read_list(data, "pins", required=False)],
        previous=[
            _placement(entry, "previous", None, None, None) for entry in read_list(data, "previous", required=False)
        ],
        weights=_weights(read_dict(data, "weights")),
        hash=instance_hash(data),
        mix=read_bool(data.get("mix", False), "mix"),
    )


def _slots(data: Mapping[str, Any]) -> list[str]:
    slots = sorted(read_text(slot, "slots") for slot in read_list(data, "slots"))
    each_once("slots", slots)
    return slots


def _booths(data: Mapping[str, Any]) -> list[InstanceBooth]:
    booths = []
    for entry in read_list(data, "booths"):
        if not isinstance(entry, dict):
            wrong("booths", text_of(entry)[:80])
        name = read_text(entry.get("id"), "booths.id")
        features = read_words(entry, "features", f"booths.{name}.features")
        for feature in features:
            if feature not in FEATURES:
                wrong(f"booths.{name}.features", feature)
        booths.append(InstanceBooth(name, read_text(entry.get("zone"), f"booths.{name}.zone"), frozenset(features)))
        for side in ("row", "position"):
            if side in entry:
                read_int(entry[side], f"booths.{name}.{side}", -MOST_NUMBER)
    booths.sort(key=lambda booth: booth.id)
    each_once("booths", [booth.id for booth in booths])
    return booths


def _couples(data: Mapping[str, Any], name: str, known: set[str]) -> list[tuple[str, str]]:
    found = []
    for entry in read_list(data, name, most=MOST_PAIRS):
        if not isinstance(entry, list) or len(entry) != 2 or not all(isinstance(side, str) for side in entry):
            wrong(name, text_of(entry)[:80])
        for side in entry:
            if side not in known:
                wrong(name, side)
        if entry[0] == entry[1]:
            wrong(name, entry[0])
        found.append((min(entry), max(entry)))
    each_once(name, [", ".join(couple) for couple in found])
    return sorted(found)


def _circuits(data: Mapping[str, Any], known: set[str]) -> list[Supply]:
    circuits, taken = [], set[str]()
    for entry in read_list(data, "circuits", required=False):
        if not isinstance(entry, dict):
            wrong("circuits", text_of(entry)[:80])
        name = read_text(entry.get("id"), "circuits.id")
        booths = read_words(entry, "booths", f"circuits.{name}.booths")
        for booth in booths:
            if booth not in known or booth in taken:
                wrong(f"circuits.{name}.booths", booth)
            taken.add(booth)
        watt = read_int(entry.get("watt"), f"circuits.{name}.watt", 0)
        circuits.append(Supply(id=name, watt=watt, booths=tuple(sorted(booths))))
    each_once("circuits", [each.id for each in circuits])
    return sorted(circuits)


def _group(entry: Any, slots: list[str]) -> Applicant:
    if not isinstance(entry, dict):
        wrong("groups", text_of(entry)[:80])
    name = read_text(entry.get("id"), "groups.id")
    at = f"groups.{name}"
    needs = read_words(entry, "needs", f"{at}.needs")
    for need in needs:
        if need not in FEATURES:
            wrong(f"{at}.needs", need)
    asked = read_words(entry, "slots", f"{at}.slots")
    for slot in asked:
        if slot not in slots:
            wrong(f"{at}.slots", slot)
    if not asked:
        wrong(f"{at}.slots", "[]")
    least, most = (read_int(entry.get(side), f"{at}.{side}", 1, 2) for side in ("booths_min", "booths_max"))
    if least > most:
        wrong(f"{at}.booths_max", str(most))
    liked = read_dict(entry, "zone_preferences", required=False)
    kelurahan = entry.get("kelurahan")
    return Applicant(
        id=name,
        category=read_text(entry.get("category"), f"{at}.category"),
        needs=frozenset(needs),
        watt=read_int(entry.get("watt", 0), f"{at}.watt", 0),
        booths_min=least,
        booths_max=most,
        slots=tuple(sorted(asked)),
        accepts_fewer=read_bool(entry.get("accepts_fewer_slots"), f"{at}.accepts_fewer_slots"),
        preferences={
            read_text(zone, at): read_int(liked[zone], f"{at}.zone_preferences.{zone}", 0) for zone in sorted(liked)
        },
        kelurahan=None if kelurahan is None else read_text(kelurahan, f"{at}.kelurahan"),
        reserved=read_bool(entry.get("reserved", False), f"{at}.reserved"),
        points=read_int(entry.get("points"), f"{at}.points", 1),
        lottery=read_int(entry.get("lottery", 0), f"{at}.lottery", 0),
    )


def _rules(given: Mapping[str, Any], slots: list[str]) -> Rules:
    reserved = read_dict(given, "reserved_groups", required=False)
    for slot in reserved:
        if slot not in slots:
            wrong("rules.reserved_groups", slot)
    limits = {}
    for name in ("category_limit_per_zone", "kelurahan_limit"):
        value = given.get(name)
        limits[name] = None if value is None else read_int(value, f"rules.{name}", 0)
    return Rules(
        reserved={slot: read_int(reserved[slot], f"rules.reserved_groups.{slot}", 0) for slot in sorted(reserved)},
        category_limit=limits["category_limit_per_zone"],
        kelurahan_limit=limits["kelurahan_limit"],
    )


def _weights(given: Mapping[str, Any]) -> Weights:
    return Weights(**{name: read_int(given.get(name), f"weights.{name}", 0) for name in Weights.__dataclass_fields__})


def _pin(entry: Any, groups: set[str], booths: set[str], slots: list[str]) -> Placement:
    return _placement(entry, "pins", groups, booths, slots)


def _placement(
    entry: Any, where: str, groups: set[str] | None, booths: set[str] | None, slots: list[str] | None
) -> Placement:
    """One group in these booths in these slots; `previous` may tell of groups and booths that are gone."""
    if not isinstance(entry, dict):
        wrong(where, text_of(entry)[:80])
    group = read_text(entry.get("group"), f"{where}.group")
    if groups is not None and group not in groups:
        wrong(f"{where}.group", group)
    stands = read_words(entry, "booths", f"{where}.{group}.booths")
    one = where == "previous" and "slot" in entry  # placements of a plan file name one slot each
    days = [read_text(entry["slot"], where)] if one else read_words(entry, "slots", f"{where}.{group}.slots")
    for each, known in ((stands, booths), (days, slots)):
        if not each:
            wrong(f"{where}.{group}", "[]")
        for value in each:
            if known is not None and value not in known:
                wrong(f"{where}.{group}", str(value))
    return Placement(group, tuple(sorted(stands)), tuple(sorted(days)))
