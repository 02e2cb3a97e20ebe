"""A line for each answer: when, which request, which page by its pattern, how it went and how long; nobody is in it."""

import json

import httpx2

from tests import world
from tests.conftest import both
from tests.server import serving

SECRET = ("Zk3xRahasia", "0812-3456-7777", "6281234567777", "tiga-kata-sandi", "ratna@contoh.id", "127.0.0.1")


@both
def test_a_server_says_a_line_for_each_answer_and_nothing_of_a_person(shop, tmp_path):
    here = world.a_shop()
    says = tmp_path / "said"
    with serving(says=says, MARKET_TRUSTED_PROXIES="127.0.0.1") as server, httpx2.Client(base_url=server.base) as ask:
        ask.get("/produk?q=Zk3xRahasia", headers={"x-request-id": "dari-proksi-0001", "x-forwarded-for": "192.0.2.7"})
        ask.head("/produk")
        ask.get("/pesanan/D-ABC?kunci=Zk3xRahasia")
        ask.get("/klaim/Zk3xRahasia", headers={"x-request-id": "a\\nb", "cookie": 'keranjang="Zk3xRahasia\\"'})
        ask.get("/6281234567777/ratna@contoh.id")
        typed = {"identifier": "0812-3456-7777", "password": "tiga-kata-sandi"}
        ask.post("/masuk", data=typed, headers={"origin": server.base})
        ask.request("ZK3XRAHASIA", "/produk")
        ask.get(f"/kelompok/{here.slug}")
    lines = [json.loads(line) for line in says.read_text("utf-8").splitlines()]
    told = [each for each in lines if each["from"] == "market.answers" and each["path"] != "/healthz"]
    assert [(each["method"], each["path"], each["status"]) for each in told] == [
        ("GET", "/produk", 200), ("HEAD", "/produk", 200), ("GET", "/pesanan/{number}", 404),
        ("GET", "/klaim/{token}", 422), ("GET", "no route", 404), ("POST", "/masuk", 422), ("OTHER", "no route", 403),
        ("GET", "/kelompok/{slug}", 200),
    ]  # fmt: skip
    assert all(each["ms"] > 0 and each["at"].endswith("+00:00") and each["level"] == "INFO" for each in told)
    ids = [each["id"] for each in told]
    assert ids[0] == "dari-proksi-0001" and len(set(ids)) == len(ids) and all(each.isprintable() for each in ids)
    said = "\n".join(
        json.dumps(each) for each in lines if not each["said"].startswith("serving on ")
    )  # its own address
    assert not [each for each in SECRET if each.lower() in said.lower()]
