"""Whoever keeps a phone may read the PINs that are typed on it: what a helper may so know is nobody's second word.

Daily life goes on by them: a group without any account sells, packs and says that money came.
"""

import re

import pytest
import sqlalchemy as sa

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.payments.account import Account
from market.payments.bill import Bill
from market.people.approving.closeness import are_close
from market.people.approving.stand_in import StandIn
from market.people.facts.group_change import GroupChange
from market.people.group import Group
from market.people.helpers import helps
from market.people.invitation import Invitation
from market.people.membership import find_membership
from market.people.person import Person
from market.people.pin_givers import pin_givers
from market.people.roles.role_change import RoleChange
from market.people.seen_pin import SeenPin
from tests import world
from tests.bazaars.world import done
from tests.conftest import both, wide
from tests.payments.test_card import rows
from tests.promises.test_group_phone import a_phone_by, key_of
from tests.promises.test_two_people import TYPED

THEIRS = "+6281299999999"


def without_accounts(here) -> None:
    """Chair, treasurer and member have their PINs and nothing else."""

    def work(db) -> None:
        for key in (here.chair, here.treasurer, here.member):
            person = Person.get(db, key)
            person.phone = person.phone_proved_at = person.password_hash = None

    write(work)


def says(here, phone, who: int, pin: str = world.PIN) -> None:
    done(phone.post(f"/lapak/{here.slug}/siapa", data={"member": key_of(here, who), "pin": pin}))


def on_hers(here):
    """A phone that the facilitator set up, and its id."""
    return a_phone_by(here, here.facilitator, "HP Kak Rina")


@both
@pytest.mark.parametrize("first", [False, True])
@pytest.mark.parametrize("accounts", [True, False])
@pytest.mark.parametrize("then", ["on hers", "on the group's own", "as herself"])
def test_two_pins_typed_on_a_helpers_phone_approve_no_account(shop, accounts, then, first):
    here = world.a_shop()
    if first:
        write(lambda db: db.execute(sa.delete(table(Account))) and None)
    phone, _device = on_hers(here)
    if not accounts:
        without_accounts(here)
    for who in (here.treasurer, here.chair):
        says(here, phone, who)
    done(phone.post(f"/lapak/{here.slug}/uang/rekening", data=TYPED))
    yes = f"/lapak/{here.slug}/uang/rekening/{rows(Account)[-1].key}/setuju"
    second = world.as_device(here.device) if then == "on the group's own" else phone
    if then == "as herself":
        second = world.as_person(here.facilitator)
    else:
        says(here, second, here.treasurer)
    refused = second.post(yes)
    assert refused.status_code == 422 and rows(Account)[-1].approved_at is None
    done(world.as_person(here.treasurer if accounts else here.officer).post(yes))
    assert rows(Account)[-1].approved_at is not None


@wide
def test_what_a_helper_typed_is_approved_in_an_account_and_by_no_pin_that_she_may_know(shop):
    here = world.a_shop()
    phone, _device = on_hers(here)
    says(here, phone, here.chair)
    done(world.as_person(here.facilitator).post(f"/lapak/{here.slug}/uang/rekening", data=TYPED))
    yes = f"/lapak/{here.slug}/uang/rekening/{rows(Account)[-1].key}/setuju"
    own = world.as_device(here.device)
    says(here, own, here.chair)
    assert phone.post(yes).status_code == 422 and own.post(yes).status_code == 422
    done(world.as_person(here.chair).post(yes))


@both
def test_by_such_a_pin_nobody_changes_who_belongs_or_where_buyers_write(shop):
    here = world.a_shop()
    group, (phone, _device) = f"/lapak/{here.slug}", on_hers(here)
    write(lambda db: setattr(Person.get(db, here.officer), "email", "hendra@contoh.id"))
    write(lambda db: setattr(Person.get(db, here.officer), "email_proved_at", now()))
    without_accounts(here)
    says(here, phone, here.treasurer)
    says(here, phone, here.chair)
    assert phone.post(f"{group}/anggota", data={"name": "Boneka"}).status_code == 422
    assert phone.post(f"{group}/anggota/{key_of(here, here.member)}/kode-pin").status_code == 422
    told = {"name": "Tunas Bahari", "village": world.BITUNG, "phone": THEIRS, "story": "Ikan asap"}
    done(phone.post(f"{group}/profil", data=told))
    with read() as db:
        assert Group.get(db, here.group_id).phone != THEIRS
    [change] = [each for each in rows(GroupChange) if each.fact == "phone"]
    yes = f"{group}/profil/perubahan/{change.key}/setuju"
    says(here, phone, here.treasurer)
    for browser in (phone, world.as_person(here.facilitator)):
        assert browser.post(yes).status_code == 422
    with read() as db:
        letters = [m.to for m in db.scalars(sa.select(Message)) if m.template == "group_change"]
    assert "hendra@contoh.id" in letters, "nobody of the group can answer but through her"
    done(world.as_person(here.officer).post(yes))
    with read() as db:
        assert Group.get(db, here.group_id).phone == THEIRS


@both
def test_by_such_pins_no_role_changes_at_once_and_no_chair_is_replaced(shop):
    here = world.a_shop()
    group, (phone, _device) = f"/lapak/{here.slug}", on_hers(here)
    says(here, phone, here.chair)
    done(phone.post(f"{group}/anggota/{key_of(here, here.member)}/peran", data={"treasurer": "1"}))
    change = f"{group}/peran/{rows(RoleChange)[-1].key}"
    for who in (here.member, here.treasurer):
        says(here, phone, who)
        assert phone.post(f"{change}/setuju").status_code == 422
    says(here, phone, here.treasurer)
    done(phone.post(f"{group}/anggota/{key_of(here, here.treasurer)}/ganti-ketua"))
    seconds = f"{group}/peran/{rows(RoleChange)[-1].key}/dukung"
    says(here, phone, here.member)
    assert phone.post(seconds).status_code == 422, "one helper may be both"
    done(world.as_person(here.member).post(seconds))


