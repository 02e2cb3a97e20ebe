"""Late money, and goods that are still there: the group may serve the order after all. Never by itself."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import day_of, today
from market.kernel.record import table
from market.kernel.refused import Overtaken
from market.orders.life import news
from market.orders.life.billing import locked_bill_of
from market.orders.line_lot import take_stock
from market.orders.order import SubOrder
from market.orders.state import State
from market.payments.bill import Bill, BillState
from market.payments.own_order import require_others
from market.payments.refund import Refund
from market.payments.refund_state import RefundState, RefundWay
from market.people.access import Actor
from market.people.group import Group


def revive(db: Session, sub: SubOrder, by: Actor) -> None:
    """Serves an expired order whose whole money came late and was not sent back. Refused when the goods are gone."""
    bill = locked_bill_of(db, sub)
    if bill is None or sub.state is not State.EXPIRED:
        raise Overtaken("state_moved")
    require_others(db, by, bill)
    _late_refund(db, bill).drop(by)
    bill.settle_late(by)
    zone = Group.get(db, sub.group_id).zone
    days = sub.arrives_by - day_of(sub.placed_at, zone)
    sub.arrives_from = today(zone)
    sub.arrives_by = sub.arrives_from + max(days, timedelta(0))
    # No other verb leads out of an expired order.
    event = sub.move_to(State.ACCEPTED, by, "revived", was=(State.EXPIRED,))
    news.tell_buyer(db, sub, "order_revived", once=f"/{event.key}")
    take_stock(db, sub)


def whole_and_late(refund: Refund, bill: Bill) -> bool:
    """Whether all of an order's money came after its end and is still owed back by hand: then it may be served."""
    whole = refund.amount >= bill.amount and refund.way is not RefundWay.CARD
    return whole and refund.reason == "late_money" and bill.state is BillState.EXPIRED


def _late_refund(db: Session, bill: Bill) -> Refund:
    """What is owed back of the late money, while all of it is and nobody has begun to send it."""
    rows = table(Refund)
    found = list(db.scalars(sa.select(Refund).where(rows.c.bill_id == bill.key, rows.c.state != RefundState.DROPPED)))
    if len(found) != 1 or not whole_and_late(found[0], bill):
        raise Overtaken("state_moved")
    return found[0]
