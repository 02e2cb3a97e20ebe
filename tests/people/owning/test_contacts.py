"""A number or e-mail is whose who proves it; no office begins before; numbers change hands without an account going
along."""

import re
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from typer.testing import CliRunner

from market.cli import app
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import NotFound, Refused
from market.kernel.settings import settings
from market.messages.by_hand import letters_of_group
from market.messages.outbox import NOT_BY, Channel, Message, Recipient, tell
from market.orders.reading.queries import orders_of_person
from market.people.device import Device
from market.people.everywhere import stands_of
from market.people.founding.founding import found_group
from market.people.group import Group, GroupKind
from market.people.helpers import Officer, helps, offices
from market.people.invitation import Invitation, InvitationKind, block
from market.people.joining.blocking import blocks_of
from market.people.known_browser import find_known, remember
from market.people.letting_in import Stands
from market.people.membership import Acceptance, Membership, find_membership, join
from market.people.owning.calls import may_read_out
from market.people.owning.proving import prove
from market.people.owning.start_link import StartLink
from market.people.pending_login import begin_login, find_pending
from market.people.person import Person, find_person
from market.people.reset_code import kept_code
from market.people.security import SecurityEvent
from market.people.signing_in.contact import ContactKind, ContactProof, ProofWay, ask_for_proof
from market.people.signing_in.reset import issue_at_console
from market.people.signing_in.second_factor import begin_factor, new_recovery_codes, second_factor, take_code
from market.people.vouching import vouch
from tests import world
from tests.conftest import both, wide
from tests.promises.test_limits import from_network

PHONE, NEW = "+6281299990001", "081299990001"
NEW_FREE = "+6281299990009"


@pytest.fixture
def reachable(monkeypatch):
    """E-mail and WhatsApp are configured."""
    monkeypatch.setenv("MARKET_SMTP_URL", "smtp://localhost:1")
    monkeypatch.setenv("MARKET_WHATSAPP_URL", "http://localhost:1/messages")
    settings.cache_clear()
    yield
    settings.cache_clear()


def sent_code(to: str) -> str:
    """The newest code that was sent to a number or address."""
    with read() as db:
        rows = table(Message)
        wanted = sa.select(Message).where(rows.c.template == "contact_code", rows.c.to == to)
        return db.scalars(wanted.order_by(rows.c.id.desc())).first().params["code"]


def asks(browser, identifier: str, way: str = "", current: str = world.PASSWORD):
    form = {"identifier": identifier, "current": current} | ({"way": way} if way else {})
    return browser.post("/akun/kontak", data=form)


def shows(browser, code: str, which: str = "phone"):
    return browser.post("/akun/kontak/kode", data={"which": which, "code": code})


def takes(person: int, number: str = NEW, e164: str = PHONE):
    """Somebody changes to a number and proves it by WhatsApp."""
    browser = world.as_person(person)
    assert asks(browser, number).status_code == 303
    assert shows(browser, sent_code(e164)).status_code == 303
    return browser


def person(key: int) -> Person:
    with read() as db:
        return db.get(Person, key)


def unproved(key: int) -> None:
    write(lambda db: setattr(db.get(Person, key), "phone_proved_at", None))


# -- proving -----------------------------------------------------------------------------------------------------


@wide
def test_a_number_and_an_e_mail_are_proved_by_the_code_that_came(shop, reachable):
    here = world.a_shop()
    unproved(here.buyer)
    browser = world.as_person(here.buyer)
    assert "belum dibuktikan" in browser.get("/akun/kontak").text
    assert browser.post("/akun/kontak", data={"identifier": "081200000009"}).status_code == 303, "her own: no password"
    code = sent_code("+6281200000009")
    assert shows(browser, "AAAA-BBBB").status_code == 422 and person(here.buyer).phone_proved_at is None
    assert shows(browser, code.lower().replace("-", " ")).status_code == 303
    assert person(here.buyer).phone_proved_at is not None
    assert shows(browser, code).status_code == 422, "once"
    assert asks(browser, "ratna@contoh.id").status_code == 303
    assert person(here.buyer).email is None, "nothing changes before the proof"
    assert shows(browser, sent_code("ratna@contoh.id"), "email").status_code == 303
    assert (person(here.buyer).email, bool(person(here.buyer).email_proved_at)) == ("ratna@contoh.id", True)
    with read() as db:
        letters = list(db.scalars(sa.select(Message).where(table(Message).c.template == "contact_code")))
    assert all(m.to_name == "" and set(m.params) == {"code", "minutes"} for m in letters), "nobody's words in a letter"
    assert [m.channel for m in letters] == [Channel.WHATSAPP, Channel.EMAIL]


