"""While the database is away a page says so, and when it was; whether the process lives is answered all the same."""

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import anyio.to_thread
import httpx2
import psycopg
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from market.app import create_app
from market.kernel import db, turn
from market.kernel.away import database_is_away
from market.kernel.db import database, read
from market.kernel.settings import settings
from market.orders.cart.cart_line import CartLine
from tests import world
from tests.conftest import both

pytestmark = pytest.mark.usefixtures("noon")


def client() -> TestClient:
    return TestClient(
        create_app(), base_url="http://testserver", headers={"origin": "http://testserver"},
        raise_server_exceptions=False, follow_redirects=False,
    )  # fmt: skip


@both
def test_a_page_says_when_the_database_did_not_answer(shop, tmp_path, monkeypatch):
    """A file that is no more there, a server that nobody listens for: really asked."""
    here = world.a_shop()
    browser = client()
    gone = f"sqlite:////{tmp_path}/x.db" if database().sqlite else "postgresql://x@127.0.0.1:9/x"
    monkeypatch.setenv("MARKET_DATABASE_URL", gone)
    for cached in (settings, database):
        cached.cache_clear()
    if database().sqlite:
        (tmp_path / "x.db").unlink()
        (tmp_path / "x.db").mkdir()
    for ask in (
        lambda: browser.get("/produk?q=x"),
        lambda: browser.get("/pesanan/D-ABC?kunci=x"),
        lambda: browser.post("/keranjang", data={"variant": here.sku, "quantity": 1}),
    ):
        answer = ask()
        assert answer.status_code == 503 and answer.headers["retry-after"] == "30", answer.text[:500]
        assert "Data sedang tidak terjangkau" in answer.text and "12.00 WITA" in answer.text
    answer = browser.get("/produk?q=x", headers={"cookie": "bahasa=en"})
    assert "The data cannot be reached" in answer.text and "12:00 WITA" in answer.text
    assert browser.get("/healthz").text == "ok" and browser.get("/readyz").status_code == 503


@contextmanager
def held_by_another() -> Iterator[None]:
    """A program that is not ours has the file, or a table of PostgreSQL's, and keeps it."""
    if database().sqlite:
        other = sqlite3.connect(database().url.removeprefix("sqlite:///"), isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
    else:
        other = psycopg.connect(database().url.replace("+psycopg", ""))
        other.execute("LOCK TABLE cart IN ACCESS EXCLUSIVE MODE")
    yield
    other.rollback()
    other.close()


@both
def test_what_another_program_keeps_is_waited_for_and_no_longer(shop, monkeypatch):
    here = world.a_shop()
    for module in (db, turn):
        monkeypatch.setattr(module, "LOCKED", 0.3)
    database().close()
    database.cache_clear()
    browser, form = client(), {"variant": here.sku, "quantity": 1}
    with held_by_another():
        answer = browser.post("/keranjang", data=form)
        assert answer.status_code == 503 and "Data sedang tidak terjangkau" in answer.text
    assert browser.post("/keranjang", data=form).status_code == 303


@pytest.mark.parametrize("host", ["127.0.0.1:9", "nowhere.invalid"])
def test_a_server_that_nobody_finds_is_away(host):
    """Of a container that has ended nobody knows the name either."""
    with (
        pytest.raises(sa.exc.OperationalError) as never,
        sa.create_engine(f"postgresql+psycopg://x@{host}/x").connect(),
    ):
        pass
    assert database_is_away(never.value)


def of_sqlite(name: str) -> sa.exc.OperationalError:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorname = name
    return sa.exc.OperationalError("SELECT", {}, error)


def test_a_fault_of_ours_is_no_database_that_is_away():
    for name in ("SQLITE_BUSY", "SQLITE_FULL", "SQLITE_CANTOPEN", "SQLITE_READONLY_DBMOVED", "SQLITE_IOERR_WRITE"):
        assert database_is_away(of_sqlite(name)), name
    for error in (psycopg.errors.TooManyConnections, psycopg.errors.DiskFull, psycopg.errors.AdminShutdown,
                  psycopg.errors.CannotConnectNow, psycopg.errors.ReadOnlySqlTransaction,
                  psycopg.errors.LockNotAvailable):  # fmt: skip
        assert database_is_away(sa.exc.OperationalError("SELECT", {}, error())), error
    assert database_is_away(sa.exc.TimeoutError())
    assert not database_is_away(of_sqlite("SQLITE_ERROR")) and not database_is_away(RuntimeError())
    for fault in (psycopg.errors.UndefinedTable, psycopg.errors.SyntaxError, psycopg.errors.QueryCanceled):
        assert not database_is_away(sa.exc.ProgrammingError("SELECT", {}, fault())), fault


def test_a_file_that_another_program_holds_stops_nobody_but_writers(shop):
    """Its press waits in a thread: what is asked meanwhile of the same process is answered."""
    here = world.a_shop()
    held = sqlite3.connect(database().url.removeprefix("sqlite:///"), isolation_level=None)
    held.execute("BEGIN IMMEDIATE")

    async def asked() -> tuple[int, list[str]]:
        transport = httpx2.ASGITransport(create_app())
        async with httpx2.AsyncClient(
            transport=transport, base_url="http://testserver", headers={"origin": "http://testserver"}
        ) as browser:
            press = asyncio.create_task(browser.post("/keranjang", data={"variant": here.sku, "quantity": "1"}))
            lives = [(await browser.get("/healthz")).text]
            lives.append(str((await browser.get("/produk")).status_code))
            assert not press.done(), "it waits for the file"
            held.execute("ROLLBACK")
            return (await press).status_code, lives

    assert asyncio.run(asked()) == (303, ["ok", "200"])
    held.close()
    with read() as session:
        assert [line.quantity for line in session.scalars(sa.select(CartLine))] == [1], "once"


def test_whether_it_lives_is_answered_while_every_thread_of_the_pages_waits(shop):
    world.a_shop()
    held = threading.Event()

    async def asked() -> tuple[str, int]:
        threads = anyio.to_thread.current_default_thread_limiter()
        threads.total_tokens = 3
        waiting = [asyncio.create_task(anyio.to_thread.run_sync(held.wait)) for _ in range(3)]
        while threads.available_tokens:
            await asyncio.sleep(0)
        transport = httpx2.ASGITransport(app=create_app())
        try:
            async with httpx2.AsyncClient(transport=transport, base_url="http://testserver") as browser:
                text = (await browser.get("/healthz")).text
                return text, sum(not each.done() for each in waiting)
        finally:
            held.set()
            await asyncio.gather(*waiting)

    assert asyncio.run(asked()) == ("ok", 3), "answered, and none of the three had come free"
