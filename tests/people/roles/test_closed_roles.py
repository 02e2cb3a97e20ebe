"""A group that an officer closed: who answers for it stays. And how much one insider may type in a day."""

from datetime import timedelta

import time_machine

from market.kernel.clock import now
from market.kernel.db import read, write
from market.messages.outbox import Message
from market.orders.clockwork import tick
from market.payments.typing_accounts import MOST_A_DAY as MOST_ACCOUNTS
from market.people.access import CLOCK, Actor, Role
from market.people.approving.stand_in import MOST_A_DAY as MOST_STAND_INS
from market.people.approving.stand_in import StandIn
from market.people.bond import bind
from market.people.group import Group
from market.people.membership import find_membership
from market.people.person import Person
from market.people.roles.asking_roles import MOST_A_DAY as MOST_ROLES
from market.people.roles.asking_roles import ask_succession
from market.people.roles.role_change import RoleChange
from market.people.vouching import reopen
from tests import world
from tests.bazaars.world import done
from tests.conftest import wide
from tests.payments.test_card import rows


def key_of(here: world.Shop, person_id: int) -> int:
    with read() as db:
        return find_membership(db, here.group_id, person_id).key


def is_chair(here: world.Shop, person_id: int) -> bool:
    with read() as db:
        found = find_membership(db, here.group_id, person_id)
        return bool(found and found.chair)


@wide
def test_in_a_closed_group_nobody_becomes_chair_or_leaves_without_the_officer(shop):
    here = world.a_shop()
    group, page = f"/lapak/{here.slug}", f"/lapak/{here.slug}/anggota/peran"
    chair, member, officer = (world.as_person(key) for key in (here.chair, here.member, here.officer))
    write(lambda db: setattr(Person.get(db, here.officer), "email", "petugas@dinas.test"))
    accomplice, herself = key_of(here, here.member), key_of(here, here.chair)
    done(chair.post(f"{group}/anggota/{accomplice}/peran", data={"chair": "1"}))
    before = rows(RoleChange)[-1].key
    write(lambda db: db.get(Group, here.group_id).suspend("penipuan", CLOCK))
    done(member.post(f"{group}/peran/{before}/setuju"))
    assert not is_chair(here, here.member), "what was asked before it was closed waits too"
    answer = chair.post(f"{group}/anggota/{herself}/keluar")
    assert answer.status_code == 422 and is_chair(here, here.chair), "she is the only chair"
    with time_machine.travel(now() + timedelta(days=4), tick=True):
        tick()
        assert not is_chair(here, here.member), "the clock does nothing there"
        assert rows(RoleChange)[-1].state == "waiting"
        member = world.as_person(here.member)
        assert f"peran/{before}/pastikan" not in world.as_person(here.facilitator).get(page).text
        assert world.as_person(here.facilitator).post(f"{group}/peran/{before}/pastikan").status_code == 422
        officer = world.as_person(here.officer)
        assert f"peran/{before}/pastikan" in officer.get(page).text and "ditutup" in officer.get("/dinas").text
        done(officer.post(f"{group}/peran/{before}/pastikan"))
        assert is_chair(here, here.member), "with the officer's yes and her own it is done"
        done(world.as_person(here.chair).post(f"{group}/anggota/{herself}/keluar"))
        assert is_chair(here, here.chair), "also with another chair there she waits"
        leave = rows(RoleChange)[-1].key
        told = [m.to for m in rows(Message) if m.template == "role_change" and "leave" in str(m.params)]
        assert "petugas@dinas.test" in told, "who closed it hears that somebody would leave"
        done(officer.post(f"{group}/peran/{leave}/pastikan"))
        assert not is_chair(here, here.chair)


