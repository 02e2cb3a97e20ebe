"""What machines ask for: where to tell of a hole, what a crawler must leave alone, what an answer is made of."""

import re
import threading
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from market.app import create_app
from market.kernel.clock import now
from market.kernel.settings import settings
from market.messages.channels import Letter, send_whatsapp
from market.messages.outbox import Channel, Message
from market.web.assets import ROOT
from tests import world
from tests.promises.test_doors import GET, address, filled


@pytest.mark.parametrize(
    "contact,line",
    [("keamanan@dermaga.example", "Contact: mailto:keamanan@dermaga.example"),
        ("https://dermaga.example/lapor", "Contact: https://dermaga.example/lapor"),
     ("Dinas Perikanan, Jl. Sam Ratulangi 1", ""), ("http://x.example", ""), ("a@b.id\nContact: mailto:x@y.id", ""),
     ("", "")],
)  # fmt: skip
def test_where_to_tell_of_a_hole(shop, monkeypatch, contact, line):
    monkeypatch.setenv("MARKET_ANSWERABLE_CONTACT", contact)
    settings.cache_clear()
    answer = world.client().get("/.well-known/security.txt")
    settings.cache_clear()
    if not line:
        assert answer.status_code == 404
        return
    assert answer.status_code == 200 and answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert line in answer.text.splitlines()
    until = datetime.fromisoformat(re.search(r"^Expires: (.+)$", answer.text, re.M)[1])
    assert timedelta(days=30) < until - now() < timedelta(days=365)


def test_a_crawler_leaves_alone_what_is_not_for_everybody(shop):
    """Every page that a stranger does not see is named; no page that everybody may find is."""
    closed = re.findall(r"^Disallow: (\S+)$", world.client().get("/robots.txt").text, re.M)
    found_by_itself = ("/bazar/", "/media/", "/api/", "/.well-known/", "/admin", "/metrics")
    for pattern, answers in GET.items():
        named = any(pattern.startswith(path) for path in closed)
        if answers["nobody"] != 200 and not pattern.startswith(found_by_itself) and pattern != "/bahasa/{language}":
            assert named, pattern
        if pattern in (
            "/",
            "/produk",
            "/produk/{slug}",
            "/kelompok",
            "/kelompok/{slug}",
            "/bazar",
            "/bazar/{slug}",
            "/bantuan",
        ):
            assert not named, pattern


@pytest.mark.walk
def test_every_answer_says_what_it_is(shop):
    """With its letters, where it has any."""
    here = world.a_shop()
    browser = world.as_person(here.chair)
    values = filled(here, world.as_person(here.buyer))
    for pattern in sorted(GET):
        answer = browser.get(address(pattern, values))
        kind = answer.headers.get("content-type", "")
        if answer.content:
            assert kind, pattern
        if kind.startswith("text/") or "xml;" in kind or kind.endswith("xml"):
            assert kind.endswith("charset=utf-8") or "spreadsheet" in kind, (pattern, kind)


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND"])
def test_no_method_that_nobody_needs(shop, method):
    for path in ("/", "/keranjang", "/api/v1/variants/x"):
        answer = world.client().request(method, path, headers={"x-secret": "echo me"})
        assert answer.status_code == 405 and "echo me" not in answer.text


def test_nothing_of_a_workshop_is_served(shop):
    assert create_app().debug is False
    for path in (
        "/.git/config",
        "/.env",
        "/pyproject.toml",
        "/var/secret_key",
        "/docs",
        "/redoc",
        "/static",
        "/static/",
        "/media/",
        "/metrics",
        "/demo/kabar",
    ):
        assert world.client().get(path).status_code == 404, path


def answering(handler) -> tuple[HTTPServer, str]:
    server = HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}"


def test_a_token_is_not_carried_elsewhere(shop, monkeypatch):
    seen = []

    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.headers.get("authorization"))
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET  # noqa: N815

        def log_message(self, *_args) -> None:
            pass

    far, address_of_far = answering(Elsewhere)

    class Sends(Elsewhere):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["content-length"]))
            self.send_response(302)
            self.send_header("Location", address_of_far)
            self.end_headers()

    near, address_of_near = answering(Sends)
    monkeypatch.setenv("MARKET_WHATSAPP_URL", address_of_near)
    monkeypatch.setenv("MARKET_WHATSAPP_TOKEN", "rahasia")
    settings.cache_clear()
    message = Message(channel=Channel.WHATSAPP, to="+6281234567890", template="x", language="id")
    with pytest.raises((OSError, ValueError)):
        send_whatsapp(message, Letter("x", "y"))
    settings.cache_clear()
    far.shutdown(), near.shutdown()
    assert seen == []


def test_a_browser_that_asks_for_the_sign_by_habit_gets_it(shop):
    """Where no page names it (a picture, a PDF, a page that broke off) the browser's own request was a 404."""
    answer = world.client().get("/favicon.ico")
    assert answer.status_code == 200 and answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.content == (ROOT / "img" / "logo.svg").read_bytes()
