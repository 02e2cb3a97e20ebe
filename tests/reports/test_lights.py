"""A light for each thing that dies at night: the doctor, the admin's page, `/readyz` and the operator's mail agree."""

import email
import email.policy
import errno
import inspect
import sqlite3
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import psycopg
import pytest
import sqlalchemy as sa
import time_machine
from alembic.script import ScriptDirectory

from market import worker
from market.app import create_app
from market.kernel import beat, turn
from market.kernel import db as kernel_db
from market.kernel.clock import now
from market.kernel.db import database, read, write
from market.kernel.record import table
from market.kernel.red_light import RedLight, red_lights
from market.kernel.settings import settings
from market.messages import channels
from market.messages.channels import send_due
from market.messages.outbox import Message, Recipient, tell
from market.messages.sending import take_message
from market.payments.bill import Bill
from market.reports import lights, machine, mail_light
from market.reports.backup import backup_daily
from market.reports.doctor import complaints
from market.reports.lights import ALL, BY_CODE, OF_WORKER, found_wrong
from market.reports.watching_lights import EVERY, Watch
from tests import world
from tests.conftest import both, there_is_postgres
from tests.messages.test_messages import Letters, post_office  # noqa: F401

OPERATOR = "jaga@contoh.id"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def operator(monkeypatch: pytest.MonkeyPatch, post_office: Letters) -> Letters:  # noqa: F811
    """Somebody who wants to know, with a mail server that takes it."""
    monkeypatch.setenv("MARKET_OPERATOR", OPERATOR)
    monkeypatch.setenv("MARKET_LANGUAGE", "en")
    settings.cache_clear()
    return post_office


def mails(office: Letters) -> list[tuple[str, str]]:
    found = [email.message_from_bytes(each, policy=email.policy.default) for each in office.got]
    office.got.clear()
    assert all(each["to"] == OPERATOR for each in found)
    return [(each["subject"].split(" (")[0], each.get_content()) for each in found]


def codes() -> list[str]:
    with read() as db:
        return [each.code for each in red_lights(db)]


def no_pictures(_here: world.Shop) -> None:
    from market.catalog.photo import Photo

    write(lambda db: Photo(product_id=1, file="gone", width=1, height=1).add(db) and None)


def stuck_letter(_here: world.Shop) -> None:
    def work(db) -> None:
        tell(db, Recipient("Ratna", None, "ratna@contoh.id"), "order_placed", {"number": "D-1"}, name="D-1/placed")
        m = table(Message)
        db.execute(sa.update(m).values(due_at=now() - timedelta(hours=2), written_at=now() - timedelta(hours=2)))

    write(work)


def left_undone(here: world.Shop) -> None:
    world.buys(world.client(), here.sku, 1)
    write(lambda db: db.execute(sa.update(table(Bill)).values(due_at=now() - timedelta(hours=1))) and None)


def jumped(_here: world.Shop) -> None:
    stop = beat.ClockStop(known_from=beat.KnownFrom.SECONDS, found_at=now(), expected_at=now())
    write(lambda db: stop.add(db) and None)


def no_worker(_here: world.Shop) -> None:
    write(lambda db: beat.ClockBeat(start="x", at=now() - 2 * MINUTE, seconds=1.0).add(db) and None)


@both
@pytest.mark.parametrize(
    "code, breaks",
    [
        ("pictures", no_pictures),
        ("letters", stuck_letter),
        ("undone", left_undone),
        ("clock", jumped),
        ("worker", no_worker),
    ],
)
def test_what_stands_in_the_data_turns_a_light_red_and_is_told_once(shop, operator: Letters, code, breaks):
    here = world.a_shop()
    backup_daily()
    watch = Watch([each for each in ALL if each not in ("backup", "commands")])
    watch.look()
    assert codes() == [] and mails(operator) == [], "all is well"
    breaks(here)
    watch.look()
    assert codes() == [code] and f"red: {code}" in world.client().get("/readyz").text
    told = mails(operator)
    assert [subject for subject, _ in told] == ["Dermaga: a light is red"] and BY_CODE[code].look()[0] in told[0][1]
    assert BY_CODE[code].look()[0] in complaints()
    Watch(watch.codes).look()
    assert mails(operator) == [], "once, whoever looks"
    watch.keep({})
    assert [subject for subject, _ in mails(operator)] == ["Dermaga: all right again"] and codes() == []
    watch.keep({})
    assert mails(operator) == []


