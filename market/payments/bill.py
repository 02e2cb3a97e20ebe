"""Bill: what is owed to whom by when. It knows a payer, a payee and a `ref`, never an order or a booth.

The room that makes bills of a kind registers one handler for it, called in the same transaction.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.indexes import one_where
from market.kernel.record import Record, locked, state_column, table
from market.kernel.refused import NotFound
from market.kernel.states import moves
from market.payments.bill_facts import Disputed, RefundOwed, RefundReaddressed
from market.people.access import CLOCK, Actor

LEAST_AFTER_REFUSAL = timedelta(hours=6)
ASKED = "asked - CASE WHEN down_payment > 0 THEN down_payment ELSE amount END BETWEEN 0 AND 999"


class Method(StrEnum):
    """`ahead`: paid before the goods leave."""

    TRANSFER = "transfer"
    QRIS = "qris"
    CASH = "cash"
    CARD = "card"

    @property
    def ahead(self) -> bool:
        return self is not Method.CASH

    @property
    def by_word(self) -> bool:
        """Only the buyer tells us that it was paid, and the treasurer looks; for a card Stripe tells us."""
        return self in (Method.TRANSFER, Method.QRIS)


class Custodian(StrEnum):
    """Who holds the money once it is paid."""

    GROUP = "group"
    PLATFORM = "platform"
    COURIER = "courier"
    ORGANISER = "organiser"


class BillState(StrEnum):
    OPEN = "open"
    SETTLED = "settled"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


NEXT = moves(BillState, {
    BillState.OPEN: {BillState.SETTLED, BillState.EXPIRED, BillState.CANCELLED},
    BillState.SETTLED: {BillState.OPEN},  # the money was not there after all
    BillState.EXPIRED: {BillState.SETTLED, BillState.OPEN},  # paid too late, and served; ended by a wrong clock
    BillState.CANCELLED: {BillState.OPEN},  # the goods had been handed over after all
})  # fmt: skip


class Bill(Record, table=True):
    """`due_at` is None while nothing presses: cash at hand-over, or a claim that is being looked at.

    `left_s` keeps what was left on the clock when a claim stopped it. `group_id` is the group that is paid; none
    when the organiser of a bazaar is. `asked` is what a transfer is asked to be: the amount and 1 to 999 rupiah more,
    so that the line of a bank's statement tells whose it is; one sum at a time for an account, until `released_at`.
    `down_payment` is what is asked before the rest, as long as it has not come.
    `fee` is the platform's, of the goods alone, frozen when they were sold; of cancelled pieces there is none.
    `card_open`: Stripe may still take its money. `earned_at`: what was collected for the group may be paid out from
    then on; the bill's room sets it.
    """

    __table_args__ = (
        sa.CheckConstraint("amount > 0", name="amount"),
        sa.CheckConstraint("fee BETWEEN 0 AND amount", name="fee"),
        sa.CheckConstraint("down_payment BETWEEN 0 AND amount", name="down_payment"),
        sa.CheckConstraint(ASKED, name="asked"),
        sa.UniqueConstraint("kind", "ref"),
        sa.Index("ix_bill_ref", "ref"),
        sa.Index("ix_bill_due", "state", "due_at"),
        one_where("uq_bill_asked", "account_id", "asked", where="method = 'transfer' AND released_at IS NULL"),
    )  # fmt: skip

    kind: str = Field(max_length=20)
    ref: str = Field(max_length=40)
    group_id: int | None = Field(default=None, foreign_key="groups.id", index=True)
    payer_name: str = Field(max_length=80)
    payer_phone: str = Field(max_length=20, index=True)
    payer_id: int | None = Field(default=None, foreign_key="person.id")
    account_id: int | None = Field(default=None, foreign_key="account.id")
    method: Method = Field(sa_column=state_column(Method, "method"))
    custodian: Custodian = Field(default=Custodian.GROUP, sa_column=state_column(Custodian, "custodian"))
    amount: int = Field(sa_type=sa.BigInteger)
    asked: int = Field(sa_type=sa.BigInteger)
    down_payment: int = Field(default=0, sa_type=sa.BigInteger)
    fee: int = Field(default=0, sa_type=sa.BigInteger)
    state: BillState = Field(default=BillState.OPEN, sa_column=state_column(BillState, "state"))
    made_at: datetime = Field(default_factory=now)
    due_at: datetime | None = None
    left_s: int | None = None
    closed_at: datetime | None = None
    released_at: datetime | None = None
    card_open: bool = False
    earned_at: datetime | None = Field(default=None, index=True)

    @property
    def payee(self) -> int:
        """The id of the group that is paid. Raises for a bill of an organiser."""
        if self.group_id is None:
            raise RuntimeError(f"bill {self.id} is not a group's")
        return self.group_id

    @property
    def open(self) -> bool:
        return self.state is BillState.OPEN

    @property
    def overdue(self) -> bool:
        return self.open and self.due_at is not None and self.due_at <= now()

    def stop_clock(self) -> None:
        """A claim was made: keeps the time that is left."""
        if self.due_at is not None:
            self.left_s = max(0, int((self.due_at - now()).total_seconds()))
            self.due_at = None

    def run_on(self) -> None:
        """Not all is there: the clock runs on for what was left, at least six hours. Where none ran, none begins."""
        if not self.open:
            return
        if self.left_s is not None:
            self.due_at, self.left_s = now() + timedelta(seconds=self.left_s), None
        if self.due_at is not None:
            self.due_at = max(self.due_at, now() + LEAST_AFTER_REFUSAL)

    def ask_rest(self) -> None:
        """Its down payment is there: the whole is asked, by no sum of its own, and nothing presses any more."""
        self.down_payment, self.asked, self.due_at, self.left_s = 0, self.amount, None, None
        self.released_at = self.released_at or now()

    def settle(self, by: Actor) -> bool:
        """Paid in full, as `by` says; False when it was not open any more."""
        moved = self._leave_open(BillState.SETTLED, by, "settled")
        if moved:
            handler(self.kind).settled(self.db, self, by)
        return moved

    def expire(self, moment: datetime) -> bool:
        """Unpaid and unclaimed at its deadline; tested again inside the UPDATE."""
        bills, due = table(Bill), self.due_at
        moved = self._leave_open(BillState.EXPIRED, CLOCK, "expired", bills.c.due_at <= moment)
        if moved:
            handler(self.kind).expired(self.db, self, due or moment)
        return moved

    def earn(self) -> None:
        """What the bill is for was done: its money may be paid out."""
        if self.earned_at is None:
            self.earned_at = now()

    def cancel(self, by: Actor) -> bool:
        """No longer owed. A claim that is open stays with the treasurer."""
        return self._leave_open(BillState.CANCELLED, by, "cancelled")

    def reopen(self, by: Actor) -> None:
        """Cancelled by mistake: the goods had been handed over. Raises Overtaken when it is not cancelled."""
        self.become(BillState.OPEN, by, "reopened", was=(BillState.CANCELLED,), overtaken="bill_closed", closed_at=None)

    def run_again(self, due_at: datetime) -> None:
        """Expired by a clock that was wrong. Overtaken when it is not expired any more."""
        again: dict[str, Any] = {"due_at": due_at, "closed_at": None}
        self.become(BillState.OPEN, CLOCK, "runs_again", was=(BillState.EXPIRED,), overtaken="bill_closed", **again)

    def settle_late(self, by: Actor) -> None:
        """Expired, paid too late, and served after all. Raises Overtaken when it is not expired any more."""
        was = (BillState.EXPIRED,)
        self.become(BillState.SETTLED, by, "settled_late", was=was, overtaken="bill_closed", closed_at=now())

    def unsettle(self, by: Actor, *, due_at: datetime | None, left_s: int | None) -> None:
        """Its money was not there after all: the bill waits for it again. Overtaken when it is not settled any more."""
        again: dict[str, Any] = {"due_at": due_at, "left_s": left_s, "closed_at": None}
        self.become(BillState.OPEN, by, "unsettled", was=(BillState.SETTLED,), overtaken="bill_closed", **again)

    def _leave_open(self, state: BillState, by: Actor, code: str, *also: sa.ColumnElement[bool]) -> bool:
        return self.may_become(state, by, code, *also, was=(BillState.OPEN,), due_at=None, closed_at=now())


class BillHandler(Protocol):
    """What a kind of bill does in its own room when something happens to it; `due`: when it was to be paid.

    `lock`: locks what the bill is for, such as a parcel, whose verbs lock that before the bill. `presses`: whether a
    clock runs for its payer. `gone`: bills whose goods have left. `keepers`: by bill who looks after money of an
    organiser. `groups`: by bill the group that is paid, or pays an organiser. `by`: who said so, or the clock.
    `beside`: the bills of the same purchase, this one too.
    """

    def lock(self, db: Session, ref: str) -> None: ...
    def presses(self, db: Session, bill: Bill) -> bool: ...
    def settled(self, db: Session, bill: Bill, by: Actor) -> None: ...
    def expired(self, db: Session, bill: Bill, due: datetime) -> None: ...
    def claimed(self, db: Session, bill: Bill) -> None: ...
    def part_paid(self, db: Session, bill: Bill, by: Actor, missing: int) -> None: ...
    def down_paid(self, db: Session, bill: Bill, by: Actor, missing: int) -> None: ...
    def claim_refused(self, db: Session, bill: Bill, by: Actor, reason: str) -> None: ...
    def refund_owed(self, db: Session, bill: Bill, by: Actor, refund: RefundOwed) -> None: ...
    def refund_addressed(self, db: Session, bill: Bill, refund: RefundOwed) -> None: ...
    def refund_readdressed(self, db: Session, bill: Bill, refund: RefundReaddressed) -> None: ...
    def refunded(self, db: Session, bill: Bill, by: Actor, refund: RefundOwed) -> None: ...
    def refund_undone(self, db: Session, bill: Bill, by: Actor, refund: RefundOwed, reason: str) -> None: ...
    def beside(self, db: Session, bill: Bill) -> Collection[int]: ...
    def gone(self, db: Session, bills: Sequence[Bill]) -> set[int]: ...
    def keepers(self, db: Session, bills: Sequence[Bill], since: datetime) -> dict[int, set[int]]: ...
    def groups(self, db: Session, bills: Sequence[Bill]) -> dict[int, int]: ...
    def taken_back(self, db: Session, bill: Bill, by: Actor, reason: str) -> None: ...
    def disputed(self, db: Session, bill: Bill, dispute: Disputed) -> None: ...


HANDLERS: dict[str, BillHandler] = {}


def register(kind: str, made: BillHandler) -> None:
    HANDLERS[kind] = made


def handler(kind: str) -> BillHandler:
    return HANDLERS[kind]


def lock_bill(db: Session, key: int) -> Bill:
    """The bill, locked until the commit, after what it is for: whoever needs both locks takes them in this order, and
    claims, payments, expiry and packing take turns."""
    rows = table(Bill)
    if (what := db.execute(sa.select(rows.c.kind, rows.c.ref).where(rows.c.id == key)).first()) is None:
        raise NotFound(f"bill {key}")
    handler(what.kind).lock(db, what.ref)
    return db.scalars(locked(sa.select(Bill).where(rows.c.id == key))).one()


def bill_for(db: Session, kind: str, ref: str) -> Bill | None:
    return db.scalars(sa.select(Bill).filter_by(kind=kind, ref=ref)).first()
