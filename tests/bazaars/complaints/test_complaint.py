"""Anybody says that money was asked for: past the office, without a name, and it weighs nothing in anybody's turn."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine

from market.bazaars.complaints import complaint
from market.bazaars.complaints.complaint import Complaint
from market.bazaars.complaints.keeping import ComplaintLook
from market.bazaars.complaints.limiting import FEW_A_DAY, HER_OWN
from market.bazaars.complaints.received import tell_complaints
from market.kernel.clock import now, today
from market.kernel.db import read, write
from market.kernel.later import write_later
from market.kernel.record import table
from market.kernel.settings import settings
from market.kernel.tokens import digest
from market.messages.channels import letter
from market.messages.outbox import Message
from market.orders.clockwork import tidy
from market.people.helpers import Officer, appoint
from market.people.person import Person
from market.tables import metadata
from tests import world
from tests.bazaars.reporting.held import AGENCY, a_held_bazaar, some_groups
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows
from tests.promises.test_limits import from_network

pytestmark = pytest.mark.usefixtures("noon")

WHAT = "Seorang panitia meminta Rp50.000 untuk stan dekat pintu masuk"
TOLD = {"what": WHAT, "who_asked": "Pak Anu di meja depan", "amount": "50rb", "name": "Ibu Nona", "contact": "0812-1"}
OURS = re.compile("dekat pintu masuk|Pak Anu|Ibu Nona")


@pytest.fixture
def fair(shop):
    here = world.a_shop()
    return here, a_held_bazaar(here.officer, some_groups(2))


def says(fair, browser=None, **more) -> str:
    """The address that follows it."""
    browser = browser or world.client()
    data = {"key": key_of(fair, browser)} | TOLD | more
    return done(browser.post(f"/bazar/{fair.slug}/aduan", data=data))


def key_of(fair, browser) -> str:
    return re.search(r'name="key" value="([^"]+)"', browser.get(f"/bazar/{fair.slug}/aduan").text)[1]


def number_of(link: str) -> str:
    return re.search(r"A-\w+", link)[0]


@both
def test_it_is_kept_followed_and_answered(fair):
    here, bazaar = fair
    link = says(bazaar)
    guest = world.client()
    assert "belum dilihat" in guest.get(link).text and guest.get(link.partition("?")[0]).status_code == 404
    number, key = number_of(link), link.rpartition("=")[2]
    assert done(guest.get(f"/aduan?nomor={number.lower()}&kunci={key[:4]}-{key[4:].lower()}")).startswith("/aduan/A-")
    bare = number.removeprefix("A-")
    for typed in (f"A{bare}", bare, f"a {bare[:4].lower()} {bare[4:]}"):
        assert done(guest.get("/aduan", params={"nomor": typed, "kunci": key})) == link, typed
    for sign in "#&+?/":  # the key is what is left without them: the address of the answer may not end at one
        there = guest.get("/aduan", params={"nomor": number, "kunci": f"{key[:4]}{sign}{key[4:]}"})
        assert guest.get(done(there)).status_code == 200, sign
    assert "tidak cocok" in guest.get(f"/aduan?nomor={number}&kunci=ABCD-EFGH-JKMN").text
    admin, superior = world.as_person(here.admin), world.as_person(here.superior)
    for reader in (admin, superior):
        listed = reader.get("/aduan-masuk").text
        assert number in listed and not OURS.search(listed), "its words are on a page of their own"
        page = reader.get(f"/aduan-masuk/{number}").text
        assert WHAT in page and "Ibu Nona" in page and "Rp50.000" in page
    assert "1 aduan permintaan uang belum ditanggapi" in superior.get("/dinas").text
    done(superior.post(f"/aduan-masuk/{number}", data={"act": "look"}))
    assert "Sedang dilihat" in guest.get(link).text
    refused = admin.post(f"/aduan-masuk/{number}", data={"act": "close", "answer": "Sudah"})
    assert refused.status_code == 422
    unsaid = {"act": "close", "outcome": "", "answer": "Sudah"}
    first = re.search(r"<select[^>]*name=\"outcome\".*?<option value=\"(.*?)\"", page, re.S)
    assert first and first[1] == "", "nothing is chosen beforehand"
    assert admin.post(f"/aduan-masuk/{number}", data=unsaid).status_code == 422, "one hurried press proves nothing"
    done(admin.post(f"/aduan-masuk/{number}", data={"act": "close", "outcome": "founded", "answer": "Uang kembali."}))
    page = guest.get(link).text
    assert "Terbukti" in page and "Uang kembali." in page
    again = admin.post(f"/aduan-masuk/{number}", data={"act": "close", "outcome": "unfounded", "answer": "Tidak"})
    assert again.status_code == 409, "an answer stays"


@both
def test_a_form_sent_twice_is_one_complaint_and_counts_once(fair):
    """One after the other, and at once, even where only one more may be sent."""
    _here, bazaar = fair
    browser = world.client()
    for _ in range(8):
        says(bazaar, browser)
    page = browser.get(f"/bazar/{bazaar.slug}/aduan").text
    form = dict(re.findall(r'name="(key|press)" value="([^"]+)"', page)) | TOLD
    first, second = (done(browser.post(f"/bazar/{bazaar.slug}/aduan", data=form)) for _ in range(2))
    form["key"] = key_of(bazaar, browser)
    with ThreadPoolExecutor(4) as pool:
        sent = [pool.submit(lambda: world.client().post(f"/bazar/{bazaar.slug}/aduan", data=form)) for _ in range(4)]
        led = {done(each.result()) for each in sent}
    assert first == second and len(led) == 1, "the tenth of the hour, by four presses"
    assert len(rows(Complaint)) == 10
    late = browser.post(f"/bazar/{bazaar.slug}/aduan", data={"key": key_of(bazaar, browser)} | TOLD)
    assert late.status_code == 429


def mornings(*days: int) -> None:
    """The clock's rounds of these days from now on, at every hour."""
    start = datetime.combine(today(settings().zone), time(0), settings().zone)
    for day, hour in ((day, hour) for day in days for hour in range(24)):
        with time_machine.travel(start + timedelta(days=day, hours=hour, minutes=1), tick=True):
            tell_complaints()


