"""A group's phone speaks for its group only: whoever says "Siapa?" there has the roles of that group and no others."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
import time_machine
from fastapi.routing import APIRoute

from market.app import create_app
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import Refused
from market.messages.outbox import Channel, Message
from market.orders.order import Order
from market.orders.written.written_order import WrittenOrder
from market.pages.letters import render
from market.pages.sent_before import BUTTONS, ON_ITS_PAGE
from market.payments.account import Account
from market.payments.bill import Bill
from market.payments.typing_accounts import type_account
from market.people.access import CLOCK, Actor, Role
from market.people.approving.closeness import are_close
from market.people.approving.pin_code import PinCode
from market.people.approving.stand_in import StandIn
from market.people.device import Device, live_devices
from market.people.facts.group_change import GroupChange
from market.people.group import Group
from market.people.helpers import Officer, helps
from market.people.invitation import Invitation
from market.people.joining.joining import choose_pin
from market.people.known_browser import find_known
from market.people.membership import Acceptance, Membership, find_membership, join
from market.people.person import Person
from market.people.recognised import recognised
from market.people.roles.asking_roles import ask_succession
from market.people.roles.facilitating import end_helping
from market.web.addresses import pattern_of
from tests import world
from tests.conftest import both, wide
from tests.promises import test_doors as doors

ELSEWHERE = ("chair", "treasurer", "member", "facilitator", "officer", "superior", "admin")


def key_of(here: world.Shop, person: int) -> int:
    with read() as db:
        return find_membership(db, here.group_id, person).key


def a_strange_phone(here: world.Shop, acting: int) -> object:
    """A phone of the other group, on which somebody of the first one says who she is."""

    def work(db) -> tuple[int, int]:
        group = db.scalars(sa.select(Group).where(table(Group).c.slug == here.other_slug)).one()
        member = join(
            db, group.key, Person.get(db, acting), Acceptance.ACCOUNT, treasurer=True, given_by=here.other_chair
        )
        member.set_pin(world.hashed(world.PIN))
        return Device(
            group_id=group.key, name="HP lain", added_by_id=here.other_chair, kept_by_id=here.other_chair
        ).add(db).key, member.key

    device, member = write(work)
    phone = world.as_device(device)
    said = phone.post(f"/lapak/{here.other_slug}/siapa", data={"member": member, "pin": world.PIN})
    assert said.status_code == 303, said.text
    return phone


@wide
@pytest.mark.parametrize("who", ELSEWHERE)
def test_saying_who_on_another_groups_phone_opens_nothing_here(shop, who):
    """Every page and act of the group, the offices, the platform and her account answer as to a stranger's phone."""
    here = world.a_shop()
    values = doors.filled(here, world.as_person(here.buyer))
    phone = a_strange_phone(here, getattr(here, who))
    assert phone.get(f"/lapak/{here.other_slug}").status_code == 200, "in its own group she is somebody"
    wrong = []
    for pattern in doors.GET:
        if pattern.startswith(("/lapak/{group}", "/dinas", "/admin", "/pendamping", "/akun/data")):
            if pattern == "/dinas/kelompok/impor/contoh":
                continue  # the same empty sheet for everybody who asks
            answer = phone.get(doors.address(pattern, values))
            if answer.status_code != 404:
                wrong.append(f"GET {pattern}: {answer.status_code}")
    acts = set(doors.GROUP_ACTS) | doors.OFFICE_ACTS | doors.ADMIN_ACTS | doors.ACCOUNT_ACTS
    signed = (
        "/lapak/{group}/kasir/amplop"  # takes whatever a till's own key signed, from any browser, and tells nothing
    )
    for pattern in sorted(acts - {"/lapak/{group}/siapa/selesai", signed}):
        form = doors.filling(here, pattern) | {"place": "71.72", "agency": "Dinas", "name_en": "Name", "sure": "ya"}
        if pattern in doors.ACCOUNT_ACTS:
            form |= {"app_code": "123456"}
            form |= {"current": world.PASSWORD, "password": "kata sandi lain", "kind": "group"}
        if "/kasir" in pattern or "/stok/" in pattern:
            form.pop("sure")  # a box that is ticked there, no word
        answer = phone.post(doors.address(pattern, values), data=form)
        if answer.status_code != 404:
            wrong.append(f"POST {pattern}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@wide
def test_an_order_of_hers_is_not_opened_and_none_is_made_in_her_name(shop):
    """On a group's phone the acting member is nobody's buyer: not of what she ordered, not of what is ordered there."""
    here = world.a_shop()
    path, _ = world.buys(world.as_person(here.treasurer), here.sku, 1)
    number = path.partition("?")[0]
    phone = a_strange_phone(here, here.treasurer)
    assert phone.get(number).status_code == 404
    for act in ("batal", "bayar", "terima"):
        form = dict.fromkeys(("claim", "parcel"), number.rpartition("/")[2] + "-1")
        assert phone.post(f"{number}/{act}", data=form).status_code == 404, act
    phone.post("/keranjang", data={"variant": here.sku, "quantity": 1})
    assert "Sience" not in phone.get("/checkout").text.partition("<main")[2], "her name and number are not filled in"
    path, answer = world.buys(phone, here.sku, 1)
    assert path, answer.text
    with read() as db:
        owner = db.execute(sa.select(table(Order).c.person_id).order_by(table(Order).c.id.desc())).scalars().first()
    assert owner is None


@wide
@pytest.mark.parametrize("who", ["facilitator", "officer", "admin"])
def test_helping_and_office_never_come_by_pin(shop, who):
    """A facilitator, officer or admin who is a plain member has, on the group's own phone, a member's rights."""
    here = world.a_shop()

    def work(db) -> tuple[int, int]:
        group = db.scalars(sa.select(Group).where(table(Group).c.slug == here.other_slug)).one()
        group.village = world.BITUNG  # within the officer's place
        person = Person.get(db, getattr(here, who))
        member = join(db, group.key, person, Acceptance.ACCOUNT, given_by=here.other_chair)
        member.set_pin(world.hashed(world.PIN))
        return Device(group_id=group.key, name="HP", added_by_id=here.other_chair, kept_by_id=here.other_chair).add(
            db
        ).key, member.key

    device, member = write(work)
    phone = world.as_device(device)
    group = f"/lapak/{here.other_slug}"
    assert phone.post(f"{group}/siapa", data={"member": member, "pin": world.PIN}).status_code == 303
    page = phone.get(group)
    assert page.status_code == 200 and "membantu Mama Kuala" not in page.text
    refused = phone.post(f"{group}/anggota", data={"name": "Boneka"})
    assert refused.status_code == 422, "members are the chair's"
    assert phone.get("/pendamping").status_code == 404 and phone.get("/dinas").status_code == 404
    assert phone.get("/admin").status_code == 404


@wide
def test_who_said_so_is_nobody_once_she_is_no_member(shop):
    """Ended on the chair's page, she is gone from the phone in her hand at the next press, PIN and all."""
    here = world.a_shop()
    group = f"/lapak/{here.slug}"
    phone = world.as_device(here.device)
    with read() as db:
        key = find_membership(db, here.group_id, here.member).key
    assert phone.post(f"{group}/siapa", data={"member": key, "pin": world.PIN}).status_code == 303
    assert "Olga" in phone.get(group).text.partition("</header>")[0]
    assert world.as_person(here.chair).post(f"{group}/anggota/{key}/keluar").status_code == 303
    assert "Olga" not in phone.get(group).text.partition("</header>")[0]
    assert "/siapa" in phone.post(f"{group}/stok/habis", data={"variant": here.sku}).headers["location"]
    assert phone.post(f"{group}/siapa", data={"member": key, "pin": world.PIN}).status_code == 404


def test_no_page_reads_rights_from_who_said_so():
    """`person_id` of a visitor is for the books; what opens or owns something asks for `own_id`."""
    pages = Path(__file__).parents[2] / "market" / "pages"
    asks = re.compile(
        r"(visit|require)\(request\)\.person_id|(offices|helped_groups|person_and_works)\([^)]*\.person_id"
    )
    found = [
        f"{file.name}: {line}"
        for file in pages.rglob("*.py")
        for line in file.read_text().splitlines()
        if asks.search(line)
    ]
    assert not found, "\n".join(found)


# -- a PIN is chosen by its owner


def pin_code_on(page) -> str:
    return re.search(r"Kode (?:undangan )?untuk [^:<]+: ([A-Z0-9]{4}-[A-Z0-9]{4})", page.text)[1]


def waits(phone, group: str) -> str:
    """The id of the one code that may be used on this phone."""
    (who,) = re.findall(r'name="who" value="(\d+)"', phone.get(f"{group}/siapa/mulai").text)
    return who


def begins(phone, group: str, code: str, pin: str = "7391", **more):
    return phone.post(
        f"{group}/siapa/mulai", data={"who": waits(phone, group), "code": code, "pin": pin, "again": pin} | more
    )


def by_pin_alone(here: world.Shop, **roles: bool) -> int:
    """The membership of somebody without an account."""

    def work(db) -> int:
        member = join(db, here.group_id, Person(name="Mama Pin").add(db), Acceptance.PIN, **roles)
        member.set_pin(world.hashed(world.PIN))
        return member.key

    return write(work)


def membership_of(here: world.Shop, person_id: int) -> Membership:
    with read() as db:
        return find_membership(db, here.group_id, person_id)


@wide
def test_a_member_without_a_phone_says_yes_with_a_code_and_a_pin_of_her_own(shop):
    """The chair hands over a code and never a PIN; before she used it there is nobody."""
    here = world.a_shop()
    chair, group, phone = world.as_person(here.chair), f"/lapak/{here.slug}", world.as_device(here.device)
    code = pin_code_on(chair.post(f"{group}/anggota", data={"name": "Mama Nona", "pin": "1379"}))
    assert code.replace("-", "") not in chair.get(f"{group}/anggota").text.replace("-", ""), "shown once"
    with read() as db:
        assert db.execute(sa.select(table(Person).c.id).where(table(Person).c.name == "Mama Nona")).first() is None
    assert "Mama Nona" not in phone.get(f"{group}/siapa").text.partition("<section")[0], "no standing yet"
    assert begins(phone, group, "ABCD-EFGH").status_code == 422
    assert begins(phone, group, code, again="1111").status_code == 422, "typed twice alike"
    assert begins(phone, group, code, pin="1234").status_code == 422, "too easy"
    assert begins(phone, group, code.lower().replace("-", " ")).status_code == 303
    assert "Mama Nona" in phone.get(group).text.partition("</header>")[0], "she is who holds it now"
    with read() as db:
        person = db.scalars(sa.select(Person).where(table(Person).c.name == "Mama Nona")).one()
        member = find_membership(db, here.group_id, person.key)
        assert member.accepted_by is Acceptance.PIN and member.pin_chosen_at
        assert are_close(db, here.chair, person.key), "whoever handed her the code"
    phone.post(f"{group}/siapa/selesai")
    assert phone.post(f"{group}/siapa", data={"member": member.key, "pin": "1379"}).status_code == 422, (
        "not the chair's"
    )
    assert phone.post(f"{group}/siapa", data={"member": member.key, "pin": "7391"}).status_code == 303
    assert "Tidak ada kode yang menunggu" in phone.get(f"{group}/siapa/mulai").text, "once"


@wide
def test_whoever_hands_out_a_code_is_bound_by_it(shop):
    """A helper invites by name; the chair gives the code. Both hold a string, and neither is a second person with
    her."""
    here = world.a_shop()
    chair, group, phone = world.as_person(here.chair), f"/lapak/{here.slug}", world.as_device(here.device)
    assert pin_code_on(world.as_person(here.facilitator).post(f"{group}/anggota", data={"name": "Mama Nona"}))
    invitation = re.search(r"undangan/(\d+)/kode", chair.get(f"{group}/anggota").text)[1]
    assert (
        begins(phone, group, pin_code_on(chair.post(f"{group}/anggota/undangan/{invitation}/kode"))).status_code == 303
    )
    with read() as db:
        nona = db.scalars(sa.select(table(Person).c.id).where(table(Person).c.name == "Mama Nona")).one()
        assert are_close(db, here.chair, nona) and are_close(db, here.facilitator, nona)


@wide
def test_a_code_opens_on_its_groups_phone_alone_once_and_for_a_day(shop):
    here = world.a_shop()
    chair, group, phone = world.as_person(here.chair), f"/lapak/{here.slug}", world.as_device(here.device)
    first = pin_code_on(chair.post(f"{group}/anggota", data={"name": "Mama Nona"}))
    who = waits(phone, group)
    elsewhere = a_strange_phone(here, here.buyer)
    form = {"who": who, "code": first, "pin": "7391", "again": "7391"}
    for _ in range(25):
        assert elsewhere.post(f"/lapak/{here.other_slug}/siapa/mulai", data=form).status_code in (404, 429)
    world.as_person(here.member).post(f"{group}/siapa/mulai", data=form)
    assert waits(phone, group) == who, "a code opens on the phone alone, not in an account"
    invitation = re.search(r"undangan/(\d+)/kode", chair.get(f"{group}/anggota").text)[1]
    second = pin_code_on(chair.post(f"{group}/anggota/undangan/{invitation}/kode"))
    assert begins(phone, group, first).status_code == 422, "a newer code ends the older one"
    write(lambda db: db.execute(sa.update(table(PinCode)).values(expires_at=now())) and None)
    assert "Tidak ada kode" in phone.get(f"{group}/siapa/mulai").text
    third = pin_code_on(chair.post(f"{group}/anggota/undangan/{invitation}/kode"))
    key = int(waits(phone, group))

    def chooses(_n) -> str:
        try:
            return write(lambda db: choose_pin(db, here.group_id, key, world.hashed("7391")).key) and "chosen"
        except Refused as refusal:
            return refusal.code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(chooses, range(8)))
    assert sorted(answers) == ["chosen"] + ["pin_code_wrong"] * 7 and second and third
    with read() as db:
        named = sa.select(sa.func.count()).where(table(Person).c.name == "Mama Nona")
        assert db.execute(named).scalar_one() == 1


