"""What phones post: a key once, envelopes as often as they like; and what the chair does with what was set apart."""

import asyncio
import json
from datetime import timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa
import time_machine

from market.kernel.clock import now
from market.kernel.db import database, write
from market.kernel.record import table
from market.kernel.refused import Refused
from market.pages.workspace.till import sending
from market.people.device import Device
from market.people.group import group_by_slug
from market.people.helpers import Officer
from market.people.login import Login
from market.people.membership import Acceptance, find_membership, join
from market.people.person import Person
from market.till import storing
from market.till.applying import apply_stored
from market.till.envelope import Envelope, EnvelopeState
from market.till.sale import TillSale
from market.till.storing import MOST_AT_ONCE
from market.till.task import TillTask
from market.till.till import Till, open_till
from tests import world
from tests.conftest import both
from tests.promises.test_group_phone import a_phone_by, by_pins_alone
from tests.till.phones import Phone, line
from tests.till.signer import Signer
from tests.till.test_applying import all_of, codes
from tests.till.test_plain import sells

FINE = "5f0c3a52-7d1e-4b6a-9c1d-2e8f4a6b7c8d"  # an id as a browser makes it


def posts(here, envelopes, browser=None):
    browser = browser or world.client()
    sent = json.dumps({"envelopes": envelopes})
    return browser.post(f"/lapak/{here.slug}/kasir/amplop", content=sent)


@both
def test_a_browser_opens_its_till_and_sends(shop):
    here = world.a_shop()
    chair, signer, uid = world.as_person(here.chair), Signer(4711), str(uuid4())
    for _ in range(2):
        answer = chair.post(f"/lapak/{here.slug}/kasir/alat", json={"uid": uid, "key": signer.key, "label": "Meike"})
        assert answer.json() == {"uid": uid}
    told = {
        "v": 1, "till": uid, "id": str(uuid4()), "counter": 1, "at": "2026-11-30T08:00:00+08:00", "seller": {},
        "lines": [line(here.sku)], "total": 25_000, "paid": "qris",
    }  # fmt: skip
    body = json.dumps(told)
    answer = posts(here, [{"body": body, "signature": signer.sign(body)}], chair)
    assert answer.json() | {"now": ""} == {"version": 1, "stored": [told["id"]], "unread": [], "now": ""}
    apply_stored()
    assert codes() == ["no_account"] and len(all_of(TillSale)) == 1


@both
@pytest.mark.parametrize(("uid", "key"), [("x", Signer(4711).key), (FINE, ""), (FINE, "x" * 87)])
def test_a_till_without_an_id_or_a_key_is_opened_by_nobody(shop, uid, key):
    """Without a key it would be the page whose sales bear no signature."""
    here = world.a_shop()
    with pytest.raises(Refused, match="unclear"):
        write(lambda db: open_till(db, here.group_id, uid, key, "HP", world.actor(here.chair)))
    assert not all_of(Till)


@both
def test_nothing_that_is_sent_is_refused(shop):
    here = world.a_shop()
    assert posts(here, "garbage").json()["stored"] == []
    wrong = [None, 7, {}, {"body": 7}, {"body": "[" * 9000}, {"body": "{}"}, {"body": "\ud800", "signature": "é"}]
    assert posts(here, wrong).json()["unread"] == list(range(len(wrong)))
    raw = world.client().post(f"/lapak/{here.slug}/kasir/amplop", content=b"\xff{")
    assert raw.status_code == 200 and raw.json()["stored"] == []
    for form in ({"data": {"envelopes": "x"}}, {"files": {"envelopes": b"x"}}):
        answer = world.client().post(f"/lapak/{here.slug}/kasir/amplop", **form)
        assert answer.status_code == 200 and answer.json()["stored"] == []
    assert world.as_person(here.chair).post(f"/lapak/{here.slug}/kasir/alat", data={"uid": "x"}).status_code == 422
    assert world.client().post("/lapak/tidak-ada/kasir/amplop", json=[]).json()["stored"] == []
    phone = Phone(here.group_id, here.chair)
    many = [phone.rings_up(line(here.sku)) for _ in range(MOST_AT_ONCE + 2)]
    answer = posts(here, many).json()
    assert len(answer["stored"]) == MOST_AT_ONCE and answer["unread"] == [MOST_AT_ONCE, MOST_AT_ONCE + 1]


