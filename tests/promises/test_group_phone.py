"""A group's phone speaks for its group only: whoever says "Siapa?" there has the roles of that group and no others."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from market.kernel.db import read, write
from market.kernel.record import table
from market.orders.order import Order
from market.people.device import Device
from market.people.group import Group
from market.people.membership import Acceptance, find_membership, join
from market.people.person import Person
from tests import world
from tests.conftest import both
from tests.promises import test_doors as doors

ELSEWHERE = ("chair", "treasurer", "member", "facilitator", "officer", "superior", "admin")


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


@both
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
    for pattern in sorted(acts - {"/lapak/{group}/siapa/selesai"}):
        form = doors.filling(here, pattern) | {"place": "71.72", "agency": "Dinas", "name_en": "Name", "sure": "ya"}
        if pattern in doors.ACCOUNT_ACTS:
            form |= {"app_code": "123456"}
            form |= {"current": world.PASSWORD, "password": "kata sandi lain", "kind": "group"}
        answer = phone.post(doors.address(pattern, values), data=form)
        if answer.status_code != 404:
            wrong.append(f"POST {pattern}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)


@both
def test_an_order_of_hers_is_not_opened_and_none_is_made_in_her_name(shop):
    """On a group's phone the acting member is nobody's buyer: not of what she ordered, not of what is ordered there."""
    here = world.a_shop()
    path, _ = world.buys(world.as_person(here.treasurer), here.sku, 1)
    number = path.partition("?")[0]
    phone = a_strange_phone(here, here.treasurer)
    assert phone.get(number).status_code == 404
    for act in ("batal", "bayar", "terima"):
        form = {"claim": number.rpartition("/")[2] + "-1"}
        assert phone.post(f"{number}/{act}", data=form).status_code == 404, act
    phone.post("/keranjang", data={"variant": here.sku, "quantity": 1})
    assert "Sience" not in phone.get("/checkout").text.partition("<main")[2], "her name and number are not filled in"
    path, answer = world.buys(phone, here.sku, 1)
    assert path, answer.text
    with read() as db:
        owner = db.execute(sa.select(table(Order).c.person_id).order_by(table(Order).c.id.desc())).scalars().first()
    assert owner is None


@both
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


@both
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
