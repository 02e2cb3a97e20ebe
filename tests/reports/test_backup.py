"""A backup comes back whole or not at all: nothing that was damaged goes in, and nothing half-made stays."""

import errno
import gzip
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import time
import zlib
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from market import migrations
from market.cli import app
from market.kernel import store
from market.kernel.db import database
from market.kernel.refused import Refused
from market.kernel.settings import settings as shop_settings
from market.reports import backup as backups
from market.reports.backup import backup, check, restore
from tests import world
from tests.conftest import both
from tests.server import ROOT, environment


@pytest.fixture
def made(shop, tmp_path):
    """A shop with pictures, and its backup."""
    here = world.a_shop()
    for n in range(3):
        store.put(f"foto-{n}.webp", os.urandom(3000))
    store.put("bukti.webp", b"bukti", private=True)
    file = tmp_path / "made" / "cadangan.tar.gz"
    backup(file)
    return here, file


def refusal(file: Path) -> str:
    with pytest.raises(Refused) as refused:
        restore(file)
    return refused.value.code


def test_no_byte_of_it_may_be_wrong(made, tmp_path):
    """At sixty places a byte, a piece or the end is lost: each is refused, and the shop is as it was.

    Of a thousand bytes one says the same when it is another, since gzip may copy the same letters from elsewhere.
    """
    here, file = made
    world.buys(world.client(), here.sku, 3)
    before = everything()
    whole = file.read_bytes()
    plain = unpacked(whole)
    begins = whole.index(b"\0", 10) + 1  # after the file's own name in gzip's head, which nobody reads
    bad = tmp_path / "rusak.tar.gz"

    @settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(place=st.integers(begins, len(whole) - 1), how=st.sampled_from(["byte", "cut", "piece", "doubled"]))
    def damaged(place: int, how: str) -> None:
        kinds = {
            "byte": whole[:place] + bytes([whole[place] ^ 0x40]) + whole[place + 1 :],
            "cut": whole[:place],
            "piece": whole[:place] + whole[place + 9 :],
            "doubled": whole[:place] + whole[place - 5 : place] + whole[place:],
        }
        bad.write_bytes(kinds[how])
        if how == "byte" and unpacked(kinds[how]) == plain:
            assert check(bad).pictures == 4
            return
        assert refusal(bad) == "backup_damaged", (how, place)

    damaged()
    assert everything() == before
    assert check(file).pictures == 4
    restore(file)
    assert everything() != before


def unpacked(packed: bytes) -> bytes | None:
    try:
        return gzip.decompress(packed)
    except (EOFError, OSError, zlib.error):
        return None


def everything() -> tuple:
    with database().reader.connect() as connection:
        rows = connection.execute(sa.text("SELECT number, state FROM sub_order ORDER BY id")).all()
    return tuple(map(tuple, rows)), tuple(sorted((each.name, each.read_bytes()) for each in store.folder().iterdir()))


def repacked(file: Path, target: Path, change) -> Path:
    """The same backup with another member, packed anew without an error of its own."""
    with tarfile.open(file) as old, tarfile.open(target, "w:gz") as new:
        for told in old:
            data = change(told.name, old.extractfile(told).read())
            if data is not None:
                told.size = len(data)
                new.addfile(told, io.BytesIO(data))
    return target


