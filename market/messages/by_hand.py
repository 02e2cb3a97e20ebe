"""Messages that a group sends by hand: its list, as far as this person may send them."""

from dataclasses import dataclass
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.one_of import one_of
from market.kernel.refused import NotFound
from market.messages.outbox import NOT_BY, WAITS, Channel, M, Message, named

RECALLED = "lot_recalled"  # "Jangan dimakan" waits behind no other letter


@dataclass(frozen=True, slots=True)
class GroupLetters:
    """What waits on a group's first page: letters to send by hand, and its own news."""

    to_send: list[Message]
    news: list[Message]


def letters_of_group(
    db: Session, group_id: int, *, person_id: int | None, news: sa.Select[tuple[int]], limit: int = 60
) -> GroupLetters:
    """A group's "kabar yang perlu dikirim", as far as this person may send them, and its `news`, oldest first; before
    all what must not be eaten."""
    waits = (M.c.group_id == group_id, M.c.channel == Channel.TAP, WAITS)
    by_hand = sa.select(M.c.id).where(*waits, _brought_by(person_id)).correlate(None)
    these = sa.union_all(by_hand, news)  # each by an index of its own, which one condition with "or" would not use
    wanted = sa.select(Message).where(M.c.id.in_(these))
    order = (M.c.channel != Channel.TAP, M.c.template != RECALLED, M.c.id)
    found = list(db.scalars(wanted.order_by(*order).limit(limit)))
    return GroupLetters(
        to_send=[each for each in found if each.channel is Channel.TAP],
        news=[each for each in found if each.channel is Channel.PAGE],
    )


def _brought_by(person_id: int | None) -> sa.ColumnElement[bool]:
    """`may_be_sent_by` as a condition, so that the list's limit does not count letters that others must send."""
    doer = M.c.params[NOT_BY].as_integer()
    return doer.is_(None) if person_id is None else sa.or_(doer.is_(None), doer != person_id)


def the_letter(db: Session, group_id: int, key: int, person_id: int | None) -> Message:
    """One that this person may send by hand for a group. NotFound otherwise."""
    found = one_of(db, Message, key, group_id=group_id, channel=Channel.TAP)
    if not found.may_be_sent_by(person_id):
        raise NotFound(f"message {key}")
    return found


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
