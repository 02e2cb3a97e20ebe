import pytest

from market.orders.chat.known import ChatGood
from tests.orders.chat.goods import (
    ABON,
    GOODS,
    GREAT,
    HOT,
    KERUPUK,
    ONE_GOOD,
    ROA,
    SAMBAL,
    SMALL,
    TOMATO,
    asked,
    lines,
    read,
)

FOUND = {
    "roa 2": {ROA: 2}, "ikan roa 2 ikat": {ROA: 2}, "sambal 2 botol": {SAMBAL: 2},
    "2 sambal roa 3 roa": {SAMBAL: 2, ROA: 3},
    "fufu kacil 2, basar 1": {SMALL: 2, GREAT: 1}, "fufu jumbo 1": {GREAT: 1}, "fufu yg 75rb 2": {GREAT: 2},
    "fufu 2, bukan yg kecil": {GREAT: 2},
    "abon 150 g 2, yang 250 1": {ABON: 2, HOT: 1}, "abon 250gr 3 bks": {HOT: 3}, "kerupuk setengah kilo": {KERUPUK: 1},
    "kerupuk 2 tomat 1 kg roa 1": {KERUPUK: 2, TOMATO: 1, ROA: 1}, "3 kerupuk 1 kg tomat": {KERUPUK: 3, TOMATO: 1},
    "kerupuknya 2 bungkus ya kak": {KERUPUK: 2}, "kerupuk (2), roa = 3; tomat: 1": {KERUPUK: 2, ROA: 3, TOMATO: 1},
}  # fmt: skip
ASKED = (
    "fufu 2",
    "abon 2",
    "kerupuk udang 2",
    "saus tomat 2",
    "abon sapi 3 bungkus",
    "cakalang 2 kg",
    "kerupuk jengkol 2",
)


@pytest.mark.parametrize("text", FOUND)
def test_goods_by_what_people_say(text):
    assert lines(text) == FOUND[text]


@pytest.mark.parametrize("text", ASKED)
def test_what_fits_several_or_another_good_is_asked(text):
    assert lines(text) == {} and asked(text)


def test_what_is_none_of_ours_is_told_apart():
    found = read("roa 2, gula 1 kg, rendang 3 bungkus")
    assert {each.variant_id: each.quantity for each in found.lines} == {ROA: 2}
    assert found.unknown == ("gula 1 kg", "rendang 3 bungkus")


@pytest.mark.parametrize("text", ["pesan 5 ya", "mau 5 bungkus", "5 bungkus bu", "Bu pesan ya\n5\nmakasih"])
def test_with_one_good_a_number_is_enough(text):
    assert lines(text, ONE_GOOD) == {1: 5}


@pytest.mark.parametrize(
    "text", ["mau 3 kerupuk", "jam 3 saya ke sana", "harga 1 bungkus?", "transfer 100 ribu ya", "dodol durian 3"]
)
def test_with_one_good_no_number_of_something_else_is_it(text):
    assert lines(text, ONE_GOOD) == {}


@pytest.mark.parametrize(
    "text", ["roa masih ada? ya itu 2", "krupuknya 4 bks\nralat, krupuknya 5", "mau pupuk 3 karung", "sambal 3 botol"]
)
def test_with_one_good_no_number_of_goods_of_others_is_it(text):
    assert lines(text, ONE_GOOD) == {}


def test_somebodys_name_is_no_good():
    """`Endang` is one letter from `dendang`."""
    good = (ChatGood(1, "Dendang ikan", "Dendang ikan", "bungkus", 0, 1000), *GOODS[2:4])
    assert lines("roa 2 untuk Bu Endang 3", good).keys() == {ROA}


def test_a_group_without_goods_reads_the_rest():
    found = read("roa 2 ikat, 081234567890", ())
    assert found.lines == () and found.phones == ("+6281234567890",)
