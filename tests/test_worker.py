"""The worker: the clock goes on whatever else is to be done."""

import threading

from market import worker
from market.bazaars.allotting import runs


def test_allocations_stop_neither_the_clock_nor_the_letters(shop, monkeypatch):
    begun, go_on, later = threading.Event(), threading.Event(), threading.Event()
    waiting = [1]

    def tick() -> int:
        if begun.is_set():
            later.set()
        return 0

    def run(*_of: object) -> None:
        begun.set()
        go_on.wait(30)

    monkeypatch.setattr(worker, "BY_CLOCK", (tick,))
    monkeypatch.setattr(worker, "EVERY", 0.05)
    monkeypatch.setattr(runs, "_take", lambda _db: (waiting.pop(), "{}", 1, 1) if waiting else None)
    monkeypatch.setattr(runs, "_run", run)
    stop = threading.Event()
    thread = threading.Thread(target=worker.work_until, args=(stop,))
    thread.start()
    try:
        assert begun.wait(10) and later.wait(10)
    finally:
        go_on.set()
        stop.set()
        thread.join(10)
    assert not thread.is_alive()


def test_neither_letters_nor_a_backup_that_take_long_stop_the_clock(shop, monkeypatch):
    """A mail server that is silent, a disk of many pictures: the beat goes on, and nobody takes the worker for dead."""
    hang, begun, beats = threading.Event(), threading.Barrier(3), threading.Event()
    count = []

    def takes_long(*_stop: threading.Event) -> None:
        begun.wait(10)
        hang.wait(30)

    def tick() -> None:
        count.append(1)
        if len(count) > 3:
            beats.set()

    monkeypatch.setattr(worker, "BY_CLOCK", (tick,))
    monkeypatch.setattr(worker, "EVERY", 0.05)
    monkeypatch.setattr(worker, "send_due", takes_long)
    monkeypatch.setattr(worker, "backup_daily", takes_long)
    stop = threading.Event()
    thread = threading.Thread(target=worker.work_until, args=(stop,))
    thread.start()
    try:
        begun.wait(10)
        assert beats.wait(10)
    finally:
        hang.set()
        stop.set()
        thread.join(10)
    assert not thread.is_alive()


def test_a_backup_that_fails_is_not_tried_every_five_seconds(monkeypatch):
    """A dump that ends where the disk does reads the whole database each time, and fills the log."""
    results, waited = iter([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1]), []

    class Stop(threading.Event):
        def wait(self, timeout=None):
            waited.append(timeout)
            return False

    stop = Stop()

    def backup(_stop: threading.Event) -> None:
        if (fails := next(results, None)) is None:
            stop.set()
        if fails:
            raise OSError(28, "No space left on device")

    worker._run_until(backup, worker.EVERY, stop, at_most=worker.QUARTER)
    assert waited[:-1] == [10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 5, 10], "as ever once it was well"
    begun = []
    monkeypatch.setattr(worker, "_go_round_until", lambda _stop: None)
    monkeypatch.setattr(worker, "_run_until", lambda step, *_rest, at_most=0.0: begun.append((step, at_most)))
    worker.work_until(stop)
    assert dict(begun)[worker._backup] == worker.QUARTER
