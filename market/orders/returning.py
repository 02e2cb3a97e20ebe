"""A parcel that comes back: its buyer did not take it. Pieces return to their lots; the courier is paid anyhow."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.inventory.hold import Pick, take_back
from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.refused import Overtaken, needed_reason
from market.orders import news
from market.orders.billing import bill_of
from market.orders.lifecycle import become, clear_clocks, event
from market.orders.order import LineLot, LotUse, OrderLine, State, SubOrder
from market.payments import ledger
from market.payments.refund import owe_refund, refundable
from market.people.access import Actor


def come_back(db: Session, sub: SubOrder, by: Actor, reason: str, *, courier_cost: int = 0) -> None:
    """The buyer refused it at the door. What was paid ahead is owed back, less what the courier cost.

    `courier_cost` is whole rupiah the group paid for nothing; it is booked from the group's own money.
    """
    reason = needed_reason(reason)
    if sub.state is not State.ON_THE_WAY:
        raise Overtaken("state_moved")
    become(sub, State.CANCELLED)
    clear_clocks(sub)
    take_back(db, _pieces(db, sub), by=by.name, ref=sub.number)
    event(db, sub, "came_back", by, reason=reason, amount=courier_cost)
    bill = bill_of(db, sub)
    if bill:
        bill.cancel()
        owe_refund(db, bill, refundable(db, bill) - min(courier_cost, sub.delivery_fee or 0), reason="cancelled")
    ledger.move(
        db, ledger.own(sub.group_id), ledger.COURIER_COSTS, courier_cost,
        fact=("return", sub.key), leg="courier", ref=sub.number, at=now(),
    )  # fmt: skip
    news.tell_buyer(db, sub, "order_came_back", reason=reason)


def _pieces(db: Session, sub: SubOrder) -> list[Pick]:
    """What was handed out, now given back."""
    lots, lines = table(LineLot), table(OrderLine)
    mine = sa.select(lines.c.id).where(lines.c.sub_order_id == sub.key)
    moved = db.execute(
        sa.update(lots)
        .where(lots.c.line_id.in_(mine), lots.c.use == LotUse.HANDED_OUT)
        .values(use=LotUse.GIVEN_BACK)
        .returning(lots.c.lot_id, lots.c.quantity)
        .execution_options(synchronize_session=False)
    )
    return [Pick(lot_id, quantity) for lot_id, quantity in moved]
