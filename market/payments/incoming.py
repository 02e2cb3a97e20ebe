"""Money that came in, and what it does to its bill: settled, still short, too much, or too late.

None of it is silent. What is missing is asked of the buyer, what is too much or too late is owed back: a task.
"""

from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.refused import Overtaken, needed_reason
from market.payments.bill import Bill, handler, lock_bill
from market.payments.confirming import require_confirmer
from market.payments.payment import Payment, paid_parts, pay
from market.payments.refund_owed import overpaid
from market.people.access import Actor
from market.people.act import note


def take_in(db: Session, bill: Bill, by: Actor, came: int | None = None, card_session_id: int | None = None) -> Payment:
    """So much came in, by default what is still asked. The caller holds the bill's lock."""
    payment = pay(db, bill, by=by, came=came, card_session_id=card_session_id)
    if bill.open:
        missing = missing_of(db, bill)
        if missing:
            bill.run_on()
            handler(bill.kind).part_paid(db, bill, by, missing)
        else:
            bill.settle(by)
    overpaid(db, bill)
    return payment


def missing_of(db: Session, bill: Bill) -> int:
    """Whole rupiah of a bill's amount that did not come in yet. The few rupiah that mark it are never missing."""
    return max(0, bill.amount - paid_parts(db, bill.key)[0])


def accept_less(db: Session, bill: Bill, by: Actor, reason: str) -> None:
    """The group takes what came in for the whole: the bill's amount becomes that, and it is settled."""
    reason = needed_reason(reason)
    bill = lock_bill(db, bill.key)
    require_confirmer(db, by, bill)
    amount, besides = paid_parts(db, bill.key)
    if not bill.open or not amount:
        raise Overtaken("bill_closed")
    note(db, by, "less_accepted", bill.group_id, amount=bill.amount - amount, ref=bill.ref, reason=reason)
    bill.fee = min(bill.fee, bill.fee * amount // bill.amount)
    settle_with(bill, amount, besides, by)


def settle_with(bill: Bill, amount: int, besides: int, by: Actor) -> None:
    """So much came, and is enough. It may be what another bill of the account asks: this one asks no sum of its own."""
    bill.amount, bill.asked = amount, amount + besides
    bill.released_at = bill.released_at or now()
    bill.settle(by)