def test_what_anybody_posts_is_read_beside_the_loop(shop, monkeypatch):
    """It needs no login: a megabyte of small parts took a quarter of a second, in which nobody got an answer."""
    here, on_the_loop, parts = world.a_shop(), [], []

    def watched(told):
        on_the_loop.append(asyncio._get_running_loop() is not None)
        parts.append(len(told["envelopes"]) if told else 0)
        return storing.read_post(told)

    monkeypatch.setattr(sending, "read_post", watched)
    assert posts(here, [{"a": []}] * 70_000).json()["unread"] == []
    assert posts(here, [0] * 60).json()["unread"] == list(range(60))
    assert on_the_loop == [False, False] and parts == [0, 60]


@both
def test_a_group_sends_so_many_sales_a_day_and_no_more(shop, monkeypatch):
    """Whoever founds a group and signs with a key of her own filled the book without end. What is too much stays on the
    phone; what was stored before is still named."""
    monkeypatch.setattr(storing, "MOST_A_DAY", 3)
    here = world.a_shop(pieces=10)
    one, other = (Phone(here.group_id, here.chair) for _ in range(2))
    first = [one.rings_up(line(here.sku)) for _ in range(2)]
    more = [other.rings_up(line(here.sku)) for _ in range(2)]
    assert len(one.sends(*first)) == 2 and len(other.sends(*more)) == 1
    assert one.sends(*first) == [each.uid for each in all_of(Envelope)[:2]] and len(all_of(Envelope)) == 3
    with time_machine.travel(now() + timedelta(days=1, hours=5)):
        assert len(other.sends(*more)) == 2


@both
@pytest.mark.parametrize("how", ["till", "phone", "login", "membership"])
def test_tills_that_were_ended_use_up_no_day_of_those_that_sell(shop, monkeypatch, how):
    """Envelopes ask for no login: a phone that was taken away went on sending until no till of its group was heard."""
    monkeypatch.setattr(storing, "MOST_A_DAY", 3)
    monkeypatch.setattr(storing, "MOST_ENDED_A_DAY", 2)
    here = world.a_shop(pieces=10)
    gone, honest = Phone(here.group_id, here.member), Phone(here.group_id, here.chair)
    world.as_person(here.member)
    login, tills, moment = all_of(Login)[-1].key, table(Till), now()

    def ends(db):
        mine = sa.update(tills).where(tills.c.uid == gone.uid)
        if how == "till":
            db.execute(mine.values(ended_at=moment))
        elif how == "phone":
            db.execute(mine.values(device_id=here.device))
            db.get(Device, here.device).ended_at = moment
        elif how == "login":
            db.execute(mine.values(login_id=login))
            db.get(Login, login).ended_at = moment
        else:
            find_membership(db, here.group_id, here.member).ended_at = moment

    write(ends)
    assert len(gone.sends(*(gone.rings_up(line(here.sku)) for _ in range(9)))) == 2, "sold before it ended, perhaps"
    assert len(honest.sends(*(honest.rings_up(line(here.sku)) for _ in range(4)))) == 3
    assert gone.sends(gone.rings_up(line(here.sku))) == []
    apply_stored()
    assert len(all_of(TillSale)) == 3 and {each.state for each in all_of(Envelope)[:2]} == {EnvelopeState.APART}


@both
def test_a_seller_with_an_id_that_nobody_has_is_a_task(shop):
    """PostgreSQL takes no such number: the sale broke there, and all that were booked with it."""
    here = world.a_shop(pieces=10)
    phone = Phone(here.group_id, here.chair)
    for key in (2**31 - 1, 2**31, 2**53 - 1):
        phone.sells(line(here.sku), seller={"id": key, "name": "Ani"})
    assert [sale.sold_by for sale in all_of(TillSale)] == ["Ani"] * 3 and codes() == ["seller"] * 3


@both
def test_what_of_each_till_waits_is_asked_for_all_at_once(shop, monkeypatch):
    """A till that is full keeps no other waiting, and more tills in a post are no more questions."""
    monkeypatch.setattr(storing, "MOST_WAITING", 2)
    here, asked = world.a_shop(), []
    first, *others = (Phone(here.group_id, here.chair) for _ in range(4))
    ahead = [first.rings_up(line(here.sku)) for _ in range(3)]
    sa.event.listen(database().writer, "before_cursor_execute", lambda *told: asked.append(told[2]))
    assert len(first.sends(*ahead)) == 2
    of_one = sum(each.startswith("SELECT") for each in asked)
    asked.clear()
    assert len(first.sends(*(each.rings_up(line(here.sku)) for each in (first, *others)))) == 3
    assert sum(each.startswith("SELECT") for each in asked) == of_one


