"""Claim: "Saya sudah bayar", with or without a picture. It stops the clock and marks nothing paid."""

from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, defer
from sqlmodel import Field

from market.kernel.clock import after_waking, now
from market.kernel.indexes import one_where
from market.kernel.one_of import the_one
from market.kernel.record import SOME, Record, state_column, table
from market.kernel.refused import Overtaken, Refused, needed_reason
from market.kernel.settings import settings
from market.kernel.states import moves
from market.payments.bill import Bill, BillState, Custodian, Method, handler, lock_bill
from market.payments.confirming import require_confirmer
from market.payments.incoming import take_in
from market.payments.own_order import require_others, surely_others
from market.payments.payment import STANDS, Payment
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group

DECIDE_HOURS = 24


class ClaimState(StrEnum):
    OPEN = "open"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


NEXT = moves(
    ClaimState,
    {
        ClaimState.OPEN: {ClaimState.CONFIRMED, ClaimState.REFUSED},
        ClaimState.CONFIRMED: {ClaimState.OPEN},  # the money was not there after all
        ClaimState.REFUSED: set(),
    },
)


class Claim(Record, table=True):
    """`asked` is what was asked of her when she said it. `late` when the bill had expired or been cancelled: confirming
    it owes a refund, never a revival.

    `browser` is the digest of a mark in the browser that said it.
    """

    __table_args__ = (one_where("uq_claim_open", "bill_id", where="state = 'open'"),)

    bill_id: int = Field(foreign_key="bill.id", index=True)
    payer_phone: str = Field(max_length=20, index=True)
    made_at: datetime = Field(default_factory=now)
    asked: int = Field(sa_type=sa.BigInteger)
    note: str = Field(default="", max_length=300)
    proof: str | None = Field(default=None, max_length=40)
    proof_hash: str | None = Field(default=None, max_length=64, index=True)
    browser: str = Field(default="", max_length=64)
    late: bool = False
    state: ClaimState = Field(default=ClaimState.OPEN, sa_column=state_column(ClaimState, "state"))
    decide_by: datetime
    told_facilitator_at: datetime | None = None
    decided_at: datetime | None = None
    decided_by_id: int | None = Field(default=None, foreign_key="person.id")
    reason: str = Field(default="", max_length=300)

    def confirm(self, by: Actor, came: int | None = None) -> Payment:
        """The money is there, or so much of it. For a closed bill it becomes a refund owed, never a revived order."""
        bill = lock_bill(self.db, self.bill_id)
        require_confirmer(self.db, by, bill)
        if bill.state is BillState.SETTLED or (not bill.open and self._came_since()):
            raise Overtaken("bill_closed")
        self._decide(ClaimState.CONFIRMED, by)
        payment = take_in(self.db, bill, by, self.asked if came is None else came)
        note(self.db, by, "claim_confirmed", bill.group_id, amount=payment.came, ref=bill.ref)
        return payment

    def refuse(self, by: Actor, reason: str) -> None:
        """The money is not there: the buyer is told why, and the bill's clock runs on."""
        reason = needed_reason(reason)
        bill = lock_bill(self.db, self.bill_id)
        require_confirmer(self.db, by, bill)
        self._decide(ClaimState.REFUSED, by)
        self.reason = reason
        bill.run_on()
        handler(bill.kind).claim_refused(self.db, bill, by, self.reason)
        note(self.db, by, "claim_refused", bill.group_id, amount=bill.amount, ref=bill.ref)

    def _came_since(self) -> bool:
        """Whether money came after it was made: that may be what she said to have paid."""
        rows = table(Payment)
        since = sa.select(rows.c.id).where(rows.c.bill_id == self.bill_id, STANDS, rows.c.received_at >= self.made_at)
        return self.db.execute(since).first() is not None

    def _decide(self, state: ClaimState, by: Actor) -> None:
        self.become(state, by, state.value, overtaken="claim_decided", decided_at=now(), decided_by_id=by.person_id)

    def look_again(self, bill: Bill, by: Actor) -> None:
        """It was confirmed by mistake: it waits to be looked at, as if it were made now."""
        undecided: dict[str, Any] = {"decided_at": None, "decided_by_id": None, "told_facilitator_at": None}
        undecided["decide_by"] = decide_by(self.db, bill)
        self.become(ClaimState.OPEN, by, "looked_at_again", overtaken="claim_decided", **undecided)


def decide_by(db: Session, bill: Bill) -> datetime:
    """Until when a claim made now should have been looked at."""
    zone, closed = _days_of(db, bill)
    return after_waking(now(), DECIDE_HOURS, zone, closed)


