"""Somebody's name and numbers out of what was written down as JSON."""

import json
from collections.abc import Collection
from typing import Any


def without(kept: str, names: Collection[str], ways: Collection[str], gone: str) -> str:
    """The same JSON: `gone` in place of each of these names, nothing in place of these numbers and addresses."""
    return json.dumps(_without(json.loads(kept), frozenset(names), frozenset(ways), gone))


def _without(value: Any, names: frozenset[str], ways: frozenset[str], gone: str) -> Any:
    if isinstance(value, dict):
        return {key: _without(each, names, ways, gone) for key, each in value.items()}
    if isinstance(value, list):
        return [_without(each, names, ways, gone) for each in value]
    if not isinstance(value, str):
        return value
    return gone if value in names else "" if value in ways else value
