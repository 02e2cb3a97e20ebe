"""A parcel ends before its goods left: refused, cancelled, expired. Stock returns, what was paid is owed back."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.inventory.leaving import give_back
from market.kernel.refused import Overtaken, Refused, needed_reason
from market.orders.event import OrderEvent
from market.orders.life import news
from market.orders.life.billing import bill_by_others, end_bill
from market.orders.life.clocks import clear_clocks
from market.orders.line_lot import LotUse, move_lots
from market.orders.order import SubOrder
from market.orders.state import BEFORE_LEAVING, CANCELLED_BY_BUYER, State
from market.people.access import CLOCK, Actor

DUE = "due"  # when, in seconds since 1970; told of the event by which a parcel expired


def refuse(db: Session, sub: SubOrder, by: Actor, reason: str) -> None:
    """The group says no: it cannot make or send it."""
    need_reason(reason)
    event = sub.move_to(State.REFUSED, by, "refused", reason=reason.strip())
    stock_back(db, sub)
    news.tell_buyer(db, sub, "order_refused", once=f"/{event.key}", reason=reason.strip())


def cancel_by_buyer(db: Session, sub: SubOrder, by: Actor) -> None:
    """Before the group has begun: stock back, what was paid is owed back."""
    if sub.state not in CANCELLED_BY_BUYER:
        raise Overtaken("state_moved")
    event = _cancel(db, sub, by, "")
    news.tell_group(db, sub, "order_cancelled_by_buyer", once=f"/{event.key}")


def cancel_by_group(db: Session, sub: SubOrder, by: Actor, reason: str) -> None:
    """Before the goods leave; one that is on its way comes back. Refused to the buyer of a paid order herself."""
    need_reason(reason)
    bill_by_others(db, sub, by)
    event = _cancel(db, sub, by, reason.strip())
    news.tell_buyer(db, sub, "order_cancelled", once=f"/{event.key}", reason=reason.strip())


def _cancel(db: Session, sub: SubOrder, by: Actor, reason: str) -> OrderEvent:
    # Only `come_back` takes goods in again that have left.
    event = sub.move_to(State.CANCELLED, by, "cancelled", was=BEFORE_LEAVING, reason=reason)
    clear_clocks(sub)
    stock_back(db, sub)
    end_bill(db, sub, by)
    return event


def expire(db: Session, sub: SubOrder, code: str, due: datetime) -> None:
    """Nobody answered or paid until it was due: stock back to the same lots.

    Written down with when it was due, so that it can run on where the clock turns out to have been wrong.
    """
    event = sub.move_to(State.EXPIRED, CLOCK, code, due=due.timestamp())
    clear_clocks(sub)
    stock_back(db, sub)
    end_bill(db, sub, CLOCK)
    if not sub.quiet_to_buyer:
        news.tell_buyer(db, sub, "order_expired", once=f"/{event.key}", code=code)


def need_reason(reason: str) -> None:
    if len(needed_reason(reason)) < 3:
        raise Refused("reason_needed", field="reason")


def stock_back(db: Session, sub: SubOrder) -> None:
    """What is taken for it returns to the same lots."""
    give_back(db, move_lots(db, sub, LotUse.ALLOCATED, LotUse.GIVEN_BACK))
