"""Nobody is let in by a code of somebody who has no say over her, and a code opens little at first."""

import re
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from starlette.testclient import TestClient

from market.app import create_app
from market.catalog.product import product_by_slug
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.messages.outbox import Channel, Message
from market.payments.account import Account
from market.people.access import Actor, Do, Role
from market.people.approving.pin_code import PinCode
from market.people.approving.stand_in import StandIn
from market.people.founding.founding import found_group
from market.people.group import GroupKind
from market.people.helpers import Facilitation, Officer, offices
from market.people.invitation import Invitation
from market.people.letting_in import Stands, standing_over
from market.people.membership import Acceptance, Membership, find_membership, join
from market.people.owning.proving import prove
from market.people.owning.start_link import find_start_link, new_start_link
from market.people.pending_login import begin_login, find_pending
from market.people.person import Person, lock_person
from market.people.reset_code import ResetCode, code_issuers, new_code
from market.people.roles.facilitating import end_helping
from market.people.roles.role_change import RoleChange
from market.people.roles.role_states import RoleChangeState
from market.people.security import SecurityEvent
from market.people.signing_in.contact import ContactKind, ContactProof, ProofWay, ask_for_proof
from market.people.signing_in.denial import Denial
from market.people.signing_in.reset import capacity_over, grant, issue_code, use_code
from tests import world
from tests.conftest import wide
from tests.promises import test_doors

# -- the rule ----------------------------------------------------------------------------------------------------

ONE, TWO, FAR = 1, 2, 3
VILLAGES = {ONE: "71.72.06.1003", TWO: "71.72.06.1004", FAR: "18.01.06.2001"}


def stands(*member: int, chair=(), helps=(), acts=(), reads=(), admin=False) -> Stands:
    groups = {*member, *chair}
    return Stands(
        member_of={key: VILLAGES[key] for key in groups}, chair_of=frozenset(chair),
        helps={key: VILLAGES[key] for key in helps}, acts_in=frozenset(acts), reads_in=frozenset(reads), admin=admin,
    )  # fmt: skip


ISSUERS = {
    "buyer": stands(), "member of one": stands(ONE), "chair of one": stands(chair=[ONE]),
    "chair of one and two": stands(chair=[ONE, TWO]), "chair of one, member of two": stands(TWO, chair=[ONE]),
    "chair of one and far": stands(chair=[ONE, FAR]), "helps one": stands(helps=[ONE]),
    "helps one and two": stands(helps=[ONE, TWO]), "helps all": stands(helps=[ONE, TWO, FAR]),
    "officer of 71.72": stands(acts=["71.72"]), "officer of 71.7": stands(acts=["71.7"]),
    "officer of 18.01": stands(acts=["18.01"]), "officer of both": stands(acts=["71.72", "18.01"]),
    "superior of 71.72": stands(reads=["71.72"]), "admin": stands(admin=True),
}  # fmt: skip
# One letter an issuer, in the order above: the capacity in which she may; `.` where she may not.
TABLE = {
    "buyer":                      (stands(),                        "..............A"),
    "member of one":              (stands(ONE),                     "..CCCCFFFO..O.A"),
    "member of one and two":      (stands(ONE, TWO),                "...C...FFO..O.A"),
    "member of one and far":      (stands(ONE, FAR),                ".....C..F...O.A"),
    "chair of one":               (stands(chair=[ONE]),             "......FFFO..O.A"),
    "chair of two, member of one": (stands(ONE, chair=[TWO]),       ".......FFO..O.A"),
    "chair of one, member of far": (stands(FAR, chair=[ONE]),       "........F...O.A"),
    "helps one":                  (stands(helps=[ONE]),             ".........O..O.A"),
    "helps far, member of one":   (stands(ONE, helps=[FAR]),        "............O.A"),
    "officer of 71.72":           (stands(acts=["71.72"]),          "..............A"),
    "officer, member of one":     (stands(ONE, acts=["71.72"]),     "..............A"),
    "superior, member of one":    (stands(ONE, reads=["71.72"]),    "..............A"),
    "admin":                      (stands(admin=True),              "..............."),
    "admin, member of one":       (stands(ONE, admin=True),         "..............."),
}  # fmt: skip
LETTERS = {".": None, "C": Role.CHAIR, "F": Role.FACILITATOR, "O": Role.OFFICER, "A": Role.ADMIN}


@pytest.mark.parametrize("whom", TABLE)
def test_who_may_let_whom_in(whom):
    person, row = TABLE[whom]
    assert len(row) == len(ISSUERS)
    for (who, issuer), letter in zip(ISSUERS.items(), row, strict=True):
        assert standing_over(issuer, person) is LETTERS[letter], f"{who} for {whom}"


# -- the doors ---------------------------------------------------------------------------------------------------


def member_key(here: world.Shop, person: int, group_id: int | None = None) -> int:
    with read() as db:
        return find_membership(db, group_id or here.group_id, person).key


def asks(browser: TestClient, here: world.Shop, person: int) -> tuple[int, str]:
    """What the members page answers when asked for a code: its status and the code."""
    answer = browser.post(f"/lapak/{here.slug}/anggota/{member_key(here, person)}/kode")
    return answer.status_code, shown(answer.text)


def shown(text: str) -> str:
    found = re.search(r": ([A-Z0-9]{4}-[A-Z0-9]{4})<", text)
    return found[1] if found else ""


def let_in(here: world.Shop, person: int, by: int, browser: TestClient | None = None) -> TestClient:
    """Somebody comes in by a code that `by` issued; her browser."""
    status, code = asks(world.as_person(by), here, person)
    assert status == 200 and code
    return uses(person, code, browser)


