"""Requests that no browser sends: broken headers, bodies and addresses get a clear answer, never a 500."""

import json
import re

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request

from market.app import create_app
from market.kernel.settings import settings
from market.pages.networks import client_address
from tests import world
from tests.conftest import both
from tests.garbage import own_routes

BOUNDARY = "multipart/form-data; boundary=x"


def client() -> TestClient:
    return TestClient(
        create_app(), base_url="http://testserver", headers={"origin": "http://testserver"}, follow_redirects=False,
        raise_server_exceptions=False,
    )  # fmt: skip


NAMES = (
    "origin", "referer", "host", "accept-language", "accept", "accept-encoding", "range", "if-none-match", "user-agent",
    "x-forwarded-for",
    "x-forwarded-proto", "content-length", "content-type", "cookie", "sec-fetch-site", "x-fragment",
    "transfer-encoding", "expect",
    "stripe-signature", "authorization",
)  # fmt: skip
VALUES = (
    "\xb2", "http://[", "http://[::1", "//", "", " ", "\x00", "\xff\xfe", "9" * 5000, "-1", "bytes=0-", "bytes=\xb2-",
    "bytes=9-1",
    "multipart/form-data", "multipart/form-data; boundary=", BOUNDARY, "application/json", "text/plain", "q=\xb2;;;,,",
    "=;=;=", "a" * 8000,
)  # fmt: skip
ASKED = (
    ("GET", "/"), ("GET", "/bahasa/en"), ("POST", "/keranjang"), ("POST", "/masuk"), ("GET", "/media/x.webp"),
    ("GET", "/static/x/shop.css"),
    ("POST", "/webhook/stripe"), ("POST", "/lapak/x/siapa"),
)  # fmt: skip


@pytest.mark.walk
@pytest.mark.parametrize("name", NAMES)
def test_no_header_breaks_a_page(shop, name):
    browser = client()
    for value in VALUES:
        for method, path in ASKED:
            answer = browser.request(method, path, headers={name: value.encode("latin-1")})
            assert answer.status_code < 500, (value[:20], method, path)


BODIES = {
    "multipart without a boundary": (b"x", "multipart/form-data"),
    "multipart that ends": (b"--x\r\nContent-Disposition: form-data", BOUNDARY),
    "multipart without names": (b"--x\r\n\r\nx\r\n--x--", BOUNDARY),
    "multipart of broken letters": (b'--x\r\nContent-Disposition: form-data; name="\xff"\r\n\r\n\xff\xfe\r\n--x--',
        BOUNDARY),
    "multipart in a charset of nobody": (
        b'--x\r\nContent-Disposition: form-data; name="_charset_"\r\n\r\nklingon\r\n--x\r\nContent-Disposition: '
        b'form-data; name="variant"\r\n'
        b'Content-Type: text/plain; charset=klingon\r\n\r\n\xff\r\n--x--', BOUNDARY + "; charset=klingon"),
    "a file without a name": (b'--x\r\nContent-Disposition: form-data; name="photo"; filename=""\r\n\r\nx\r\n--x--',
        BOUNDARY),
    "a file where a word is meant": (b'--x\r\nContent-Disposition: form-data; name="variant"; '
                                     b'filename="a"\r\n\r\nx\r\n--x--', BOUNDARY),
    "a file named up": (b'--x\r\nContent-Disposition: form-data; name="photo"; filename="../../x"\r\n\r\nx\r\n--x--',
        BOUNDARY),
    "ten thousand fields": ("&".join(f"a{n}=1" for n in range(10_000)).encode(), "application/x-www-form-urlencoded"),
    "ten thousand parts": (
        b"".join(b'--x\r\nContent-Disposition: form-data; '
                 b'name="a%d"\r\n\r\n1\r\n' % n for n in range(10_000)) + b"--x--", BOUNDARY),
    "a hundred files": (
        b"".join(b'--x\r\nContent-Disposition: form-data; name="photos"; '
                 b'filename="%d"\r\n\r\n1\r\n' % n for n in range(100)) + b"--x--", BOUNDARY),
    "one name ten thousand times": (b"&".join([b"quantity=1"] * 10_000), "application/x-www-form-urlencoded"),
    "JSON": (json.dumps({"variant": "x", "quantity": [1]}).encode(), "application/json"),
    "JSON of brackets": (b"[" * 200_000, "application/json"),
    "no type": (b"variant=x", ""),
    "broken percents": (b"variant=%&quantity=%zz&%=%ff%fe&=&&==", "application/x-www-form-urlencoded"),
    "broken letters": (b"variant=\xff\xfe\xed\xb2\x80&quantity=\xc2\xb2", "application/x-www-form-urlencoded"),
    "a charset of nobody": (b"variant=\xff", "application/x-www-form-urlencoded; charset=klingon"),
    "nothing": (b"", "application/x-www-form-urlencoded"),
    "a megabyte": (b"q=" + b"x" * 1_000_000, "application/x-www-form-urlencoded"),
}  # fmt: skip


@both
@pytest.mark.parametrize("kind", BODIES)
def test_no_body_breaks_a_form(shop, kind):
    here = world.a_shop()
    body, content_type = BODIES[kind]
    chair = world.as_person(here.chair, client())
    officer = world.as_person(here.officer, client())
    for browser, path in (
        (client(), "/keranjang"), (client(), "/checkout"), (client(), "/masuk"), (client(), "/webhook/stripe"),
        (chair, f"/lapak/{here.slug}/produk/baru"), (chair, f"/lapak/{here.slug}/profil/foto"),
        (chair, f"/lapak/{here.slug}/uang/qris"),
        (chair, f"/lapak/{here.slug}/uang/mutasi"), (officer, "/dinas/kelompok/impor"),
    ):  # fmt: skip
        answer = browser.post(path, content=body, headers={"content-type": content_type} if content_type else {})
        assert 300 <= answer.status_code < 500, (path, answer.status_code)
        assert answer.status_code != 404 or path == "/webhook/stripe" or "html" in answer.headers["content-type"]


