"""What groups are charged for their booths: more when they say yes, less when booths or days are taken away."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.booking.fee import KIND, NUMBER_LENGTH, number_of
from market.bazaars.registering.application import Application
from market.kernel.record import locked, table
from market.payments.bill import Bill, BillState, Custodian, Method
from market.payments.refund_owed import owe_refund, owed_back_of
from market.people.access import CLOCK
from market.people.group import Group


@dataclass(frozen=True, slots=True)
class Charged:
    """A registration's bills, the oldest first, with what of each goes back, in whole rupiah."""

    bills: Sequence[Bill]
    back: Mapping[int, int]

    @property
    def amount(self) -> int:
        """What is owed or was paid, less what goes back."""
        owed = sum(bill.amount for bill in self.bills if bill.open)
        settled = [bill for bill in self.bills if bill.state is BillState.SETTLED]
        return owed + sum(bill.amount - self.back[bill.key] for bill in settled)

    def lessen(self, cost: int) -> None:
        """No more than `cost` is owed; what was paid above goes back."""
        above = self.amount - cost
        for bill in reversed(self.bills):
            if above <= 0:
                return
            if bill.open and bill.amount <= above:
                above -= bill.amount
                bill.cancel(CLOCK)
            elif bill.open:
                bill.amount = bill.asked = bill.amount - above
                above = 0
            elif bill.state is BillState.SETTLED:
                back = min(above, bill.amount - self.back[bill.key])
                owe_refund(bill.db, bill, back, reason="cancelled")
                above -= back


def _charged(db: Session, numbers: Collection[str]) -> dict[str, Charged]:
    """By registration number, in two statements; the bills are locked."""
    rows = table(Bill)
    mine = sa.func.substr(rows.c.ref, 1, NUMBER_LENGTH).in_(numbers)
    bills = list(db.scalars(locked(sa.select(Bill).where(rows.c.kind == KIND, mine).order_by(rows.c.id))))
    back, found = owed_back_of(db, bills), dict[str, list[Bill]]()
    for bill in bills:
        found.setdefault(number_of(bill), []).append(bill)
    return {number: Charged(found.get(number, []), back) for number in numbers}


def charge(db: Session, application: Application, cost: int) -> None:
    """Charges of `cost`, whole rupiah for all it holds, what is not charged yet; nothing when the fee was waived."""
    if application.fee_waived:
        return
    charged = _charged(db, [application.number])[application.number]
    bills, more = charged.bills, cost - charged.amount
    if more <= 0:
        return
    open_ = next((bill for bill in bills if bill.open), None)
    if open_:
        open_.amount = open_.asked = open_.amount + more
        return
    group = Group.get(db, application.group_id)
    Bill(
        kind=KIND,
        ref=f"{application.number}+{len(bills) + 1}" if bills else application.number,
        payer_name=group.name,
        payer_phone=group.phone or "",
        method=Method.TRANSFER,
        custodian=Custodian.ORGANISER,
        amount=more,
        asked=more,
    ).add(db)


def lessen(db: Session, costs: Mapping[str, int]) -> None:
    """Booths or days were taken away: by registration number what is owed for those left, in whole rupiah; what was
    paid above goes back."""
    for number, charged in _charged(db, list(costs)).items():
        charged.lessen(costs[number])
