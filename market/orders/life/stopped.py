"""A parcel in which pieces of a recalled lot wait: nothing of it leaves, and nobody asks its buyer for money."""

from collections.abc import Collection, Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.inventory.lot import Lot, LotState
from market.kernel.record import locked, table
from market.kernel.refused import Refused
from market.messages.overtaken import unsay_each
from market.orders.life import news
from market.orders.life.billing import KIND
from market.orders.line_lot import LineLot, LotUse
from market.orders.order import OrderLine, SubOrder
from market.orders.state import OPEN, State
from market.payments.bill import Bill, BillState
from market.payments.claim import Claim, ClaimState

ASKING = ("order_accepted", "payment_short")  # letters that ask a buyer for money
USES, LINES, SUBS, LOTS = table(LineLot), table(OrderLine), table(SubOrder), table(Lot)
RECALLED = sa.and_(USES.c.use == LotUse.ALLOCATED, LOTS.c.state == LotState.RECALLED)
USED = USES.join(LOTS, LOTS.c.id == USES.c.lot_id)
# Of a parcel in a statement
STOPPED = sa.and_(
    SUBS.c.state.in_(OPEN),
    sa.exists().select_from(USED.join(LINES, LINES.c.id == USES.c.line_id)).where(
        LINES.c.sub_order_id == SUBS.c.id, RECALLED
    ).correlate(SUBS),
)  # fmt: skip


def stopped(db: Session, numbers: Collection[str]) -> set[str]:
    """Which of these parcels wait with pieces of a recalled lot: nothing of them may leave."""
    return set(db.scalars(sa.select(SUBS.c.number).where(SUBS.c.number.in_(numbers), STOPPED)))


def has_recalled(line_id: sa.ColumnElement[int]) -> sa.Exists:
    """Whether pieces of a recalled lot wait for this line."""
    return sa.select(USES.c.id).select_from(USED).where(USES.c.line_id == line_id, RECALLED).exists()


def require_good(db: Session, sub: SubOrder) -> None:
    """Refused while a parcel waits with pieces of a recalled lot: no work goes into it, and it does not leave."""
    if stopped(db, [sub.number]):
        raise Refused("lot_recalled")


def rest_bills(db: Session, numbers: Collection[str]) -> set[str]:
    """Of those that are stopped the clocks of their bills rest, and letters that ask for money and wait are not sent.

    Returns which have money to come that nobody says she paid.
    """
    bills = _open_bills(db, stopped(db, numbers))
    for bill in bills:
        bill.stop_clock()
    unsay_each(db, {bill.ref for bill in bills if bill.method.ahead}, ASKING)
    return {bill.ref for bill in _unclaimed(db, bills) if bill.method.ahead}


def run_bills(db: Session, were: Mapping[str, SubOrder]) -> set[str]:
    """Of those that were stopped, and are no more, the clocks run on, at least six hours; who had not heard yet that
    her order was accepted hears it now. Returns which have money to come that nobody says she paid."""
    bills = _unclaimed(db, _open_bills(db, were.keys() - stopped(db, were.keys())))
    for bill in bills:
        bill.run_on()
    asked = {bill.ref for bill in bills if bill.method.ahead}
    accepted = [were[ref] for ref in sorted(asked) if were[ref].state is State.ACCEPTED]
    news.tell_buyers(db, [news.ToBuyer(sub, "order_accepted", "", {}) for sub in accepted])
    return asked


def _open_bills(db: Session, numbers: Collection[str]) -> list[Bill]:
    rows = table(Bill)
    wanted = sa.select(Bill).where(rows.c.kind == KIND, rows.c.ref.in_(numbers), rows.c.state == BillState.OPEN)
    return list(db.scalars(locked(wanted.order_by(rows.c.id)))) if numbers else []


def _unclaimed(db: Session, bills: Collection[Bill]) -> list[Bill]:
    """Those whose money nobody is looking for: a claim keeps a clock still by itself."""
    rows, keys = table(Claim), [bill.key for bill in bills]
    wanted = sa.select(rows.c.bill_id).where(rows.c.bill_id.in_(keys), rows.c.state == ClaimState.OPEN)
    claimed = set(db.scalars(wanted))
    return [bill for bill in bills if bill.key not in claimed]
