"""Money that went back at once, in cash, where it had come in."""

from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.money import rupiah
from market.kernel.refused import Refused
from market.payments.bill import Bill
from market.payments.payment import paid_parts
from market.payments.refund import RETURNED, Refund
from market.payments.refund_owed import refundable
from market.payments.refund_state import How, RefundState, RefundWay
from market.people.access import Actor


def give_back_at_once(db: Session, bill: Bill, amount: int, *, reason: str, by: Actor) -> Refund:
    """So many whole rupiah of a bill, whose lock the caller holds, went out of the drawer for goods that came back.

    Refused above what came in and did not go back yet.
    """
    left = refundable(db, bill)
    if amount > left:
        raise Refused("refund_too_much", n=rupiah(left))
    besides = max(0, amount - paid_parts(db, bill.key).amount)
    refund = Refund(
        bill_id=bill.key, group_id=bill.group_id, amount=amount, besides=besides,
        reason=RETURNED, note=reason[:300], way=RefundWay.BY_HAND, **who_did(by, "granted_by"),
        state=RefundState.PAID, paid_at=now(), paid_by_id=by.person_id, how=How.CASH,
    ).add(db)  # fmt: skip
    refund.book()
    return refund
