"""Finding a group among an officer's, and which to check next."""

import re

import pytest

from market.kernel.db import read, write
from market.orders.reading.queries import standing
from market.people.founding.founding import found_group
from market.people.group import Group, GroupKind, GroupState
from market.people.helpers import Facilitation
from market.people.sought import next_unchecked
from tests import world
from tests.conftest import both

NAMES = ("Anggrek Laut", "Bunga Asli", "Cempaka Wangi", "Dahlia")


def many(here: world.Shop) -> list[int]:
    def work(db) -> list[int]:
        made = []
        for n, name in enumerate(NAMES):
            chair = world.a_person(db, f"Ketua {n}", 200 + n)
            group = found_group(
                db, chair, name=name, kind=GroupKind.GROUP, village=world.GIRIAN, phone=f"+62813550000{n:02d}"
            )
            made.append(group.key)
        return made

    return write(work)


def found(page: str) -> set[str]:
    return set(re.findall(r"<td>\s*<b>([^<]+)</b>", page))


@both
def test_a_group_is_found_by_a_part_of_its_name_village_or_number(shop):
    here = world.a_shop()
    many(here)
    officer = world.as_person(here.officer)
    for typed, names in {
        "anggrek": {"Anggrek Laut"}, "LAUT ANGG": {"Anggrek Laut"}, "%": set(), "_": set(),
        "0813-5500-0003": {"Dahlia"}, "+62 813 5500 0003": {"Dahlia"}, "62813550000": set(NAMES),
        "0812 0000 0203": {"Dahlia"},
        "dahlia girian": {"Dahlia"}, "tunas dahlia": set(), "girian": {*NAMES, "Tunas Bahari"}, "mama kuala": set(),
        "": {*NAMES, "Tunas Bahari"}, "a" * 300: set(), "'; DROP TABLE groups; --": set(), "\\": set(), "12": set(),
    }.items():  # fmt: skip
        page = officer.get("/dinas/kelompok", params={"q": typed})
        assert page.status_code == 200 and found(page.text) == names, typed
    page = officer.get("/dinas/kelompok", params={"q": "<b>x</b>"}).text
    assert "Tidak ada kelompok dengan “&lt;b&gt;x&lt;/b&gt;”" in page
    narrowed = officer.get("/dinas/kelompok?q=dahlia&keadaan=checked").text
    assert found(narrowed) == set() and "keadaan=unchecked&amp;q=dahlia" in narrowed


def left(person: int, after: str = "") -> tuple[str, int] | None:
    with read() as db:
        if not after:
            following = next_unchecked(db, person)
        else:
            here = db.query(Group).filter_by(name=after).one()
            following = standing(db, here, person).following
        return (following.name, following.left) if following else None


@both
def test_the_next_unchecked_goes_round_and_skips_her_own_and_what_others_judged(shop):
    here = world.a_shop()
    keys = many(here)
    assert left(here.officer) == ("Anggrek Laut", 5)
    assert left(here.officer, "Anggrek Laut") == ("Bunga Asli", 4)
    assert left(here.officer, "Tunas Bahari") == ("Anggrek Laut", 4)
    assert left(here.superior) is None and left(here.chair) is None
    write(lambda db: Facilitation(person_id=here.officer, group_id=keys[1]).add(db) and None)
    assert left(here.officer, "Anggrek Laut") == ("Cempaka Wangi", 3), "her own is a colleague's"
    officer, page = world.as_person(here.officer), "/dinas/kelompok/cempaka-wangi"
    mark = re.search(r'name="mark"\s+value="([^"]*)"', officer.get(page).text)[1]
    assert officer.post(page + "/cek", data={"mark": mark}).headers["location"] == page
    assert "Cek berikutnya: Dahlia" in officer.get(page).text and "3 kelompok belum dicek" in officer.get(page).text
    write(lambda db: setattr(Group.get(db, keys[3]), "state", GroupState.CHECKED))  # by a colleague meanwhile
    stale = officer.get("/dinas/kelompok/dahlia").text
    assert 'value="">' not in stale and "/cek" not in stale and "Cek berikutnya: Tunas Bahari" in stale
    assert "Cek berikutnya" not in world.as_person(here.superior).get(page).text


@pytest.mark.parametrize("state", [GroupState.CHECKED, GroupState.SUSPENDED])
def test_nothing_is_next_when_nothing_waits(shop, state):
    here = world.a_shop()
    write(lambda db: setattr(Group.get(db, here.group_id), "state", state))
    assert left(here.officer) is None
    assert "Cek berikutnya" not in world.as_person(here.officer).get("/dinas/kelompok").text
