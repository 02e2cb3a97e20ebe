"""Payment: money that came in towards a bill. A fact, final once written."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.indexes import where_set
from market.kernel.record import Record, state_column, table
from market.payments import ledger
from market.payments.bill import Bill, Custodian, Method
from market.people.access import Actor


class Payment(Record, table=True):
    """`amount` goes towards the bill, `rounding` came besides: the few rupiah that tell a transfer, or too much.

    `custodian` says who has the money; `confirmed_by` who saw it, and may have taken that back; `line_at` when a line
    of the bank's statement was found to fit it. One page at Stripe pays a bill once.
    """

    __table_args__ = (
        sa.CheckConstraint("amount >= 0 AND rounding >= 0 AND amount + rounding > 0", name="amount"),
        sa.UniqueConstraint("bill_id", "card_session_id"),
        where_set("payment", "confirmed_by_id"),
        sa.Index("ix_payment_custodian", "custodian", "id"),
    )

    bill_id: int = Field(foreign_key="bill.id", index=True)
    group_id: int | None = Field(default=None, foreign_key="groups.id", index=True)
    method: Method = Field(sa_column=state_column(Method, "method"))
    custodian: Custodian = Field(sa_column=state_column(Custodian, "custodian"))
    amount: int = Field(sa_type=sa.BigInteger)
    rounding: int = Field(default=0, sa_type=sa.BigInteger)
    card_session_id: int | None = Field(default=None, foreign_key="card_session.id")
    received_at: datetime = Field(default_factory=now, index=True)
    confirmed_by_id: int | None = Field(default=None, foreign_key="person.id")
    confirmed_by: str = Field(max_length=80)
    line_at: datetime | None = None
    taken_back_at: datetime | None = None
    taken_back_why: str = Field(default="", max_length=300)

    @property
    def came(self) -> int:
        """All that came in, in rupiah."""
        return self.amount + self.rounding


# Payments that count: nobody has taken back that the money was there.
STANDS = table(Payment).c.taken_back_at.is_(None)
# Whole rupiah that came for a bill, with what came besides, as a column beside it.
CAME = (
    sa.select(sa.func.coalesce(sa.func.sum(table(Payment).c.amount + table(Payment).c.rounding), 0))
    .where(table(Payment).c.bill_id == table(Bill).c.id, STANDS)
    .correlate(table(Bill))
    .scalar_subquery()
)


@dataclass(frozen=True, slots=True)
class Parts:
    """Whole rupiah that came for a bill: towards its amount, and besides."""

    amount: int
    besides: int

    @property
    def whole(self) -> int:
        return self.amount + self.besides


NOTHING = Parts(0, 0)


def pay(
    db: Session,
    bill: Bill,
    *,
    by: Actor,
    came: int | None = None,
    card_session_id: int | None = None,
    before: Parts | None = None,
) -> Payment:
    """Writes down that money came in for a bill, by default all that is asked, and books it.

    What is above the bill's amount is rounding. The caller holds the bill's lock and changes its state; `before`: what
    had come of it, where the caller knows.
    """
    before = paid_parts(db, bill.key) if before is None else before
    came = bill.asked - before.whole if came is None else came
    part = min(came, max(0, bill.amount - before.amount))
    payment = Payment(
        bill_id=bill.key,
        group_id=bill.group_id,
        method=bill.method,
        custodian=bill.custodian,
        amount=part,
        rounding=came - part,
        confirmed_by_id=by.person_id,
        confirmed_by=by.name,
        card_session_id=card_session_id,
    ).add(db)
    _book(db, bill, payment, before.amount)
    return payment


def fee_share(bill: Bill, part: int) -> int:
    """The part of the bill's fee that belongs to `part` of its amount; of the whole amount the whole fee."""
    return bill.fee * part // bill.amount


def booked_fee(db: Session, bill: Bill) -> int:
    """The platform's fee that stands in the books of a bill."""
    return ledger.balance(db, ledger.FEES, ledger.ENTRIES.c.ref == bill.ref)


