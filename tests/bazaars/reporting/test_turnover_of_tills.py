"""What a group's till counted on a day of a bazaar: it says so with one press, and the report shows it apart."""

from datetime import timedelta

import pytest

from market.bazaars.reporting.turnover import Evidence
from market.kernel.db import read
from market.till.in_hours import Hours, till_sums
from market.till.sale import TillSale
from tests import world
from tests.bazaars.reporting.held import a_held_bazaar, moved_back, sold, some_groups
from tests.bazaars.reporting.test_turnover import typed
from tests.bazaars.world import done
from tests.conftest import both
from tests.till.phones import Phone, line

pytestmark = pytest.mark.usefixtures("noon")


@pytest.fixture
def fair(shop):
    here = world.a_shop()
    return a_held_bazaar(here.officer, some_groups(2)), here


def says(fair, n: int = 0, **more):
    return fair.chair(n).post(f"{fair.page(n)}/penjualan/{fair.booking(n)}", data=more)


@both
def test_a_press_takes_what_the_till_counted(fair):
    fair, _here = fair
    assert "hitungan kasir" not in fair.chair(0).get(fair.page(0)).text
    phone = Phone(fair.groups[0], fair.chairs[0])
    phone.sells(line("X-1", 2, 100_000)), phone.sells(line("X-1", 1, 50_000))
    assert "Pakai hitungan kasir: Rp250.000" in fair.chair(0).get(fair.page(0)).text
    assert "hitungan kasir" not in fair.chair(1).get(fair.page(1)).text, "of another group's till nobody reads"
    done(says(fair, from_till="1"))
    assert typed(fair) == [(250_000, Evidence.TILL.value)]
    page = fair.chair(0).get(fair.page(0)).text
    assert "dari kasir kelompok" in page and "Pakai hitungan kasir" not in page
    phone.sells(line("X-1", 1, 10_000))
    assert "Pakai hitungan kasir: Rp260.000" in fair.chair(0).get(fair.page(0)).text
    done(says(fair, amount="300rb"))
    assert typed(fair)[-1] == (300_000, Evidence.STATED.value), "a group says what it likes, and it is known as said"


@both
def test_where_no_till_counted_there_is_nothing_to_take(fair):
    fair, _here = fair
    assert says(fair, from_till="1").status_code == 422 and typed(fair) == []


def test_hours_are_those_of_the_day(fair):
    fair, _here = fair
    phone = Phone(fair.groups[0], fair.chairs[0])
    phone.sells(line("X-1", 1, 50_000))
    with read() as db:
        at = db.get(TillSale, 1).sold_at
        day = timedelta(hours=1)
        assert till_sums(db, fair.groups[0], {1: Hours(at - day, at), 2: Hours(at, at + day)}) == {2: 50_000}
        assert till_sums(db, fair.groups[1], {2: Hours(at, at + day)}) == {} == till_sums(db, fair.groups[0], {})


def test_the_report_shows_it_apart(shop):
    here = world.a_shop()
    fair = a_held_bazaar(here.officer, some_groups(12), days=1)
    sold(fair, {(n, 0): 100_000 + n for n in range(6)}, Evidence.TILL)
    sold(fair, {(n, 0): 200_000 + n for n in range(6, 12)}, Evidence.STATED)
    moved_back(fair, timedelta(days=9))
    page = world.as_person(here.officer).get(f"{fair.desk}/laporan").text
    assert "Dari kasir kelompok" in page and "Rp600.015 (6 stan)" in page and "Rp1.200.051 (6 stan)" in page
    assert "1.800.066" not in page, "two kinds are never added"
