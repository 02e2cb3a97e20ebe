"""The worker: the clock's work, messages, a backup a day. A thread of `serve`, or a process."""

import logging
import signal
import threading
from collections.abc import Callable
from datetime import timedelta

from market.bazaars.after.asking_ready import watch_ready
from market.bazaars.after.day_offer import watch_day_offers
from market.bazaars.allotting.runs import run_waiting, watch_offers
from market.bazaars.complaints.received import tell_complaints
from market.kernel.clock import now
from market.messages.channels import send_due
from market.orders.clockwork import tick, tidy
from market.payments.card_desk import watch_cards
from market.reports.backup import backup_daily
from market.reports.orphans import sweep_orphans
from market.reports.proving import prove_weekly

log = logging.getLogger(__name__)
EVERY, MINUTE = 5.0, 60.0  # seconds
HOUR = timedelta(hours=1)


def work_until(stop: threading.Event) -> None:
    """Works in rounds until `stop` is set. A round that fails is logged, and the next one begins.

    Allocation and the proof of a backup run in threads beside it: however long one takes, the clock goes on.
    """
    beside = [
        threading.Thread(target=_run_until, args=(run_waiting, EVERY, stop), daemon=True, name="runs"),
        threading.Thread(target=_run_until, args=(prove_weekly, MINUTE, stop), daemon=True, name="proof"),
    ]
    for each in beside:
        each.start()
    _go_round_until(stop)
    for each in beside:
        each.join()


def _run_until(step: Callable[[threading.Event], object], pause: float, stop: threading.Event) -> None:
    while not stop.is_set():
        try:
            step(stop)
        except Exception:
            log.exception("worker: %s", step.__name__)
        stop.wait(pause)


def _go_round_until(stop: threading.Event) -> None:
    tidied = now() - HOUR
    while not stop.is_set():
        for step in (
            tick, watch_cards, watch_offers, watch_ready, watch_day_offers, tell_complaints, send_due, backup_daily,
        ):  # fmt: skip
            try:
                step()
            except Exception:
                log.exception("worker: %s", step.__name__)
        if now() - tidied >= HOUR:
            tidied = now()
            for step in (tidy, sweep_orphans):
                try:
                    step()
                except Exception:
                    log.exception("worker: %s", step.__name__)
        stop.wait(EVERY)


def work_until_told() -> None:
    """Until the process is told to end: as the first one of a container it ends by nothing that it does not hear."""
    stop = threading.Event()
    for told in (signal.SIGTERM, signal.SIGINT):
        signal.signal(told, lambda _number, _frame: stop.set())
    work_until(stop)