@wide
def test_a_code_works_in_the_login_that_asked_alone_and_for_half_an_hour(shop, reachable):
    here = world.a_shop()
    browser, thief = world.as_person(here.buyer), world.as_person(here.other_chair)
    asks(browser, NEW)
    code = sent_code(PHONE)
    assert shows(thief, code).status_code == 422 and shows(world.client(), code).headers["location"].startswith(
        "/masuk"
    )
    write(lambda db: db.execute(sa.update(table(ContactProof)).values(expires_at=now())) and None)
    assert shows(browser, code).status_code == 422
    asks(browser, NEW)
    asks(browser, "081299990002")
    assert shows(browser, sent_code(PHONE)).status_code == 422, "one open at a time: the newest"
    assert shows(browser, sent_code("+6281299990002")).status_code == 303
    with read() as db:
        proof = db.scalars(sa.select(ContactProof)).first()
    assert (
        proof.code_hash.startswith("$argon2") and "code_hash" not in world.as_person(here.buyer).get("/akun/data").text
    )


@wide
def test_guessing_is_stopped_and_harms_nobody_else(shop, reachable):
    here = world.a_shop()
    owner, thief = world.as_person(here.buyer), world.as_person(here.other_chair)
    asks(owner, "ratna@contoh.id")
    asks(thief, "ratna@contoh.id")
    answers = [shows(thief, "AAAA-BBBB", "email").status_code for _ in range(12)]
    assert answers[:10] == [422] * 10 and answers[10:] == [429] * 2
    with read() as db:
        rows = table(Message)
        codes = [
            m.params["code"] for m in db.scalars(sa.select(Message).order_by(rows.c.id)) if m.to == "ratna@contoh.id"
        ]
    assert shows(owner, codes[0], "email").status_code == 303


@wide
def test_strangers_cause_a_few_letters_a_day_to_one_number(shop, reachable):
    here = world.a_shop()
    answers = [
        asks(world.as_person(key), NEW).status_code
        for key in (here.buyer, here.member, here.chair, here.treasurer, here.other_chair)
    ]
    assert answers == [303, 303, 303, 429, 429]
    owner = world.as_person(here.treasurer)
    assert asks(owner, NEW, "call").status_code == 303, "whose it is can be called all the same"
    elsewhere = world.as_person(here.treasurer, from_network("198.51.100.44"))
    assert asks(elsewhere, NEW).status_code == 303, "or asks from where nobody used it up"
    assert [asks(world.as_person(here.far_officer), f"08129999100{n}").status_code for n in range(6)][-1] == 429
    with read() as db:
        assert sum(m.to == PHONE for m in db.scalars(sa.select(Message))) == 4


# -- in a call ---------------------------------------------------------------------------------------------------


def call_asked(key: int, number: str) -> int:
    assert asks(world.as_person(key), number, "call").status_code == 303
    with read() as db:
        return db.scalars(sa.select(ContactProof).order_by(table(ContactProof).c.id.desc())).first().key


@wide
def test_a_call_is_made_by_an_officer_of_her_place_or_an_admin(shop):
    here = world.a_shop()
    proof = call_asked(here.chair, NEW)
    for who in (
        here.chair, here.treasurer, here.facilitator, here.far_officer, here.superior, here.other_chair, here.buyer,
    ):  # fmt: skip
        browser = world.as_person(who)
        for door in ("/dinas/panggilan", "/admin/panggilan"):
            assert browser.post(f"{door}/{proof}").status_code in (404, 422), who
            assert f"panggilan/{proof}" not in browser.get(door).text or who == here.superior
    officer = world.as_person(here.officer)
    assert f"/dinas/panggilan/{proof}" in officer.get("/dinas/panggilan").text
    assert "1 orang menunggu ditelepon" in officer.get("/dinas").text, "on her first page"
    page = officer.post(f"/dinas/panggilan/{proof}").text
    code = re.search(r": ([A-Z0-9]{4}-[A-Z0-9]{4})<", page)[1]
    assert "0812-9999-0001" in page and code not in officer.get("/dinas/panggilan").text, "shown once"
    chair = world.as_person(here.chair)
    assert "Petugas sudah menelepon" in chair.get("/akun/kontak").text
    assert shows(world.as_person(here.member), code).status_code == 422
    assert shows(chair, code).status_code == 303 and person(here.chair).phone == PHONE
    with read() as db:
        told = db.scalars(sa.select(SecurityEvent).where(table(SecurityEvent).c.code == "contact_read_out")).one()
        assert (told.person_id, told.by_id) == (here.chair, here.officer), "recorded"
    assert officer.post(f"/dinas/panggilan/{proof}").status_code == 404, "over"


@wide
def test_a_buyers_call_is_an_admins_and_nobody_reads_out_for_herself(shop):
    here = world.a_shop()
    proof = call_asked(here.buyer, NEW)
    assert world.as_person(here.officer).post(f"/dinas/panggilan/{proof}").status_code == 404
    own = call_asked(here.admin, "081299990002")
    admin = world.as_person(here.admin)
    assert admin.post(f"/admin/panggilan/{own}").status_code == 404
    assert f"/admin/panggilan/{proof}" in admin.get("/admin/panggilan").text
    write(lambda db: setattr(db.get(Person, here.admin), "restricted_until", now() + timedelta(hours=1)))
    assert admin.post(f"/admin/panggilan/{proof}").status_code == 422, "rests after a code"
    write(lambda db: setattr(db.get(Person, here.admin), "restricted_until", None))
    assert admin.post(f"/admin/panggilan/{proof}").status_code == 200


