"""Own side: who belonged to a group, or helped it, within thirty days is no officer for its people and its money."""

import re
from datetime import timedelta

import sqlalchemy as sa
import time_machine

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.payments import presser
from market.payments.bill import Bill, BillState
from market.people.founding.founding import found_group
from market.people.group import GroupKind
from market.people.membership import Acceptance, find_membership, join
from market.people.person import Person
from market.people.roles.role_change import RoleChange
from market.people.signing_in.contact import ContactProof
from tests import world
from tests.conftest import both
from tests.payments.test_card import rows
from tests.promises.test_shutting_out import CODE, signed_up


def was_a_member(here: world.Shop, person_id: int) -> None:
    """Until yesterday, after sixty days."""

    def work(db) -> None:
        member = join(
            db, here.group_id, Person.get(db, person_id), Acceptance.ACCOUNT, since=now() - timedelta(days=60)
        )
        member.end(world.actor(person_id))

    write(work)


@both
def test_an_officer_who_left_yesterday_books_no_cash_of_its_people(shop):
    here = world.a_shop()
    was_a_member(here, here.officer)
    write(
        lambda db: (
            [find_membership(db, here.group_id, key).end(world.actor(key)) for key in (here.treasurer, here.member)]
            and None
        )
    )
    path, answer = world.buys(world.as_person(here.chair), here.sku, 2, payment="cash", phone="0812-0000-0001")
    assert path, answer.text
    bill = rows(Bill)[-1]
    officer = world.as_person(here.officer)
    assert f"/uang/masuk/{bill.ref}" not in officer.get(f"/lapak/{here.slug}/uang").text
    assert officer.post(f"/lapak/{here.slug}/uang/masuk/{bill.ref}").status_code in (403, 404, 422)
    assert rows(Bill)[-1].state is BillState.OPEN


@both
def test_an_officer_who_left_yesterday_lets_in_none_of_its_people(shop):
    here = world.a_shop()
    was_a_member(here, here.officer)

    def prep(db) -> int:
        person = Person(name="Mama Pin").add(db)
        chair = join(db, here.group_id, person, Acceptance.PIN, chair=True, since=now() - timedelta(days=60))
        chair.set_pin(world.hashed(world.PIN))
        return chair.key

    chair = write(prep)
    officer = world.as_person(here.officer)
    for address in (
        f"/dinas/kelompok/{here.slug}/kode/{here.treasurer}", f"/lapak/{here.slug}/anggota/{chair}/kode-pin",
    ):  # fmt: skip
        answer = officer.post(address)
        assert answer.status_code in (403, 404, 422) and not CODE.search(re.sub(r"\d{4}-\d{4}", "", answer.text)), (
            address
        )


@both
def test_an_officer_elsewhere_proves_no_number_for_a_role_here(shop):
    """An accomplice founds a group far away, and its officer reads the code out to him: that is no proof here."""
    here = world.a_shop()
    number = "081377770002"

    def prep(db) -> None:
        find_membership(db, here.group_id, here.treasurer).take_roles(chair=False, treasurer=False, given_by=None)

    write(prep)
    asked = {"phone": number, "name": "Bu Bendahara", "treasurer": "1"}
    assert world.as_person(here.chair).post(f"/lapak/{here.slug}/anggota", data=asked).status_code == 200
    his = signed_up("Kaki Tangan", number, "203.0.113.20")

    def far(db) -> int:
        person = db.scalars(sa.select(Person).where(table(Person).c.phone == "+62" + number[1:])).one()
        found_group(db, person, name="Lapak Jauh", kind=GroupKind.GROUP, village=world.KALIANDA, phone=None)
        return person.key

    person_id = write(far)
    assert his.post("/akun/kontak", data={"identifier": number, "way": "call"}).status_code == 303
    proof = rows(ContactProof)[-1].key
    read_out = world.as_person(here.far_officer).post(f"/dinas/panggilan/{proof}")
    code = next(each for each in CODE.findall(read_out.text) if not each[:4].isdigit())
    assert his.post("/akun/kontak/kode", data={"which": "phone", "code": code}).status_code == 303
    invitation = re.search(r"/akun/undangan/(\d+)", his.get("/akun/undangan").text)[1]
    answer = his.post(f"/akun/undangan/{invitation}", data={"answer": "yes"})
    assert answer.status_code == 422 and "Ketik kode undangan" in answer.text
    with read() as db:
        assert find_membership(db, here.group_id, person_id) is None and not rows(RoleChange)


@both
def test_a_condition_that_is_made_once_reckons_its_days_anew(shop):
    """Conditions on payments are put together when the program starts, and a server is up for months."""
    here = world.a_shop()
    was_a_member(here, here.officer)

    def still_own(db) -> bool:
        people = sa.select(presser.W.c.id).where(presser.W.c.id == here.officer)
        return not db.scalars(people.join(presser.G, presser.G.c.id == here.group_id).where(presser.OTHER_SIDE)).all()

    with read() as db:
        assert still_own(db)
    with time_machine.travel(now() + timedelta(days=31), tick=True), read() as db:
        assert not still_own(db)
