"""Messages that a group sends by hand: its list, as far as this person may send them."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.messages.outbox import NOT_BY, Channel, M, Message, named


def to_send_by_hand(db: Session, group_id: int, *, by: int | None, limit: int = 30) -> list[Message]:
    """A group's "kabar yang perlu dikirim", oldest first, as far as this person may send them."""
    rows = table(Message)
    wanted = sa.select(Message).where(
        rows.c.group_id == group_id, rows.c.channel == Channel.TAP, rows.c.sent_at.is_(None), rows.c.unsaid_at.is_(None)
    )
    return list(db.scalars(wanted.where(_brought_by(by)).order_by(rows.c.id).limit(limit)))


def _brought_by(person_id: int | None) -> sa.ColumnElement[bool]:
    """`may_be_sent_by` as a condition, so that the list's limit does not count letters that others must send."""
    doer = M.c.params[NOT_BY].as_integer()
    return doer.is_(None) if person_id is None else sa.or_(doer.is_(None), doer != person_id)


class HowTold(StrEnum):
    """How a piece of news stands: sent or ticked, waiting to be brought by hand, or waiting for a channel."""

    SENT = "sent"
    BY_HAND = "by_hand"
    WAITS = "waits"


def how_told(db: Session, name: str) -> HowTold | None:
    """How the news of this name stands, by whatever way it goes; None where there is nothing to send."""
    names = [named(name, channel) for channel in Channel]
    rows = db.execute(sa.select(M.c.channel, M.c.sent_at).where(M.c.name.in_(names))).all()
    if any(row.sent_at for row in rows):
        return HowTold.SENT
    if any(row.channel is Channel.TAP for row in rows):
        return HowTold.BY_HAND
    return HowTold.WAITS if rows else None