def test_who_gains_reads_nothing_out():
    """Every combination of who calls, and of what waits for the number."""
    officer, far, admin, buyer = (
        Stands(acts_in=frozenset({"71.72"})),
        Stands(acts_in=frozenset({"18"})),
        Stands(admin=True),
        Stands(),
    )
    superior, member = Stands(reads_in=frozenset({"71.72"})), Stands(member_of={1: "71.72.06.1003"})
    table_of = {
        "member": (member, []),
        "to be officer here": (buyer, [("71.72", 7)]),
        "to be admin": (buyer, [("", 7)]),
        "buyer": (buyer, []),
    }
    expected = {
        "member": "o.a..", "to be officer here": "o.a..", "to be admin": "..a..", "buyer": "..a..",
    }  # fmt: skip
    for name, (whom, waits) in table_of.items():
        for reader, sign in zip((officer, far, admin, buyer, superior), expected[name], strict=True):
            assert may_read_out(reader, whom, waits, by_id=1) is (sign != "."), name
            assert not (waits and may_read_out(reader, whom, waits, by_id=7)), "never who appoints"
    far_role = [("18.01.05.2003", 8)]  # any chair can offer one: it takes no officer away, and its own may call
    assert may_read_out(officer, member, [], by_id=1, roles=far_role) and may_read_out(
        far, member, [], by_id=1, roles=far_role
    )
    assert not may_read_out(officer, member, [], by_id=8, roles=far_role), "never who asked"


@wide
def test_strangers_use_up_nobodys_proof_of_an_address(shop, reachable):
    """Four young accounts on four networks: the owner of the address still proves it."""
    here = world.a_shop()
    asks = {"identifier": "ratna@contoh.id", "current": "umpan kail perahu"}
    for n in range(4):
        browser = from_network(f"203.0.{n}.7")
        form = {"name": f"Orang {n}", "identifier": f"08139999001{n}", "password": asks["current"], "terms": "1"}
        assert browser.post("/daftar", data=form).status_code == 303
        assert 303 in {browser.post("/akun/kontak", data=asks).status_code for _ in range(4)}
    write(lambda db: setattr(Person.get(db, here.buyer), "created_at", now() - timedelta(days=2)))
    hers = world.as_person(here.buyer, from_network("198.51.100.9"))
    answer = hers.post("/akun/kontak", data=asks | {"current": world.PASSWORD})
    assert answer.status_code == 303, answer.text


# -- offices -----------------------------------------------------------------------------------------------------


def invites(admin, phone: str) -> None:
    """An admin asks somebody to be an officer."""
    form = {"name": "Petugas Baru", "phone": phone, "place": "71.72", "agency": "Dinas"}
    assert admin.post("/admin/petugas", data=form).status_code == 303


def says_yes(browser):
    with read() as db:
        key = db.scalars(sa.select(Invitation).order_by(table(Invitation).c.id.desc())).first().key
    return browser.post(f"/akun/undangan/{key}", data={"answer": "yes"})


def is_officer(key: int) -> bool:
    with read() as db:
        return bool(offices(db, key))


@wide
def test_who_typed_somebodys_number_gets_no_office(shop, reachable):
    """The attack: an account with the number of an officer to be, made before she is asked by it."""
    here = world.a_shop()
    squatter = world.client()
    form = {"name": "Orang asing", "identifier": NEW, "password": "ikan asap enak", "terms": "1"}
    assert squatter.post("/daftar", data=form).status_code == 303
    with read() as db:
        thief = find_person(db, NEW).key
    assert asks(squatter, "maling@contoh.id", current="ikan asap enak").status_code == 303
    assert shows(squatter, sent_code("maling@contoh.id"), "email").status_code == 303, "his own e-mail is proved"
    admin = world.as_person(here.admin)
    invites(admin, NEW)
    assert says_yes(squatter).status_code == 422 and not is_officer(thief)
    owner = world.client()
    page = owner.post("/daftar", data=form | {"name": "Hana", "password": "bakasang enak"})
    assert page.status_code == 422 and "Sekarang milik saya" in page.text
    assert (
        owner.post("/daftar", data=form | {"name": "Hana", "password": "bakasang enak", "mine": "1"}).status_code == 303
    )
    assert says_yes(owner).status_code == 404, "not before the proof"
    assert shows(owner, sent_code(PHONE)).status_code == 303
    assert says_yes(squatter).status_code == 404 and says_yes(owner).status_code == 303
    with read() as db:
        hana = find_person(db, NEW)
        assert hana.name == "Hana" and is_officer(hana.key) and not is_officer(thief)
        assert db.get(Person, thief).phone is None
    assert owner.get("/dinas").status_code == 200 and squatter.get("/dinas").status_code == 404


