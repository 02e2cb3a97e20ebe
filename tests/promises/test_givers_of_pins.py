"""A plain member's PIN may be known to whoever gave the code for it, for as long as it opens.

What takes two people is no word of two by it, whoever gave it: a chair, or one who is none any more.
"""

import re

from market.kernel.db import read, write
from market.messages.outbox import Channel, Message
from market.people.approving.stand_in import StandIn
from market.people.facts.group_change import GroupChange
from market.people.group import Group
from market.people.membership import Acceptance, find_membership, join
from market.people.person import Person
from market.people.reset_code import ISSUED
from market.people.roles.role_change import RoleChange
from tests import world
from tests.bazaars import world as fairs
from tests.bazaars.after.test_after import published, say_yes, swap_form
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows
from tests.promises.test_group_changes import FORM
from tests.promises.test_two_people import key_of, signed_in_order, takes_roles


def without_treasurer(here) -> None:
    write(lambda db: find_membership(db, here.group_id, here.treasurer).end(world.actor(here.treasurer)))


def role_of(here, person_id: int) -> tuple[bool, bool]:
    with read() as db:
        hers = find_membership(db, here.group_id, person_id)
        return hers.chair, hers.treasurer


@both
def test_by_it_nobody_says_that_the_money_of_her_own_order_came(shop):
    """The chair of a group without a treasurer ordered in her account, and gave the member her code long ago."""
    here = world.a_shop(pieces=20)
    without_treasurer(here)
    ref = signed_in_order(here, here.chair)
    desk = f"/lapak/{here.slug}/uang/masuk/{ref}"
    phone = world.named_by_pin(here.slug, here.member, giver=here.chair)
    refused = phone.post(desk)
    assert refused.status_code == 422 and "30 hari" in refused.text
    assert desk not in phone.get(f"/lapak/{here.slug}/pesanan/{ref}").text
    done(world.as_person(here.member).post(desk))


@both
def test_by_it_nobody_agrees_at_once_to_the_role_that_she_gives(shop):
    """Her own yes makes a role hers at once; by a PIN that who asks may know it waits its hours, so that she hears."""
    here = world.a_shop()
    without_treasurer(here)
    done(takes_roles(here, here.chair, here.member, treasurer="1"))
    path = f"/lapak/{here.slug}/peran/{rows(RoleChange)[-1].key}/setuju"
    phone = world.named_by_pin(here.slug, here.member, giver=here.chair)
    assert path not in phone.get(f"/lapak/{here.slug}/anggota/peran").text
    assert phone.post(path).status_code == 422 and role_of(here, here.member) == (False, False)
    done(world.as_person(here.member).post(path))
    assert role_of(here, here.member) == (False, True)


@both
def test_by_two_of_them_nobody_asks_for_another_chair_and_seconds_it(shop):
    """She was chair when she gave both their codes, and is none any more."""
    here = world.a_shop()

    def another_chair(db) -> int:
        made = world.a_person(db, "Wati", 77)
        join(db, here.group_id, made, Acceptance.ACCOUNT, chair=True)
        find_membership(db, here.group_id, here.chair).take_roles(chair=False, treasurer=False, given_by=None)
        find_membership(db, here.group_id, here.treasurer).take_roles(chair=False, treasurer=False, given_by=None)
        return made.key

    write(another_chair)
    asks, seconds = (world.named_by_pin(here.slug, each, giver=here.chair) for each in (here.treasurer, here.member))
    done(asks.post(f"/lapak/{here.slug}/anggota/{key_of(here, here.treasurer)}/ganti-ketua"))
    path = f"/lapak/{here.slug}/peran/{rows(RoleChange)[-1].key}/dukung"
    assert path not in seconds.get(f"/lapak/{here.slug}/anggota/peran").text
    assert seconds.post(path).status_code == 422
    assert world.as_person(here.chair).post(path).status_code == 422, "nor she who may have asked by it"
    done(world.as_person(here.member).post(path))


@both
def test_by_it_nobody_answers_the_exchange_that_she_asked_for(shop):
    """The chair of both groups asks for one; a member of the other, whose PIN came by her code, says yes."""
    here = world.a_shop()
    fair = published(here, groups=3, booths=3)
    one, other, _third = say_yes(fair)
    both_chair, slug = fair.groups[one][1], fair.groups[other][0]

    def joins(db) -> int:
        group, made = fairs.group_id(slug), world.a_person(db, "Wati", 77)
        join(db, group, Person.get(db, both_chair), Acceptance.ACCOUNT, chair=True)
        join(db, group, made, Acceptance.ACCOUNT)
        return made.key

    member = write(joins)
    to = swap_form(fair, one)[f"Kelompok {other}"]
    done(fair.chair(one).post(fair.page(one) + "/tukar", data={"to": to}))
    key = re.search(r"action=\"[^\"]*/tukar/(\d+)", fair.chair(other).get(fair.page(other) + "/tukar").text)[1]
    phone, yes = world.named_by_pin(slug, member, giver=both_chair), f"{fair.page(other)}/tukar/{key}"
    assert 'value="yes"' not in phone.get(fair.page(other) + "/tukar").text
    assert phone.post(yes, data={"answer": "yes"}).status_code == 422
    assert 'value="yes"' in world.as_person(member).get(fair.page(other) + "/tukar").text
    done(world.as_person(member).post(yes, data={"answer": "yes"}))


