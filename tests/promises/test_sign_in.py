"""Signing in as somebody else, and keeping somebody from signing in: every way that was tried, as an attack."""

import unicodedata
from datetime import timedelta

import pytest

from market.kernel.clock import now
from market.kernel.db import read, write
from market.people.login import Login
from market.people.person import Person, hash_secret
from tests import world
from tests.conftest import both

STRONG = "perahu biru berlayar malam"
CHAIR, BUYER = "081200000001", "081200000009"


def signs_in(identifier: str = CHAIR, password: str = world.PASSWORD, browser=None):
    return (browser or world.client()).post("/masuk", data={"identifier": identifier, "password": password})


def signs_up(password: str, number: str = "0812 9999 0001", name: str = "Ratna Wowor"):
    form = {"name": name, "identifier": number, "password": password, "terms": "1"}
    return world.client().post("/daftar", data=form)


EASY = (
    "12345678", "password", "Password123!", "P@ssw0rd", "qwertyuiop", "sayangku123", "bismillah1", "rahasia1", "kataSandi",
    "17081945", "aaaaaaaaaaab", "abababababab", "abcdefgh", "passwordpassword", "dermaga2026", "ratnawowor", "Wowor1970!!",
    "081299990001", "dermaga-ratna",
)  # fmt: skip
GOOD = (
    "tiga kata kuat", "ikan asap enak", "xK2!mq9Z", "ketupat2024", "]|;{~^`'", "  tepi dengan spasi  ", "kopi susu " * 12,
    "キャベツと豆腐のみそ汁", ("ikan asap " * 26)[:256],
)  # fmt: skip


@pytest.mark.parametrize("password", EASY)
def test_what_anybody_tries_first_is_no_password(shop, password):
    answer = signs_up(password)
    assert answer.status_code == 422 and "mudah ditebak" in answer.text


@pytest.mark.parametrize("password", GOOD)
def test_a_password_is_taken_as_it_is_typed_by_every_form(shop, password):
    """What one form takes every other takes: sign-up, sign-in, change."""
    assert signs_up(password).status_code == 303
    browser = world.client()
    assert signs_in("081299990001", password, browser).status_code == 303
    changed = browser.post("/akun/sandi", data={"current": password, "password": password + "!"})
    assert changed.status_code == (303 if len(password) < 256 else 422)
    if len(password) < 256:
        assert signs_in("081299990001", password + "!").status_code == 303


def test_no_form_takes_what_another_refuses(shop):
    """240 letters were a password at sign-up and too long at sign-in."""
    for length, status in ((240, 303), (256, 303), (257, 422)):
        number = f"0812 9999 0{length}"
        long = ("ikan" + "asap" * 80)[:length]
        assert signs_up(long, number).status_code == status
        assert signs_in(number, long).status_code == status


def test_letters_are_the_same_however_a_keyboard_writes_them(shop):
    composed = unicodedata.normalize("NFC", "café di dermaga biru")
    assert signs_up(composed).status_code == 303
    assert signs_in("081299990001", unicodedata.normalize("NFD", composed)).status_code == 303


def test_a_password_kept_without_its_spaces_still_fits(shop):
    """Passwords used to be stripped before they were kept: who typed a space still signs in."""
    here = world.a_shop()
    write(lambda db: Person.get(db, here.chair).change_password(hash_secret("ikan asap")))
    assert signs_in(CHAIR, " ikan asap ").status_code == 303
    assert signs_in(CHAIR, "ikan asap").status_code == 303


def test_own_words_are_no_password_in_any_form(shop):
    """Neither when it is changed: the name of the group counts for nothing there."""
    here = world.a_shop()
    chair = world.as_person(here.chair)
    answer = chair.post("/akun/sandi", data={"current": world.PASSWORD, "password": "Tunas Bahari 99"})
    assert answer.status_code == 422 and "mudah ditebak" in answer.text


@both
def test_who_picks_up_a_phone_that_is_signed_in_takes_nothing_away(shop):
    """Deleting the account and changing the password ask the password again, and slow who guesses it."""
    here = world.a_shop()
    thief = world.as_person(here.buyer)
    for act, form in (("/akun/hapus", {"sure": "ya"}), ("/akun/sandi", {"password": STRONG})):
        assert thief.post(act, data=form).status_code == 422, act
    answers = [thief.post("/akun/hapus", data={"sure": "ya", "current": f"tebakan {n}"}).status_code for n in range(6)]
    assert answers == [422, 422, 422, 429, 429, 429], "two were tried without a password"
    with read() as db:
        assert Person.get(db, here.buyer).ended_at is None
    owner = world.as_person(here.buyer)
    assert owner.post("/akun/hapus", data={"sure": "ya", "current": world.PASSWORD}).status_code == 303


@both
def test_an_account_without_a_password_signs_in_again_first(shop):
    here = world.a_shop()
    write(lambda db: setattr(Person.get(db, here.buyer), "password_hash", None))
    browser = world.as_person(here.buyer)
    write(lambda db: [setattr(each, "created_at", now() - timedelta(minutes=6)) for each in db.query(Login)] and None)
    late = browser.post("/akun/hapus", data={"sure": "ya"})
    assert late.status_code == 422 and "lima menit" in late.text
    assert world.as_person(here.buyer).post("/akun/hapus", data={"sure": "ya"}).status_code == 303
