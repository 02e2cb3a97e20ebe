"""The verbs of a parcel, named as people say them. Each tests the state again, and leaves an event.

docs/contract.md holds the table of an order's life; `NEXT` in order.py the moves that are possible.
"""

import json
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from market.inventory.leaving import give_back, hand_out
from market.kernel.clock import day_of, now, out_of_the_night, today
from market.kernel.refused import Overtaken, Refused
from market.orders.life import news
from market.orders.life.billing import bill_by_others, end_bill, locked_bill_of, make_bill
from market.orders.life.clocks import asks_at, clear_clocks
from market.orders.line_lot import LotUse, move_lots, take_stock
from market.orders.order import BEFORE_LEAVING, NEXT, OrderEvent, State, SubOrder
from market.orders.terms import Delivery
from market.payments.bill import BillState, Method
from market.payments.claim import take_cash
from market.people.access import CLOCK, Actor
from market.people.group import Group

QUOTE_LASTS = timedelta(hours=24)
RECEIVED_AFTER = timedelta(days=3)
CLOSED_AFTER = timedelta(days=3)


def event(db: Session, sub: SubOrder, code: str, by: Actor, **params: Any) -> None:
    db.add(
        OrderEvent(
            sub_order_id=sub.key,
            code=code,
            params=json.dumps(params),
            by=by.name[:80],
            by_id=by.person_id,
            capacity=by.capacity,
        )
    )


def become(sub: SubOrder, state: State) -> None:
    """Moves on when the table allows it and nobody was faster; answered 409 with the newer state else.

    Somebody answered for the order, or it is over: who ordered it no longer keeps its pieces from others.
    """
    if state not in NEXT[sub.state]:
        raise Overtaken("state_moved")
    sub.move_on(sub.state, state=state, origin=None)


def accept(db: Session, sub: SubOrder, by: Actor) -> None:
    """The group says yes: the bill is made, its clock begins. What was only asked for is taken from stock now."""
    if sub.delivery is Delivery.QUOTE and sub.delivery_fee is None:
        raise Refused("quote_unclear", field="fee")
    become(sub, State.ACCEPTED)
    sub.answer_by = sub.remind_at = None
    sub.ask_at = asks_at(db, sub)
    event(db, sub, "accepted", by)
    make_bill(db, sub)
    news.tell_buyer(db, sub, "order_accepted")
    take_stock(db, sub)


def refuse(db: Session, sub: SubOrder, by: Actor, reason: str) -> None:
    """The group cannot make or send it."""
    _need_reason(reason)
    become(sub, State.REFUSED)
    stock_back(db, sub)
    event(db, sub, "refused", by, reason=reason.strip())
    news.tell_buyer(db, sub, "order_refused", reason=reason.strip())


def quote(db: Session, sub: SubOrder, by: Actor, fee: int) -> None:
    """The group says what sending costs; the buyer has 24 hours, never ending at night, to agree.

    That is its yes as well: what was only asked for is taken from stock.
    """
    if sub.state is not State.WAITING or sub.delivery is not Delivery.QUOTE:
        raise Overtaken("state_moved")
    sub.delivery_fee, sub.origin = fee, None
    sub.quoted_at = now()
    sub.quote_by = out_of_the_night(now() + QUOTE_LASTS, Group.get(db, sub.group_id).zone)
    sub.answer_by = sub.remind_at = None
    event(db, sub, "quoted", by, fee=fee)
    news.tell_buyer(db, sub, "order_quoted", once=f"/{fee}", fee=fee)
    take_stock(db, sub)


def accept_quote(db: Session, sub: SubOrder, by: Actor, fee: int) -> None:
    """The buyer agrees to the fee they saw."""
    if sub.state is not State.WAITING or sub.quoted_at is None:
        raise Overtaken("state_moved")
    if fee != sub.delivery_fee:
        raise Overtaken("state_moved")
    if sub.quote_by and sub.quote_by <= now():
        raise Refused("too_late")
    become(sub, State.ACCEPTED)
    sub.quote_by = None
    event(db, sub, "quote_accepted", by, fee=fee)
    make_bill(db, sub)
    news.tell_group(db, sub, "order_quote_accepted")


def prepare(db: Session, sub: SubOrder, by: Actor) -> None:
    _need_money(db, sub)
    become(sub, State.PREPARING)
    event(db, sub, "preparing", by)


def make_ready(db: Session, sub: SubOrder, by: Actor) -> None:
    """Packed: waits for the buyer or the courier."""
    _need_money(db, sub)
    become(sub, State.READY)
    sub.ask_at, sub.collect_by = asks_at(db, sub, ready=True), None
    event(db, sub, "ready", by)
    news.tell_buyer(db, sub, "order_ready")


