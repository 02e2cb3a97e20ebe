"""`market serve` and `market worker`: the two that go on until they are told to end."""

import gc
import logging
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer

from market.kernel.log import ENDLESS, log_json, to_stderr
from market.kernel.settings import PROCESSES, SHARED

log = logging.getLogger(ENDLESS)
STOPS_AFTER = 5  # seconds that requests under way may still take when the server is told to end


def serve(
    host: str = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535)] = 8000,
    workers: Annotated[int, typer.Option(min=1)] = 1,
    worker: bool = True,
) -> None:
    """Serves the shop; with --no-worker somebody else runs `market worker`."""
    from granian import Granian
    from granian.constants import Interfaces

    from market.kernel.up import serving

    address = _may_listen(host, port)
    log_json()
    target = "market.app:serving" if worker else "market.app:serving_only"
    os.environ[PROCESSES] = str(workers)
    server = Granian(
        target, address=address, port=port, workers=workers, interface=Interfaces.ASGI, factory=True,
        websockets=False, log_access=False, log_level="warning",  # type: ignore[arg-type]
        workers_kill_timeout=STOPS_AFTER, respawn_failed_workers=True,
        log_dictconfig=to_stderr("_granian", "granian.access"),
    )  # fmt: skip
    with serving(), _counting_together(workers):
        log.info("serving on %s:%s", host, port)
        _load()
        server.serve()


def _load() -> None:
    """Before the processes part, which share what is loaded then; one that is killed is there again at once. The
    collector looks at nothing until all is loaded (web/slow.py): that takes a quarter less."""
    gc.disable()
    import market.app  # noqa: F401

    gc.freeze()


def _may_listen(host: str, port: int) -> str:
    """The address of a host. OSError where nobody can listen there, which granian would tell by a traceback; nor where
    another server of ours does, whose port it would share without a word."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(family) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            tried.bind(address)
    except OSError as error:
        raise OSError(error.errno, error.strerror, f"{host}:{port}") from error
    return str(address[0])


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
