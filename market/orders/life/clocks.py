"""The clocks of a parcel: until when the group answers, and when it is asked whether cash goods were picked up.

Not when a bill falls due: `billing.bill_due`.
"""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import after_waking, now
from market.kernel.record import table
from market.orders.order import OrderLine, SubOrder
from market.orders.state import State
from market.people.closed_day import closed_days
from market.people.group import Group

ANSWER_HOURS = 12
UNSEEN_HOURS = 2
ASKED_AT = time(17)
LEAST_TIME = timedelta(hours=3)  # between an order and the question whether it was picked up


def clear_clocks(sub: SubOrder) -> None:
    sub.answer_by = sub.remind_at = sub.agree_by = sub.unseen_at = sub.received_by = sub.ask_at = sub.collect_by = None


def first_clocks(
    db: Session, state: State, group_id: int, zone: ZoneInfo, pickup: date | None
) -> dict[str, datetime | None]:
    """The first clocks of a parcel, in waking hours from now: for its group to answer a waiting order, to look at any.

    `pickup` is the day on which cash goods that are there are fetched, and their group is asked about them.
    """
    closed, start = closed_days(db, group_id), now()
    clocks: dict[str, datetime | None] = {"unseen_at": after_waking(start, UNSEEN_HOURS, zone, closed), "ask_at": None}
    if state is State.WAITING:
        clocks["answer_by"] = after_waking(start, ANSWER_HOURS, zone, closed)
        clocks["remind_at"] = after_waking(start, ANSWER_HOURS / 2, zone, closed)
    elif pickup:
        clocks["ask_at"] = evening_of(pickup, zone, closed)
    return clocks


def asks_at(db: Session, sub: SubOrder, *, ready: bool = False) -> datetime | None:
    """When the group is asked whether the buyer came; never before goods made to order are ready."""
    if not sub.cash_pickup or not (ready or not _made(db, sub)):
        return None
    group = Group.get(db, sub.group_id)
    return evening_of(sub.arrives_by, group.zone, group.closed_days)


def evening_of(day: date, zone: ZoneInfo, closed: Collection[date] = ()) -> datetime:
    """17.00 of a day, or of the first later one that is open and leaves three hours to come."""
    soonest = now() + LEAST_TIME
    while day in closed or datetime.combine(day, ASKED_AT, zone) < soonest:
        day += timedelta(days=1)
    return datetime.combine(day, ASKED_AT, zone)


def _made(db: Session, sub: SubOrder) -> bool:
    rows = table(OrderLine)
    wanted = sa.select(rows.c.id).where(rows.c.sub_order_id == sub.key, rows.c.made_to_order)
    return db.execute(wanted.limit(1)).first() is not None