def uses(person: int, code: str, browser: TestClient | None = None, password: str = "kata sandi baru sekali"):
    browser = browser or world.client()
    with read() as db:
        phone = Person.get(db, person).phone
    answer = browser.post("/lupa", data={"identifier": phone, "code": code, "password": password})
    assert answer.status_code == 303, answer.text
    return browser


def from_network(address: str) -> TestClient:
    return TestClient(
        create_app(), base_url="http://testserver", headers={"origin": "http://testserver"},
        follow_redirects=False, client=(address, 50000),
    )  # fmt: skip


def live_codes(person: int) -> int:
    with read() as db:
        return sum(code.live for code in db.scalars(sa.select(ResetCode)) if code.person_id == person)


def test_nobody_lets_in_by_office_who_is_of_her_own_side():
    """Neither as an officer nor as an admin: who belonged to the group, or helped it, within thirty days."""
    for office in ({"acts_in": frozenset({"71.72"})}, {"admin": True}):
        assert standing_over(Stands(**office), stands(ONE)) is not None
        assert standing_over(Stands(**office, own_side=frozenset({ONE})), stands(ONE)) is None
        assert standing_over(Stands(**office, own_side=frozenset({TWO})), stands(ONE)) is not None


@wide
def test_a_code_comes_only_from_who_has_a_say_everywhere_she_stands(shop):
    here = world.a_shop()

    def more(db):
        """Olga also belongs to a far group, Sience is a second chair, somebody answers for `71.7`."""
        far = db.execute(sa.text("SELECT id FROM groups WHERE slug = 'mama-kuala'")).scalar_one()
        join(db, far, Person.get(db, here.member), Acceptance.ACCOUNT)
        find_membership(db, here.group_id, here.treasurer).take_roles(chair=True, treasurer=True, given_by=here.chair)
        odd = world.a_person(db, "Ganjil", 70)
        Officer(person_id=odd.key, place="71.7", agency="Dinas").add(db)
        both_places = world.a_person(db, "Provinsi", 71)
        for place in ("71", "18"):
            Officer(person_id=both_places.key, place=place, agency="Dinas").add(db)
        return odd.key, both_places.key

    odd, both_places = write(more)
    for who in (here.chair, here.facilitator, here.other_chair, here.buyer, here.admin):
        status, code = asks(world.as_person(who), here, here.member)
        assert status in (404, 422) and not code, who
    for who, person in ((here.chair, here.treasurer), (here.treasurer, here.chair), (here.chair, here.chair)):
        status, code = asks(world.as_person(who), here, person)
        assert status == 422 and not code, "never among equals, never for oneself"
    office = f"/dinas/kelompok/{here.slug}/kode"
    assert world.as_person(here.officer).post(f"{office}/{here.member}").status_code == 422, "she stands elsewhere too"
    assert world.as_person(here.superior).post(f"{office}/{here.chair}").status_code == 422
    for who in (here.far_officer, odd):
        assert world.as_person(who).post(f"{office}/{here.chair}").status_code == 404
    assert not any(live_codes(person) for person in (here.member, here.chair, here.treasurer))
    assert asks(world.as_person(here.facilitator), here, here.chair)[1], "the facilitator of all groups of the chair"
    assert shown(world.as_person(here.officer).post(f"{office}/{here.chair}").text)
    assert shown(world.as_person(both_places).post(f"{office}/{here.member}").text), "answers for both of her places"


@wide
def test_the_button_stands_only_where_it_would_work(shop):
    here = world.a_shop()
    expected = {
        here.chair: {here.treasurer, here.member}, here.facilitator: {here.chair, here.treasurer, here.member},
        here.treasurer: set(), here.member: set(), here.officer: {here.chair, here.treasurer, here.member},
    }  # fmt: skip
    for who, may in expected.items():
        page = world.as_person(who).get(f"/lapak/{here.slug}/anggota/masuk").text
        keys = {person: member_key(here, person) for person in (here.chair, here.treasurer, here.member)}
        assert {person for person, key in keys.items() if f"anggota/{key}/kode" in page} == may, who
    office = world.as_person(here.officer).get(f"/dinas/kelompok/{here.slug}/masuk").text
    assert all(f'/kode/{person}"' in office for person in (here.chair, here.treasurer, here.member, here.facilitator))
    superior = world.as_person(here.superior).get(f"/dinas/kelompok/{here.slug}/masuk").text
    assert "/kode/" not in superior


@wide
def test_a_groups_phone_gives_no_codes_whoever_holds_it(shop):
    here = world.a_shop()
    phone = world.as_device(here.device)
    group = f"/lapak/{here.slug}"
    key = member_key(here, here.chair)
    assert phone.post(f"{group}/siapa", data={"member": key, "pin": world.PIN}).status_code == 303
    status, code = asks(phone, here, here.member)
    assert status in (303, 404, 422) and not code and not live_codes(here.member)
    assert f"{key}/kode" not in phone.get(f"{group}/anggota/masuk").text


@wide
def test_who_was_let_in_by_a_code_gives_none(shop):
    here = world.a_shop()
    chair = let_in(here, here.chair, here.facilitator)
    status, code = asks(chair, here, here.member)
    assert status == 422 and not code and not live_codes(here.member)
    kept = new_code()[1]
    with pytest.raises(Refused):  # read in the transaction, not from the cookie
        write(lambda db: issue_code(db, here.member, kept, by=Actor(here.chair, "Meike")))


