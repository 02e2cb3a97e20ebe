"""What is said later: more, less, another, none, and what leaves it unclear."""

import pytest

from tests.orders.chat.goods import KERUPUK, ROA, SAMBAL, TOMATO, asked, lines, read

SAID = {
    "kerupuk 2 sama roa 1 ya, eh kerupuknya 3 aja": {KERUPUK: 3, ROA: 1}, "roa 2 ikat\nralat bu, roanya 4": {ROA: 4},
    "pesan roa 2. eh bukan 2 tapi 3": {ROA: 3}, "roa 2 eh 3": {ROA: 3}, "roa 2\nEh 3 aja ding": {ROA: 3},
    "roa 2\ntambah satu lagi": {ROA: 3}, "roa 2\nroa tambah 1 lagi jadi 3": {ROA: 3},
    "roa 2, sambal 1, tambah tomat sekilo": {ROA: 2, SAMBAL: 1, TOMATO: 1},
    "roa 2, sambal roa 3\nsambalnya gak jadi": {ROA: 2}, "roa 2, sambal 3\ncancel roanya": {SAMBAL: 3},
    "roa 2, tomat 1 kg. maaf ga jadi semuanya": {},
    "roa 2, sambal roa 3\nganti sambalnya jadi kerupuk aja": {ROA: 2, KERUPUK: 3},
    "bukan roa tapi kerupuk 2": {KERUPUK: 2},
    "roa dan kerupuk masing-masing 2": {ROA: 2, KERUPUK: 2}, "roa, kerupuk, @2": {ROA: 2, KERUPUK: 2},
    "roa 2\nok roa 2 ya": {ROA: 2},
    "roa 2\nroa 3": {ROA: None}, "roa 2 atau 3": {ROA: None},
    "kerupuk 2\nsambal 1\njadi roa deng kerupuk jo": {KERUPUK: 2, SAMBAL: 1},
    "roa 2, jangan lupa kerupuknya 3": {ROA: 2, KERUPUK: 3}, "mau roa\n2 ya": {ROA: 2},
    "pesan roa. berapa? 2": {ROA: 2},
    "kemarin beli roa 9 enak, sekarang mau 3": {ROA: 3}, "roa 2 kayak kemarin": {ROA: 2},
    "mau kerupuk dong": {KERUPUK: None},
    "roa 5 ikat\nroanya kurangi 1 ya": {ROA: None}, "roanya dikurangi 1 ya, jadi 4 ikat": {ROA: 4},
    "fufu besar 2. eh, kecil aja": {1: 2}, "fufu besar 2 ganti kecil": {1: 2}, "roa 2, gak jadi deh": {},
    "roa 2, sambal 1. gak jadi deh": {ROA: None, SAMBAL: None},
    "mau order 2 item: roa 3, sambal 1": {ROA: 3, SAMBAL: 1}, "roa 2, gak usah diantar": {ROA: 2},
    "roa 2, kalau ada sambal 3": {ROA: 2}, "Pesanan:\nRoa\nIni 2\nItu 3\nTotal roa 5": {ROA: 5},
}  # fmt: skip


@pytest.mark.parametrize("text", SAID)
def test_the_last_word_counts(text):
    assert lines(text) == SAID[text]


def test_of_which_of_two_a_number_in_a_later_message_is_nobody_can_know():
    text = "[28/11 10.00] Ratna: roa 2, kerupuk 1\n[28/11 10.01] Ratna: eh jadi 3"
    assert lines(text) == {ROA: 2, KERUPUK: None}


def test_each_line_has_the_words_it_came_from():
    found = read("Kak, Roa 2 ikat ya. Eh roanya 3 aja").lines
    assert [each.words for each in found] == [("Roa 2 ikat", "roanya 3")]


def test_what_was_only_asked_about_is_shown_empty():
    assert asked("berapa harga kerupuk?") == [(KERUPUK,)]
    assert lines("kerupuk masih ada 10 bungkus?") == {}
