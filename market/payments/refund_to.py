"""Where money went that somebody gave back by hand: to an account that its buyer named, or as she told by word."""

from collections.abc import Sequence
from typing import Any

from market.kernel.refused import NotFound, Refused
from market.payments.refund_account import RefundAccount
from market.payments.refund_state import How, RefundWay


def to_account(named: Sequence[RefundAccount], account: int | None) -> dict[str, Any]:
    """The columns of a refund for the account of this id, by default the last that was named; nothing where none was.
    Refused while that one waits, NotFound for another buyer's."""
    if account is None and not named:
        return {}
    to = named[-1] if account is None else next((each for each in named if each.key == account), None)
    if to is None:
        raise NotFound(f"account {account}")
    if to.waits:
        raise Refused("refund_account_waits", account=to.label, when=to.usable_at)
    return {"bank": to.bank, "number": to.number, "holder": to.holder}


def by_word(way: RefundWay, how: How | None, told: str) -> dict[str, Any]:
    """The columns for a buyer who named no account: `how` it went back, and in words which account she told."""
    if how is None or (how is How.CASH and way is RefundWay.BANK):
        raise Refused("refund_how", field="how")
    if how is How.CASH:
        return {"how": how}
    if len(told.strip()) < 5:
        raise Refused("refund_told", field="told")
    return {"how": how, "number": told.strip()[:40]}