@wide
def test_an_admin_is_let_in_by_two_others_or_at_the_command_line(shop):
    from typer.testing import CliRunner

    from market.cli import app

    here = world.a_shop()
    second, third = write(lambda db: tuple(world.a_person(db, f"Admin {n}", 80 + n, admin=True).key for n in (2, 3)))
    ask = {"identifier": "081200000008"}
    own = world.as_person(here.admin).post("/admin/kode", data=ask)
    assert own.status_code == 422 and not shown(own.text), "not for oneself"
    first = world.as_person(second)
    asked = first.post("/admin/kode", data=ask)
    assert asked.status_code == 303 and not live_codes(here.admin), "one alone gets nothing"
    address = "/admin/kode/1"
    assert address not in first.get("/admin").text
    assert first.post(address).status_code == 422 and not live_codes(here.admin)
    assert world.as_person(here.admin).post(address).status_code == 422, "nor the one concerned"
    assert "/admin/kode/" not in world.as_person(here.admin).get("/admin").text
    assert world.as_person(here.officer).post(address).status_code == 404
    other = world.as_person(third)
    assert address in other.get("/admin").text
    code = shown(other.post(address).text)
    assert code and code not in first.get("/admin").text
    assert other.post(address).status_code == 422, "once"
    uses(here.admin, code)
    with read() as db:
        assert code_issuers(db, here.admin) == {second, third}
    told = CliRunner().invoke(app, ["person", "code", "0812-0000-0008"])
    assert told.exit_code == 0, told.output
    uses(here.admin, re.search(r"code (\S+)", told.output)[1])


@wide
def test_a_buyer_is_let_in_by_an_admin_alone(shop):
    here = world.a_shop()
    admin, lost = world.as_person(here.admin), world.as_person(here.buyer)
    code = shown(admin.post("/admin/kode", data={"identifier": "081200000009"}).text)
    assert lost.get("/akun").status_code == 200
    browser = uses(here.buyer, code)
    assert lost.get("/akun/keamanan").status_code == 303, "whoever was in is out"
    assert browser.get("/akun").status_code == 200
    assert browser.get("/akun/data").status_code == 422, "exports rest"


# -- what a code opens -------------------------------------------------------------------------------------------

RESTING = {
    "harga": "", "members": "anggota", "roles": "anggota/1/peran", "phones": "hp", "accounts": "uang/rekening",
    "approval": "uang/rekening/1/setuju", "claims": "uang/klaim/1/cocok", "profile": "profil", "delivery": "pengiriman",
    "refunds": "uang/kembali/1", "recap": "uang/rekap", "code": "anggota/1/kode", "statement": "uang/mutasi",
    "quotes": "penawaran", "parts": "uang/bagi-hasil/aturan", "platform": "uang/lewat-pengelola",
}  # fmt: skip


@wide
def test_stock_orders_and_packing_are_open_at_once_the_rest_waits(shop):
    here = world.a_shop()
    chair = let_in(here, here.chair, here.facilitator)
    group = f"/lapak/{here.slug}"
    assert chair.post(f"{group}/stok", data={"variant": here.sku, "quantity": 2}).status_code == 303
    assert chair.post(f"{group}/stok/habis", data={"variant": here.sku}).status_code == 303
    with read() as db:
        told = {"version": product_by_slug(db, here.product).version, "name": "Cakalang fufu", "category": "ikan-asap"}
    for text, code in (("Transfer ke BCA 1234567890, WA 081234567890", 422), ("Diasap semalam", 303)):
        answer = chair.post(f"{group}/produk/{here.product}", data=told | {"description": text})
        assert answer.status_code == code, "where buyers pay rests with money"
    for page in ("", "/stok", "/pesanan", "/pesanan/kemas", "/anggota", "/uang", "/bazar"):
        answer = chair.get(group + page)
        assert answer.status_code == 200 and "menunggu sampai" in answer.text, page
    for what, path in RESTING.items():
        pattern = f"/lapak/{{group}}/{path}" if path else "/lapak/{group}/produk/baru"
        answer = chair.post(pattern.format(group=here.slug), data=test_doors.filling(here, pattern))
        assert answer.status_code == 422 and "menunggu sampai" in answer.text, (what, answer.status_code)
    book = ("/uang/buku", "/uang/buku.xlsx", "/uang/buku.pdf", "/uang/bagi-hasil", "/uang/bagi-hasil/slip")
    for path in (*book, "/uang/rekening", "/profil"):
        answer = chair.get(group + path)
        assert answer.status_code == 422 and "menunggu sampai" in answer.text, path
    own = {"current": "kata sandi baru sekali", "password": "kata sandi lain lagi", "sure": "ya"}
    for path in ("/akun/sandi", "/akun/hapus"):
        answer = chair.post(path, data=own)
        assert answer.status_code == 422 and "menunggu sampai" in answer.text, path
    assert chair.get("/akun/data").status_code == 422


@wide
def test_an_officer_and_an_admin_let_in_by_a_code_look_and_do_nothing(shop):
    here = world.a_shop()
    values = test_doors.filled(here, world.as_person(here.buyer))
    rests = now() + timedelta(hours=5)
    for person in (here.officer, here.admin):
        write(lambda db, person=person: setattr(Person.get(db, person), "restricted_until", rests))
    gate = "/dinas/bazar/{slug}/kehadiran/{booking}"
    wrong = []
    for person, patterns in ((here.officer, test_doors.OFFICE_ACTS), (here.admin, test_doors.ADMIN_ACTS)):
        browser = world.as_person(person)
        for pattern in sorted(patterns - test_doors.GATE_ACTS):
            form = test_doors.filling(here, pattern) | {"place": "71.72", "agency": "Dinas", "name_en": "Name"}
            answer = browser.post(test_doors.address(pattern, values), data=form)
            if answer.status_code != 422 or "menunggu sampai" not in answer.text:
                wrong.append((pattern, answer.status_code))
    assert not wrong, wrong
    officer = world.as_person(here.officer)
    assert officer.get("/dinas").status_code == 200 and "menunggu sampai" in officer.get("/dinas").text
    checks_in = officer.post(test_doors.address(gate, values), data=test_doors.filling(here, gate))
    assert "menunggu sampai" not in checks_in.text, "who stands at the gate checks in"