@both
def test_gaps_are_shown_and_what_was_set_apart_is_decided_by_the_chair(shop):
    here = world.a_shop()
    phone = Phone(here.group_id, here.chair, label="HP Meike")
    lost = phone.rings_up(line(here.sku))
    phone.sells(line(here.sku))
    write(lambda db: db.get(Till, 1).end(world.actor(here.chair)))
    [taken, dropped] = [phone.rings_up(line(here.sku)) for _ in range(2)]
    posts(here, [taken, dropped])
    apply_stored()
    chair, member = world.as_person(here.chair), world.as_person(here.member)
    page = chair.get(f"/lapak/{here.slug}/kasir/periksa").text
    assert "Penjualan nomor 1 tidak pernah sampai" in page and "penjualan nomor 4" in page and lost
    first, second = (f"/lapak/{here.slug}/kasir/amplop/{each.key}" for each in all_of(Envelope)[1:])
    assert member.post(first + "/ambil").status_code == 422
    assert chair.post(first + "/ambil").status_code == 303
    assert chair.post(second + "/buang", data={"reason": ""}).status_code == 422
    assert chair.post(second + "/buang", data={"reason": "Bukan penjualan kami"}).status_code == 303
    assert chair.post(second + "/ambil").status_code == 409
    assert [each.state for each in all_of(Envelope)][1:] == [EnvelopeState.APPLIED, EnvelopeState.DROPPED]
    assert len(all_of(TillSale)) == 2


@both
def test_a_task_is_done_once_with_its_reason(shop):
    here = world.a_shop(pieces=1)
    Phone(here.group_id, here.chair).sells(line(here.sku, 3))
    chair = world.as_person(here.chair)
    [task] = all_of(TillTask)
    page = chair.get(f"/lapak/{here.slug}/kasir/periksa").text
    assert "terjual 3, di buku ada 1, kurang 2" in page
    address = f"/lapak/{here.slug}/kasir/periksa/{task.key}"
    assert chair.post(address, data={"reason": ""}).status_code == 422
    assert chair.post(address, data={"reason": "Sudah dihitung ulang"}).status_code == 303
    assert chair.post(address, data={"reason": "Sudah dihitung ulang"}).status_code == 409
    assert world.as_person(here.other_chair).post(address, data={"reason": "x"}).status_code == 404


@both
def test_the_chair_sets_the_rules(shop):
    here = world.a_shop()
    address = f"/lapak/{here.slug}/kasir/aturan"
    assert world.as_person(here.member).post(address, data={"discount_percent": "50"}).status_code == 422
    chair = world.as_person(here.chair)
    assert chair.post(address, data={"discount_percent": "101"}).status_code == 422
    assert chair.post(address, data={"discount_percent": "10 %"}).status_code == 303
    page = chair.get(f"/lapak/{here.slug}/kasir").text
    assert "Paling banyak 10%" in page and "Catat sebagai bon" not in page


@both
def test_a_till_is_opened_with_whatever_letters_come(shop):
    here = world.a_shop()
    chair, signer = world.as_person(here.chair), Signer(4711)

    def opens(key: str, label: str) -> int:
        told = json.dumps({"uid": str(uuid4()), "key": key, "label": label})
        return chair.post(f"/lapak/{here.slug}/kasir/alat", content=told).status_code

    assert [opens(signer.key, label) for label in ("\ud800", "a\x00b", "x" * 3_000)] == [200] * 3
    assert [opens(signer.key + junk, "HP") for junk in ("!" * 500, "\n", "é", "\ud83d" * 40, "=====")][:3] == [422] * 3
    assert [till.label for till in all_of(Till)][:2] == ["", "ab"]


