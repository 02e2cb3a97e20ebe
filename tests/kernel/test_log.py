"""Logs: one line a record whatever was said, and no secret in it."""

import json
import logging
import threading
import time

import httpx2
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError

from market.kernel.db import database, read, write
from market.kernel.log import JsonLines, hear_everything, masked
from market.kernel.record import table
from market.people.person import Person
from tests import world
from tests.conftest import both
from tests.garbage import own_routes
from tests.server import serving


def line_of(words: object, *values: object, error: BaseException | None = None) -> dict[str, str]:
    """What a record looks like; fails when it is more than one line."""
    kept = (type(error), error, error.__traceback__) if error else None
    line = JsonLines().format(logging.LogRecord("market.x", logging.ERROR, "x.py", 1, words, values, kept))
    assert len(line.splitlines()) == 1 and line.isascii() and line.isprintable(), line
    return json.loads(line)


@pytest.mark.parametrize(
    "value", ["a\nb", "a\r\nb", '"}\n{"level": "INFO"}', "\x00\x1b[2J", "\u202e\u2028\u2029\x85", "\udc80\ud800",
        "²🐟"]
)  # fmt: skip
def test_no_value_begins_a_line_of_its_own(value):
    assert line_of("order %s", value)["said"] == f"order {value}"
    assert line_of(value)["said"] == value


def test_a_traceback_lies_inside_its_line():
    try:
        raise RuntimeError("first\nsecond")
    except RuntimeError as error:
        line = line_of("broke", error=error)
    assert line["trace"].startswith("Traceback") and "second" in line["trace"]
    assert line["at"].endswith("+00:00") and line["level"] == "ERROR" and line["from"] == "market.x"


def test_words_and_values_that_do_not_fit_are_a_line_too():
    assert line_of("%d pieces", "many")["said"] == "%d pieces"
    assert line_of({"a": 1})["said"] == "{'a': 1}"


@pytest.mark.parametrize(
    "text,secret",
    [("GET /pesanan/D-ABC?kunci=Zk3-x_9&a=1", "Zk3-x_9"), ("/klaim/abcDEF123_x", "abcDEF123_x"),
     ("POST /rekap/tok_en-1?x", "tok_en-1"), ("/penawaran/tok_en-1/terima", "tok_en-1"), ("code=123456", "123456"),
     ("postgresql+psycopg://dermaga:s3cret@db/x", "s3cret"), ("postgresql://dermaga:s3/fg@et@db/x", "fg"),
     ("smtp://robot@x:geheim@mail.example", "geheim"),
     ('DETAIL:  Key (phone)=(+6281234567890) already exists.', "81234567890"),
     ("to +6281234567890 failed", "81234567890"),
     ("{'ratna@mail.example': (550, b'no')}", "ratna"), ("input_value='tiga kata', input_type=str", "tiga kata"),
     ("password=tiga", "tiga")],
)  # fmt: skip
def test_secrets_are_blotted_out_wherever_they_stand(text, secret):
    assert secret in text and secret not in masked(text)
    assert secret not in json.dumps(line_of("said %s", text))
    try:
        raise ValueError(text)
    except ValueError as error:
        assert secret not in json.dumps(line_of("broke", error=error))


@pytest.mark.parametrize(
    "text", ["a-" * 50_000, "a." * 50_000, "a@" * 50_000, "a://" * 25_000, "0812" * 25_000, "kunci=" * 20_000]
)
def test_no_text_takes_long_to_blot(text):
    began = time.process_time()
    masked(text)
    assert time.process_time() - began < 2


def test_no_address_that_is_a_key_is_told():
    """Whatever route has a token in its address."""
    found = {path for method in ("GET", "POST") for path in own_routes(method) if "{token}" in path}
    assert len(found) >= 4
    for path in found:
        assert "Zk3xRahasia" not in masked(f"GET {path.format(token='Zk3xRahasia')}?a=1 broke"), path


def test_what_helps_stays():
    said = "POST /lapak/{group}/stok: OperationalError, order D-2026-ABC, 25000 rupiah, 2026-11-28T06:30:03"
    assert masked(said) == said


@both
def test_no_value_of_a_statement_is_in_its_error(shop):
    here = world.a_shop()
    secret, name = "-".join(("argon", "sandi")), "-".join(("Nama", "Besar"))  # a trace shows lines of source

    def twice(db) -> None:
        phone = Person.get(db, here.chair).phone
        db.execute(sa.insert(table(Person)).values(name=name, phone=phone, password_hash=secret))

    for work in (
        lambda: write(twice),
        lambda: write(lambda db: db.execute(sa.text("SELECT 1 FROM nowhere WHERE x = :x"), {"x": secret})),
    ):
        with pytest.raises((SQLAlchemyError, ValueError)) as caught:
            work()
        chain: BaseException | None = caught.value
        while chain is not None:
            assert secret not in str(chain) and name not in str(chain)
            chain = chain.__cause__ or chain.__context__
        told = json.dumps(line_of("broke", error=caught.value))
        assert secret not in told and name not in told and "8120000" not in told
    with pytest.raises(SQLAlchemyError) as caught, read() as db:
        db.execute(sa.text("SELECT 1 FROM nowhere WHERE x = :x"), {"x": secret})
    assert secret not in str(caught.value)


def test_a_broken_thread_is_a_line(caplog):
    before = threading.excepthook
    try:
        hear_everything()
        broken = threading.Thread(target=lambda: 1 / 0, name="worker")
        broken.start()
        broken.join()
    finally:
        threading.excepthook = before
        logging.captureWarnings(False)
    assert any(record.message == "thread worker" and record.exc_info for record in caplog.records)


def test_everything_a_server_says_is_a_line(shop, tmp_path):
    """A server whose tables are gone: each page breaks, and each line can be read by a machine."""
    database().close()
    empty = f"sqlite:///{tmp_path}/nothing.db"
    says = tmp_path / "said"
    with serving(says=says, MARKET_DATABASE_URL=empty) as server:
        for path in ("/produk?q=x", "/pesanan/D-ABC?kunci=Zk3xRahasia", "/klaim/Zk3xRahasia", "/rekap/Zk3xRahasia"):
            answer = httpx2.get(server.base + path)
            assert answer.status_code == 500 and "Ada yang rusak" in answer.text
            assert "content-security-policy" in answer.headers
    lines = [json.loads(line) for line in says.read_text("utf-8").splitlines()]
    assert {"at", "level", "from", "said"} <= set.intersection(*(set(line) for line in lines))
    assert any("no such table" in line.get("trace", "") for line in lines)
    assert any(line["said"] == "GET /pesanan/{number}: OperationalError" for line in lines)
    broken = [line for line in lines if line.get("status") == 500]
    assert [line["path"] for line in broken] == ["/produk", "/pesanan/{number}", "/klaim/{token}", "/rekap/{token}"]
    traced = {line.get("id") for line in lines if "no such table" in line.get("trace", "")}
    assert {line["id"] for line in broken} <= traced, "by its id a line leads to what broke"
    assert "Rahasia" not in says.read_text("utf-8") and "Zk3x" not in says.read_text("utf-8")
