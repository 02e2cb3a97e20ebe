"""What came from outside, read in one way: whole numbers, letters that every database takes, JSON."""

import json
import re
from typing import Any

from market.kernel.refused import Refused

HIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")  # signs that no text has
BROKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff]")  # and halves of letters
DIGITS = 18  # of the largest number that every engine holds
MOST_KEY = 2**31 - 1  # an id or a version: more digits no database takes
MOST_JSON = 2_000_000


def whole(text: str, most: int = 10**DIGITS - 1) -> int | None:
    """The number that plain digits mean, `0` to `most`; None for anything else.

    `str.isdigit` is true of `²` and `int` reads `٣` and `1_000`, so neither is used anywhere else.
    """
    if not (text.isascii() and text.isdecimal()) or len(text) > DIGITS:
        return None
    number = int(text)
    return number if number <= most else None


def letters(text: str) -> str:
    """`text` without hidden signs, of which NUL ends a text in PostgreSQL and no sheet holds any, and without halves of
    letters, which no file can hold."""
    return BROKEN.sub("", text)


def fitting(text: str, most: int) -> str:
    """`text` as it is. Refused when it is longer than what is kept, so that nothing is cut off in silence."""
    if len(text) > most:
        raise Refused("text_too_long", n=most)
    return text


def read_json(text: str) -> Any:
    """The value of a JSON text. Refused when it is no JSON, is too long, or is nested too deeply."""
    if len(text) > MOST_JSON:
        raise Refused("unclear")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise Refused("unclear") from None
