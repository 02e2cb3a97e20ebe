""" "Libur hari ini": a group rests today, or is there after all, and the clocks of what it must answer follow."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import after_waking, day_of, now, waking_between
from market.kernel.record import table
from market.orders.life.clocks import evening_of
from market.orders.order import SubOrder
from market.orders.state import OPEN
from market.payments.bill import Bill
from market.payments.claim import Claim, ClaimState
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group


def rest_today(db: Session, group: Group, *, by: Actor) -> None:
    """Its clocks rest until tomorrow morning."""
    before = group.closed_days
    group.close_today()
    _move_clocks(db, group, before)
    note(db, by, "closed", group.key)


def work_today(db: Session, group: Group, *, by: Actor) -> None:
    """It is there today after all: its clocks run on."""
    before = group.closed_days
    group.open_today()
    _move_clocks(db, group, before)
    note(db, by, "opened", group.key)


def _move_clocks(db: Session, group: Group, before: frozenset[date]) -> None:
    """What the group must answer has as many waking hours left as it had with the days it rested `before`."""
    s, c, b = table(SubOrder), table(Claim), table(Bill)
    closed = group.closed_days
    for sub in db.scalars(sa.select(SubOrder).where(s.c.group_id == group.key, s.c.state.in_(OPEN))):
        sub.answer_by = sub.answer_by and _moved(sub.answer_by, group, before, closed)
        sub.remind_at = sub.remind_at and _moved(sub.remind_at, group, before, closed)
        sub.unseen_at = sub.unseen_at and _moved(sub.unseen_at, group, before, closed)
        sub.collect_by = sub.collect_by and _moved(sub.collect_by, group, before, closed)
        if sub.ask_at is not None and sub.ask_at > now():
            sub.ask_at = evening_of(day_of(sub.ask_at, group.zone), group.zone, closed)
    claims = sa.select(Claim).join(Bill, b.c.id == c.c.bill_id)
    for claim in db.scalars(claims.where(b.c.group_id == group.key, c.c.state == ClaimState.OPEN)):
        claim.decide_by = _moved(claim.decide_by, group, before, closed)


def _moved(due: datetime, group: Group, before: frozenset[date], closed: frozenset[date]) -> datetime:
    """What is due already stays so."""
    if due <= now():
        return due
    return after_waking(now(), waking_between(now(), due, group.zone, before), group.zone, closed)
