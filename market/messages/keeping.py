"""How long a letter is kept: links and codes until it is sent, its words for thirty days, its `name` for ever."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import changed, some, table
from market.kernel.settings import settings
from market.kernel.without import mentions, without
from market.messages.outbox import WAITS, Channel, Message

WORDS_KEPT = timedelta(days=30)
CAUSES_KEPT = timedelta(days=1)
NAMES = frozenset({"by", "who", "person", "name_of", "treasurer"})  # parameters that hold the name of a person
BUYERS = frozenset({"buyer"})
NUMBERS = frozenset({"phone"})
OPENS = ("path", "code", "nonce")  # parameters that may hold a link or a code: of no use to us once sent
BLANK: dict[str, Any] = {"to": "", "to_name": "", "params": {}, "sent_by": "", "error": ""}
M = table(Message)
WORDED = M.c.to != ""


def sent_params(message: Message) -> dict[str, Any]:
    """Its parameters once it was sent, so that a copy of the database opens nothing. The demo shows what was sent."""
    if settings().demo:
        return message.params
    return {name: "" if name in OPENS else value for name, value in message.params.items()}


def forget_words(db: Session) -> int:
    """Takes addressee and words off letters that were sent, or taken back, thirty days ago, and off what stands on a
    page that long; returns how many."""
    moment = now() - WORDS_KEPT
    stood = sa.and_(M.c.channel == Channel.PAGE, M.c.written_at < moment)
    old = sa.or_(M.c.sent_at < moment, M.c.unsaid_at < moment, stood)
    return changed(db, sa.update(M).where(some(M, WORDED, old)).values(**BLANK))


def forget_letters(db: Session, hers: sa.ColumnElement[bool]) -> None:
    """Takes addressee and words off these letters; those that wait are not sent any more."""
    db.execute(sa.update(M).where(WORDED, hers, WAITS).values(unsaid_at=now()))
    db.execute(sa.update(M).where(WORDED, hers).values(**BLANK))


def forget_mentions(
    db: Session, where: sa.ColumnElement[bool], keys: Collection[str], said: Collection[str], instead: str
) -> None:
    """Puts `instead` into these letters where they hold one of `said` under one of these keys."""
    told = sa.select(M.c.id, M.c.params).where(WORDED, where, mentions(M.c.params, said))
    for key, params in db.execute(told).all():
        db.execute(sa.update(M).where(M.c.id == key).values(params=without(params, keys, said, instead)))


def forget_causes(db: Session) -> int:
    """Forgets who caused letters after a day, when it is of no more use."""
    old = (M.c.caused_by.is_not(None), M.c.written_at < now() - CAUSES_KEPT)
    return changed(db, sa.update(M).where(some(M, *old)).values(caused_by=None))
