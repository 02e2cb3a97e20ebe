"""Once a week the newest backup is put into a database apart and recounted; what came out is said."""

import json
import os
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from typer.testing import CliRunner

from market.cli import app
from market.kernel import store
from market.kernel.clock import now
from market.kernel.db import database
from market.kernel.settings import settings
from market.reports import proving
from market.reports.backup import backup_daily, backups_kept
from market.reports.doctor import complaints
from market.reports.proving import last_proof, prove_weekly
from tests import world
from tests.conftest import both, wide

WEEK, HALF_A_DAY = timedelta(days=7), 13 * 3600  # and an hour, in seconds


@pytest.fixture
def made(shop):
    """A shop with an order and two pictures, and its backup of today."""
    here = world.a_shop()
    world.buys(world.client(), here.sku, 3)
    for n in range(2):
        store.put(f"foto-{n}.webp", b"foto")
    assert backup_daily()
    return here


def left() -> list[str]:
    """What a proof left behind: folders, and databases."""
    folders = [path.name for path in Path(settings().backups).glob(".*")]
    if database().sqlite:
        return folders
    with database().reader.connect() as connection:
        return folders + [
            name for name in connection.scalars(sa.select(proving.DATABASES.c.datname)) if "_proof_" in name
        ]


def of_backups() -> list[str]:
    return [line for line in complaints() if "backup" in line]


@both
def test_the_newest_is_put_back_once_a_week_and_nothing_of_it_stays(made):
    go_on, [file] = threading.Event(), backups_kept()
    assert of_backups() == [], "the first one is being put back"
    os.utime(file, times=(time.time() - HALF_A_DAY,) * 2)
    assert of_backups() == ["no backup was put back yet, to see whether it can be: market prove"]
    assert prove_weekly(go_on)
    proof = last_proof()
    assert (proof.file, proof.counted.orders, proof.counted.pictures, proof.counted.wrong) == (
        backups_kept()[0].name,
        1,
        2,
        "",
    )
    assert left() == [] and of_backups() == [] and not prove_weekly(go_on)
    page = world.as_person(made.admin).get("/admin").text
    assert "Terakhir dicoba dikembalikan" in page and "1 pesanan" in page and "2 gambar" in page
    with time_machine.travel(now() + WEEK, tick=True):
        assert backup_daily() and prove_weekly(go_on) and last_proof().moment > proof.moment
        assert last_proof().file == backups_kept()[0].name != proof.file


@wide
def test_one_that_cannot_be_put_back_is_said_until_a_newer_one_can(made):
    go_on, file = threading.Event(), backups_kept()[0]
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])
    assert prove_weekly(go_on) and not prove_weekly(go_on)
    assert "backup_damaged" in last_proof().counted.wrong and left() == []
    assert of_backups() == [f"the backup {file.name} cannot be put back: {last_proof().counted.wrong}"]
    assert "tidak bisa dikembalikan" in world.as_person(made.admin).get("/admin").text
    with time_machine.travel(now() + timedelta(days=1), tick=True):
        assert backup_daily() and prove_weekly(go_on), "not a week later: the first one that is newer"
        assert last_proof().counted.wrong == "" and of_backups() == []


@wide
def test_a_worker_that_ends_meanwhile_says_nothing_of_the_backup(made):
    ended = threading.Event()
    ended.set()
    assert not prove_weekly(ended) and last_proof() is None and left() == []
    with proving.held(backups_kept()[0].parent):
        assert not prove_weekly(threading.Event()), "another worker is at it"


@both
def test_what_could_not_be_tried_says_nothing_of_the_backup(made, monkeypatch):
    def full(_folder):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(proving, "_empty_database", full)
    assert prove_weekly(threading.Event()) and not last_proof().counted.tried
    assert of_backups()[0].endswith("could not be tried: [Errno 28] No space left on device")
    assert "belum bisa dicoba" in world.as_person(made.admin).get("/admin").text


@wide
def test_books_that_do_not_add_up_are_named(made):
    with database().writer.begin() as connection:
        connection.execute(sa.text("UPDATE lot SET on_hand = on_hand + 1"))
    backups_kept()[0].unlink()
    assert backup_daily() and prove_weekly(threading.Event())
    assert "lot" in last_proof().counted.wrong and last_proof().counted.orders == 1


def test_the_command_says_what_came_back(made, tmp_path):
    said = CliRunner().invoke(app, ["prove"])
    assert said.exit_code == 0 and "1 orders and 2 pictures came back" in said.stdout, said.output
    assert last_proof().counted.orders == 1
    with proving.held(backups_kept()[0].parent):
        assert "Try again" in CliRunner().invoke(app, ["prove"]).stderr, "a worker is at it"
    elsewhere = tmp_path / "salinan.tar.gz"
    elsewhere.write_bytes(backups_kept()[0].read_bytes()[:-9])
    said = CliRunner().invoke(app, ["prove", str(elsewhere)])
    assert said.exit_code == 1 and last_proof().counted.wrong == "", "a copy says nothing of the daily one"
    for file in backups_kept():
        file.unlink()
    assert CliRunner().invoke(app, ["prove"]).exit_code == 1


@pytest.mark.parametrize("kept", ["", "{", "[]", "{}", json.dumps({"file": "a", "at": "x", "counted": {}})])
def test_a_proof_that_cannot_be_read_is_none(shop, kept):
    Path(settings().backups).mkdir(exist_ok=True)
    (Path(settings().backups) / proving.PROOF).write_text(kept)
    assert last_proof() is None
