"""Refund: money owed back to a payer. Owing it is not paying it: it is a task until somebody did."""

from datetime import datetime
from enum import StrEnum
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, state_column, table
from market.kernel.refused import NotFound, Overtaken
from market.payments import ledger
from market.payments.bill import Bill, handler
from market.people.access import Actor
from market.people.act import note


class RefundState(StrEnum):
    DUE = "due"
    PAID = "paid"


class Refund(Record, table=True):
    """`reason` is a code: cancelled, late_money."""

    __table_args__ = (sa.CheckConstraint("amount > 0", name="amount"),)

    bill_id: int = Field(foreign_key="bill.id", index=True)
    group_id: int | None = Field(default=None, foreign_key="groups.id", index=True)
    amount: int = Field(sa_type=sa.BigInteger)
    reason: str = Field(max_length=40)
    state: RefundState = Field(default=RefundState.DUE, sa_column=state_column(RefundState, "state"))
    owed_at: datetime = Field(default_factory=now)
    paid_at: datetime | None = None
    paid_by_id: int | None = Field(default=None, foreign_key="person.id")

    def pay_back(self, by: Actor) -> None:
        """Somebody of the group gave the money back, the way it came."""
        refunds = table(Refund)
        moved = self.db.execute(
            sa.update(refunds)
            .where(refunds.c.id == self.key, refunds.c.state == RefundState.DUE)
            .values(state=RefundState.PAID, paid_at=now(), paid_by_id=by.person_id)
            .returning(refunds.c.id)
            .execution_options(synchronize_session=False)
        ).first()
        self.db.refresh(self)
        if moved is None:
            raise Overtaken("state_moved")
        bill = Bill.get(self.db, self.bill_id)
        self._book(bill)
        handler(bill.kind).refunded(self.db, bill)
        note(self.db, by, "refund_paid", self.group_id, amount=self.amount, ref=bill.ref)

    def _book(self, bill: Bill) -> None:
        """Back to the buyer: the amount, then the few rupiah besides; the fee of what goes back is owed no more."""
        group = bill.group_id
        move = partial(ledger.move, self.db, fact=("refund", self.key), ref=bill.ref, at=self.paid_at or now())
        if group is None:
            move(ledger.ORGANISER, ledger.BUYER, self.amount, leg="amount")
            return
        besides = max(0, self.amount - bill.amount)
        goods = self.amount - besides
        fee = bill.fee * goods // bill.amount
        move(ledger.own(group), ledger.BUYER, goods, leg="amount")
        move(ledger.rounding(group), ledger.BUYER, besides, leg="rounding")
        move(ledger.FEES, ledger.receivable(group), fee, leg="fee")


def owed_back(db: Session, bill: Bill) -> int:
    """Whole rupiah of a bill that are owed back, or were given back."""
    refunds = table(Refund)
    total = sa.select(sa.func.coalesce(sa.func.sum(refunds.c.amount), 0)).where(refunds.c.bill_id == bill.key)
    return int(db.execute(total).scalar_one())


def owe_refund(db: Session, bill: Bill, amount: int, *, reason: str) -> Refund | None:
    """Owes money back, never more than came in and is not owed or given back already."""
    from market.payments.payment import paid_towards

    amount = min(amount, paid_towards(db, bill.key) - owed_back(db, bill))
    if amount <= 0:
        return None
    refund = Refund(bill_id=bill.key, group_id=bill.group_id, amount=amount, reason=reason).add(db)
    handler(bill.kind).refund_owed(db, bill)
    return refund


def the_refund(db: Session, group_id: int, key: int) -> Refund:
    found = db.get(Refund, key)
    if found is None or found.group_id != group_id:
        raise NotFound(f"refund {key}")
    return found
