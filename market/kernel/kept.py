"""What takes long to find out is kept for a minute in this process, so that a crowd asks once for what is kept already.

While nothing is kept yet, or no longer, all who come at the same moment ask for themselves.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from market.kernel.db import Database, database

T = TypeVar("T")
SECONDS = 60.0
MOST = 200  # answers kept of one database; the one asked for least lately goes


@dataclass
class KeptAnswer:
    value: Any
    until: float
    renewing: bool = False


_turn = Lock()
_answers: WeakKeyDictionary[Database, OrderedDict[Hashable, KeptAnswer]] = WeakKeyDictionary()


def kept(key: Hashable, make: Callable[[], T], *, when: Callable[[T], bool], seconds: float = SECONDS) -> T:
    """What `make` gives; the same for `seconds` when it was worth keeping (`when`): where little is to be counted, the
    answer is always of this moment. While one asks anew, others get what was kept."""
    with _turn:
        answers = _answers.setdefault(database(), OrderedDict())
        found = answers.get(key)
        if found is not None and (found.renewing or monotonic() < found.until):
            answers.move_to_end(key)
            value: T = found.value
            return value
        if found is not None:
            found.renewing = True
    try:
        value = make()
    finally:
        if found is not None:
            found.renewing = False
    with _turn:
        answers.pop(key, None)
        if when(value):
            answers[key] = KeptAnswer(value, monotonic() + seconds)
        while len(answers) > MOST:
            answers.popitem(last=False)
    return value
