"""Card: a page at Stripe where a buyer pays one or more bills of one order.

The intent is written first, then Stripe is asked, then its answer is written by its own number: nothing is called
while a transaction is open, and after a crash in between it is asked again with the same key. A payment is believed
only when read from Stripe: amount, currency and number must be those we wrote. States move only forward.
"""

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.indexes import one_where
from market.kernel.one_of import the_one
from market.kernel.record import Record, state_column, table
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.kernel.states import moves
from market.payments import ledger
from market.payments.bill import Bill, lock_bill
from market.payments.incoming import missing_of, take_in
from market.payments.providers.seen import SeenSession
from market.payments.providers.stripe import MOST, available
from market.people.access import CLOCK, Actor

log = logging.getLogger(__name__)
LASTS = timedelta(minutes=31)  # Stripe's least is thirty minutes after it hears of it
STRIPE = Actor(name="Stripe")


class CardState(StrEnum):
    """`new`: Stripe is being asked for the page; `failed`: it made none."""

    NEW = "new"
    OPEN = "open"
    PAID = "paid"
    EXPIRED = "expired"
    FAILED = "failed"


NEXT = moves(
    CardState,
    {
        CardState.NEW: {CardState.OPEN, CardState.FAILED},
        CardState.OPEN: {CardState.PAID, CardState.EXPIRED},
        CardState.EXPIRED: {CardState.PAID},  # Stripe's events come in any order
        CardState.PAID: set(),
        CardState.FAILED: set(),
    },
)
LIVE = (CardState.NEW, CardState.OPEN)


class CardSession(Record, table=True):
    """One page at Stripe (a Checkout Session). `ref` is the order's number; it may have one live page at a time.

    `amount` is whole rupiah, the sum of its shares; `cost` what Stripe kept of it, unknown for a while.
    """

    __tablename__ = "card_session"
    __table_args__ = (
        sa.UniqueConstraint("ref", "attempt"),
        sa.CheckConstraint("amount > 0", name="amount"),
        one_where("uq_card_session_live", "ref", where="state IN ('new', 'open')"),
    )

    ref: str = Field(max_length=40)
    attempt: int
    amount: int = Field(sa_type=sa.BigInteger)
    state: CardState = Field(default=CardState.NEW, sa_column=state_column(CardState, "state"))
    provider_id: str | None = Field(default=None, max_length=120, unique=True)
    url: str = Field(default="", max_length=1000)
    intent: str | None = Field(default=None, max_length=120, unique=True)
    cost: int | None = Field(default=None, sa_type=sa.BigInteger)
    language: str = Field(default="id", max_length=2)
    made_at: datetime = Field(default_factory=now)
    expires_at: datetime
    checked_at: datetime = Field(default_factory=now, index=True)

    @property
    def number(self) -> str:
        """Its number at Stripe: the order's number and the attempt."""
        return f"{self.ref}/{self.attempt}"

    @property
    def live(self) -> bool:
        return self.state in LIVE

    @property
    def shares(self) -> list["CardShare"]:
        rows = table(CardShare)
        wanted = sa.select(CardShare).where(rows.c.card_session_id == self.key).order_by(rows.c.bill_id)
        return list(self.db.scalars(wanted))

    def opened(self, seen: SeenSession) -> None:
        """Stripe made the page."""
        if self.state is CardState.NEW:
            self.become(CardState.OPEN, CLOCK, "opened", provider_id=seen.id, url=seen.url)

    def failed(self) -> None:
        """Stripe said no to the page: the next try makes another."""
        if self.state is CardState.NEW:
            self._close(CardState.FAILED)

    def see(self, seen: SeenSession) -> None:
        """What Stripe says of it now: paid, over, or nothing new. Told twice, in any order, nothing happens twice."""
        self.checked_at = now()
        if seen.reference != self.number or seen.amount != self.amount or seen.id != self.provider_id:
            log.error("card session %s is not what was asked: %r", self.number, seen)
            raise Refused("card_mismatch")
        if seen.paid and self.state is not CardState.PAID:
            self._paid(seen)
        elif seen.expired and self.state is CardState.OPEN:
            self._close(CardState.EXPIRED)
            for share in self.shares:
                lock_bill(self.db, share.bill_id).expire(now())
        if self.state is CardState.PAID and self.cost is None and seen.cost is not None:
            self.cost = seen.cost
            fact = (ledger.Fact.CARD_SESSION, self.key)
            ledger.move(
                self.db, ledger.STRIPE, ledger.STRIPE_COSTS, self.cost, fact=fact, leg="cost", ref=self.ref, at=now()
            )

    def _paid(self, seen: SeenSession) -> None:
        """Each bill takes its share. A bill that was closed or paid meanwhile owes it back."""
        self._close(CardState.PAID, intent=seen.intent)
        for share in self.shares:
            bill = lock_bill(self.db, share.bill_id)
            take_in(self.db, bill, STRIPE, share.amount, self.key)

    def _close(self, state: CardState, **values: Any) -> None:
        self.become(state, CLOCK, state.value, **values)
        for share in self.shares:
            lock_bill(self.db, share.bill_id).card_open = False
        self.db.flush()