@wide
def test_who_asks_her_to_an_office_is_not_who_proves_her(shop):
    here = world.a_shop()
    unproved(here.buyer)
    admin, browser = world.as_person(here.admin), world.as_person(here.buyer)
    invites(admin, "081200000009")
    assert says_yes(browser).status_code == 422
    proof = call_asked(here.buyer, "081200000009")
    assert admin.post(f"/admin/panggilan/{proof}").status_code == 404, "never who asked"
    answer = world.as_person(here.officer).post(f"/dinas/panggilan/{proof}")
    assert shows(browser, re.search(r": ([A-Z0-9]{4}-[A-Z0-9]{4})<", answer.text)[1]).status_code == 303
    by = sa.update(table(ContactProof)).values(read_by_id=here.admin)  # a call from before he asked her
    write(lambda db: db.execute(by) and None)
    refused = says_yes(browser)
    assert refused.status_code == 422 and "orang yang mengundang" in refused.text and not is_officer(here.buyer)
    write(lambda db: db.execute(by.values(read_by_id=here.officer)) and None)
    assert says_yes(browser).status_code == 303 and is_officer(here.buyer)


@wide
@pytest.mark.parametrize("role", ["successor", "superior"])
def test_an_office_is_handed_on_to_who_proved_the_number_typed(shop, role):
    here = world.a_shop()
    unproved(here.buyer)
    form = {"identifier": "081200000009", "role": role}
    assert world.as_person(here.officer).post("/dinas/kantor/rekan", data=form).status_code == 303
    browser = world.as_person(here.buyer)
    assert says_yes(browser).status_code == 422 and not is_officer(here.buyer) and is_officer(here.officer)
    proof = call_asked(here.buyer, "081200000009")
    assert world.as_person(here.officer).post(f"/dinas/panggilan/{proof}").status_code == 404, "not who hands on"
    answer = world.as_person(here.admin).post(f"/admin/panggilan/{proof}")
    assert shows(browser, re.search(r": ([A-Z0-9]{4}-[A-Z0-9]{4})<", answer.text)[1]).status_code == 303
    assert says_yes(browser).status_code == 303 and is_officer(here.buyer)


# -- the command line --------------------------------------------------------------------------------------------


def added(*arguments: str) -> str:
    told = CliRunner().invoke(app, ["person", "add", *arguments])
    assert told.exit_code == 0, told.output
    found = re.search(r"http://testserver(/mulai/\S+)", told.output)
    return found[1] if found else ""


@wide
def test_the_command_line_prints_a_link_which_is_proof(shop):
    world.a_shop()
    link = added("--role", "admin", "--phone", NEW, "--name", "Pengelola")
    with read() as db:
        assert find_person(db, NEW) is None, "nobody before she opened it"
    browser = world.client()
    assert browser.get(link).status_code == 200
    form = {"password": "bakasang enak", "terms": "1"}
    assert browser.post(link, data=form | {"terms": ""}).status_code == 422
    assert browser.post(link, data=form).headers["location"] == "/akun/dua-langkah", "an admin's second step first"
    assert world.client().post(link, data=form).status_code == 422, "once"
    with read() as db:
        admin = find_person(db, NEW)
        assert admin.admin and admin.phone_proved_at and not admin.restricted
    assert added("--role", "officer", "--phone", NEW, "--place", "71.72") == "", "proved: no link"
    with read() as db:
        assert is_officer(find_person(db, NEW).key)
    late = added("--role", "officer", "--phone", "081299990005", "--place", "71.72")
    write(lambda db: db.execute(sa.update(table(StartLink)).values(expires_at=now())) and None)
    assert world.client().get(late).status_code == 422, "seven days"


@wide
def test_an_account_that_a_stranger_made_with_her_number_is_not_hers_by_the_link(shop, reachable):
    """He keeps what he made, his shop and its puppets as well, without the number; she has an account of her own."""
    here = world.a_shop()

    def squat(db):
        thief = world.a_person(
            db, "Orang asing", 99, email="maling@contoh.id", email_proved_at=now(), phone_proved_at=None
        )
        group = found_group(db, thief, name="Lapak Tipu", kind=GroupKind.GROUP, village=world.GIRIAN, phone=None)
        join(db, group.key, Person.get(db, here.buyer), Acceptance.ACCOUNT, chair=True, given_by=thief.key)
        return thief.key

    key = write(squat)
    thief = world.as_person(key)
    lost = added("--role", "officer", "--phone", "081200000099", "--place", "71.72")
    link = added("--role", "officer", "--phone", "081200000099", "--place", "71.72", "--name", "Ibu Petugas")
    assert thief.post("/akun/keluar-semua").status_code == 303
    assert world.client().get(lost).status_code == 422, "a newer one ends it"
    assert world.client().get(link).status_code == 200, "nobody who typed her number does"
    assert person(key).phone == "+6281200000099" and person(key).name == "Orang asing", "not before she opened it"
    owner = world.client()
    assert owner.post(link, data={"password": "bakasang enak", "terms": "1"}).status_code == 303
    for identifier, password in (("081200000099", world.PASSWORD), ("maling@contoh.id", "bakasang enak")):
        assert world.client().post("/masuk", data={"identifier": identifier, "password": password}).status_code == 422
    with read() as db:
        hers = find_person(db, "081200000099")
        assert hers.key != key and is_officer(hers.key) and not is_officer(key) and hers.name == "Ibu Petugas"
        assert stands_of(db, {hers.key})[hers.key].own_side == frozenset() and person(key).phone is None
    assert owner.get("/akun").status_code == 200 and "Lapak Tipu" not in owner.get("/akun").text
    assert owner.post("/dinas/kelompok/lapak-tipu/tutup", data={"note": "Menipu pembeli"}).status_code == 303