@wide
def test_the_rest_lasts_twelve_waking_hours_and_ends_by_time(shop):
    here = world.a_shop()
    before = now()
    chair = let_in(here, here.chair, here.facilitator)
    with read() as db:
        from market.kernel.clock import waking_between, zone_of

        until = Person.get(db, here.chair).restricted_until
        waking = waking_between(before, until, zone_of("71.72"))
    assert 11.9 < waking <= 12.1
    group = f"/lapak/{here.slug}"
    assert chair.get(f"{group}/profil").status_code == 422
    write(lambda db: setattr(Person.get(db, here.chair), "restricted_until", now() - timedelta(seconds=1)))
    assert chair.get(f"{group}/profil").status_code == 200


@wide
def test_the_rest_ends_by_a_helper_who_sees_her_and_did_not_issue_the_code(shop):
    here = world.a_shop()
    chair = let_in(here, here.chair, here.facilitator)
    group, key = f"/lapak/{here.slug}", member_key(here, here.chair)
    met, office = f"{group}/anggota/{key}/bertemu", f"/dinas/kelompok/{here.slug}/bertemu/{here.chair}"
    for who in (
        here.chair,
        here.facilitator,
        here.treasurer,
        here.member,
        here.other_chair,
        here.far_officer,
        here.superior,
    ):
        answer = world.as_person(who).post(met)
        assert answer.status_code in (404, 422), who
        assert world.as_person(who).post(office).status_code in (404, 422), who
        assert f"{key}/bertemu" not in world.as_person(who).get(f"{group}/anggota/masuk").text, who
    assert chair.get(f"{group}/profil").status_code == 422, "still"
    officer = world.as_person(here.officer)
    assert f"/bertemu/{here.chair}" in officer.get(f"/dinas/kelompok/{here.slug}/masuk").text
    assert officer.post(office).status_code == 303
    assert chair.get(f"{group}/profil").status_code == 200
    with read() as db:
        told = db.scalars(sa.select(SecurityEvent).where(table(SecurityEvent).c.code == "rest_ended")).one()
        assert (told.person_id, told.by_id) == (here.chair, here.officer)


@wide
def test_a_treasurer_let_in_by_her_chair_is_seen_by_the_facilitator(shop):
    here = world.a_shop()
    treasurer = let_in(here, here.treasurer, here.chair)
    group, key = f"/lapak/{here.slug}", member_key(here, here.treasurer)
    assert world.as_person(here.chair).post(f"{group}/anggota/{key}/bertemu").status_code == 422
    helper = world.as_person(here.facilitator)
    assert f"anggota/{key}/bertemu" in helper.get(f"{group}/anggota/masuk").text
    assert helper.post(f"{group}/anggota/{key}/bertemu").status_code == 303
    assert treasurer.get(f"{group}/uang/mutasi").status_code == 200


def test_every_act_that_rests_is_named_once():
    person = Actor(1, "x", roles=frozenset(Role), restricted_until=now() + timedelta(hours=1))
    open_at_once = {do for do in Do if person.may(do)}
    assert open_at_once == {
        Do.SEE,
        Do.SELL,
        Do.TILL,
        Do.STOCK,
        Do.WRITE_OFF,
        Do.PACK,
        Do.ORDERS,
        Do.MONEY,
        Do.CASH,
        Do.OBJECT,
        Do.BAZAAR,
        Do.END_DEVICE,  # a lost phone is ended by any member, at once
    }


# -- a code's life -----------------------------------------------------------------------------------------------


@wide
def test_a_code_works_once_for_a_day_and_only_the_newest(shop):
    here = world.a_shop()
    chair = world.as_person(here.chair)
    _, first = asks(chair, here, here.member)
    _, second = asks(chair, here, here.member)
    form = {"identifier": "081200000003", "password": "kata sandi baru sekali"}
    assert world.client().post("/lupa", data=form | {"code": first}).status_code == 422, "a newer one ended it"
    assert world.client().post("/lupa", data=form | {"code": second[:4]}).status_code == 422
    assert world.client().post("/lupa", data=form | {"code": second.replace("-", " ").lower()}).status_code == 303
    assert world.client().post("/lupa", data=form | {"code": second}).status_code == 422, "once"
    _, late = asks(chair, here, here.member)
    write(lambda db: db.execute(sa.update(table(ResetCode)).values(expires_at=now())) and None)
    assert world.client().post("/lupa", data=form | {"code": late}).status_code == 422
    with read() as db:
        kept = [code.code_hash for code in db.scalars(sa.select(ResetCode))]
    assert all(each.startswith("$argon2") for each in kept), "a stolen backup opens nothing"


