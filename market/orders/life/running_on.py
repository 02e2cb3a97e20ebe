"""A parcel that a wrong clock ended runs on, where its goods are still there and nothing came of its end."""

from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.refused import Overtaken
from market.orders.event import OrderEvent
from market.orders.life import news
from market.orders.life.billing import locked_bill_of, reprice
from market.orders.life.ending import DUE
from market.orders.line_lot import take_again
from market.orders.order import SubOrder, lock_sub_order
from market.orders.state import State
from market.payments.bill import LEAST_AFTER_REFUSAL, Bill
from market.payments.claim import open_claim
from market.payments.refund import Refund
from market.payments.refund_state import RefundState
from market.people.access import CLOCK

EXPIRED = ("unanswered", "fee_over", "unpaid")
BY_CLOCK = (*EXPIRED, "not_collected", "received", "closed")  # what the clock does to a parcel
MOST = 1_000


@dataclass(frozen=True, slots=True)
class DoneByClock:
    """What the clock did to a parcel; `due`, when that was due, is known of what expired."""

    event_id: int
    sub_order_id: int
    number: str
    group: str
    code: str
    at: datetime
    due: datetime | None


def done_by_clock(db: Session, since: datetime) -> list[DoneByClock]:
    """What the clock did at a time that is later than this, the oldest first."""
    e, s = table(OrderEvent), table(SubOrder)
    hers = (e.c.code.in_(BY_CLOCK), e.c.by == CLOCK.name, e.c.by_id.is_(None), e.c.at > since)
    wanted = sa.select(OrderEvent, s.c.number, s.c.group_name).join(s, s.c.id == e.c.sub_order_id).where(*hers)
    return [
        DoneByClock(
            event_id=row.OrderEvent.key, sub_order_id=row.OrderEvent.sub_order_id, number=row.number,
            group=row.group_name, code=row.OrderEvent.code, at=row.OrderEvent.at, due=_due(row.OrderEvent),
        )
        for row in db.execute(wanted.order_by(e.c.id).limit(MOST))
    ]  # fmt: skip


def _due(event: OrderEvent) -> datetime | None:
    told = event.params.get(DUE)
    return datetime.fromtimestamp(told, UTC) if told else None


def run_on(db: Session, done: DoneByClock) -> None:
    """It waits again as before, until it was due, at least six hours. Refused where its goods are gone; Overtaken where
    it is not as it was left: money came or goes back, or somebody serves it."""
    sub = lock_sub_order(db, done.sub_order_id)
    bill = locked_bill_of(db, sub)
    if done.code not in EXPIRED or done.due is None or (bill is not None) != (done.code == "unpaid"):
        raise Overtaken("state_moved")
    until = max(done.due, now() + LEAST_AFTER_REFUSAL)
    sub.move_to(State.ACCEPTED if bill else State.WAITING, CLOCK, "ran_on", was=(State.EXPIRED,))
    if bill:
        _bill_again(db, sub, bill, until)
    elif done.code == "unanswered":
        sub.answer_by = until
    else:
        sub.agree_by = until
    if not sub.quiet_to_buyer:
        news.tell_buyer(db, sub, "order_runs_on", once=f"/{done.event_id}")
    if not sub.quiet_to_group:
        news.tell_group(db, sub, "order_runs_on", once=f"/{done.event_id}")
    take_again(db, sub)


def _bill_again(db: Session, sub: SubOrder, bill: Bill, until: datetime) -> None:
    rows = table(Refund)
    owed = sa.select(rows.c.id).where(rows.c.bill_id == bill.key, rows.c.state != RefundState.DROPPED)
    if open_claim(db, bill.key) or db.execute(owed.limit(1)).first():
        raise Overtaken("state_moved")
    bill.run_again(until)
    if bill.released_at:
        reprice(db, sub, bill)