class CardShare(Record, table=True):
    """The part of a page's amount that is for one bill."""

    __tablename__ = "card_share"
    __table_args__ = (
        sa.UniqueConstraint("card_session_id", "bill_id"),
        sa.CheckConstraint("amount > 0", name="amount"),
    )

    card_session_id: int = Field(foreign_key="card_session.id")
    bill_id: int = Field(foreign_key="bill.id", index=True)
    amount: int = Field(sa_type=sa.BigInteger)


def begin_session(db: Session, ref: str, bill_ids: Sequence[int], language: str) -> tuple[CardSession, bool]:
    """(The live page of an order, or a new one for these bills; whether it is for just these bills)."""
    bills = [lock_bill(db, key) for key in sorted(bill_ids)]
    due = {bill.key: missing_of(db, bill) for bill in bills if bill.open and not bill.overdue}
    live = live_session(db, ref)
    if live:
        return live, {share.bill_id: share.amount for share in live.shares} == due
    if not due:
        raise Refused("bill_closed")
    rows = table(CardSession)
    latest = db.execute(sa.select(sa.func.max(rows.c.attempt)).where(rows.c.ref == ref)).scalar_one() or 0
    session = CardSession(
        ref=ref, attempt=latest + 1, amount=sum(due.values()), language=language, expires_at=now() + LASTS
    ).add(db)
    for bill in bills:
        if bill.key in due:
            bill.card_open = True
            CardShare(card_session_id=session.key, bill_id=bill.key, amount=due[bill.key]).add(db)
    return session, True


def card_takes(amount: int) -> bool:
    """Whether a card can pay so many rupiah here: Stripe is set up, and the amount is within its limits."""
    return available() and settings().card_least <= amount <= MOST


def live_session(db: Session, ref: str) -> CardSession | None:
    rows = table(CardSession)
    return db.scalars(sa.select(CardSession).where(rows.c.ref == ref, rows.c.state.in_(LIVE))).first()


def latest_session(db: Session, ref: str) -> CardSession | None:
    rows = table(CardSession)
    wanted = sa.select(CardSession).where(rows.c.ref == ref).order_by(rows.c.attempt.desc())
    return db.scalars(wanted.limit(1)).first()


def lock_session(db: Session, *, key: int | None = None, provider_id: str = "", intent: str = "") -> CardSession:
    """The page, locked until the commit. NotFound when we made no such page."""
    rows = table(CardSession)
    if key is not None:
        which = rows.c.id == key
    else:
        which = rows.c.provider_id == provider_id if provider_id else rows.c.intent == intent
    return the_one(db, sa.select(CardSession).where(which), "card session", lock=True)


def sessions_to_watch(db: Session, moment: datetime, most: int = 50) -> list[tuple[int, bool]]:
    """(Page, whether it must end): of bills that are due or closed, long unread, or whose cost is unknown."""
    rows, shares, bills = table(CardSession), table(CardShare), table(Bill)
    over = (
        sa.select(shares.c.id)
        .join(bills, bills.c.id == shares.c.bill_id)
        .where(shares.c.card_session_id == rows.c.id, sa.or_(bills.c.state != "open", bills.c.due_at <= moment))
        .exists()
    )
    live = rows.c.state.in_(LIVE)
    unread = rows.c.checked_at <= moment - timedelta(minutes=3)
    costless = sa.and_(rows.c.state == CardState.PAID, rows.c.cost.is_(None))
    wanted = sa.select(rows.c.id, sa.and_(live, over)).where(
        sa.or_(sa.and_(live, sa.or_(over, unread)), sa.and_(costless, unread))
    )
    # In random order: else those that Stripe refuses each time would stand before the others for ever.
    return [(key, bool(ends)) for key, ends in db.execute(wanted.order_by(sa.func.random()).limit(most))]