@wide
def test_nobody_sets_anothers_pin(shop):
    """Neither chair nor facilitator; who has an account chooses there; a chair's is no chair's to renew."""
    here = world.a_shop()
    group = f"/lapak/{here.slug}"
    theirs = membership_of(here, here.treasurer)
    form = {"current": world.PIN, "pin": "7391", "again": "7391"}
    for who in (here.chair, here.facilitator, here.member, here.officer):
        answer = world.as_person(who).post(f"{group}/anggota/{theirs.key}/pin", data=form)
        assert answer.status_code == 422 and "pemiliknya sendiri" in answer.text
        refused = world.as_person(who).post(f"{group}/anggota/{theirs.key}/kode-pin")
        assert refused.status_code == 422, "she has an account"
    assert membership_of(here, here.treasurer).pin_hash == theirs.pin_hash
    for key in (here.treasurer, here.chair):  # who has, or had, an account of her own is let in there
        for name in ("password_hash", "phone"):
            write(lambda db, key=key, name=name: setattr(Person.get(db, key), name, None))
    helper, own = world.as_person(here.facilitator), membership_of(here, here.chair).key
    for key in (own, theirs.key):  # with code and phone in one hand a chair would confirm money as the treasurer
        assert world.as_person(here.chair).post(f"{group}/anggota/{key}/kode-pin").status_code == 422
        assert f"/{key}/kode-pin" not in world.as_person(here.chair).get(f"{group}/anggota").text
    assert f"/{own}/kode-pin" in helper.get(f"{group}/anggota").text
    write(lambda db: setattr(Person.get(db, here.chair), "email", "meike@contoh.id"))
    assert pin_code_on(helper.post(f"{group}/anggota/{theirs.key}/kode-pin"))
    assert pin_code_on(world.as_person(here.officer).post(f"{group}/anggota/{theirs.key}/kode-pin"))
    with read() as db:
        told = [
            m.to
            for m in db.scalars(sa.select(Message))
            if m.template == "pin_code_issued" and m.channel is not Channel.PAGE
        ]
        assert told == ["meike@contoh.id"] * 2, "all who hold a role in money"
    with read() as db:
        assert are_close(db, here.officer, here.treasurer), "who handed her the code is no second person with her"
    phone = world.as_device(here.device)
    assert phone.post(f"{group}/siapa", data={"member": theirs.key, "pin": world.PIN}).status_code == 303, (
        "until then the old one"
    )


