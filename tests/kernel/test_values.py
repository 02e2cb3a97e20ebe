"""Money, phones, the clock: pure rules."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.kernel.clock import after_waking, out_of_the_night, waking_between, zone_of
from market.kernel.money import rupiah, split
from market.kernel.phone import masked_phone, shown_phone, typed_phone
from market.kernel.refused import Refused
from market.kernel.typed_number import typed_rupiah
from market.orders.terms import chargeable_kg
from market.web.writing import price

WITA = ZoneInfo("Asia/Makassar")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=WITA)


@pytest.mark.parametrize(
    "text,amount",
    [("25000", 25000), ("25.000", 25000), ("Rp25.000", 25000), ("Rp 25.000", 25000), ("1.250.000", 1250000)],
)
def test_amounts_as_people_type_them(text, amount):
    assert typed_rupiah(text) == amount


@pytest.mark.parametrize("text", ["25.00", "2.5.000", "25,50", "25.0000", "", "Rp", "1e3", "２５０００0.0"])
def test_amounts_that_could_be_misread_are_refused(text):
    with pytest.raises(Refused):
        typed_rupiah(text)


@given(st.integers(0, 9_999_999_999))
def test_an_amount_survives_being_shown_and_typed(amount):
    assert typed_rupiah(rupiah(amount)) == amount


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1).filter(any))
def test_shares_always_sum_to_the_whole(total, weights):
    shares = split(total, weights)
    assert sum(shares) == total and min(shares) >= 0


def test_phones():
    assert typed_phone("0812-3456-7890") == typed_phone("+62 812 3456 7890") == "+6281234567890"
    assert shown_phone("+6281234567890") == "0812-3456-7890"
    assert shown_phone("+4915123456789") == "+49 1512 3456789", "in groups of its own country"
    assert typed_phone(shown_phone("+4915123456789")) == "+4915123456789"
    assert masked_phone("+6281234567890") == "0812-xxxx-7890"


@pytest.mark.parametrize(
    "start,hours,due",
    [("2026-11-24T08:00", 12, "2026-11-24T20:00"), ("2026-11-24T15:00", 12, "2026-11-25T12:00"),
     ("2026-11-24T23:00", 2, "2026-11-25T08:00"), ("2026-11-24T03:00", 12, "2026-11-24T18:00"),
     ("2026-11-24T09:00", 24, "2026-11-25T18:00")],
)  # fmt: skip
def test_clocks_rest_at_night(start, hours, due):
    assert after_waking(at(start), hours, WITA) == at(due)


def test_a_day_at_sea_does_not_count():
    assert after_waking(at("2026-11-24T15:00"), 12, WITA, {date(2026, 11, 25)}) == at("2026-11-26T12:00")


@given(st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 1)), st.floats(0.1, 60))
def test_waking_hours_between_are_those_that_were_added(start, hours):
    moment = start.replace(tzinfo=UTC)
    assert abs(waking_between(moment, after_waking(moment, hours, WITA), WITA) - hours) < 1e-5


@pytest.mark.parametrize(
    "due,moved", [("2026-11-24T20:59", "2026-11-24T20:59"), ("2026-11-24T21:00", "2026-11-25T09:00"),
                  ("2026-11-25T05:59", "2026-11-25T09:00"), ("2026-11-25T06:00", "2026-11-25T06:00")],
)  # fmt: skip
def test_bills_never_end_at_night(due, moved):
    assert out_of_the_night(at(due), WITA) == at(moved)


def test_zones():
    assert zone_of("71.72.01.1001").key == "Asia/Makassar" and zone_of("18.01.06.2001").key == "Asia/Jakarta"
    assert timedelta(hours=8) == at("2026-01-01T00:00").utcoffset()


@pytest.mark.parametrize("grams,kg", [(1, 1), (1000, 1), (1300, 1), (1301, 2), (2300, 2), (2301, 3), (5250, 5)])
def test_chargeable_kilograms(grams, kg):
    assert chargeable_kg(grams) == kg


def test_a_price_below_nothing_keeps_its_sign():
    assert str(price(-228_856)) == '<span class="price">−<small>Rp</small>228.856</span>'
    assert str(price(0)) == '<span class="price"><small>Rp</small>0</span>'
