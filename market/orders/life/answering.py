"""A group answers an order, and its buyer answers the fee. docs/contract.md holds the table of an order's life."""

from datetime import timedelta

from sqlalchemy.orm import Session

from market.kernel.clock import now, out_of_the_night
from market.kernel.refused import Overtaken, Refused
from market.orders.life import news
from market.orders.life.billing import make_bill, priced_by_others
from market.orders.life.clocks import asks_at
from market.orders.life.ending import expire
from market.orders.life.stopped import looks_again, require_good, rest, stopped
from market.orders.line_lot import take_stock
from market.orders.order import SubOrder
from market.orders.state import State
from market.people.access import Actor
from market.people.group import Group

FEE_LASTS = timedelta(hours=24)


def see(db: Session, sub: SubOrder, by: Actor) -> None:
    """Somebody of the group has opened it."""
    if sub.seen_at is None:
        sub.seen_at = now()
        sub.unseen_at = None
        sub.happened("seen", by)


def accept(db: Session, sub: SubOrder, by: Actor) -> None:
    """The group says yes: the bill is made, its clock begins. What was only asked for is taken from stock now."""
    if sub.delivery.asks_fee and sub.delivery_fee is None:
        raise Refused("fee_unclear", field="fee")
    require_good(db, sub)
    sub.move_to(State.ACCEPTED, by, "accepted", was=(State.WAITING,))
    sub.answer_by = sub.remind_at = None
    sub.ask_at = asks_at(db, sub)
    make_bill(db, sub)
    news.tell_buyer(db, sub, "order_accepted")
    take_stock(db, sub)


def name_fee(db: Session, sub: SubOrder, by: Actor, fee: int) -> None:
    """The group says what sending costs; the buyer has 24 hours, never ending at night, to agree.

    That is its yes as well: what was only asked for is taken from stock. Refused to the order's own buyer.
    """
    if sub.state is not State.WAITING or not sub.delivery.asks_fee:
        raise Overtaken("state_moved")
    require_good(db, sub)
    priced_by_others(db, sub, by)
    sub.delivery_fee, sub.origin = fee, None
    sub.fee_named_at = now()
    sub.agree_by = out_of_the_night(now() + FEE_LASTS, Group.get(db, sub.group_id).zone)
    sub.answer_by = sub.remind_at = None
    named = sub.happened("fee_named", by, fee=fee)
    news.tell_buyer(db, sub, "order_fee_named", once=f"/{named.key}", fee=fee)
    take_stock(db, sub)


def accept_fee(db: Session, sub: SubOrder, by: Actor, fee: int) -> None:
    """The buyer agrees to the fee they saw."""
    if sub.state is not State.WAITING or sub.fee_named_at is None:
        raise Overtaken("state_moved")
    if fee != sub.delivery_fee:
        raise Overtaken("state_moved")
    if sub.agree_by and sub.agree_by <= now():
        raise Refused("too_late")
    if stopped(db, [sub.number]):
        raise Refused("fee_rests")
    event = sub.move_to(State.ACCEPTED, by, "fee_accepted", was=(State.WAITING,), fee=fee)
    sub.agree_by = None
    make_bill(db, sub)
    rest(db, [sub.number])
    news.tell_group(db, sub, "order_fee_accepted", once=f"/{event.key}")


def remind(db: Session, sub: SubOrder) -> None:
    """The group is reminded, its facilitator told. Not while pieces are recalled: it cannot say yes; then a little
    later."""
    if sub.state is not State.WAITING or sub.remind_at is None:
        return
    if stopped(db, [sub.number]):
        sub.remind_at = looks_again(db, sub)
        return
    sub.remind_at = None
    if not sub.quiet_to_group:
        news.tell_group(db, sub, "order_reminder")
        news.tell_facilitators(db, sub, "order_unanswered")


def unanswered(db: Session, sub: SubOrder) -> None:
    """The group's time to answer is over."""
    _over(db, sub, "answer_by", "unanswered")


def fee_over(db: Session, sub: SubOrder) -> None:
    """Her time to agree to the fee is over."""
    _over(db, sub, "agree_by", "fee_over")


def _over(db: Session, sub: SubOrder, until: str, why: str) -> None:
    """The parcel expires at the moment in its column `until`. Not while pieces of it are recalled: its buyer was told
    to wait, and it is looked at again."""
    moment = getattr(sub, until)
    if moment is None or moment > now():
        return
    if stopped(db, [sub.number]):
        setattr(sub, until, looks_again(db, sub))
    else:
        expire(db, sub, why, moment)
