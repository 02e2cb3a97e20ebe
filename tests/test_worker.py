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
