"""Rows whose key is among many, given as one value: the same rows as a list that is written out."""

import pytest
import sqlalchemy as sa

from market.inventory.lot import Lot
from market.kernel.among import among
from market.kernel.db import read
from market.kernel.record import table
from tests import world
from tests.conftest import both


@both
@pytest.mark.parametrize("keys", [(), (1,), (1, 2, 2), (2, 999), tuple(range(5_000))])
def test_the_rows_are_those_of_a_list_that_is_written_out(shop, keys):
    world.a_shop()
    lots = table(Lot)
    written_out = sa.select(lots.c.id).where(lots.c.id.in_(keys)).order_by(lots.c.id)
    with read() as db:
        found = db.execute(sa.select(lots.c.id).where(among(lots.c.id, "keys")).order_by(lots.c.id), {"keys": keys})
        assert list(found.scalars()) == list(db.execute(written_out).scalars())
