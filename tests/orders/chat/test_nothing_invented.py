"""What stands in a chat beside an order: other orders, prices, what is left, what several people take back. None of it
is an amount that somebody wishes; where nobody can know, the field is empty."""

import pytest

from tests.orders.chat.goods import ABON, GREAT, HOT, KERUPUK, ROA, SAMBAL, SMALL, asked, lines

HEAD = "29/11/26 10.0{} - {}: {}"


def of_several(*said: tuple[str, str]) -> str:
    return "\n".join(HEAD.format(n, who, text) for n, (who, text) in enumerate(said))


READ = {
    "yang kemarin fufu besar 2 enak sekali, sekarang mau lagi 3 ekor": {GREAT: 3},
    "mau sambal 6 botol. Yang kemarin 2 botol sudah habis": {SAMBAL: 6},
    "bu saya yang dulu beli 6 kerupuk. Sekarang mau kerupuk 4": {KERUPUK: 4},
    "kerupuk 3 kemarin enak, hari ini 2 lagi": {KERUPUK: 2},
    "tadi mama pesan fufu besar 2 kan? tambah 1 lagi": {GREAT: None},
    "roa sisa 2 ikat di rumah jadi pesan sambal saja 3 botol": {SAMBAL: 3},
    "kerupuk 10 bks @22 jd 220 ya": {KERUPUK: 10},
    "fufu kecilnya jadinya 2 bukan 3": {SMALL: 2},
    "abon 250gr setengah lusin": {HOT: 6},
    "abon 150 g 3. kerupuk -": {ABON: 3},
    "fufu besar: 2\nkerupuk: -\nroa: 0": {GREAT: 2},
    "kerupuk 3, eh ga jadi ding. roa 2 ikat": {ROA: 2},
    "roa 2 ikat, fufu kecil 3. Yang kecil jangan asin": {ROA: 2, SMALL: 3},
    "roa 2 ikat, kalau kosong gak usah": {ROA: 2},
    "bukan fufu kecil ya bu, yang besar. 2 ekor": {GREAT: 2},
    "pesanan roa 2 ikat sudah jadi? mau tambah kerupuk 4": {KERUPUK: 4},
    "fufu besar 2 sambal roa 1, roanya jadi 2": {GREAT: 2, SAMBAL: 2},
    "roa 3 diganti kerupuk ya": {KERUPUK: 3},
    "fufu dua ekor besar semua jangan yang kecil ya": {GREAT: 2},
    "kerupuk 3, roa jangan": {KERUPUK: 3},
    "kerupuk 3 bungkus sama sambal setengah botol bisa?": {KERUPUK: 3},
    "kerupuk kalih, roa setunggal": {KERUPUK: 2, ROA: 1},
    "kerupuk 3 bungkus. kasih bonus roa dong": {KERUPUK: 3},
    of_several(("Bu Tri", "kerupuk 5"), ("Meike", "tinggal 3 bu"), ("Bu Tri", "yo wis 3")): {KERUPUK: 3},
    of_several(("Ita", "kerupuk 2"), ("Dewi", "saya kerupuk 3"), ("Ita", "eh aku jadi 4 ya")): {KERUPUK: None},
    of_several(("Ita", "kerupuk 2"), ("Dewi", "sy juga 2"), ("Ita", "aku batal ya")): {KERUPUK: None},
    of_several(("Ani", "fufu besar 2"), ("Meike", "habis bu"), ("Ani", "oh ya sudah")): {},
    of_several(("Ani", "fufu besar 2"), ("Meike", "Yang besar habis bu"), ("Ani", "kecil 3")): {SMALL: 3},
}


@pytest.mark.parametrize("text", READ)
def test_what_is_no_wish_is_no_amount(text):
    assert lines(text) == READ[text]


@pytest.mark.parametrize("text", ["kerupuk 3 dapat 60rb ga?", "abon 3 yang", "fufu 2 ekor"])
def test_what_nobody_can_know_is_asked(text):
    assert lines(text) == {} and asked(text)


def test_a_number_of_a_message_that_went_to_somebody_else_is_not_sure():
    text = of_several(
        ("Nona", "fufu besar 2"), ("Nona", "eh salah kirim, itu untuk toko sebelah"), ("Nona", "roa 3 ikat")
    )
    assert lines(text) == {ROA: 3}