def test_what_was_changed_and_packed_again_is_refused(made, tmp_path):
    _, file = made
    target = tmp_path / "lain.tar.gz"
    changes = {
        "a picture is another": lambda name, data: b"x" if name.endswith("foto-1.webp") else data,
        "a picture is missing": lambda name, data: None if name.endswith("foto-1.webp") else data,
        "the database is half": lambda name, data: data[: len(data) // 2] if name == "market.db" else data,
        "no database": lambda name, data: None if name == "market.db" else data,
        "says nothing of itself": lambda name, data: None if name == "about.json" else data,
        "not a list of sums": lambda name, data: b"[" if name == "sums.json" else data,
    }
    for what, change in changes.items():
        assert refusal(repacked(file, target, change)) == "backup_damaged", what
    target.write_bytes(gzip.compress(b"no tar"))
    assert refusal(target) == "backup_damaged"
    target.write_bytes(b"")
    assert refusal(target) == "backup_damaged"
    assert refusal(tmp_path / "tidak-ada") == "backup_missing"


def about(name: str, data: bytes, **more: str) -> bytes | None:
    if name == "sums.json":
        return None
    return json.dumps(json.loads(data) | more).encode() if name == "about.json" else data


def test_one_of_before_sums_and_one_of_a_newer_version(made, tmp_path):
    _, file = made
    old = repacked(file, tmp_path / "lama.tar.gz", about)
    assert check(old).pictures == 4
    broken = repacked(
        old, tmp_path / "lama-rusak.tar.gz", lambda name, data: data[:9000] if name == "market.db" else data
    )
    assert refusal(broken) == "backup_damaged"
    newer = repacked(file, tmp_path / "baru.tar.gz", lambda name, data: about(name, data, schema="9999"))
    assert refusal(newer) == "backup_newer"


@both
def test_one_of_an_older_schema_comes_back_and_is_migrated(shop, tmp_path):
    """What only the newer version knows stands in its way, and goes."""
    file = tmp_path / "lama.tar.gz"
    backup(file)
    with database().writer.begin() as connection:
        connection.execute(
            sa.text("CREATE TABLE newer (id integer PRIMARY KEY, person_id integer REFERENCES person (id))")
        )
    restore(file)
    database.cache_clear()
    assert migrations.current() == migrations.head() and not migrations.drift()
    again = tmp_path / "lagi.tar.gz"
    backup(again)
    restore(again)
    assert not sa.inspect(database().reader).has_table("newer")


@both
def test_a_dump_that_was_cut_is_refused(shop, tmp_path):
    world.a_shop()
    file = tmp_path / "utuh.tar.gz"
    backup(file)
    cut = repacked(
        repacked(file, tmp_path / "x", about),
        tmp_path / "potong.tar.gz",
        lambda name, data: data[: len(data) * 3 // 4] if name in ("market.db", "market.dump") else data,
    )
    assert refusal(cut) == "backup_damaged"


def test_a_picture_that_vanishes_meanwhile_is_left_out(made, monkeypatch, tmp_path):
    listed = store.folder() / "foto-1.webp"
    packed = backups.pack
    monkeypatch.setattr(backups, "pack", lambda *given: (listed.unlink(), packed(*given)))
    monkeypatch.setattr("market.reports.packed._pictures", lambda media: [("media/public/foto-1.webp", listed)])
    target = tmp_path / "tanpa.tar.gz"
    backup(target)
    assert check(target).pictures == 0


def test_one_that_is_killed_leaves_nothing_once_the_next_is_made(made, tmp_path):
    _, file = made
    for n in range(12):
        store.put(f"besar-{n}.webp", os.urandom(2_000_000))
    command = [sys.executable, "-m", "market", "backup", str(file.parent / "baru.tar.gz")]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(), start_new_session=True)
    late = time.monotonic() + 30
    while not list(file.parent.glob(".dermaga-scratch-*/packed*")) and time.monotonic() < late:
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert list(file.parent.glob(".dermaga-scratch-*")), "it was in the midst of it"
    backup(file)
    assert sorted(each.name for each in file.parent.iterdir()) == [file.name]
    assert file.stat().st_mode & 0o777 == 0o600


def test_the_commands_say_what_they_found(made, tmp_path):
    _, file = made
    said = CliRunner().invoke(app, ["backup", "--check", str(file)])
    assert said.exit_code == 0 and "whole" in said.output and "4 pictures" in said.output
    (tmp_path / "x").write_bytes(file.read_bytes()[:-20])
    for command in (["backup", "--check"], ["restore"]):
        said = CliRunner().invoke(app, [*command, str(tmp_path / "x")])
        assert said.exit_code == 1 and "damaged" in said.output


@both
def test_a_database_without_a_schema_takes_no_backups_place(shop, tmp_path):
    """It was packed, and only then somebody noticed that nothing was in it."""
    world.a_shop()
    file = tmp_path / "kept.tar.gz"
    backup(file)
    kept = file.read_bytes()
    if database().sqlite:
        database().close()
        Path(sa.make_url(database().url).database).write_bytes(b"")
    else:
        with database().writer.begin() as db:
            db.exec_driver_sql("DROP SCHEMA public CASCADE")
    found = CliRunner().invoke(app, ["backup", str(file)])
    assert found.exit_code and file.read_bytes() == kept and list(tmp_path.glob("*.tar.gz")) == [file]


def test_a_full_disk_is_no_damaged_backup(made, monkeypatch):
    _, file = made

    def full(*_given, **_more):
        raise OSError(errno.ENOSPC, "No space left on device", "/scratch")

    monkeypatch.setattr(tarfile.TarFile, "extract", full)
    said = CliRunner().invoke(app, ["backup", "--check", str(file)])
    assert said.exit_code == 1 and "No space left on device: /scratch" in said.output and "damaged" not in said.output


def test_onto_a_database_that_cannot_be_read(made):
    """For that one restores; the broken file is kept."""
    here, file = made
    database().close()
    there = Path(sa.make_url(database().url).database)
    there.write_bytes(os.urandom(50_000))
    said = CliRunner().invoke(app, ["restore", str(file)])
    assert said.exit_code == 0 and "a database that cannot be read" in said.output, said.output
    database.cache_clear()
    assert world.client().get(f"/api/v1/variants/{here.sku}").status_code == 200
    assert Path(f"{there}.broken").stat().st_size == 50_000


def test_an_empty_setting_is_none(monkeypatch):
    for name in ("SECRET_KEY", "STRIPE_API_BASE", "FEE_BASIS_POINTS", "PAYOUTS", "TIMEZONE", "MAIL_FROM"):
        monkeypatch.setenv(f"MARKET_{name}", "")
    shop_settings.cache_clear()
    assert shop_settings().fee_basis_points == 0 and shop_settings().zone.key == "Asia/Makassar"
    assert shop_settings().mail_from == "dermaga@localhost"
    shop_settings.cache_clear()


@pytest.mark.walk
def test_the_worker_ends_when_it_is_told_to(shop):
    process = subprocess.Popen(
        [sys.executable, "-m", "market", "worker"], cwd=ROOT, env=environment(), start_new_session=True
    )
    late = time.monotonic() + 30
    while time.monotonic() < late and not _hears(process.pid):
        time.sleep(0.05)
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


def _hears(pid: int) -> bool:
    """Whether the process has a handler for SIGTERM: its bit in what the kernel says it catches."""
    caught = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("SigCgt"))
    return bool(int(caught.split()[1], 16) >> (signal.SIGTERM - 1) & 1)