@pytest.mark.parametrize("path", ["/%", "/%zz", "/%ff", "/produk?%=%&&=;", "/produk?q=%ff", "/produk?q=%ED%B2%80", "//",
        "///evil.example", "/..%2f..%2fetc",
                                  "/produk/%C2%B2", "/" + "a" * 60_000, "/produk?" + "q=1&" * 15_000,
                                  "/bahasa/%0d%0aSet-Cookie:x=1"])  # fmt: skip
def test_no_address_breaks(shop, path):
    answer = client().get("http://testserver" + path)
    assert answer.status_code < 500 and "set-cookie" not in answer.headers


def test_a_forwarded_address_is_cut_to_a_reasonable_length(shop, monkeypatch):
    monkeypatch.setenv("MARKET_TRUSTED_PROXIES", "testclient")
    settings.cache_clear()
    here = world.a_shop()
    for value in ("x" * 5000, "\xb2", ",,,", "1.2.3.4, " * 500, "[::1", "::1%²".encode().decode("latin-1")):
        answer = client().post(
            "/keranjang",
            data={"variant": here.sku, "quantity": 1},
            headers={"x-forwarded-for": value.encode("latin-1")},
        )
        assert answer.status_code == 303
    settings.cache_clear()


FORWARDED = [
    ([b"1.2.3.4"], "1.2.3.4"),
    ([b"6.6.6.6, 1.2.3.4"], "1.2.3.4"),
    ([b"6.6.6.6", b"1.2.3.4"], "1.2.3.4"),  # a proxy that adds a line of its own
    ([b"6.6.6.6, 1.2.3.4, 10.0.0.9"], "1.2.3.4"),  # two proxies of ours
    ([b"1.2.3.4:5555"], "1.2.3.4"),
    ([b"[2001:db8::1]:443"], "2001:db8::1"),
    ([b"[2001:db8::1]"], "2001:db8::1"),
    ([b"2001:db8::1"], "2001:db8::1"),
    ([b"10.0.0.9"], "10.0.0.9"),
    ([b"", b" , "], "testclient"),
    ([], "testclient"),
]


@pytest.mark.parametrize(("lines", "address"), FORWARDED)
def test_the_visitor_is_whom_the_last_proxy_of_ours_saw(monkeypatch, lines, address):
    """Whatever a visitor writes before it: lines are one list, and only what our own proxies put in is believed."""
    monkeypatch.setenv("MARKET_TRUSTED_PROXIES", "testclient, 10.0.0.9")
    settings.cache_clear()
    headers = [(b"x-forwarded-for", line) for line in lines]
    request = Request({"type": "http", "headers": headers, "client": ("testclient", 1)})
    assert client_address(request) == address
    stranger = Request({"type": "http", "headers": headers, "client": ("9.9.9.9", 1)})
    assert client_address(stranger) == "9.9.9.9", "who is no proxy of ours is herself"
    monkeypatch.undo()
    settings.cache_clear()


def test_the_address_of_a_form_opened_by_itself_leads_back_to_its_page(shop):
    """A phone brings a tab back, or Enter is pressed in the address bar after a refusal."""
    here = world.a_shop()
    chair = world.as_person(here.chair)
    group = f"/lapak/{here.slug}"
    leads = {
        "/keranjang/jumlah": "/keranjang", "/checkout/tempat": "/checkout",
        f"{group}/peran/1/keberatan": f"{group}/anggota/peran", f"{group}/uang/klaim/1/cocok": f"{group}/uang",
        f"{group}/pesanan/catat/baca": f"{group}/pesanan/catat",
        f"{group}/pesanan/catat/nomor": f"{group}/pesanan/catat",
    }  # fmt: skip
    for address, page in leads.items():
        answer = chair.get(address)
        assert (answer.status_code, answer.headers.get("location")) == (303, page), address
    assert chair.get(f"{group}/pesanan/catat/C-TIDAKADA").status_code == 404, "a number of nothing stays not found"
    for pattern in sorted(own_routes("POST").keys() - own_routes("GET").keys()):
        answer = chair.get(re.sub(r"\{group\}", here.slug, re.sub(r"\{(?!group)\w+\}", "1", pattern)))
        html = "html" in answer.headers.get("content-type", "html")
        assert html or pattern.startswith(("/api", "/webhook")), (pattern, answer.text[:80])


def test_a_long_cookie_makes_nobody_wait(shop, monkeypatch):
    """Python before 3.11.10 takes 8 s to unquote 60 KB of backslashes: it is asked for none of them."""
    asked = []
    monkeypatch.setattr("http.cookies._unquote", lambda text: asked.append(text) or text)
    browser = client()
    quoted = 'dermaga="' + '\\"' * 7_000 + '"'
    for path in ("/", "/akun", "/produk", "/checkout", "/healthz", "/media/x.webp"):
        assert browser.get(path, headers={"cookie": quoted}).status_code < 500
    assert browser.get("/", headers={"cookie": "x=" + "y" * 20_000}).status_code == 431
    assert 'lang="en"' in browser.get("/", headers={"cookie": 'bahasa="en"; x="\\"'}).text, "what we set is read still"
    assert not [text for text in asked if "\\" in text]
