"""Who is invited by name chooses her first PIN with a code: whoever gave it may be her, until thirty days are over.

All by the forms that people use: the code on `/lapak/{group}/anggota`, the PIN on `/siapa/mulai`.
"""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.orders.clockwork import tick
from market.payments.account import Account
from market.people.access import Actor, Role
from market.people.approving.closeness import are_close, who_let_in
from market.people.approving.pin_code import PinCode
from market.people.approving.stand_in import StandIn
from market.people.device import Device
from market.people.facts.group_change import GroupChange, change_facts
from market.people.facts.group_facts import GroupFact
from market.people.founding.founding import found_group
from market.people.group import Group, GroupKind
from market.people.helpers import Facilitation
from market.people.membership import Acceptance, find_membership, join
from market.people.person import Person
from market.people.pin_givers import pin_givers
from market.people.recognised import recognised
from market.people.roles.role_change import RoleChange
from tests import world
from tests.bazaars.world import done
from tests.conftest import wide
from tests.payments.test_card import rows
from tests.promises.test_group_phone import a_phone_by, begins, by_pin_alone, pin_code_on
from tests.promises.test_joining import invited as asked_at
from tests.promises.test_joining import says
from tests.promises.test_two_people import NOON, TYPED, takes_roles

RESTED = timedelta(days=2)  # after a code her PIN rests for twelve waking hours
PIN = "7391"  # which `begins` chooses


def invited(here, giver: int, name: str) -> int:
    """Somebody invited by name who chose her PIN with the giver's code on the group's phone; her id."""
    return invited_by(world.as_person(giver), here, name)


def invited_by(browser, here, name: str) -> int:
    """As `invited`, with the code that this browser is shown."""
    path, phone = f"/lapak/{here.slug}", world.as_device(here.device)
    done(begins(phone, path, pin_code_on(browser.post(f"{path}/anggota", data={"name": name}))))
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
    write(lambda db: find_membership(db, here.group_id, here.treasurer).end(world.actor(here.treasurer)))
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


# -- a month later: these PINs came by a code so long ago that nothing else is left of it


def joined(here, name: str) -> int:
    """Somebody without an account, a member for longer than two count as one."""

    def work(db):
        person = Person(name=name).add(db)
        join(db, here.group_id, person, Acceptance.PIN, given_by=here.chair, since=now() - timedelta(days=40))
        return person.key

    return write(work)


def says_no(person: int, path: str) -> int:
    return world.as_person(person).post(f"{path}/keberatan", data={"reason": "Tidak mau"}).status_code


def says_yes(browser, here, path: str) -> int:
    return browser.post(f"/lapak/{here.slug}/{path}").status_code


@wide
def test_two_whose_pins_came_by_one_helper_approve_no_account_a_month_later(shop):
    here = world.a_shop()
    member = joined(here, "Nona")
    chair = world.named_by_pin(here.slug, here.chair, giver=here.facilitator)
    done(chair.post(f"/lapak/{here.slug}/uang/rekening", data=TYPED))
    yes = f"uang/rekening/{rows(Account)[-1].key}/setuju"
    assert says_yes(world.named_by_pin(here.slug, member, giver=here.facilitator), here, yes) == 422
    assert says_yes(world.named_by_pin(here.slug, member), here, yes) == 303, "a PIN of her own"


@wide
def test_whose_pin_came_by_the_chairs_code_approves_no_account_of_hers_but_in_an_account_of_her_own(shop):
    here = world.a_shop()
    doll = joined(here, "Boneka")
    done(world.as_person(here.chair).post(f"/lapak/{here.slug}/uang/rekening", data=TYPED))
    yes = f"uang/rekening/{rows(Account)[-1].key}/setuju"
    phone = world.named_by_pin(here.slug, doll, giver=here.chair)
    assert says_yes(phone, here, yes) == 422
    assert f"{yes}" not in phone.get(f"/lapak/{here.slug}/uang").text
    write(lambda db: setattr(Person.get(db, doll), "password_hash", world.hashed(world.PASSWORD)))
    assert says_yes(phone, here, yes) == 422, "the PIN opens still, and may be the chair's"
    assert says_yes(world.as_person(doll), here, yes) == 303