@wide
def test_changing_ones_own_pin_asks_the_old_one_or_the_password(shop):
    here = world.a_shop()
    group, key = f"/lapak/{here.slug}", membership_of(here, here.treasurer).key
    own, phone = world.as_person(here.treasurer), world.as_device(here.device)
    act = f"{group}/anggota/{key}/pin"
    assert own.post(act, data={"current": "0000", "pin": "7391", "again": "7391"}).status_code == 422
    assert own.post(act, data={"current": world.PASSWORD, "pin": "7391", "again": "7391"}).status_code == 303
    assert phone.post(f"{group}/siapa", data={"member": key, "pin": "7391"}).status_code == 303
    on_phone = phone.post(act, data={"current": world.PASSWORD, "pin": "4321", "again": "4321"})
    assert on_phone.status_code == 422, "a password is not typed on a shared phone"
    assert phone.post(act, data={"current": "7391", "pin": "4321", "again": "4321"}).status_code == 422, "too easy"
    assert phone.post(act, data={"current": "7391", "pin": "8624", "again": "8624"}).status_code == 303
    guesses = []
    for pin, fresh in (("8624", "2951"), ("2951", "8624"), ("8624", "2951")):
        guess = {"current": "bukan sandinya", "password": "kapal biru di laut"}
        guesses += [own.post("/akun/sandi", data=guess).status_code for _ in range(2)]
        own.post(act, data={"current": pin, "pin": fresh, "again": fresh})
    assert guesses == [422] * 5 + [429], "a right PIN forgives no wrong password"
    write(lambda db: setattr(Person.get(db, here.treasurer), "restricted_until", now() + timedelta(hours=5)))
    rests = own.post(act, data={"current": world.PASSWORD, "pin": "2951", "again": "2951"})
    assert rests.status_code == 422, "not for who was let in by a code a moment ago"
    codes = [own.post(act, data={"current": "0000", "pin": "2951", "again": "2951"}).status_code for _ in range(3)]
    assert codes == [422] * 3


@wide
def test_a_code_for_a_pin_ends_with_the_chair_who_gave_it(shop):
    here = world.a_shop()
    chair, group, phone = world.as_person(here.chair), f"/lapak/{here.slug}", world.as_device(here.device)
    code = pin_code_on(chair.post(f"{group}/anggota", data={"name": "Mama Nona"}))

    def ends(db):
        find_membership(db, here.group_id, here.treasurer).take_roles(chair=True, treasurer=True, given_by=here.chair)
        find_membership(db, here.group_id, here.chair).take_roles(chair=False, treasurer=False, given_by=here.chair)

    write(ends)
    form = {"who": waits(phone, group), "code": code, "pin": "7391", "again": "7391"}
    assert phone.post(f"{group}/siapa/mulai", data=form).status_code == 422


@wide
def test_an_officer_who_answers_for_the_group_gives_a_code_that_works(shop):
    """Where no facilitator helps she is the only one for a chair without an account; out of office it opens nothing."""
    here = world.a_shop()
    member, phone = by_pin_alone(here, chair=True), world.as_device(here.device)
    officer, group = world.as_person(here.officer), f"/lapak/{here.slug}"
    code = pin_code_on(officer.post(f"{group}/anggota/{member}/kode-pin"))
    assert begins(phone, group, code).status_code == 303
    code = pin_code_on(officer.post(f"{group}/anggota/{member}/kode-pin"))
    form = {"who": waits(phone, group), "code": code, "pin": "8462", "again": "8462"}
    write(lambda db: db.execute(sa.update(table(Officer)).values(ended_at=now())) and None)
    assert phone.post(f"{group}/siapa/mulai", data=form).status_code == 422


@wide
def test_who_stands_in_for_the_treasurer_has_her_code_from_a_helper(shop):
    """Named is enough: with code and phone in one hand a chair would begin it, and confirm money as her."""
    here = world.a_shop()
    member, group = by_pin_alone(here), f"/lapak/{here.slug}"
    chair, phone = world.as_person(here.chair), world.as_device(here.device)
    before = pin_code_on(chair.post(f"{group}/anggota/{member}/kode-pin"))
    who = waits(phone, group)
    form = {"treasurer": key_of(here, here.treasurer), "member": member}
    assert world.as_person(here.treasurer).post(f"{group}/pengganti", data=form).status_code == 303
    with read() as db:
        standing = db.scalars(sa.select(table(StandIn).c.id)).one()
    for begun in (False, True):
        if begun:
            assert chair.post(f"{group}/pengganti/{standing}/mulai").status_code == 303
        assert chair.post(f"{group}/anggota/{member}/kode-pin").status_code == 422
        assert f"/{member}/kode-pin" not in chair.get(f"{group}/anggota").text
    used = {"who": who, "code": before, "pin": "8462", "again": "8462"}
    assert phone.post(f"{group}/siapa/mulai", data=used).status_code == 422, "issued before she stood in"
    code = pin_code_on(world.as_person(here.facilitator).post(f"{group}/anggota/{member}/kode-pin"))
    assert begins(phone, group, code).status_code == 303


@wide
def test_a_code_from_before_she_was_treasurer_opens_nothing_after(shop):
    here = world.a_shop()
    member, group, phone = by_pin_alone(here), f"/lapak/{here.slug}", world.as_device(here.device)
    code = pin_code_on(world.as_person(here.chair).post(f"{group}/anggota/{member}/kode-pin"))
    form = {"who": waits(phone, group), "code": code, "pin": "8462", "again": "8462"}
    write(lambda db: Membership.get(db, member).take_roles(chair=False, treasurer=True, given_by=here.chair))
    assert phone.post(f"{group}/siapa/mulai", data=form).status_code == 422


@wide
def test_a_pin_by_the_chairs_code_makes_no_second_holder(shop):
    """Chosen while she was a plain member, with a code that the chair read out: until she chooses another without
    her."""
    here = world.a_shop()
    chair, group, phone = world.as_person(here.chair), f"/lapak/{here.slug}", world.as_device(here.device)
    member = by_pin_alone(here)
    code = pin_code_on(chair.post(f"{group}/anggota/{member}/kode-pin"))
    assert begins(phone, group, code).status_code == 303

    def another_treasurer(db) -> int:
        find_membership(db, here.group_id, here.treasurer).end(world.actor(here.treasurer))
        mine = Membership.get(db, member)
        mine.take_roles(chair=False, treasurer=True, given_by=here.facilitator)
        return mine.person_id

    hers = write(another_treasurer)
    long_after = now() + timedelta(days=60)
    with time_machine.travel(long_after):
        with read() as db:
            assert are_close(db, here.chair, hers) and not are_close(db, here.facilitator, hers)
        chair, phone = world.as_person(here.chair), world.as_device(here.device)
        assert phone.post(f"{group}/siapa", data={"member": member, "pin": "7391"}).status_code == 303
        changed = phone.post(f"{group}/anggota/{member}/pin", data={"current": "7391", "pin": "8462", "again": "8462"})
        assert changed.status_code == 303
        typed = {"bank": "BSG", "number": "001 002 003", "holder": "Tunas Bahari"}
        assert chair.post(f"{group}/uang/rekening", data=typed).status_code == 303
        with read() as db:
            account = db.scalars(sa.select(Account).order_by(table(Account).c.id.desc())).first().key
        approve = f"{group}/uang/rekening/{account}/setuju"
        refused = phone.post(approve)
        assert refused.status_code == 422 and "kode dari orang itu" in refused.text, (
            "the old PIN may have chosen the new"
        )
        helper = world.as_person(here.facilitator)
        assert begins(phone, group, pin_code_on(helper.post(f"{group}/anggota/{member}/kode-pin"))).status_code == 303
        with read() as db:
            assert not are_close(db, here.chair, hers)
            assert are_close(db, here.facilitator, hers), "now it is the facilitator who may have chosen it"
    with time_machine.travel(long_after + timedelta(days=2)):  # what rests after a code is over
        phone = world.as_device(here.device)
        assert phone.post(f"{group}/siapa", data={"member": member, "pin": "7391"}).status_code == 303
        assert phone.post(approve).status_code == 303