@wide
@pytest.mark.parametrize("issuer", ["chair", "facilitator", "officer"])
def test_a_code_ends_with_the_standing_of_who_issued_it(shop, issuer):
    """Somebody whose role or office ended keeps no way into an account in her pocket."""
    here = world.a_shop()
    _status, code = asks(world.as_person(getattr(here, issuer)), here, here.member)
    assert code

    def ends(db):
        find_membership(db, here.group_id, here.treasurer).take_roles(chair=True, treasurer=True, given_by=here.chair)
        find_membership(db, here.group_id, here.chair).take_roles(chair=False, treasurer=False, given_by=here.chair)
        end_helping(db, here.group_id, here.facilitator, by=world.actor(here.officer))
        for office in offices(db, here.officer):
            office.end(world.actor(here.admin))

    write(ends)
    form = {"identifier": "081200000003", "code": code, "password": "kata sandi baru sekali"}
    answer = world.client().post("/lupa", data=form)
    assert answer.status_code == 422, answer.text
    assert world.client().post("/masuk", data=form | {"password": world.PASSWORD}).status_code == 303


@wide
def test_one_gives_five_codes_a_day_for_one_and_others_may_still(shop):
    here = world.a_shop()
    path = f"/lapak/{here.slug}/anggota/{member_key(here, here.member)}/kode"
    for _ in range(5):
        assert world.as_person(here.chair).post(path).status_code == 200
    refused = world.as_person(here.chair).post(path)
    assert refused.status_code == 422 and "petugas lain" in refused.text
    assert world.as_person(here.facilitator).post(path).status_code == 200
    with time_machine.travel(now() + timedelta(days=1), tick=True):
        assert world.as_person(here.chair).post(path).status_code == 200


@wide
def test_a_stranger_cannot_use_a_code_up(shop):
    here = world.a_shop()
    _, code = asks(world.as_person(here.chair), here, here.member)
    wrong = {"identifier": "081200000003", "code": "AAAA-BBBB", "password": "kata sandi baru sekali"}
    for network in range(3):
        strangers = from_network(f"203.0.113.{network}")
        answers = [strangers.post("/lupa", data=wrong).status_code for _ in range(26)]
        assert answers[0] == 422 and answers[-1] == 429
    assert from_network("198.51.100.7").post("/lupa", data=wrong | {"code": code}).status_code == 303


def same(text: str, number: str) -> str:
    """A page without what was typed, and without the token that each form has of its own."""
    return re.sub(r'name="press" value="[^"]*"', "", text).replace(number, "")


@wide
def test_unknown_people_and_wrong_codes_are_answered_alike(shop):
    here = world.a_shop()
    asks(world.as_person(here.chair), here, here.member)
    form = {"code": "AAAA-BBBB", "password": "kata sandi baru sekali"}
    known, unknown = (
        world.client().post("/lupa", data=form | {"identifier": phone}) for phone in ("081200000003", "081299999999")
    )
    assert known.status_code == unknown.status_code == 422
    assert same(known.text, "081200000003") == same(unknown.text, "081299999999")


# -- "bukan saya" ------------------------------------------------------------------------------------------------


def links() -> list[str]:
    """The "bukan saya" links that were written, oldest first."""
    with read() as db:
        found = db.scalars(sa.select(Message).order_by(table(Message).c.id))
        return [
            message.params["path"] for message in found if message.params.get("path", "").startswith("/bukan-saya/")
        ]


@pytest.fixture
def reachable(monkeypatch):
    """E-mail and WhatsApp are configured."""
    monkeypatch.setenv("MARKET_SMTP_URL", "smtp://localhost:1")
    monkeypatch.setenv("MARKET_WHATSAPP_URL", "http://localhost:1/messages")
    settings.cache_clear()
    yield
    settings.cache_clear()


@wide
def test_a_code_is_told_by_every_way_she_has(shop, reachable):
    here = world.a_shop()
    write(lambda db: setattr(Person.get(db, here.member), "email", "olga@contoh.id"))
    let_in(here, here.member, here.chair)
    with read() as db:
        told = {
            (m.template, m.channel, m.to) for m in db.scalars(sa.select(Message)) if "olga" in m.to or "00003" in m.to
        }
        words = " ".join(str(m.params) for m in db.scalars(sa.select(Message)))
    assert told == {
        (template, channel, to)
        for template in ("reset_code_issued", "code_used")
        for channel, to in ((Channel.EMAIL, "olga@contoh.id"), (Channel.WHATSAPP, "+6281200000003"))
    }
    assert "Meike" not in words and "Tunas" not in words, "nobody's own words in a letter"
    assert len(set(links())) == 4, "each number and address has a link of its own"


@wide
def test_without_a_way_to_write_somebody_else_of_the_group_brings_it(shop):
    here = world.a_shop()
    asks(world.as_person(here.chair), here, here.member)
    group = f"/lapak/{here.slug}"
    with read() as db:
        message = db.scalars(sa.select(Message)).one()
    assert message.channel is Channel.TAP and message.to == "+6281200000003"
    for key in (here.chair, here.facilitator, here.treasurer):
        assert "/bukan-saya/" not in world.as_person(key).get(group).text, "whoever reads the link could press it"
    for who in (world.as_person(here.chair), world.as_device(here.device)):
        who.post(f"{group}/kabar/{message.id}")
    with read() as db:
        assert Message.get(db, message.key).sent_at is None
    helper = world.as_person(here.facilitator)
    assert (
        "Kode masuk Dermaga untuk akun Anda" in helper.get(group).text
        and "Kode masuk untuk Olga" in helper.get(f"{group}/anggota/masuk").text
    )
    assert helper.post(f"{group}/kabar/{message.id}").status_code == 303
    assert "Kode masuk untuk akun Anda" in world.as_person(here.member).get("/akun").text


