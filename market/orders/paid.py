"""How a parcel stands with its money, in a word of docs/contract.md, and what that lets happen with its goods.

Each rule stands here twice: in Python for a page and the verbs, and over rows of sub_order and bill for the lists.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from market.kernel.clock import day_of
from market.kernel.record import table
from market.orders.order import SubOrder
from market.orders.state import ENDED
from market.payments.bill import Bill, BillState, Method
from market.payments.claim import Claim, is_claimed
from market.payments.payment import CAME
from market.payments.refund import Refund
from market.payments.refund_state import COUNTED, WAITING, RefundState

KIND = "order"
S, B, R = table(SubOrder), table(Bill), table(Refund)
BY_OFFER = S.c.pay_days.is_not(None)  # `by_offer` of a parcel over its row
ITS_BILL = sa.and_(B.c.kind == KIND, B.c.ref == S.c.number)


def pays_by(handed_at: datetime | None, days: int | None, zone: ZoneInfo) -> date | None:
    """The last of so many days after the goods were handed over, where they were; none before that."""
    return day_of(handed_at, zone) + timedelta(days=days) if handed_at and days is not None else None


def payment_state(sub: SubOrder, bill: Bill | None, claim: Claim | None, refunds: Sequence[Refund], paid: int) -> str:
    """`data-payment`, as docs/contract.md has it; `refunded` is of all that came in.

    A part that goes back beside a full payment changes nothing: it stays paid, and its goods leave.
    """
    going = sum(refund.amount for refund in refunds if refund.state in COUNTED)
    if bill is not None and bill.state is BillState.SETTLED and sub.state not in ENDED and going < paid:
        return "paid"
    if any(refund.waits for refund in refunds):
        return "refund_due"
    back = sum(refund.amount for refund in refunds if refund.state is RefundState.PAID)
    if back and back >= paid:
        return "refunded"
    if claim is not None:
        return "claimed"
    if bill is not None and bill.state is BillState.SETTLED:
        return "paid"
    if bill is not None and bill.open and paid:
        return "down_paid" if down_paid(sub, bill) else "part_paid"
    return "at_handover" if sub.method is Method.CASH else "unpaid"


def down_paid(sub: SubOrder, bill: Bill | None) -> bool:
    """Whether its down payment is there and the rest is not. `DOWN_PAID` alike."""
    return bill is not None and bill.open and sub.down_percent > 0 and bill.down_payment == 0


def money_first(sub: SubOrder) -> bool:
    """Whether money comes before work: all of it, or a down payment. Cash comes at hand-over, an office pays later.

    `MONEY_FIRST` alike.
    """
    return sub.method.ahead and (not sub.by_offer or sub.down_percent > 0)


def may_begin(sub: SubOrder, bill: Bill | None, payment: str) -> bool:
    """Whether the money for its goods to be made and packed is there; `payment` of `payment_state`. `MAY_BEGIN` alike.

    A parcel whose whole payment goes back is not paid: its goods stay.
    """
    return not money_first(sub) or payment == "paid" or down_paid(sub, bill)


def may_leave(sub: SubOrder, bill: Bill | None, payment: str) -> bool:
    """Whether its goods wait for no money any more: the rest besides a down payment too, but of an office, which has
    its days. `MAY_LEAVE` alike.
    """
    return not money_first(sub) or payment == "paid" or (sub.by_offer and down_paid(sub, bill))


def _payment() -> sa.Case[str]:
    """`payment_state` over rows of sub_order and bill."""
    counted = sa.select(sa.func.coalesce(sa.func.sum(R.c.amount), 0))
    given = counted.where(R.c.bill_id == B.c.id, R.c.state.in_(COUNTED)).correlate(B).scalar_subquery()
    kept = sa.and_(B.c.state == BillState.SETTLED, S.c.state.not_in(ENDED), given < CAME)
    due = sa.select(R.c.id).where(R.c.bill_id == B.c.id, R.c.state.in_(WAITING)).exists()
    back = sa.select(R.c.bill_id).where(R.c.bill_id == B.c.id, R.c.state == RefundState.PAID).group_by(R.c.bill_id)
    return sa.case(
        (kept, "paid"),
        (due, "refund_due"),
        (back.having(sa.func.sum(R.c.amount) >= CAME).exists(), "refunded"),
        (is_claimed(B), "claimed"),
        (B.c.state == BillState.SETTLED, "paid"),
        (sa.and_(DOWN_PAID, CAME > 0), "down_paid"),
        (sa.and_(B.c.state == BillState.OPEN, CAME > 0), "part_paid"),
        (S.c.method == Method.CASH, "at_handover"),
        else_="unpaid",
    )


DOWN_PAID = sa.and_(B.c.state == BillState.OPEN, S.c.down_percent > 0, B.c.down_payment == 0)
PAYMENT = _payment()
MONEY_FIRST = sa.and_(S.c.method != Method.CASH, sa.or_(~BY_OFFER, S.c.down_percent > 0))
MAY_BEGIN = sa.or_(sa.not_(MONEY_FIRST), PAYMENT == "paid", DOWN_PAID)
MAY_LEAVE = sa.or_(sa.not_(MONEY_FIRST), PAYMENT == "paid", sa.and_(BY_OFFER, DOWN_PAID))
