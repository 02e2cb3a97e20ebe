"""Who is invited by name chooses her first PIN with a code: whoever gave it may be her, until thirty days are over.

All by the forms that people use: the code on `/lapak/{group}/anggota`, the PIN on `/siapa/mulai`.
"""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.orders.clockwork import tick
from market.payments.account import Account
from market.people.approving.closeness import who_let_in
from market.people.device import Device
from market.people.founding.founding import found_group
from market.people.group import GroupKind
from market.people.helpers import Facilitation
from market.people.membership import Acceptance, find_membership, join
from market.people.person import Person
from market.people.roles.role_change import RoleChange
from tests import world
from tests.bazaars.world import done
from tests.conftest import wide
from tests.payments.test_card import rows
from tests.promises.test_group_phone import begins, by_pin_alone, pin_code_on
from tests.promises.test_joining import invited as asked_at
from tests.promises.test_joining import says
from tests.promises.test_two_people import NOON, TYPED, takes_roles

RESTED = timedelta(days=2)  # after a code her PIN rests for twelve waking hours
PIN = "7391"  # which `begins` chooses


def invited(here, giver: int, name: str) -> int:
    """Somebody invited by name who chose her PIN with the giver's code on the group's phone; her id."""
    path, phone = f"/lapak/{here.slug}", world.as_device(here.device)
    done(begins(phone, path, pin_code_on(world.as_person(giver).post(f"{path}/anggota", data={"name": name}))))
    with read() as db:
        return db.scalars(sa.select(table(Person).c.id).where(table(Person).c.name == name)).one()


def named(here, person: int):
    """The group's phone, on which a member says who she is with that PIN."""
    phone = world.as_device(here.device)
    done(phone.post(f"/lapak/{here.slug}/siapa", data={"member": key_of(here, person), "pin": PIN}))
    return phone


def key_of(here, person: int) -> int:
    with read() as db:
        return find_membership(db, here.group_id, person).key


def givers_of(person: int) -> set[int]:
    with read() as db:
        return set(who_let_in(db, person))


@wide
def test_whose_code_chose_her_pin_let_her_in_and_nobody_else_did(shop):
    here = world.a_shop()
    path, helper = f"/lapak/{here.slug}", world.as_person(here.facilitator)
    chair, phone = world.as_person(here.chair), world.as_device(here.device)
    assert givers_of(invited(here, here.facilitator, "Mama Nona")) == {here.facilitator}
    # The last code of two is the one that works.
    assert pin_code_on(helper.post(f"{path}/anggota", data={"name": "Mama Sari"}))
    again = re.search(r"undangan/(\d+)/kode", chair.get(f"{path}/anggota").text)[1]
    done(begins(phone, path, pin_code_on(chair.post(f"{path}/anggota/undangan/{again}/kode"))))
    with read() as db:
        sari = db.scalars(sa.select(table(Person).c.id).where(table(Person).c.name == "Mama Sari")).one()
    assert givers_of(sari) == {here.chair}
    # Another code, for a member who forgot hers.
    forgot = by_pin_alone(here)
    done(begins(phone, path, pin_code_on(chair.post(f"{path}/anggota/{forgot}/kode-pin")), "8462"))
    with read() as db:
        forgetful = db.scalars(sa.select(table(Person).c.id).where(table(Person).c.name == "Mama Pin")).one()
    assert givers_of(forgetful) == {here.chair}
    # In an account of her own: her yes to an invitation at her number, and a PIN chosen with her password.
    asked_at(chair, path, "081200000009")
    done(says(world.as_person(here.buyer), "yes"))
    assert givers_of(here.buyer) == set()
    own = {"current": world.PASSWORD, "pin": PIN, "again": PIN}
    mine = key_of(here, here.treasurer)
    done(world.as_person(here.treasurer).post(f"{path}/anggota/{mine}/pin", data=own))
    assert givers_of(here.treasurer) == set()
    with time_machine.travel(now() + timedelta(days=31)):
        assert givers_of(sari) == set(), "nothing binds a plain member for good"


@wide
@pytest.mark.parametrize(("giver", "counts"), [("facilitator", False), ("chair", True)])
def test_two_whom_one_invited_by_name_are_no_two_members_but_of_a_chair_who_is_gone(shop, giver, counts):
    here = world.a_shop()
    with time_machine.travel(NOON):
        people = [invited(here, getattr(here, giver), name) for name in ("Mama Nona", "Mama Sari")]
    with time_machine.travel(now() + RESTED):
        one, other = (named(here, each) for each in people)
        done(one.post(f"/lapak/{here.slug}/anggota/{key_of(here, people[0])}/ganti-ketua"))
        steps = f"/lapak/{here.slug}/peran/{rows(RoleChange)[-1].key}"
        offered = f'action="{steps}/dukung"' in other.get(f"/lapak/{here.slug}/anggota/peran").text
        answer = other.post(f"{steps}/dukung")
        assert (answer.status_code, offered) == ((303, True) if counts else (422, False))
        assert counts or "30 hari" in answer.text


