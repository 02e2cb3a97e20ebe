"""Signing in as somebody else, and keeping somebody from signing in: every way that was tried, as an attack."""

import threading
import unicodedata
from contextlib import suppress
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from market.app import create_app
from market.kernel import slowdown
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.later import write_later
from market.kernel.refused import TooOften
from market.people.login import Login
from market.people.person import Person, fits, hash_secret
from market.people.signing_in import password
from market.people.signing_in.guessing import knock
from tests import world
from tests.conftest import both, wide
from tests.promises.test_codes import same

STRONG = "perahu biru berlayar malam"
CHAIR, BUYER = "081200000001", "081200000009"


def signs_in(identifier: str = CHAIR, password: str = world.PASSWORD, browser=None):
    return (browser or world.client()).post("/masuk", data={"identifier": identifier, "password": password})


def signs_up(password: str, number: str = "0812 9999 0001", name: str = "Ratna Wowor"):
    form = {"name": name, "identifier": number, "password": password, "terms": "1"}
    return world.client().post("/daftar", data=form)


EASY = (
    "12345678", "password", "Password123!", "P@ssw0rd", "qwertyuiop", "sayangku123", "bismillah1", "rahasia1",
    "kataSandi",
    "17081945", "aaaaaaaaaaab", "abababababab", "abcdefgh", "passwordpassword", "dermaga2026", "ratnawowor",
    "Wowor1970!!",
    "081299990001", "dermaga-ratna",
)  # fmt: skip
GOOD = (
    "tiga kata kuat", "ikan asap enak", "xK2!mq9Z", "ketupat2024", "]|;{~^`'", "  tepi dengan spasi  ",
    "kopi susu " * 12,
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


@wide
def test_no_form_takes_what_another_refuses(shop):
    """240 letters were a password at sign-up and too long at sign-in."""
    assert signs_up("qz7!kWp").status_code == 422 and signs_up("qz7!kWpx").status_code == 303, "eight signs"
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


def from_network(address: str):
    """A browser elsewhere."""
    return TestClient(
        create_app(), base_url="http://testserver", headers={"origin": "http://testserver"}, follow_redirects=False,
        client=(address, 50000),
    )  # fmt: skip


def guesses(browser, times: int, identifier: str = CHAIR) -> list[int]:
    return [signs_in(identifier, f"tebakan ke {n}", browser).status_code for n in range(times)]


@both
def test_a_stranger_elsewhere_does_not_lock_the_owner_out(shop):
    """Eight wrong passwords from anywhere used to end everybody's tries at this account."""
    world.a_shop()
    owner = from_network("10.0.0.1")
    assert signs_in(browser=owner).status_code == 303, "her browser is known from here on"
    owner.post("/keluar")
    assert guesses(from_network("203.0.113.9"), 8) == [422] * 5 + [429] * 3
    for n in range(30):
        guesses(from_network(f"198.51.100.{n}"), 1)
    assert signs_in(browser=owner).status_code == 303, "in her own browser"
    beside = from_network("10.0.0.1")
    assert signs_in(browser=beside).status_code == 303, "in another browser of her network"
    assert signs_in(browser=from_network("192.0.2.77")).status_code == 303, "and anywhere at the first try"


@both
def test_the_wait_doubles_and_ends(shop, monkeypatch):
    world.a_shop()
    stranger = from_network("203.0.113.9")
    assert guesses(stranger, 5) == [422] * 5
    waits = []
    for _ in range(4):
        answer = signs_in(CHAIR, "tebakan lagi", stranger)
        assert answer.status_code == 429 and "Terlalu sering dicoba" in answer.text
        waits.append(round(int(answer.headers["retry-after"]) / 60))
        move_on(monkeypatch, timedelta(seconds=int(answer.headers["retry-after"])))
        assert signs_in(CHAIR, "tebakan lagi", stranger).status_code == 422
    assert waits == [1, 2, 4, 8]
    move_on(monkeypatch, timedelta(hours=1))
    assert signs_in(CHAIR, browser=stranger).status_code == 303, "the right one ends it"
    assert guesses(from_network("203.0.113.9"), 3) == [422] * 3


def move_on(monkeypatch, by: timedelta) -> None:
    """Later: the slowing down reads another clock."""
    then = slowdown.now() + by
    monkeypatch.setattr(slowdown, "now", lambda: then)


@both
def test_many_networks_have_one_try_each_and_a_known_browser_its_own(shop):
    world.a_shop()
    owner = from_network("10.0.0.1")
    signs_in(browser=owner)
    for n in range(25):
        guesses(from_network(f"198.51.100.{n}"), 1)
    assert guesses(from_network("203.0.113.200"), 2) == [422, 429], "one try from where nobody signed in"
    assert guesses(from_network("10.0.0.1"), 6) == [422] * 5 + [429], "five from where she did"
    assert guesses(owner, 11) == [422] * 10 + [429], "ten in her browser"


@both
def test_many_at_once_are_no_free_guesses(shop):
    """A try counts before its answer is known: twelve sent together are five tries."""
    world.a_shop()
    heard, start = [], threading.Barrier(12)

    def guess() -> None:
        start.wait()
        with suppress(TooOften):
            heard.append(knock(CHAIR, "203.0.113.9", "").person_id)

    threads = [threading.Thread(target=guess) for _ in range(12)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert len(heard) == 5


def test_one_network_slows_down_at_many_accounts_and_only_for_misses(shop):
    """Stuffing: thirty misses at any accounts; two hundred honest people behind one address all pass."""
    world.a_shop()
    for n in range(40):
        assert signs_in(browser=from_network("10.0.0.7")).status_code == 303, n
    codes = [guesses(from_network("10.0.0.7"), 1, f"0812 7777 {n:04d}")[0] for n in range(32)]
    assert codes == [422] * 30 + [429] * 2
    first = [guesses(from_network(f"2001:db8:1:2::{n:x}"), 1, f"0812 6666 {n:04d}")[0] for n in range(1, 33)]
    assert first == [422] * 30 + [429] * 2, "an IPv6 visitor owns a /64"


def test_a_guesser_behind_a_shared_address_stops_nobody_who_signs_in_from_it(shop):
    world.a_shop()
    assert signs_in(browser=from_network("10.0.0.7")).status_code == 303
    for n in range(40):
        guesses(from_network("10.0.0.7"), 1, f"0812 7777 {n:04d}")
    assert signs_in("081277779999", "x", from_network("10.0.0.7")).status_code == 429
    assert signs_in(browser=from_network("10.0.0.7")).status_code == 303, "in a new browser too"


def test_nobodys_number_and_a_wrong_password_have_one_answer(shop):
    world.a_shop()
    known, unknown = (signs_in(who, "salah sekali", from_network("10.9.9.9")) for who in (CHAIR, "081277770000"))
    assert known.status_code == unknown.status_code == 422
    assert same(known.text, CHAIR) == same(unknown.text, "081277770000")
    assert guesses(from_network("10.9.9.8"), 7, "081277770001") == guesses(from_network("10.9.9.8"), 7, CHAIR)


@both
def test_a_browser_is_forgotten_when_everybody_is_signed_out(shop):
    here = world.a_shop()
    owner, lent = from_network("10.0.0.1"), from_network("10.0.0.2")
    signs_in(browser=owner)
    signs_in(browser=lent)
    assert owner.post("/akun/keluar-semua").status_code == 303
    assert guesses(lent, 6) == [422] * 5 + [429], "as any stranger"
    assert guesses(owner, 6) == [422] * 6, "the one that pressed is known still"
    assert here


def test_a_copied_cookie_of_a_known_browser_is_worth_nothing_after_the_next_sign_in(shop):
    world.a_shop()
    owner, thief = from_network("10.0.0.1"), from_network("203.0.113.9")
    signs_in(browser=owner)
    thief.cookies.set("kenal", owner.cookies["kenal"])
    signs_in(browser=owner)
    assert guesses(thief, 6)[-1] == 429


@both
def test_a_login_that_nobody_uses_ends(shop):
    """A phone that was sold, an office computer over night: the cookie is worth nothing any more."""
    here = world.a_shop()
    hours, days = (lambda n: timedelta(hours=n)), (lambda n: timedelta(days=n))
    for who, kept, over in (
        (here.buyer, days(29), days(31)),
        (here.officer, hours(11), hours(13)),
        (here.admin, hours(11), hours(13)),
    ):
        page = "/dinas" if who == here.officer else "/admin" if who == here.admin else "/akun/keamanan"
        for idle, status in ((kept, 200), (over, 303)):
            browser = world.as_person(who)
            unused(idle)
            assert browser.get(page).status_code == status, (who, idle)
    for idle, status in ((days(44), 200), (days(46), 303)):
        phone = world.as_device(here.device)
        unused(idle)
        assert phone.get(f"/lapak/{here.slug}").status_code == status, idle


def unused(idle: timedelta) -> None:
    write(lambda db: [setattr(each, "used_at", now() - idle) for each in db.query(Login)] and None)


@both
def test_looking_at_pages_keeps_a_login_and_no_get_writes(shop):
    here = world.a_shop()
    browser = world.as_person(here.officer)
    unused(timedelta(hours=11))
    assert browser.get("/dinas").status_code == 200
    with read() as db:
        [before] = [each.used_at for each in db.query(Login).filter_by(person_id=here.officer)]
    assert now() - before > timedelta(hours=10), "not by the page"
    assert write_later() >= 1
    with read() as db:
        [after] = [each.used_at for each in db.query(Login).filter_by(person_id=here.officer)]
    assert now() - after < timedelta(minutes=1), "a moment later"
    assert browser.get("/dinas").status_code == 200 and write_later() == 0, "once in five minutes"


@both
def test_one_login_is_ended_by_its_owner_alone(shop):
    here = world.a_shop()
    lost, own = world.as_person(here.buyer), world.as_person(here.buyer)
    with read() as db:
        first, second = sorted(each.key for each in db.query(Login).filter_by(person_id=here.buyer))
    assert world.as_person(here.chair).post(f"/akun/keluar/{first}").status_code == 404
    assert lost.get("/akun/keamanan").status_code == 200
    assert own.post(f"/akun/keluar/{first}").status_code == 303
    assert lost.get("/akun/keamanan").status_code == 303 and own.get("/akun/keamanan").status_code == 200
    assert second


def test_nobodys_number_takes_as_long_as_a_wrong_password(shop, monkeypatch):
    """Each try costs one hash, whoever is asked for."""
    here = world.a_shop()
    write(lambda db: setattr(Person.get(db, here.member), "password_hash", None))
    counted = []
    monkeypatch.setattr(password, "fits", lambda kept, typed: counted.append(kept) or fits(kept, typed))
    for who in (CHAIR, "081277770000", "081200000003", "x@y.example", "???"):
        counted.clear()
        assert signs_in(who, "salah sekali").status_code == 422 and len(counted) == 1, who