@both
def test_nobody_sends_in_the_name_of_the_page_without_javascript(shop):
    here = world.a_shop()
    assert sells(here).status_code == 303
    [till] = all_of(Till)
    told = {
        "v": 1, "till": till.uid, "id": str(uuid4()), "counter": 2, "lines": [line(here.sku, 3)], "total": 75_000,
        "paid": "cash",
    }  # fmt: skip
    assert posts(here, [{"body": json.dumps(told), "signature": ""}]).json()["stored"] == []
    apply_stored()
    assert len(all_of(TillSale)) == 1


@both
def test_half_a_letter_stops_no_sale(shop):
    """A phone that cuts a name to length may cut a letter in two."""
    here = world.a_shop()
    phone, half = Phone(here.group_id, here.chair), "Bu Ros \ud83d"
    told = {"buyer": {"name": half}, "seller": {"name": half}, "discount": {"amount": 0, "why": half}}
    phone.sends(phone.rings_up(line(here.sku) | {"name": half}, **told))
    apply_stored()
    assert len(all_of(TillSale)) == 1 and all_of(TillSale)[0].discount_why == "Bu Ros"


@both
def test_a_phone_of_the_group_is_one_till_whoever_is_named_on_it(shop):
    here = world.a_shop()
    phone, signer, uid = world.named_by_pin(here.slug, here.member), Signer(4711), str(uuid4())
    told = {"uid": uid, "key": signer.key, "label": "HP kelompok"}

    def opens(browser) -> int:
        return browser.post(f"/lapak/{here.slug}/kasir/alat", json=told).status_code

    assert opens(phone) == 200
    with time_machine.travel(now() + timedelta(minutes=5), tick=True):  # her name is gone from it
        assert opens(phone) == 200
    assert len(all_of(Till)) == 1
    assert opens(world.as_person(here.member)) == 422, "in her own account she sells on a till of her own"


@both
def test_an_officers_phone_sells_only_while_she_answers_for_the_group(shop):
    """It is ended by nobody: her days as a deputy run out. Who keeps it would sell the group's goods for good."""
    here = world.a_shop()
    by_pins_alone(here)
    phone, _device = a_phone_by(here, here.officer, "HP sementara")
    signer, uid = Signer(4711), str(uuid4())
    told = {"uid": uid, "key": signer.key, "label": "HP sementara"}
    assert phone.post(f"/lapak/{here.slug}/kasir/alat", json=told).status_code == 200

    def sends(counter: int) -> EnvelopeState:
        sold = {
            "v": 1, "till": uid, "id": str(uuid4()), "counter": counter, "seller": {"id": here.member},
            "lines": [line(here.sku)], "total": 25_000, "paid": "cash",
        }  # fmt: skip
        body = json.dumps(sold)
        assert posts(here, [{"body": body, "signature": signer.sign(body)}], phone).json()["stored"] == [sold["id"]]
        apply_stored()
        return all_of(Envelope)[-1].state

    assert sends(1) is EnvelopeState.APPLIED
    write(lambda db: db.execute(sa.update(table(Officer)).values(until=now() - timedelta(minutes=1))) and None)
    assert sends(2) is EnvelopeState.APART


@both
def test_who_sells_in_her_own_account_signs_with_her_own_name(shop):
    """An envelope may say any name: beside her id it was the treasurer's."""
    here = world.a_shop()
    phone = Phone(here.group_id, here.member)
    [own] = all_of(Till)
    phone.sells(line(here.sku), seller={"name": "Sience"})
    [sale] = all_of(TillSale)
    assert (sale.sold_by, sale.sold_by_id) == (own.opened_by, here.member)


@both
def test_a_pin_on_another_groups_phone_names_no_seller_here(shop):
    """The chair of that group gave the code for it: by its phone she signed sales with her neighbour's name."""
    here = world.a_shop()

    def both_groups(db) -> None:
        join(db, here.group_id, Person.get(db, here.other_chair), Acceptance.ACCOUNT)
        join(db, group_by_slug(db, here.other_slug).key, Person.get(db, here.member), Acceptance.ACCOUNT)

    write(both_groups)
    till = Phone(here.group_id, here.other_chair)
    theirs = world.named_by_pin(here.other_slug, here.member, giver=here.other_chair)
    own = world.as_person(here.member)
    for browser in (theirs, own):
        sale = till.rings_up(line(here.sku), seller={"id": here.member, "name": "Ani"})
        assert len(posts(here, [sale], browser).json()["stored"]) == 1
    apply_stored()
    assert [each.sold_by_id for each in all_of(TillSale)] == [None, here.member]
