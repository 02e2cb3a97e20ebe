"""A list of groups brings in none that reads like a vouched group of the same city, and says so beside its row."""

import pytest

from market.kernel.db import read, write
from market.kernel.refused import Refused
from market.people.access import CLOCK
from market.people.founding.importing import Row, mark_known
from market.people.group import Group, GroupState, group_by_slug
from tests import world


def refusals(name: str, village: str) -> list[str]:
    row = Row(2, {}, name=name, chair="Ani", village=village)
    with read() as db:
        mark_known(db, [row])
    return [each.code for each in row.refusals]


@pytest.mark.parametrize("name", ["Tunas Bahari", "TUNAS BÁHARI", "Tunas-Bahari", "Tunas  Bahar1"])
def test_what_reads_like_a_vouched_group_of_the_same_city_is_not_brought_in(shop, name):
    here = world.a_shop()
    write(lambda db: setattr(Group.get(db, here.group_id), "state", GroupState.CHECKED))
    beside = world.BITUNG[:-4] + "9999"
    assert refusals(name, beside) == ["name_reads_alike"]
    assert refusals(name, world.KALIANDA) == [], "another city"
    assert refusals("Tunas Harapan", beside) == []
    write(lambda db: setattr(Group.get(db, here.group_id), "state", GroupState.UNCHECKED))
    assert refusals(name, beside) == [], "nobody has vouched for it: an officer is shown it when she looks"


@pytest.mark.parametrize(
    ("vouched", "copy"),
    [
        ("Kerupuk M@nis", "Kerupuk Manis"),
        ("Kelompok Mani$", "Kelompok Manis"),
        ("Kerupuk M@nis (Bitung)", "Kerupuk Manis Bitung"),
        ("Tunas B/hari", "Tunas Blhari"),
        ("Kerupuk M@nis", "Kerupuk M@nis"),
    ],
)
def test_a_vouched_name_with_a_sign_in_it_is_copied_by_nobody(shop, vouched, copy):
    """Not in a list, not by who founds a group or renames one; of one that nobody vouched for an officer is shown
    it."""
    here = world.a_shop()
    write(lambda db: Group.get(db, here.group_id).rename(vouched, world.BITUNG, CLOCK))
    founds = {"name": copy, "kind": "group", "village": world.BITUNG, "phone": "0812 0000 0009"}
    assert world.as_person(here.buyer).post("/buka-lapak", data=founds).status_code == 303
    assert copy in world.as_person(here.officer).get(f"/dinas/kelompok/{here.slug}").text.partition("terbaca sama")[2]
    write(lambda db: setattr(Group.get(db, here.group_id), "state", GroupState.CHECKED))
    assert refusals(copy, world.BITUNG[:-4] + "9999") == ["name_reads_alike"]
    refused = world.as_person(here.buyer).post("/buka-lapak", data=founds)
    assert refused.status_code == 422 and "terbaca sama" in refused.text
    with pytest.raises(Refused, match="name_reads_alike"):
        write(lambda db: group_by_slug(db, here.other_slug).rename(copy, world.BITUNG, CLOCK))


def test_the_same_group_again_is_known(shop):
    here = world.a_shop()
    write(lambda db: setattr(Group.get(db, here.group_id), "state", GroupState.CHECKED))
    assert refusals("tunas bahari", world.BITUNG) == [], "it is here, and nothing changes for it"
