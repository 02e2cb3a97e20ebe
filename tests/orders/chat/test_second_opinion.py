"""A number that a line ends with is looked at once more: what else its chat says must leave it standing."""

import pytest

from tests.orders.chat.goods import ABON, GREAT, KERUPUK, ROA, SAMBAL, SMALL, lines

OPEN = [
    "Fufu 3 ya bu, yang besar atau yang kecil nanti saya kabari",  # which of two is not said
    "pesan fufu 3 ekor, yang besar atau kecil nanti saya tanya suami dulu",
    "bu pesan roa 2, nanti saya tanya ibu saya dulu",
    "mau kerupuk 4 bungkus. saya tanya mertua dulu ya bu",
    "contoh sambal roa 2 botol mohon dibawa Bu Nur",  # what is to be brought
    "menu lomba kerupuk 5 bungkus tolong disiapkan Bu Tri",
    "roa di gudang rusak 20 ikat, kerupuk juga 10 bungkus kena",
    "sambal roa pecah 4 botol, kerupuk juga 3",
    "ikan pada amis drongil, zorbel brantas plinok semua, kerupuk 3 ya",  # much that nobody knows, and no wish
    "drenglo. plinok brantas. sambal roa 2 botol dong",
    "Rapat tadi zorbel, plinok brantas. Target kerupuk 60 bungkus for lapangan, sambal roa 40 botol",
]
PASSED_OVER = [
    "fufu besar 12 ekor\nganti neh, ada yang badan basar: fufu besar 10",
    "roa 5 ikat\nroa masih ada 3?",
]
READ = {
    "pesan fufu besar 2 dan roa 1, saya tanya ongkirnya dulu ya": {GREAT: 2, ROA: 1},
    "pesan kerupuk 3 sama sambal 2 ya bu, antar besok": {KERUPUK: 3, SAMBAL: 2},
    "tolong siapkan fufu kecil 2, abon 150 g 1": {SMALL: 2, ABON: 1},
    "roa 2 ikat, kerupuk 4": {ROA: 2, KERUPUK: 4},
    "kerupuk 3, roa 2. kerupuk jadi 5": {KERUPUK: 5, ROA: 2},
    "zorbel, roa 2 ya": {ROA: 2},
    "roa 2, zorbel brantas plinok": {ROA: 2},  # one remark
}


@pytest.mark.parametrize("text", OPEN)
def test_what_is_not_settled_or_only_told_is_asked_about(text: str):
    assert not any(lines(text).values())


@pytest.mark.parametrize("text", PASSED_OVER)
def test_another_number_that_was_passed_over_leaves_it_open(text: str):
    assert list(lines(text).values()) == [None]


@pytest.mark.parametrize("text", READ)
def test_what_is_wished_stands(text: str):
    assert lines(text) == READ[text]