@wide
@pytest.mark.parametrize(("giver", "first"), [("facilitator", False), ("officer", False), ("facilitator", True)])
def test_a_pin_by_a_helpers_code_makes_no_second_person_beside_that_helper(shop, giver, first):
    """Long after, as the treasurer on a phone that she set up herself: still one person."""
    here = world.a_shop()
    helper, group, phone = world.as_person(getattr(here, giver)), f"/lapak/{here.slug}", world.as_device(here.device)
    member = by_pin_alone(here)
    assert begins(phone, group, pin_code_on(helper.post(f"{group}/anggota/{member}/kode-pin"))).status_code == 303

    def the_treasurer(db) -> int:
        if first:  # of a group that has no account yet, what a helper typed is no exception
            db.execute(sa.delete(table(Account)))
        find_membership(db, here.group_id, here.treasurer).end(world.actor(here.treasurer))
        mine = Membership.get(db, member)
        mine.take_roles(chair=False, treasurer=True, given_by=here.chair)
        return mine.person_id

    hers = write(the_treasurer)
    typed = {"bank": "BSG", "number": "001 002 003", "holder": "Tunas Bahari"}
    with time_machine.travel(now() + timedelta(days=60)):
        phone, helper = world.as_device(here.device), world.as_person(getattr(here, giver))
        with read() as db:
            assert are_close(db, getattr(here, giver), hers) and not are_close(db, here.chair, hers)
        assert phone.post(f"{group}/siapa", data={"member": member, "pin": "7391"}).status_code == 303
        one, second = (helper, phone) if giver == "facilitator" else (phone, helper)
        assert one.post(f"{group}/uang/rekening", data=typed).status_code == 303
        with read() as db:
            account = db.scalars(sa.select(Account).order_by(table(Account).c.id.desc())).first().key
        approve = f"{group}/uang/rekening/{account}/setuju"
        refused = second.post(approve)
        assert refused.status_code == 422 and "kode dari orang itu" in refused.text
        assert world.as_person(here.chair).post(approve).status_code == 303, "the chair's yes is another's"


@wide
def test_after_a_code_for_her_pin_money_rests_on_the_phone_too(shop):
    here = world.a_shop()
    group, member = f"/lapak/{here.slug}", by_pin_alone(here, chair=True)
    with time_machine.travel("2026-11-28T04:00:00+00:00"):  # 12.00 WITA
        phone, helper = world.as_device(here.device), world.as_person(here.facilitator)
        assert begins(phone, group, pin_code_on(helper.post(f"{group}/anggota/{member}/kode-pin"))).status_code == 303
        assert phone.post(f"{group}/stok", data={"variant": here.sku, "quantity": 2}).status_code == 303
        for page in ("uang/buku", "uang/bagi-hasil", "profil", "uang/rekening"):
            answer = phone.get(f"{group}/{page}")
            assert answer.status_code == 422 and "menunggu sampai" in answer.text, page
        for act in ("hp", "uang/rekening", "anggota", f"hp/{here.device}/milik"):
            pattern = {f"hp/{here.device}/milik": "hp/{device}/milik"}.get(act, act)
            form = doors.filling(here, f"/lapak/{{group}}/{pattern}")
            answer = phone.post(f"{group}/{act}", data=form)
            assert answer.status_code == 422 and "menunggu sampai" in answer.text, act


# What buyers read, and what a group says of itself: by path of the group's pages.
ELSEWHERE = {
    "profil/izin": {"kind": "pirt", "number": "WA 0812 9999 9999"},
    "profil/pimpinan": {"led_by": ["women"]},
}


@wide
@pytest.mark.parametrize("giver", ["facilitator", "officer", "chair"])
def test_by_a_pin_from_a_helpers_code_nobody_leads_buyers_elsewhere_at_once(shop, giver):
    """As the chair, on a phone that the giver of the code set up herself: what she says may be said by that giver."""
    here = world.a_shop()
    group, hers = f"/lapak/{here.slug}", getattr(here, giver)
    member = by_pin_alone(here, chair=True)

    def by_her_code(db) -> int:
        Membership.get(db, member).set_pin(world.hashed(world.PIN), by_id=hers)
        phone = Device(group_id=here.group_id, name="HP", added_by_id=hers, kept_by_id=hers).add(db)
        return phone.key

    device = write(by_her_code)
    phone, helper = world.as_device(device), giver != "chair"
    assert phone.post(f"{group}/siapa", data={"member": member, "pin": world.PIN}).status_code == 303
    told = {"name": "Tunas Bahari", "village": world.BITUNG, "phone": "0812-9999-9999", "story": "Ikan asap"}
    assert phone.post(f"{group}/profil", data=told).status_code == 303
    with read() as db:
        assert (Group.get(db, here.group_id).phone == "+6281299999999") is not helper
        waiting = db.scalars(sa.select(GroupChange)).all()
        assert ("phone" in {each.fact.value for each in waiting}) is helper
    assert ("menunggu ketua atau bendahara" in phone.get(f"{group}/profil").text) is helper
    goods = {"name": "Cakalang", "category": "ikan-asap", "description": "Pesan lewat 0812 9999 9999", "version": 1}
    answer = phone.post(f"{group}/produk/{here.product}", data=goods)
    assert ("dengan kode pendamping" in answer.text) is helper, answer.status_code
    for act, form in ELSEWHERE.items():
        answer = phone.post(f"{group}/{act}", data=form)
        assert answer.status_code == (422 if helper else 303), (act, answer.text)
    assert ("Tarik semua izin" in phone.get(f"{group}/profil/pimpinan").text) is helper
    assert phone.post(f"{group}/profil/pimpinan", data={}).status_code == 303, "a consent is taken back by any chair"
    keeps = f"{group}/hp/{device}/milik"
    assert keeps not in phone.get(f"{group}/anggota").text and phone.post(keeps).status_code == 422
    if helper:
        for change in waiting:
            yes = world.as_person(here.treasurer).post(f"{group}/profil/perubahan/{change.key}/setuju")
            assert yes.status_code == 303
        assert world.as_person(here.chair).post(keeps).status_code == 303
    plain, page = by_pin_alone(here), phone.get(f"{group}/anggota").text
    assert ("Ajak anggota" in page, f"/{plain}/kode-pin" in page) == (not helper, not helper)
    for address, form in ((f"anggota/{plain}/kode-pin", {}), ("anggota", {"name": "Boneka"})):
        answer = phone.post(f"{group}/{address}", data=form)
        assert answer.status_code == (422 if helper else 200), "whom it lets in would be that helper"
        assert ("dengan akunnya sendiri" in answer.text) is helper
    asked = world.as_person(here.chair).post(f"{group}/anggota", data={"name": "Mama Nona"})
    again = re.search(r"/anggota/undangan/\d+/kode", asked.text)[0]
    assert (again in phone.get(f"{group}/anggota").text) is (not helper)
    assert phone.post(group + again).status_code == (422 if helper else 200)
    assert phone.post(f"{group}/hp", data={"name": "HP baru"}).status_code == 422, "else it would outlive the giver"


@wide
@pytest.mark.parametrize("giver", ["facilitator", "officer", "treasurer"])
def test_a_pin_by_the_code_of_who_came_by_a_helpers_code_may_be_that_helpers_too(shop, giver):
    """One hand more, or two: but not where the chair had a PIN of her own when she gave the code."""
    here = world.a_shop()
    last, second = by_pin_alone(here), by_pin_alone(here)
    hers = getattr(here, giver)

    def chooses(member: int, by: int) -> None:
        write(lambda db: Membership.get(db, member).set_pin(world.hashed(world.PIN), by_id=by))

    def may_be() -> set[int]:
        phone = world.as_device(here.device)
        assert phone.post(f"/lapak/{here.slug}/siapa", data={"member": last, "pin": world.PIN}).status_code == 303
        with read() as db:
            return recognised(db, phone.cookies["dermaga"]).pin_by_helpers

    with read() as db:
        chair, between = key_of(here, here.chair), Membership.get(db, second).person_id
    chooses(second, here.chair)
    chooses(last, between)
    assert may_be() == set(), "the chair's own hands"
    chooses(chair, hers)
    assert may_be() == set(), "she gave her code before that"
    chooses(second, here.chair)
    chooses(last, between)
    assert may_be() == (set() if giver == "treasurer" else {hers})


