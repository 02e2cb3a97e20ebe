"""A real server in its own process, on a port of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from tests.browser import ARGUMENTS, CHROMIUM, PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).resolve().parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    def __init__(self, process: subprocess.Popen, port: int) -> None:
        self.process = process
        self.base = f"http://127.0.0.1:{port}"

    def kill(self) -> None:
        """SIGKILL to the whole family: nothing gets to tidy up."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()


def environment(root: Path = ROOT, **more: str) -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": str(root), **more}


@contextmanager
def serving(*arguments: str, says: Path | None = None, root: Path = ROOT, **settings: str):
    """`market serve` of the tree `root` with these settings, ready to answer; what it says goes to the file `says`."""
    port = free_port()
    env = environment(root, MARKET_BASE_URL=f"http://127.0.0.1:{port}", **settings)
    process = subprocess.Popen(
        [sys.executable, "-m", "market", "serve", "--port", str(port), *arguments],
        cwd=root,
        env=env,
        start_new_session=True,
        stdout=says.open("ab") if says else subprocess.DEVNULL,
        stderr=subprocess.STDOUT if says else None,
    )
    server = Server(process, port)
    try:
        wait_for(server)
        yield server
    finally:
        server.stop()


@contextmanager
def browsing(**settings: str) -> "Iterator[tuple[Server, Browser]]":
    """The same, with a browser beside it."""
    from playwright.sync_api import sync_playwright

    with serving(**settings) as server, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield server, browser
        browser.close()


def wait_for(server: Server) -> None:
    late = time.monotonic() + PATIENCE
    while time.monotonic() < late:
        try:
            with urllib.request.urlopen(server.base + "/healthz", timeout=1):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            if server.process.poll() is not None:
                raise RuntimeError("the server ended") from None
            time.sleep(0.1)
    raise RuntimeError("the server did not answer")


def market(*arguments: str, root: Path = ROOT, **settings: str) -> subprocess.CompletedProcess[str]:
    """One `market` command of the tree `root`."""
    return subprocess.run(
        [sys.executable, "-m", "market", *arguments],
        cwd=root, env=environment(root, **settings), capture_output=True, text=True, timeout=120,
    )  # fmt: skip
