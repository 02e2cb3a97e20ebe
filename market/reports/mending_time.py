"""After the operator confirmed the time: what the clock did in the wrong time is taken back where it still can be, and
is a task for people where it cannot."""

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.after.mistimed_offers import offers_ended_early
from market.kernel.beat import ClockStop, open_stop
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.mistimed import Mistimed, known_marks
from market.kernel.record import table
from market.kernel.refused import Refused
from market.orders.life.running_on import DoneByClock, done_by_clock, run_on

log = logging.getLogger(__name__)


def mend_time() -> None:
    """Does so where a stop was confirmed; only then what is done by the clock goes on."""
    with read() as db:
        stop = open_stop(db)
        since = stop.confirmed_at if stop else None
        if stop is None or since is None:
            return
        key, done, offers = stop.key, _new_ones(db, since), _offers(db, since)
    for each in done:
        _mend(each)
    write(lambda db: _finish(db, key, offers))


def _new_ones(db: Session, since: datetime) -> list[DoneByClock]:
    """What was not due yet, or of which nobody knows when it was due, and was not found after an earlier stop."""
    done = [each for each in done_by_clock(db, since) if each.due is None or each.due > since]
    known = known_marks(db, [_mark(each) for each in done])
    return [each for each in done if _mark(each) not in known]


def _mark(done: DoneByClock) -> str:
    return f"order/{done.event_id}"


def _mend(done: DoneByClock) -> None:
    try:
        write(partial(_run_on, done))
    except Refused:  # its goods are gone, or somebody did something with it: people look
        write(lambda db: _note(db, done, ran_on=False))
    except Exception:
        log.exception("a parcel that ended too early: %s", done.sub_order_id)
        write(lambda db: _note(db, done, ran_on=False))


def _run_on(done: DoneByClock, db: Session) -> None:
    _note(db, done, ran_on=True)
    run_on(db, done)


def _note(db: Session, done: DoneByClock, *, ran_on: bool) -> None:
    Mistimed(
        mark=_mark(done), title=f"{done.number} · {done.group}", code=done.code, at=done.at, due_at=done.due,
        ran_on=ran_on,
    ).add(db)  # fmt: skip


def _offers(db: Session, since: datetime) -> list[Mistimed]:
    """Offers of booths: the queue has moved, so that only the office can say what is right."""
    found = [
        Mistimed(
            mark=f"{each.kind}/{each.key}", title=f"{each.bazaar} · {each.group}", code=each.kind, at=each.at,
            due_at=each.due,
        )
        for each in offers_ended_early(db, since)
    ]  # fmt: skip
    known = known_marks(db, [each.mark for each in found])
    return [each for each in found if each.mark not in known]


def _finish(db: Session, key: int, offers: Sequence[Mistimed]) -> None:
    """The stop is over, if nobody found another jump meanwhile."""
    db.add_all([Mistimed(**each.model_dump(exclude={"id"})) for each in offers])
    rows = table(ClockStop)
    db.execute(sa.update(rows).where(rows.c.id == key, rows.c.confirmed_at.is_not(None)).values(mended_at=now()))
