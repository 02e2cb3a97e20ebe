"""A chat in plain letters, sign for sign: what is found at a place there stands at the same place as it was typed."""

import unicodedata
from functools import lru_cache

BLANK = frozenset(
    "\u00a0\u200b\u200c\u200d\u200e\u200f\u2007\u2009\u202a\u202b\u202c\u202d\u202e\u202f\u2060\ufe0e\ufe0f\u20e3"
    "\ufeff\t\r"
)
ALIKE = dict(zip("‐‑‒–—−’‘‛´`“”×⁄", "------'''''\"\"x/", strict=True))


def plain(text: str) -> str:
    """`text` in small letters without marks, of the same length; what is no letter of ours stays."""
    return "".join(map(_one, text))


@lru_cache(maxsize=4096)
def _one(sign: str) -> str:
    if sign.isascii():
        return sign.lower() if sign.isprintable() or sign == "\n" else " "
    if sign in BLANK:
        return " "
    if sign in ALIKE:
        return ALIKE[sign]
    bare = [each for each in unicodedata.normalize("NFKD", sign) if not unicodedata.combining(each)]
    return bare[0].lower() if len(bare) == 1 and bare[0].isascii() and bare[0].isprintable() else sign
