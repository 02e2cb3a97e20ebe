"""Money that goes back to a card: Stripe is asked, and what it says of it later is heard."""

import logging

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.db import write
from market.kernel.record import locked, table
from market.kernel.refused import NotFound, Refused
from market.payments.bill import Bill
from market.payments.card import CardSession, lock_session
from market.payments.providers import stripe
from market.payments.providers.seen import ProviderSaidNo, SeenRefund
from market.payments.refund import Refund
from market.payments.refund_owed import owe_refund
from market.payments.refund_state import RefundState, RefundWay

log = logging.getLogger(__name__)


def refunds_to_send(db: Session, most: int = 50) -> list[int]:
    """Refunds to cards of which Stripe is to be asked; in random order, so that refused ones hold up no others."""
    rows = table(Refund)
    wanted = sa.select(rows.c.id).where(
        rows.c.way == RefundWay.CARD, rows.c.state.in_((RefundState.DUE, RefundState.SENDING))
    )
    return list(db.scalars(wanted.order_by(sa.func.random()).limit(most)))


def send_refund(key: int) -> None:
    """Asks Stripe to pay a refund back to its card; the refund's number makes asking twice harmless."""

    def begin(db: Session) -> tuple[str, int]:
        refund = Refund.get(db, key)
        refund.begin()
        return _intent_of(db, refund), refund.amount

    intent, amount = write(begin)
    try:
        seen = stripe.refund(intent, amount, key=f"refund/{key}/{intent}")
    except ProviderSaidNo as no:
        log.error("refund %s: %r", key, no)
        write(lambda db: _refund_refused(db, key))
        return
    write(lambda db: _refund_seen(Refund.get(db, key), seen))


def _refund_refused(db: Session, key: int) -> None:
    Refund.get(db, key).fail()


def _refund_seen(refund: Refund, seen: SeenRefund) -> None:
    if seen.state in ("failed", "canceled"):
        refund.fail()
    elif refund.state is not RefundState.FAILED:
        refund.sent(seen.id, seen.state == "succeeded")


def _intent_of(db: Session, refund: Refund) -> str:
    from market.payments.payment import Payment

    rows, sessions = table(Payment), table(CardSession)
    wanted = sa.select(sessions.c.intent).join(rows, rows.c.card_session_id == sessions.c.id)
    found = db.scalars(wanted.where(rows.c.bill_id == refund.bill_id).order_by(rows.c.id.desc())).first()
    if not found:
        raise NotFound("intent")
    return str(found)


def refund_event(db: Session, seen: SeenRefund) -> None:
    rows = table(Refund)
    refund = db.scalars(locked(sa.select(Refund).where(rows.c.provider_id == seen.id))).first()
    if refund:
        _refund_seen(refund, seen)


def refunded_there(db: Session, intent: str, total: int | None) -> None:
    """Somebody gave money back in Stripe's own dashboard: books what we did not ask for as given back."""
    session = lock_session(db, intent=intent)
    if total is None:
        raise Refused("card_mismatch")
    rows, shares = table(Refund), [share.bill_id for share in session.shares]
    ours = (RefundState.SENDING, RefundState.SENT, RefundState.PAID)
    known = sa.select(sa.func.coalesce(sa.func.sum(rows.c.amount), 0)).where(
        rows.c.bill_id.in_(shares), rows.c.way == RefundWay.CARD, rows.c.state.in_(ours)
    )
    more = total - int(db.execute(known).scalar_one())
    for key in shares:
        if more <= 0:
            return
        refund = owe_refund(db, Bill.get(db, key), more, reason="provider")
        if refund:
            more -= refund.amount
            refund.begin()
            refund.sent(f"{intent}/{refund.key}", True)