def test_every_light_is_looked_at_within_a_minute():
    beats = worker.EVERY + lights.LATEST_BEAT.total_seconds()
    assert beats + EVERY <= 60 and set(OF_WORKER) < set(ALL)


def test_what_a_machine_lacks_is_red(shop, monkeypatch):
    world.a_shop()
    monkeypatch.setattr(machine.shutil, "disk_usage", lambda _path: SimpleNamespace(free=5_000_000))
    monkeypatch.setenv("MARKET_TIMEZONE", "Asia/Bitung")
    monkeypatch.setenv("MARKET_BASE_URL", "toko.example.id")
    monkeypatch.setenv("MARKET_SMTP_URL", "mail.example.id:587")
    monkeypatch.setenv("MARKET_OPERATOR", "Jaga")
    monkeypatch.setenv("MARKET_SMPT_URL", "x")
    settings.cache_clear()
    found = found_wrong()
    assert found["disk"][0].startswith("5 MB left for ")
    names = ("MARKET_SMPT_URL", "MARKET_TIMEZONE", "MARKET_BASE_URL", "MARKET_SMTP_URL", "MARKET_OPERATOR")
    assert len(found["settings"]) == 5 and all(name in "".join(found["settings"]) for name in names)
    monkeypatch.undo()
    settings.cache_clear()


def test_a_database_that_only_reads_is_told_of_past_itself(shop, operator: Letters, monkeypatch):
    world.a_shop()
    watch = Watch([each for each in ALL if each != "backup"])

    def only_reads(_work):
        raise sa.exc.OperationalError("UPDATE", {}, Exception("attempt to write a readonly database"))

    found = {"database": ["database cannot be written: OperationalError"]}
    with monkeypatch.context() as broken:
        broken.setattr("market.reports.watching_lights.write", only_reads)
        watch.keep(found)
        watch.keep(found)
        Watch(OF_WORKER).keep({})
    told = mails(operator)
    assert len(told) == 1 and "cannot be written" in told[0][1], "once, by the process that watches everything"
    watch.keep({})
    assert [subject for subject, _ in mails(operator)] == ["Dermaga: all right again"]


def test_a_mail_server_that_refuses_is_asked_again(shop, operator: Letters):
    world.a_shop()
    watch = Watch(["worker"])
    operator.refusing = 1
    watch.keep({"worker": ["gone"]})
    assert mails(operator) == []
    watch.keep({"worker": ["gone"]})
    assert len(mails(operator)) == 1
    watch.keep({"worker": ["gone"]})
    assert mails(operator) == []


@both
def test_a_disk_that_is_full_is_told_though_nothing_can_be_written_down(shop, monkeypatch):
    """The database's own: no row can say so."""
    here = world.a_shop()
    admin = world.as_person(here.admin)

    def full(_work):
        raise sa.exc.OperationalError("INSERT", {}, Exception("database or disk is full"))

    with monkeypatch.context() as broken:
        broken.setattr("market.reports.watching_lights.write", full)
        Watch().keep({"backup": ["no backup"]})
        assert world.client().get("/readyz").text.splitlines() == ["ready", "red: backup"]
        broken.setattr(machine, "folders", lambda: ["cannot write into /data: No space left on device"])
        lights._disk.cache_clear()
        assert world.client().get("/readyz").text.splitlines() == ["ready", "red: backup", "red: disk"]
        assert "cannot write into /data: No space left on device" in admin.get("/admin").text
        broken.setattr(machine, "folders", list)
        lights._disk.cache_clear()
        Watch().keep({"database": ["database cannot be written: OperationalError"]})
        assert world.client().get("/readyz").text.splitlines() == ["ready", "red: database"], "what is well again"
    lights._disk.cache_clear()
    Watch().keep({})
    assert world.client().get("/readyz").text == "ready" and "Lampu merah" not in admin.get("/admin").text


def test_a_mail_server_that_is_gone_is_seen_within_a_minute(shop, operator: Letters, monkeypatch):
    """By whoever looks for the first time, and again once a letter failed; one that is well is asked once."""
    world.a_shop()
    calls = []
    monkeypatch.setattr(mail_light, "_last", [mail_light.MailServerSeen()])
    real = mail_light.mail_server
    monkeypatch.setattr(mail_light, "mail_server", lambda **more: calls.append(1) or real(**more))
    assert found_wrong(["letters"]) == {} == found_wrong(["letters"]) and len(calls) == 1
    monkeypatch.setattr(channels, "mail_server", gone)
    monkeypatch.setattr(mail_light, "mail_server", gone)
    write(
        lambda db: tell(db, Recipient("Ratna", None, "ratna@contoh.id"), "order_placed", {"number": "D-1"}, name="D/1")
    )
    assert found_wrong(["letters"]) == {}, "nobody lost anything yet"
    assert send_due() == 0
    wrong = ["the mail server does not let us in (Connection refused): MARKET_SMTP_URL"]
    assert found_wrong(["letters"])["letters"] == wrong
    monkeypatch.setattr(mail_light, "_last", [mail_light.MailServerSeen()])
    assert found_wrong(["letters"])["letters"] == wrong, "of another process"
    monkeypatch.setattr(mail_light, "mail_server", real)
    assert found_wrong(["letters"]) == {}


