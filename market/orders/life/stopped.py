"""A parcel in which pieces of a recalled lot wait: nothing of it leaves, and nobody asks its buyer for money."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.inventory.lot import Lot, LotState
from market.kernel.asked_of_each import asked_of_each
from market.kernel.clock import now, out_of_the_night
from market.kernel.record import locked, table
from market.kernel.refused import Refused
from market.messages.outbox import Message
from market.messages.overtaken import unsay_each
from market.orders.event import OrderEvent
from market.orders.life import news
from market.orders.line_lot import LineLot, LotUse
from market.orders.order import OrderLine, SubOrder
from market.orders.paid import KIND
from market.orders.state import OPEN, State
from market.payments.bill import Bill, BillState
from market.payments.claim import Claim, ClaimState
from market.people.group import Group

ASKING = ("order_accepted", "payment_short")  # letters that ask a buyer for money
CALLING = ("order_fee_named", "order_to_collect")  # letters that ask her to agree to a fee, or to come
# Letters that promise what does not happen while it is stopped, and in which states that is true again after it.
PROMISING = {
    "order_ready": (State.READY,),
    **dict.fromkeys(("payment_confirmed", "down_payment_confirmed"), (State.ACCEPTED, State.PREPARING)),
}
LOOKS_AGAIN = timedelta(hours=6)  # until what was due of a stopped parcel is looked at again; hers to agree after it
USES, LINES, SUBS, LOTS = table(LineLot), table(OrderLine), table(SubOrder), table(Lot)
RECALLED = sa.and_(USES.c.use == LotUse.ALLOCATED, LOTS.c.state == LotState.RECALLED)
USED = USES.join(LOTS, LOTS.c.id == USES.c.lot_id)
# Of a parcel in a statement
STOPPED = sa.and_(
    SUBS.c.state.in_(OPEN),
    asked_of_each(
        sa.select(USES.c.id).select_from(USED.join(LINES, LINES.c.id == USES.c.line_id)).where(
            LINES.c.sub_order_id == SUBS.c.id, RECALLED
        ).correlate(SUBS)
    ),
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


def looks_again(db: Session, sub: SubOrder) -> datetime:
    """When that which was due of a stopped parcel is looked at again, or hers to answer ends: never at night."""
    return out_of_the_night(now() + LOOKS_AGAIN, Group.get(db, sub.group_id).zone)


def rest(db: Session, numbers: Collection[str]) -> set[str]:
    """Of those that are stopped the clocks of their bills rest, and letters that wait and ask their buyers for money,
    for a yes or to come, or say that it is made ready, are not sent.

    Returns which have money to come that nobody says she paid.
    """
    resting = stopped(db, numbers)
    unsay_each(db, resting, (*CALLING, *PROMISING))
    bills = _open_bills(db, resting)
    for bill in bills:
        bill.stop_clock()
    unsay_each(db, {bill.ref for bill in bills if bill.method.ahead}, ASKING)
    return {bill.ref for bill in _unclaimed(db, bills) if bill.method.ahead}


def run(db: Session, were: Mapping[str, SubOrder]) -> set[str]:
    """Of those that were stopped, and are no more, the clocks run on, at least six hours; who had not heard yet that
    her order was accepted, is ready or is paid, or what sending costs, hears it now, and of the recall not any more.
    Returns which have money to come that nobody says she paid."""
    freed = were.keys() - stopped(db, were.keys())
    unsay_each(db, freed, ("lot_recalled",))
    waiting = [were[number] for number in sorted(freed) if were[number].state is State.WAITING]
    _wait_on(db, waiting)
    _ask_fee_again(db, waiting)
    opened = _open_bills(db, freed)
    _promise_again(db, [were[number] for number in sorted(freed)], {bill.ref for bill in opened})
    bills = _unclaimed(db, opened)
    for bill in bills:
        bill.run_on()
    asked = {bill.ref for bill in bills if bill.method.ahead}
    accepted = [were[ref] for ref in sorted(asked) if were[ref].state is State.ACCEPTED]
    news.tell_buyers(db, [news.ToBuyer(sub, "order_accepted", "", {}) for sub in accepted])
    return asked


def _wait_on(db: Session, subs: Collection[SubOrder]) -> None:
    """Whose turn it is, the group's or the buyer's, has at least six hours. All parcels are of one group."""
    until = looks_again(db, next(iter(subs))) if subs else None
    for sub in subs:
        sub.answer_by = sub.answer_by and max(sub.answer_by, until or sub.answer_by)
        sub.agree_by = sub.agree_by and max(sub.agree_by, until or sub.agree_by)


def _promise_again(db: Session, subs: Collection[SubOrder], unpaid: Collection[str]) -> None:
    """The last of what a recall left unsaid, where it is true now: those with money to come are not paid."""
    m, hers = table(Message), {sub.number: sub for sub in subs}
    unsaid = (m.c.about.in_(hers), m.c.template.in_(PROMISING), m.c.unsaid_at.is_not(None), m.c.sent_at.is_(None))
    last: dict[tuple[str, str], news.ToBuyer] = {}
    for row in db.execute(sa.select(m.c.id, m.c.about, m.c.template, m.c.params).where(*unsaid).order_by(m.c.id)):
        untrue = (row.about in unpaid) is (row.template == "payment_confirmed") and row.template != "order_ready"
        if hers[row.about].state in PROMISING[row.template] and not untrue:
            last[row.about, row.template] = news.ToBuyer(hers[row.about], row.template, f"/{row.id}", _own(row.params))
    news.tell_buyers(db, list(last.values()))


def _own(params: Mapping[str, Any]) -> dict[str, Any]:
    """What only such a letter says, besides what each letter about a parcel does."""
    return {name: params[name] for name in ("missing", "at_work", "paid", "later") if name in params}


def _ask_fee_again(db: Session, subs: Collection[SubOrder]) -> None:
    """Who has not heard what sending costs hears it."""
    waiting = {sub.key: sub for sub in subs if sub.agree_by is not None}
    rows = table(OrderEvent)
    named = sa.select(rows.c.sub_order_id, sa.func.max(rows.c.id).label("id")).group_by(rows.c.sub_order_id)
    letters = []
    for row in db.execute(named.where(rows.c.sub_order_id.in_(waiting), rows.c.code == "fee_named")):
        sub = waiting[row.sub_order_id]
        letters.append(news.ToBuyer(sub, "order_fee_named", f"/{row.id}", {"fee": sub.delivery_fee}))
    news.tell_buyers(db, letters)


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
