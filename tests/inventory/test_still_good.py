"""Whether a lot is still good on a day, how many are free, whether a group is silent: rows say what the function
says."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from market.catalog.product import Product
from market.catalog.silent import ASK_AFTER, is_silent, silent
from market.inventory.lot import Lot, free_in
from market.inventory.still_good import good_in, still_good
from market.kernel.db import read
from market.kernel.record import table
from tests import world
from tests.both_ways import FEW_STATEMENTS, MANY, over_rows, yes_or_no
from tests.conftest import both

DAYS = st.dates(date(2026, 11, 26), date(2026, 12, 2))
DATED = {"best_before": sa.Date(), "day": sa.Date()}
PRODUCTS = table(Product).c
TOLD = {name: PRODUCTS[name].type for name in ("fresh", "made_to_order", "confirmed_at")}
NOON = datetime(2026, 11, 28, 4, 0, tzinfo=UTC)
MOMENTS = st.one_of(st.timedeltas(timedelta(0), timedelta(days=4)), st.sampled_from((ASK_AFTER, timedelta(0)))).flatmap(
    lambda ago: st.sampled_from((timedelta(0), timedelta(microseconds=1), -timedelta(microseconds=1))).map(
        lambda beside: NOON - ago + beside
    )
)


@both
@FEW_STATEMENTS
@given(lots=st.lists(st.tuples(st.none() | DAYS, DAYS), min_size=MANY, max_size=MANY), day=DAYS)
def test_the_condition_says_what_the_function_says(shop, lots, day):
    """Of one day for all of them, and of a day that stands in the row."""
    assert yes_or_no(DATED, lots, lambda rows: good_in(rows, day)) == [still_good(until, day) for until, _own in lots]
    assert yes_or_no(DATED, lots, lambda rows: good_in(rows, rows.c.day)) == [still_good(*lot) for lot in lots]


@given(until=DAYS, day=DAYS)
def test_goods_are_good_until_the_end_of_their_last_day(until, day):
    assert still_good(None, day) and still_good(until, day) is (day not in set(after(until)))


def after(until: date) -> list[date]:
    return [until + timedelta(days=n) for n in range(1, 30)]


@both
@FEW_STATEMENTS
@given(told=st.lists(st.tuples(st.booleans(), st.booleans(), MOMENTS), min_size=MANY, max_size=MANY))
def test_a_row_is_silent_when_the_goods_are(shop, told):
    """Fresh or not, made to order or not, answered before and after the two days, and in the moment itself."""
    since = sa.literal(NOON - ASK_AFTER, TOLD["confirmed_at"])
    goods = [SimpleNamespace(**dict(zip(TOLD, each, strict=True))) for each in told]
    assert yes_or_no(TOLD, told, lambda rows: is_silent(rows, since)) == [silent(each, NOON) for each in goods]
    assert [silent(each, NOON) for each in goods] == [
        fresh and not made and NOON - at > timedelta(hours=48) for fresh, made, at in told
    ]


@both
@FEW_STATEMENTS
@given(lots=st.lists(st.tuples(*[st.integers(0, 9_999)] * 3), min_size=MANY, max_size=MANY))
def test_what_is_free_in_a_row_is_what_a_lot_has_available(shop, lots):
    kinds = dict.fromkeys(("on_hand", "held", "allocated"), sa.Integer())
    free = [Lot(**dict(zip(kinds, each, strict=True))).available for each in lots]
    assert over_rows(kinds, lots, free_in) == free == [there - held - sold for there, held, sold in lots]


@both
def test_what_a_cart_keeps_is_free_in_no_row(shop):
    here = world.a_shop(pieces=10)
    assert world.buys(world.client(), here.sku, 3)[0]
    with read() as db:
        lots = {lot.key: lot.available for lot in db.scalars(sa.select(Lot))}
        rows = dict(db.execute(sa.select(table(Lot).c.id, free_in(table(Lot)))).all())
    assert rows == lots and 7 in lots.values()
