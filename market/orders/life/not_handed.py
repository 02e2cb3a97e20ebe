""" "Serahkan" was pressed by mistake: the goods are still here, or still on their way.

Until the parcel closes, in the month in which it was pressed, which nobody has shared, and while nothing came after it:
no refund, no recall, no dispute. Its cash was not taken either, and whoever said so takes that back with it. The buyer
was told nothing of the handing over, and is told nothing of this; what was not said to her because of it is said.
"""

from sqlalchemy.orm import Session

from market.inventory.leaving import bring_home
from market.kernel.clock import day_of, now, today
from market.kernel.refused import Overtaken, needed_reason
from market.orders.event import OrderEvent
from market.orders.life import news
from market.orders.life.billing import bill_by_others
from market.orders.life.clocks import asks_at
from market.orders.life.serving import RECEIVED_AFTER
from market.orders.line_lot import LotUse, move_lots
from market.orders.order import SubOrder
from market.orders.state import State
from market.payments.mistaken import take_back, the_payment
from market.people.access import Actor, Do
from market.people.group import Group

BEFORE = {"on_the_way": State.ON_THE_WAY, "ready": State.READY, "preparing": State.PREPARING}  # by what happened last


def handed_last(sub: SubOrder, events: list[OrderEvent]) -> bool:
    """Whether handing it over is the last that happened to it, this month."""
    if sub.state is not State.RECEIVED or not events or events[-1].code != "handed_over":
        return False
    zone = Group.get(sub.db, sub.group_id).zone
    return day_of(events[-1].at, zone).replace(day=1) == today(zone).replace(day=1)


def may_say_so(by: Actor, handed: OrderEvent) -> bool:
    """Of cash that was written down with it only who took it says that she did not."""
    return "payment" not in handed.params or (by.may(Do.CASH) and by.person_id == handed.by_id)


def not_handed_over(db: Session, sub: SubOrder, by: Actor, reason: str) -> None:
    """The goods are not in the buyer's hands after all. Refused to its own buyer, where money came or the goods left;
    Overtaken once something came after it."""
    reason, events = needed_reason(reason), sub.events
    if not handed_last(sub, events):
        raise Overtaken("state_moved")
    bill_by_others(db, sub, by)
    state = next((BEFORE[each.code] for each in reversed(events) if each.code in BEFORE), State.ACCEPTED)
    sub.move_to(state, by, "not_handed_over", was=(State.RECEIVED,), reason=reason)
    sub.handed_at = sub.remind_at = sub.close_by = None
    if state is State.ON_THE_WAY:
        sub.received_by = now() + RECEIVED_AFTER
    else:
        _still_here(db, sub, by, events)
    if cash := events[-1].params.get("payment"):
        take_back(db, the_payment(db, sub.group_id, int(cash)), by, reason)
        news.take_away(db, sub, "payment_taken_back")


def _still_here(db: Session, sub: SubOrder, by: Actor, events: list[OrderEvent]) -> None:
    """Its pieces never left their lots, and are kept for its buyer; who had not been told yet that it is ready is."""
    sub.ask_at = asks_at(db, sub, ready=sub.state is State.READY)
    bring_home(db, move_lots(db, sub, LotUse.HANDED_OUT, LotUse.ALLOCATED), by, ref=sub.number)
    ready = next((each for each in reversed(events) if each.code == "ready"), None)
    if ready is not None and sub.state is State.READY:
        news.tell_buyer(db, sub, "order_ready", once=f"/{ready.key}", missing=0)