@wide
def test_not_me_before_the_code_was_used(shop, reachable):
    here = world.a_shop()
    own = world.as_person(here.member)
    _, code = asks(world.as_person(here.chair), here, here.member)
    link = links()[0]
    assert world.client().get(link).status_code == 200 and live_codes(here.member) == 1, "looking changes nothing"
    assert world.client().post(link).status_code == 303
    assert world.client().post(link).status_code == 422 and world.client().get(link).status_code == 422, "once"
    form = {"identifier": "081200000003", "code": code, "password": "kata sandi baru sekali"}
    assert world.client().post("/lupa", data=form).status_code == 422
    assert "Olga" not in own.get("/akun").text, "all logins ended"
    signed_in = world.client().post("/masuk", data={"identifier": "081200000003", "password": world.PASSWORD})
    assert signed_in.status_code == 303, "her own password stays"


@wide
def test_not_me_after_a_stranger_used_it(shop, reachable):
    here = world.a_shop()
    for person, mail in (
        (here.officer, "hendra@contoh.id"),
        (here.facilitator, "rina@contoh.id"),
        (here.admin, "a@contoh.id"),
    ):
        write(lambda db, person=person, mail=mail: setattr(Person.get(db, person), "email", mail))
    thief = let_in(here, here.member, here.chair)
    assert thief.get(f"/lapak/{here.slug}").status_code == 200
    write(lambda db: setattr(Person.get(db, here.member), "restricted_until", None))  # twelve waking hours later
    assert world.client().post(links()[0]).status_code == 303, "the older letter's link works as well"
    assert thief.get(f"/lapak/{here.slug}").headers["location"].startswith("/masuk")
    for password in ("kata sandi baru sekali", world.PASSWORD):
        again = world.client().post("/masuk", data={"identifier": "081200000003", "password": password})
        assert again.status_code == 422, "restores nothing"
    with read() as db:
        person = Person.get(db, here.member)
        assert person.password_hash is None and person.restricted
        told = {m.to for m in db.scalars(sa.select(Message).where(table(Message).c.template == "code_denied"))}
        assert {"hendra@contoh.id", "rina@contoh.id", "a@contoh.id"} <= told
        assert not any("00001" in to for to in told), "not who issued it"
        assert db.scalars(sa.select(SecurityEvent).where(table(SecurityEvent).c.code == "code_denied")).one()
    asks(world.as_person(here.facilitator), here, here.member)
    assert live_codes(here.member) == 1, "another way in"


@wide
def test_not_me_from_the_account_and_only_for_ones_own_code(shop):
    here = world.a_shop()
    asks(world.as_person(here.chair), here, here.member)
    with read() as db:
        code = db.scalars(sa.select(ResetCode)).one().key
    assert world.as_person(here.treasurer).post(f"/akun/kode/{code}/bukan-saya").status_code == 404
    assert world.client().post(f"/akun/kode/{code}/bukan-saya").headers["location"].startswith("/masuk")
    assert live_codes(here.member) == 1
    assert world.as_person(here.member).post(f"/akun/kode/{code}/bukan-saya").status_code == 303
    assert live_codes(here.member) == 0


@wide
def test_a_used_code_is_denied_from_the_account_by_who_knows_the_password_once_and_for_thirty_days(shop, reachable):
    """The attack: a phone that is signed in, and a code that its owner used herself, long ago."""
    here = world.a_shop()
    kept = "kata sandi baru sekali"
    let_in(here, here.member, here.chair)
    write(lambda db: setattr(db.get(Person, here.member), "restricted_until", None))
    with read() as db:
        key = db.scalars(sa.select(ResetCode)).one().key
    path, phone = f"/akun/kode/{key}/bukan-saya", world.as_person(here.member)
    assert phone.post(path).status_code == 422 and phone.post(path, data={"current": "salah"}).status_code == 422
    with read() as db:
        assert db.get(Person, here.member).password_hash
    assert 'name="current"' in phone.get("/akun").text
    with time_machine.travel(now() + timedelta(days=31)):
        assert world.as_person(here.member).post(path, data={"current": kept}).status_code == 404
    assert phone.post(path, data={"current": kept}).status_code == 303
    again = world.as_person(here.member)
    assert again.post(path).status_code == 404, "once"
    assert path not in again.get("/akun").text


@wide
def test_another_password_ends_what_was_begun_and_nothing_that_others_gave(shop):
    """A sign-in that waits for its code was begun by who knew the old one. A helper's code and a link of the command
    line were handed to the owner: whoever knows the password would else burn each before she types it."""
    here = world.a_shop()
    asks(world.as_person(here.chair), here, here.member)

    def work(db) -> tuple[str, str]:
        return begin_login(db, here.member, "/akun"), new_start_link(
            db, db.get(Person, here.member), ContactKind.PHONE, "+6281200000003"
        )

    pending, link = write(work)
    form = {"current": world.PASSWORD, "password": "ikan asap di perahu", "again": "ikan asap di perahu"}
    assert world.as_person(here.member).post("/akun/sandi", data=form).status_code == 303
    with read() as db:
        assert find_pending(db, pending) is None and live_codes(here.member) == 1
        assert find_start_link(db, link).person_id == here.member
    pending, link = write(work)
    assert world.as_person(here.member).post("/akun/keluar-semua").status_code == 303
    with read() as db:
        assert find_pending(db, pending) is None and live_codes(here.member) == 1
        assert find_start_link(db, link).person_id == here.member


