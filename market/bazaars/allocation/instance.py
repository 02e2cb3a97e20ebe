"""Reading an instance file: every value checked, everything wrong named. Format: docs/allocation.md."""

import hashlib
import json
import math
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from market.bazaars.allocation.problem import (
    FEATURES,
    Applicant,
    InstanceBooth,
    Placement,
    Problem,
    Rules,
    Supply,
    Weights,
)
from market.kernel.refused import Refused

MOST = {"slots": 62, "booths": 3_000, "groups": 6_000, "circuits": 1_000, "pins": 12_000, "previous": 40_000}
MOST_PAIRS = 20_000
MOST_NUMBER = 10**9


def wrong(where: str, what: str) -> NoReturn:
    """`where` names the part of the file, `what` the value in it."""
    raise Refused("instance_wrong", where=where, what=what)


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


def text_of(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


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
    groups = [_group(entry, slots) for entry in _list(data, "groups")]
    _once("groups", [group.id for group in groups])
    ids = {group.id for group in groups}
    return Problem(
        slots=slots,
        booths=booths,
        neighbours=_couples(data, "neighbours", known),
        pairs=pairs,
        circuits=_circuits(data, known),
        groups=groups,
        rules=_rules(_dict(data, "rules"), slots),
        pins=[_pin(entry, ids, known, slots) for entry in _list(data, "pins", required=False)],
        previous=[_placement(entry, "previous", None, None, None) for entry in _list(data, "previous", required=False)],
        weights=_weights(_dict(data, "weights")),
        hash=instance_hash(data),
        mix=_bool(data.get("mix", False), "mix"),
    )


def _slots(data: Mapping[str, Any]) -> list[str]:
    slots = sorted(_text(slot, "slots") for slot in _list(data, "slots"))
    _once("slots", slots)
    return slots


def _booths(data: Mapping[str, Any]) -> list[InstanceBooth]:
    booths = []
    for entry in _list(data, "booths"):
        if not isinstance(entry, dict):
            wrong("booths", text_of(entry)[:80])
        name = _text(entry.get("id"), "booths.id")
        features = _words(entry, "features", f"booths.{name}.features")
        for feature in features:
            if feature not in FEATURES:
                wrong(f"booths.{name}.features", feature)
        booths.append(InstanceBooth(name, _text(entry.get("zone"), f"booths.{name}.zone"), frozenset(features)))
        for side in ("row", "position"):
            if side in entry:
                _int(entry[side], f"booths.{name}.{side}", -MOST_NUMBER)
    booths.sort(key=lambda booth: booth.id)
    _once("booths", [booth.id for booth in booths])
    return booths


def _couples(data: Mapping[str, Any], name: str, known: set[str]) -> list[tuple[str, str]]:
    found = []
    for entry in _list(data, name, most=MOST_PAIRS):
        if not isinstance(entry, list) or len(entry) != 2 or not all(isinstance(side, str) for side in entry):
            wrong(name, text_of(entry)[:80])
        for side in entry:
            if side not in known:
                wrong(name, side)
        if entry[0] == entry[1]:
            wrong(name, entry[0])
        found.append((min(entry), max(entry)))
    _once(name, [", ".join(couple) for couple in found])
    return sorted(found)


def _circuits(data: Mapping[str, Any], known: set[str]) -> list[Supply]:
    circuits, taken = [], set[str]()
    for entry in _list(data, "circuits", required=False):
        if not isinstance(entry, dict):
            wrong("circuits", text_of(entry)[:80])
        name = _text(entry.get("id"), "circuits.id")
        booths = _words(entry, "booths", f"circuits.{name}.booths")
        for booth in booths:
            if booth not in known or booth in taken:
                wrong(f"circuits.{name}.booths", booth)
            taken.add(booth)
        watt = _int(entry.get("watt"), f"circuits.{name}.watt", 0)
        circuits.append(Supply(id=name, watt=watt, booths=tuple(sorted(booths))))
    _once("circuits", [each.id for each in circuits])
    return sorted(circuits)


def _group(entry: Any, slots: list[str]) -> Applicant:
    if not isinstance(entry, dict):
        wrong("groups", text_of(entry)[:80])
    name = _text(entry.get("id"), "groups.id")
    at = f"groups.{name}"
    needs = _words(entry, "needs", f"{at}.needs")
    for need in needs:
        if need not in FEATURES:
            wrong(f"{at}.needs", need)
    asked = _words(entry, "slots", f"{at}.slots")
    for slot in asked:
        if slot not in slots:
            wrong(f"{at}.slots", slot)
    if not asked:
        wrong(f"{at}.slots", "[]")
    least, most = (_int(entry.get(side), f"{at}.{side}", 1, 2) for side in ("booths_min", "booths_max"))
    if least > most:
        wrong(f"{at}.booths_max", str(most))
    liked = _dict(entry, "zone_preferences", required=False)
    kelurahan = entry.get("kelurahan")
    return Applicant(
        id=name,
        category=_text(entry.get("category"), f"{at}.category"),
        needs=frozenset(needs),
        watt=_int(entry.get("watt", 0), f"{at}.watt", 0),
        booths_min=least,
        booths_max=most,
        slots=tuple(sorted(asked)),
        accepts_fewer=_bool(entry.get("accepts_fewer_slots"), f"{at}.accepts_fewer_slots"),
        preferences={_text(zone, at): _int(liked[zone], f"{at}.zone_preferences.{zone}", 0) for zone in sorted(liked)},
        kelurahan=None if kelurahan is None else _text(kelurahan, f"{at}.kelurahan"),
        reserved=_bool(entry.get("reserved", False), f"{at}.reserved"),
        points=_int(entry.get("points"), f"{at}.points", 1),
        lottery=_int(entry.get("lottery", 0), f"{at}.lottery", 0),
    )


def _rules(given: Mapping[str, Any], slots: list[str]) -> Rules:
    reserved = _dict(given, "reserved_groups", required=False)
    for slot in reserved:
        if slot not in slots:
            wrong("rules.reserved_groups", slot)
    limits = {}
    for name in ("category_limit_per_zone", "kelurahan_limit"):
        value = given.get(name)
        limits[name] = None if value is None else _int(value, f"rules.{name}", 0)
    return Rules(
        reserved={slot: _int(reserved[slot], f"rules.reserved_groups.{slot}", 0) for slot in sorted(reserved)},
        category_limit=limits["category_limit_per_zone"],
        kelurahan_limit=limits["kelurahan_limit"],
    )


def _weights(given: Mapping[str, Any]) -> Weights:
    return Weights(**{name: _int(given.get(name), f"weights.{name}", 0) for name in Weights.__dataclass_fields__})


def _pin(entry: Any, groups: set[str], booths: set[str], slots: list[str]) -> Placement:
    return _placement(entry, "pins", groups, booths, slots)


def _placement(
    entry: Any, where: str, groups: set[str] | None, booths: set[str] | None, slots: list[str] | None
) -> Placement:
    """One group in these booths in these slots; `previous` may tell of groups and booths that are gone."""
    if not isinstance(entry, dict):
        wrong(where, text_of(entry)[:80])
    group = _text(entry.get("group"), f"{where}.group")
    if groups is not None and group not in groups:
        wrong(f"{where}.group", group)
    stands = _words(entry, "booths", f"{where}.{group}.booths")
    one = where == "previous" and "slot" in entry  # placements of a plan file name one slot each
    days = [_text(entry["slot"], where)] if one else _words(entry, "slots", f"{where}.{group}.slots")
    for each, known in ((stands, booths), (days, slots)):
        if not each:
            wrong(f"{where}.{group}", "[]")
        for value in each:
            if known is not None and value not in known:
                wrong(f"{where}.{group}", str(value))
    return Placement(group, tuple(sorted(stands)), tuple(sorted(days)))


def _list(data: Mapping[str, Any], name: str, *, required: bool = True, most: int | None = None) -> list[Any]:
    value = data.get(name, None if required else [])
    if not isinstance(value, list):
        wrong(name, "?" if value is None else type(value).__name__)
    if len(value) > (most or MOST[name]):
        wrong(name, str(len(value)))
    return value


def _dict(data: Mapping[str, Any], name: str, *, required: bool = True) -> dict[str, Any]:
    value = data.get(name, None if required else {})
    if not isinstance(value, dict):
        wrong(name, "?" if value is None else type(value).__name__)
    return value


def _words(entry: Mapping[str, Any], name: str, where: str) -> list[str]:
    value = entry.get(name)
    if not isinstance(value, list) or len(value) > MOST["booths"] or not all(isinstance(word, str) for word in value):
        wrong(where, "?" if value is None else text_of(value)[:80])
    _once(where, value)
    return value


def _once(where: str, names: Iterable[str]) -> None:
    seen = set[str]()
    for name in names:
        if name in seen:
            wrong(where, name)
        seen.add(name)


def _text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value or len(value) > 80:
        wrong(where, text_of(value)[:80])
    return value


def _bool(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        wrong(where, text_of(value)[:80])
    return value


def _int(value: Any, where: str, least: int, most: int = MOST_NUMBER) -> int:
    if isinstance(value, float) and not math.isfinite(value):
        wrong(where, str(value))
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        wrong(where, text_of(value)[:80])
    return value