@wide
def test_two_added_names_are_one_and_a_stand_in_is_named_by_no_pin_of_anothers(shop):
    """Both chose their PIN with the chair's code: he types as one and says yes as the other, or stands in himself, or
    as the other, or has somebody stand in who owes him nothing."""
    here = world.a_shop()
    one, other = joined(here, "Boneka Satu"), joined(here, "Boneka Dua")
    write(lambda db: setattr(find_membership(db, here.group_id, one), "treasurer", True))
    first = world.named_by_pin(here.slug, one, giver=here.chair)
    done(first.post(f"/lapak/{here.slug}/uang/rekening", data=TYPED))
    yes = f"uang/rekening/{rows(Account)[-1].key}/setuju"
    assert says_yes(world.named_by_pin(here.slug, other, giver=here.chair), here, yes) == 422
    chair, helper, member, former = here.chair, here.facilitator, here.member, here.treasurer
    for giver, stands in ((chair, chair), (helper, member), (chair, member), (member, other), (former, member)):
        world.named_by_pin(here.slug, other, giver=giver)
        phone = world.named_by_pin(here.slug, one, giver=giver)
        form = {"treasurer": key_of(here, one), "member": key_of(here, stands)}
        done(phone.post(f"/lapak/{here.slug}/pengganti", data=form))
        assert rows(StandIn)[-1].agreed_at is None, "it waits for a helper's yes, as what a chair proposes"
    phone = world.named_by_pin(here.slug, one)
    done(phone.post(f"/lapak/{here.slug}/pengganti", data=form))
    assert rows(StandIn)[-1].agreed_at is not None, "by a PIN of her own"


@wide
def test_two_whose_pins_came_by_one_helper_replace_no_chair_a_month_later(shop):
    here = world.a_shop()
    nona = joined(here, "Nona")
    one = world.named_by_pin(here.slug, here.member, giver=here.facilitator)
    done(one.post(f"/lapak/{here.slug}/anggota/{key_of(here, here.member)}/ganti-ketua"))
    seconds = f"peran/{rows(RoleChange)[-1].key}/dukung"
    assert says_yes(world.named_by_pin(here.slug, nona, giver=here.facilitator), here, seconds) == 422
    assert says_yes(world.named_by_pin(here.slug, nona, giver=here.officer), here, seconds) == 303


@wide
def test_a_role_given_by_a_pin_from_a_helpers_code_waits_as_if_the_helper_gave_it(shop):
    """Else she would make a second account of hers a chair: it needs the yes of somebody who bears a role."""
    here = world.a_shop()
    her_own = "/lapak/tunas-bahari/anggota/{}/peran"
    phone = world.named_by_pin(here.slug, here.chair, giver=here.facilitator)
    done(phone.post(her_own.format(key_of(here, here.member)), data={"chair": "1"}))
    yes = f"peran/{rows(RoleChange)[-1].key}/setuju"
    assert says_yes(world.as_person(here.member), here, yes) == 303
    assert rows(RoleChange)[-1].state == "waiting"
    assert says_yes(phone, here, yes) == 422
    assert says_yes(world.as_person(here.treasurer), here, yes) == 303
    with read() as db:
        assert find_membership(db, here.group_id, here.member).chair
        assert are_close(db, here.facilitator, here.member), "who may have given it"
    done(phone.post(her_own.format(key_of(here, here.chair)), data={}))
    assert rows(RoleChange)[-1].state == "waiting", "by that PIN she gives her own role up in its hours alone"
    with read() as db:
        assert find_membership(db, here.group_id, here.chair).chair


