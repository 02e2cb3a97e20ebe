"""`market serve` and `market worker`: the two that go on until they are told to end."""

import logging
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

from market.kernel.log import ENDLESS, log_json, to_stderr
from market.kernel.settings import PROCESSES, SHARED

log = logging.getLogger(ENDLESS)
STOPS_AFTER = 5  # seconds that requests under way may still take when the server is told to end


def serve(host: str = "127.0.0.1", port: int = 8000, workers: int = 1, worker: bool = True) -> None:
    """Serves the shop; with --no-worker somebody else runs `market worker`."""
    from granian import Granian
    from granian.constants import Interfaces

    from market.kernel.up import serving

    log_json()
    target = "market.app:serving" if worker else "market.app:serving_only"
    os.environ[PROCESSES] = str(workers)
    server = Granian(
        target, address=host, port=port, workers=workers, interface=Interfaces.ASGI, factory=True,
        websockets=False, log_access=False, log_level="warning",  # type: ignore[arg-type]
        workers_kill_timeout=STOPS_AFTER,
        log_dictconfig=to_stderr("_granian", "granian.access"),
    )  # fmt: skip
    with serving(), _counting_together(workers):
        log.info("serving on %s:%s", host, port)
        server.serve()


@contextmanager
def _counting_together(workers: int) -> Iterator[None]:
    """Several processes count their answers in one folder, so that `/metrics` says the same whichever is asked."""
    with tempfile.TemporaryDirectory(prefix="dermaga-counts-") as folder:
        if workers > 1:
            os.environ[SHARED] = folder
        yield


def worker() -> None:
    """Sends messages, watches the clock and makes backups, in a process of its own."""
    from market.app import create_app
    from market.kernel.up import serving
    from market.worker import work_until_told

    log_json()
    with serving():
        create_app()
        log.info("working")
        work_until_told()