@wide
def test_the_command_line_lets_no_squatter_help_a_group(shop):
    """Helping begins with the link as well, and so does what rests on a call that some officer somewhere made."""
    here = world.a_shop()

    def squat(db):
        thief = world.a_person(db, "Orang asing", 99, phone_proved_at=None)
        called = world.a_person(db, "Kaki tangan", 98, phone_proved_at=now())
        proof = {"kind": ContactKind.PHONE, "value": called.phone, "way": ProofWay.CALL, "expires_at": now()}
        ContactProof(person_id=called.key, proved_at=now(), read_by_id=here.far_officer, **proof).add(db)
        return thief.key, called.key

    thief, called = write(squat)
    link = added("--role", "facilitator", "--phone", "081200000099", "--group", here.slug)
    assert link and world.as_person(thief).get(f"/lapak/{here.slug}").status_code == 404
    assert world.client().post(link, data={"password": "bakasang enak", "terms": "1"}).status_code == 303
    with read() as db:
        assert helps(db, here.group_id, find_person(db, "081200000099").key), "hers, who opened it"
        assert not helps(db, here.group_id, thief)
    assert added("--role", "admin", "--phone", "081200000098") and not person(called).admin


@wide
def test_the_link_proves_the_number_it_was_made_for(shop, reachable):
    """Not another one that the squatter of the account has proved there meanwhile."""
    world.a_shop()
    key = write(lambda db: world.a_person(db, "Orang asing", 99, phone_proved_at=None).key)
    link = added("--role", "officer", "--phone", "081200000099", "--place", "71.72")

    def moves(db) -> None:
        thief = Person.get(db, key)
        thief.phone, thief.phone_proved_at = "+6281377770001", now()

    write(moves)
    assert world.client().post(link, data={"password": "bakasang enak", "terms": "1"}).status_code == 303
    with read() as db:
        hers = find_person(db, "081200000099")
    assert hers.phone_proved_at and is_officer(hers.key) and hers.key != key
    assert person(key).phone == "+6281377770001", "what he proved is his"
    sign_in = {"identifier": "081200000099", "password": "bakasang enak"}
    assert world.client().post("/masuk", data=sign_in).status_code == 303


@wide
def test_nothing_that_a_stranger_prepared_opens_her_account_after_the_link(shop):
    """An app and its recovery codes, a known browser, a phone of a group with a PIN, codes and invitations: of an
    account whose number an officer somewhere said to have called."""
    here = world.a_shop()
    password = {"password": "bakasang enak", "terms": "1"}

    def squat(db):
        thief = world.a_person(db, "Orang asing", 99)
        proof = {"kind": ContactKind.PHONE, "value": thief.phone, "way": ProofWay.CALL, "expires_at": now()}
        ContactProof(person_id=thief.key, proved_at=now(), read_by_id=here.far_officer, **proof).add(db)
        begin_factor(db, thief.key).confirmed_at = now()
        recovery = new_recovery_codes(db, thief.key)[0]
        group = found_group(db, thief, name="Kelompok palsu", kind=GroupKind.GROUP, village=world.BITUNG, phone=None)
        membership = find_membership(db, group.key, thief.key)
        membership.set_pin(world.hashed(world.PIN))
        phone = Device(group_id=group.key, name="HP", added_by_id=thief.key, kept_by_id=thief.key).add(db)
        asked = Invitation(
            kind=InvitationKind.MEMBER, group_id=group.key, identifier=NEW, by_id=thief.key, chair=True
        ).add(db)
        block(db, thief.key, Invitation(kind=InvitationKind.MEMBER, group_id=here.group_id, by_id=here.chair))
        browser = remember(db, thief.key, "", "203.0.113.9")
        code = issue_at_console(db, thief.key, world.hashed("ABCDEFGH"))
        pending = begin_login(db, thief.key, "/akun")
        return thief.key, membership.key, phone.key, asked.key, browser, code.key, pending, recovery

    key, membership, device, asked, browser, code, pending, recovery = write(squat)
    phone = world.as_device(device)
    link = added("--role", "officer", "--phone", "081200000099", "--place", "71.72", "--name", "Ibu Petugas")
    owner = world.client()
    assert owner.post(link, data=password).headers["location"] == "/dinas", "no app of somebody else is asked of her"
    with read() as db:
        assert (
            second_factor(db, key) is None and find_pending(db, pending) is None and take_code(db, key, recovery) == ""
        )
        assert find_known(db, key, browser) is None and kept_code(db, key)[0] != code
        found = db.get(Membership, membership)
        assert found.pin_hash is None and db.get(Device, device).ended_at
        assert db.get(Invitation, asked).state == "withdrawn" and not blocks_of(db, key)
        assert db.get(Person, key).name == "Ibu Petugas"
    assert phone.get("/lapak/kelompok-palsu").status_code == 303, "the phone is signed out"


# -- numbers change hands ----------------------------------------------------------------------------------------