@wide
def test_a_chair_of_a_closed_group_lets_no_witness_go(shop):
    here = world.a_shop()
    group, chair = f"/lapak/{here.slug}", world.as_person(here.chair)
    write(lambda db: db.get(Group, here.group_id).suspend("penipuan", CLOCK))
    member = key_of(here, here.member)
    done(chair.post(f"{group}/anggota/{member}/keluar"))
    assert key_of(here, here.member) == member and rows(RoleChange)[-1].state == "waiting"
    done(world.as_person(here.officer).post(f"{group}/peran/{rows(RoleChange)[-1].key}/pastikan"))
    assert key_of(here, here.member) == member, "nor against her own word, before a day is over"
    done(world.as_person(here.member).post(f"{group}/anggota/{member}/keluar"))
    with read() as db:
        assert find_membership(db, here.group_id, here.member) is None, "who holds no role in money may go by herself"


@wide
def test_a_change_that_waited_goes_on_when_the_group_is_open_again(shop):
    here = world.a_shop()
    group = f"/lapak/{here.slug}"
    write(lambda db: db.get(Group, here.group_id).suspend("salah paham", CLOCK))
    done(world.as_person(here.chair).post(f"{group}/anggota/{key_of(here, here.member)}/peran", data={"chair": "1"}))
    change = rows(RoleChange)[-1].key
    done(world.as_person(here.treasurer).post(f"{group}/peran/{change}/keberatan", data={"reason": "Belum kenal"}))
    for who in (here.facilitator, here.member):
        decided = world.as_person(who).post(f"{group}/peran/{change}/putus", data={"agreed": "1"})
        assert decided.status_code == 422, "only the officer decides there"
    done(world.as_person(here.officer).post(f"{group}/peran/{change}/putus", data={"agreed": "", "reason": "Nanti"}))
    done(world.as_person(here.chair).post(f"{group}/anggota/{key_of(here, here.member)}/peran", data={"chair": "1"}))
    change = rows(RoleChange)[-1].key
    write(lambda db: reopen(db, db.get(Group, here.group_id), by=world.actor(here.officer)))
    done(world.as_person(here.member).post(f"{group}/peran/{change}/setuju"))
    assert is_chair(here, here.member)


@wide
def test_nobody_else_comes_to_speak_of_a_closed_groups_money(shop):
    here = world.a_shop()
    treasurer, form = world.as_person(here.treasurer), {"member": key_of(here, here.member)}
    form |= {"treasurer": key_of(here, here.treasurer)}
    done(treasurer.post(f"/lapak/{here.slug}/pengganti", data=form))
    stand_in = rows(StandIn)[-1].key
    write(lambda db: db.get(Group, here.group_id).suspend("penipuan", CLOCK))
    member = world.as_person(here.member)
    assert member.post(f"/lapak/{here.slug}/pengganti/{stand_in}/mulai").status_code == 422
    refused = treasurer.post(f"/lapak/{here.slug}/pengganti", data=form)
    assert refused.status_code == 422 and "ditutup" in refused.text
    page = f"/lapak/{here.slug}/anggota/peran"
    assert "/mulai" not in member.get(page).text and '/pengganti"' not in treasurer.get(page).text


@wide
def test_what_a_chair_proposed_waits_for_the_officer_who_closed_the_group(shop):
    here = world.a_shop()
    form = {"member": key_of(here, here.member), "treasurer": key_of(here, here.treasurer)}
    done(world.as_person(here.chair).post(f"/lapak/{here.slug}/pengganti", data=form))
    page, agree = f"/lapak/{here.slug}/anggota/peran", f"/lapak/{here.slug}/pengganti/{rows(StandIn)[-1].key}/setuju"
    helper, officer = world.as_person(here.facilitator), world.as_person(here.officer)
    assert agree in helper.get(page).text
    write(lambda db: db.get(Group, here.group_id).suspend("penipuan", CLOCK))
    assert agree not in helper.get(page).text and helper.post(agree).status_code == 422
    assert rows(StandIn)[-1].begun_at is None
    assert agree in officer.get(page).text
    done(officer.post(agree))
    assert rows(StandIn)[-1].begun_at is not None


