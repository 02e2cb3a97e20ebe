"""While a server is up no backup goes in: what it answered would be lost without a word."""

import errno
import subprocess
import sys
import threading
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from market.cli import app
from market.kernel import up
from market.kernel.db import database
from market.kernel.refused import Refused
from market.kernel.up import alone
from market.reports.backup import backup
from tests import world
from tests.conftest import wide
from tests.server import ROOT, Server, environment, serving

pytestmark = pytest.mark.walk


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "market", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60)


@wide
def test_a_server_that_is_up_is_said_and_stopped_only_when_asked_to(shop, tmp_path):
    world.a_shop()
    file = tmp_path / "cadangan.tar.gz"
    backup(file)
    database().close()
    with serving() as server:
        refused = run("restore", str(file))
        assert refused.returncode == 1 and "still served" in refused.stderr, refused
        assert urllib.request.urlopen(server.base + "/produk").status == 200
        done = run("restore", "--stop-first", str(file))
        assert done.returncode == 0, done.stderr
        assert "Replaced by it: " in done.stdout and "whole, made at" in done.stdout
        assert server.process.wait(10) == 0
    with serving() as server:
        assert "Cakalang" in urllib.request.urlopen(server.base + "/produk").read().decode()


@wide
def test_one_that_is_damaged_ends_no_server(shop, tmp_path):
    world.a_shop()
    file = tmp_path / "cadangan.tar.gz"
    backup(file)
    torn = bytearray(file.read_bytes())
    torn[len(torn) // 2] ^= 1
    file.write_bytes(torn)
    database().close()
    with serving() as server:
        for each in (file, tmp_path / "none.tar.gz"):
            refused = run("restore", "--stop-first", str(each))
            assert refused.returncode == 1 and ("damaged" in refused.stderr or "no backup" in refused.stderr), refused
        assert server.process.poll() is None and urllib.request.urlopen(server.base + "/produk").status == 200


def signs() -> list[Path]:
    return list(up._folder().glob(f"{up.SIGN}*"))


@contextmanager
def soon_alone():
    """Alone, once the last process of a family that was killed is gone."""
    late = up.monotonic() + 30
    while True:
        try:
            with alone():
                yield
            return
        except Refused:
            assert up.monotonic() < late
            up.sleep(0.05)


def test_a_server_that_was_killed_is_taken_for_none(shop):
    with serving() as server:
        with pytest.raises(Refused), alone():
            pass
        server.kill()
        with soon_alone():
            assert len(signs()) == 1, "nobody took it down"
    with alone(stop_first=True):
        pass


def test_one_that_is_started_meanwhile_waits(shop):
    begun: list[Server] = []
    ends = threading.Event()

    def start() -> None:
        with serving() as server:
            begun.append(server)
            ends.wait(60)

    with alone():
        thread = threading.Thread(target=start)
        thread.start()
        late = up.monotonic() + 60
        while not _waits_for_door() and up.monotonic() < late:
            up.sleep(0.05)
        assert _waits_for_door() and not begun
    late = up.monotonic() + 60
    while not begun and up.monotonic() < late:
        up.sleep(0.05)
    ends.set()
    thread.join()
    assert begun


def _waits_for_door() -> bool:
    """As the kernel's list of locks says it: `->` stands before who waits."""
    inode = (up._folder() / up.DOOR).stat().st_ino
    with open("/proc/locks") as locks:
        return any("->" in line and f":{inode} " in line for line in locks)


def test_two_containers_with_one_process_number_serve_one_shop(shop, monkeypatch):
    """Each of them is the first process of its own."""
    monkeypatch.setattr(up.os, "getpid", lambda: 1)
    with up.serving(), up.serving():
        assert len(signs()) == 2
    assert not signs()


def test_a_server_starts_on_a_full_disk_and_is_taken_for_up(shop, monkeypatch):
    """Its name is not on its sign then: it is told nothing, and nobody is alone."""

    def full(*_given):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(up.os, "write", full)
    with up.serving(), pytest.raises(Refused), alone(stop_first=True):
        pass
    assert not signs()


def test_processes_of_elsewhere_are_told_nothing(shop, monkeypatch):
    """A container counts its own: the same number is somebody else here."""
    told = []
    with serving() as server:
        [sign] = signs()
        sign.write_text(f"elsewhere pid:[1]\n{server.process.pid}")
        monkeypatch.setattr(up.os, "kill", lambda *given: told.append(given))
        with pytest.raises(Refused), alone(stop_first=True):
            pass
        monkeypatch.undo()
    assert not told


def test_the_command_says_what_it_replaces(shop, tmp_path):
    here = world.a_shop()
    world.buys(world.client(), here.sku, 1)
    file = tmp_path / "x.tar.gz"
    backup(file)
    said = CliRunner().invoke(app, ["restore", str(file)])
    assert said.exit_code == 0 and "1 orders, the last of 20" in said.output, said.output
    assert " products, " in said.output and " people, " in said.output, "a shop without orders is something too"