@wide
def test_wrong_codes_and_pins_are_counted(shop):
    here = world.a_shop()
    chair, group, phone = world.as_person(here.chair), f"/lapak/{here.slug}", world.as_device(here.device)
    code = pin_code_on(chair.post(f"{group}/anggota", data={"name": "Mama Nona"}))
    who = waits(phone, group)
    form = {"who": who, "code": "ABCDEFGH", "pin": "7391", "again": "7391"}
    answers = [phone.post(f"{group}/siapa/mulai", data=form).status_code for _ in range(12)]
    assert answers == [422] * 10 + [429] * 2
    other = world.as_device(here.device)
    assert other.post(f"{group}/siapa/mulai", data=form | {"code": code}).status_code == 303, "another phone still may"


# -- phones


def a_phone_by(here: world.Shop, person_id: int, name: str = "HP baru") -> tuple[object, int]:
    browser = world.as_person(person_id)
    made = browser.post(f"/lapak/{here.slug}/hp", data={"name": name})
    assert made.status_code == 303, made.text
    with read() as db:
        return browser, max(db.scalars(sa.select(table(Device).c.id)))


@wide
def test_nobody_stays_signed_in_on_a_browser_that_becomes_the_groups_phone(shop):
    """Neither the chair, whose login would go on elsewhere by a copy of its cookie, nor a phone that it was before."""
    here = world.a_shop()
    browser = world.client()
    signed = browser.post("/masuk", data={"identifier": "081200000001", "password": world.PASSWORD})
    assert signed.status_code == 303, signed.text
    former, known = browser.cookies["dermaga"], browser.cookies["kenal"]
    made = browser.post(f"/lapak/{here.slug}/hp", data={"name": "HP baru"})
    assert made.status_code == 303 and "kenal" not in browser.cookies
    copied = world.client()
    copied.cookies.set("dermaga", former)
    assert "/masuk" in copied.get(f"/lapak/{here.slug}").headers["location"]
    with read() as db:
        assert find_known(db, here.chair, known) is None
    said = browser.post(
        f"/lapak/{here.slug}/siapa", data={"member": membership_of(here, here.chair).key, "pin": world.PIN}
    )
    assert said.status_code == 303
    assert browser.post(f"/lapak/{here.slug}/hp", data={"name": "Sekali lagi"}).status_code == 422
    signed = browser.post("/masuk", data={"identifier": "081200000001", "password": world.PASSWORD})
    assert signed.status_code == 303 and "dermaga" in signed.headers["set-cookie"]
    assert browser.post(f"/lapak/{here.slug}/hp", data={"name": "Sekali lagi"}).status_code == 303


@wide
@pytest.mark.parametrize("who", ["member", "treasurer", "chair", "facilitator", "by_pin"])
def test_any_member_ends_a_lost_phone_in_one_press(shop, who):
    here = world.a_shop()
    group, lost = f"/lapak/{here.slug}", world.as_device(here.device)
    if who == "by_pin":
        browser, _ = a_phone_by(here, here.chair)
        key = membership_of(here, here.member).key
        assert "/siapa" in browser.post(f"{group}/hp/{here.device}/keluar").headers["location"], "says who first"
        assert browser.post(f"{group}/siapa", data={"member": key, "pin": world.PIN}).status_code == 303
    else:
        browser = world.as_person(getattr(here, who))
    assert f"{group}/hp/{here.device}/keluar" in browser.get(f"{group}/anggota").text
    assert browser.post(f"{group}/hp/{here.device}/keluar").status_code == 303
    assert lost.get(group).headers["location"].startswith("/masuk")
    assert world.as_person(here.other_chair).post(f"{group}/hp/{here.device}/keluar").status_code == 404


@wide
def test_a_facilitators_phone_ends_with_her_help_unless_a_chair_took_it_over(shop):
    here = world.a_shop()
    group, officer = f"/lapak/{here.slug}", world.as_person(here.officer)
    hers, first = a_phone_by(here, here.facilitator, "HP Kak Rina")
    kept, second = a_phone_by(here, here.facilitator, "HP gudang")
    page = world.as_person(here.chair).get(f"{group}/anggota").text
    assert "HP Kak Rina" in page and "dipasang Rina" in page and "terakhir dipakai" not in page
    assert kept.post(f"{group}/stok", data={"variant": here.sku, "quantity": 1}).status_code == 303
    assert "terakhir dipakai" in world.as_person(here.chair).get(f"{group}/anggota").text
    for who in (here.member, here.treasurer, here.facilitator):
        assert world.as_person(who).post(f"{group}/hp/{second}/milik").status_code == 422, "a chair's to say"
    assert world.as_person(here.chair).post(f"{group}/hp/{second}/milik").status_code == 303
    ended = officer.post(f"/dinas/kelompok/{here.slug}/pendamping/{here.facilitator}/selesai")
    assert ended.status_code == 303 and first
    assert hers.get(group).headers["location"].startswith("/masuk") and kept.get(group).status_code == 200


@wide
@pytest.mark.parametrize("chose", ["in her account", "with a chair's code", "with a helper's code"])
@pytest.mark.parametrize("on", ["that phone", "another of hers", "the group's own"])
def test_what_was_typed_on_a_phone_makes_none_the_groups_own(shop, chose, on):
    """Whoever set a phone up may read each PIN that is typed there: by it she kept her phone, or made it anew as the
    chair's, and stayed when her help ended."""
    here = world.a_shop()
    group, officer = f"/lapak/{here.slug}", world.as_person(here.officer)
    phone, device = a_phone_by(here, here.facilitator, "HP Kak Rina")
    if on == "another of hers":
        phone, _ = a_phone_by(here, here.facilitator, "HP kedua")
    elif on == "the group's own":
        phone = world.as_device(here.device)
    giver = {"in her account": None, "with a chair's code": here.treasurer, "with a helper's code": here.officer}[chose]
    write(lambda db: find_membership(db, here.group_id, here.chair).set_pin(world.hashed(world.PIN), by_id=giver))
    said = phone.post(f"{group}/siapa", data={"member": membership_of(here, here.chair).key, "pin": world.PIN})
    assert said.status_code == 303
    for act, form in ((f"{group}/hp/{device}/milik", {}), (f"{group}/hp", {"name": "HP baru"})):
        refused = phone.post(act, data=form)
        assert refused.status_code == 422 and "akunnya sendiri" in refused.text
    with read() as db:
        assert db.get(Device, device).kept_by_id == here.facilitator
    assert officer.post(f"/dinas/kelompok/{here.slug}/pendamping/{here.facilitator}/selesai").status_code == 303
    with read() as db:
        assert [each.key for each in live_devices(db, here.group_id)] == [here.device]


@wide
def test_a_chair_whom_a_code_let_in_makes_no_phone_the_groups_own_before_her_rest_is_over(shop):
    here = world.a_shop()
    _hers, device = a_phone_by(here, here.facilitator)
    write(lambda db: setattr(Person.get(db, here.chair), "restricted_until", now() + timedelta(hours=12)))
    chair = world.as_person(here.chair)
    answer = chair.post(f"/lapak/{here.slug}/hp/{device}/milik")
    assert answer.status_code == 422 and "menunggu sampai" in answer.text
    write(lambda db: setattr(Person.get(db, here.chair), "restricted_until", None))
    assert chair.post(f"/lapak/{here.slug}/hp/{device}/milik").status_code == 303


@wide
def test_every_phone_ends_when_the_group_is_suspended(shop):
    here = world.a_shop()
    group, officer, phone = f"/lapak/{here.slug}", world.as_person(here.officer), world.as_device(here.device)
    desk = f"/dinas/kelompok/{here.slug}"
    assert officer.post(f"{desk}/tutup", data={"note": "Ada laporan"}).status_code == 303
    assert phone.get(group).headers["location"].startswith("/masuk")
    refused = world.as_person(here.chair).post(f"{group}/hp", data={"name": "HP"})
    assert refused.status_code == 422 and "sesudah dibuka" in refused.text
    assert officer.post(f"{desk}/buka").status_code == 303
    assert phone.get(group).headers["location"].startswith("/masuk"), "it does not come back by itself"
    again, _ = a_phone_by(here, here.chair)
    assert again.get(group).status_code == 200


