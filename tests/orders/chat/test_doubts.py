"""A number is only sure in a clause that is explained: what nobody here understands is for a person to look at."""

import pytest

from market.orders.chat.known import ChatGood
from tests.orders.chat.goods import ABON, GOODS, GREAT, HOT, KERUPUK, ROA, SAMBAL, SMALL, asked, lines

NO_NICKNAMES = tuple(
    ChatGood(each.variant_id, each.product, each.label, each.unit, each.grams, each.price) for each in GOODS
)
OPEN = {
    "a word between a good and its number": "kerupuk zorbel 2",
    "a unit that nobody knows": "kerupuk 2 zorbel",
    "a word before a good, and no name": "mun zorbel kerupuk 2",
    "a word beside a good without a number": "kerupuk 2. kerupuknya zorbel",
    "a change with a word that nobody knows": "kerupuk 2. eh kerupuk itu zorbel",
    "a change of nobody knows what": "kerupuk 2. dibatalin zorbel",
    "a good that the seller says she has not": "[28/11 10.00] Ina: kerupuk 2\n[28/11 10.01] Meike: kerupuknya zorbel",
}


@pytest.mark.parametrize("text", OPEN.values(), ids=OPEN)
def test_what_is_not_explained_is_left_open(text):
    assert KERUPUK not in lines(text) and (KERUPUK,) in asked(text)


SURE = {
    "Bu Zorbel kerupuk 2": {KERUPUK: 2},
    "Pesanan zorbel: kerupuk 2": {KERUPUK: 2},
    "kerupuk 2 untuk zorbel": {KERUPUK: 2},
    "kerupuk 2 ya, nanti disimpenin dulu di kulkas": {KERUPUK: 2},
    "kerupuk 2, roa 1 ikat. roanya dibatalin": {KERUPUK: 2},  # a form of `batal` that stands in no list
    "kerupuk 2, roa 1 ikat. roanya gantikan 3": {KERUPUK: 2, ROA: 3},
    "kerupuk limabelas": {KERUPUK: 15},
}


@pytest.mark.parametrize("text", SURE)
def test_a_name_or_a_form_of_a_known_word_is_no_doubt(text):
    assert lines(text) == SURE[text]


def test_a_name_that_fits_two_goods_is_asked_about():
    assert asked("mau roa 3", NO_NICKNAMES) == [(ROA, SAMBAL)]


@pytest.mark.parametrize("text", ["roa 3 ikat", "roa 3, sambal roa 1", "roa\n3 ikat"])
def test_it_is_told_by_its_unit_or_where_both_are_named(text):
    assert lines(text, NO_NICKNAMES)[ROA] == 3


def test_it_is_told_by_a_nickname_that_the_group_gave_it():
    assert lines("mau roa 3") == {ROA: 3}


PARTS = {
    "kerupuk 10, 5 diambil besok 5 lagi lusa": 10,
    "kerupuk 4, 2 buat tante 2 buat saya": 4,
    "kerupuk 10. 5 dibungkus terpisah": 10,
    "kerupuk 10. 5 deh": None,
}


@pytest.mark.parametrize("text", PARTS)
def test_numbers_behind_a_whole_are_its_parts(text):
    assert lines(text)[KERUPUK] == PARTS[text]


@pytest.mark.parametrize("text", ["kerupuk ada? kalau ada 4", "masih ada kerupuknya bu? kalau ada saya mau 4"])
def test_so_many_of_what_is_there_are_wished(text):
    assert lines(text) == {KERUPUK: 4}


def test_under_a_condition_behind_it_a_number_is_asked_about():
    assert lines("kerupuk tinggal brapa? mau 6 kalo masih") == {KERUPUK: None}


def test_each_of_two_names_beside_each_other():
    assert lines("kerupuk roa masing-masing 5") == {KERUPUK: 5, ROA: 5}


def test_a_size_behind_a_comma_tells_which():
    assert lines("abon manis 2 ya, yang 250") == {HOT: 2}
    assert lines("fufu 2 ya, yang besar") == {GREAT: 2}


def test_a_size_of_all_that_one_is_not_sold_in_leaves_it_open():
    assert SMALL not in lines("fufu besar 2 kerupuk 3 yang kecil semua")


def test_pieces_inside_a_bag_are_no_bags():
    assert lines("abon manis 150 g 5 biji") == {ABON: None}


def test_a_number_behind_an_offer_of_another_good_may_be_of_both():
    text = (
        "[28/11 10.00] Ina: kak ada kerupuk?\n[28/11 10.01] Meike: ada, abon manis 150 g juga\n[28/11 10.02] Ina: oke 5"
    )
    assert lines(text) == {}


def test_another_number_of_the_seller_is_asked_about_unless_the_buyer_denies_it():
    said = "[28/11 10.00] Ina: kerupuk 3\n[28/11 10.01] Meike: siap, kerupuk 2 ya"
    assert lines(said) == {KERUPUK: None}
    assert lines(said + "\n[28/11 10.02] Ina: bukan, saya mau segitu") == {KERUPUK: 3}


@pytest.mark.parametrize("text", ["kerupuk 2 bungkus (1 kg)", "kerupuknya 1 kg ya (2 bungkus)"])
def test_one_number_said_in_two_units_is_one(text):
    assert lines(text) == {KERUPUK: 2}


def test_another_weight_beside_a_number_is_asked_about():
    assert lines("kerupuk 2 bungkus (3 kg)") == {KERUPUK: None}


def test_a_size_that_is_on_a_label_tells_which():
    assert lines("abon manis yang ukuran 250 ya 3 pcs") == {HOT: 3}


def test_lines_of_several_people_are_added():
    assert lines("Rekap:\nBu Zorbel kerupuk 2\nBu Yatmi roa 1 ikat\nBu Yatmi kerupuk 1") == {KERUPUK: 3, ROA: 1}


def test_what_is_named_without_a_number_or_a_wish_is_only_asked_about():
    assert lines("kerupuk 2, roa") == {KERUPUK: 2} and asked("kerupuk 2, roa") == [(ROA,)]
    assert lines("mau roa dong") == {ROA: None}


def test_a_great_number_alone_is_rather_a_sum():
    assert lines("kerupuk 2. 44 ya") == {KERUPUK: None}
