"""How much a request may bring, in bytes, and how many fields."""

from starlette.types import Scope

from market.kernel.typed import whole

MOST_BODY = 26_000_000  # of a form with files
MOST_FORM = 200_000  # of one without: it is read on the loop, a few milliseconds at worst
MOST_SHEET = 1_000_000  # of one that carries the rows of a preview
TOO_LONG = "form_too_long"  # the detail of a 413 for a form without files
MOST_FILES, MOST_FIELDS = 12, 600


def length_of(scope: Scope, *, unsaid: int = 0) -> int:
    """How long a body says it is, or `unsaid` when it comes in chunks; a body that is longer than it said is
    cut off later, with a plain 413."""
    for name, value in scope["headers"]:
        if name == b"content-length":
            return whole(value.decode("latin-1")) or 0
    return unsaid