@wide
@pytest.mark.parametrize("asker", ["chair", "facilitator"])
def test_a_role_for_whom_the_asker_invited_by_name_waits_its_day(shop, asker):
    """Where there is no treasurer her own yes would do; by the asker's code it may be the asker's."""
    here = world.a_shop()
    write(lambda db: find_membership(db, here.group_id, here.treasurer).end(here.treasurer))
    with time_machine.travel(NOON):
        doll = invited(here, here.chair if asker == "chair" else here.facilitator, "Mama Nona")
    with time_machine.travel(now() + RESTED, tick=False):
        done(takes_roles(here, getattr(here, asker), doll, treasurer="1"))
        change, phone = rows(RoleChange)[-1], named(here, doll)
        phone.post(f"/lapak/{here.slug}/peran/{change.key}/setuju")
        assert rows(RoleChange)[-1].state == "waiting"
        due = change.takes_effect_at
    with time_machine.travel(due, tick=False):
        tick()
        with read() as db:
            assert find_membership(db, here.group_id, doll).treasurer, "daily life goes on, a day later"


# -- the first account of a young group


@dataclass(frozen=True)
class Young:
    """A group founded today, its phone and its chair."""

    group_id: int
    slug: str
    device: int
    chair: int


def a_young_group(here, founder) -> Young:
    """Founded by whom `founder` makes; the facilitator helps it."""

    def work(db):
        chair = founder(db)
        group = found_group(db, chair, name="Kelompok Baru", kind=GroupKind.GROUP, village=world.BITUNG, phone=None)
        Facilitation(person_id=here.facilitator, group_id=group.key).add(db)
        phone = Device(group_id=group.key, name="HP", added_by_id=chair.key, kept_by_id=chair.key).add(db)
        return Young(group.key, group.slug, phone.key, chair.key)

    return write(work)


def led_by_a_pin(here) -> Young:
    """A young group whose chair has no account: her PIN came by the facilitator's code."""
    young = a_young_group(here, lambda db: Person(name="Ani").add(db))
    path, helper = f"/lapak/{young.slug}", world.as_person(here.facilitator)
    code = pin_code_on(helper.post(f"{path}/anggota/{key_of(young, young.chair)}/kode-pin"))
    done(begins(world.as_device(young.device), path, code))
    return young


def a_treasurer(young: Young) -> int:
    """With an account of her own, and owing her role to nobody here."""

    def work(db):
        other = world.a_person(db, "Beti", 71)
        join(db, young.group_id, other, Acceptance.ACCOUNT, treasurer=True)
        return other.key

    return write(work)


def typed(browser, young: Young) -> str:
    """The address of the yes to an account that she types."""
    done(browser.post(f"/lapak/{young.slug}/uang/rekening", data=TYPED))
    return f"/lapak/{young.slug}/uang/rekening/{rows(Account)[-1].key}/setuju"


@wide
def test_a_first_account_by_whom_a_helper_let_in_is_approved_by_none_of_hers(shop):
    """The facilitator as the chair types it, and approves it as a member whom she invited by name."""
    here = world.a_shop()
    with time_machine.travel(NOON):
        young = led_by_a_pin(here)
        other, doll = a_treasurer(young), invited(young, here.facilitator, "Mama Nona")
    with time_machine.travel(now() + RESTED):
        yes = typed(named(young, young.chair), young)
        refused = named(young, doll).post(yes)
        assert refused.status_code == 422 and "30 hari" in refused.text
        done(world.as_person(other).post(yes))


@wide
def test_a_helper_approves_the_first_account_that_she_typed_as_nobody(shop):
    """Not as the chair either, who has her PIN by the facilitator's code."""
    here = world.a_shop()
    with time_machine.travel(NOON):
        young = led_by_a_pin(here)
        other = a_treasurer(young)
    with time_machine.travel(now() + RESTED):
        yes = typed(world.as_person(here.facilitator), young)
        refused = named(young, young.chair).post(yes)
        assert refused.status_code == 422 and "30 hari" in refused.text
        done(world.as_person(other).post(yes))


@wide
def test_a_founder_and_a_member_whom_she_invited_by_name_begin_with_an_account(shop):
    here = world.a_shop()
    with time_machine.travel(NOON):
        young = a_young_group(here, lambda db: world.a_person(db, "Ani", 70))
        member = invited(young, young.chair, "Mama Nona")
    with time_machine.travel(now() + RESTED):
        done(named(young, member).post(typed(world.as_person(young.chair), young)))
        assert rows(Account)[-1].begins_at is not None, "it waits a day"
