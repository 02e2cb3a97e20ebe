"""Allocation runs as jobs: the worker takes one with a lease and runs `market allocate` in a process of its own.

So a search of seconds slows no page, can be stopped, and is exactly what a citizen runs.
"""

import json
import logging
import os
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.allotting.plan import LEASE, Plan, PlanState
from market.bazaars.allotting.waitlist import call_queue
from market.bazaars.bazaar import lock_bazaar
from market.bazaars.bazaar_state import BazaarState
from market.bazaars.booking.booking import Booking, BookingState
from market.bazaars.booking.reply import OF_BOOKINGS, Reply, ReplyState
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import locked, table
from market.kernel.typed import whole

log = logging.getLogger(__name__)
LOOK_EVERY = 0.3  # seconds
LONGEST = 15 * 60  # seconds that a run may take: thirty times what a thousand groups need


def run_waiting(stop: threading.Event | None = None) -> None:
    """Runs what waits, one after the other. A run whose worker died is taken again after its lease.

    Once `stop` is set the run under way is ended, and waits again for the next worker.
    """
    stop = stop or threading.Event()
    while not stop.is_set():
        taken = write(_take)
        if taken is None:
            return
        _run(taken, stop)


@dataclass(frozen=True, slots=True)
class _Taken:
    """A run that this worker has taken."""

    key: int
    instance: str
    seed: int
    budget: int


def _take(db: Session) -> _Taken | None:
    rows = table(Plan)
    lost = sa.and_(rows.c.state == PlanState.RUNNING, rows.c.leased_until < now())
    wanted = sa.select(Plan).where(sa.or_(rows.c.state == PlanState.WAITING, lost)).order_by(rows.c.id).limit(1)
    plan = db.scalars(locked(wanted, skip_locked=True)).first()
    if plan is None:
        return None
    plan.begin()
    return _Taken(key=plan.key, instance=plan.instance, seed=plan.seed, budget=plan.budget)


def _run(taken: _Taken, stop: threading.Event) -> None:
    key = taken.key
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "instance.json").write_text(taken.instance, encoding="utf-8")
        command = [
            sys.executable, "-m", "market", "allocate", str(folder / "instance.json"), "--seed", str(taken.seed),
            "--budget", str(taken.budget), "--out", str(folder / "plan.json"), "--progress", str(folder / "progress"),
        ]  # fmt: skip
        process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=os.environ | {"PYTHONHASHSEED": "0"},
            text=True,
        )
        until = time.monotonic() + LONGEST
        while process.poll() is None:
            if stop.wait(LOOK_EVERY):
                _end(process)
                return write(lambda db: Plan.get(db, key).wait_again())
            if not write(lambda db: _still(db, key, folder / "progress")):
                return _end(process)
            if time.monotonic() > until:
                _end(process)
                return write(lambda db: Plan.get(db, key).fail(f"longer than {LONGEST // 60} minutes"))
        _, said = process.communicate()
        if process.returncode == 0:
            told = json.loads((folder / "plan.json").read_text(encoding="utf-8"))
            write(lambda db: Plan.get(db, key).finish(told))
        else:
            write(lambda db: Plan.get(db, key).fail(said))


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.communicate()


def _still(db: Session, key: int, progress: Path) -> bool:
    """Notes how far the run is; False when somebody cancelled it."""
    plan = Plan.get(db, key)
    if plan.state is not PlanState.RUNNING:
        return False
    text = progress.read_text() if progress.exists() else ""
    if (done := whole(text)) is not None:
        plan.progress = min(99, done)
    plan.leased_until = now() + LEASE
    return True


def watch_offers() -> None:
    """Offers nobody answered in time go back, a "no" that waited long enough counts, and the queue moves: for each
    bazaar that has one."""
    rows, heard = table(Booking), table(Reply)
    due = sa.select(rows.c.bazaar_id).where(rows.c.state == BookingState.OFFERED, rows.c.answer_by <= now())
    noted = sa.select(heard.c.bazaar_id).where(heard.c.state == ReplyState.WAITS, heard.c.counts_at <= now())
    with read() as db:
        keys = list(db.scalars(sa.union(due, noted.where(OF_BOOKINGS))))
    for key in keys:
        try:
            write(lambda db, key=key: _move(db, key))  # type: ignore[misc]
        except Exception:  # the queues of other bazaars move
            log.exception("queue of bazaar %s", key)


def _move(db: Session, key: int) -> None:
    bazaar = lock_bazaar(db, key)
    if bazaar.state is BazaarState.PUBLISHED:
        call_queue(db, bazaar)
