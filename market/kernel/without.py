"""Takes a name or number out of JSON that was written down, only under keys that hold such things."""

import json
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa


def mentions(column: sa.ColumnElement[Any], said: Collection[str]) -> sa.ColumnElement[bool]:
    """Whether a JSON column holds one of these words, in a key or in a value."""
    text = sa.cast(column, sa.Text)
    return sa.or_(sa.false(), *(text.contains(json.dumps(each)[1:-1], autoescape=True) for each in said))


def without(values: dict[str, Any], keys: Collection[str], said: Collection[str], instead: str) -> dict[str, Any]:
    """The same values: `instead` where one of these `keys` holds one of what is `said`, all else as it was.

    Somebody may bear a name that is also a zone, a step or a path: so the value alone is not enough.
    """
    return {key: instead if key in keys and value in said else value for key, value in values.items()}
