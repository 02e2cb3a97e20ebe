"""Data, proofs, backups and keys are for us alone on the machine, whatever the umask says."""

import io
import os
import re
import stat
import tarfile
from contextlib import suppress
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from PIL import Image

from market.kernel import settings as settings_module
from market.kernel import store
from market.kernel.db import Database, database
from market.kernel.refused import Refused
from market.kernel.settings import secret_key, settings
from market.kernel.tokens import derived_key, is_signed, signature
from market.reports.backup import backup, backup_daily, backups_kept, restore
from market.reports.doctor import complaints
from market.reports.lights import found_wrong
from market.reports.proving import prove_now
from tests import world
from tests.conftest import both


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(os.stat(path).st_mode))


@pytest.fixture(autouse=True)
def careless():
    """Whoever started us lets everybody read and write."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_a_database_and_its_log_are_ours_alone(tmp_path):
    here = Database(f"sqlite:///{tmp_path}/new.db")
    with here.queue, here.writer.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE x (y INTEGER)")
        found = {path.name: mode(path) for path in tmp_path.iterdir()}
    here.close()
    assert set(found) >= {"new.db", "new.db-wal", "new.db-shm", "new.db.turn"}
    assert set(found.values()) == {"0o600"}, found


@both
def test_a_proof_that_a_buyer_sends_is_ours_alone(shop):
    here = world.a_shop()
    buyer = world.client()
    path, _ = world.buys(buyer, here.sku, 1)
    picture = io.BytesIO()
    Image.new("RGB", (60, 60), "#c96").save(picture, "PNG")
    number = path.partition("?")[0].rpartition("/")[2]
    key = path.partition("?")[2]
    answer = buyer.post(
        f"/pesanan/{number}/bayar?{key}", data={"claim": f"{number}-1"}, files={"proof": ("b.png", picture.getvalue())}
    )
    assert answer.status_code == 303, answer.text
    folder = store.folder(private=True)
    assert mode(folder) == "0o700"
    assert [mode(each) for each in folder.iterdir()] == ["0o600"]


def test_folders_that_we_make_are_ours_alone_and_others_stay(shop, tmp_path, monkeypatch):
    """Those of a first start, wherever the settings put them."""
    monkeypatch.setenv("MARKET_MEDIA", str(tmp_path / "a" / "media"))
    monkeypatch.setenv("MARKET_BACKUPS", str(tmp_path / "b" / "backups"))
    settings.cache_clear()
    found_wrong(["disk"])
    Database(f"sqlite:///{tmp_path}/c/new.db").close()
    assert [mode(tmp_path / each) for each in ("a", "b", "b/backups", "c")] == ["0o700"] * 4
    there = tmp_path / "srv"
    there.mkdir()
    Database(f"sqlite:///{there}/new.db").close()
    assert mode(there) == "0o777", "it may be everybody's: /srv, /tmp"


def test_a_folder_of_backups_that_others_fetch_stays_open_to_them(shop, tmp_path, monkeypatch):
    """Whoever copies backups away reads them as another user; where the folder is hers we could not even close it."""
    kept = tmp_path / "backups"
    kept.mkdir(mode=0o750)
    monkeypatch.setenv("MARKET_BACKUPS", str(kept))
    settings.cache_clear()
    before = mode(kept)
    assert "cannot" not in str(found_wrong(["disk"]))
    assert mode(kept) == before == "0o750"
    with suppress(Refused):
        prove_now(kept / "none.tar.gz")
    assert mode(kept) == before and not list(kept.iterdir())


def test_a_public_picture_can_be_handed_out_by_a_web_server(shop):
    store.put("a-320.webp", b"x")
    assert mode(store.folder() / "a-320.webp") == "0o644"


def test_a_folder_of_proofs_from_before_is_closed(shop):
    folder = Path(settings().media) / "private"
    folder.mkdir(parents=True)
    assert mode(folder) == "0o777"
    store.put("a.webp", b"x", private=True)
    assert mode(folder) == "0o700"


@both
def test_backups_are_ours_alone_and_come_back_so(shop, tmp_path):
    world.a_shop()
    store.put("proof.webp", b"x", private=True)
    file = tmp_path / "elsewhere" / "now.tar.gz"
    backup(file)
    assert backup_daily()
    assert [mode(each) for each in (file, *backups_kept())] == ["0o600"] * 2
    assert mode(file.parent) == mode(backups_kept()[0].parent) == "0o700"
    with tarfile.open(file) as tar:
        assert {oct(each.mode) for each in tar if each.name.endswith(("market.db", "market.dump", "proof.webp"))} == {
            "0o600"
        }
    store.drop("proof.webp", private=True)
    restore(file)
    database.cache_clear()
    assert mode(store.folder(private=True)) == "0o700"
    assert mode(store.folder(private=True) / "proof.webp") == "0o600"


@pytest.mark.postgres
@pytest.mark.parametrize("shop", ["postgres"], indirect=True)
def test_no_password_stands_in_the_arguments_of_a_command(shop, tmp_path, monkeypatch):
    """`ps` shows them to everybody."""
    from market.reports import backup as module

    seen = []
    monkeypatch.setattr(database(), "url", "postgresql+psycopg://dermaga:s3cret@db.example:5433/shop")

    def run(command, **more):
        seen.append((command, more.get("env")))
        return CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(module.subprocess, "run", run)
    module._dump_postgres(tmp_path)
    module._restore_postgres(tmp_path / "market.dump")
    address = "postgresql://dermaga@db.example:5433/shop"
    assert not [command for command, _ in seen if "s3cret" in " ".join(command)]
    asked = {command[0]: environment["PGPASSWORD"] for command, environment in seen if address in command}
    assert asked == {"pg_dump": "s3cret", "psql": "s3cret"}


def test_the_key_is_made_once_and_for_us_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("MARKET_SECRET_KEY", "")
    monkeypatch.setattr(settings_module, "KEPT_KEY", tmp_path / "var" / "secret_key")
    for cached in (settings, secret_key):
        cached.cache_clear()
    first = secret_key()
    secret_key.cache_clear()
    assert secret_key() == first and len(first) == 64
    assert mode(tmp_path / "var" / "secret_key") == "0o600"
    assert [each.name for each in (tmp_path / "var").iterdir()] == ["secret_key"]
    for cached in (settings, secret_key):
        cached.cache_clear()


def test_doctor_names_a_weak_key_and_what_others_can_read(shop, monkeypatch):
    assert backup_daily() and complaints() == []
    backups_kept()[0].chmod(0o644)
    Path(settings().database_url.partition("///")[2]).chmod(0o664)
    found = complaints()
    assert len(found) == 2 and all(line.startswith("others on this machine can read it: chmod go= /") for line in found)
    monkeypatch.setenv("MARKET_SECRET_KEY", "rahasia")
    for cached in (settings, secret_key):
        cached.cache_clear()
    assert [line for line in complaints() if "SECRET_KEY" in line] == [
        "MARKET_SECRET_KEY is shorter than 32 characters: openssl rand -hex 32"
    ]
    monkeypatch.setenv("MARKET_DEMO", "1")
    settings.cache_clear()
    assert not [line for line in complaints() if "SECRET_KEY" in line]


def test_each_purpose_has_a_key_of_its_own(shop, monkeypatch):
    assert len(derived_key("staged")) == 32 and derived_key("staged") == derived_key("staged")
    assert derived_key("staged") != derived_key("network")
    made = signature("staged", "foto.²\udc80")
    assert len(made) == 43 and made.replace("-", "").replace("_", "").isalnum()
    assert is_signed("staged", "foto.²\udc80", made)
    for purpose, text, given in (
        ("network", "foto.²\udc80", made), ("staged", "foto", made), ("staged", "foto.²\udc80", made[:-1]),
        ("staged", "foto.²\udc80", ""), ("staged", "foto.²\udc80", "²\udc80"),
    ):  # fmt: skip
        assert not is_signed(purpose, text, given)
    before = derived_key("staged")
    monkeypatch.setenv("MARKET_SECRET_KEY", "another one")
    for cached in (settings, secret_key):
        cached.cache_clear()
    assert derived_key("staged") != before


def test_every_purpose_of_a_key_is_written_down():
    root = Path(__file__).resolve().parents[2]
    told = (root / "docs" / "operations.md").read_text("utf-8")
    used = re.compile(r"\b(?:derived_key|signature|is_signed)\(\s*([^,)]+)")
    for path in (root / "market").rglob("*.py"):
        if path.name == "tokens.py":
            continue
        text = path.read_text("utf-8")
        assert "secret_key()" not in text or path.name in ("settings.py", "doctor.py"), f"{path}: derive a key"
        for purpose in used.findall(text):
            constant = re.search(rf"^{re.escape(purpose)} = \"([^\"]+)\"", text, re.M)
            name = constant[1] if constant else purpose.strip("\"'")
            assert f"| `{name}` |" in told, f"{path}: {purpose}"
