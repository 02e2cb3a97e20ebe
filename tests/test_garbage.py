"""Garbage in every field of every form and address, as those who may come in: a sentence, never a 500."""

import random

from fastapi.testclient import TestClient

from market.app import create_app
from tests import world
from tests.conftest import both
from tests.promises.test_doors import GET, address, filled, filling, routes

GARBAGE = (
    "", " ", "0", "-1", "1e309", "9" * 25, "NaN", "null", "'; DROP TABLE lot; --", "<script>alert(1)</script>", "%00", "\x00x", "ａ",
    "🐟" * 50, "../../etc/passwd", "x" * 5000, "{{7*7}}", "2026-02-31", "0001-01-01", "9999-12-31", "\u202e", "[]", "71.72", "Rp1",
)  # fmt: skip


def unraised(person_id: int) -> TestClient:
    browser = TestClient(
        create_app(), base_url="http://testserver", headers={"origin": "http://testserver"}, follow_redirects=False,
        raise_server_exceptions=False,
    )  # fmt: skip
    return world.as_person(person_id, browser)


@both
def test_no_garbage_breaks_a_form(shop):
    here = world.a_shop()
    values = filled(here, world.as_person(here.buyer))
    chance = random.Random(7)
    broken = []
    for who in (here.chair, here.officer, here.admin, here.buyer):
        browser = unraised(who)
        for pattern in sorted(routes("POST") - {"/keluar", "/akun/hapus", "/akun/sandi", "/masuk", "/daftar", "/lupa"}):
            right = filling(here, pattern)
            for _ in range(3):
                form = {
                    name: chance.choice(GARBAGE) if chance.random() < 0.4 else value for name, value in right.items()
                }
                form[chance.choice(("quantity-x", "delivery-", "payment-x", "price-x", "staged", "data", "claim"))] = (
                    chance.choice(GARBAGE)
                )
                answer = browser.post(address(pattern, values), data=form)
                if answer.status_code >= 500:
                    broken.append(f"{pattern} {form}")
    assert not broken, "\n".join(broken[:5])


@both
def test_no_garbage_breaks_an_address(shop):
    here = world.a_shop()
    values = filled(here, world.as_person(here.buyer))
    browser = unraised(here.chair)
    broken = []
    for pattern in sorted(GET):
        for piece in ("x", "0", "%00", "..", "a" * 300, "🐟", "%2e%2e%2f", "99999999999999999999"):
            wild = dict.fromkeys(values, piece) | {"group": here.slug}
            for path in {
                address(pattern, wild),
                address(pattern, values)
                + f"?q={piece}&halaman={piece}&urut={piece}&kunci={piece}&wilayah={piece}&village={piece}",
            }:
                if browser.get(path).status_code >= 500:
                    broken.append(path)
    assert not broken, "\n".join(broken[:10])
