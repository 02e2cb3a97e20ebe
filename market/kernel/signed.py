"""A value that goes out in a form and comes back: signed, for one purpose, for so long."""

from datetime import timedelta

from market.kernel.clock import now
from market.kernel.tokens import is_signed, signature

MARK = "~"


def signed(value: str, purpose: str, lasts: timedelta) -> str:
    """The value with its end and a mark that only we can make. `purpose` says where it may come back."""
    until = f"{int((now() + lasts).timestamp()):x}"
    return MARK.join((value, until, signature("staged", _said(value, until, purpose))))


def unsigned(text: str, purpose: str) -> str | None:
    """The value; None when it was never signed for this purpose, or too long ago."""
    value, _, tail = text.partition(MARK)
    until, _, mark = tail.partition(MARK)
    if not is_signed("staged", _said(value, until, purpose), mark):
        return None
    return value if int(until, 16) > now().timestamp() else None


def _said(value: str, until: str, purpose: str) -> str:
    return "\n".join((purpose, until, value))
