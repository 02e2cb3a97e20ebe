"""An envelope becomes a sale: once, in a transaction of its own, as it was sold; what does not agree is a task."""

import logging
import threading
from dataclasses import dataclass
from time import monotonic
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from market.kernel.db import read, write
from market.kernel.record import from_row, locked, table
from market.people.group import Group
from market.till.basket import Doubt
from market.till.envelope import E_WAITS, E, Envelope, EnvelopeState, forget_bodies
from market.till.p256 import is_signed_by
from market.till.parked import forget_parked
from market.till.selling import sell
from market.till.task import TaskCode, TillTask, forget_others
from market.till.till import T, Till
from market.till.wire import Unreadable, read_sale

log = logging.getLogger(__name__)
G = table(Group)
MOST_TRIES = 5
PAUSE = 20.0  # seconds after a try that broke, twice as long after the next
MOST = 200


JOINED = sa.join(E, T, T.c.id == E.c.till_id).join(G, G.c.id == E.c.group_id)
WITH_TILL: Any = sa.select(Envelope, Till, Group).select_from(JOINED)
SEALED = sa.select(E.c.id.label("key"), T.c.public_key, E.c.body, E.c.signature).join(T, T.c.id == E.c.till_id)


@dataclass(frozen=True, slots=True)
class Sealed:
    """What waits, and by what key it was to be signed: none on the page without JavaScript."""

    key: int
    public_key: str
    body: str
    signature: str

    def signed(self) -> bool:
        """Whether it bears the signature of its till."""
        return not self.public_key or is_signed_by(self.public_key, self.body, self.signature)


_rests: dict[int, float] = {}  # envelopes that broke, by when they are tried again; forgotten with the process


def apply_stored(stop: threading.Event | None = None) -> int:
    """Applies what waits, the oldest first; returns how many envelopes were looked at."""
    done = after = 0
    while not (stop and stop.is_set()):
        with read() as db:
            wanted = SEALED.where(E_WAITS, E.c.id > after).order_by(E.c.id).limit(MOST)
            waits = [from_row(Sealed, row) for row in db.execute(wanted)]
        for each in waits:
            if _rests.get(each.key, 0) <= monotonic():
                _apply(each)
        done += len(waits)
        if len(waits) < MOST:
            break
        after = waits[-1].key
    return done


def tidy_tills() -> None:
    """Once an hour: letters that are in the book long since, baskets of yesterday; some at a time."""
    while write(forget_bodies) or write(forget_others) or write(forget_parked):
        pass


def apply_now(key: int) -> None:
    """Applies one envelope that was stored just now."""
    with read() as db:
        sealed = from_row(Sealed, db.execute(SEALED.where(E.c.id == key)).one())
    _apply(sealed)


def _apply(sealed: Sealed) -> None:
    """One that breaks holds up no other, and after five tries becomes a task. Its signature is checked before anybody
    waits for it."""
    key, signed = sealed.key, sealed.signed()
    try:
        write(lambda db: apply(db, key, signed))
    except OperationalError:  # the database is away: nothing can be applied
        raise
    except Exception:
        log.exception("envelope %s", key)
        _rests[key] = monotonic() + PAUSE * 2 ** write(lambda db: _broke(db, key))
    else:
        _rests.pop(key, None)


def _broke(db: Session, key: int) -> int:
    """How often it was tried before."""
    envelope = db.scalars(locked(sa.select(Envelope).where(E.c.id == key))).one()
    envelope.tries += 1
    if envelope.state is EnvelopeState.STORED and envelope.tries >= MOST_TRIES:
        envelope.ask_the_group()
        write_doubts(db, envelope, [Doubt(TaskCode.BROKE)])
    return envelope.tries - 1


def apply(db: Session, key: int, signed: bool) -> None:
    """What waits becomes a sale, a task, or is set apart; nothing where it was applied before."""
    row = db.execute(locked(WITH_TILL.where(E.c.id == key), of=E)).one()
    envelope, till, group = row.Envelope, row.Till, row.Group
    if envelope.state is not EnvelopeState.STORED:
        return
    if not envelope.taken_by and not (signed and till.sells(group)):
        envelope.set_apart()
        return
    try:
        told = read_sale(envelope.body)
    except Unreadable as unreadable:
        envelope.ask_the_group()
        write_doubts(db, envelope, [Doubt(TaskCode.UNREAD, {"field": str(unreadable)})])
        return
    envelope.book()
    write_doubts(db, envelope, sell(db, envelope, till, group, told))


def write_doubts(db: Session, envelope: Envelope, doubts: list[Doubt]) -> None:
    """Each becomes a task of the envelope's group."""
    for each in doubts:
        facts = dict(each.facts)
        TillTask(group_id=envelope.group_id, envelope_id=envelope.key, code=each.code, facts=facts).add(db)
