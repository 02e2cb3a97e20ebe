"""A parcel is prepared, sent, handed over, received and closed; each verb leaves an event."""

from datetime import timedelta

from sqlalchemy.orm import Session

from market.inventory.leaving import hand_out
from market.kernel.clock import now, today
from market.kernel.refused import Overtaken, Refused
from market.orders.life import news
from market.orders.life.billing import locked_bill_of, stands
from market.orders.life.clocks import asks_at, clear_clocks
from market.orders.life.couriers import require_printed
from market.orders.life.stopped import require_good
from market.orders.line_lot import LotUse, move_lots
from market.orders.order import SubOrder
from market.orders.paid import MAY_BEGIN, MAY_LEAVE
from market.orders.state import HERE, State
from market.payments.bill import Bill, Method
from market.payments.claim import take_cash
from market.payments.incoming import missing_of
from market.people.access import CLOCK, Actor
from market.people.facts.group_facts import refuse_words
from market.people.group import Group

RECEIVED_AFTER = timedelta(days=3)
CLOSED_AFTER = timedelta(days=3)


def prepare(db: Session, sub: SubOrder, by: Actor) -> None:
    _need_first_money(db, sub)
    require_good(db, sub)
    sub.move_to(State.PREPARING, by, "preparing", was=(State.ACCEPTED,))


def make_ready(db: Session, sub: SubOrder, by: Actor) -> None:
    """Packed: waits for the buyer or the courier, and for the rest of its money."""
    bill = _need_first_money(db, sub)
    require_good(db, sub)
    event = sub.move_to(State.READY, by, "ready", was=(State.ACCEPTED, State.PREPARING))
    sub.ask_at, sub.collect_by = asks_at(db, sub, ready=True), None
    missing = missing_of(db, bill) if bill and not stands(db, sub, MAY_LEAVE) else 0
    news.tell_buyer(db, sub, "order_ready", once=f"/{event.key}", missing=missing)


def send(db: Session, sub: SubOrder, by: Actor, *, courier: str = "", tracking: str = "") -> None:
    """Handed to the courier, or on its way with the group's own.

    The buyer reads by whom and with what number: of a courier that we know, as it prints it, where a helper or who may
    be one writes it.
    """
    refuse_words(by, courier, tracking)
    if by.may_be_helper:
        require_printed(courier, tracking)
    if sub.delivery.collected:
        raise Overtaken("state_moved")
    _need_money(db, sub)
    event = sub.move_to(State.ON_THE_WAY, by, "on_the_way", was=HERE, courier=courier, tracking=tracking)
    travels = timedelta(days=sub.travel_days)
    there = today(Group.get(db, sub.group_id).zone) + travels
    sub.arrives_by = max(sub.arrives_by, there) if sub.by_offer else there  # an office named its day
    sub.received_by = now() + travels + RECEIVED_AFTER
    sub.courier, sub.tracking = courier, tracking
    stock_out(db, sub, by)
    news.tell_buyer(db, sub, "order_on_the_way", once=f"/{event.key}", courier=courier, tracking=tracking)


def hand_over(db: Session, sub: SubOrder, by: Actor) -> None:
    """The goods are in the buyer's hands. Cash is booked here; pieces of a pick-up leave the shop here."""
    if sub.state is not State.ON_THE_WAY:
        if not sub.delivery.collected:
            raise Overtaken("state_moved")
        _need_money(db, sub)
        stock_out(db, sub, by)
    bill = locked_bill_of(db, sub)
    cash = take_cash(db, bill, by) if bill and bill.method is Method.CASH else None
    came = {"payment": cash.key} if cash else {}  # what goes back with it, see `not_handed`
    sub.move_to(State.RECEIVED, by, "handed_over", was=(*HERE, State.ON_THE_WAY), **came)
    be_received(db, sub)


def confirm_received(db: Session, sub: SubOrder, by: Actor) -> None:
    """The buyer has what was sent; its pieces left with it. Cash is booked only by whoever took it."""
    event = sub.move_to(State.RECEIVED, by, "received", was=(State.ON_THE_WAY,))
    be_received(db, sub)
    news.tell_group(db, sub, "order_received", once=f"/{event.key}")


def close(db: Session, sub: SubOrder, by: Actor = CLOCK) -> None:
    sub.move_to(State.CLOSED, by, "closed")
    sub.close_by = None
    bill = locked_bill_of(db, sub)
    if bill:
        bill.earn()


def be_received(db: Session, sub: SubOrder) -> None:
    """Writes down that it is in the buyer's hands from now on: nothing is said any more of what came before."""
    clear_clocks(sub)
    news.overtake(db, sub, "order_received")
    sub.handed_at = now()
    if sub.pay_days is not None:
        sub.remind_at = now() + timedelta(days=sub.pay_days)
    sub.close_by = now() + CLOSED_AFTER


def _need_first_money(db: Session, sub: SubOrder) -> Bill | None:
    """Refused until the money is there that comes before work. Returns the bill, locked."""
    bill = locked_bill_of(db, sub)
    if not stands(db, sub, MAY_BEGIN):
        raise Refused("not_paid_yet")
    return bill


def _need_money(db: Session, sub: SubOrder) -> None:
    """Refused until the money is there that comes before goods leave."""
    _need_first_money(db, sub)
    if not stands(db, sub, MAY_LEAVE):
        raise Refused("rest_not_paid")


def stock_out(db: Session, sub: SubOrder, by: Actor) -> None:
    """What is taken for it leaves the house; nothing of a recalled lot does."""
    require_good(db, sub)
    hand_out(db, move_lots(db, sub, LotUse.ALLOCATED, LotUse.HANDED_OUT), by, ref=sub.number)