def _days_of(db: Session, bill: Bill) -> tuple[ZoneInfo, frozenset[date]]:
    """The zone and the closed days of whoever has to look."""
    if bill.group_id is None:
        return settings().zone, frozenset()
    group = Group.get(db, bill.group_id)
    return group.zone, group.closed_days


def confirm_without_claim(
    db: Session, bill: Bill, by: Actor, came: int | None = None, *, statement_line: bool = False
) -> Payment:
    """The treasurer saw the money, or took it in cash, though nobody claimed it."""
    bill = lock_bill(db, bill.key)
    if bill.method is Method.CARD:
        raise Refused("card_by_itself")
    require_confirmer(db, by, bill, statement_line=statement_line)
    payment = settle_now(db, bill, by, came, line=statement_line)
    sure = statement_line and surely_others(db, by, [bill])[0]  # who may be its buyer types the line herself
    payment.line_at = payment.received_at if sure else None
    return payment


def settle_now(db: Session, bill: Bill, by: Actor, came: int | None = None, *, line: bool = False) -> Payment:
    """Pays an open bill; `line`: as a line of the bank's says. An open claim of its payer is taken for this money, and
    confirmed with it."""
    if not bill.open:
        raise Overtaken("bill_closed")
    standing = open_claim(db, bill.key)
    if standing:
        standing._decide(ClaimState.CONFIRMED, by)
    payment = take_in(db, bill, by, came, line=line)
    note(db, by, "payment_confirmed", bill.group_id, amount=payment.came, ref=bill.ref)
    return payment


def take_cash(db: Session, bill: Bill, by: Actor) -> Payment | None:
    """Cash at hand-over: whoever hands the goods over takes it; the treasurer sees it in the list of the day.

    Refused for her own order, unless another has said before that the cash came.
    """
    bill = lock_bill(db, bill.key)
    if not bill.open or bill.method is not Method.CASH:
        return None
    require_others(db, by, bill)
    return settle_now(db, bill, by)


def is_claimed(bills: sa.FromClause) -> sa.ColumnElement[bool]:
    """Whether somebody says to have paid, and nobody has looked yet, for a condition on bills."""
    rows = table(Claim)
    return sa.select(rows.c.id).where(rows.c.bill_id == bills.c.id, rows.c.state == ClaimState.OPEN).exists()


def open_claim(db: Session, bill_id: int) -> Claim | None:
    rows = table(Claim)
    return db.scalars(sa.select(Claim).where(rows.c.bill_id == bill_id, rows.c.state == ClaimState.OPEN)).first()


def last_refused(db: Session, bill_id: int) -> int:
    """The id of the claim on a bill that was refused last."""
    rows = table(Claim)
    refused = (rows.c.bill_id == bill_id, rows.c.state == ClaimState.REFUSED)
    return int(
        db.execute(sa.select(rows.c.id).where(*refused).order_by(rows.c.decided_at.desc()).limit(1)).scalar_one()
    )


def the_claim(db: Session, group_id: int, key: int) -> Claim:
    """A claim on a bill that is paid to this group itself."""
    claims, bills = table(Claim), table(Bill)
    theirs = sa.and_(bills.c.group_id == group_id, bills.c.custodian == Custodian.GROUP)
    wanted = sa.select(Claim).join(Bill, bills.c.id == claims.c.bill_id).where(claims.c.id == key, theirs)
    return the_one(db, wanted, f"claim {key}")


# What a buyer says and shows of a payment is read only by those who look for that money.
WITHOUT_SLIP = tuple(defer(getattr(Claim, name), raiseload=True) for name in ("note", "proof", "proof_hash"))
PROOFS_KEPT = timedelta(days=365)


def kept_as(proof: str) -> str:
    """The name of a proof's file: a picture, unless it says that it is a PDF."""
    return proof if proof.endswith(".pdf") else f"{proof}.webp"


def forget_proofs(db: Session) -> list[str]:
    """Takes the pictures off claims that are older than twelve months; returns their file names."""
    rows = table(Claim)
    old = sa.and_(rows.c.proof.is_not(None), rows.c.made_at < now() - PROOFS_KEPT)
    found = db.execute(sa.select(rows.c.id, rows.c.proof).where(old).limit(SOME)).all()
    db.execute(sa.update(rows).where(rows.c.id.in_([key for key, _ in found])).values(proof=None))
    return [kept_as(name) for _, name in found]


def used_twice(db: Session, claims: list[Claim]) -> set[str]:
    """Which of these claims' pictures came with more than one claim, by their hash."""
    rows = table(Claim)
    hashes = [each.proof_hash for each in claims if each.proof_hash]
    if not hashes:
        return set()
    found = sa.select(rows.c.proof_hash).where(rows.c.proof_hash.in_(hashes)).group_by(rows.c.proof_hash)
    return set(db.scalars(found.having(sa.func.count() > 1)))
