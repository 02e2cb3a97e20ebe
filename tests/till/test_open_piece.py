"""Goods that are weighed: what some grams of them cost."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.till.open_piece import price_of_grams


@pytest.mark.parametrize(("grams", "price"), [(1_000, 25_000), (350, 8_750), (1, 25), (0, 0)])
def test_what_some_grams_of_a_kilo_cost(grams, price):
    assert price_of_grams(25_000, grams, 1_000) == price


@given(price=st.integers(0, 100_000_000), grams=st.integers(0, 1_000_000), unit=st.sampled_from([100, 1_000]))
def test_it_is_the_nearest_whole_rupiah_and_a_half_is_rounded_up(price, grams, unit):
    off = price_of_grams(price, grams, unit) - Fraction(price * grams, unit)
    assert Fraction(-1, 2) < off <= Fraction(1, 2)
