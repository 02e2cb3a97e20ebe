"""Payment: money that came in towards a bill. A fact, final once written."""

from datetime import date, datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, state_column, table
from market.payments import ledger
from market.payments.bill import Bill, Holder, Method
from market.people.access import Actor
from market.people.group import ClosedDay
from market.people.helpers import Facilitation
from market.people.person import Person


class Payment(Record, table=True):
    """`holder` says who has the money; `confirmed_by` who saw it; `rounding` came besides, to tell it from others."""

    __table_args__ = (sa.CheckConstraint("amount > 0", name="amount"),)

    bill_id: int = Field(foreign_key="bill.id", index=True)
    group_id: int | None = Field(default=None, foreign_key="groups.id", index=True)
    method: Method = Field(sa_column=state_column(Method, "method"))
    holder: Holder = Field(sa_column=state_column(Holder, "holder"))
    amount: int = Field(sa_type=sa.BigInteger)
    rounding: int = 0
    received_at: datetime = Field(default_factory=now, index=True)
    confirmed_by_id: int | None = Field(default=None, foreign_key="person.id")
    confirmed_by: str = Field(max_length=80)


def pay(db: Session, bill: Bill, *, by: Actor) -> Payment:
    """Writes down that a bill's amount came in, and books it; the caller holds the bill's lock."""
    payment = Payment(
        bill_id=bill.key,
        group_id=bill.group_id,
        method=bill.method,
        holder=bill.holder,
        amount=bill.amount,
        rounding=bill.asked - bill.amount,
        confirmed_by_id=by.person_id,
        confirmed_by=by.name,
    ).add(db)
    _book(db, bill, payment)
    return payment


def _book(db: Session, bill: Bill, payment: Payment) -> None:
    """To the group's own account, what came besides to rounding, and its fee as owed to the platform."""
    group = bill.group_id
    move = partial(ledger.move, db, fact=("payment", payment.key), ref=bill.ref, at=payment.received_at)
    if group is None:
        move(ledger.BUYER, ledger.ORGANISER, payment.amount, leg="amount")
        return
    move(ledger.BUYER, ledger.own(group), payment.amount, leg="amount")
    move(ledger.BUYER, ledger.rounding(group), payment.rounding, leg="rounding")
    move(ledger.receivable(group), ledger.FEES, bill.fee, leg="fee")


def paid_towards(db: Session, bill_id: int) -> int:
    """Whole rupiah received for a bill, with what came besides."""
    rows = table(Payment)
    wanted = sa.select(sa.func.coalesce(sa.func.sum(rows.c.amount + rows.c.rounding), 0)).where(
        rows.c.bill_id == bill_id
    )
    return int(db.execute(wanted).scalar_one())


def the_day(
    db: Session, group_id: int, today: date, morning: datetime, also: sa.ScalarSelect[Any]
) -> tuple[int, bool, list[str], Any]:
    """A group's day so far: rupiah since `morning`, whether it is closed, who helps it, and what `also` asks."""
    rows, days, helped, people = table(Payment), table(ClosedDay), table(Facilitation), table(Person)
    received = sa.select(sa.func.coalesce(sa.func.sum(rows.c.amount), 0)).where(
        rows.c.group_id == group_id, rows.c.received_at >= morning
    )
    closed = sa.select(days.c.id).where(days.c.group_id == group_id, days.c.day == today)
    helpers = (
        sa.select(sa.func.aggregate_strings(people.c.name, "\n"))
        .join(helped, helped.c.person_id == people.c.id)
        .where(helped.c.group_id == group_id, helped.c.ended_at.is_(None))
    )
    asked = sa.select(received.scalar_subquery(), closed.exists(), helpers.scalar_subquery(), also)
    total, rests, names, more = db.execute(asked).one()
    return int(total), bool(rests), names.split("\n") if names else [], more


def payments_of(db: Session, group_id: int, *, limit: int = 100) -> list[tuple[Payment, Bill]]:
    found = db.execute(
        sa.select(Payment, Bill)
        .join(Bill, table(Bill).c.id == table(Payment).c.bill_id)
        .where(table(Payment).c.group_id == group_id)
        .order_by(table(Payment).c.id.desc())
        .limit(limit)
    )
    return [(payment, bill) for payment, bill in found]