@wide
@pytest.mark.parametrize("after", [timedelta(hours=1), timedelta(days=10)])
def test_no_word_by_a_pin_from_a_helpers_code_shortens_the_hours(shop, after):
    """She agrees to nothing, and of her objection its giver is no judge; what the officer lets go on waits on."""
    here = world.a_shop()
    with time_machine.travel(NOON, tick=False):
        done(takes_roles(here, here.chair, here.treasurer))
        [asked] = rows(RoleChange)
        phone, steps = world.named_by_pin(here.slug, here.treasurer, giver=here.facilitator), f"peran/{asked.key}"
        assert says_yes(phone, here, f"{steps}/setuju") == 422
        no, path = {"reason": "Tidak mau"}, f"/lapak/{here.slug}/{steps}"
        assert f"{steps}/setuju" not in phone.get(f"/lapak/{here.slug}/anggota/peran").text
        done(phone.post(f"{path}/keberatan", data=no))
    with time_machine.travel(datetime.fromisoformat(NOON) + after, tick=False):
        go_on = {"agreed": "1"}
        assert world.as_person(here.facilitator).post(f"{path}/putus", data=go_on).status_code == 422
        done(world.as_person(here.officer).post(f"{path}/putus", data=go_on))
        [change] = rows(RoleChange)
        assert change.takes_effect_at == asked.takes_effect_at
        assert change.state == ("done" if after > timedelta(days=1) else "waiting")
        if change.state == "waiting":
            roles = world.as_person(here.member).get(f"/lapak/{here.slug}/anggota/peran").text
            assert "sudah diputuskan" in roles and says_no(here.chair, path) == says_no(here.member, path) == 422
            assert change.own_no_at is None
            assert says_no(here.treasurer, path) == 303, "the first was by her PIN: her own she may say once"
            done(world.as_person(here.officer).post(f"{path}/putus", data=go_on))
            assert says_no(here.treasurer, path) == 422, "it was decided"
    with time_machine.travel(datetime.fromisoformat(NOON) + timedelta(days=10), tick=False):
        tick(now())
        with read() as db:
            assert not find_membership(db, here.group_id, here.treasurer).treasurer


@wide
def test_a_treasurer_leaves_by_a_pin_from_a_helpers_code_in_her_hours_or_with_a_chairs_yes(shop):
    here = world.a_shop()
    phone = world.named_by_pin(here.slug, here.treasurer, giver=here.facilitator)
    assert says_yes(phone, here, f"anggota/{key_of(here, here.treasurer)}/keluar") == 303
    [change] = rows(RoleChange)
    assert change.state == "waiting"
    assert says_yes(world.as_person(here.chair), here, f"peran/{change.key}/setuju") == 303
    with read() as db:
        assert find_membership(db, here.group_id, here.treasurer) is None


@wide
def test_a_treasurer_by_a_chairs_pin_leaves_in_her_hours_and_in_her_account_at_once(shop):
    """Else the chair whose code it was leaves for her, and confirms alone from then on."""
    here = world.a_shop()
    doll = joined(here, "Boneka")
    write(lambda db: setattr(find_membership(db, here.group_id, doll), "treasurer", True))
    write(lambda db: find_membership(db, here.group_id, here.treasurer).end(world.actor(here.treasurer)))
    phone, act = world.named_by_pin(here.slug, doll, giver=here.chair), f"anggota/{key_of(here, doll)}/keluar"
    assert says_yes(phone, here, act) == 303
    [change] = rows(RoleChange)
    assert change.state == "waiting" and change.asked_through == [here.chair]
    assert says_yes(world.as_person(here.chair), here, f"peran/{change.key}/setuju") == 422
    done(phone.post(f"/lapak/{here.slug}/peran/{change.key}/batal"))
    write(lambda db: setattr(Person.get(db, doll), "password_hash", world.hashed(world.PASSWORD)))
    assert says_yes(world.as_person(doll), here, act) == 303
    assert rows(RoleChange)[-1].state == "done"


@wide
def test_every_helper_behind_a_pin_counts_and_an_officer_who_belonged_once(shop):
    """An officer gave the chair her code; she was a member years ago, with a PIN by the facilitator's."""
    here = world.a_shop()
    _browser, device = a_phone_by(here, here.facilitator)

    def once(db):
        former = join(db, here.group_id, Person.get(db, here.officer), Acceptance.ACCOUNT)
        former.set_pin("former", by_id=here.facilitator)
        former.ended_at = now()
        PinCode(
            group_id=here.group_id, membership_id=find_membership(db, here.group_id, here.chair).key, code_hash="x",
            issued_by_id=here.officer, expires_at=now(), used_at=now(),
        ).add(db)  # fmt: skip

    write(once)
    phone = world.named_by_pin(here.slug, here.chair, giver=here.officer)
    with read() as db:
        assert recognised(db, phone.cookies["dermaga"]).pin_by_helpers == {here.officer, here.facilitator}
    assert says_yes(phone, here, f"hp/{device}/milik") == 422


