"""While the database is away a page says so, and when it was; whether the process lives is answered all the same."""

import asyncio
import sqlite3
import threading

import anyio.to_thread
import httpx2
import psycopg
import pytest
import sqlalchemy as sa
from fastapi.testclient import TestClient

from market.app import create_app
from market.kernel.away import database_is_away
from market.kernel.db import database
from market.kernel.settings import settings
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


def of_sqlite(name: str) -> sa.exc.OperationalError:
    error = sqlite3.OperationalError("x")
    error.sqlite_errorname = name
    return sa.exc.OperationalError("SELECT", {}, error)


def test_a_fault_of_ours_is_no_database_that_is_away():
    for name in ("SQLITE_BUSY", "SQLITE_FULL", "SQLITE_CANTOPEN", "SQLITE_READONLY_DBMOVED", "SQLITE_IOERR_WRITE"):
        assert database_is_away(of_sqlite(name)), name
    for error in (psycopg.errors.TooManyConnections, psycopg.errors.DiskFull, psycopg.errors.AdminShutdown,
                  psycopg.errors.CannotConnectNow, psycopg.errors.ReadOnlySqlTransaction):  # fmt: skip
        assert database_is_away(sa.exc.OperationalError("SELECT", {}, error())), error
    assert database_is_away(sa.exc.TimeoutError())
    assert not database_is_away(of_sqlite("SQLITE_ERROR")) and not database_is_away(RuntimeError())
    for fault in (psycopg.errors.UndefinedTable, psycopg.errors.SyntaxError, psycopg.errors.QueryCanceled):
        assert not database_is_away(sa.exc.ProgrammingError("SELECT", {}, fault())), fault


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
