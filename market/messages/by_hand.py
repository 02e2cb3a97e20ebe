"""Messages that a group sends by hand: its list, as far as this person may bring it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.messages.outbox import NOT_BY, Channel, M, Message


def to_send_by_hand(db: Session, group_id: int, *, by: int | None, limit: int = 30) -> list[Message]:
    """A group's "kabar yang perlu dikirim", oldest first, as far as this person may bring it."""
    rows = table(Message)
    wanted = sa.select(Message).where(
        rows.c.group_id == group_id, rows.c.channel == Channel.TAP, rows.c.sent_at.is_(None), rows.c.unsaid_at.is_(None)
    )
    return list(db.scalars(wanted.where(_brought_by(by)).order_by(rows.c.id).limit(limit)))


def _brought_by(person_id: int | None) -> sa.ColumnElement[bool]:
    """`may_be_sent_by` for a condition: bounded after it, so that letters for others to bring hide none."""
    doer = M.c.params[NOT_BY].as_integer()
    return doer.is_(None) if person_id is None else sa.or_(doer.is_(None), doer != person_id)