@wide
def test_a_number_is_changed_with_the_password_and_the_old_one_is_told(shop, reachable):
    here = world.a_shop()
    browser = world.as_person(here.member)
    assert asks(browser, NEW, current="salah sekali").status_code == 422
    assert asks(browser, NEW, current="").status_code == 422
    takes(here.member)
    assert person(here.member).phone == PHONE
    with read() as db:
        told = db.scalars(sa.select(Message).where(table(Message).c.template == "contact_changed")).one()
    assert told.to == "+6281200000003" and PHONE not in str(told.params)
    assert world.client().post("/masuk", data={"identifier": NEW, "password": world.PASSWORD}).status_code == 303
    assert world.client().post(told.params["path"]).status_code == 303, "bukan saya"
    assert world.client().post("/masuk", data={"identifier": NEW, "password": world.PASSWORD}).status_code == 422
    assert person(here.member).restricted


@wide
def test_who_came_in_by_a_code_changes_no_number_but_may_prove_her_own(shop, reachable):
    here = world.a_shop()
    unproved(here.member)
    write(lambda db: setattr(db.get(Person, here.member), "restricted_until", now() + timedelta(hours=5)))
    browser = world.as_person(here.member)
    answer = asks(browser, NEW)
    assert answer.status_code == 422 and "menunggu sampai" in answer.text
    assert browser.post("/akun/kontak", data={"identifier": "081200000003"}).status_code == 303
    assert shows(browser, sent_code("+6281200000003")).status_code == 303


@wide
def test_a_number_that_a_new_owner_proves_leaves_the_old_account_with_its_orders(shop, reachable):
    here = world.a_shop()
    old = world.as_person(here.buyer)
    path, _ = world.buys(old, here.sku, 1)
    write(lambda db: setattr(db.get(Person, here.buyer), "email", "ratna@contoh.id"))
    new = world.client()
    form = {"name": "Sari", "identifier": "081200000009", "password": "bakasang enak", "terms": "1", "mine": "1"}
    assert new.post("/daftar", data=form).headers["location"] == "/akun/kontak"
    assert person(here.buyer).phone == "+6281200000009", "not before the proof"
    assert shows(new, sent_code("+6281200000009")).status_code == 303
    with read() as db:
        sari = find_person(db, "081200000009")
        assert sari.name == "Sari" and not orders_of_person(db, sari.key) and orders_of_person(db, here.buyer)
        told = db.scalars(sa.select(Message).where(table(Message).c.template == "contact_left")).one()
        assert told.to == "ratna@contoh.id"
    number = path.partition("?")[0]
    assert new.get(number).status_code == 404 and old.get(number).status_code == 200, "her login stays, with her orders"
    refused = world.client().post("/masuk", data={"identifier": "081200000009", "password": world.PASSWORD})
    assert refused.status_code == 422, "the old account is not entered by that number any more"


@wide
def test_an_account_without_number_and_e_mail_is_asked_for_another_way_in(shop, reachable):
    here = world.a_shop()
    takes(here.other_chair, "081200000009", "+6281200000009")
    old = world.as_person(here.buyer)
    assert "tidak punya nomor HP atau e-mail lagi" in old.get("/akun").text
    account = person(here.buyer).account_number
    assert account in old.get("/akun/kontak").text
    again = world.client()
    signed_in = again.post("/masuk", data={"identifier": account, "password": world.PASSWORD})
    assert signed_in.headers["location"] == "/akun/kontak", "asked at the next sign-in"
    stranger = world.client().post("/masuk", data={"identifier": f"A-{here.chair}", "password": world.PASSWORD})
    assert stranger.status_code == 422, "only accounts that have nothing else"
    assert asks(again, NEW).status_code == 303 and shows(again, sent_code(PHONE)).status_code == 303
    assert "tidak punya nomor" not in again.get("/akun").text


@both
def test_who_lost_her_number_learns_her_sign_in_name_where_she_comes_back(shop, reachable):
    """Signed out and without an e-mail no letter reached her, and her old number opened the new owner's account."""
    here = world.a_shop()
    hers = world.client()
    entered = {"identifier": "081200000003", "password": world.PASSWORD}
    assert hers.post("/masuk", data=entered).status_code == 303 and hers.post("/keluar").status_code == 303
    assert "A-" not in hers.get("/masuk").text
    takes(here.buyer, "081200000003", "+6281200000003")
    write(lambda db: setattr(db.get(Person, here.buyer), "password_hash", world.hashed("kata sandi lain sekali")))
    account = person(here.member).account_number
    refused = hers.post("/masuk", data=entered)
    assert refused.status_code == 422 and account in refused.text and account in hers.get("/masuk").text
    assert "Olga" not in hers.get("/masuk").text, "the browser may be in other hands"
    assert account not in world.client().get("/masuk").text
    group = f"/lapak/{here.slug}"
    for who in (here.chair, here.facilitator):
        assert account in world.as_person(who).get(group).text, "who can tell her"
        assert account in world.as_person(who).get(f"{group}/anggota/masuk").text
    assert account in world.as_person(here.facilitator).get("/pendamping").text
    assert account in world.named_by_pin(here.slug, here.member).get(group).text, "herself on the group's phone"
    for who in (here.treasurer, here.other_chair):
        assert account not in world.as_person(who).get(group).text
    assert account not in world.as_device(here.device).get(group).text
    back = hers.post("/masuk", data={"identifier": account, "password": world.PASSWORD})
    assert back.status_code == 303 and back.headers["location"] == "/akun/kontak"
    assert asks(hers, NEW).status_code == 303 and shows(hers, sent_code(PHONE)).status_code == 303
    assert account not in world.as_person(here.chair).get(group).text, "she has a way in again"


