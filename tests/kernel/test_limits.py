"""So many attempts in any period, whenever it is looked at; refused ones cost nothing; many at once do not slip
through."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import count

import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from market.kernel.limits import attempt, take_back_attempt
from market.kernel.refused import TooOften
from tests.conftest import both

PER, MOST = timedelta(hours=1), 20
START = datetime(2026, 11, 28, 9, 59, tzinfo=UTC)
names = (f"coba/{n}" for n in count())


def passes(name: str, most: int = MOST) -> bool:
    try:
        attempt(name, most=most, per=PER)
    except TooOften as error:
        assert 0 < error.seconds <= PER.total_seconds() * 7 / 6
        return False
    return True


@both
def test_the_end_of_an_hour_gives_nothing_away(shop):
    heard = 0
    for minutes in (0, 2, 40, 60):
        with time_machine.travel(START + timedelta(minutes=minutes), tick=False):
            heard += sum(passes("batas") for _ in range(30))
    assert heard == MOST
    with time_machine.travel(START + timedelta(minutes=71), tick=False):
        assert passes("batas"), "refused tries did not count"


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gaps=st.lists(st.integers(0, 1500), min_size=6, max_size=40))
def test_no_period_holds_more_than_it_may(shop, gaps):
    name, moment, heard = next(names), START, []
    for gap in gaps:
        moment += timedelta(seconds=gap)
        with time_machine.travel(moment, tick=False):
            if passes(name, most=4):
                heard.append(moment)
    for first in heard:
        assert sum(first <= other < first + PER for other in heard) <= 4


@both
def test_many_at_once_do_not_slip_through(shop):
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(passes, ["sekaligus"] * 40)) == MOST


@both
def test_what_was_no_miss_is_taken_back(shop):
    for _ in range(3 * MOST):
        assert passes("benar")
        take_back_attempt("benar", per=PER)
    assert sum(passes("benar") for _ in range(MOST + 5)) == MOST
