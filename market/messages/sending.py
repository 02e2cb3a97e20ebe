"""Which messages are due, leased to one worker at a time, and what became of each."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import changed, table
from market.kernel.settings import settings
from market.messages.keeping import sent_params
from market.messages.outbox import WAITS, Channel, M, Message

ASKS_PEOPLE = 8  # attempts, an hour: from then on people are asked to bring the news themselves, while it is tried on
LAST = 56  # attempts, four days
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=2)
LEASE = timedelta(minutes=2)  # for one message; a call to the mail server ends within a minute
STUCK = sa.and_(  # it could not be sent for an hour, or is tried no more
    WAITS, M.c.channel.in_((Channel.EMAIL, Channel.WHATSAPP)), M.c.error != "", M.c.attempts >= ASKS_PEOPLE
)


def open_channels() -> list[Channel]:
    """The channels on which the platform can send now."""
    ways = ((Channel.EMAIL, settings().smtp_url.get_secret_value()), (Channel.WHATSAPP, settings().whatsapp_url))
    return [channel for channel, ready in ways if ready]


def take_message(db: Session) -> int | None:
    """Leases the message that is due longest on a channel we can send on now, those first that were never tried: a
    channel that hangs stops no other. One at a time, so that no lease runs out while a slow server has those before it.
    """
    ready = open_channels()
    if not ready:
        return None
    rows = table(Message)
    due = (
        sa.select(rows.c.id)
        .where(WAITS, rows.c.attempts < LAST, rows.c.channel.in_(ready), rows.c.due_at <= now())
        .where(sa.or_(rows.c.leased_until.is_(None), rows.c.leased_until < now()))
        .order_by(sa.case((rows.c.attempts == 0, 0), else_=1), rows.c.due_at, rows.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    taken = (
        sa.update(rows)
        .where(rows.c.id == due.scalar_subquery())
        .values(leased_until=now() + LEASE, attempts=rows.c.attempts + 1)
        .returning(rows.c.id)
    )
    return db.scalars(taken).one_or_none()


def never_tried() -> sa.ColumnElement[bool]:
    """Of a letter: the shop itself sends it, now, and nobody tried yet. What people bring by hand waits for them."""
    return sa.and_(WAITS, M.c.attempts == 0, M.c.channel.in_(open_channels()))


def wait_after(attempts: int) -> timedelta:
    """Half a minute after the first miss, then one, two, four … minutes, two hours at most."""
    doubled: int = 2 ** min(attempts - 1, 20)
    return min(FIRST_WAIT * doubled, LONGEST_WAIT)


def mark_sent(db: Session, key: int) -> None:
    message = Message.get(db, key)
    message.sent_at, message.sent_by, message.error = now(), "Dermaga", ""
    message.params = sent_params(message)


def mark_failed(db: Session, key: int, error: str) -> None:
    """It is tried again, later each time, for four days."""
    message = Message.get(db, key)
    message.error = error[:300]
    message.leased_until = None
    message.due_at = now() + wait_after(message.attempts)


def mark_hopeless(db: Session, key: int, error: str) -> None:
    """It is tried no more."""
    message = Message.get(db, key)
    message.error, message.leased_until, message.attempts = error[:300], None, LAST


def stuck(db: Session) -> list[Message]:
    """What could not be sent for an hour or is tried no more, the oldest first."""
    return list(db.scalars(sa.select(Message).where(STUCK).order_by(M.c.written_at, M.c.id)))


def count_stuck(db: Session) -> int:
    return db.execute(how_many_stuck()).scalar_one()


def how_many_stuck() -> sa.Select[int]:
    return sa.select(sa.func.count()).where(STUCK)


def try_again(db: Session) -> int:
    """All of them from the beginning, but what is being sent at this moment. How many."""
    idle = sa.or_(M.c.leased_until.is_(None), M.c.leased_until < now())
    return changed(db, sa.update(M).where(STUCK, idle).values(attempts=0, due_at=now(), leased_until=None))