@wide
def test_signing_up_with_a_number_that_has_an_account_is_no_dead_end(shop, reachable):
    here = world.a_shop()
    browser = world.client()
    form = {"name": "Sari", "identifier": "0812-0000-0009", "password": "bakasang enak", "terms": "1"}
    page = browser.post("/daftar", data=form)
    assert page.status_code == 422
    for offer in ('href="/masuk"', 'href="/lupa"', 'name="mine"'):
        assert offer in page.text.partition("<main")[2]
    assert browser.post("/daftar", data=form | {"mine": "1"}).status_code == 303
    assert "Sari" in browser.get("/akun").text and person(here.buyer).phone == "+6281200000009"


def at_once(*works):
    ready, results = threading.Barrier(len(works)), [None] * len(works)

    def run(n, work):
        ready.wait()
        try:
            results[n] = write(work)
        except (Refused, NotFound) as refusal:
            results[n] = refusal

    threads = [threading.Thread(target=run, args=(n, work)) for n, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@wide
@pytest.mark.parametrize("number", ["+6281200000009", PHONE])
def test_of_those_who_prove_a_number_at_once_one_has_it(shop, number, reachable):
    """Held by a third account, or by none: UNIQUE holds, one is told that it is hers, the others are refused."""
    here = world.a_shop()
    who = [here.chair, here.treasurer, here.member, here.other_chair, here.facilitator, here.officer]

    def ask(db):
        return [
            ask_for_proof(db, key, ContactKind.PHONE, number, ProofWay.WHATSAPP, ("AAAABBBB", "hash")).key
            for key in who
        ]

    proofs = write(ask)
    came = at_once(
        *(lambda db, key=key, proof=proof: prove(db, key, proof) for key, proof in zip(who, proofs, strict=True))
    )
    won = [key for key, each in zip(who, came, strict=True) if each is ContactKind.PHONE]
    assert len(won) == 1 and all(isinstance(each, Refused) for each in came if each is not ContactKind.PHONE)
    with read() as db:
        holders = list(db.scalars(sa.select(table(Person).c.id).where(table(Person).c.phone == number)))
        assert holders == won
        assert db.get(Person, here.buyer).phone == (None if number.endswith("09") else "+6281200000009")


@wide
def test_a_deleted_account_keeps_no_number(shop, reachable):
    here = world.a_shop()
    browser, form = takes(here.buyer), {"sure": "ya", "current": world.PASSWORD}
    soon = browser.post("/akun/hapus", data=form)
    assert soon.status_code == 422 and "bisa dihapus mulai" in soon.text, "the old number can still say: not me"
    with time_machine.travel(now() + timedelta(days=8)):
        assert world.as_person(here.buyer).post("/akun/hapus", data=form).status_code == 303
    with read() as db:
        gone = db.get(Person, here.buyer)
        assert (gone.phone, gone.phone_proved_at, gone.email_proved_at) == (None, None, None)
        assert not list(db.scalars(sa.select(ContactProof).where(table(ContactProof).c.person_id == here.buyer)))


def test_no_office_is_made_anywhere_else():
    """Officer rows and `admin` come from appointing and from a yes alone; the demo and handing on go by their own
    rules."""
    from pathlib import Path

    root = Path(__file__).parents[3] / "market"
    found = {
        file.relative_to(root).as_posix()
        for file in root.rglob("*.py")
        if re.search(r"\bOfficer\($|\bOfficer\((?!Record)[^)]|\.admin = |admin=True", file.read_text(), re.M)
    }
    asked = {"people/joining/deputies.py", "people/joining/admins.py"}  # after her yes, at a way that was shown hers
    assert found == asked | {
        "people/owning/appointing.py",
        "people/helpers.py",
        "demo/people.py",
        "demo/orders.py",
        "demo/bulk_bazaars.py",
    }
    assert Officer.__tablename__ == "officer"


# -- a number that somebody has -----------------------------------------------------------------------------------


@wide
def test_no_officer_alone_takes_a_number_that_somebody_has(shop):
    """The attack: her puppet, of her own place, asks for the number that a chair elsewhere has not proved yet."""
    here = world.a_shop()
    unproved(here.other_chair)

    def puppet_of(db) -> tuple[int, int]:
        puppet = world.a_person(db, "Boneka", 88, phone_proved_at=None)
        found_group(db, puppet, name="Kelompok Boneka", kind=GroupKind.GROUP, village=world.BITUNG, phone=None)
        far = db.scalar(sa.select(table(Group).c.id).where(table(Group).c.slug == here.other_slug))
        asked = Invitation(
            kind=InvitationKind.FACILITATOR, group_id=far, identifier=NEW_FREE, by_id=here.far_officer, name="V"
        )
        return puppet.key, asked.add(db).key

    puppet, invitation = write(puppet_of)
    officer, far, admin = (world.as_person(each) for each in (here.officer, here.far_officer, here.admin))
    with time_machine.travel("2026-11-28T04:00:00+00:00", tick=True):
        proof = call_asked(puppet, "081200000004")
        told = "Akun lain meminta nomor ini"
        owner = world.as_person(here.other_chair)
        assert (
            told in owner.get("/akun/kontak").text and told not in world.as_person(here.chair).get("/akun/kontak").text
        )
        with read() as db:
            assert db.scalars(sa.select(Message).where(table(Message).c.template == "contact_asked")).all()
        for browser, door in ((officer, "dinas"), (far, "dinas"), (admin, "admin")):
            assert browser.post(f"/{door}/panggilan/{proof}").status_code == 404, "she has time"
    with time_machine.travel("2026-11-30T05:00:00+00:00", tick=True):
        assert world.as_person(here.officer).post(f"/dinas/panggilan/{proof}").status_code == 404, "not hers to give"
        owner = world.as_person(here.other_chair)
        mine = call_asked(here.other_chair, "081200000004")
        assert mine != proof
        assert world.as_person(here.admin).post(f"/admin/panggilan/{proof}").status_code == 200, "an admin decides"
        assert person(here.other_chair).phone == "+6281200000004", "not before the code came back"
        free = call_asked(puppet, NEW_FREE)
        for reader in (here.officer, here.far_officer):
            refused = world.as_person(reader).post(f"/dinas/panggilan/{free}")
            assert refused.status_code == 404, "a facilitator elsewhere waits for it, and she who asked gains"
        by_hand = (("phone", NEW_FREE), ("phone_proved_at", now()))
        write(lambda db: [setattr(db.get(Person, puppet), name, value) for name, value in by_hand] and None)
        write(lambda db: ContactProof(
            person_id=puppet, kind=ContactKind.PHONE, value=NEW_FREE, way=ProofWay.CALL, expires_at=now(),
            read_by_id=here.officer, proved_at=now(),
        ).add(db) and None)  # fmt: skip
        yes = world.as_person(puppet).post(f"/akun/undangan/{invitation}", data={"answer": "yes"})
        assert yes.status_code == 422 and "wilayah" in yes.text, "who proved her answers for that place"


@wide
def test_a_hundred_strangers_hide_no_call(shop):
    """They ask first, from where this officer has nothing to say, or as founders of a group that nobody looked at."""
    here = world.a_shop()

    def many(db) -> None:
        facts = {"kind": ContactKind.PHONE, "way": ProofWay.CALL, "expires_at": now() + timedelta(days=3)}
        for n in range(110):
            stranger = Person(name=f"Orang {n}").add(db)
            ContactProof(person_id=stranger.key, value=f"+6281355500{n:03d}", asked_at=now(), **facts).add(db)

    write(many)
    proof = call_asked(here.chair, NEW)
    write(lambda db: vouch(db, db.get(Group, here.group_id), by=world.actor(here.officer), agency="Dinas"))
    for who, door in ((here.officer, "/dinas/panggilan"), (here.admin, "/admin/panggilan")):
        assert f"{door}/{proof}" in world.as_person(who).get(door).text, door
    assert world.as_person(here.officer).post(f"/dinas/panggilan/{proof}").status_code == 200


@wide
def test_only_an_admin_calls_a_number_that_is_to_be_an_admins(shop):
    here = world.a_shop()
    write(lambda db: vouch(db, db.get(Group, here.group_id), by=world.actor(here.officer), agency="Dinas"))
    asked = {"kind": InvitationKind.ADMIN, "identifier": PHONE, "by_id": here.treasurer}
    write(lambda db: Invitation(**asked).add(db) and None)
    proof = call_asked(here.chair, NEW)
    assert world.as_person(here.officer).post(f"/dinas/panggilan/{proof}").status_code == 404
    assert world.as_person(here.admin).post(f"/admin/panggilan/{proof}").status_code == 200


@wide
def test_letters_for_others_to_bring_hide_none(shop):
    here = world.a_shop()

    def work(db) -> list[tuple[int, bool]]:
        to = Recipient("Olga", "+6281200000003", None)
        for n in range(70):
            tell(db, to, "code_used", {NOT_BY: here.chair}, name=f"a/{n}", from_group=here.group_id)
        tell(db, to, "order_ready", {"x": f'"{NOT_BY}": {here.chair},'}, name="b", from_group=here.group_id)
        tell(db, to, "order_ready", {NOT_BY: here.chair * 10, "x": 1}, name="c", from_group=here.group_id)
        tell(db, to, "order_ready", {NOT_BY: here.member, "x": 1}, name="d", from_group=here.group_id)
        found = {
            by: letters_of_group(
                db, here.group_id, person_id=by, news=sa.select(table(Message).c.id).where(sa.false())
            ).to_send
            for by in (here.chair, here.member, None)
        }
        for by, each in found.items():
            assert all(message.may_be_sent_by(by) for message in each)
        return [len(each) for each in found.values()]

    assert write(work) == [3, 60, 1]