@wide
def test_a_helper_who_is_close_to_the_asker_is_offered_no_yes(shop):
    """Whoever let the asker in within thirty days counts as one with her: the page knows it as the verb does."""
    here = world.a_shop()
    group, page = f"/lapak/{here.slug}", f"/lapak/{here.slug}/anggota/peran"
    form = {"member": key_of(here, here.member), "treasurer": key_of(here, here.treasurer)}
    done(world.as_person(here.chair).post(f"{group}/pengganti", data=form))
    done(world.as_person(here.chair).post(f"{group}/anggota/{key_of(here, here.member)}/peran", data={"chair": "1"}))
    change, stand_in = rows(RoleChange)[-1].key, rows(StandIn)[-1].key
    done(world.as_person(here.treasurer).post(f"{group}/peran/{change}/keberatan", data={"reason": "Belum kenal"}))
    acts = {f"{group}/peran/{change}/putus", f"{group}/pengganti/{stand_in}/setuju"}
    for who in (here.facilitator, here.officer):
        assert {act for act in acts if act in world.as_person(who).get(page).text} == acts
        write(lambda db, who=who: bind(db, here.group_id, who, here.chair))
        assert not [act for act in acts if act in world.as_person(who).get(page).text]
        answers = [world.as_person(who).post(act, data={"agreed": "1"}).status_code for act in sorted(acts)]
        assert answers == [422, 422]


@wide
def test_an_insider_causes_few_letters_and_keeps_no_colleague_from_it(shop):
    here = world.a_shop()
    write(lambda db: setattr(Person.get(db, here.treasurer), "email", "bendahara@kelompok.test"))
    group, helper = f"/lapak/{here.slug}", world.as_person(here.facilitator)
    bad = "Buka bit.ly/x segera"

    def types(browser, n: int) -> int:
        account = {"bank": f"{bad} {n}", "number": f"0010020{n:02}", "holder": "Tunas Bahari"}
        return browser.post(f"{group}/uang/rekening", data=account).status_code

    with time_machine.travel("2026-11-28T04:00:00+00:00", tick=False):
        helper, chair, treasurer = (world.as_person(key) for key in (here.facilitator, here.chair, here.treasurer))
        answers = [types(helper, n) for n in range(MOST_ACCOUNTS + 3)]
        assert answers == [303] * MOST_ACCOUNTS + [429] * 3
        told = [m for m in rows(Message) if m.template == "account_typed" and m.to == "bendahara@kelompok.test"]
        assert len(told) == MOST_ACCOUNTS
        assert types(chair, 99) == 303, "the chair is not kept from it"
        form = {"treasurer": key_of(here, here.treasurer), "member": key_of(here, here.member)}
        named = [treasurer.post(f"{group}/pengganti", data=form).status_code for _ in range(MOST_STAND_INS + 2)]
        assert named == [303] * MOST_STAND_INS + [429] * 2
        asked = []
        for _ in range(MOST_ROLES + 2):
            answer = chair.post(f"{group}/anggota/{key_of(here, here.member)}/peran", data={"chair": "1"})
            asked.append(answer.status_code)
            chair.post(f"{group}/peran/{rows(RoleChange)[-1].key}/batal")
        assert asked == [303] * MOST_ROLES + [429] * 2


@wide
def test_what_a_helper_confirmed_before_the_closing_waits_for_the_officer(shop):
    """A succession that was on its way is not carried out by the clock in a closed group."""
    here = world.a_shop()

    def asked(db) -> int:
        group, hers = Group.get(db, here.group_id), find_membership(db, here.group_id, here.member)
        member = frozenset({Role.MEMBER})
        first, second = Actor(here.treasurer, "Sience", roles=member), Actor(here.member, "Olga", roles=member)
        helper = Actor(here.facilitator, "Rina", roles=frozenset({Role.FACILITATOR}))
        change = ask_succession(db, group, hers, first)
        change.second(second)
        change.confirm(helper)
        return change.key

    key = write(asked)
    officer = world.as_person(here.officer)
    assert officer.post(f"/dinas/kelompok/{here.slug}/tutup", data={"note": "Ada laporan"}).status_code == 303
    with time_machine.travel(now() + timedelta(days=8), tick=True):
        tick()
        with read() as db:
            assert RoleChange.get(db, key).state == "waiting"
            assert not find_membership(db, here.group_id, here.member).chair
