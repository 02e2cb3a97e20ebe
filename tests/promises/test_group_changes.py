"""By what buyers reach a group: no helper leads them elsewhere alone, and daily life goes on."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from market.kernel.clock import after_waking, now, zone_of
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.refused import Overtaken, Refused
from market.messages.outbox import Message
from market.orders.clockwork import tick
from market.orders.terms import terms_of
from market.people.access import CLOCK, Actor, Role
from market.people.facts.group_change import GroupChange, change_facts, the_group_change
from market.people.facts.group_facts import GroupFact
from market.people.group import Group, GroupState
from market.people.helpers import Facilitation
from market.people.membership import find_membership
from market.people.person import Person
from market.people.roles.facilitating import end_helping
from market.people.vouching import vouch
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows

NOON = "2027-01-29T04:00:00+00:00"  # 12.00 WITA, a waking hour
OURS, THEIRS = "+6281211112222", "+6281299999999"
FORM = {
    "name": "Tunas Bahari",
    "village": world.BITUNG,
    "phone": OURS,
    "story": "Ikan asap",
    "address": "Jalan Pelabuhan 1",
}
TERMS = {"pickup": "1", "pickup_note": "Rumah Ibu Meike", "cash": "1", "transfer": "1", "cash_limit": "300.000"}
LED = {
    "phone": {"phone": THEIRS}, "name": {"name": "Tunas Bahari Jaya"}, "village": {"village": world.GIRIAN},
    "address": {"address": "Pasar Baru, kios 7"}, "story": {"story": "Ikan asap. Pesan lewat 0812 9999 9999"},
}  # fmt: skip


def a_group(**more):
    here = world.a_shop(**more)
    chair = world.as_person(here.chair)
    done(chair.post(f"/lapak/{here.slug}/profil", data=FORM))
    done(chair.post(f"/lapak/{here.slug}/pengiriman", data=TERMS))
    for key in (here.chair, here.treasurer, here.facilitator, here.officer):
        write(lambda db, key=key: setattr(db.get(Person, key), "email", f"orang{key}@contoh.id"))
        write(lambda db, key=key: setattr(db.get(Person, key), "email_proved_at", now()))
    return here


def reads(here):
    """What buyers read of the group."""
    with read() as db:
        group = db.get(Group, here.group_id)
        note = terms_of(db, group.key).pickup_note
        return {"name": group.name, "village": group.village, "phone": group.phone, "story": group.story,
                "address": group.address, "pickup_note": note}  # fmt: skip


def edits(here, who, **changed):
    return done(world.as_person(who).post(f"/lapak/{here.slug}/profil", data=FORM | changed))


def step(here, who, act="setuju", change=None):
    change = change or rows(GroupChange)[-1].key
    return world.as_person(who).post(f"/lapak/{here.slug}/profil/perubahan/{change}/{act}")


def told(here, step="fact_asked"):
    return {m.to for m in rows(Message) if m.template == "group_change" and m.params["step"] == step}


@both
def test_no_helper_leads_buyers_elsewhere_alone(shop):
    here = a_group()
    before = reads(here)
    for changed in LED.values():
        edits(here, here.facilitator, **changed)
    helper = world.as_person(here.facilitator)
    done(helper.post(f"/lapak/{here.slug}/pengiriman", data=TERMS | {"pickup_note": "Kios Kak Rina"}))
    assert reads(here) == before and {c.fact.value for c in rows(GroupChange)} == before.keys()
    assert told(here) >= {f"orang{key}@contoh.id" for key in (here.chair, here.treasurer, here.facilitator)}
    asked = {c.key for c in rows(GroupChange)}
    for who in (here.facilitator, here.officer, here.member):
        answers = {step(here, who, change=key).status_code for key in asked}
        assert answers == {422} and reads(here) == before
    assert step(here, here.other_chair).status_code == 404
    for key in asked:
        done(step(here, here.treasurer if key % 2 else here.chair, change=key))
    led = {name: value for change in LED.values() for name, value in change.items()}
    assert reads(here) == led | {"pickup_note": "Kios Kak Rina"}


@both
def test_a_number_that_nobody_stops_counts_after_24_waking_hours(shop):
    here = a_group()
    write(lambda db: vouch(db, db.get(Group, here.group_id), by=world.actor(here.officer), agency="Dinas"))
    with time_machine.travel(NOON, tick=False):
        edits(here, here.facilitator, phone=THEIRS)
        due = after_waking(now(), 24, zone_of(world.BITUNG))
        assert rows(GroupChange)[0].takes_effect_at == due
        for who in (here.chair, here.treasurer):
            browser = world.as_person(who)
            assert "/profil/perubahan" in browser.get(f"/lapak/{here.slug}").text
            page = browser.get(f"/lapak/{here.slug}/profil/perubahan").text
            assert "Ya, benar" in page and "Bukan, hentikan" in page and "0812-9999-9999" in page
        page = world.as_person(here.facilitator).get(f"/lapak/{here.slug}/profil/perubahan").text
        assert "Ya, benar" not in page and "Meike, Sience" in page
    with time_machine.travel(due - timedelta(minutes=1), tick=False):
        tick()
        assert reads(here)["phone"] == OURS
        edits(here, here.facilitator, phone=THEIRS)  # asked again: it goes on waiting
    with time_machine.travel(due, tick=False):
        tick()
        assert reads(here)["phone"] == THEIRS and len(rows(GroupChange)) == 1
        assert step(here, here.chair, "hentikan").status_code == 409
    with read() as db:
        assert db.get(Group, here.group_id).state is GroupState.UNCHECKED, "nobody of it said yes: looked at again"
    assert told(here, "fact_changed") >= {f"orang{key}@contoh.id" for key in (here.chair, here.officer)}


def test_in_a_group_that_was_closed_meanwhile_the_clock_changes_nothing(shop):
    here = a_group()
    edits(here, here.facilitator, name="Bahari Baru")
    write(lambda db: Group.get(db, here.group_id).suspend("menipu", CLOCK))
    with time_machine.travel(now() + timedelta(days=4)):
        tick()
    assert [each.state.value for each in rows(GroupChange)] == ["dropped"]
    assert reads(here)["name"] == "Tunas Bahari", "who found it closed still knows it by its name"


@both
@pytest.mark.parametrize("who", ["chair", "treasurer", "officer", "facilitator"])
def test_who_holds_a_role_or_helps_stops_it(shop, who):
    here = a_group()
    edits(here, here.facilitator, phone=THEIRS)
    assert step(here, here.member, "hentikan").status_code == 422
    done(step(here, getattr(here, who), "hentikan"))
    assert rows(GroupChange)[0].state == "dropped" and reads(here)["phone"] == OURS
    assert step(here, here.chair).status_code == 409
    with time_machine.travel(now() + timedelta(days=9)):
        tick()
    assert reads(here)["phone"] == OURS


@both
def test_the_group_itself_changes_at_once_and_what_waits_of_it_ends(shop):
    here = a_group()
    edits(here, here.facilitator, phone=THEIRS, address="Pasar Baru")
    edits(here, here.chair, phone="+6281233334444")
    assert reads(here)["phone"] == "+6281233334444"
    assert {c.fact.value: c.state.value for c in rows(GroupChange)} == {"phone": "dropped", "address": "waiting"}
    edits(here, here.facilitator, phone="+6281233334444", story="Ikan asap dari Bitung, sejak 2010, Rp25.000 sebungkus")
    assert reads(here)["story"].startswith("Ikan asap dari Bitung") and len(rows(GroupChange)) == 2


@both
def test_who_helps_no_more_changes_nothing_and_who_is_close_agrees_to_nothing(shop):
    here = a_group()
    edits(here, here.facilitator, phone=THEIRS)
    write(lambda db: end_helping(db, here.group_id, here.facilitator, by=world.actor(here.officer)))
    assert rows(GroupChange)[0].state == "dropped"
    write(lambda db: Facilitation(person_id=here.facilitator, group_id=here.group_id).add(db))
    edits(here, here.facilitator, phone=THEIRS)
    write(
        lambda db: find_membership(db, here.group_id, here.treasurer).take_roles(
            chair=True, treasurer=True, given_by=here.facilitator
        )
    )
    page = world.as_person(here.treasurer).get(f"/lapak/{here.slug}/profil/perubahan").text
    assert "Ya, benar" not in page and "ketua atau bendahara lain" in page
    assert "ketua atau bendahara lain" in step(here, here.treasurer).text and reads(here)["phone"] == OURS
    write(lambda db: setattr(Person.get(db, here.chair), "restricted_until", now() + timedelta(hours=12)))
    rests = world.as_person(here.chair).get(f"/lapak/{here.slug}/profil/perubahan").text
    assert "Ya, benar" not in rests and "menunggu sampai" in rests, "no yes, and no word why"
    helper = world.as_person(here.facilitator).get(f"/lapak/{here.slug}/profil/perubahan").text
    assert "Ya, benar" not in helper and "Ini bukan untuk Anda" not in helper
    write(lambda db: setattr(Person.get(db, here.chair), "restricted_until", None))
    done(step(here, here.chair))
    assert reads(here)["phone"] == THEIRS


@both
def test_a_group_that_nobody_reaches_has_its_number_by_an_officer(shop):
    """A new group, brought from a list: who holds a role in it has no way in yet."""
    here = a_group()

    def nobody_comes_in(db):
        for key in (here.chair, here.treasurer):
            mine = find_membership(db, here.group_id, key)
            mine.pin_hash, mine.accepted_at = None, now() - timedelta(days=40)
            db.get(Person, key).password_hash = None

    with time_machine.travel(now() + timedelta(days=40)):
        write(nobody_comes_in)
        edits(here, here.facilitator, phone=THEIRS)
        assert f"orang{here.officer}@contoh.id" in told(here)
        officer = world.as_person(here.officer)
        assert "/profil/perubahan" in officer.get("/dinas").text
        assert step(here, here.facilitator).status_code == 422 and step(here, here.far_officer).status_code == 404
        page = f"/lapak/{here.slug}/profil/perubahan"
        assert "Ya, benar" in officer.get(page).text
        f = table(Facilitation)
        write(lambda db: Facilitation(person_id=here.officer, group_id=here.group_id).add(db))
        assert "Ya, benar" not in officer.get(page).text and step(here, here.officer).status_code == 422, "her own side"
        write(lambda db: db.execute(sa.delete(f).where(f.c.person_id == here.officer)) and None)
        done(step(here, here.officer))
        assert reads(here)["phone"] == THEIRS


@both
def test_a_helper_writes_no_number_or_link_into_what_buyers_read(shop):
    here = a_group()
    helper, shelf = world.as_person(here.facilitator), f"/lapak/{here.slug}/produk/{here.product}"
    goods = {"version": 0, "name": "Cakalang fufu", "category": "ikan-asap", "description": "Enak dan gurih"}
    with read() as db:
        from market.catalog.category import categories
        from market.catalog.product import product_by_slug

        goods |= {"version": product_by_slug(db, here.product).version, "category": categories(db)[0].slug}
    for led in (
        "Pesan 0812-9999-9999",
        "Transfer BRI 0098 0100 1234",
        "wa.me/6281299999999",
        "Cek ikanmurah.com",
        "＠ikan atau @ikanmurah",
    ):
        answer = helper.post(shelf, data=goods | {"description": led})
        assert answer.status_code == 422 and "hanya ditulis anggota" in answer.text, led
    for field in ("variant", "unit"):
        made = {"variant": "besar", "price": "30000", "unit": "bungkus", "weight_g": "500"} | {field: "081299999999"}
        answer = helper.post(f"{shelf}/pilihan", data=made)
        assert answer.status_code == 422 and "hanya ditulis anggota" in answer.text, field
    done(helper.post(shelf, data=goods | {"description": "Isi 250 g, Rp25.000, dibuat 28/11/2026, tahan 3 hari."}))
    with read() as db:
        goods["version"] = product_by_slug(db, here.product).version
    done(world.as_person(here.member).post(shelf, data=goods | {"description": "Pesan 0812-9999-9999"}))


@both
def test_a_reason_that_a_buyer_reads_names_no_number_of_a_helper(shop):
    here = a_group()
    path, _answer = world.buys(world.client(), here.sku, 1)
    desk = f"/lapak/{here.slug}/pesanan/{path.partition('?')[0].rpartition('/')[2]}-1/batal"
    led = world.as_person(here.facilitator).post(desk, data={"reason": "Habis. Pesan di 0812-9999-9999"})
    assert led.status_code == 422 and "hanya ditulis anggota" in led.text
    done(world.as_person(here.facilitator).post(desk, data={"reason": "Habis, maaf sekali"}))


@both
def test_a_yes_a_no_and_two_askers_at_once_leave_one_answer(shop):
    here = a_group()
    helper = Actor(here.facilitator, "Rina", roles=frozenset({Role.FACILITATOR}))

    def ask(number):
        facts = {GroupFact.PHONE: f"+628129999000{number}"}
        return write(lambda db: change_facts(db, db.get(Group, here.group_id), facts, helper))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(ask, range(4)))
        assert sorted(c.state.value for c in rows(GroupChange)) == ["dropped"] * 3 + ["waiting"]
        waiting = next(c for c in rows(GroupChange) if c.state == "waiting")

        def at_once(verb):
            try:
                write(lambda db: verb(the_group_change(db, here.group_id, waiting.key), world.actor(here.chair)))
            except (Overtaken, Refused):
                return False
            return True

        assert sum(threads.map(at_once, (GroupChange.agree, GroupChange.stop) * 2)) == 1
    done_at_all = rows(GroupChange)[waiting.key - 1].state == "done"
    assert reads(here)["phone"] == (waiting.value if done_at_all else OURS)
