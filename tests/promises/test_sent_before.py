"""What was pressed after a sign-in had ended is not lost: it comes back on its page, and is done by one more press."""

import re
from pathlib import Path

import sqlalchemy as sa

from market.catalog.product import product_by_slug
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.settings import settings
from market.people.group import Group
from market.people.login import Login
from market.people.membership import find_membership
from tests import world
from tests.catalog.test_pictures import photo
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


def who_is_asked_between(here, path, form) -> str:
    """The page that a group's phone shows after a form with a picture, once the question who holds it is answered."""
    group, phone = f"/lapak/{here.slug}", world.as_device(here.device)
    picture = {"photos": ("foto.png", photo("PNG"), "image/png")}
    asked = phone.post(f"{group}{path}", data=form, files=picture)
    assert asked.headers["location"] == f"{group}/siapa?kembali={group}/siapa/lanjut"
    with read() as db:
        member = find_membership(db, here.group_id, here.chair).key
    phone.post(f"{group}/siapa", data={"member": member, "pin": world.PIN, "kembali": f"{group}/siapa/lanjut"})
    page = phone.get(f"{group}/siapa/lanjut").text
    [entry] = re.findall(r'name="staged" value="([^"]+)"', page)
    assert phone.get(f"/media/{entry.split('.')[0]}-320.webp").status_code == 200, "she sees it"
    assert phone.post(f"{group}{path}", data=form | {"staged": entry}).status_code == 303
    return page


@both
def test_a_picture_survives_that_a_phone_is_asked_who_holds_it(shop):
    """A new product filled in on the group's phone lost its photos, and all that was typed, when her time ran out."""
    here = world.a_shop()
    new = {"name": "Abon pedas", "category": "abon-sambal", "price": "25000", "unit": "bungkus", "weight_g": "100"}
    page = who_is_asked_between(here, "/produk/baru", new)
    assert 'value="Abon pedas"' in page and "tekan sekali lagi" in page
    page = who_is_asked_between(here, f"/produk/{here.product}/foto", {"alt": "Tiga ekor di rak asap"})
    assert 'value="Tiga ekor di rak asap"' in page
    with read() as db:
        assert [len(product_by_slug(db, slug).photos) for slug in ("abon-pedas", here.product)] == [1, 1]
        assert product_by_slug(db, here.product).photos[0].alt == "Tiga ekor di rak asap"


@both
def test_lines_of_a_bank_survive_a_sign_in_that_ended(shop):
    """Since a file can be chosen beside them they came as files do, of which nothing was read before she was known."""
    here = world.a_shop()
    treasurer, desk = world.as_person(here.treasurer), f"/lapak/{here.slug}/uang/mutasi"
    ended(here.treasurer)
    from_there = {"referer": f"http://testserver{desk}"}
    form = {"lines": "29/11 TRSF E-BANKING CR IBU LINA 50.000"}
    asked = treasurer.post(desk, data=form, files={"file": ("", b"")}, headers=from_there)
    assert asked.headers["location"] == "/masuk?kembali=/masuk/lanjut"
    signs_in(treasurer, 2, "/masuk/lanjut")
    page = treasurer.get("/masuk/lanjut").text
    assert form["lines"] in page and "tekan sekali lagi" in page
    ended(here.treasurer)
    large = treasurer.post(desk, files={"file": ("m.csv", b"29/11,CR 50.000\n" * 20_000)}, headers=from_there)
    assert "lanjut" not in large.headers["location"], "as much as that is read of nobody who is not signed in"


def test_a_stranger_s_files_are_not_read(shop):
    here = world.a_shop()
    sent = world.client().post(f"/lapak/{here.slug}/produk/baru", files={"photos": ("foto.png", photo("PNG"))})
    assert sent.headers["location"].startswith("/masuk") and "lanjut" not in sent.headers["location"]


@both
def test_nobodys_files_are_kept_whose_ended_sign_in_was_of_elsewhere(shop):
    """Whoever had an account once sent pictures to any group's form, and admins' lines: kept before it was known who
    she is."""
    here = world.a_shop()
    files = {"photos": ("foto.png", photo("PNG"))}
    for person in (here.other_chair, here.buyer, here.far_officer):
        stranger = world.as_person(person)
        ended(person)
        before = sorted(Path(settings().media).rglob("*"))
        for path in ("produk/baru", f"produk/{here.product}/foto"):
            sent = stranger.post(f"/lapak/{here.slug}/{path}", files=files)
            assert sent.headers["location"].startswith("/masuk") and "lanjut" not in sent.headers["location"]
        admins = stranger.post("/admin/uang/transfer/mutasi", files={"file": ("m.csv", b"29/11,CR 50.000\n")})
        assert "lanjut" not in admins.headers["location"]
        assert sorted(Path(settings().media).rglob("*")) == before
    chair = world.as_person(here.chair)
    ended(here.chair)
    kept = chair.post(f"/lapak/{here.slug}/produk/baru", files=files, data={"name": "Abon"})
    assert kept.headers["location"].endswith("/masuk/lanjut")