@both
def test_a_mail_server_that_takes_no_letter_is_seen_at_once_and_one_bad_address_is_none(shop, operator: Letters):
    """It let us in, so that it took an hour until it was known."""
    world.a_shop()
    assert found_wrong(["letters"]) == {}
    writes("ratna", "tuti")
    operator.refusing = 99
    assert send_due() == 0 and found_wrong(["letters"]) == {}, "two may be mistyped"
    operator.refusing = 0
    writes("ani")
    assert send_due() == 1 and found_wrong(["letters"]) == {}
    operator.refusing = 99
    writes("yuli", "yuli2", "sience")
    assert send_due() == 0
    assert found_wrong(["letters"])["letters"] == [
        "the mail server lets us in, and letters to 3 addresses in a row failed: market messages"
    ]
    operator.refusing = 0
    writes("budi")
    assert send_due() == 1 and found_wrong(["letters"]) == {}, "all right again"


def test_a_mail_server_that_is_silent_is_asked_while_a_letter_hangs(shop, operator: Letters, monkeypatch):
    """A call ends after a minute: the letter had not failed by then."""
    world.a_shop()
    assert found_wrong(["letters"]) == {}
    writes("ratna")
    assert write(take_message)
    monkeypatch.setattr(mail_light, "mail_server", gone)
    assert found_wrong(["letters"]) == {}, "it may be just a moment"
    with time_machine.travel(now() + mail_light.HANGS + timedelta(seconds=1)):
        assert "does not let us in" in found_wrong(["letters"])["letters"][0]


def writes(*names: str) -> None:
    """A letter to each."""
    told = {"number": "D-1-1", "order": "D-1", "group": "Tunas", "buyer": "R", "total": 25_000, "path": "/pesanan/D-1"}
    for name in names:
        to = Recipient(name.title(), None, f"{name}@contoh.id")
        write(lambda db, to=to, name=name: tell(db, to, "order_placed", told, name=f"D/{name}"))


@contextmanager
def gone(**_more):
    raise ConnectionRefusedError(errno.ECONNREFUSED, "Connection refused")
    yield


def test_what_another_machine_found_of_itself_stays(shop):
    world.a_shop()
    write(lambda db: RedLight(code="disk", machine="elsewhere", said="full").add(db) and None)
    Watch().keep({})
    assert codes() == ["disk"]


def test_what_is_over_before_anybody_was_told_is_told_to_nobody(shop):
    world.a_shop()
    Watch().keep({"worker": ["gone"]})
    write(lambda db: db.execute(sa.update(table(RedLight)).values(told_at=None)) and None)
    Watch().keep({})
    with read() as db:
        assert db.query(RedLight).all() == []


def only_reads(name: str) -> str:
    return f'ALTER DATABASE "{name}" SET default_transaction_read_only = on'


def takes_no_more(name: str) -> str:
    """Its disk: a file of a few hundred kilobytes finds no room."""
    return f'ALTER DATABASE "{name}" SET temp_file_limit = 0'


def lets_nobody_in(name: str) -> str:
    return f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'


