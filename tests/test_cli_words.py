"""What an operator reads when a command ends: a sentence, and a traceback only of what is our own fault."""

import socket
import sqlite3

import pytest
from typer.testing import CliRunner

from market.cli import app
from market.kernel.db import database
from market.kernel.settings import WrongSettings, settings
from market.reports.lights import found_wrong
from tests.conftest import there_is_postgres

NOBODY = "postgresql://dermaga:rahasia@127.0.0.1:1/x"


@pytest.fixture
def given(shop, monkeypatch):
    """Settings of the environment, for one command."""

    def set_to(**more: str) -> None:
        for name, value in more.items():
            monkeypatch.setenv(f"MARKET_{name}", value)
        for cached in (settings, database):
            cached.cache_clear()

    yield set_to
    monkeypatch.undo()
    for cached in (settings, database):
        cached.cache_clear()


def said(*arguments: str) -> str:
    """What it printed, ended with 1 and no traceback."""
    done = CliRunner().invoke(app, list(arguments))
    assert done.exit_code == 1 and isinstance(done.exception, SystemExit), (arguments, done.output, done.exception)
    return done.output


def misused(*arguments: str) -> str:
    """What was printed of an option that cannot be, in one line without its frame."""
    done = CliRunner().invoke(app, list(arguments))
    assert done.exit_code == 2, (arguments, done.output, done.exception)
    return " ".join(done.output.replace("│", " ").split())


@pytest.mark.parametrize(
    "name, value",
    [
        ("FEE_BASIS_POINTS", "rahasia"),
        ("FEE_BASIS_POINTS", "9000"),
        ("PAYOUTS", "rahasia"),
        ("DATABASE_URL", "mysql://dermaga:rahasia@db/x"),
        ("DATABASE_URL", "postgres://dermaga:rahasia@db/x"),
        ("DATABASE_URL", "postgresql://dermaga:rahasia@db:port/x"),
        ("DATABASE_URL", "postgresql://dermaga:rahasia@db"),
    ],
)
@pytest.mark.parametrize("command", [["doctor"], ["backup", "x.tar.gz"], ["messages"], ["serve"], ["worker"]])
def test_a_setting_that_cannot_be_used_is_named_and_never_repeated(given, monkeypatch, command, name, value):
    monkeypatch.setattr("market.cli_serve.log_json", lambda: None)  # it would hold a runner's stderr for ever
    given(**{name: value})
    lines = said(*command).splitlines()
    assert len(lines) == 1 and lines[0].startswith(f"MARKET_{name}: ") and "rahasia" not in lines[0], lines


def test_all_of_them_are_named_at_once(given):
    given(PAYOUTS="ya, tentu", CARD_LEAST="murah")
    with pytest.raises(WrongSettings) as wrong:
        settings()
    assert [line.partition(":")[0] for line in wrong.value.lines] == ["MARKET_PAYOUTS", "MARKET_CARD_LEAST"]