def letters_to(address: str) -> list[Message]:
    return [m for m in rows(Message) if m.template == "complaint_made" and m.to == address]


@both
def test_a_reader_has_one_letter_a_day_about_all_that_came(fair):
    """At seven in the morning, with a number and nothing of them; none of those that somebody looked at by then."""
    here, bazaar = fair
    write(lambda db: setattr(Person.get(db, here.superior), "email", "atasan@dinas.test"))
    seen = number_of(says(bazaar))
    for _ in range(6):
        says(bazaar)
    tell_complaints()
    assert not letters_to("atasan@dinas.test")
    done(world.as_person(here.admin).post(f"/aduan-masuk/{seen}", data={"act": "look"}))
    mornings(1, 2)
    (told,) = letters_to("atasan@dinas.test")
    assert told.params == {"n": 6, "path": "/aduan-masuk"}
    assert told.written_at.astimezone(settings().zone).hour == 7
    assert "6 aduan" in letter(told).subject and not OURS.search(letter(told).body)
    with time_machine.travel(now() + timedelta(days=2), tick=True):
        says(bazaar)
        mornings(1)
    assert [m.params["n"] for m in letters_to("atasan@dinas.test")] == [6, 1]


@both
def test_nothing_says_who_sent_it(fair):
    """Also of who is signed in: no row beside it holds her, her network, its key, or a moment."""
    here, bazaar = fair
    before = counts()
    link = says(bazaar, world.as_person(here.chair), name="", contact="")
    key = link.rpartition("=")[2]
    grown = {name for name, n in counts().items() if n > before.get(name, 0)}
    assert grown <= {"complaint", "attempt", "message", "login"}, grown
    mornings(1)
    with read() as db:
        row = db.execute(sa.select(table(Complaint))).mappings().one()
        assert row["key_hash"] == digest(key) and row["handled_by_id"] is None and row["name"] == ""
        letters = db.execute(sa.text("SELECT caused_by, params FROM message WHERE template = 'complaint_made'")).all()
        assert all(not caused and "pintu" not in str(params) for caused, params in letters)
    assert not [c.name for c in table(Complaint).c if isinstance(c.type, sa.DateTime)], "the day alone"


