"""Envelopes become sales: each once, as it was sold; what does not agree is a task.

Those of one group that wait together are applied in one transaction, a few at a time: what all of them need is read
once, and one commit keeps them. Where one breaks, each is applied by itself.
"""

import logging
import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.away import is_held
from market.kernel.db import database, read, write
from market.kernel.record import from_row, locked, table
from market.people.group import Group
from market.till.basket import Doubt, goods_of
from market.till.desk import SalesDesk
from market.till.envelope import E_WAITS, E, Envelope, EnvelopeState, book, forget_bodies
from market.till.p256 import is_signed_by
from market.till.parked import forget_parked
from market.till.selling import sale_to_book, sell
from market.till.task import TaskCode, TillTask, forget_others
from market.till.till import T, Till
from market.till.wire import SaleTold, Unreadable, read_sale

log = logging.getLogger(__name__)
G = table(Group)
MOST_TRIES = 5
PAUSE = 20.0  # seconds after a try that broke, twice as long after the next
MOST = 200
TOGETHER = 10  # in one transaction, which others wait for
BESIDE = 3  # groups at once, of the eight connections that pages use too


JOINED = sa.join(E, T, T.c.id == E.c.till_id).join(G, G.c.id == E.c.group_id)
WITH_TILL: Any = sa.select(Envelope, Till, Group).select_from(JOINED)
SEALED = sa.select(E.c.id.label("key"), E.c.group_id, T.c.public_key, E.c.body, E.c.signature).join(
    T, T.c.id == E.c.till_id
)


@dataclass(frozen=True, slots=True)
class Sealed:
    """What waits, and by what key it was to be signed: none on the page without JavaScript."""

    key: int
    group_id: int
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
        _apply_all(_together(waits))
        done += len(waits)
        if len(waits) < MOST:
            break
        after = waits[-1].key
    return done


def _apply_all(groups: Sequence[Sequence[Sealed]]) -> None:
    """Group after group; on PostgreSQL a few at a time: each of a sale's twenty statements waits for its answer, and
    no group waits for rows of another. SQLite has one writer."""
    with ThreadPoolExecutor(1 if database().sqlite else BESIDE) as pool:
        begun = [pool.submit(_apply_group, mine) for mine in groups]
        try:
            for done in begun:
                done.result()
        except Exception:  # the database is away: what has not begun waits for the next round
            pool.shutdown(cancel_futures=True)
            raise


def _apply_group(mine: Sequence[Sealed]) -> None:
    for n in range(0, len(mine), TOGETHER):
        if not _apply(mine[n : n + TOGETHER]):  # its rows are held: each further one would wait as long
            _rests.update(dict.fromkeys((each.key for each in mine[n:]), monotonic() + PAUSE))
            return


def _together(waits: Sequence[Sealed]) -> list[Sequence[Sealed]]:
    """Those of one group each, in the order in which they came; without those that broke a moment ago."""
    by_group: dict[int, list[Sealed]] = defaultdict(list)
    for each in waits:
        if _rests.get(each.key, 0) <= monotonic():
            by_group[each.group_id].append(each)
    return list(by_group.values())


def tidy_tills() -> None:
    """Once an hour: letters that are in the book long since, baskets of yesterday; some at a time."""
    while write(forget_bodies) or write(forget_others) or write(forget_parked):
        pass


def apply_now(key: int) -> None:
    """Applies one envelope that was stored just now."""
    with read() as db:
        sealed = from_row(Sealed, db.execute(SEALED.where(E.c.id == key)).one())
    _apply([sealed])


def _apply(part: Sequence[Sealed]) -> bool:
    """Whether others of the group may follow. One that breaks holds up no other, and after five tries becomes a task.
    Signatures are checked before anybody waits for it. Where the database is away the try cannot be counted either, and
    that error goes up; where several waited for rows that somebody keeps, none is tried alone."""
    signed = {each.key: each.signed() for each in part}
    try:
        write(lambda db: apply(db, signed))
    except Exception as error:  # also of the database: a lock that is held for long is of one group
        if len(part) > 1:
            return not is_held(error) and all(_apply([each]) for each in part)
        [key] = signed
        log.exception("envelope %s", key)
        _rests[key] = monotonic() + PAUSE * 2 ** write(lambda db: _broke(db, key))
    else:
        for key in signed:
            _rests.pop(key, None)
    return True


def _broke(db: Session, key: int) -> int:
    """How often it was tried before."""
    envelope = db.scalars(locked(sa.select(Envelope).where(E.c.id == key))).one()
    envelope.tries += 1
    if envelope.state is EnvelopeState.STORED and envelope.tries >= MOST_TRIES:
        envelope.ask_the_group()
        write_doubts(db, envelope, [Doubt(TaskCode.BROKE)])
    return envelope.tries - 1


def apply(db: Session, signed: Mapping[int, bool]) -> None:
    """What waits of one group, by id with whether it is signed, becomes sales, tasks, or is set apart; nothing of what
    was applied before."""
    rows = db.execute(locked(WITH_TILL.where(E.c.id.in_(list(signed))).order_by(E.c.id), of=E)).all()
    by_till = {row.Till.key: row for row in rows}
    counts = {key: row.Till.sells(row.Group) for key, row in by_till.items()}
    heard = [(row, told) for row in rows if (told := _heard(db, row, signed, counts))]
    if not heard:
        return
    group = rows[0].Group
    desk = SalesDesk(db, group, goods_of(db, group.key, {sku for _, told in heard for sku in told.skus}))
    sales = [sale_to_book(desk, row.Envelope, row.Till, told) for row, told in heard]
    desk.open({sale.day: sale.by for sale in reversed(sales)})  # a day is opened by who sold first on it
    book(db, [sale.envelope.key for sale in sales])
    for sale in sales:
        write_doubts(db, sale.envelope, sell(desk, sale))


def _heard(db: Session, row: Any, signed: Mapping[int, bool], counts: Mapping[int, bool]) -> SaleTold | None:
    """What an envelope that waits says; None where it does not count, or cannot be read, and somebody looks. `counts`:
    by till whether what it sends does."""
    envelope = row.Envelope
    if envelope.state is not EnvelopeState.STORED:
        return None
    if not envelope.taken_by and not (signed[envelope.key] and counts[row.Till.key]):
        envelope.set_apart()
        return None
    try:
        return read_sale(envelope.body)
    except Unreadable as unreadable:
        envelope.ask_the_group()
        write_doubts(db, envelope, [Doubt(TaskCode.UNREAD, {"field": str(unreadable)})])
        return None


def write_doubts(db: Session, envelope: Envelope, doubts: list[Doubt]) -> None:
    """Each becomes a task of the envelope's group."""
    for each in doubts:
        facts = dict(each.facts)
        TillTask(group_id=envelope.group_id, envelope_id=envelope.key, code=each.code, facts=facts).add(db)
