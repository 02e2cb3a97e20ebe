"""Several things that are due, each in a transaction of its own."""

import logging
from collections.abc import Callable, Iterable

from sqlalchemy.orm import Session

from market.kernel.db import write

log = logging.getLogger(__name__)


def each_alone(works: Iterable[Callable[[Session], object]], what: str) -> None:
    """Writes each by itself: one that fails is logged as `what`, and the others go on."""
    for work in works:
        try:
            write(work)
        except Exception:
            log.exception("%s: %s", what, work)
