"""Cash goods that are picked up: asked about on their day, waited for two waking days, then for sale again.

Nobody has paid for them and no bill presses their buyer, so that without this they would be kept for ever.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import after_waking, now
from market.kernel.record import table
from market.kernel.refused import Overtaken, Refused
from market.orders.event import OrderEvent
from market.orders.life import news
from market.orders.life.billing import end_bill, locked_bill_of
from market.orders.life.clocks import clear_clocks
from market.orders.life.ending import stock_back
from market.orders.life.serving import be_received, stock_out
from market.orders.life.stopped import looks_again, stopped
from market.orders.line_lot import take_stock
from market.orders.order import SubOrder
from market.orders.state import HERE, State
from market.payments.claim import take_cash
from market.payments.own_order import require_others
from market.payments.payment import paid_towards
from market.people.access import CLOCK, Actor
from market.people.group import Group

WAITED_HOURS = 30  # two waking days
MOST_BY_GROUP = 3
MOST_BY_BUYER = 1


def ask_whether_collected(db: Session, sub: SubOrder) -> None:
    """On its day: the group's first page asks "Sudah diambil?", and the buyer is reminded. Not while pieces of hers are
    recalled: then a little later."""
    if sub.ask_at is None or sub.state not in HERE:
        return
    if stopped(db, [sub.number]):
        sub.ask_at = looks_again(db, sub)
        return
    sub.ask_at = None
    wait_on(db, sub)
    if not sub.quiet_to_buyer:
        so_far = max((event.key for event in sub.events), default=0)  # asked again only after something else happened
        news.tell_buyer(db, sub, "order_to_collect", once=f"/{so_far}")


def wait_on(db: Session, sub: SubOrder) -> None:
    """Two waking days from now; days of "Libur hari ini" rest."""
    group = Group.get(db, sub.group_id)
    sub.collect_by = after_waking(now(), WAITED_HOURS, group.zone, group.closed_days)


def wait_longer(db: Session, sub: SubOrder, by: Actor) -> None:
    """ "Masih ditunggu", by the group: two more waking days, three times at most. Refused to its own buyer."""
    bill = locked_bill_of(db, sub)
    if bill:
        require_others(db, by, bill)
    _again(db, sub, by, "still_awaited", MOST_BY_GROUP)


def come_later(db: Session, sub: SubOrder, by: Actor) -> None:
    """ "Saya masih datang", by the buyer: two more waking days, once."""
    _again(db, sub, by, "still_coming", MOST_BY_BUYER)


def _again(db: Session, sub: SubOrder, by: Actor, code: str, most: int) -> None:
    if sub.collect_by is None or sub.state not in HERE:
        raise Overtaken("state_moved")
    if times(db, sub, code) >= most:
        raise Refused("waited_enough")
    wait_on(db, sub)
    sub.happened(code, by)


def times(db: Session, sub: SubOrder, code: str) -> int:
    """How often something happened to a parcel."""
    rows = table(OrderEvent)
    wanted = sa.select(sa.func.count()).where(rows.c.sub_order_id == sub.key, rows.c.code == code)
    return int(db.execute(wanted).scalar_one())


def give_up(db: Session, sub: SubOrder) -> None:
    """Nobody came in two waking days: cancelled, `not_collected`, stock back to the same lots, both are told.

    Never when something was paid ahead, even a part: then people decide. Nor while pieces are recalled: she waits for
    the group, which has two waking days more.
    """
    if stopped(db, [sub.number]):
        wait_on(db, sub)
        return
    bill = locked_bill_of(db, sub)
    if bill and paid_towards(db, bill.key):
        sub.collect_by = None
        return
    event = sub.move_to(State.CANCELLED, CLOCK, "not_collected", was=HERE)
    clear_clocks(sub)
    stock_back(db, sub)
    end_bill(db, sub, CLOCK)
    if not sub.quiet_to_buyer:
        news.tell_buyer(db, sub, "order_not_collected", once=f"/{event.key}")
    if not sub.quiet_to_group:
        news.tell_group(db, sub, "order_left_uncollected", once=f"/{event.key}")


def collected_after_all(db: Session, sub: SubOrder, by: Actor) -> None:
    """The goods had been fetched and nobody pressed: the books are put right. Refused when they were sold again."""
    bill = locked_bill_of(db, sub)
    if bill is None or sub.state is not State.CANCELLED or not times(db, sub, "not_collected"):
        raise Overtaken("state_moved")
    require_others(db, by, bill)
    bill.reopen(by)
    take_cash(db, bill, by)
    # No other verb leads out of an order that was cancelled.
    sub.move_to(State.RECEIVED, by, "collected_after_all", was=(State.CANCELLED,))
    be_received(db, sub)
    news.take_away(db, sub, "order_not_collected", "order_left_uncollected")
    take_stock(db, sub, good=sub.arrives_from)
    stock_out(db, sub, by)
