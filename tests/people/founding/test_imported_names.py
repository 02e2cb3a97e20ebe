"""A list of groups brings in none that reads like a vouched group of the same city, and says so beside its row."""

import pytest

from market.kernel.db import read, write
from market.people.founding.importing import Row, mark_known
from market.people.group import Group, GroupState
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


def test_the_same_group_again_is_known(shop):
    here = world.a_shop()
    write(lambda db: setattr(Group.get(db, here.group_id), "state", GroupState.CHECKED))
    assert refusals("tunas bahari", world.BITUNG) == [], "it is here, and nothing changes for it"