def counts() -> dict[str, int]:
    with read() as db:
        return {each.name: db.scalar(sa.select(sa.func.count()).select_from(each)) for each in metadata.sorted_tables}


@both
def test_the_office_finds_nothing_of_it(fair):
    here, bazaar = fair
    for key in (here.officer, here.superior):
        write(lambda db, key=key: setattr(Person.get(db, key), "email", f"{key}@dinas.test"))
    number = number_of(says(bazaar))
    officer = world.as_person(here.officer)
    assert officer.get("/aduan-masuk").status_code == officer.get(f"/aduan-masuk/{number}").status_code == 404
    assert officer.post(f"/aduan-masuk/{number}", data={"act": "look"}).status_code == 404
    pages = [bazaar.desk + part for part in ("", "/pendaftaran", "/kehadiran", "/sesudah", "/laporan", "/surat",
            "/kantor",
             "/pendaftaran.csv")]  # fmt: skip
    for page in ("/dinas", "/dinas/bazar", "/dinas/kantor", "/akun", "/akun/keamanan", f"/bazar/{bazaar.slug}", *pages):
        text = officer.get(page).text
        assert not OURS.search(text) and number not in text, page
    mornings(1)
    with read() as db:
        told = sa.text("SELECT to_id FROM message WHERE template = 'complaint_made'")
        assert set(db.scalars(told)) == {here.superior}


@both
def test_who_acted_in_the_office_of_late_is_on_its_side(fair):
    """An admin who is its officer too, or was until last week; a superior whom the office itself named."""
    here, bazaar = fair
    number = number_of(says(bazaar))

    def colleague(db) -> int:
        person = world.a_person(db, "Puppet", 77)
        appoint(db, person, "71.72", AGENCY, by_id=here.officer, reads_only=True)
        return person.key

    assert world.as_person(write(colleague)).get("/aduan-masuk").status_code == 404

    def both_roles(db) -> None:
        Officer(person_id=here.admin, place="71.72", agency=AGENCY, ended_at=now() - timedelta(days=7)).add(db)

    write(both_roles)
    assert "A-" not in world.as_person(here.admin).get("/aduan-masuk").text
    assert world.as_person(here.admin).get(f"/aduan-masuk/{number}").status_code == 404

    def wider(db) -> int:
        person = world.a_person(db, "Provinsi", 78)
        appoint(db, person, "71", "Dinas Provinsi", by_id=here.officer)
        return person.key

    province = world.as_person(write(wider))
    assert OURS.search(province.get(f"/aduan-masuk/{number}").text), "an officer of the province reads it"
    write(lambda db: setattr(Person.get(db, here.superior), "name", "Kepala"))


@both
def test_it_weighs_nothing_in_turns_and_has_an_end(fair):
    from market.bazaars.allotting.points import standings
    from market.bazaars.bazaar import Bazaar

    _here, bazaar = fair

    def points():
        with read() as db:
            return standings(db, Bazaar.get(db, bazaar.bazaar), bazaar.groups)

    before, browser = points(), world.client()
    for _ in range(10):
        says(bazaar, browser)
    assert points() == before
    key = key_of(bazaar, browser)
    late = browser.post(f"/bazar/{bazaar.slug}/aduan", data={"key": key} | TOLD)
    assert late.status_code == 429
    assert browser.post(f"/bazar/{bazaar.slug}/aduan", data={"key": key, "what": "x"}).status_code == 422