@both
def test_she_names_no_stand_in_and_brings_in_no_successor_by_them(shop):
    here = world.a_shop()
    group, (phone, _device) = f"/lapak/{here.slug}", on_hers(here)
    says(here, phone, here.chair)
    says(here, phone, here.treasurer)
    form = {"treasurer": key_of(here, here.treasurer), "member": key_of(here, here.member)}
    done(phone.post(f"{group}/pengganti", data=form))
    assert rows(StandIn)[-1].agreed_at is None
    asked = {"identifier": "081299990001", "name": "Teman", "organisation": "LSM"}
    done(world.as_person(here.facilitator).post(f"/pendamping/{here.slug}/serah", data=asked))
    invitation = rows(Invitation)[-1].key
    says(here, phone, here.chair)
    assert phone.post(f"{group}/pendamping/{invitation}/setuju").status_code == 422
    done(world.as_person(here.chair).post(f"{group}/pendamping/{invitation}/setuju"))


@both
def test_a_pin_stays_known_until_another_is_chosen_past_her(shop):
    """Changed by the old one it stays known; in an account of her own it is hers alone."""
    here = world.a_shop()
    phone, device = on_hers(here)
    mine = f"/lapak/{here.slug}/anggota/{key_of(here, here.treasurer)}/pin"

    def known_to() -> frozenset[int]:
        with read() as db:
            return pin_givers(db, here.group_id, here.treasurer)

    says(here, world.as_device(here.device), here.treasurer)
    assert known_to() == frozenset(), "the chair's phone is the group's own"
    says(here, phone, here.treasurer)
    assert known_to() == {here.facilitator}
    done(world.as_person(here.chair).post(f"/lapak/{here.slug}/hp/{device}/milik"))
    own = world.as_device(here.device)
    says(here, own, here.treasurer)
    done(own.post(mine, data={"current": world.PIN, "pin": "7391", "again": "7391"}))
    assert known_to() == {here.facilitator}, "who knew the old one may have chosen this one"
    new = {"current": world.PASSWORD, "pin": "8462", "again": "8462"}
    done(world.as_person(here.treasurer).post(mine, data=new))
    assert known_to() == frozenset()
    says(here, phone, here.treasurer, "8462")
    assert known_to() == frozenset(), "the chair answers for that phone now"


@both
def test_a_pin_chosen_on_her_phone_is_known_and_its_owner_is_one_with_her(shop):
    here = world.a_shop()
    group, (phone, _device) = f"/lapak/{here.slug}", on_hers(here)
    asked = world.as_person(here.chair).post(f"{group}/anggota", data={"name": "Mama Nona"})
    code = re.search(r"Kode (?:undangan )?untuk [^:<]+: ([A-Z0-9]{4}-[A-Z0-9]{4})", asked.text)[1]
    (who,) = re.findall(r'name="who" value="(\d+)"', phone.get(f"{group}/siapa/mulai").text)
    done(phone.post(f"{group}/siapa/mulai", data={"who": who, "code": code, "pin": "7391", "again": "7391"}))
    with read() as db:
        nona = db.scalars(sa.select(table(Person).c.id).where(table(Person).c.name == "Mama Nona")).one()
        assert pin_givers(db, here.group_id, nona) == {here.chair, here.facilitator}
        assert are_close(db, nona, here.facilitator)
        assert len(db.scalars(sa.select(SeenPin)).all()) == 1


@both
def test_a_group_without_any_account_goes_on_by_a_helpers_phone(shop):
    """It sells, packs, hands over and says that money came; of its account the officer says the second yes."""
    here = world.a_shop()
    group, (phone, _device) = f"/lapak/{here.slug}", on_hers(here)
    without_accounts(here)
    with read() as db:
        assert helps(db, here.group_id, here.facilitator) and find_membership(db, here.group_id, here.chair)
    path, _ = world.buys(world.client(), here.sku, 2)
    number = re.search(r"/pesanan/([^?]+)", path)[1] + "-1"
    says(here, phone, here.member)
    done(phone.post(f"{group}/stok/terima", data={"variant": here.sku, "quantity": "5"}))
    assert phone.get(f"{group}/pesanan").status_code == 200
    says(here, phone, here.treasurer)
    done(phone.post(f"{group}/uang/masuk/{number}", data={"came": "50.000"}))
    assert [bill.state for bill in rows(Bill)] == ["settled"]
    says(here, phone, here.member)
    done(phone.post(f"{group}/pesanan/{number}/siap"))


@both
@pytest.mark.parametrize("who", ["facilitator", "officer", "admin"])
def test_where_a_password_is_typed_in_a_helpers_browser_the_page_says_so(shop, who):
    """No PIN is typed there, and nothing says whose it is: each page that asks for a password does."""
    here = world.a_shop()
    said, pages = "bisa membaca kata sandi", ("/masuk", "/daftar", "/lupa")
    browser = world.client()
    done(browser.post("/masuk", data={"identifier": "081200000003", "password": world.PASSWORD}))
    done(browser.post("/keluar"))
    assert [said in browser.get(page).text for page in pages] == [False] * len(pages), "a member's own"
    with read() as db:
        phone = Person.get(db, getattr(here, who)).phone
    done(browser.post("/masuk", data={"identifier": phone, "password": world.PASSWORD}))
    done(browser.post("/keluar"))
    assert [said in browser.get(page).text for page in pages] == [True] * len(pages)
    assert said not in world.client().get("/masuk").text
