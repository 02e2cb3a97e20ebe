"""A parcel that comes back: its buyer did not take it. Pieces return to their lots; the courier is paid anyhow."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from market.inventory.leaving import take_back
from market.kernel.clock import now
from market.kernel.money import rupiah
from market.kernel.refused import Overtaken, Refused, needed_reason
from market.orders.event import OrderEvent
from market.orders.life import news
from market.orders.life.billing import bill_by_others
from market.orders.life.clocks import clear_clocks
from market.orders.line_lot import LotUse, move_lots
from market.orders.order import SubOrder
from market.orders.state import State
from market.payments import ledger
from market.payments.bill import Bill
from market.payments.confirming import require_refunder
from market.payments.refund_owed import owe_refund, refundable
from market.payments.second_look import SaidOfMoney, ask_second_look
from market.people.access import Actor
from market.people.act import note
from market.people.security import security_event


def come_back(db: Session, sub: SubOrder, by: Actor, reason: str, *, courier_cost: int = 0) -> None:
    """The buyer refused it at the door. What was paid ahead is owed back, less what the courier cost.

    `courier_cost` is whole rupiah the group paid for nothing; it is booked from the group's own money, by those who may
    give money back. Refused to its own buyer, whether it was paid or not: she may have the goods.
    """
    reason = needed_reason(reason)
    if sub.state is not State.ON_THE_WAY:
        raise Overtaken("state_moved")
    bill = bill_by_others(db, sub, by)
    if bill:
        ask_second_look(db, bill, by, bill.amount, SaidOfMoney.RETURNED)
    if courier_cost:
        _require_cost(db, sub, bill, by, courier_cost)
    said = {"reason": reason, "amount": courier_cost}
    event = sub.move_to(State.CANCELLED, by, "came_back", was=(State.ON_THE_WAY,), **said)
    clear_clocks(sub)
    take_back(db, move_lots(db, sub, LotUse.HANDED_OUT, LotUse.GIVEN_BACK), by, ref=sub.number)
    if bill:
        bill.cancel(by)
        owe_refund(db, bill, refundable(db, bill) - min(courier_cost, sub.delivery_fee or 0), reason="cancelled")
    ledger.move(
        db, ledger.own(sub.group_id), ledger.COURIER_COSTS, courier_cost,
        fact=(ledger.Fact.RETURN, sub.key), leg="courier", ref=sub.number, at=now(),
    )  # fmt: skip
    if courier_cost:
        news.tell_group(db, sub, "courier_cost", treasurer=True, amount=courier_cost, by=by.name, undone=False)
    news.tell_buyer(db, sub, "order_came_back", once=f"/{event.key}", reason=reason)


def _require_cost(db: Session, sub: SubOrder, bill: Bill | None, by: Actor, cost: int) -> None:
    """It leaves the group's money: never more than the parcel is worth, never by somebody a code let in just now."""
    if cost > sub.total:
        raise Refused("courier_cost_too_much", field="fee", n=rupiah(sub.total))
    by.refuse_while_resting()
    if bill:
        require_refunder(db, by, bill)


def courier_cost_of(events: Iterable[OrderEvent]) -> int:
    """What the courier of a parcel that came back cost, as it is booked now: nothing once it was taken back."""
    told = {each.code: each for each in events}
    if "came_back" not in told or "courier_cost_undone" in told:
        return 0
    return int(told["came_back"].params.get("amount") or 0)


def take_cost_back(db: Session, sub: SubOrder, by: Actor, reason: str) -> None:
    """The cost was written down by mistake: booked back, and what was kept of the buyer's money for it is owed."""
    reason = needed_reason(reason)
    cost = courier_cost_of(sub.events)
    bill = bill_by_others(db, sub, by)
    if not cost or bill is None:
        raise Overtaken("state_moved")
    require_refunder(db, by, bill)
    ledger.reverse(db, (ledger.Fact.RETURN, sub.key), as_kind=ledger.Fact.RETURN_UNDONE)
    sub.happened("courier_cost_undone", by, reason=reason, amount=cost)
    owe_refund(db, bill, refundable(db, bill), reason="cancelled")
    note(db, by, "courier_cost_undone", sub.group_id, amount=cost, ref=sub.number, reason=reason)
    security_event(db, "courier_cost_undone", by_id=by.person_id, group_id=sub.group_id)
    news.tell_group(db, sub, "courier_cost", treasurer=True, once="/undone", amount=cost, by=by.name, undone=True)
