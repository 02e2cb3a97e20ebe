"""The acts of a group: a busy bazaar, or a busy treasurer, hides no other act from who may not read theirs."""

from market.kernel.db import write
from market.people.act import note
from tests import world
from tests.conftest import both


@both
def test_what_may_not_be_read_takes_no_place_among_the_newest(shop):
    here = world.a_shop()

    def work(db) -> None:
        chair = world.actor(here.chair)
        note(db, chair, "device_added", here.group_id, name="HP kelompok")
        for _ in range(21):
            note(db, chair, "booth_fee_claimed", here.group_id, number="B-17")
            note(db, chair, "bazaar_taken_back", here.group_id, bazaar="Bazar Pesisir")
            note(db, chair, "claim_confirmed", here.group_id, amount=25_000, ref="D-ABC234-1")

    write(work)
    kept_back = ("B-17", "Bazar Pesisir", "D-ABC234-1")
    read_by = {
        f"/dinas/kelompok/{here.slug}": here.officer,
        f"/lapak/{here.slug}/anggota": here.officer,
    }
    for page, reader in read_by.items():
        acts = world.as_person(reader).get(page).text.partition("<h2>Yang dikerjakan")[2].partition("</section>")[0]
        assert "menambah HP “HP kelompok”" in acts, page
        assert not [each for each in kept_back if each in acts], page
    hers = world.as_person(here.member).get(f"/lapak/{here.slug}/anggota").text.partition("<h2>Yang dikerjakan")[2]
    assert all(each in hers for each in kept_back), "who belongs to the group reads all of it"