@wide
def test_a_phone_goes_with_the_chair_who_leaves_and_stays_when_another_answers_for_it(shop):
    here = world.a_shop()
    group = f"/lapak/{here.slug}"
    write(
        lambda db: find_membership(db, here.group_id, here.member).take_roles(
            chair=True, treasurer=False, given_by=None
        )
    )
    hers, _ = a_phone_by(here, here.member, "HP Olga")
    kept, second = a_phone_by(here, here.member, "HP gudang")
    assert world.as_person(here.chair).post(f"{group}/hp/{second}/milik").status_code == 303
    write(lambda db: find_membership(db, here.group_id, here.member).end(CLOCK))
    assert hers.get(group).headers["location"].startswith("/masuk") and kept.get(group).status_code == 200


@wide
def test_chairs_are_told_of_a_new_phone(shop):
    here = world.a_shop()
    write(lambda db: setattr(Person.get(db, here.chair), "email", "meike@contoh.id"))
    write(lambda db: setattr(Person.get(db, here.chair), "email_proved_at", now()))
    a_phone_by(here, here.facilitator, "HP Kak Rina")
    with read() as db:
        added = db.scalars(sa.select(Message).where(table(Message).c.template == "device_added")).all()
    (told,) = [each for each in added if each.to == "meike@contoh.id"]
    assert "HP Kak Rina" in render(told).subject


@wide
def test_another_phone_is_no_fresh_start_for_who_guesses(shop):
    """A chair makes phone after phone and tries the treasurer's PIN on each: slowed, shown and told as on one."""
    here = world.a_shop()
    group = f"/lapak/{here.slug}"
    for key, mail in ((here.treasurer, "sience@contoh.id"), (here.facilitator, "rina@contoh.id")):
        write(lambda db, key=key, mail=mail: setattr(Person.get(db, key), "email", mail))
    hers = key_of(here, here.treasurer)
    with time_machine.travel("2026-11-28T04:00:00+00:00", tick=False):
        browser, _ = a_phone_by(here, here.chair)
        made, answers = [], []
        for n in range(6):
            answers.append(browser.post(f"{group}/siapa", data={"member": hers, "pin": f"{n + 9000:04}"}).status_code)
            maker = world.as_person(here.chair)
            made.append(maker.post(f"{group}/hp", data={"name": f"HP {n}"}).status_code)
            browser = maker if made[-1] == 303 else browser
        assert answers == [422] * 5 + [429] and made == [303] * 4 + [429] * 2
        assert "menebak PIN Sience" in world.as_person(here.member).get(group).text
        with read() as db:
            told = [(m.template, m.to) for m in db.scalars(sa.select(Message))]
        assert told.count(("pin_guessed", "sience@contoh.id")) == 1
        for mail in ("sience@contoh.id", "rina@contoh.id"):
            assert told.count(("device_added", mail)) == 5


@wide
def test_a_member_leaves_by_herself_and_is_out_at_once(shop):
    """In her own account or by PIN on the phone; the last chair stays until there is another."""
    here = world.a_shop()
    group, phone = f"/lapak/{here.slug}", world.as_device(here.device)
    key = membership_of(here, here.member).key
    assert phone.post(f"{group}/siapa", data={"member": key, "pin": world.PIN}).status_code == 303
    own = world.as_person(here.member)
    assert own.post(f"{group}/anggota/{key}/keluar").headers["location"] == "/akun"
    assert own.get(group).status_code == 404
    assert "Olga" not in phone.get(group).text.partition("</header>")[0]
    assert membership_of(here, here.member) is None
    last = membership_of(here, here.chair).key
    refused = world.as_person(here.chair).post(f"{group}/anggota/{last}/keluar")
    assert refused.status_code == 422 and "perlu satu ketua" in refused.text


@wide
def test_a_pin_is_not_guessed_on_the_groups_phone(shop):
    """Each miss makes wait longer there; she is told, all see it, and her other ways stay open."""
    here = world.a_shop()
    group = f"/lapak/{here.slug}"
    write(lambda db: setattr(Person.get(db, here.treasurer), "email", "sience@contoh.id"))
    with read() as db:
        hers, other = (find_membership(db, here.group_id, key).key for key in (here.treasurer, here.member))
    with time_machine.travel("2026-11-28T04:00:00+00:00", tick=False) as clock:
        phone, end = world.as_device(here.device), now() + timedelta(days=1)
        tries = 0
        while now() < end:
            answer = phone.post(f"{group}/siapa", data={"member": hers, "pin": f"{tries + 9000:04}"})
            if answer.status_code == 429:
                clock.shift(timedelta(seconds=int(answer.headers["retry-after"])))
                continue
            assert answer.status_code == 422
            tries += 1
            if tries == 1:
                assert "PIN Sience" not in phone.get(group).text, "a slip of the finger"
        assert tries < 30, "in a day"
        assert phone.post(f"{group}/siapa", data={"member": other, "pin": world.PIN}).status_code == 303, (
            "others say who"
        )
        for reader in (phone, world.as_person(here.chair)):
            assert "menebak PIN Sience" in reader.get(group).text
        assert "berkali-kali di HP kelompok" in world.as_person(here.treasurer).get("/akun/keamanan").text
        with read() as db:
            told = list(db.scalars(sa.select(Message).where(table(Message).c.template == "pin_guessed")))
        assert "sience@contoh.id" in {each.to for each in told} and "HP kelompok" in render(told[0]).body
        device = write(
            lambda db: Device(group_id=here.group_id, name="HP dua", added_by_id=here.chair, kept_by_id=here.chair)
            .add(db).key
        )  # fmt: skip
        own = world.as_device(device)
        assert own.post(f"{group}/siapa", data={"member": hers, "pin": world.PIN}).status_code == 303
        form = {"identifier": "081200000002", "password": world.PASSWORD}
        assert world.client().post("/masuk", data=form).status_code == 303


@wide
def test_what_was_pressed_before_siapa_waits_for_one_more_press(shop):
    here = world.a_shop()
    group = f"/lapak/{here.slug}"
    path, _ = world.buys(world.client(), here.sku, 2)
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    key = key_of(here, here.treasurer)
    phone = world.as_device(here.device)

    def state() -> str:
        with read() as db:
            return str(db.scalars(sa.select(Bill)).one().state)

    asked = phone.post(f"{group}/uang/masuk/{number}", data={"came": "50.000"})
    where = asked.headers["location"]
    assert where == f"{group}/siapa?kembali={group}/siapa/lanjut" and "50" not in where
    named = phone.post(f"{group}/siapa", data={"member": key, "pin": world.PIN, "kembali": f"{group}/siapa/lanjut"})
    assert named.headers["location"] == f"{group}/siapa/lanjut" and state() == "open", "nothing in silence"
    page = phone.get(named.headers["location"]).text
    assert "Satu tekan lagi, Sience" in page and number in page and "Uangnya sudah masuk" in page
    assert f'action="{group}/uang/masuk/{number}"' in page and 'value="50.000"' in page
    assert phone.post(f"{group}/uang/masuk/{number}", data={"came": "50.000"}).status_code == 303
    assert state() == "settled"


