"""Every cookie is as strong as the strongest one, and only one file sets them."""

import re
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from market.app import create_app
from market.kernel.settings import settings
from tests import world
from tests.conftest import both

MARKET = Path(__file__).resolve().parents[2] / "market"


@pytest.fixture
def https(shop, monkeypatch):
    """The same shop as it is outside: behind a proxy that brings TLS."""
    monkeypatch.setenv("MARKET_BASE_URL", "https://testserver")
    settings.cache_clear()
    yield shop
    settings.cache_clear()


def client(scheme: str = "https") -> TestClient:
    address = f"{scheme}://testserver"
    return TestClient(create_app(), base_url=address, headers={"origin": address}, follow_redirects=False)


def cookies_of_a_visit(browser: TestClient, here: world.Shop) -> list[str]:
    """Each `Set-Cookie` of choosing a language, signing in, buying and leaving."""
    form = {
        "name": "Ratna", "phone": "081234567890", "token": "cookies-1", "payment": "transfer",
        "delivery-tunas-bahari": "pickup",
    }  # fmt: skip
    answers = [
        browser.get("/bahasa/id"),
        browser.post("/masuk", data={"identifier": "081200000009", "password": world.PASSWORD}),
        browser.post("/keranjang", data={"variant": here.sku, "quantity": 2}),
        browser.get("/keranjang"),
        browser.post("/keranjang/jumlah", data={f"quantity-{here.sku}": "1"}),
        browser.post("/checkout", data=form),
        browser.post("/keluar"),
        browser.get("/"),
    ]
    assert [answer.status_code for answer in answers] == [303, 303, 303, 200, 303, 303, 303, 200]
    return [cookie for answer in answers for cookie in answer.headers.get_list("set-cookie")]


@both
def test_every_cookie_under_https_is_for_this_host_alone(https):
    found = cookies_of_a_visit(client(), world.a_shop())
    names = {cookie.partition("=")[0] for cookie in found}
    assert {f"__Host-{name}" for name in ("dermaga", "keranjang", "isi", "kabar", "bahasa")} <= names
    assert all(name.startswith("__Host-") for name in names), names
    for cookie in found:
        traits = {trait.strip().lower() for trait in cookie.split(";")[1:]}
        assert {"secure", "httponly", "samesite=lax", "path=/"} <= traits, cookie
        assert "domain" not in cookie.lower(), cookie


def test_over_plain_http_any_client_keeps_them(shop):
    found = cookies_of_a_visit(client("http"), world.a_shop())
    names = {cookie.partition("=")[0] for cookie in found}
    assert {"dermaga", "keranjang", "isi", "kabar", "bahasa"} <= names
    assert not any(name.startswith("__") for name in names), names
    assert all("httponly" in cookie.lower() and "secure" not in cookie.lower() for cookie in found)


def test_a_planted_cookie_without_the_prefix_is_nobody(https):
    """A neighbouring host may set `dermaga` for this one; it counts for nothing under https."""
    here = world.a_shop()
    token = world.as_person(here.chair).cookies["dermaga"]
    browser = client()
    browser.cookies.set("dermaga", token)
    assert browser.get(f"/lapak/{here.slug}").status_code == 303
    browser.cookies.set("__Host-dermaga", token)
    assert browser.get(f"/lapak/{here.slug}").status_code == 200


@pytest.mark.parametrize(
    "sent",
    ["bahasa", "bahasa=", "=", ";;;", "bahasa=en; bahasa", 'bahasa="', "dermaga=\\377\\000", "a" * 8000,
        "kabar=../../x",
     "kabar=__class__", "isi=<b>", "dermaga=\xff\xfe", "keranjang=\x7f; dermaga=%00"],
)  # fmt: skip
def test_broken_cookies_are_no_cookies(shop, sent):
    world.a_shop()
    for path in ("/", "/keranjang", "/akun", "/checkout"):
        answer = client("http").get(path, headers={"cookie": sent.encode("latin-1")})
        assert answer.status_code in (200, 303), path
        assert "<b>" not in answer.headers.get("location", "") and 'class="count"><b>' not in answer.text


def test_no_other_file_sets_or_reads_a_cookie():
    theirs = re.compile(r"\.set_cookie\(|\.delete_cookie\(|request\.cookies\b|[\"']set-cookie[\"']", re.I)
    wrong = [
        f"{path.relative_to(MARKET)}: {line.strip()}"
        for path in MARKET.rglob("*.py")
        if path.relative_to(MARKET).as_posix() != "web/cookies.py" and "demo/counterpart" not in path.as_posix()
        for line in path.read_text("utf-8").splitlines()
        if theirs.search(line)
    ]
    assert not wrong, "\n".join(wrong)
