"""A parcel that comes back: its buyer did not take it. Pieces return to their lots; the courier is paid anyhow."""

from sqlalchemy.orm import Session

from market.inventory.leaving import take_back
from market.kernel.clock import now
from market.kernel.refused import Overtaken, needed_reason
from market.orders import news
from market.orders.billing import locked_bill_of
from market.orders.clocks import clear_clocks
from market.orders.lifecycle import become, event
from market.orders.line_lot import LotUse, move_lots
from market.orders.order import State, SubOrder
from market.payments import ledger
from market.payments.own_order import require_others
from market.payments.refund import owe_refund, refundable
from market.people.access import Actor


def come_back(db: Session, sub: SubOrder, by: Actor, reason: str, *, courier_cost: int = 0) -> None:
    """The buyer refused it at the door. What was paid ahead is owed back, less what the courier cost.

    `courier_cost` is whole rupiah the group paid for nothing; it is booked from the group's own money.
    """
    reason = needed_reason(reason)
    if sub.state is not State.ON_THE_WAY:
        raise Overtaken("state_moved")
    bill = locked_bill_of(db, sub)
    if bill and refundable(db, bill):
        require_others(db, by, bill)  # nobody says so of what she paid herself: its money goes back to her
    become(sub, State.CANCELLED)
    clear_clocks(sub)
    take_back(db, move_lots(db, sub, LotUse.HANDED_OUT, LotUse.GIVEN_BACK), by=by.name, ref=sub.number)
    event(db, sub, "came_back", by, reason=reason, amount=courier_cost)
    if bill:
        bill.cancel()
        owe_refund(db, bill, refundable(db, bill) - min(courier_cost, sub.delivery_fee or 0), reason="cancelled")
    ledger.move(
        db, ledger.own(sub.group_id), ledger.COURIER_COSTS, courier_cost,
        fact=(ledger.Fact.RETURN, sub.key), leg="courier", ref=sub.number, at=now(),
    )  # fmt: skip
    news.tell_buyer(db, sub, "order_came_back", reason=reason)
