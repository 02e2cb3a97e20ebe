"""Booth fees: a bill of the organiser to a group, paid to its treasurer or waived with a reason."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.application import Application
from market.bazaars.bazaar import Bazaar
from market.kernel.record import table
from market.kernel.refused import Overtaken, needed_reason
from market.payments.bill import Bill, BillState, Holder, Method, bill_for, lock_bill
from market.payments.payment import pay
from market.payments.refund import Refund, owe_refund, owed_back
from market.people.access import Actor
from market.people.group import Group

KIND = "booth_fee"


class BoothFees:
    """A booth fee has no clock and no claim: the treasurer says what came in. Nothing else follows from it."""

    def settled(self, db: Session, bill: Bill) -> None: ...
    def expired(self, db: Session, bill: Bill) -> None: ...
    def claimed(self, db: Session, bill: Bill) -> None: ...
    def claim_refused(self, db: Session, bill: Bill, reason: str) -> None: ...
    def refund_owed(self, db: Session, bill: Bill) -> None: ...
    def refunded(self, db: Session, bill: Bill) -> None: ...


def charge(db: Session, bazaar: Bazaar, application: Application, booths: int) -> None:
    """Owes the fee of so many booths and slots; once, and not when it was waived."""
    if bazaar.fee == 0 or application.fee_waived or bill_for(db, KIND, application.number):
        return
    group = Group.get(db, application.group_id)
    Bill(
        kind=KIND,
        ref=application.number,
        payer_name=group.name,
        payer_phone=group.phone or "",
        method=Method.TRANSFER,
        holder=Holder.ORGANISER,
        amount=bazaar.fee * booths,
        asked=bazaar.fee * booths,
    ).add(db)


def drop(db: Session, application: Application) -> None:
    """The group does not stand there after all: nothing is owed, and what was paid is owed back."""
    bill = bill_for(db, KIND, application.number)
    if bill is None:
        return
    bill = lock_bill(db, bill.key)
    if bill.state is BillState.OPEN:
        bill.cancel()
    elif bill.state is BillState.SETTLED:
        owe_refund(db, bill, bill.asked, reason="cancelled")


def lessen(db: Session, bazaar: Bazaar, application: Application, booths: int) -> None:
    """The organiser took booths or days away: what is owed is the fee of those left, what was paid above goes back."""
    bill = bill_for(db, KIND, application.number)
    if bill is None:
        return
    bill, owed = lock_bill(db, bill.key), bazaar.fee * booths
    if owed == 0:
        drop(db, application)
    elif bill.state is BillState.OPEN:
        bill.amount = bill.asked = min(owed, bill.amount)
    elif bill.state is BillState.SETTLED:
        owe_refund(db, bill, bill.amount - owed - owed_back(db, bill), reason="cancelled")


def _open(db: Session, application: Application) -> Bill:
    bill = bill_for(db, KIND, application.number)
    if bill is None or not lock_bill(db, bill.key).open:
        raise Overtaken("state_moved")
    return bill


def receive_fee(db: Session, application: Application, *, by: Actor) -> None:
    """The organiser's treasurer has the money."""
    bill = _open(db, application)
    pay(db, bill, by=by)
    bill.settle()


def waive_fee(db: Session, application: Application, reason: str) -> None:
    """Nothing is owed, for a reason that stays written down."""
    application.fee_waived = needed_reason(reason)
    _open(db, application).cancel()


def fees_of(db: Session, numbers: list[str]) -> dict[str, tuple[Bill, bool]]:
    """By registration number its bill, and whether money is owed back."""
    bills, refunds = table(Bill), table(Refund)
    owed = sa.select(refunds.c.id).where(refunds.c.bill_id == bills.c.id, refunds.c.paid_at.is_(None)).exists()
    wanted = sa.select(Bill, owed).where(bills.c.kind == KIND, bills.c.ref.in_(numbers))
    return {bill.ref: (bill, bool(due)) for bill, due in db.execute(wanted)}


def give_fee_back(db: Session, application: Application, *, by: Actor) -> None:
    """The organiser's treasurer returned what was paid."""
    bill = bill_for(db, KIND, application.number)
    rows = table(Refund)
    due = bill and db.scalars(sa.select(Refund).where(rows.c.bill_id == bill.key, rows.c.paid_at.is_(None))).first()
    if not due:
        raise Overtaken("state_moved")
    due.pay_back(by)
