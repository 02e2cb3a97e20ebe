"""Whether a lot is still good on a day: the condition over rows says what the function says."""

import itertools
from datetime import date

import sqlalchemy as sa

from market.inventory.lot import Lot
from market.inventory.still_good import good_in, still_good
from market.kernel.db import read, write
from market.kernel.record import table
from tests import world
from tests.conftest import both

DAYS = [date(2026, 11, day) for day in (27, 28, 29)]


@both
def test_the_condition_says_what_the_function_says(shop):
    world.a_shop()
    lots = table(Lot)
    for best_before, day in itertools.product([None, *DAYS], DAYS):
        values = {"best_before": best_before, "produced_on": DAYS[0]}
        write(lambda db, values=values: db.execute(sa.update(lots).values(**values)) and None)
        with read() as db:
            found = db.execute(sa.select(lots.c.id).where(good_in(lots, day))).first() is not None
        assert found is still_good(best_before, day), (best_before, day)
