"""`market serve` as processes: one of them may die, the shop goes on."""

import os
import signal
import time
import urllib.request
from pathlib import Path

import pytest

from market import migrations
from tests.server import serving

PATIENCE = 60  # seconds


def processes_of(server) -> set[int]:
    """The processes that answer, children of the one that was started."""
    parent = server.process.pid
    return {int(each) for each in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()}


def answers(server) -> bool:
    """Whether it answers; a connection that the killed one had taken is reset."""
    try:
        with urllib.request.urlopen(f"{server.base}/healthz", timeout=PATIENCE) as answer:
            return bool(answer.status == 200)
    except ConnectionError:
        return False


@pytest.mark.walk
def test_a_process_that_is_killed_is_replaced_and_the_other_answers_meanwhile(shop):
    migrations.upgrade()
    with serving("--workers", "2") as server:
        before, answered = processes_of(server), []
        assert len(before) == 2
        os.kill(min(before), signal.SIGKILL)
        until = time.monotonic() + PATIENCE
        while len(processes_of(server) - before) < 1 and time.monotonic() < until:
            answered.append(answers(server))
        assert len(processes_of(server) - before) == 1
        assert answered.count(False) <= 1
        assert all(answers(server) for _ in range(20)) and server.process.poll() is None
