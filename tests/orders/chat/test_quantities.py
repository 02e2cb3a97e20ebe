from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.kernel.typed_number import MOST_PIECES
from market.orders.chat.bits import bits_of
from market.orders.chat.quantities import Quantity, amount_at, pieces

READ = {
    "2": 2, "2 bks": 2, "2bks": 2, "x2": 2, "2x": 2, "x 2": 2, "lima": 5, "dua puluh lima": 25, "sebelas": 11,
    "lima belas": 15,
    "selusin": 12, "2 lusin": 24, "setengah lusin": 6, "1/2 lusin": 6, "sekodi": 20, "½ kodi": 10, "segros": 144,
    "sebungkus": 1, "sepasang": 2, "seekor": 1, "seratus": 100, "1.000 bungkus": 1000, "ampa": 4,
}  # fmt: skip
WEIGHED = {
    "½ kg": 500, "1/2 kg": 500, "setengah kilo": 500, "stengah kilo": 500, "sekilo": 1000, "1 kg": 1000, "1kg": 1000,
    "2,5 kg": 2500, "sekilo setengah": 1500, "satu setengah kilo": 1500, "1½ kg": 1500, "2 kilo setengah": 2500,
    "5 ons": 500, "seons": 100, "250 gr": 250, "250gram": 250, "seperempat kilo": 250, "tiga perempat kg": 750,
}  # fmt: skip
UNCLEAR = ("2-3 kg", "2 atau 3", "beberapa bungkus", "sekitar 10", "kira2 5 kg")


def amount(text: str) -> Quantity | None:
    found = amount_at(bits_of(text, 0, len(text)), 0)
    return found[0] if found else None


@pytest.mark.parametrize("text", READ)
def test_so_many(text):
    assert (amount(text).count, amount(text).grams) == (READ[text], False)


@pytest.mark.parametrize("text", WEIGHED)
def test_so_heavy(text):
    assert (amount(text).count, amount(text).grams) == (WEIGHED[text], True)


@pytest.mark.parametrize("text", UNCLEAR)
def test_what_somebody_has_to_ask_about(text):
    assert amount(text) is not None and amount(text).count is None


@pytest.mark.parametrize("text", ["kue", "sikat", "sama", "1234567", "", "se"])
def test_what_is_no_amount(text):
    assert not text or amount(text) is None


def test_thousands_in_words_are_money():
    assert amount("lima belas ribu").money


@pytest.mark.parametrize(
    ("text", "unit", "grams", "wanted"),
    [
        ("1 kg", "bungkus", 500, 2), ("setengah kilo", "bungkus", 500, 1), ("700 gr", "bungkus", 500, None),
        ("1,5 kg", "kg", 1000, None), ("2 kilo", "kg", 0, 2), ("2", "kg", 1000, 2), ("3 ikat", "kg", 1000, None),
        ("2 dus", "bungkus", 500, None), ("2 dus", "dus", 0, 2), ("10 ekor", "ikat", 400, None),
        ("2 pcs", "bungkus", 150, 2),
        ("seperempat", "bungkus", 250, 1), ("0", "bungkus", 0, None), ("1 kg", "bungkus", 0, None),
        ("999 kodi", "buah", 0, 19_980),
    ],
)  # fmt: skip
def test_pieces_of_a_good(text, unit, grams, wanted):
    assert pieces(amount(text), unit, grams, about=False) == wanted


def test_what_weighs_about_so_much_is_not_divided():
    assert pieces(amount("1200 gr"), "ekor", 600, about=True) is None


@given(st.fractions(min_value=0), st.booleans(), st.integers(0, 5000))
def test_pieces_are_whole_positive_and_bounded(count, grams, each):
    found = pieces(Quantity(Fraction(count), "", grams, 0, 1), "bungkus", each, about=False)
    assert found is None or 0 < found <= MOST_PIECES
