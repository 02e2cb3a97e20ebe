"""Each daily backup lies encrypted in a second home as well, and comes back whole with the operator's key alone."""

import gzip
import os
import threading
import time
from pathlib import Path

import pytest
from typer.testing import CliRunner

from market.cli import app
from market.kernel.settings import settings
from market.reports.backup import backup_daily, backups_kept, check
from market.reports.elsewhere import KEPT_THERE, last_sent, new_key, send_newest
from market.reports.lights import found_wrong
from market.reports.scratch import held
from tests import world
from tests.bucket import bucket
from tests.conftest import both

GO_ON = threading.Event()


class Second:
    """A second home that the settings of this test name, and the operator's key to it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        self.patch, self.key, self.folder = monkeypatch, tmp_path / "kunci.txt", tmp_path / "jauh"
        self.folder.mkdir()
        self.admin = 0
        self.set(BACKUPS_KEY=new_key(self.key), BACKUPS_ELSEWHERE=str(self.folder))

    def set(self, **values: str) -> None:
        for name, value in values.items():
            self.patch.setenv(f"MARKET_{name}", value)
        settings.cache_clear()


@pytest.fixture
def second(shop, monkeypatch, tmp_path):
    here = world.a_shop()
    world.buys(world.client(), here.sku, 3)
    made = Second(monkeypatch, tmp_path)
    made.admin = here.admin
    assert backup_daily()
    yield made
    monkeypatch.undo()
    settings.cache_clear()


def asked(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["elsewhere", *words])
    return done.exit_code, done.output


def of_backups() -> str:
    return "\n".join(found_wrong(["settings", "backup"]).get("backup", []))


@both
def test_a_copy_lies_there_locked_and_comes_back_whole(second, tmp_path):
    [made] = backups_kept()
    assert send_newest(GO_ON) and not send_newest(GO_ON), "once"
    [there] = second.folder.iterdir()
    assert there.name == f"{made.name}.age" and there.read_bytes().startswith(b"age-encryption.org/v1")
    assert not there.stat().st_mode & 0o077 and not list(made.parent.glob(".dermaga-scratch-*"))
    assert asked("list") == (0, f"{there.name}\n")
    back = tmp_path / "kembali.tar.gz"
    status, said = asked("fetch", there.name, str(back), "--key", str(second.key))
    assert status == 0 and back.read_bytes() == made.read_bytes(), said
    assert check(back).pictures == check(made).pictures and not back.stat().st_mode & 0o077
    page = world.as_person(second.admin).get("/admin").text
    assert "Salinan terkunci di tempat lain" in page and made.name in page


def test_another_key_and_a_damaged_copy_open_nothing(second, tmp_path):
    assert send_newest(GO_ON)
    [there] = second.folder.iterdir()
    back, other = tmp_path / "kembali.tar.gz", tmp_path / "lain.txt"
    new_key(other)
    for key, change, word in (
        (other, lambda whole: whole, "cannot be opened with that key"),
        (second.key, lambda whole: whole[:-40], "damaged"),
        (second.key, lambda whole: whole[:-5] + b".....", "damaged"),
        (second.key, lambda _whole: b"", "cannot be opened with that key"),
        (second.key, lambda _whole: gzip.compress(b"x"), "cannot be opened with that key"),
    ):
        whole = there.read_bytes()
        there.write_bytes(change(whole))
        status, said = asked("fetch", there.name, str(back), "--key", str(key))
        assert status == 1 and word in said and not back.exists(), said
        there.write_bytes(whole)
    assert asked("fetch", "dermaga-2020-01-01.tar.gz.age", str(back), "--key", str(second.key))[0] == 1
    assert asked("key", str(second.key))[0] == 1, "a key that is there is never written over"


def test_where_nothing_is_mounted_nothing_is_written_and_it_is_said(second):
    second.folder.rmdir()
    assert send_newest(GO_ON) and not second.folder.exists()
    assert "No such file" in last_sent().wrong and not send_newest(GO_ON), "an hour passes before it is tried again"
    page = world.as_person(second.admin).get("/admin").text
    assert "Yang terakhir gagal" in page
    assert of_backups() == "" or "elsewhere" not in of_backups(), "two tries first"
    [made] = backups_kept()
    os.utime(made, times=(time.time() - 4 * 3600,) * 2)
    assert "no copy of a backup has arrived elsewhere" in of_backups() and "No such file" in of_backups()
    second.folder.mkdir()
    assert asked("send")[0] == 0 and "elsewhere" not in of_backups()


def test_without_a_key_nothing_leaves(second):
    for key in ("", "age1salah", "AGE-SECRET-KEY-1QQ"):
        second.set(BACKUPS_KEY=key)
        assert "MARKET_BACKUPS_KEY is no key" in "\n".join(found_wrong(["settings"])["settings"])
        status, said = asked("send")
        assert status == 1 and "MARKET_BACKUPS_KEY" in said
    assert not list(second.folder.iterdir())
    second.set(BACKUPS_KEY="age1x", BACKUPS_ELSEWHERE="")
    assert "no backup is copied" in "\n".join(found_wrong(["settings"])["settings"])
    assert not send_newest(GO_ON)


def test_the_newest_thirty_stay_and_what_is_not_ours_is_left_alone(second):
    for n in range(KEPT_THERE + 2):
        (second.folder / f"dermaga-2020-01-{n:02}.tar.gz.age").write_bytes(b"lama")
    (second.folder / "catatan.txt").write_text("punya orang lain")
    (second.folder / "dermaga-2020-01-01.tar.gz.age.half").write_bytes(b"of one that was killed")
    assert asked("send")[0] == 0
    names = sorted(each.name for each in second.folder.iterdir())
    assert len(names) == KEPT_THERE + 1 and names[0] == "catatan.txt" and "dermaga-2020-01-03.tar.gz.age" in names
    assert "dermaga-2020-01-02.tar.gz.age" not in names


def test_a_bucket_keeps_them_too(second, tmp_path):
    with bucket() as there:
        second.set(
            BACKUPS_ELSEWHERE="s3://toko/cadangan/kita", S3_ENDPOINT=f"http://127.0.0.1:{there.server_port}",
            S3_KEY_ID="kunci", S3_SECRET="rahasia-sekali",
        )  # fmt: skip
        assert send_newest(GO_ON) and last_sent().wrong == ""
        [made] = backups_kept()
        assert list(there.files) == [f"/toko/cadangan/kita/{made.name}.age"]
        assert asked("list") == (0, f"{made.name}.age\n")
        back = tmp_path / "kembali.tar.gz"
        status, said = asked("fetch", f"{made.name}.age", str(back), "--key", str(second.key))
        assert status == 0 and back.read_bytes() == made.read_bytes(), said
        for n in range(KEPT_THERE + 1):
            there.files[f"/toko/cadangan/kita/dermaga-2020-01-{n:02}.tar.gz.age"] = b"lama"
        assert asked("send")[0] == 0 and len(there.files) == KEPT_THERE
        there.shut = True
        status, said = asked("send")
        assert status == 1 and "the bucket" in said and "rahasia" not in said and "127.0.0.1" not in said


def test_two_never_copy_at_once(second):
    """One would sweep away what the other is writing."""
    with held(Path(settings().backups)):
        status, said = asked("send")
        assert status == 1 and "Traceback" not in said, said
        assert not send_newest(GO_ON) and not list(second.folder.iterdir())
    assert asked("send")[0] == 0