@wide
def test_what_was_sent_from_another_phone_is_not_shown_and_a_pin_is_not_kept(shop):
    here = world.a_shop()
    group = f"/lapak/{here.slug}"
    key = key_of(here, here.treasurer)
    phone, other = world.as_device(here.device), world.as_device(here.device)
    path, _ = world.buys(world.client(), here.sku, 1)
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    phone.post(f"{group}/uang/masuk/{number}", data={"came": "12.345"})
    other.cookies.set("terkirim", phone.cookies["terkirim"])
    for each in (phone, other):
        each.post(f"{group}/siapa", data={"member": key, "pin": world.PIN})
    assert "12.345" in phone.get(f"{group}/siapa/lanjut").text
    assert other.get(f"{group}/siapa/lanjut").headers["location"] == group, "signed for the other login"
    for unknown in ("uang/masuk/D-AAAAAA-1", "uang/klaim/999/cocok", f"pesanan/{'D' * 90}/serahkan"):
        other.post(f"{group}/siapa/selesai")
        other.post(f"{group}/{unknown}", data={"came": "1000"})
        other.post(f"{group}/siapa", data={"member": key, "pin": world.PIN})
        gone = other.get(f"{group}/siapa/lanjut")
        assert gone.status_code == 303 and gone.headers["location"] == group, unknown
        assert "tidak ada di kelompok ini" in other.get(group).text
    third = world.as_device(here.device)
    for path, data in (
        (f"anggota/{key}/peran", {"pin": "2580"}),
        (f"anggota/{key}/peran", {"chair": "1"}),
        ("uang/rekening", {"bank": "BSG", "number": "666", "holder": "Maling"}),
        ("uang/masuk/D-AAA-1", {"came": "1000", "else": "2"}),
        ("hp", {"name": "HP lain"}),
    ):
        back = third.post(f"{group}/{path}", data=data).headers["location"]
        assert "terkirim" not in third.cookies and "lanjut" not in back, "nothing is pressed that she does not see"


# -- the only phone is lost


def by_pins_alone(here: world.Shop) -> None:
    """Nobody of the group has an account, and nobody helps it: it has one phone."""

    def work(db) -> None:
        for key in (here.chair, here.treasurer, here.member):
            person = Person.get(db, key)
            person.phone = person.phone_proved_at = person.password_hash = None
        if helps(db, here.group_id, here.facilitator):
            end_helping(db, here.group_id, here.facilitator, by=CLOCK)

    write(work)


@wide
def test_a_lost_only_phone_is_replaced_by_the_officer_who_sees_them(shop):
    """Nobody else could: its chair and treasurer counted as reachable for thirty days, and had no phone to say it
    on."""
    here = world.a_shop()
    group, lost = f"/lapak/{here.slug}", world.as_device(here.device)
    write(lambda db: setattr(Person.get(db, here.admin), "email", "admin@contoh.id"))
    by_pins_alone(here)
    assert 'name="name"' in world.as_person(here.officer).get(f"{group}/anggota").text.partition('id="hp"')[2]
    phone, _device = a_phone_by(here, here.officer, "HP sementara")
    assert lost.get(group).headers["location"].startswith("/masuk"), "whoever found it sees nothing any more"
    with read() as db:
        told = [m.to for m in db.scalars(sa.select(Message).where(table(Message).c.template == "device_added"))]
    assert "admin@contoh.id" in told, "besides her colleagues"
    for who in (here.chair, here.treasurer):
        said = phone.post(f"{group}/siapa", data={"member": membership_of(here, who).key, "pin": world.PIN})
        assert said.status_code == 303
        assert phone.post(f"{group}/stok", data={"variant": here.sku, "quantity": 1}).status_code == 303
        assert phone.get(f"{group}/uang").status_code == 200
    with time_machine.travel(now() + timedelta(days=14, minutes=1)):
        assert phone.get(group).headers["location"].startswith("/masuk"), "a fortnight, to find a way of their own"


@both
def test_a_phone_that_members_still_use_is_not_lost(shop):
    """Else an officer shut a group out and held the only phone; who merely found it names nobody on it."""
    here = world.a_shop()
    by_pins_alone(here)
    group, phone, officer = f"/lapak/{here.slug}", world.as_device(here.device), world.as_person(here.officer)
    said = phone.post(f"{group}/siapa", data={"member": membership_of(here, here.member).key, "pin": world.PIN})
    assert said.status_code == 303 and phone.post(f"{group}/siapa/selesai").status_code == 303
    refused = officer.post(f"{group}/hp", data={"name": "HP dinas"})
    assert refused.status_code == 422 and "masih dipakai" in refused.text and phone.get(group).status_code == 200
    assert "Jadikan HP kelompok" not in officer.get(f"{group}/anggota").text
    with time_machine.travel(now() + timedelta(hours=25)):
        assert phone.post(f"{group}/stok", data={"variant": here.sku, "quantity": 1}).status_code == 303
        assert world.as_person(here.officer).post(f"{group}/hp", data={"name": "HP dinas"}).status_code == 303


def an_account_that_waits(here: world.Shop) -> int:
    """Typed by the chair before the phone was lost."""

    def work(db) -> int:
        chair = Actor(here.chair, "Meike", roles=frozenset({Role.CHAIR}))
        group = Group.get(db, here.group_id)
        return type_account(db, group, bank="BRI", number="777777", holder="Dinas", by=chair).key

    return write(work)


@wide
def test_by_an_officers_phone_nobody_takes_over_the_group(shop):
    """She may have read each PIN that was typed there: what is said by it may be hers."""
    here = world.a_shop()
    by_pins_alone(here)
    group = f"/lapak/{here.slug}"
    phone, _device = a_phone_by(here, here.officer, "HP sementara")

    def named(who: int) -> None:
        said = phone.post(f"{group}/siapa", data={"member": membership_of(here, who).key, "pin": world.PIN})
        assert said.status_code == 303

    typed = {"bank": "BRI", "number": "777777", "holder": "Dinas"}
    for who in (here.chair, here.treasurer):
        named(who)
        refused = phone.post(f"{group}/uang/rekening", data=typed)
        assert refused.status_code == 422 and "HP ini dipasang petugas" in refused.text
        assert phone.post(f"{group}/uang/lewat-pengelola").status_code == 422
        assert phone.get(f"{group}/uang/buku").status_code != 200, "no officer reads the book"
    waits = an_account_that_waits(here)
    assert phone.post(f"{group}/uang/rekening/{waits}/setuju").status_code == 422
    with read() as db:
        assert db.get(Account, waits).approved_at is None
    assert phone.post(f"{group}/anggota", data={"name": "Boneka"}).status_code == 422
    named(here.chair)
    assert phone.post(f"{group}/anggota", data={"name": "Boneka"}).status_code == 422
    told = {"name": "Tunas Bahari", "village": world.BITUNG, "phone": "0812-9999-9999", "story": "Ikan asap"}
    phone.post(f"{group}/profil", data=told)
    with read() as db:
        assert Group.get(db, here.group_id).phone != "+6281299999999"


@wide
def test_an_officer_sets_up_no_phone_where_somebody_of_the_group_can(shop):
    here = world.a_shop()
    act = f"/lapak/{here.slug}/hp"
    officer, form = world.as_person(here.officer), {"name": "HP dinas"}
    assert "Jadikan HP kelompok" not in officer.get(f"/lapak/{here.slug}/anggota").text
    refused = officer.post(act, data=form)
    assert refused.status_code == 422 and "dipasang ketua" in refused.text, "a facilitator helps it"
    write(lambda db: end_helping(db, here.group_id, here.facilitator, by=CLOCK))
    assert officer.post(act, data=form).status_code == 422, "a chair has an account"
    by_pins_alone(here)
    assert world.as_person(here.far_officer).post(act, data=form).status_code == 404
    assert world.as_person(here.superior).post(act, data=form).status_code == 404
    write(lambda db: setattr(Person.get(db, here.officer), "restricted_until", now() + timedelta(hours=12)))
    assert officer.post(act, data=form).status_code == 422, "she was let in by a code just now"
    write(lambda db: setattr(Person.get(db, here.officer), "restricted_until", None))
    phone, device = a_phone_by(here, here.officer)
    assert phone.get(f"/lapak/{here.slug}").status_code == 200

    def ends(db) -> None:
        for office in db.scalars(sa.select(Officer)).all():
            if office.person_id == here.officer:
                office.end(CLOCK)

    write(ends)
    with read() as db:
        assert db.get(Device, device).ended_at, "with her office"


def says(here: world.Shop, phone: object, who: int) -> None:
    form = {"member": membership_of(here, who).key, "pin": world.PIN}
    assert phone.post(f"/lapak/{here.slug}/siapa", data=form).status_code == 303