@both
def test_who_read_it_stands_beside_it_and_nowhere_else(fair):
    """Not in the security events, which an admin of that office reads too; nor does a search of hers find it."""
    here, bazaar = fair
    number = number_of(says(bazaar))
    superior, admin = world.as_person(here.superior), world.as_person(here.admin)
    assert "Anda yang pertama" in superior.get(f"/aduan-masuk/{number}").text
    superior.get(f"/aduan-masuk/{number}")
    write_later()
    page = admin.get(f"/aduan-masuk/{number}").text
    with read() as db:
        rows = db.execute(sa.select(table(ComplaintLook))).all()
        assert [row.by_id for row in rows] == [here.superior], "once a day"
        assert rows[0].by in page
        events = db.execute(sa.text("SELECT code, params FROM security_event")).all()
        assert not [each for each in events if "complaint" in str(each) or "aduan" in str(each)]
    write(lambda db: Officer(person_id=here.admin, place="71.72", agency=AGENCY).add(db) and None)
    admin = world.as_person(here.admin)
    for page in ("/admin/keamanan", "/akun/keamanan", "/admin", "/akun/data", "/dinas/kelompok?q=A-", "/cari?q=pintu"):
        text = admin.get(page).text
        assert not OURS.search(text) and number not in text and "aduan-masuk/" not in text, page


@both
def test_it_is_deleted_by_the_clock(fair):
    """A year after its answer, two years after it was made; who read it is gone with it."""
    here, bazaar = fair
    first, second = (number_of(says(bazaar)) for _ in range(2))
    admin = world.as_person(here.admin)
    admin.get(f"/aduan-masuk/{first}")
    write_later()
    done(admin.post(f"/aduan-masuk/{first}", data={"act": "close", "outcome": "unclear", "answer": "Tidak ada bukti."}))
    with read() as db:
        ends = {each.number: each.kept_until for each in db.query(Complaint)}
    assert ends[second] - ends[first] == timedelta(days=365)
    for number, end in sorted(ends.items(), key=lambda each: each[1]):
        for before in (1, 0):
            noon = datetime.combine(end - timedelta(days=before), time(12), ZoneInfo("Asia/Makassar"))
            with time_machine.travel(noon, tick=True):
                tidy()
            with read() as db:
                there = set(db.scalars(sa.select(table(Complaint).c.number)))
            assert (number in there) is bool(before), "it goes on the day that is shown, not before"


@both
def test_one_network_says_it_so_often_a_day(fair):
    """Twenty in a day, however they are spread over its hours."""
    here, bazaar = fair
    browser, start = world.client(), now()
    for n in range(20):
        with time_machine.travel(start + timedelta(minutes=40 * n), tick=True):
            says(bazaar, browser)
    with time_machine.travel(start + timedelta(hours=15), tick=True):
        assert refused(bazaar, browser)
        write(lambda db: setattr(Person.get(db, here.chair), "phone_proved_at", now()))
        for _ in range(HER_OWN):
            says(bazaar, world.as_person(here.chair))  # whoever shares the network is not shut up with it
        assert refused(bazaar, world.as_person(here.chair)) and refused(bazaar, world.client())


def refused(fair, browser) -> bool:
    """Whether its network has sent enough."""
    form = {"key": key_of(fair, browser)} | TOLD
    return browser.post(f"/bazar/{fair.slug}/aduan", data=form).status_code == 429


@both
def test_no_network_uses_up_what_a_bazaar_takes(fair, monkeypatch):
    """From a half on it has a few a day there; others find the rest, and it may still speak of another bazaar."""
    monkeypatch.setattr(complaint, "MOST", 12)
    here, bazaar = fair
    other, browser = a_held_bazaar(here.officer, [], name="Lain"), world.client()
    for _ in range(6):
        says(bazaar, browser)
    assert refused(bazaar, browser)
    says(other, browser)
    elsewhere = from_network("192.0.2.77")
    for _ in range(FEW_A_DAY):
        says(bazaar, elsewhere)
    assert refused(bazaar, elsewhere)
    says(bazaar, from_network("192.0.2.78"))
    full = from_network("192.0.2.79")
    assert full.post(f"/bazar/{bazaar.slug}/aduan", data={"key": key_of(bazaar, full)} | TOLD).status_code == 422
