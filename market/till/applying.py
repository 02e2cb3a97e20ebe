"""An envelope becomes a sale: once, in a transaction of its own, as it was sold; what does not agree is a task."""

import logging
import threading
from time import monotonic

import sqlalchemy as sa
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from market.kernel.db import read, write
from market.kernel.record import locked
from market.till.basket import Doubt
from market.till.envelope import E_WAITS, E, Envelope, EnvelopeState, forget_bodies
from market.till.p256 import is_signed_by
from market.till.parked import forget_parked
from market.till.selling import sell
from market.till.task import TaskCode, TillTask, forget_others
from market.till.till import Till
from market.till.wire import Unreadable, read_sale

log = logging.getLogger(__name__)
MOST_TRIES = 5
PAUSE = 20.0  # seconds after a try that broke, twice as long after the next
MOST = 200


_rests: dict[int, float] = {}  # envelopes that broke, by when they are tried again; forgotten with the process


def apply_stored(stop: threading.Event | None = None) -> int:
    """Applies what waits, the oldest first; returns how many envelopes were looked at."""
    done = after = 0
    while not (stop and stop.is_set()):
        with read() as db:
            waits = sa.select(E.c.id).where(E_WAITS, E.c.id > after).order_by(E.c.id).limit(MOST)
            keys = list(db.scalars(waits))
        for key in keys:
            if _rests.get(key, 0) <= monotonic():
                apply_now(key)
        done += len(keys)
        if len(keys) < MOST:
            break
        after = keys[-1]
    return done


def tidy_tills() -> None:
    """Once an hour: letters that are in the book long since, baskets of yesterday; some at a time."""
    while write(forget_bodies) or write(forget_others) or write(forget_parked):
        pass


def apply_now(key: int) -> None:
    """Applies one envelope. One that breaks holds up no other, and after five tries becomes a task."""
    with read() as db:
        signed = _signed(db, key)
    try:
        write(lambda db: apply(db, key, signed))
    except OperationalError:  # the database is away: nothing can be applied
        raise
    except Exception:
        log.exception("envelope %s", key)
        _rests[key] = monotonic() + PAUSE * 2 ** write(lambda db: _broke(db, key))
    else:
        _rests.pop(key, None)


def _signed(db: Session, key: int) -> bool:
    """Whether it bears the signature of its till; checked before anybody waits for it."""
    envelope = Envelope.get(db, key)
    till = Till.get(db, envelope.till_id)
    return till.plain or is_signed_by(till.public_key, envelope.body, envelope.signature)


def _broke(db: Session, key: int) -> int:
    """How often it was tried before."""
    envelope = db.scalars(locked(sa.select(Envelope).where(E.c.id == key))).one()
    envelope.tries += 1
    if envelope.state is EnvelopeState.STORED and envelope.tries >= MOST_TRIES:
        envelope.become(EnvelopeState.TASK)
        write_doubts(db, envelope, [Doubt(TaskCode.BROKE)])
    return envelope.tries - 1


def apply(db: Session, key: int, signed: bool) -> None:
    """What waits becomes a sale, a task, or is set apart; nothing where it was applied before."""
    envelope = db.scalars(locked(sa.select(Envelope).where(E.c.id == key))).one()
    if envelope.state is not EnvelopeState.STORED:
        return
    till = Till.get(db, envelope.till_id)
    if not envelope.taken_by and not (signed and till.sells()):
        envelope.become(EnvelopeState.APART)
        return
    try:
        told = read_sale(envelope.body)
    except Unreadable as unreadable:
        envelope.become(EnvelopeState.TASK)
        write_doubts(db, envelope, [Doubt(TaskCode.UNREAD, {"field": str(unreadable)})])
        return
    envelope.become(EnvelopeState.APPLIED)
    write_doubts(db, envelope, sell(db, envelope, till, told))


def write_doubts(db: Session, envelope: Envelope, doubts: list[Doubt]) -> None:
    """Each becomes a task of the envelope's group."""
    for each in doubts:
        facts = dict(each.facts)
        TillTask(group_id=envelope.group_id, envelope_id=envelope.key, code=each.code, facts=facts).add(db)
