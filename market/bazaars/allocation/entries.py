"""One entry of an instance at a time: a text, a number, a list, each where it must be; whatever is wrong says where."""

import json
import math
from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

from market.kernel.refused import Refused

MOST = {"slots": 62, "booths": 3_000, "groups": 6_000, "circuits": 1_000, "pins": 12_000, "previous": 40_000}
MOST_NUMBER = 10**9
MOST_REASON = 1_000


def text_of(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def wrong(where: str, what: str) -> NoReturn:
    """Raises Refused. `where` names the part of the file, `what` the value in it."""
    raise Refused("instance_wrong", where=where, what=what)


def read_list(data: Mapping[str, Any], name: str, *, required: bool = True, most: int | None = None) -> list[Any]:
    value = data.get(name, None if required else [])
    if not isinstance(value, list):
        wrong(name, "?" if value is None else type(value).__name__)
    if len(value) > (most or MOST[name]):
        wrong(name, str(len(value)))
    return value


def read_dict(data: Mapping[str, Any], name: str, *, required: bool = True) -> dict[str, Any]:
    value = data.get(name, None if required else {})
    if not isinstance(value, dict):
        wrong(name, "?" if value is None else type(value).__name__)
    return value


def read_words(entry: Mapping[str, Any], name: str, where: str) -> list[str]:
    value = entry.get(name)
    if not isinstance(value, list) or len(value) > MOST["booths"] or not all(isinstance(word, str) for word in value):
        wrong(where, "?" if value is None else text_of(value)[:80])
    each_once(where, value)
    return value


def each_once(where: str, names: Iterable[str]) -> None:
    seen = set[str]()
    for name in names:
        if name in seen:
            wrong(where, name)
        seen.add(name)


def read_text(value: Any, where: str) -> str:
    if not isinstance(value, str) or not value or len(value) > 80:
        wrong(where, text_of(value)[:80])
    return value


def read_reason(value: Any, where: str) -> str:
    """What somebody wrote freely: as long as the forms take it, and not empty."""
    if not isinstance(value, str) or not value.strip() or len(value) > MOST_REASON:
        wrong(where, text_of(value)[:80])
    return value


def read_bool(value: Any, where: str) -> bool:
    if not isinstance(value, bool):
        wrong(where, text_of(value)[:80])
    return value


def read_int(value: Any, where: str, least: int, most: int = MOST_NUMBER) -> int:
    if isinstance(value, float) and not math.isfinite(value):
        wrong(where, str(value))
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        wrong(where, text_of(value)[:80])
    return value
