"""What was pressed after a sign-in had ended is not lost: it comes back on its page, and is done by one more press."""

import sqlalchemy as sa

from market.kernel.clock import now
from market.kernel.db import read, write
from market.people.group import Group
from market.people.login import Login
from tests import world
from tests.conftest import both


def ended(person_id: int) -> None:
    write(lambda db: db.execute(sa.update(Login).where(Login.person_id == person_id).values(ended_at=now())))


def signs_in(browser, number: int, back: str):
    form = {"identifier": f"0812000{number:05d}", "password": world.PASSWORD, "kembali": back}
    return browser.post("/masuk", data=form)


@both
def test_a_long_story_survives_a_sign_in_that_ended(shop):
    here = world.a_shop()
    group, chair = f"/lapak/{here.slug}", world.as_person(here.chair)
    story = {"name": "Tunas Bahari", "story": "Kami empat belas ibu.", "village": "71.72.06.1001", "phone": ""}
    ended(here.chair)
    asked = chair.post(f"{group}/profil", data=story, headers={"referer": f"http://testserver{group}/profil"})
    assert asked.headers["location"] == "/masuk?kembali=/masuk/lanjut"
    assert "yang tadi ditulis masih ada" in chair.get(asked.headers["location"]).text
    arrived = signs_in(chair, 1, "/masuk/lanjut")
    assert arrived.headers["location"] == "/masuk/lanjut"
    page = chair.get("/masuk/lanjut")
    assert "Kami empat belas ibu." in page.text and "tekan sekali lagi" in page.text
    with read() as db:
        assert Group.get(db, here.group_id).story != story["story"], "nothing in silence"
    assert chair.get("/masuk/lanjut").status_code == 303, "once"


@both
def test_nobody_else_is_shown_it_and_no_secret_or_stranger_is_kept(shop):
    here = world.a_shop()
    chair = world.as_person(here.chair)
    ended(here.chair)
    chair.post(f"/lapak/{here.slug}/profil", data={"name": "Tunas Baru"})
    assert "terkirim" in chair.cookies
    signs_in(chair, 2, "/masuk/lanjut")
    assert chair.get("/masuk/lanjut").headers["location"] == "/akun", "another account in the same browser"
    for browser, path, form in (
        (chair, "/akun/sandi", {"current": world.PASSWORD, "password": "perahu biru berlayar"}),
        (world.client(), f"/lapak/{here.slug}/profil", {"name": "Maling"}),
    ):
        ended(here.treasurer)
        asked = browser.post(path, data=form, headers={"referer": f"http://testserver/lapak/{here.slug}/profil?a=1"})
        assert "terkirim" not in browser.cookies and "lanjut" not in asked.headers["location"]
        assert asked.headers["location"].endswith("/profil%3Fa%3D1"), "back to where it was pressed"
        assert "belum dilakukan" in browser.get("/masuk").text


@both
def test_a_key_goes_into_no_address(shop):
    here = world.a_shop()
    browser = world.client()
    asked = browser.post(
        f"/lapak/{here.slug}/profil", headers={"referer": "http://testserver/pesanan/D-1?kunci=geheim"}
    )
    assert "geheim" not in asked.headers["location"]
    asked = browser.post(f"/lapak/{here.slug}/profil", headers={"referer": "https://evil.test//evil.test/x"})
    assert asked.headers["location"] == "/masuk?kembali=/"


@both
def test_what_is_gone_is_not_asked_for_once_more(shop):
    here = world.a_shop()
    chair = world.as_person(here.chair)
    ended(here.chair)
    chair.post(f"/lapak/{here.slug}/pesanan/catat/C-ABCDEF", data={"name": "Ibu Lina"})
    signs_in(chair, 1, "/masuk/lanjut")
    left = chair.get("/masuk/lanjut")
    assert left.status_code == 303, "no page that says 200 and shows nothing"
    assert "tidak tersimpan" in chair.get(left.headers["location"]).text
