"""Which messages are due, leased to one worker at a time, and what became of each."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.settings import settings
from market.messages.keeping import sent_params
from market.messages.outbox import Channel, Message

MOST_ATTEMPTS = 8
LEASE = timedelta(minutes=2)


def open_channels() -> list[Channel]:
    """The channels on which the platform can send now."""
    ways = ((Channel.EMAIL, settings().smtp_url.get_secret_value()), (Channel.WHATSAPP, settings().whatsapp_url))
    return [channel for channel, ready in ways if ready]


def take_messages(db: Session, most: int = 20) -> list[int]:
    """Leases messages that are due on a channel we can send on now."""
    ready = open_channels()
    if not ready:
        return []
    rows = table(Message)
    due = (
        sa.select(rows.c.id)
        .where(
            rows.c.sent_at.is_(None),
            rows.c.unsaid_at.is_(None),
            rows.c.channel.in_(ready),
            rows.c.due_at <= now(),
        )
        .where(rows.c.attempts < MOST_ATTEMPTS)
        .where(sa.or_(rows.c.leased_until.is_(None), rows.c.leased_until < now()))
        .order_by(rows.c.due_at, rows.c.id)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taken = (
        sa.update(rows)
        .where(rows.c.id.in_(due.scalar_subquery()))
        .values(leased_until=now() + LEASE, attempts=rows.c.attempts + 1)
        .returning(rows.c.id)
    )
    return list(db.scalars(taken))


def mark_sent(db: Session, key: int) -> None:
    message = Message.get(db, key)
    message.sent_at, message.sent_by, message.error = now(), "Dermaga", ""
    message.params = sent_params(message)


def mark_failed(db: Session, key: int, error: str) -> None:
    """It is tried again after half a minute, then one, two, four …"""
    message = Message.get(db, key)
    message.error = error[:300]
    message.leased_until = None
    message.due_at = now() + timedelta(seconds=15 * 2**message.attempts)


def mark_hopeless(db: Session, key: int, error: str) -> None:
    """It is tried no more: `market doctor` counts it among what nobody received."""
    message = Message.get(db, key)
    message.error, message.leased_until, message.attempts = error[:300], None, MOST_ATTEMPTS
