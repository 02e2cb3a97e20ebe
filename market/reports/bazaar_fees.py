"""What came of a bazaar's booth fees, in groups and whole rupiah."""

from collections.abc import Iterable
from dataclasses import dataclass

from market.bazaars.booking.fee import Fees
from market.payments.bill import BillState


@dataclass(frozen=True, slots=True)
class FeeTotals:
    """`billed` is what is owed or was paid; `back` what was paid and goes or went back."""

    billed: int
    billed_groups: int
    paid: int
    paid_groups: int
    open: int
    open_groups: int
    waived: int
    waived_groups: int
    back: int
    back_groups: int


def fee_totals(fees: Iterable[Fees], waived: Iterable[Fees]) -> FeeTotals:
    """`waived` are those of the groups whose fee was waived, also in `fees`."""
    everyone, spared = list(fees), list(waived)
    states = [{state: _in(each, state) for state in BillState} for each in everyone]
    paid = [each[BillState.SETTLED] for each in states]
    owed = [each[BillState.OPEN] for each in states]
    both = [settled + still for settled, still in zip(paid, owed, strict=True)]
    not_owed = [_in(each, BillState.CANCELLED) for each in spared]
    back = [each.back + each.returned for each in everyone]
    return FeeTotals(
        billed=sum(both), billed_groups=_some(both), paid=sum(paid), paid_groups=_some(paid), open=sum(owed),
        open_groups=_some(owed), waived=sum(not_owed), waived_groups=len(spared), back=sum(back),
        back_groups=_some(back),
    )  # fmt: skip


def _in(fees: Fees, state: BillState) -> int:
    return sum(bill.amount for bill in fees.bills if bill.state is state)


def _some(amounts: list[int]) -> int:
    return sum(each > 0 for each in amounts)