@wide
@pytest.mark.parametrize("capacity", ["facilitator", "officer", "admin", "console"])
def test_who_is_only_signed_in_burns_no_code(shop, capacity):
    """By "keluar semua", or by the same password again, which is no change that a letter could tell of."""
    here = world.a_shop()
    by = {"facilitator": here.facilitator, "officer": here.officer, "admin": here.admin, "console": None}[capacity]
    code, kept = new_code()
    write(lambda db: grant(db, lock_person(db, here.member), kept, by_id=by, capacity=capacity) and None)
    same = {"current": world.PASSWORD, "password": world.PASSWORD}
    for path, form in (("/akun/keluar-semua", {}), ("/akun/sandi", same)):
        assert world.as_person(here.member).post(path, data=form).status_code == 303
    hers = {"identifier": "081200000003", "code": code, "password": "kata sandi olga baru"}
    assert world.client().post("/lupa", data=hers).status_code == 303


@wide
def test_not_me_leaves_nothing_that_the_thief_made(shop, reachable):
    """A chair for two days: a PIN, a phone, a puppet with a code, a role, an account, a stand-in, a code for
    another."""
    here = world.a_shop()
    group = f"/lapak/{here.slug}"
    own, member, money = (member_key(here, each) for each in (here.chair, here.member, here.treasurer))
    kept = world.as_device(here.device)
    with time_machine.travel(now() - timedelta(days=3), tick=True):
        world.as_person(here.chair).post(f"{group}/anggota", data={"name": "Tamu Lama", "phone": "081299990002"})
    thief = let_in(here, here.chair, here.facilitator)
    with time_machine.travel(now() + timedelta(hours=40), tick=True):
        pin = {"current": "kata sandi baru sekali", "pin": "8462", "again": "8462"}
        account = {"bank": "BNI", "number": "1234567890", "holder": "Maling"}
        made = [
            thief.post(f"{group}/anggota/{own}/pin", data=pin),
            thief.post(f"{group}/anggota/{member}/peran", data={"chair": "1"}),
            thief.post(f"{group}/pengganti", data={"treasurer": money, "member": member}),
            thief.post(f"{group}/uang/rekening", data=account),
        ]
        thief.post(f"{group}/anggota", data={"name": "Calon", "phone": "081299990001"})
        puppet = thief.post(f"{group}/anggota", data={"name": "Boneka"})
        other = asks(thief, here, here.member)
        made.append(thief.post(f"{group}/hp", data={"name": "HP maling"}))
        assert [each.status_code for each in made] == [303] * 5 and puppet.status_code == other[0] == 200
        assert live_codes(here.member) == 1
        assert world.client().post(links()[0]).status_code == 303
        assert "/masuk" in thief.get(group).headers["location"], "her phone is the group's no more"
        assert kept.get(group).status_code == 200, "the one from before is"
        assert kept.post(f"{group}/siapa", data={"member": own, "pin": "8462"}).status_code == 422
        treasurer = world.as_person(here.treasurer)
        with read() as db:
            assert db.scalars(sa.select(RoleChange)).one().state is RoleChangeState.DROPPED
            assert db.scalars(sa.select(StandIn)).one().ended_at is not None
            states = {each.name: each.state.value for each in db.scalars(sa.select(Invitation))}
            assert states == {"Tamu Lama": "open", "Calon": "withdrawn", "Boneka": "withdrawn"}
            codes = db.scalars(sa.select(PinCode).where(table(PinCode).c.used_at.is_(None)))
            assert not [code for code in codes if code.expires_at > now()], "the guest's of before ran out by itself"
            typed = max(db.scalars(sa.select(table(Account).c.id)))
        assert live_codes(here.member) == 0
        assert treasurer.post(f"{group}/uang/rekening/{typed}/setuju").status_code == 409, "it waits for nobody"


@wide
def test_a_later_link_of_the_same_code_denies_nothing_more(shop, reachable):
    """Once denied and let in anew, the older letter says what happened and leaves the new password alone."""
    here = world.a_shop()
    let_in(here, here.member, here.chair)
    older, newer = links()
    assert world.client().post(newer).status_code == 303
    again = world.client().post(older)
    assert again.status_code == 422 and world.client().get(older).status_code == 422
    assert "tidak berlaku" in world.client().get(older).text
    let_in(here, here.member, here.facilitator)
    assert world.client().post(older).status_code == 422
    with read() as db:
        assert Person.get(db, here.member).password_hash
        assert db.scalars(sa.select(SecurityEvent).where(table(SecurityEvent).c.code == "code_denied")).one()


@wide
def test_an_older_code_denies_only_what_was_done_before_a_newer_way_in_was_used(shop, reachable):
    """Who was let in anew stays in; the letter of the code before still takes back what was prepared with that one."""
    here = world.a_shop()
    let_in(here, here.member, here.chair)
    older = links()
    let_in(here, here.member, here.facilitator)
    with read() as db:
        kept = Person.get(db, here.member).password_hash
    assert all("lebih baru" in world.client().get(link).text for link in older)
    assert [world.client().post(link).status_code for link in older] == [303, 422], "once"
    with read() as db:
        assert Person.get(db, here.member).password_hash == kept
    assert world.client().post(links()[-1]).status_code == 303, "the newest one ends that one, too"
    with read() as db:
        assert Person.get(db, here.member).password_hash is None


@wide
def test_a_link_lasts_thirty_days(shop, reachable):
    here = world.a_shop()
    asks(world.as_person(here.chair), here, here.member)
    with read() as db:
        assert timedelta(days=29) < db.scalars(sa.select(Denial)).one().expires_at - now() <= timedelta(days=30)
    write(lambda db: db.execute(sa.update(table(Denial)).values(expires_at=now())) and None)
    assert world.client().post(links()[0]).status_code == 422 and live_codes(here.member) == 1


# -- who issued is no second person ------------------------------------------------------------------------------


