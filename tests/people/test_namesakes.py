"""Two of one name in a group: every list, question, event and yes tells them apart, and nothing is matched by name."""

import pytest
import sqlalchemy as sa
import time_machine

from market.kernel.db import read, write
from market.messages.outbox import Message
from market.people.access import CLOCK, Actor
from market.people.act import Act
from market.people.approving.pin_code import waiting_for_pin
from market.people.membership import Acceptance, find_membership, join
from market.people.person import Person
from market.people.roles.facilitating import begin_helping
from market.people.roles.role_change import RoleChange
from market.people.roles.standing import standing_of
from market.till.sale import TillSale
from tests import world
from tests.conftest import both, wide
from tests.promises.test_group_phone import a_phone_by
from tests.till.test_plain import sells

DAY = "2026-11-28T04:00:00+00:00"  # noon of the 28th where the group is
MARKED = "Sience (28/11/2026)"


def joins(here: world.Shop, name: str, number: int = 77) -> int:
    """Somebody with an account says yes to the group; her id."""

    def work(db) -> int:
        person = world.a_person(db, name, number)
        join(db, here.group_id, person, Acceptance.ACCOUNT, given_by=here.chair).set_pin(world.hashed(world.PIN))
        return person.key

    return write(work)


@both
@pytest.mark.parametrize("name", ["Sience", " sience", "S\u00efence", "5ience", "S i e n c e"])
def test_who_reads_like_another_is_called_by_the_day_she_came(shop, name):
    with time_machine.travel(DAY):
        here = world.a_shop()
        second, third = joins(here, name), joins(here, name, 78)
        with read() as db:
            called = [
                find_membership(db, here.group_id, each).called(Person.get(db, each))
                for each in (here.treasurer, second, third)
            ]
    assert called == ["Sience", f"{name} (28/11/2026)", f"{name} (28/11/2026, 2)"]


@wide
def test_every_page_of_the_group_tells_them_apart(shop):
    with time_machine.travel(DAY):
        here = world.a_shop()
        second = joins(here, "Sience")
        phone, chair, group = world.as_device(here.device), world.as_person(here.chair), f"/lapak/{here.slug}"
        officer = world.as_person(here.officer)
        pages = [
            phone.get(f"{group}/siapa"), chair.get(f"{group}/anggota"), chair.get(f"{group}/anggota/masuk"),
            chair.get(f"{group}/anggota/peran"), chair.get(f"{group}/stok"), chair.get(f"{group}/uang/bagi-hasil"),
            officer.get(f"/dinas/kelompok/{here.slug}"),
        ]  # fmt: skip
        assert [MARKED in each.text for each in pages] == [True] * len(pages), [each.url for each in pages]
        key = find_key(here, second)
        assert phone.post(f"{group}/siapa", data={"member": key, "pin": world.PIN}).status_code == 303
        assert f"Sekarang: {MARKED}" in phone.get(f"{group}/siapa").text


def find_key(here: world.Shop, person: int) -> int:
    with read() as db:
        return find_membership(db, here.group_id, person).key


@wide
def test_what_she_does_asks_and_agrees_to_bears_her_own_name(shop):
    with time_machine.travel(DAY):
        here = world.a_shop()
        second = joins(here, "Sience")
        write(lambda db: setattr(Person.get(db, here.chair), "email", "meike@contoh.id"))
        hers, chair, group = world.as_person(second), world.as_person(here.chair), f"/lapak/{here.slug}"
        assert hers.post(f"{group}/stok", data={"variant": here.sku, "quantity": 3}).status_code == 303
        made = {"name": "Sambal", "category": "ikan-asap", "description": "Pedas", "price": "10000", "unit": "botol"}
        hers.post(f"{group}/produk", data=made)
        asked = chair.post(f"{group}/anggota/{find_key(here, second)}/peran", data={"treasurer": "1"})
        assert asked.status_code == 303
        first = hers.get(group).text
        with read() as db:
            acts = [(act.name, act.params.get("name")) for act in db.scalars(sa.select(Act))]
            change = db.scalars(sa.select(RoleChange)).one()
            letters = [m.params["name_of"] for m in db.scalars(sa.select(Message)) if m.template == "role_change"]
        assert ("Meike", MARKED) in acts and not [each for each in acts if each[1] == "Sience"]
        assert letters and set(letters) == {MARKED}
        assert MARKED in first, "what waits for her yes is said of her alone"
        assert hers.post(f"{group}/peran/{change.key}/keberatan", data={"reason": "Belum siap"}).status_code == 303
        with read() as db:
            assert db.get(RoleChange, change.key).objected_by == MARKED


@both
def test_the_till_tells_apart_who_sells(shop):
    """On a phone where nobody is named both stand in one list, and a sale says which of them sold."""
    with time_machine.travel(DAY):
        here = world.a_shop()
        second = joins(here, "Sience")
        phone = world.as_device(here.device)
        assert MARKED in phone.get(f"/lapak/{here.slug}/kasir").text
        assert sells(here, phone, seller=str(second)).status_code == 303
        assert sells(here, phone, seller=str(here.treasurer)).status_code == 303
        with read() as db:
            assert [each.sold_by for each in db.scalars(sa.select(TillSale))] == [MARKED, "Sience"]


