"""A mark of what a page showed: it comes back with a decision, which is refused when the facts have changed since."""

import hashlib

from market.kernel.refused import Overtaken

LENGTH = 22


def mark_of(*shown: object) -> str:
    """The digest of these facts, for a hidden field `mark`. No secret: whoever reads it reads the facts beside it."""
    return hashlib.sha256(repr(shown).encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]


def require_mark(given: str, mark: str) -> None:
    """Overtaken when the page showed other facts. Call it within the write, with the rows concerned locked."""
    if given != mark:
        raise Overtaken("shown_moved")