@pytest.mark.parametrize("command", ["doctor", "messages", "worker"])
def test_a_file_of_settings_that_is_no_text_is_named(given, monkeypatch, tmp_path, command):
    """An editor of Windows writes `é` as one byte."""
    (tmp_path / ".env").write_bytes("MARKET_ANSWERABLE=Café Rahasia\n".encode("latin-1"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("market.cli_serve.log_json", lambda: None)
    assert found_wrong(["settings"])["settings"] == [".env: not UTF-8"], "a server that runs goes on"
    given()
    assert said(command) == ".env: not UTF-8\n"


def test_a_zone_that_is_none_is_named_and_stops_nothing(given):
    for name in ("Asia/Bitung", "Asia", "../etc/passwd", "/"):
        given(TIMEZONE=name)
        assert settings().zone.key == "Asia/Makassar"
        assert found_wrong(["settings"])["settings"] == [
            f"MARKET_TIMEZONE is no time zone: {name}; days are those of Asia/Makassar"
        ]
        assert f"MARKET_TIMEZONE is no time zone: {name}" in said("doctor")


@pytest.mark.parametrize(
    "name, value",
    [
        ("BASE_URL", "toko.example.id"),
        ("BASE_URL", "https://toko.example.id:https"),
        ("BASE_URL", "https://[toko"),
        ("SMTP_URL", "smtp://user:rahasia@mail.example.id:submission"),
        ("SMTP_URL", "mail.example.id"),
        ("LANGUAGE", "fr"),
        ("WHATSAPP_URL", "graph.facebook.com"),
        ("SMPT_URL", "smtp://user:rahasia@mail.example.id"),
    ],
)
def test_one_that_does_nothing_is_a_red_light(given, name, value):
    given(**{name: value})
    [line] = found_wrong(["settings"])["settings"]
    assert f"MARKET_{name}" in line and "rahasia" not in line


COMMANDS = ["messages", "clock", "send-again", "migrate", "person sign-out 0812-3456-7890", "backup x.tar.gz", "prove"]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_database_that_is_away_is_said(given, monkeypatch, tmp_path, command):
    monkeypatch.chdir(tmp_path)
    given(DATABASE_URL=NOBODY, BACKUPS=str(tmp_path))
    found = said(*command.split())
    assert "rahasia" not in found
    assert any(why in found for why in ("The database is away: ", "pg_dump ended with ", "There is no backup"))


def test_one_that_was_never_migrated_is_told_how(given, tmp_path):
    given(DATABASE_URL=f"sqlite:///{tmp_path}/new.db")
    for command in ("messages", "clock", "person sign-out --everybody"):
        assert said(*command.split()) == "The schema is not there, or is an older one: run `market migrate`.\n"
    assert "the schema is not there: run `market migrate`" in said("doctor")


@pytest.mark.postgres
def test_so_is_one_of_postgresql(given, request):
    server, _ = there_is_postgres(request)
    url = server.fresh()
    given(DATABASE_URL=url)
    assert "run `market migrate`" in said("messages")
    database().close()
    server.drop(url)


def test_a_disk_that_is_full_is_said(given, monkeypatch, tmp_path):
    def full(*_given):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("market.reports.backup._copy_sqlite", full)
    assert said("backup", str(tmp_path / "x.tar.gz")) == "SQLite: database or disk is full\n"
    assert list(tmp_path.glob(".dermaga*")) == [] == list(tmp_path.glob("x*"))


def test_a_fault_of_ours_keeps_its_traceback(given, monkeypatch):
    from market.messages import sending

    def broken(_db):
        raise KeyError("ours")

    monkeypatch.setattr(sending, "stuck", broken)
    assert isinstance(CliRunner().invoke(app, ["messages"]).exception, KeyError)


ENGLISH = {
    "person add --role boss --phone 0812-3456-7890": "'officer', 'admin', 'facilitator'",
    "person add --role officer --phone 0812-3456-7890 --place 99.99": "place",
    "person add --role facilitator --phone 0812-3456-7890 --group nobody": "group: ",
    "person code 0812-3456-7890": "account",
    "qris abc": "QRIS",
    "clock --right": "Nothing was changed",
    "import groups nowhere.xlsx --place 71.72": "There is no file nowhere.xlsx",
    "import products nowhere.xlsx --group nobody": "There is no file nowhere.xlsx",
    "prove nowhere.tar.gz": "There is no backup file nowhere.tar.gz",
    "import groups nowhere.xlsx --place 71.72 --dry-run": "There is no file nowhere.xlsx",
    "backup --check nowhere.tar.gz": "There is no backup file nowhere.tar.gz",
}


@pytest.mark.parametrize("command", ENGLISH)
def test_what_the_shop_refuses_is_said_in_english(shop, monkeypatch, tmp_path, command):
    monkeypatch.chdir(tmp_path)
    assert ENGLISH[command] in (said if "boss" not in command else misused)(*command.split())


def test_a_row_of_a_spreadsheet_is_refused_in_english(shop, tmp_path):
    (sheet := tmp_path / "groups.csv").write_text("nama,ketua,hp,kelurahan\nMelati,Sri,08,Girian Bawah\n")
    line = said("import", "groups", str(sheet), "--place", "71.72")
    assert "Melati: " in line and "number" in line, line


@pytest.mark.parametrize("wrong", ["--port=99999", "--port=-1", "--workers=0"])
def test_a_server_that_cannot_be_is_said(shop, wrong):
    assert f"Invalid value for '{wrong.partition('=')[0]}'" in misused("serve", wrong)


@pytest.mark.parametrize("shares", [False, True], ids=["by-another", "by-a-server-of-ours"])
def test_where_nobody_can_listen_is_said(shop, monkeypatch, shares):
    """A second server began beside the first without a word, and each got half of what was asked."""
    monkeypatch.setattr("market.cli_serve.log_json", lambda: None)
    with socket.create_server(("127.0.0.1", 0), reuse_port=shares) as taken:
        port = taken.getsockname()[1]
        assert said("serve", f"--port={port}") == f"Address already in use: 127.0.0.1:{port}\n"
    assert said("serve", "--host=nowhere.invalid").endswith(": nowhere.invalid:8000\n")


def test_bulk_needs_a_group(shop):
    assert "Invalid value for '--groups'" in misused("seed", "--groups=0")
