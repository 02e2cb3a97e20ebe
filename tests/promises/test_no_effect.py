"""What changes nothing says so: no "Tersimpan", no act that nobody did; and what happens twice is told twice."""

from collections import Counter

import sqlalchemy as sa
import time_machine

from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.payments.claim import Claim
from market.people.access import CLOCK, Role
from market.people.act import Act
from market.people.group import Group
from market.people.person import Person
from tests import world
from tests.bazaars.world import done
from tests.conftest import both
from tests.payments.test_card import rows
from tests.payments.test_other_sums import transfer

SAME = "Sudah begitu. Tidak ada yang berubah."


def acts():
    with read() as db:
        return db.scalar(sa.select(sa.func.count()).select_from(Act))


def nothing(answer, code=409, words=SAME):
    done(answer, code)
    assert words in answer.text


@both
def test_a_group_that_presses_twice(shop):
    here = world.a_shop()
    chair = world.as_person(here.chair)
    lot, product = f"/lapak/{here.slug}/stok/1", f"/lapak/{here.slug}/produk/{here.product}/tarik"
    before = acts()
    nothing(chair.post(product, data={"again": "1"}))
    nothing(chair.post(lot, data={"act": "reopen"}))
    for act in ("counted", "spoiled"):
        nothing(chair.post(lot, data={"act": act}), 422, "Tulis dulu jumlahnya")
    assert acts() == before
    done(chair.post(lot, data={"act": "set_aside"}))
    nothing(chair.post(lot, data={"act": "set_aside"}))
    done(chair.post(product, data={}))
    nothing(chair.post(product, data={}))
    assert acts() == before + 2


@both
def test_an_officer_who_presses_twice(shop):
    here = world.a_shop()
    officer, its = world.as_person(here.officer), f"/dinas/kelompok/{here.slug}"
    done(officer.post(its + "/tutup", data={"note": "Penipuan"}))
    before = acts()
    nothing(officer.post(its + "/tutup", data={"note": "Penipuan lagi"}))
    done(officer.post(its + "/buka"))
    nothing(officer.post(its + "/buka"))
    done(officer.post(its + "/cek"))
    nothing(officer.post(its + "/cek"))
    done(officer.post(its + "/lengkapi", data={"note": "Foto usaha"}))
    nothing(officer.post(its + "/lengkapi", data={"note": "Foto usaha"}))
    assert acts() == before + 3


@both
def test_two_changes_in_one_second_are_two_letters(shop):
    here = world.a_shop()
    write(lambda db: setattr(Person.get(db, here.chair), "email", "meike@contoh.id"))
    officer, its = world.as_person(here.officer), f"/dinas/kelompok/{here.slug}"
    with time_machine.travel(now(), tick=False):
        for _ in range(2):
            done(officer.post(its + "/cek"))
            write(lambda db: Group.get(db, here.group_id).look_again("new_number", CLOCK))
            done(officer.post(its + "/lengkapi", data={"note": "Foto usaha"}))
            write(lambda db: Group.get(db, here.group_id).complete(CLOCK))
    with read() as db:
        told = Counter(db.scalars(sa.select(Message.template).where(table(Message).c.to_id == here.chair)))
    assert {told["group_checked"], told["look_again"], told["group_sent_back"]} == {2}


@both
def test_two_claims_refused_in_one_second_are_two_letters(shop):
    here = world.a_shop()
    buyer, pay, bill, _ = transfer(here)
    told = []
    with time_machine.travel(now(), tick=False):
        for _ in range(2):
            done(buyer.post(pay, data={"claim": bill.ref}))
            made = rows(Claim)[-1].key
            write(
                lambda db, made=made: Claim.get(db, made).refuse(world.actor(here.treasurer, Role.TREASURER), "belum")
            )
            told.append(len({each.name for each in rows(Message) if each.template == "claim_refused"}))
    assert told[1] == 2 * told[0] > 0
