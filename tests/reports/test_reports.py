"""A backup comes back, the doctor names what is wrong, and goods come in from a spreadsheet."""

import os
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import time_machine

from market.kernel import store
from market.kernel.clock import now
from market.kernel.db import database
from market.kernel.settings import settings
from market.reports import machine
from market.reports.backup import backup, backup_daily, backups_kept, restore
from market.reports.doctor import complaints
from market.reports.sheets import products_from_file
from tests import world
from tests.conftest import both, wide


@both
def test_a_backup_taken_while_open_comes_back(shop, tmp_path):
    here = world.a_shop()
    store.put("foto-320.webp", b"gambar")
    file = tmp_path / "cadangan.tar.gz"
    backup(file)
    world.buys(world.client(), here.sku, 3)
    assert world.client().get(f"/api/v1/variants/{here.sku}").json()["available"] == 7
    store.drop("foto-320.webp")
    restore(file)
    database.cache_clear()
    assert world.client().get(f"/api/v1/variants/{here.sku}").json()["available"] == 10
    assert store.fetch("foto-320.webp") == b"gambar"
    assert backup_daily() and not backup_daily(), "one a day"
    assert len(backups_kept()) == 1
    for n in range(9):
        (backups_kept()[0].parent / f"dermaga-2020-01-0{n + 1}.tar.gz").write_bytes(b"x")
    os.unlink(backups_kept()[0])
    assert backup_daily() and len(backups_kept()) == 7, "seven are kept"


def test_doctor_names_what_is_wrong(shop, monkeypatch):
    world.a_shop()
    assert complaints() == ["no backup in the last 36 hours: is the worker running?"]
    backup_daily()
    assert complaints() == []
    monkeypatch.setenv("MARKET_DATABSE_URL", "typo")
    assert complaints() == ["unknown setting: MARKET_DATABSE_URL"]


def test_doctor_reads_the_file_of_settings_too(shop, monkeypatch, tmp_path):
    world.a_shop()
    backup_daily()
    (tmp_path / ".env").write_text("MARKET_SMPT_URL=smtp://x\nmarket_media_x=1\nOTHER=1\n")
    monkeypatch.chdir(tmp_path)
    assert complaints() == ["unknown setting: MARKET_MEDIA_X", "unknown setting: MARKET_SMPT_URL"]


def test_doctor_writes_to_know_whether_it_can(shop, monkeypatch):
    world.a_shop()
    backup_daily()
    Path(settings().media).mkdir(exist_ok=True)
    (Path(settings().media) / "x").write_text("")
    monkeypatch.setenv("MARKET_MEDIA", str(Path(settings().media) / "x" / "y"))
    settings.cache_clear()
    assert any(line.startswith("cannot write into") for line in complaints())
    monkeypatch.undo()
    settings.cache_clear()
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _path: SimpleNamespace(free=5_000_000))
    assert any(line.startswith("5 MB left for ") for line in complaints())


def test_doctor_knows_a_database_that_only_reads(shop, monkeypatch):
    world.a_shop()
    backup_daily()
    with database().writer.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = ON")
    assert "database cannot be written: OperationalError" in complaints()
    database().close()


def test_doctor_knows_a_clock_that_went_back(shop):
    here = world.a_shop()
    world.buys(world.client(), here.sku, 1)
    with time_machine.travel(now() - timedelta(days=10)):
        assert any(line.startswith("the clock says") for line in complaints())


@wide
def test_doctor_knows_an_older_dump(shop, monkeypatch):
    assert machine.commands() == []
    if not database().sqlite:
        monkeypatch.setattr(machine, "_version", {"pg_dump": 9, "pg_restore": None, "psql": 99}.get)
        assert [line.split()[0] for line in machine.commands()] == ["pg_dump", "pg_restore"]


def test_products_from_a_spreadsheet(shop, tmp_path):
    here = world.a_shop()
    file = tmp_path / "produk.csv"
    file.write_text(
        "nama;kategori;harga;satuan;berat_g;jumlah;tahan_hari\n"
        "Abon;abon-sambal;35.000;bungkus;200;12;90\nSalah;tidak-ada;25,00;;;;\n"
    )
    lines, bad = products_from_file(file, here.slug, dry_run=True, words=lambda r: r.code)
    assert (len(lines), bad) == (2, 1) and "amount_unclear" in lines[1]
    too_much = "nama;kategori;harga;berat_g;jumlah;tahan_hari\n" + "\n".join(
        f"Abon {n};abon-sambal;{row}"
        for n, row in enumerate(("35000;0;1;1", "35000;9;9999999;1", "35000;9;1;99999999999"))
    )
    (tmp_path / "banyak.csv").write_text(too_much)
    lines, bad = products_from_file(tmp_path / "banyak.csv", here.slug, dry_run=False, words=lambda r: r.code)
    assert bad == 3 and ["small" in lines[0], "large" in lines[1], "large" in lines[2]] == [True] * 3
    products_from_file(file, here.slug, dry_run=False, words=lambda r: r.code)
    page = world.client().get("/produk?q=abon").text
    assert "Abon" in page and "35.000" in page
