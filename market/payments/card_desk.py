"""What is done with Stripe, step by step: asking for a page, reading one, sending refunds, hearing events.

Each function runs in a thread that may wait for the network, writes in short transactions of its own, and holds none
open while Stripe is asked. Safe to run twice, at once, and after being killed anywhere.
"""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import Record, table
from market.kernel.refused import NotFound, Refused
from market.payments.bill import Bill
from market.payments.card import CardSession, begin_session, lock_session, sessions_to_watch
from market.payments.card_refunds import refund_event, refunded_there, refunds_to_send, send_refund
from market.payments.dispute import see_dispute
from market.payments.providers import stripe
from market.payments.providers.seen import Item, ProviderAway, ProviderSaidNo, SeenEvent, SeenSession
from market.people.group import Group

log = logging.getLogger(__name__)


class ProviderEvent(Record, table=True):
    """An event of Stripe's that was heard; it is heard once."""

    __tablename__ = "provider_event"

    provider_id: str = Field(max_length=120, unique=True)
    kind: str = Field(max_length=80)
    at: datetime = Field(default_factory=now)


def open_page(ref: str, bill_ids: list[int], language: str, address: str) -> str:
    """The address of Stripe's page for these bills. `address` is our page to which the buyer comes back, without a key.

    A page for other bills, of a parcel that was cancelled or added since, is ended first.
    """
    begun = write(lambda db: _begin(db, ref, bill_ids, language))
    if begun.provider_id and not begun.usable:
        end_session(begun.provider_id)
        begun = write(lambda db: _begin(db, ref, bill_ids, language))
    return begun.url or _ask(begun.key, address)


@dataclass(frozen=True)
class Begun:
    """A live page: whether it is for just these bills and not over; `url` is empty while Stripe has not made it."""

    key: int
    provider_id: str
    url: str
    usable: bool


def _begin(db: Session, ref: str, bill_ids: list[int], language: str) -> Begun:
    session, fits = begin_session(db, ref, bill_ids, language)
    return Begun(session.key, session.provider_id or "", session.url, fits and session.expires_at > now())


def _ask(key: int, address: str) -> str:
    with read() as db:
        session = CardSession.get(db, key)
        items = _items(db, session)
    try:
        seen = stripe.create_session(
            session.number,
            items,
            success=f"{address}?dari=kartu",
            cancel=f"{address}?dari=stripe",
            expires=session.expires_at,
            locale=session.language,
            key=f"session/{session.number}/{int(session.made_at.timestamp())}",
        )
    except ProviderSaidNo as no:
        write(lambda db: lock_session(db, key=key).failed())
        raise Refused("card_too_small" if no.code == "amount_too_small" else "card_refused") from no
    except ProviderAway as away:
        raise Refused("card_away") from away
    write(lambda db: lock_session(db, key=key).opened(seen))
    return seen.url


def _items(db: Session, session: CardSession) -> list[Item]:
    bills, groups = table(Bill), table(Group)
    names = sa.select(bills.c.id, bills.c.ref, groups.c.name).outerjoin(groups, groups.c.id == bills.c.group_id)
    shares = {share.bill_id: share.amount for share in session.shares}
    return [
        Item(f"{row.name} · {row.ref}", "", shares[row.id])
        for row in db.execute(names.where(bills.c.id.in_(list(shares))).order_by(bills.c.id))
    ]


def look(provider_id: str) -> None:
    """Reads a page at Stripe and writes what it says."""
    seen = stripe.read_session(provider_id)
    write(lambda db: lock_session(db, provider_id=provider_id).see(seen))


def end_session(provider_id: str) -> None:
    """Ends a page at Stripe, reads it back, and writes what it says: it may have been paid in the last second."""
    seen = stripe.expire_session(provider_id)
    write(lambda db: lock_session(db, provider_id=provider_id).see(seen))


def watch_cards() -> None:
    """The sweep: pages of bills that are due or closed are ended, others read again in case a webhook was lost."""
    if not stripe.available():
        return
    with read() as db:
        waiting = sessions_to_watch(db, now())
        refunds = refunds_to_send(db)
    calls = [(f"card session {key}", partial(_watch, key, ends)) for key, ends in waiting]
    calls += [(f"refund {key}", partial(send_refund, key)) for key in refunds]
    random.shuffle(calls)  # so that one which Stripe never answers cannot block the others for ever
    for what, work in calls:
        if not _answered(what, work):
            return  # others wait for this thread: the next round asks again


def _watch(key: int, ends: bool) -> None:
    with read() as db:
        session = CardSession.get(db, key)
    if session.provider_id is None:  # stopped between asking and writing: nobody ever had that page's address
        if session.expires_at <= now():
            write(lambda db: lock_session(db, key=key).failed())
    elif ends:
        end_session(session.provider_id)
    else:
        look(session.provider_id)


def _answered(what: str, work: Callable[[], None]) -> bool:
    """Whether Stripe answered, whatever it said."""
    try:
        work()
    except ProviderAway as away:
        log.warning("%s: %r", what, away)
        return False
    except (ProviderSaidNo, Refused, NotFound) as error:
        log.warning("%s: %r", what, error)
    return True


def hear(event: SeenEvent) -> None:
    """An event told us where to look: Stripe is read, then one write books the event and what was seen.

    Raises ProviderAway when Stripe cannot be read now: it will tell us again.
    """
    with read() as db:
        if db.scalars(sa.select(ProviderEvent).where(table(ProviderEvent).c.provider_id == event.id)).first():
            return
    first = _paid_first(event)
    work = _work_of(event)

    def both(db: Session) -> None:
        rows = table(ProviderEvent)
        if db.scalars(sa.select(rows.c.id).where(rows.c.provider_id == event.id)).first():
            return
        ProviderEvent(provider_id=event.id, kind=event.kind[:80]).add(db)
        try:
            if first:
                lock_session(db, provider_id=first.id).see(first)
            work(db)
        except NotFound:
            log.info("event %s is of a payment that is not ours", event.id)

    write(both)


def _paid_first(event: SeenEvent) -> SeenSession | None:
    """For a refund or dispute that is told before its payment: the page to look at first."""
    if not event.intent or event.kind.startswith("payment_intent."):
        return None
    with read() as db:
        if db.scalars(sa.select(CardSession).where(table(CardSession).c.intent == event.intent)).first():
            return None
    try:
        return None if event.kind.startswith("checkout.") else stripe.session_of(event.intent)
    except ProviderSaidNo:
        return None


def _work_of(event: SeenEvent) -> Callable[[Session], None]:
    """What an event asks to be written, with Stripe read already."""
    try:
        if event.kind.startswith("checkout.session."):
            seen = stripe.read_session(event.object_id)
            return lambda db: lock_session(db, provider_id=seen.id).see(seen)
        if event.kind.startswith("charge.dispute."):
            dispute = stripe.read_dispute(event.object_id)
            return lambda db: see_dispute(db, dispute)
        if event.kind == "charge.refunded" and event.intent:
            total = stripe.refunded_total(event.intent)
            return lambda db: refunded_there(db, event.intent, total)
        if event.kind in ("refund.updated", "refund.failed", "charge.refund.updated"):
            refund = stripe.read_refund(event.object_id)
            return lambda db: refund_event(db, refund)
    except ProviderSaidNo as no:  # not an object of this account
        log.warning("event %s: %r", event.id, no)
    return lambda _db: None
