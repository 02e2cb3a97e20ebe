"""A password alone opens no office: codes of an app, each once, and a way back when the phone is lost."""

import re
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import sqlalchemy as sa
import time_machine

from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.people.approving.code_request import CodeRequest
from market.people.login import sign_in
from market.people.person import Person
from market.people.signing_in import second_factor as factors
from market.people.signing_in.second_factor import RecoveryCode, SecondFactor, second_factor
from market.reports.first_people import end_second_at_console
from tests import world
from tests.conftest import both

ADMIN, OFFICER = "081200000008", "081200000006"
STEP, SETUP = "/masuk/langkah-dua", "/akun/dua-langkah"


def signs_in(browser, identifier: str = ADMIN):
    return browser.post("/masuk", data={"identifier": identifier, "password": world.PASSWORD})


def key_of(page: str) -> str:
    return re.sub(r"\s", "", re.search(r'<code class="key">(.*?)</code>', page, re.S)[1])


def sets_up(browser) -> tuple[str, list[str]]:
    """(the app's key, the recovery codes) of who is signed in here."""
    assert browser.post(SETUP, data={"current": world.PASSWORD}).status_code == 303
    key = key_of(browser.get(SETUP).text)
    shown = browser.post(SETUP + "/pasang", data={"app_code": pyotp.TOTP(key).now()})
    assert shown.status_code == 200, shown.text
    onward = re.search(r'<a class="button main" href="([^"]+)">Sudah saya catat', shown.text)[1]
    assert browser.get(onward).status_code == 200, "where she works"
    codes = re.findall(r"<li><code>([A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4})</code>", shown.text)
    assert len(set(codes)) == 10
    return key, codes


def gives(browser, code: str):
    return browser.post(STEP, data={"app_code": code})


@pytest.fixture
def clock(monkeypatch):
    """Moves the app's clock on, so that the next code is another one."""
    from market.kernel.clock import now

    ahead = [timedelta()]
    monkeypatch.setattr(factors, "now", lambda: now() + ahead[0])

    def on(**by: int) -> None:
        ahead[0] += timedelta(**by)

    on.code = lambda key: pyotp.TOTP(key).at(factors.now())
    return on


@both
def test_an_admin_sees_nothing_of_the_office_before_a_code(shop, clock):
    """With the password alone an admin came to everybody's money."""
    here = world.a_shop()
    browser = world.client()
    first = signs_in(browser)
    assert first.headers["location"] == SETUP, "led to set it up right after signing in"
    for path in ("/admin", "/admin/uang", "/admin/keamanan", "/admin/uang/transfer"):
        assert browser.get(path).headers["location"] == SETUP, path
    assert browser.post("/admin/kode", data={"identifier": "081200000001"}).headers["location"] == SETUP
    before = browser.cookies["dermaga"]
    key, _codes = sets_up(browser)
    assert browser.get("/admin").status_code == 200
    stale = world.client()
    stale.cookies.set("dermaga", before)
    assert stale.get("/admin").headers["location"].startswith("/masuk"), "a fresh token came with the right"
    again = world.client()
    assert signs_in(again).headers["location"] == STEP
    assert again.get("/admin").headers["location"].startswith("/masuk"), "the password alone opens nothing"
    assert again.get("/akun").text.count("Masuk") and "Admin" not in again.get("/akun").text
    clock(seconds=30)
    assert gives(again, clock.code(key)).headers["location"] == "/admin"
    assert again.get("/admin").status_code == 200
    assert here


@both
def test_each_code_opens_once_and_only_beside_the_password(shop, clock):
    world.a_shop()
    key, _codes = sets_up(_signed_in_officer())
    clock(seconds=30)
    code = clock.code(key)
    first, second = world.client(), world.client()
    for each in (first, second):
        assert signs_in(each, OFFICER).headers["location"] == STEP
    assert gives(first, code).status_code == 303
    assert gives(second, code).status_code == 422, "seen over her shoulder it is worth nothing"
    nobody = world.client()
    assert gives(nobody, clock.code(key)).headers["location"].startswith("/masuk"), "no password was given here"


def _signed_in_officer():
    browser = world.client()
    assert signs_in(browser, OFFICER).status_code == 303
    return browser


@both
def test_codes_are_not_guessed(shop, clock):
    """Five tries for one password, and the account slows down, whatever the network."""
    world.a_shop()
    key, _codes = sets_up(_signed_in_officer())
    thief = world.client()
    signs_in(thief, OFFICER)
    wrong = "000000" if clock.code(key) != "000000" else "111111"
    answers = [gives(thief, wrong) for _ in range(5)]
    assert [each.status_code for each in answers] == [422] * 4 + [303]
    assert gives(thief, clock.code(key)).headers["location"].startswith("/masuk"), "its sign-in is over"
    signs_in(thief, OFFICER)
    assert gives(thief, wrong).status_code == 429
    for odd in ("", "١٢٣٤٥٦", "9" * 400, "' OR 1=1", "\u200b123456"):
        assert gives(world.client(), odd).status_code in (303, 422)


