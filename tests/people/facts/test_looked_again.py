"""A vouched group that changed: the form says so before, chair and officer hear of it, no page calls it unchecked."""

import sqlalchemy as sa

from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.people.access import CLOCK
from market.people.group import Group, GroupState
from market.people.membership import Acceptance, Membership, find_membership, join
from market.people.person import Person
from market.people.roles.leaving import leave_everything
from market.people.roles.role_change import RoleChange
from market.people.vouching import vouch
from tests import world
from tests.conftest import both

M = table(Message)


def vouched(here: world.Shop) -> None:
    def work(db):
        vouch(db, Group.get(db, here.group_id), by=world.actor(here.officer), agency="Dinas Perikanan Bitung")
        for person, name in ((here.chair, "meike"), (here.officer, "hendra")):
            db.execute(sa.text("UPDATE person SET email = :e WHERE id = :i"), {"e": f"{name}@contoh.id", "i": person})

    write(work)


def told(db) -> dict[str, str]:
    found = db.execute(sa.select(M.c.to, M.c.params).where(M.c.template == "look_again"))
    return {row.to: str(row.params) for row in found}


@both
def test_a_renamed_group_is_looked_at_again_and_everybody_concerned_hears_it(shop):
    here = world.a_shop()
    vouched(here)
    chair, officer = world.as_person(here.chair), world.as_person(here.officer)
    form = {"name": "Tunas Bahari Jaya", "story": "", "village": world.BITUNG, "address": "", "phone": ""}
    assert "petugas melihat kelompok ini lagi" in chair.get(f"/lapak/{here.slug}/profil").text
    assert chair.post(f"/lapak/{here.slug}/profil", data=form).status_code == 303
    with read() as db:
        letters = told(db)
    assert set(letters) == {"meike@contoh.id", "hendra@contoh.id"}
    assert f"/lapak/{here.slug}/profil" in letters["meike@contoh.id"]
    assert f"/dinas/kelompok/{here.slug}" in letters["hendra@contoh.id"]
    for page in ("", "/profil"):
        assert "Perlu dicek lagi: nama atau kelurahannya berubah" in chair.get(f"/lapak/{here.slug}{page}").text
    assert "nama atau kelurahannya berubah" in chair.get(f"/lapak/{here.slug}/anggota").text, "the log says it"
    assert "1 kelompok belum dicek" in officer.get("/dinas").text
    assert "perlu dicek lagi" in officer.get("/dinas/kelompok?keadaan=unchecked").text
    for page in (f"/kelompok/{here.slug}", "/kelompok", f"/produk/{here.product}"):
        public = world.client().get(page).text
        assert "Sedang dicek lagi dinas" in public, page
    assert "Belum dicek" not in world.client().get(f"/kelompok/{here.slug}").text
    assert officer.post(f"/dinas/kelompok/{here.slug}/cek").status_code == 303
    assert "Perlu dicek lagi" not in chair.get(f"/lapak/{here.slug}").text


def asked_and_agreed(here: world.Shop, asker: int, path: str, agrees: int, **form: str) -> None:
    assert world.as_person(asker).post(f"/lapak/{here.slug}/anggota/{path}", data=form).status_code == 303
    with read() as db:
        change = db.scalars(sa.select(RoleChange).order_by(table(RoleChange).c.id.desc()).limit(1)).one()
    world.as_person(agrees).post(f"/lapak/{here.slug}/peran/{change.key}/setuju")


def membership_of(here: world.Shop, person: int) -> Membership | None:
    with read() as db:
        return find_membership(db, here.group_id, person)


def vouched_still(here: world.Shop) -> bool:
    with read() as db:
        group = Group.get(db, here.group_id)
    assert group.look_again_for == ("" if group.state is GroupState.CHECKED else "new_chair")
    return group.state is GroupState.CHECKED


@both
def test_a_new_only_chair_is_looked_at_also_when_she_became_so_beside_the_old_one(shop):
    here = world.a_shop()
    vouched(here)
    asked_and_agreed(here, here.chair, f"{membership_of(here, here.member).key}/peran", here.member, chair="1")
    assert membership_of(here, here.member).chair and vouched_still(here), "whom the officer saw is chair still"
    asked_and_agreed(here, here.chair, f"{membership_of(here, here.chair).key}/keluar", here.member)
    assert membership_of(here, here.chair) is None and not vouched_still(here)
    vouched(here)
    asked_and_agreed(here, here.member, f"{membership_of(here, here.treasurer).key}/peran", here.treasurer, chair="1")
    write(lambda db: leave_everything(db, Person.get(db, here.treasurer)))
    assert vouched_still(here), "who stays was looked at"
    write(lambda db: membership_in(db, here, here.chair))
    write(lambda db: leave_everything(db, Person.get(db, here.member)))
    assert not vouched_still(here), "nor by an account that is deleted"


def membership_in(db, here: world.Shop, person: int) -> None:
    join(db, here.group_id, Person.get(db, person), Acceptance.ACCOUNT, chair=True)


@both
def test_each_cause_is_named(shop):
    here = world.a_shop()
    for why, words in (("new_chair", "ketuanya berganti"), ("new_account", "rekeningnya berganti")):
        vouched(here)
        write(lambda db, why=why: Group.get(db, here.group_id).look_again(why, CLOCK))
        page = world.as_person(here.chair).get(f"/lapak/{here.slug}").text
        assert f"Perlu dicek lagi: {words}" in page
    assert (
        "rekeningnya berganti tanpa persetujuan"
        not in world.as_person(here.chair).get(f"/lapak/{here.slug}/uang/rekening").text
    ), "nothing is lost that is not there"


def test_a_group_that_nobody_vouched_for_loses_nothing(shop):
    here = world.a_shop()
    write(lambda db: Group.get(db, here.group_id).look_again("renamed", CLOCK))
    with read() as db:
        assert not told(db)
    assert "Belum dicek dinas" in world.client().get(f"/kelompok/{here.slug}").text
