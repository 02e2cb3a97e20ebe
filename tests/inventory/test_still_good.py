"""Whether a lot is still good on a day, how many are free, whether a group is silent: rows say what the function
says."""

import itertools
from datetime import date, timedelta

import sqlalchemy as sa

from market.catalog.product import Product
from market.catalog.silent import ASK_AFTER, is_silent, silent
from market.inventory.lot import Lot, free_in
from market.inventory.still_good import good_in, still_good
from market.kernel.clock import now
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


@both
def test_a_row_is_silent_when_the_goods_are(shop):
    """Fresh or not, made to order or not, answered before and after the two days."""
    world.a_shop()
    goods, moment = table(Product), now()
    for fresh, made, hours in itertools.product((True, False), (True, False), (0, 47, 49)):
        values = {"fresh": fresh, "made_to_order": made, "confirmed_at": moment - timedelta(hours=hours)}
        write(lambda db, values=values: db.execute(sa.update(goods).values(**values)) and None)
        with read() as db:
            asked = is_silent(goods, sa.literal(moment - ASK_AFTER, goods.c.confirmed_at.type))
            for row in db.execute(sa.select(goods.c.fresh, goods.c.made_to_order, goods.c.confirmed_at, asked)):
                assert bool(row[-1]) is silent(row, moment) is (fresh and not made and hours == 49)


@both
def test_what_is_free_in_a_row_is_what_a_lot_has_available(shop):
    here = world.a_shop(pieces=10)
    assert world.buys(world.client(), here.sku, 3)[0]
    with read() as db:
        lots = {lot.key: lot.available for lot in db.scalars(sa.select(Lot))}
        rows = dict(db.execute(sa.select(table(Lot).c.id, free_in(table(Lot)))).all())
    assert rows == lots and 7 in lots.values()
