"""The worker: the clock's work, messages, a backup a day. A thread of `serve`, or a process."""

import logging
import signal
import threading
from collections.abc import Callable
from time import monotonic

from market.bazaars.after.asking_ready import watch_ready
from market.bazaars.after.day_offer import watch_day_offers
from market.bazaars.allotting.runs import run_waiting, watch_offers
from market.bazaars.complaints.received import tell_complaints
from market.catalog.searching.sweeping import sweep_searches
from market.kernel.beat import beat, steady_since, this_beat
from market.kernel.db import write
from market.messages.channels import send_due
from market.orders.clockwork import tick, tidy
from market.payments.card_desk import watch_cards
from market.reports.backup import backup_daily
from market.reports.elsewhere import send_newest
from market.reports.lights import OF_WORKER
from market.reports.mending_time import mend_time
from market.reports.orphans import sweep_orphans
from market.reports.proving import prove_weekly
from market.reports.watching_lights import EVERY as LOOKS_EVERY
from market.reports.watching_lights import Watch
from market.till.applying import apply_stored, tidy_tills

log = logging.getLogger(__name__)
SOON, EVERY, MINUTE, QUARTER, HOUR = 0.5, 5.0, 60.0, 900.0, 3600.0  # seconds
# What is done because of the time, not while nobody knows what time it is; and what goes on all the same.
BY_CLOCK = (tick, watch_cards, watch_offers, watch_ready, watch_day_offers, tell_complaints)
HOURLY = (tidy, tidy_tills, sweep_orphans, sweep_searches)
ALWAYS = (mend_time,)
SELDOM = {"at_most": QUARTER}  # of what reads the whole database before it fails


def work_until(stop: threading.Event) -> None:
    """Works in rounds until `stop` is set. A round that fails is logged, and the next one begins.

    What takes long or waits for another machine runs in threads beside it: the clock and its beat go on.
    """
    beside = [
        threading.Thread(target=_run_until, args=(_letters, EVERY, stop), daemon=True, name="letters"),
        threading.Thread(target=_run_until, args=(_backup, EVERY, stop), kwargs=SELDOM, daemon=True, name="backup"),
        threading.Thread(target=_run_until, args=(run_waiting, EVERY, stop), daemon=True, name="runs"),
        threading.Thread(target=_run_until, args=(prove_weekly, MINUTE, stop), daemon=True, name="proof"),
        threading.Thread(target=_run_until, args=(send_newest, MINUTE, stop), daemon=True, name="elsewhere"),
        threading.Thread(target=_run_until, args=(Watch().look, LOOKS_EVERY, stop), daemon=True, name="lights"),
        threading.Thread(target=_run_until, args=(apply_stored, SOON, stop), daemon=True, name="till"),
    ]
    for each in beside:
        each.start()
    _go_round_until(stop)
    for each in beside:
        each.join()


def _letters(stop: threading.Event) -> None:
    send_due(stop)


def _backup(_stop: threading.Event) -> None:
    backup_daily()


def watch_worker_until(stop: threading.Event) -> None:
    """In a server whose worker is another process: somebody has to say when that one is gone."""
    _run_until(Watch(OF_WORKER).look, LOOKS_EVERY, stop)


def _run_until(
    step: Callable[[threading.Event], object], pause: float, stop: threading.Event, *, at_most: float = 0.0
) -> None:
    """What fails is tried again after twice as long each time, up to `at_most` seconds."""
    waits = pause
    while not stop.is_set():
        try:
            step(stop)
            waits = pause
        except Exception:
            log.exception("worker: %s", step.__name__)
            waits = max(pause, min(waits * 2, at_most))
        stop.wait(waits)


def _go_round_until(stop: threading.Event) -> None:
    tidied = monotonic() - HOUR
    while not stop.is_set():
        hourly = monotonic() - tidied >= HOUR
        begun = this_beat()
        right = _time_is_right()
        for step in (*BY_CLOCK, *(HOURLY if hourly else ())):
            if right and steady_since(begun):  # it may jump at any moment
                _do(step)
        for step in ALWAYS:
            _do(step)
        tidied = monotonic() if hourly else tidied
        stop.wait(EVERY)


def _time_is_right() -> bool:
    """A beat before all that is done by the clock. Where none can be written down nothing else can."""
    try:
        return write(beat)
    except Exception:
        log.exception("worker: beat")
        return False


def _do(step: Callable[[], object]) -> None:
    try:
        step()
    except Exception:
        log.exception("worker: %s", step.__name__)


def work_until_told() -> None:
    """Until the process is told to end: as the first one of a container it ends by nothing that it does not hear."""
    stop = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda _number, _frame: stop.set())
    work_until(stop)