@wide
def test_a_name_typed_for_somebody_without_an_account_tells_her_from_others(shop):
    """Else the list of names on the group's phone asks one of two for a PIN."""
    here = world.a_shop()
    chair, group = world.as_person(here.chair), f"/lapak/{here.slug}"
    for alike in ("Sience", "SIENCE", "5ience", "Rina"):
        refused = chair.post(f"{group}/anggota", data={"name": alike})
        assert refused.status_code == 422 and "membedakan" in refused.text, alike
    assert chair.post(f"{group}/anggota", data={"name": "Sience Kecil"}).status_code == 200
    again = chair.post(f"{group}/anggota", data={"name": "sience kecil"})
    assert again.status_code == 422
    with read() as db:
        assert [each.name for each in waiting_for_pin(db, here.group_id)] == ["Sience Kecil"]


@both
def test_who_left_keeps_her_name_and_who_comes_after_her_gets_another(shop):
    with time_machine.travel(DAY):
        here = world.a_shop()
        write(lambda db: find_membership(db, here.group_id, here.member).end(CLOCK))
        after = joins(here, "Olga")
        with read() as db:
            assert find_membership(db, here.group_id, after).apart == " (28/11/2026)"
        write(lambda db: join(db, here.group_id, Person.get(db, here.member), Acceptance.ACCOUNT) and None)
        with read() as db:
            assert find_membership(db, here.group_id, here.member).apart, "she comes back beside another Olga"


@both
def test_a_long_name_hides_nothing(shop):
    """Names are kept with eighty letters beside what somebody did."""
    with time_machine.travel(DAY):
        here = world.a_shop()
        long = "Sience " + "a" * 73
        joins(here, long, 70)
        second = joins(here, long, 71)
        with read() as db:
            _group, actor = standing_of(db, Actor(second, long), here.slug)
    assert actor.name == long[:67] + " (28/11/2026)" and len(actor.name) == 80


@both
def test_a_facilitator_who_comes_second_is_told_apart_too(shop):
    """She signs what she does, and buyers and members read it: by her name alone it was the treasurer's."""
    with time_machine.travel(DAY):
        here = world.a_shop()
        helper = write(lambda db: begin_helping(db, here.group_id, world.a_person(db, "sience", 77)).person_id)
        third = joins(here, "Sience", 78)
        group, officer, chair = f"/lapak/{here.slug}", world.as_person(here.officer), world.as_person(here.chair)
        pages = [
            chair.get(group), chair.get(f"{group}/anggota"), officer.get(f"/dinas/kelompok/{here.slug}"),
            officer.get(f"/dinas/kelompok/{here.slug}/pendamping"), officer.get(f"/dinas/kelompok/{here.slug}/masuk"),
        ]  # fmt: skip
        assert ["sience (28/11/2026)" in each.text for each in pages] == [True] * len(pages)
        codes = (
            officer.post(f"/dinas/kelompok/{here.slug}/kode/{helper}"),
            chair.post(f"{group}/anggota/{find_key(here, third)}/kode"),
        )
        for told, name in zip(codes, ("sience (28/11/2026)", "Sience (28/11/2026)"), strict=True):
            assert f"Bacakan kode ini kepada {name}" in told.text, "whom it lets in"
        with read() as db:
            _group, actor = standing_of(db, Actor(helper, "sience"), here.slug)
            assert actor.name == "sience (28/11/2026)" and actor.helps
            assert find_membership(db, here.group_id, third).apart == " (28/11/2026)", "written otherwise"
            assert find_membership(db, here.group_id, here.treasurer).apart == "", "who was first keeps her name"
        phone, _device = a_phone_by(here, helper)
        asks = phone.get(f"{group}/siapa").text
        assert "HP ini dipasang sience (28/11/2026)," in asks, "a PIN is typed where she may read it, not the treasurer"
        phones = chair.get(f"{group}/anggota").text
        assert "dipasang sience (28/11/2026), " in phones and "Kalau sience (28/11/2026) tidak lagi di sini" in phones


@both
def test_a_phone_is_called_like_nobody_of_the_group(shop):
    """What is done on it while nobody said her name stands under the phone's: it read as the treasurer's act."""
    here = world.a_shop()
    path = f"/lapak/{here.slug}/hp"
    for who, alike in (
        (here.facilitator, "Sience"),
        (here.chair, "5ience"),
        (here.chair, "Rina"),
        (here.chair, "Hendra"),
    ):
        refused = world.as_person(who).post(path, data={"name": alike})
        assert refused.status_code == 422 and f"HP {alike}" in refused.text, alike
    for name in ("HP Sience", "HP kelompok", "HP kelompok"):
        assert world.as_person(here.facilitator).post(path, data={"name": name}).status_code == 303


@both
def test_who_reads_like_a_phone_of_before_is_told_apart(shop):
    with time_machine.travel(DAY):
        here = world.a_shop()
        a_phone_by(here, here.facilitator, "Wati")
        second = joins(here, "wati")
        with read() as db:
            assert find_membership(db, here.group_id, second).called(Person.get(db, second)) == "wati (28/11/2026)"
        refused = world.as_person(here.chair).post(f"/lapak/{here.slug}/anggota", data={"name": "Wati"})
        assert refused.status_code == 422 and "membedakan" in refused.text
