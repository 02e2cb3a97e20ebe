"""A vouched group that changed: the form says so before, chair and officer hear of it, no page calls it unchecked."""

import sqlalchemy as sa

from market.kernel.db import read, write
from market.kernel.record import table
from market.messages.outbox import Message
from market.people.group import Group
from tests import world
from tests.conftest import both

M = table(Message)


def vouched(here: world.Shop) -> None:
    def work(db):
        Group.get(db, here.group_id).check(by=here.officer, agency="Dinas Perikanan Bitung")
        for person, name in ((here.chair, "meike"), (here.officer, "hendra")):
            db.execute(sa.text("UPDATE person SET email = :e WHERE id = :i"), {"e": f"{name}@contoh.id", "i": person})

    write(work)


def told(db) -> dict[str, str]:
    found = db.execute(sa.select(M.c.to, M.c.params).where(M.c.template == "look_again"))
    return {row.to: row.params for row in found}


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
    assert "perlu dicek lagi" in officer.get("/dinas").text
    for page in (f"/kelompok/{here.slug}", "/kelompok", f"/produk/{here.product}"):
        public = world.client().get(page).text
        assert "Sedang dicek lagi dinas" in public, page
    assert "Belum dicek" not in world.client().get(f"/kelompok/{here.slug}").text
    assert officer.post(f"/dinas/kelompok/{here.slug}/cek").status_code == 303
    assert "Perlu dicek lagi" not in chair.get(f"/lapak/{here.slug}").text


@both
def test_each_cause_is_named(shop):
    here = world.a_shop()
    for why, words in (("new_chair", "ketuanya berganti"), ("new_account", "rekeningnya berganti")):
        vouched(here)
        write(lambda db, why=why: Group.get(db, here.group_id).look_again(why))
        page = world.as_person(here.chair).get(f"/lapak/{here.slug}").text
        assert f"Perlu dicek lagi: {words}" in page
    assert (
        "rekeningnya berganti tanpa persetujuan"
        not in world.as_person(here.chair).get(f"/lapak/{here.slug}/uang/rekening").text
    ), "nothing is lost that is not there"


def test_a_group_that_nobody_vouched_for_loses_nothing(shop):
    here = world.a_shop()
    write(lambda db: Group.get(db, here.group_id).look_again("renamed"))
    with read() as db:
        assert not told(db)
    assert "Belum dicek dinas" in world.client().get(f"/kelompok/{here.slug}").text
