"""The same headers on every answer, whoever makes it; HEAD answers as GET does."""

import re
from pathlib import Path

import pytest
from fastapi import APIRouter
from fastapi.testclient import TestClient
from starlette.responses import Response

from market.app import create_app
from market.kernel.settings import settings
from tests import world
from tests.conftest import wide
from tests.promises.test_doors import GET, address, filled

PROTECTING = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def protected(answer) -> list[str]:
    """What an answer lacks of the headers that protect."""
    lacks = [name for name, value in PROTECTING.items() if answer.headers.get(name) != value]
    policy = answer.headers.get("content-security-policy", "")
    for rule in (
        "default-src 'none'",
        "script-src 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "style-src-elem 'self'",
    ):
        lacks += [] if rule in policy else [rule]
    lacks += [] if "geolocation=()" in answer.headers.get("permissions-policy", "") else ["permissions-policy"]
    lacks += [] if answer.headers.get("cache-control") else ["cache-control"]
    return lacks + ([] if "script-src 'self' 'unsafe" not in policy and "unsafe-eval" not in policy else ["script-src"])


@pytest.fixture
def broken_app(shop):
    """Our application with two routes that break: in a page, and in what lies around every page."""
    app = create_app()
    router = APIRouter()

    @router.get("/rusak")
    def breaks() -> Response:
        raise RuntimeError("kunci=rahasia")

    app.router.routes.extend(router.routes)

    class Breaks:
        def __init__(self, app) -> None:
            self.app = app

        async def __call__(self, scope, receive, send) -> None:
            if scope["type"] == "http" and scope["path"] == "/rusak-di-luar":
                raise RuntimeError("outside of every page")
            await self.app(scope, receive, send)

    app.add_middleware(Breaks)
    return TestClient(
        app, base_url="http://testserver", headers={"origin": "http://testserver"}, raise_server_exceptions=False
    )


def test_what_breaks_is_protected_and_tells_nothing(broken_app):
    for path in ("/rusak", "/rusak-di-luar"):
        for cookie, word in (("", "Ada yang rusak di sini"), ("bahasa=en", "Something broke on our side")):
            answer = broken_app.get(path, headers={"cookie": cookie})
            assert answer.status_code == 500 and not protected(answer), (path, protected(answer))
            assert answer.headers["cache-control"] == "no-store"
            assert word in answer.text, path
            assert "Traceback" not in answer.text and "rahasia" not in answer.text and "RuntimeError" not in answer.text


def test_a_broken_error_page_is_protected_too(broken_app, monkeypatch):
    def breaks(*_args, **_more):
        raise RuntimeError("templates are gone")

    monkeypatch.setattr("market.app.error_page", breaks)
    answer = broken_app.get("/rusak")
    assert answer.status_code == 500 and not protected(answer)


def answers(browser: TestClient, here: world.Shop) -> dict[str, object]:
    """One answer of every kind that is no page of a route."""
    return {
        "404": browser.get("/tidak-ada"),
        "404 of static": browser.get("/static/x/nothing.css"),
        "404 of a picture": browser.get("/media/nothing.webp"),
        "404 of a number": browser.get("/lapak/x/stok/9999999999999999"),
        "404 with NUL": browser.get("/produk?q=%00"),
        "403": browser.post("/keranjang", data={"variant": here.sku}, headers={"origin": "https://evil.example"}),
        "405": browser.put("/keranjang"),
        "413": browser.post("/keranjang", content=b"x", headers={"content-length": "27000000"}),
        "422": browser.post("/keranjang", data={"variant": here.sku, "quantity": "x"}),
        "303": browser.get("/lapak"),
        "webhook": browser.post("/webhook/stripe", content=b"{}"),
        "robots": browser.get("/robots.txt"),
        "static": browser.get(re.search(r"/static/[^\"]+/shop.css", browser.get("/").text)[0]),
        "json": browser.get(f"/api/v1/variants/{here.sku}"),
        "openapi": browser.get("/api/openapi.json"),
    }  # fmt: skip


def test_every_kind_of_answer_is_protected(shop):
    here = world.a_shop()
    for kind, answer in answers(world.client(), here).items():
        assert not protected(answer), (kind, protected(answer))
        assert "strict-transport-security" not in answer.headers, kind
        assert answer.status_code == int(kind[:3]) if kind[:3].isdigit() else answer.status_code < 500, kind
        if kind not in ("static",):
            assert "no-store" in answer.headers["cache-control"], kind


def test_under_https_every_answer_insists_on_it(shop, monkeypatch):
    here = world.a_shop()
    monkeypatch.setenv("MARKET_BASE_URL", "https://testserver")
    settings.cache_clear()
    for kind, answer in answers(world.client(), here).items():
        assert answer.headers["strict-transport-security"] == "max-age=63072000; includeSubDomains", kind
    settings.cache_clear()


def test_a_405_says_what_would_do(shop):
    answer = world.client().put("/keranjang")
    assert answer.status_code == 405 and set(answer.headers["allow"].split(", ")) & {"GET", "POST"}


def test_no_page_brings_a_style_sheet_or_script_of_its_own():
    """The policy forbids them: a page that has one would look broken."""
    for path in (Path(__file__).resolve().parents[2] / "templates").rglob("*.html"):
        if path.parent.name != "mail":
            text = path.read_text("utf-8")
            assert "<style" not in text and not re.search(r"<script(?![^>]*(\bsrc=|ld\+json))", text), path
            assert not re.search(r"\son[a-z]+=|javascript:", text), path


@pytest.mark.walk
@wide
def test_head_answers_like_get_on_every_page(shop):
    here = world.a_shop()
    browser = world.as_person(here.chair)
    browser.headers["accept-encoding"] = "identity"
    values = filled(here, world.as_person(here.buyer))
    wrong = []
    for pattern in sorted(GET):
        path = address(pattern, values)
        got = browser.get(path)
        browser.cookies.pop("kabar", None)  # a word is shown once
        head = browser.head(path)
        browser.cookies.pop("kabar", None)
        ours = {name: value for name, value in got.headers.items() if name not in ("set-cookie", "date")}
        theirs = {name: value for name, value in head.headers.items() if name not in ("set-cookie", "date")}
        if "xlsx" in path or "pdf" in path:  # written anew, with the hour in it
            ours.pop("content-length", None), theirs.pop("content-length", None)
        if head.content or got.status_code != head.status_code or ours != theirs:
            wrong.append(f"{path}: {got.status_code} {head.status_code} {set(ours.items()) ^ set(theirs.items())}")
    assert not wrong, "\n".join(wrong)
