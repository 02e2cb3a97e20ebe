"""Dispute: a card's bank took a payment back. Its money is not paid out until the bank has decided."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.addresses import TREASURY
from market.kernel.clock import now
from market.kernel.record import Record, state_column, table
from market.kernel.refused import Refused
from market.kernel.states import moves
from market.messages.outbox import tell
from market.messages.overtaken import unsay
from market.payments import ledger
from market.payments.bill import Bill, handler
from market.payments.bill_facts import Disputed
from market.payments.card import CardSession, lock_session
from market.payments.providers.seen import SeenDispute
from market.people.access import CLOCK
from market.people.person import admins


class DisputeState(StrEnum):
    OPEN = "open"
    WON = "won"
    LOST = "lost"


NEXT = moves(
    DisputeState,
    {DisputeState.OPEN: {DisputeState.WON, DisputeState.LOST}, DisputeState.WON: set(), DisputeState.LOST: set()},
)
ENDS = {"won": DisputeState.WON, "lost": DisputeState.LOST, "warning_closed": DisputeState.WON}


class Dispute(Record, table=True):
    """`amount` is what the bank holds, in whole rupiah; what is lost is the platform's loss, not the group's."""

    __table_args__ = (sa.CheckConstraint("amount > 0", name="amount"),)

    provider_id: str = Field(max_length=80, unique=True)
    card_session_id: int = Field(foreign_key="card_session.id", index=True)
    amount: int = Field(sa_type=sa.BigInteger)
    cost: int = Field(default=0, sa_type=sa.BigInteger)
    state: DisputeState = Field(default=DisputeState.OPEN, sa_column=state_column(DisputeState, "state"))
    opened_at: datetime = Field(default_factory=now)
    answer_by: datetime | None = None
    closed_at: datetime | None = None


def see_dispute(db: Session, seen: SeenDispute) -> None:
    """What Stripe says of a dispute now. A first look takes its amount from Stripe's balance; an end gives it back
    or writes it off. Told twice, or the end before the beginning, each is booked once."""
    session = lock_session(db, intent=seen.intent)
    if seen.amount is None:
        raise Refused("card_mismatch")
    found = db.scalars(sa.select(Dispute).where(table(Dispute).c.provider_id == seen.id)).first()
    if found is None:
        found = Dispute(
            provider_id=seen.id,
            card_session_id=session.key,
            amount=seen.amount,
            cost=seen.cost,
            answer_by=seen.answer_by,
        ).add(db)
        _move(db, found, session.ref, ledger.STRIPE, ledger.DISPUTED, found.amount, "amount")
        _move(db, found, session.ref, ledger.STRIPE, ledger.STRIPE_COSTS, found.cost, "cost")
        _tell(db, found, session)
    end = ENDS.get(seen.state)
    if end and found.state is DisputeState.OPEN:
        found.become(end, CLOCK, end.value, closed_at=now())
        to = ledger.STRIPE if end is DisputeState.WON else ledger.LOSSES
        _move(db, found, session.ref, ledger.DISPUTED, to, found.amount, "end")
        _tell(db, found, session)


def _tell(db: Session, dispute: Dispute, session: CardSession) -> None:
    """Tells the admins, who answer the bank, and each group whose money is held, or no longer held."""
    about = f"dispute/{dispute.key}"
    if dispute.state is not DisputeState.OPEN:
        unsay(db, about, ("dispute_to_answer",))
    for person in admins(db):
        to = person.recipient
        template = "dispute_to_answer" if dispute.state is DisputeState.OPEN else "dispute_decided"
        params = {"ref": session.ref, "amount": dispute.amount, "won": dispute.state is DisputeState.WON}
        name = f"dispute/{dispute.key}/{dispute.state}/{person.key}"
        tell(db, to, template, params | {"path": f"{TREASURY}#sengketa"}, name=name, about=about)
    told = Disputed(key=dispute.key, state=dispute.state)
    for share in session.shares:
        bill = Bill.get(db, share.bill_id)
        handler(bill.kind).disputed(db, bill, told)


def shown_disputes(db: Session, most: int = 20) -> list[tuple[Dispute, str]]:
    """(Dispute, number of the order): what waits for the bank first, then the newest."""
    rows, sessions = table(Dispute), table(CardSession)
    wanted = sa.select(Dispute, sessions.c.ref).join(CardSession, sessions.c.id == rows.c.card_session_id)
    ordered = wanted.order_by(rows.c.state != DisputeState.OPEN, rows.c.id.desc()).limit(most)
    return [(dispute, ref) for dispute, ref in db.execute(ordered)]


def _move(db: Session, dispute: Dispute, ref: str, source: str, target: str, amount: int, leg: str) -> None:
    ledger.move(db, source, target, amount, fact=(ledger.Fact.DISPUTE, dispute.key), leg=leg, ref=ref, at=now())


def disputed(session_id: sa.ColumnElement[int]) -> sa.ColumnElement[bool]:
    """Whether a page's payment is disputed now."""
    rows = table(Dispute)
    open_ = sa.and_(rows.c.card_session_id == session_id, rows.c.state == DisputeState.OPEN)
    return sa.select(rows.c.id).where(open_).exists()