@both
def test_by_it_nobody_ticks_the_letter_that_tells_of_her_own_act(shop):
    """Of a code that the chair issued somebody else brings the news; by a PIN of hers the chair said it was brought."""
    here = world.a_shop()
    chair = world.as_person(here.chair)
    group = f"/lapak/{here.slug}"
    assert chair.post(f"{group}/anggota/{key_of(here, here.member)}/kode").status_code == 200
    [letter] = [each for each in rows(Message) if each.template == ISSUED and each.channel is Channel.TAP]
    tick, chat = f"{group}/kabar/{letter.key}", "https://wa.me/6281200000003"
    phone = world.named_by_pin(here.slug, here.treasurer, giver=here.chair)
    page = phone.get(group).text
    assert chat in page and tick not in page, "whoever holds the phone may bring it all the same"
    assert phone.post(tick).status_code == 422 and rows(Message)[0].sent_at is None
    assert chair.post(tick).status_code == 404
    treasurer = world.as_person(here.treasurer)
    assert tick in treasurer.get(group).text
    done(treasurer.post(tick))


def belongs(here, person_id: int) -> bool:
    with read() as db:
        return find_membership(db, here.group_id, person_id) is not None


def another_chair(here) -> int:
    """Wati is the chair; who was it before is a plain member now."""

    def work(db) -> int:
        made = world.a_person(db, "Wati", 77)
        join(db, here.group_id, made, Acceptance.ACCOUNT, chair=True)
        find_membership(db, here.group_id, here.chair).take_roles(chair=False, treasurer=False, given_by=None)
        return made.key

    return write(work)


@both
def test_by_it_no_former_chair_puts_a_member_out(shop):
    """Whom a chair lets go is gone at once; by the PIN for which a former one gave the code it waits, and she hears."""
    here = world.a_shop()
    wati = another_chair(here)
    phone = world.named_by_pin(here.slug, wati, giver=here.chair)
    path = f"/lapak/{here.slug}/anggota/{key_of(here, here.member)}/keluar"
    done(phone.post(path))
    assert belongs(here, here.member)
    [asked] = rows(RoleChange)
    assert asked.state == "waiting" and asked.asked_through == [here.chair]
    done(world.as_person(here.member).post(f"/lapak/{here.slug}/peran/{asked.key}/keberatan", data={"reason": "Bukan"}))
    done(world.as_person(wati).post(path))
    assert not belongs(here, here.member), "in her own account the chair does it at once"


@both
def test_by_it_no_former_chair_leaves_in_anothers_name(shop):
    """By the member's own PIN, for which she gave the code: gone at once, and let in again by nobody but a chair."""
    here = world.a_shop()
    another_chair(here)
    phone = world.named_by_pin(here.slug, here.member, giver=here.chair)
    path = f"/lapak/{here.slug}/anggota/{key_of(here, here.member)}/keluar"
    done(phone.post(path))
    own = world.as_person(here.member)
    done(own.post(f"/lapak/{here.slug}/peran/{rows(RoleChange)[-1].key}/batal"))
    assert belongs(here, here.member)
    done(own.post(path))
    assert not belongs(here, here.member), "in her own account she leaves at once"


@both
def test_by_it_no_former_chair_names_who_confirms_money(shop):
    """By the treasurer's PIN she proposes a stand-in, as a chair does, and a facilitator or officer says yes."""
    here = world.a_shop()
    another_chair(here)
    phone = world.named_by_pin(here.slug, here.treasurer, giver=here.chair)
    names = {"member": key_of(here, here.member), "treasurer": key_of(here, here.treasurer)}
    done(phone.post(f"/lapak/{here.slug}/pengganti", data=names))
    assert rows(StandIn)[-1].agreed_at is None
    done(world.as_person(here.treasurer).post(f"/lapak/{here.slug}/pengganti", data=names))
    assert rows(StandIn)[-1].agreed_at is not None


@both
def test_by_it_no_former_chair_gives_a_role_at_once(shop):
    here = world.a_shop()
    wati = another_chair(here)
    without_treasurer(here)
    phone = world.named_by_pin(here.slug, wati, giver=here.chair)
    for role in ("treasurer", "chair"):
        done(phone.post(f"/lapak/{here.slug}/anggota/{key_of(here, here.member)}/peran", data={role: "1"}))
        asked = rows(RoleChange)[-1]
        world.as_person(here.member).post(f"/lapak/{here.slug}/peran/{asked.key}/setuju")
        assert role_of(here, here.member) == (False, False), "her own yes alone does not do it"
        done(world.as_person(wati).post(f"/lapak/{here.slug}/peran/{asked.key}/batal"))


@both
def test_by_it_no_former_chair_leads_buyers_elsewhere(shop):
    here = world.a_shop()
    wati = another_chair(here)
    phone, profile = world.named_by_pin(here.slug, wati, giver=here.chair), f"/lapak/{here.slug}/profil"
    done(phone.post(profile, data=FORM | {"name": "Tunas Bahari"}))
    assert {each.fact.value for each in rows(GroupChange)} == {"phone", "address"}
    with read() as db:
        assert Group.get(db, here.group_id).phone != FORM["phone"]
    done(world.as_person(wati).post(profile, data=FORM))
    with read() as db:
        assert Group.get(db, here.group_id).phone == FORM["phone"], "in her own account it counts at once"