@pytest.mark.postgres
@pytest.mark.parametrize("shop", ["postgres"], indirect=True)
@pytest.mark.parametrize("fault", [only_reads, takes_no_more, lets_nobody_in])
def test_a_server_of_postgresql_that_takes_nothing_is_red_at_the_next_look(shop, request, operator: Letters, fault):
    """A row was changed only where one was, so that a disk without room for another was well."""
    world.a_shop()
    watch, browser = Watch([each for each in ALL if each not in ("backup", "commands")]), world.client()
    watch.look()
    assert browser.get("/readyz").text == "ready"
    server, name = there_is_postgres(request)[0], sa.make_url(shop).database
    server.run(fault(name))
    database().close()
    server.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    watch.look()
    answer = browser.get("/readyz")
    assert answer.status_code == 503 or "red: database" in answer.text
    [(subject, words)] = mails(operator)
    assert subject == "Dermaga: a light is red" and "database" in words
    server.run(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')
    for setting in ("default_transaction_read_only", "temp_file_limit"):
        server.run(f'ALTER DATABASE "{name}" RESET {setting}')
    database().close()
    watch.look()
    assert browser.get("/readyz").text == "ready"
    assert [subject for subject, _ in mails(operator)] == ["Dermaga: all right again"]


def test_a_file_that_another_program_keeps_is_red_though_no_row_can_say_so(shop, operator: Letters, monkeypatch):
    """SQLite's: the worker looks while it waits like everybody who writes."""
    world.a_shop()
    for module in (kernel_db, turn):
        monkeypatch.setattr(module, "LOCKED", 0.3)
    database().close()
    database.cache_clear()
    watch = Watch([each for each in ALL if each != "backup"])
    watch.look()
    assert world.client().get("/readyz").text == "ready"
    other = sqlite3.connect(shop.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    watch.look()
    assert "red: database" in world.client().get("/readyz").text.splitlines()
    [(subject, words)] = mails(operator)
    assert subject == "Dermaga: a light is red" and "cannot be written" in words
    other.execute("ROLLBACK")
    watch.look()
    assert world.client().get("/readyz").text == "ready"


@pytest.mark.postgres
@pytest.mark.parametrize("shop", ["postgres"], indirect=True)
def test_a_table_that_another_program_keeps_is_red_at_the_second_look(shop, operator: Letters):
    """For a moment that is a step of ours, or somebody's index: from one look to the next nobody orders meanwhile."""
    world.a_shop()
    watch = Watch([each for each in ALL if each not in ("backup", "commands")])
    with psycopg.connect(database().url.replace("+psycopg", "")) as other:
        for _ in range(2):  # two programs, each for a moment
            other.execute("LOCK TABLE orders IN ACCESS EXCLUSIVE MODE")
            watch.look()
            other.rollback()
        assert codes() == []
        other.execute("LOCK TABLE orders IN SHARE MODE")
        watch.look()
        watch.look()
        assert codes() == ["database"]
        [(_subject, words)] = mails(operator)
        assert "another program holds orders" in words
    watch.look()
    assert codes() == []


def test_who_asks_whether_it_is_ready_reads_words_also_where_the_last_look_fails(shop, monkeypatch):
    """The first connection was had, the second was not: a machine got the page that people see."""

    def away(_db):
        raise sa.exc.OperationalError("SELECT", {}, Exception("too many connections"))

    monkeypatch.setattr("market.pages.shop.around.red_codes", away)
    answer = world.client().get("/readyz")
    assert (answer.status_code, answer.text) == (503, "not ready: OperationalError")


@both
def test_the_admin_reads_what_is_red(shop):
    here = world.a_shop()
    admin = world.as_person(here.admin)
    assert "Lampu merah" not in admin.get("/admin").text
    Watch().keep({"disk": ["5 MB left for /data"], "worker": ["the worker gave no sign for a minute"]})
    page = admin.get("/admin").text
    assert "Lampu merah" in page and "5 MB left for /data" in page and "Pekerja latar tidak memberi tanda" in page
    assert world.client().get("/readyz").text.splitlines() == ["ready", "red: disk", "red: worker"]


def test_a_worker_that_died_is_seen_by_who_asks_though_nobody_looks(shop):
    world.a_shop()
    write(beat.beat)
    assert world.client().get("/readyz").text == "ready"
    with time_machine.travel(now() + 2 * MINUTE):
        assert world.client().get("/readyz").text.splitlines() == ["ready", "red: worker"]


def test_whether_it_lives_waits_for_no_thread_and_no_database(shop, monkeypatch):
    route = next(each for each in create_app().routes if getattr(each, "path", "") == "/healthz")
    assert inspect.iscoroutinefunction(route.endpoint)

    def away(*_args, **_more):
        raise AssertionError("a database was asked")

    browser = world.client()
    monkeypatch.setattr(kernel_db.Transaction, "connection", away)
    assert browser.get("/healthz").text == "ok"


def test_who_watches_reads_no_migration_each_time(shop, monkeypatch):
    """Each look at `/readyz` read all 130 of them, twice: 180 ms of processor for anybody who asks."""
    guest = world.client()
    assert guest.get("/readyz").text == "ready"
    monkeypatch.setattr(ScriptDirectory, "from_config", lambda _config: pytest.fail("read again"))
    assert guest.get("/readyz").text == "ready"