@wide
def test_who_issued_a_code_is_known_for_thirty_days(shop):
    here = world.a_shop()
    asks(world.as_person(here.chair), here, here.member)
    with read() as db:
        assert code_issuers(db, here.member) == {here.chair} and code_issuers(db, here.chair) == set()
    write(lambda db: db.execute(sa.update(table(ResetCode)).values(issued_at=now() - timedelta(days=31))) and None)
    with read() as db:
        assert code_issuers(db, here.member) == set()


# -- races -------------------------------------------------------------------------------------------------------


def at_once(*works):
    """Runs each in a thread of its own; what came of it: a value, or the refusal."""
    ready, results = threading.Barrier(len(works)), [None] * len(works)

    def run(n, work):
        ready.wait()
        try:
            results[n] = write(work)
        except Refused as refusal:
            results[n] = refusal

    threads = [threading.Thread(target=run, args=(n, work)) for n, work in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@wide
def test_two_who_use_a_code_at_once_use_it_once(shop):
    here = world.a_shop()
    asks(world.as_person(here.chair), here, here.member)
    with read() as db:
        code = db.scalars(sa.select(ResetCode)).one().key
    came = at_once(*(lambda db, n=n: use_code(db, here.member, code, f"hash {n}") and n for n in range(8)))
    used = [each for each in came if not isinstance(each, Refused)]
    assert len(used) == 1
    with read() as db:
        assert Person.get(db, here.member).password_hash == f"hash {used[0]}"


@wide
def test_issuers_at_once_leave_one_live_code(shop):
    here = world.a_shop()
    second = write(lambda db: world.a_person(db, "Rini", 60).key)
    write(lambda db: Facilitation(person_id=second, group_id=here.group_id).add(db) and None)
    who = [here.chair, here.facilitator, here.officer, second] * 2
    came = at_once(*(lambda db, by=by: issue_code(db, here.member, "x", by=Actor(by, "x")).key for by in who))
    assert not [each for each in came if isinstance(each, Refused)]
    assert live_codes(here.member) == 1


@wide
def test_who_is_only_asked_to_join_is_let_in_by_nobody_of_the_group(shop):
    here = world.a_shop()
    chair = world.as_person(here.chair)
    asked = chair.post(f"/lapak/{here.slug}/anggota", data={"name": "Ratna", "phone": "081200000009"})
    assert asked.status_code == 200
    assert "Ratna" not in chair.get(f"/lapak/{here.slug}/anggota/masuk").text
    with read() as db:
        assert find_membership(db, here.group_id, here.buyer) is None
        for who in (here.chair, here.facilitator, here.officer):
            assert capacity_over(db, Actor(who, "x"), {here.buyer}) == {}
    kept = new_code()[1]
    with pytest.raises(Refused):
        write(lambda db: issue_code(db, here.buyer, kept, by=Actor(here.chair, "Meike")))


@wide
def test_a_founder_of_another_group_gains_no_say(shop):
    """A stranger founds a group and has the chair of another one in it: still no code for her."""
    here = world.a_shop()

    def attack(db):
        stranger = world.a_person(db, "Orang asing", 90)
        group = found_group(db, stranger, name="Jebakan", kind=GroupKind.GROUP, village=world.GIRIAN, phone=None)
        join(db, group.key, Person.get(db, here.chair), Acceptance.ACCOUNT, given_by=stranger.key)
        return stranger.key, group.key, group.slug

    stranger, group_id, slug = write(attack)
    answer = world.as_person(stranger).post(f"/lapak/{slug}/anggota/{member_key(here, here.chair, group_id)}/kode")
    assert answer.status_code == 422 and not shown(answer.text) and not live_codes(here.chair)


@wide
def test_a_code_ends_with_who_issued_it_and_by_nobody_who_is_only_signed_in(shop):
    """Whatever ended the issuer's standing: asked again in the moment somebody would come in by it."""
    here = world.a_shop()
    facts = {"helper": here.facilitator, "chair": here.chair}
    for whose, person in (("helper", here.chair), ("chair", here.member)):
        with read() as db:
            by = Actor(facts[whose], "X", roles=frozenset({Role.CHAIR, Role.FACILITATOR}))
        made = write(lambda db, by=by, person=person: issue_code(db, person, "hash", by=by).key)
        gone = (
            sa.update(table(Facilitation)).values(ended_at=now()) if whose == "helper"
            else sa.update(table(Membership)).where(table(Membership).c.person_id == here.chair).values(chair=False)
        )  # fmt: skip
        write(lambda db, gone=gone: db.execute(gone) and None)
        with pytest.raises(Refused, match="code_wrong"):
            write(lambda db, person=person, made=made: use_code(db, person, made, "hash") and None)
    made = write(lambda db: issue_code(db, here.treasurer, "hash", by=Actor(here.officer, "X")).key)
    form = {"current": world.PASSWORD, "password": "perahu biru di teluk", "again": "perahu biru di teluk"}
    assert world.as_person(here.treasurer).post("/akun/sandi", data=form).status_code == 303
    with read() as db:
        assert db.get(ResetCode, made).ended_at is None, "whoever knows her password burns none"
    proof = write(
        lambda db: (
            ask_for_proof(
                db, here.treasurer, ContactKind.PHONE, "+6281299990001", ProofWay.CALL, ("AAAABBBB", "hash")
            ).key
        )
    )
    write(lambda db: setattr(db.get(ContactProof, proof), "code_hash", "hash"))
    write(lambda db: prove(db, here.treasurer, proof) and None)
    with read() as db:
        assert db.get(ResetCode, made).ended_at is None, "nor who proves a number of his own"
