"""What a page that is only read has to write down: noted in memory, written a moment later and together.

A GET never waits for the writer, and a note for the same key is one note. A process that is killed loses the notes of
its last two seconds.
"""

import logging
import threading
from collections.abc import Callable, Hashable
from functools import partial

from sqlalchemy.orm import Session

from market.kernel.db import write
from market.kernel.each_alone import each_alone

log = logging.getLogger(__name__)
MOST = 5_000
EVERY = 2.0
TOGETHER = 200
Work = Callable[[Session], object]
_notes: dict[Hashable, Work] = {}
_lock = threading.Lock()


def later(key: Hashable, work: Work) -> None:
    """Has `work` done soon; of several with one key only the last. Dropped when 5,000 wait already."""
    with _lock:
        if key in _notes or len(_notes) < MOST:
            _notes[key] = work
        elif len(_notes) == MOST:
            log.warning("later: more than %s notes wait", MOST)


def write_later() -> int:
    """Writes down what was noted, in transactions too small to make others wait; returns how many notes there were."""
    with _lock:
        taken = list(_notes.values())
        _notes.clear()
    for first in range(0, len(taken), TOGETHER):
        some = taken[first : first + TOGETHER]
        try:
            write(partial(_do, some))
        except Exception:  # one note that cannot be written must not lose the others
            each_alone(some, "later: a note is lost")
    return len(taken)


def _do(taken: list[Work], db: Session) -> None:
    for each in taken:
        each(db)


def forget_later() -> None:
    """Drops what was noted, for another database."""
    with _lock:
        _notes.clear()


def keep_writing(stop: threading.Event) -> None:
    """Writes every two seconds until `stop` is set, and once more then."""
    while not stop.wait(EVERY):
        _try_to_write()
    _try_to_write()


def _try_to_write() -> None:
    try:
        write_later()
    except Exception:
        log.exception("later")
