"""A name or number out of what was written down as JSON, only where such a thing is said."""

import json
from collections.abc import Collection


def without(kept: str, keys: Collection[str], said: Collection[str], instead: str) -> str:
    """The same JSON object: `instead` where one of these `keys` holds one of what is `said`, all else as it was.

    Somebody may bear a name that is also a zone, a step or a path: by its value alone nothing is taken away.
    """
    values = json.loads(kept)
    return json.dumps({key: instead if key in keys and value in said else value for key, value in values.items()})