@both
def test_a_lost_phone_has_a_way_back(shop, clock):
    world.a_shop()
    key, codes = sets_up(_signed_in_officer())
    write(lambda db: setattr(_officer(db), "email", "petugas@dermaga.test"))
    browser = world.client()
    signs_in(browser, OFFICER)
    assert gives(browser, codes[0].lower().replace("-", " ")).status_code == 303
    thief = world.client()
    signs_in(thief, OFFICER)
    assert gives(thief, codes[3]).status_code == 303
    with read() as db:
        warned = db.scalars(sa.select(table(Message)).where(table(Message).c.template == "recovery_used")).all()
    assert len(warned) == 2, "each code that is spent is told, in the same minute too"
    twice = world.client()
    signs_in(twice, OFFICER)
    assert gives(twice, codes[0]).status_code == 422, "once"
    assert browser.post(SETUP + "/cadangan", data={"current": world.PASSWORD, "app_code": codes[1]}).status_code == 200
    other = world.client()
    signs_in(other, OFFICER)
    assert gives(other, codes[2]).status_code == 422, "fresh ones end the old ones"
    assert end_second_at_console(OFFICER) == "Hendra"
    assert browser.get("/dinas").headers["location"].startswith("/masuk"), "everybody is signed out"
    assert signs_in(world.client(), OFFICER).headers["location"] == "/dinas"
    with read() as db:
        told = set(db.scalars(sa.select(table(Message).c.template)))
    assert {"recovery_used", "second_factor_off"} <= told and key


def _officer(db) -> Person:
    return db.scalars(sa.select(Person).where(table(Person).c.phone == "+6281200000006")).one()


@both
def test_turning_it_off_asks_for_password_and_code_and_admins_keep_it(shop, clock):
    here = world.a_shop()
    officer = _signed_in_officer()
    key, _codes = sets_up(officer)
    clock(seconds=30)
    off = SETUP + "/selesai"
    assert officer.post(off, data={"current": world.PASSWORD}).status_code == 422
    assert officer.post(off, data={"app_code": clock.code(key), "current": "salah sekali"}).status_code == 422
    assert officer.post(off, data={"app_code": clock.code(key), "current": world.PASSWORD}).status_code == 303
    with read() as db:
        assert second_factor(db, here.officer) is None
    write(lambda db: setattr(Person.get(db, here.officer), "admin", True))
    assert officer.get("/admin").headers["location"] == SETUP, "nor does this login open the office without one"
    admin = world.client()
    signs_in(admin)
    key, _codes = sets_up(admin)
    clock(seconds=60)
    kept = admin.post(off, data={"app_code": clock.code(key), "current": world.PASSWORD})
    assert kept.status_code == 422 and "tidak bisa dimatikan" in kept.text


def test_a_code_read_out_goes_no_way_around_it(shop, clock):
    """Who is let in by a code sets a password; the app is asked all the same."""
    here = world.a_shop()
    sets_up(_signed_in_officer())
    from market.reports.first_people import code_at_console

    code, _name = code_at_console(OFFICER)
    browser = world.client()
    form = {"identifier": OFFICER, "code": code, "password": "perahu biru berlayar"}
    assert browser.post("/lupa", data=form).headers["location"] == STEP
    assert browser.get("/dinas").headers["location"].startswith("/masuk")
    assert here


def test_a_stolen_backup_opens_nothing(shop, clock):
    """Neither the key nor a recovery code stands in the database."""
    world.a_shop()
    key, codes = sets_up(_signed_in_officer())
    with read() as db:
        kept = [str(row) for model in (SecondFactor, RecoveryCode) for row in db.execute(sa.select(table(model)))]
    assert kept and not any(key in row or codes[0].replace("-", "") in row for row in kept)


def test_an_app_that_was_begun_and_left_is_begun_anew(shop):
    """Whoever saw its key would have the same codes as the owner who puts it into her app a month later."""
    world.a_shop()
    browser = _signed_in_officer()
    assert browser.post(SETUP, data={"current": world.PASSWORD}).status_code == 303
    key = key_of(browser.get(SETUP).text)
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=61)):
        assert key not in browser.get(SETUP).text
        late = browser.post(f"{SETUP}/pasang", data={"app_code": pyotp.TOTP(key).now()})
        assert late.status_code == 404
        assert browser.post(SETUP, data={"current": world.PASSWORD}).status_code == 303
        assert key_of(browser.get(SETUP).text) != key


def test_an_admin_of_before_sets_it_up_too(shop):
    """A login from before there were codes, and somebody made admin while signed in."""
    here = world.a_shop()
    browser = world.client()
    browser.cookies.set("dermaga", write(lambda db: sign_in(db, Person.get(db, here.buyer))))
    write(lambda db: setattr(Person.get(db, here.buyer), "admin", True))
    assert browser.get("/admin").headers["location"] == SETUP


@both
def test_two_other_admins_end_it_never_one(shop, clock):
    """One admin alone, or the admin concerned, cannot take the second step away from anybody."""
    here = world.a_shop()
    sets_up(_signed_in_officer())
    others = write(lambda db: [world.a_person(db, f"Admin {n}", 70 + n, admin=True).key for n in (1, 2)])
    first, second = (world.as_person(key) for key in others)
    path = "/admin/dua-langkah"
    assert world.as_person(here.officer).post(path, data={"identifier": OFFICER}).status_code == 404
    assert first.post(path, data={"identifier": "081200000009"}).status_code == 422, "who has no app"
    assert first.post(path, data={"identifier": OFFICER}).status_code == 303
    with read() as db:
        asked = db.scalars(sa.select(CodeRequest)).one().key
    assert first.post(f"{path}/{asked}").status_code == 422, "not the same one twice"
    assert second.post(f"/admin/kode/{asked}").status_code == 404, "no code comes of it"
    assert signs_in(world.client(), OFFICER).headers["location"] == STEP
    assert second.post(f"{path}/{asked}").status_code == 303
    assert second.post(f"{path}/{asked}").status_code == 422, "once"
    assert signs_in(world.client(), OFFICER).headers["location"] == "/dinas"
