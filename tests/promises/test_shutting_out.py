"""Nobody shuts another out: what strangers and insiders count up at one door stops themselves, never who may come
in."""

import re
from datetime import timedelta

import sqlalchemy as sa
import time_machine

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.by_hand import letters_of_group
from market.messages.outbox import Message
from market.people.device import Device
from market.people.invitation import Invitation
from market.people.membership import find_membership
from tests import world
from tests.conftest import wide
from tests.payments.test_card import rows
from tests.promises.test_limits import from_network

CODE = re.compile(r"\b([A-Z0-9]{4}-[A-Z0-9]{4})\b")


def signed_up(name: str, number: str, network: str) -> object:
    browser = from_network(network)
    form = {"name": name, "identifier": number, "password": "umpan kail perahu", "terms": "1"}
    assert browser.post("/daftar", data=form).status_code == 303
    return browser


@wide
def test_a_strangers_tries_burn_nobodys_invitation(shop):
    here = world.a_shop()
    group, chair = f"/lapak/{here.slug}", world.as_person(here.chair)
    assert chair.post(f"{group}/anggota", data={"phone": "081377770001", "name": "Baru"}).status_code == 200
    invitation = rows(Invitation)[-1].key
    code = CODE.search(chair.post(f"{group}/anggota/undangan/{invitation}/kode").text)[1]
    stranger = signed_up("Orang Jauh", "081399990001", "203.0.113.9")
    guess = {"answer": "yes", "code": "AAAA-AAAA"}
    assert {stranger.post(f"/akun/undangan/{invitation}", data=guess).status_code for _ in range(12)} == {404}
    hers = signed_up("Baru", "081377770001", "203.0.113.10")
    wrong = [hers.post(f"/akun/undangan/{invitation}", data=guess).status_code for _ in range(9)]
    assert set(wrong) == {422}
    answer = hers.post(f"/akun/undangan/{invitation}", data={"answer": "yes", "code": code})
    assert answer.headers.get("location", "").startswith(group), answer.text


def a_phone(here: world.Shop, name: str) -> int:
    def made(db):
        return Device(group_id=here.group_id, name=name, added_by_id=here.chair, kept_by_id=here.chair).add(db)

    return write(lambda db: made(db).key)


@wide
def test_a_phone_in_wrong_hands_makes_her_wait_on_no_phone_that_knows_her(shop):
    """Nor, once it is put out, on a new one."""
    here = world.a_shop()
    group = f"/lapak/{here.slug}"
    lost, second = a_phone(here, "HP hilang"), a_phone(here, "HP baru")
    with read() as db:
        hers = find_membership(db, here.group_id, here.treasurer).key
    says = {"member": hers, "pin": world.PIN}
    with time_machine.travel("2026-11-28T04:00:00+00:00", tick=False) as clock:
        own, bad = world.as_device(here.device), world.as_device(lost)
        assert own.post(f"{group}/siapa", data=says).status_code == 303
        tries = 0
        while tries < 12:
            answer = bad.post(f"{group}/siapa", data={"member": hers, "pin": f"{tries + 9000:04}"})
            tries += answer.status_code == 422
            if answer.status_code == 429:
                clock.shift(timedelta(seconds=int(answer.headers["retry-after"])))
            assert own.post(f"{group}/siapa/selesai").status_code == 303
            assert own.post(f"{group}/siapa", data=says).status_code == 303, "her own phone hears her"
        new = world.as_device(second)
        assert new.post(f"{group}/siapa", data=says).status_code == 429, "another phone is no fresh start for a guesser"
        assert own.post(f"{group}/hp/{lost}/keluar").status_code == 303
        assert new.post(f"{group}/siapa", data=says).status_code == 303, "the lost phone is out"


@wide
def test_strangers_hide_no_news_for_buyers_behind_requests_for_a_number(shop):
    """Each letter that a group sends by hand takes a tap: a chair hears once a day that her number is asked for."""
    here = world.a_shop()
    strangers = [signed_up(f"Orang {n}", f"08139999000{n}", f"203.0.113.{n}") for n in range(2)]
    asks = {"identifier": "081200000001", "current": "umpan kail perahu", "way": "call"}
    start = now()
    for hour in range(0, 6, 2):
        with time_machine.travel(start + timedelta(hours=hour), tick=True):
            assert 303 in {each.post("/akun/kontak", data=asks).status_code for each in strangers for _ in range(3)}
    with read() as db:
        waiting = [
            each.template
            for each in letters_of_group(
                db, here.group_id, person_id=here.treasurer, news=sa.select(table(Message).c.id).where(sa.false())
            ).to_send
        ]
    assert 1 <= waiting.count("contact_asked") <= 2, "a day may end in between"


@wide
def test_a_password_is_guessed_by_no_second_form(shop):
    """The PIN of one's own account may be changed with the password: its tries count where the password's do."""
    here = world.a_shop()
    browser, group = world.as_person(here.treasurer), f"/lapak/{here.slug}"
    with read() as db:
        own = find_membership(db, here.group_id, here.treasurer).key
    change = {"pin": "7391", "again": "0000"}
    for n in range(3):
        assert browser.post(f"{group}/anggota/{own}/pin", data=change | {"current": f"salah {n}"}).status_code == 422
    fresh = {"password": "kata sandi maling cumi"}
    heard = [browser.post("/akun/sandi", data=fresh | {"current": f"salah {n}"}).status_code for n in range(4)]
    assert heard[-1] == 429, heard
    assert browser.post(f"{group}/anggota/{own}/pin", data=change | {"current": world.PASSWORD}).status_code == 429
