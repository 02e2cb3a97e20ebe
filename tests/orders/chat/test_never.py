"""Numbers that are never a quantity, in words and figures."""

import pytest

from tests.orders.chat.goods import KERUPUK, SAMBAL, lines

NEVER = (
    "jam lima sore",
    "antar jam setengah tujuh",
    "rumah nomor dua belas",
    "buat tanggal lima",
    "jam 4 atau 5",
    "tgl 7 lan 8",
    "no 7-8",
    "telp rumah (0438) 21345",
    "ulang tahun anak ke 5",
    "lebaran 2027",
    "kode promo KEBUN10",
    "meja 12",
    "nopol KT 4521 DA",
    "jam 10:30 wita",
    "tinggi 110 cm berat 20 kg",
    "LD 70 panjang 85",
    "bayar separo dulu",
    "dp 100 dulu",
    "tf 165 ya",
    "sy bawa uang pas 190",
    "sy bawa 100",
    "so transfer 150",
    "tiap senin kamis",
)


@pytest.mark.parametrize("said", NEVER)
def test_a_number_that_tells_something_else_is_no_quantity(said):
    assert lines(f"kerupuk ikan 3, sambal roa 2, {said}") == {KERUPUK: 3, SAMBAL: 2}


def test_a_unit_behind_it_makes_it_one():
    assert lines("total 3 bungkus kerupuk ikan") == {KERUPUK: 3}
    assert lines("kerupuk ikan 3, ubah ke 5") == {KERUPUK: 5}


def test_sums_behind_goods_are_money():
    assert lines("sambal roa 2 botol 64, kerupuk ikan 3 = 66") == {SAMBAL: 2, KERUPUK: 3}