@both
def test_no_officer_says_the_groups_yes_to_a_helper_by_her_phone(shop):
    """By a chair's PIN that she read there; the helper's own phone would make whoever reads PINs two people."""
    here = world.a_shop()
    by_pins_alone(here)
    phone, _device = a_phone_by(here, here.officer, "HP sementara")
    asked = {"identifier": "081299990001", "name": "Teman", "organisation": "LSM"}
    at_desk = f"/dinas/kelompok/{here.slug}/pendamping"
    assert world.as_person(here.officer).post(at_desk, data=asked).status_code == 303
    with read() as db:
        invitation = db.scalars(sa.select(Invitation)).one().key
    says(here, phone, here.chair)
    assert phone.post(f"/lapak/{here.slug}/pendamping/{invitation}/setuju").status_code == 422
    with read() as db:
        assert Invitation.get(db, invitation).agreed_at is None


@both
def test_by_an_officers_phone_she_asks_herself_for_no_stand_in_and_no_successor(shop):
    here = world.a_shop()
    by_pins_alone(here)
    roles = f"/lapak/{here.slug}"

    def asks(db) -> int:
        olga = Actor(here.member, "Olga", roles=frozenset({Role.MEMBER}))
        hers = find_membership(db, here.group_id, here.member)
        return ask_succession(db, Group.get(db, here.group_id), hers, olga).key

    phone, _device = a_phone_by(here, here.officer, "HP sementara")
    says(here, phone, here.chair)
    named = {"treasurer": membership_of(here, here.treasurer).key, "member": membership_of(here, here.member).key}
    assert phone.post(f"{roles}/pengganti", data=named).status_code == 422
    with read() as db:
        assert not db.scalars(sa.select(StandIn)).all()
    change = write(asks)
    says(here, phone, here.treasurer)
    assert phone.post(f"{roles}/peran/{change}/dukung").status_code == 303
    said = world.as_person(here.officer).post(f"{roles}/peran/{change}/pastikan")
    assert said.status_code == 422, "she may have been the second who asked"


@wide
def test_an_officers_phone_opens_only_while_she_answers_for_the_group(shop):
    """A deputy's days run out without a word, and a group moves to another office's place."""
    here = world.a_shop()
    by_pins_alone(here)
    phone, _device = a_phone_by(here, here.officer, "HP sementara")
    page = f"/lapak/{here.slug}"

    def until(db, moment) -> None:
        for office in db.scalars(sa.select(Officer).where(table(Officer).c.person_id == here.officer)):
            office.until = moment

    write(lambda db: until(db, now() + timedelta(hours=1)))
    assert phone.get(page).status_code == 200
    with time_machine.travel(now() + timedelta(hours=2)):
        assert phone.get(page).headers["location"].startswith("/masuk")
    write(lambda db: until(db, None))
    assert phone.get(page).status_code == 200
    write(lambda db: setattr(Group.get(db, here.group_id), "village", "64.72.01.1001"))
    assert phone.get(page).headers["location"].startswith("/masuk")


@both
def test_an_officer_confirms_no_order_of_her_own_by_her_phone(shop):
    """By the treasurer's PIN that she read there; of anybody else's order money is said to have come each day."""
    here = world.a_shop()
    number = re.search(r"/pesanan/([^?]+)", world.buys(world.as_person(here.officer), here.sku, 1)[0])[1] + "-1"
    others = re.search(r"/pesanan/([^?]+)", world.buys(world.client(), here.sku, 1)[0])[1] + "-1"
    by_pins_alone(here)
    phone, _device = a_phone_by(here, here.officer, "HP sementara")
    says(here, phone, here.treasurer)
    came = f"/lapak/{here.slug}/uang/masuk"
    refused = phone.post(f"{came}/{number}", data={"came": "50.000"})
    assert refused.status_code == 422 and "data-refused" in refused.text
    with read() as db:
        assert {bill.state for bill in db.scalars(sa.select(Bill))} == {"open"}
    assert phone.post(f"{came}/{others}", data={"came": "50.000"}).status_code == 303


@wide
def test_what_was_typed_at_length_comes_back_after_siapa(shop):
    """An order written down on a group's phone was gone when the name on it had ended meanwhile."""
    here = world.a_shop()
    group, chair = f"/lapak/{here.slug}", key_of(here, here.chair)
    phone = world.as_device(here.device)
    order = {"name": "Ibu Lina", "phone": "0812-7777-8889", f"quantity-{here.sku}": "2", "landmark": "dekat gereja"}
    offer = {"office": "Kantor Camat Girian", "contact": "Pak Lurah", "deliver_on": "2031-12-05"}
    for page, form in (
        ("pesanan/catat", order | {"chat": "rahasia orang"}), ("penawaran", offer),
        ("kasir/tutup/laci", {"way": "out", "amount": "15rb", "why": "beli es"}),
        (f"produk/{here.product}", {"name": "Cakalang fufu besar", "description": "Diasap sabut kelapa"}),
        ("harga", {f"price-{here.sku}": "27.750"}),
        ("pengiriman/ongkir", {"delivery": "courier", "first_fee": "31.250"}),
        ("stok/1", {"act": "recall", "reason": "bau asam"}), ("stok/1", {"act": "counted", "quantity": "17"}),
        ("profil", {"story": "Kami sembilan ibu"}), ("pesanan/catat/sebutan", {"words": "fufu gede"}),
        ("uang/bagi-hasil/aturan", {"rule": "equal"}), ("uang/mutasi", {"lines": "29/11 TRSF CR 25.217"}),
    ):  # fmt: skip
        phone.post(f"{group}/siapa/selesai")
        asked = phone.post(f"{group}/{page}", data=form)
        where = asked.headers["location"]
        assert where == f"{group}/siapa?kembali={group}/siapa/lanjut", page
        key = chair if page == "profil" else key_of(here, here.treasurer)
        phone.post(f"{group}/siapa", data={"member": key, "pin": world.PIN, "kembali": f"{group}/siapa/lanjut"})
        left = phone.get(f"{group}/siapa/lanjut").text
        assert "tekan sekali lagi" in left and "rahasia" not in left, page
        for typed in {*form.values()} - {"rahasia orang", "out", "courier", "recall", "counted", "equal"}:
            assert typed in left, (page, typed)
        assert phone.get(f"{group}/siapa/lanjut").headers["location"] == group, "once"
    long = phone.post(f"{group}/siapa/selesai") and phone.post(f"{group}/profil", data={"story": "a" * 3_000})
    assert "lanjut" not in long.headers["location"], "what no cookie holds is said to be gone"
    phone.post(f"{group}/siapa", data={"member": chair, "pin": world.PIN})
    with read() as db:
        assert not db.scalars(sa.select(WrittenOrder)).all(), "nothing in silence"
    again = phone.post(f"{group}/pesanan/catat", data=order)
    assert again.status_code == 303 and "/pesanan/catat/C-" in again.headers["location"]


def test_each_form_that_is_kept_before_a_name_is_named_as_its_route_is():
    """One whose route is written otherwise would be lost, and nobody would know."""
    own = [route for route in create_app().routes if isinstance(route, APIRoute) and "POST" in route.methods]
    assert ON_ITS_PAGE | BUTTONS.keys() <= {pattern_of(route).removeprefix("/lapak/{group}") for route in own}


@wide
def test_who_finds_no_form_to_press_is_not_told_to_press_it(shop):
    """A cost that a member may not write, a written order that is gone: a page without the form said "tekan lagi"."""
    here = world.a_shop()
    group = f"/lapak/{here.slug}"
    for page, who in (("uang/bagi-hasil/biaya", here.member), ("pesanan/catat/C-ABCDEF", here.chair)):
        phone = world.as_device(here.device)
        phone.post(f"{group}/{page}", data={"amount": "15rb", "why": "beli es", "name": "Ibu Lina"})
        form = {"member": key_of(here, who), "pin": world.PIN, "kembali": f"{group}/siapa/lanjut"}
        phone.post(f"{group}/siapa", data=form)
        left = phone.get(f"{group}/siapa/lanjut")
        assert left.status_code == 303, page
        there = phone.get(left.headers["location"])
        assert there.status_code == 200 and "tidak tersimpan" in there.text and "15rb" not in there.text
        assert "terkirim" not in phone.cookies
