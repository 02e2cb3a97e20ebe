"""A value that goes out in a form and comes back: signed, for one purpose, for so long."""

import hashlib
import hmac
from datetime import timedelta

from market.kernel.clock import now
from market.kernel.settings import secret_key

MARK = "~"


def signed(value: str, purpose: str, lasts: timedelta) -> str:
    """The value with its end and a mark that only we can make. `purpose` says where it may come back."""
    until = f"{int((now() + lasts).timestamp()):x}"
    return MARK.join((value, until, _mark(value, until, purpose)))


def unsigned(text: str, purpose: str) -> str | None:
    """The value; None when it was never signed for this purpose, or too long ago."""
    value, _, tail = text.partition(MARK)
    until, _, mark = tail.partition(MARK)
    if not hmac.compare_digest(mark.encode(), _mark(value, until, purpose).encode()):
        return None
    return value if int(until, 16) > now().timestamp() else None


def _mark(value: str, until: str, purpose: str) -> str:
    said = "\n".join((purpose, until, value))
    return hmac.new(secret_key().encode(), said.encode(), hashlib.sha256).hexdigest()[:40]
