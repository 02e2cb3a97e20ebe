"""A mark of what a page showed: who judges says by it what she read, and judges nothing that is something else now."""

import hashlib

from market.kernel.refused import Overtaken

LENGTH = 22


def mark_of(*shown: object) -> str:
    """The digest of these facts, for a hidden field `mark`. No secret: whoever reads it reads the facts beside it."""
    return hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]


def require_mark(given: str, *shown: object) -> None:
    """Overtaken when the page of who judges showed other facts. Ask it within the write, with what is judged locked."""
    if given != mark_of(*shown):
        raise Overtaken("shown_moved")
