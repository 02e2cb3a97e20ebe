"""A row that is somebody's is found by whose it is: that of another is none."""

import re
from pathlib import Path

import pytest

import market
from market.inventory.lot import Lot
from market.kernel.db import read, write
from market.kernel.one_of import one_of
from market.kernel.refused import NotFound
from market.people.device import Device
from tests import world
from tests.conftest import both

MARKET = Path(market.__file__).parent


@both
def test_what_is_anothers_is_not_found(shop):
    here = world.a_shop()
    with read() as db:
        assert one_of(db, Device, here.device, group_id=here.group_id).key == here.device
        for key, whose in ((here.device, {"group_id": here.group_id + 1}), (here.device, {"ended_at": 1}), (0, {})):
            with pytest.raises(NotFound):
                one_of(db, Device, key, **whose)
    locked = write(lambda db: one_of(db, Device, here.device, lock=True, group_id=here.group_id, ended_at=None).key)
    assert locked == here.device
    for whose in ({"group_id": None}, {"group_id": here.group_id + 1}):
        with pytest.raises(NotFound):
            write(lambda db, whose=whose: one_of(db, Device, here.device, lock=True, **whose).key)
    with pytest.raises(NotFound, match="Lot 99"):
        write(lambda db: one_of(db, Lot, 99, lock=True).key)


def test_nobody_looks_by_herself_whose_a_row_is():
    """`db.get(…)`, then `found.group_id != group_id`, then NotFound: that is `one_of`; `scalars(…).first()`, then
    NotFound for none: that is `the_one`."""
    own = (
        re.compile(r"found = db\.get\(\w+, key\)\n    if found is None or found\.(group|bazaar|office)_id != "),
        re.compile(
            r"\.scalars\(.*\)\.first\(\)\n    if found is None:\n        raise NotFound\(.*\)\n    return found"
        ),
    )
    texts = {each: each.read_text("utf-8") for each in MARKET.rglob("*.py") if each.name != "one_of.py"}
    assert [str(each) for each, text in texts.items() if any(one.search(text) for one in own)] == []