@wide
@pytest.mark.parametrize("again", ["by the old one", "in an account"])
def test_who_chooses_her_pin_anew_cuts_nobody_out_of_what_she_gave_by_the_old_one(shop, again):
    """The chair's code let in one, and as her the chair let in another: with whom he is one for as long as that PIN."""
    with time_machine.travel(NOON):
        here = world.a_shop()
        one = invited(here, here.chair, "Boneka Satu")
        write(lambda db: setattr(find_membership(db, here.group_id, one), "chair", True))
    with time_machine.travel(datetime.fromisoformat(NOON) + RESTED):
        first = named(here, one)
        other = invited_by(first, here, "Boneka Dua")
        anew = {"current": PIN, "pin": "5283", "again": "5283"}
        if again == "by the old one":
            done(first.post(f"/lapak/{here.slug}/anggota/{key_of(here, one)}/pin", data=anew))
        else:
            write(lambda db: setattr(Person.get(db, one), "password_hash", world.hashed(world.PASSWORD)))
            own = world.as_person(one)
            done(own.post(f"/lapak/{here.slug}/anggota/{key_of(here, one)}/pin", data=anew))
        with read() as db:
            assert pin_givers(db, here.group_id, other) == {one, here.chair}
    with time_machine.travel(datetime.fromisoformat(NOON) + timedelta(days=40)):
        done(world.as_person(here.chair).post(f"/lapak/{here.slug}/uang/rekening", data=TYPED))
        yes = f"uang/rekening/{rows(Account)[-1].key}/setuju"
        assert says_yes(named(here, other), here, yes) == 422
        write(lambda db: setattr(find_membership(db, here.group_id, other), "treasurer", True))
        write(lambda db: find_membership(db, here.group_id, one).end(world.actor(one)))
        done(named(here, other).post(f"/lapak/{here.slug}/uang/rekening", data=TYPED | {"number": "0010099"}))
        yes = f"uang/rekening/{rows(Account)[-1].key}/setuju"
        assert says_yes(world.as_person(here.chair), here, yes) == 422, "nor he what he may have typed as her"


@wide
def test_who_is_behind_a_pin_through_one_who_left_says_no_yes(shop):
    """Of a facilitator's code only the chain tells, once whoever passed it on has gone."""
    here = world.a_shop()
    one = joined(here, "Nona")
    write(lambda db: find_membership(db, here.group_id, one).set_pin("passed on", by_id=here.facilitator))
    phone, helper = world.named_by_pin(here.slug, here.treasurer, giver=one), world.as_person(here.facilitator)
    write(lambda db: find_membership(db, here.group_id, one).end(world.actor(one)))
    form = {"treasurer": key_of(here, here.treasurer), "member": key_of(here, here.member)}
    done(phone.post(f"/lapak/{here.slug}/pengganti", data=form))
    assert says_yes(helper, here, f"pengganti/{rows(StandIn)[-1].key}/setuju") == 422
    write(
        lambda db: change_facts(db, Group.get(db, here.group_id), {GroupFact.ADDRESS: "Jalan Lain 9"}, a_helper(here))
    )
    assert says_yes(phone, here, f"profil/perubahan/{rows(GroupChange)[-1].key}/setuju") == 422
    assert (
        says_yes(world.as_person(here.treasurer), here, f"profil/perubahan/{rows(GroupChange)[-1].key}/setuju") == 303
    )


def a_helper(here) -> Actor:
    return Actor(here.facilitator, "Rina", roles=frozenset({Role.FACILITATOR}))


@wide
def test_a_code_that_an_officer_gave_stays_a_helpers_when_she_joins(shop):
    here = world.a_shop()
    nona = joined(here, "Nona")
    forgot = world.as_person(here.officer).post(f"/lapak/{here.slug}/anggota/{key_of(here, nona)}/kode-pin")
    done(begins(world.as_device(here.device), f"/lapak/{here.slug}", pin_code_on(forgot)))
    write(lambda db: join(db, here.group_id, Person.get(db, here.officer), Acceptance.ACCOUNT) and None)
    with read() as db:
        assert recognised(db, named(here, nona).cookies["dermaga"]).pin_by_helpers == {here.officer}