def lower_fee(db: Session, bill: Bill, fee: int, fact: int) -> None:
    """Fewer pieces are sold: no more than `fee` is the platform's, and what was booked above it is the group's again.

    `fact` is the id of what happened. The money that goes back for the pieces moves no fee any more.
    """
    above = max(0, booked_fee(db, bill) - fee)
    what = (ledger.Fact.PIECES, fact)
    ledger.move(db, ledger.FEES, _fee_payer(bill), above, fact=what, leg="fee", ref=bill.ref, at=now())
    bill.fee = min(bill.fee, fee)


def book_back(db: Session, bill: Bill, payment: Payment) -> None:
    """A payment was not there after all: booked back, and so is what had been lowered of its fee since."""
    ledger.reverse(db, (ledger.Fact.PAYMENT, payment.key), as_kind=ledger.Fact.PAYMENT_UNDONE)
    lowered = max(0, -booked_fee(db, bill))
    what = (ledger.Fact.PAYMENT_UNDONE, payment.key)
    if lowered:
        ledger.move(db, _fee_payer(bill), ledger.FEES, lowered, fact=what, leg="lowered", ref=bill.ref, at=now())


def _fee_payer(bill: Bill) -> str:
    """The group's account that the fee of a bill is taken from."""
    return (ledger.payable if bill.custodian is Custodian.PLATFORM else ledger.receivable)(bill.payee)


def _fee_of(db: Session, bill: Bill, upto: int, before: int) -> int:
    """The fee of a further payment: what is missing up to the fee of all that came. The bill may be lower by then.

    What came besides the bill has none, even where a part of the fee went back since.
    """
    if upto == before:
        return 0
    return max(0, fee_share(bill, upto) - booked_fee(db, bill)) if before else fee_share(bill, upto)


def _book(db: Session, bill: Bill, payment: Payment, before: int) -> None:
    """Books it to the account of whoever has it (the group, Stripe or the platform's bank), with rounding and fee."""
    group = bill.group_id
    move = partial(ledger.move, db, fact=(ledger.Fact.PAYMENT, payment.key), ref=bill.ref, at=payment.received_at)
    fee = _fee_of(db, bill, before + payment.amount, before)
    if group is None:
        move(ledger.BUYER, ledger.ORGANISER, payment.came, leg="amount")
    elif bill.custodian is Custodian.PLATFORM:
        came = payment.came
        move(ledger.BUYER, ledger.STRIPE if bill.method is Method.CARD else ledger.BANK, came, leg="amount")
        move(ledger.OWED, ledger.payable(group), came, leg="owed")
        move(ledger.payable(group), ledger.FEES, fee, leg="fee")
    else:
        move(ledger.BUYER, ledger.own(group), payment.amount, leg="amount")
        move(ledger.BUYER, ledger.rounding(group), payment.rounding, leg="rounding")
        move(ledger.receivable(group), ledger.FEES, fee, leg="fee")


def paid_parts(db: Session, bill_id: int) -> Parts:
    """What was received for a bill."""
    rows = table(Payment)
    sums = (sa.func.coalesce(sa.func.sum(column), 0) for column in (rows.c.amount, rows.c.rounding))
    amount, besides = db.execute(sa.select(*sums).where(rows.c.bill_id == bill_id, STANDS)).one()
    return Parts(int(amount), int(besides))


def paid_towards(db: Session, bill_id: int) -> int:
    """Whole rupiah received for a bill, with what came besides."""
    return paid_parts(db, bill_id).whole


def last_taken_back(db: Session, bill_id: int) -> int:
    """The id of the payment of a bill that was taken back last."""
    rows = table(Payment)
    undone = sa.select(rows.c.id).where(rows.c.bill_id == bill_id, rows.c.taken_back_at.is_not(None))
    return int(db.execute(undone.order_by(rows.c.taken_back_at.desc()).limit(1)).scalar_one())