def send(db: Session, sub: SubOrder, by: Actor, *, courier: str = "", tracking: str = "") -> None:
    """Handed to the courier, or on its way with the group's own."""
    if sub.delivery is Delivery.PICKUP:
        raise Overtaken("state_moved")
    _need_money(db, sub)
    become(sub, State.ON_THE_WAY)
    zone = Group.get(db, sub.group_id).zone
    days = (sub.arrives_by - day_of(sub.placed_at, zone)).days
    sub.arrives_by = max(sub.arrives_by, today(zone) + timedelta(days=max(days, 0)))
    sub.received_by = now() + timedelta(days=max(days, 0)) + RECEIVED_AFTER
    sub.courier, sub.tracking = courier, tracking
    stock_out(db, sub, by)
    event(db, sub, "on_the_way", by, courier=courier, tracking=tracking)
    news.tell_buyer(db, sub, "order_on_the_way", courier=courier, tracking=tracking)


def hand_over(db: Session, sub: SubOrder, by: Actor) -> None:
    """The goods are in the buyer's hands. Cash is booked here; pieces of a pick-up leave the shop here."""
    if sub.state is not State.ON_THE_WAY:
        if sub.delivery is not Delivery.PICKUP:
            raise Overtaken("state_moved")
        _need_money(db, sub)
        stock_out(db, sub, by)
    become(sub, State.RECEIVED)
    be_received(sub)
    bill = locked_bill_of(db, sub)
    if bill and bill.method is Method.CASH:
        take_cash(db, bill, by)
    event(db, sub, "handed_over", by)


def confirm_received(db: Session, sub: SubOrder, by: Actor) -> None:
    """The buyer has what was sent; its pieces left with it. Cash is booked only by who took it."""
    if sub.state is not State.ON_THE_WAY:
        raise Overtaken("state_moved")
    become(sub, State.RECEIVED)
    be_received(sub)
    event(db, sub, "received", by)
    news.tell_group(db, sub, "order_received")


def close(db: Session, sub: SubOrder, by: Actor = CLOCK) -> None:
    become(sub, State.CLOSED)
    sub.close_by = None
    bill = locked_bill_of(db, sub)
    if bill:
        bill.earn()
    event(db, sub, "closed", by)


def cancel_by_buyer(db: Session, sub: SubOrder, by: Actor) -> None:
    """Before the group has begun: stock back, what was paid is owed back."""
    if sub.state not in (State.WAITING, State.ACCEPTED):
        raise Overtaken("state_moved")
    _cancel(db, sub, by, "")
    news.tell_group(db, sub, "order_cancelled_by_buyer")


def cancel_by_group(db: Session, sub: SubOrder, by: Actor, reason: str) -> None:
    """Before the goods leave; one that is on its way comes back. Of her own paid order another says it."""
    _need_reason(reason)
    bill_by_others(db, sub, by)
    _cancel(db, sub, by, reason.strip())
    news.tell_buyer(db, sub, "order_cancelled", reason=reason.strip())


def _cancel(db: Session, sub: SubOrder, by: Actor, reason: str) -> None:
    if sub.state not in BEFORE_LEAVING:  # only `come_back` takes goods in again that have left
        raise Overtaken("state_moved")
    become(sub, State.CANCELLED)
    clear_clocks(sub)
    stock_back(db, sub)
    event(db, sub, "cancelled", by, reason=reason)
    end_bill(db, sub)


def expire(db: Session, sub: SubOrder, code: str) -> None:
    """Nobody answered or paid in time: stock back to the same lots."""
    become(sub, State.EXPIRED)
    clear_clocks(sub)
    stock_back(db, sub)
    event(db, sub, code, CLOCK)
    end_bill(db, sub)
    if not sub.quiet_to_buyer:
        news.tell_buyer(db, sub, "order_expired", code=code)


def see(db: Session, sub: SubOrder, by: Actor) -> None:
    """Somebody of the group has opened it."""
    if sub.seen_at is None:
        sub.seen_at = now()
        sub.unseen_at = None
        event(db, sub, "seen", by)


def be_received(sub: SubOrder) -> None:
    """It is in the buyer's hands from now on."""
    clear_clocks(sub)
    sub.handed_at = now()
    if sub.pay_days is not None:
        sub.remind_at = now() + timedelta(days=sub.pay_days)
    sub.close_by = now() + CLOSED_AFTER


def _need_reason(reason: str) -> None:
    if len(reason.strip()) < 3:
        raise Refused("reason_needed", field="reason")


def _need_money(db: Session, sub: SubOrder) -> None:
    """A transfer must have arrived before work begins; cash comes at hand-over, an office pays later."""
    if sub.method.ahead and sub.pay_days is None:
        bill = locked_bill_of(db, sub)
        if bill is None or bill.state is not BillState.SETTLED:
            raise Refused("not_paid_yet")


def stock_back(db: Session, sub: SubOrder) -> None:
    """What is taken for it returns to the same lots."""
    give_back(db, move_lots(db, sub, LotUse.ALLOCATED, LotUse.GIVEN_BACK))


def stock_out(db: Session, sub: SubOrder, by: Actor) -> None:
    """What is taken for it leaves the house."""
    hand_out(
        db, move_lots(db, sub, LotUse.ALLOCATED, LotUse.HANDED_OUT), by=by.name, by_id=by.person_id, ref=sub.number
    )
