"""What of a group's money waits: it came for goods that are not handed over yet, or lies with the platform.

It is shared by nobody before it is in: an order may still be cancelled, and what lies with the platform is in another's
hand. Once it is in, it is of the month in which that happened.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.orders.event import OrderEvent
from market.orders.order import SubOrder
from market.orders.state import ENDED, ENDS
from market.payments.bill import Bill, Custodian
from market.payments.ledger import ENTRIES, Fact, net, own, payable, receivable, rounding
from market.payments.refund import Refund
from market.payments.refund_state import COUNTED, RefundState

B, R, S, E, H = table(Bill), table(Refund), table(SubOrder), ENTRIES.c, table(OrderEvent).c
GONE = (RefundState.SENT, RefundState.PAID)


def waits_more(db: Session, group_id: int, start: datetime | None, end: datetime) -> int:
    """Whole rupiah by which more waits at the end than at the start, as far as is known now; of no start, all of it.

    Below 0 where more came in than began to wait. What is owed back to buyers besides is not in it.
    """
    before = _waiting(group_id, start) if start else sa.literal(0)
    return int(db.execute(sa.select(_waiting(group_id, end) - before)).scalar_one())


def _waiting(group_id: int, moment: datetime) -> sa.ColumnElement[int]:
    """What waits at a moment: by the books, less what buyers are to get back of it, which is told apart."""
    owed_by_then = (R.c.state.in_(COUNTED), R.c.owed_at < moment)
    ends_later = sa.select(H.id).where(H.sub_order_id == S.c.id, H.code.in_(ENDS), H.at >= moment).exists()
    here = sa.or_(S.c.handed_at.is_(None), S.c.handed_at >= moment)
    bills = (
        sa.select(B.c.ref)
        .join(SubOrder, S.c.number == B.c.ref)
        .where(B.c.group_id == group_id, B.c.custodian == Custodian.GROUP, here)
        .where(sa.or_(S.c.state.not_in(ENDED), ends_later))  # what is kept of a cancelled order is in
    )
    sums = [net(account(group_id)) for account in (own, rounding, receivable)]
    returns = E.fact_kind.in_((Fact.RETURN, Fact.RETURN_UNDONE))  # what a courier cost is no buyer's money
    in_hand = sa.select(sums[0] + sums[1] + sums[2]).where(E.ref.in_(bills), E.at < moment, sa.not_(returns))
    theirs = payable(group_id)
    with_platform = sa.select(net(theirs)).where(sa.or_(E.source == theirs, E.target == theirs), E.at < moment)
    still = sa.not_(sa.and_(R.c.state.in_(GONE), R.c.paid_at.is_not(None), R.c.paid_at < moment))
    owed = (
        sa.select(sa.func.coalesce(sa.func.sum(R.c.amount), 0))
        .join(Bill, B.c.id == R.c.bill_id)
        .where(B.c.group_id == group_id, *owed_by_then, still)
        .where(sa.or_(B.c.custodian == Custodian.PLATFORM, B.c.ref.in_(bills)))
    )
    return in_hand.scalar_subquery() + with_platform.scalar_subquery() - owed.scalar_subquery()
