"""A clause with a good and a number that is no wish of who writes: somebody else's, another time's, a question, a
condition, a complaint. It is asked about, and the good that is wished beside it is read."""

import json

import pytest

from bench.chats import HERE as CHATS
from bench.chats import goods_of
from tests.orders.chat.goods import GREAT, KERUPUK, ONE_GOOD, ROA, SAMBAL, asked, lines

HEAD = "29/11/26 10.0{} - {}: {}"
ASKED = {
    "a neighbour's": "tetangga saya mau kerupuk 2",
    "one's named before the wish": "Bu Zorbel pesan kerupuk 2, tapi beliau wa sendiri",
    "hearsay": "kata Om Buce dia pesan kerupuk 2",
    "a habit": "biasa saya ambil kerupuk 10",
    "paid long since": "kerupuk 2 bungkus itu sudah saya lunasi",
    "got once": "waktu itu saya dapat kerupuk 2",
    "what was sent": "kerupuk 2 yang dikirim minggu ini bagus",
    "a yes or no": "kerupuk 2 cukup gak ya?",
    "which of two": "kerupuk atau roa 2, mana yang ada",
    "for so many heads": "kerupuk untuk 12 porsi",
    "the least that is sold": "kerupuk min order 50 ya?",
    "refused with its number": "asal jangan kerupuk 2 lagi",
    "a condition behind it": "kerupuk 20 kalau panitia setuju",
    "a condition in the next clause": "kerupuk 20, kalau panitia setuju besok saya kabari",
    "a complaint": "kerupuk 2 bungkus kok remuk semua",
    "a number far before it": "dua dua sayang kerupuk",
    "what somebody else offers": "Toko Bunda ready: kerupuk 10, roa 5",
    "what somebody offers of a day": "Stok hari ini: kerupuk 10, roa 5",
    "what a seller brings": "Toko Bunda ready: kerupuk 10. beli kerupuk 2 kami antar",
    "a price of elsewhere": "kerupuk 3 bungkus 10rb loh bu",
    "a word that nobody knows before it": "zorbel kerupuk 2",
    "a word that nobody knows, in a question": "sanggup zorbel kerupuk 2?",
    "a word that nobody knows behind so many": "kerupuk 2 bungkus zorbel di jalan",
    "a word that nobody knows beside a no": "jangan zorbel kerupuk 2",
    "who sells herself": "saya jual kerupuk 20",
    "a joke": "kerupuk 2. saya cuma bercanda",
    "taken back by a word": "kerupuk 2. oh nda, mama masak",
    "what is sent back": "kerupuk 2 bungkus saya balikin ya",
    "a question without its mark": "kerupuk 2 kenyang gak",
    "a condition before it": "mau dong kalau harganya turun, kerupuk 5",
    "never said": "saya gak bilang kerupuk 6 lho",
    "not for who writes": "kerupuk 12 itu jatah panitia, bukan punyaku",
    "a but that waits": "kerupuk 2, tapi tunggu gajian dulu",
    "what is not paid yet": "kerupuk 5 bungkus titipan belum dibayar",
    "asked about behind it": "kerupuk 2. Sudah dikerjakan?",
    "to be forgotten": "kerupuk 4. maaf anak saya yang ngetik, abaikan",
    "so many for each": "kerupuk 10 per orang, orangnya 4",
    "another number would do too": "kerupuk 2 bungkus, kalau bisa 3",
    "one in place of all": "kerupuk 2 sambal roa 2. hmm kerupuk semua deh",
    "a wish that is none yet": "pengennya sih kerupuk 2, tapi nanti dulu",
    "what became of them": "kerupuk 2 bungkus pecah di jalan",
    "a number alone that fits nothing": "kerupuk 4 bungkus. salah ketik bu harusnya 14",
    "sizes it is not sold in": "kerupuk 12. maksud saya yang ukuran besar",
    "two numbers turned round": "kerupuk 20 roa 15. kebalik bu",
    "not certain": "kerupuk 20, belum pasti ya",
    "what a group has today": "Bismillah, stok Tunas Bahari hari ini:\nkerupuk 40 bks\nroa 25 ikat\n\nSiap bu",
    "a price of now": "Bu, brapa dang skarang roa satu ikat?\n60 ribu bu\nAdoh so nae e",
    "a joke about prices": "lihat berita gak, roa mahal. Jangan2 nanti mas kawin roa 5 ikat wkwkwk",
    "what was paid of another month": "mau konfirmasi, yang bulan lalu roa 3 ikat sama tomat 1 sudah sy lunasi",
    "something told, and nothing ordered": "kemarin banjir besar di sini. kerupuk 5 bungkus",
    "fewer by somebody's word": "kerupuk 15. maaf bu, kata istri 10 saja",
}


@pytest.mark.parametrize("text", ASKED.values(), ids=ASKED)
def test_what_is_no_wish_is_asked_about(text):
    found = lines(text)
    assert not any(found.values()), found


def test_one_number_behind_two_goods_is_of_neither():
    assert lines("sambal roa sama kerupuk 4") == {} and len(asked("sambal roa sama kerupuk 4")) == 2
    assert lines("mau tanya roa ada, pesan kerupuk 4") == {KERUPUK: 4}


def test_a_change_that_is_not_explained_leaves_every_line_open():
    text = HEAD.format(1, "Ina", "kerupuk 20 roa 15") + "\n" + HEAD.format(2, "Ina", "zorbel kerupuk 15")
    assert lines(text) == {}


SURE = {
    "kak saya mau kerupuk 2 untuk tetangga": {KERUPUK: 2},
    "kerupuk 2 Zorbel 0812-0000-0101": {KERUPUK: 2},  # who signs
    "saya mau zorbel kerupuk 2": {KERUPUK: 2},
    "keponakan mau kerupuk, tolong siapkan kerupuk 2": {KERUPUK: 2},
    "kerupuk 2 yang masih hangat": {KERUPUK: 2},
    "kerupuk 2, besok dia jemput": {KERUPUK: 2},
    "kerupuk 2, kata adik enak": {KERUPUK: 2},
    "kerupuk 2\nmaksudku 12": {KERUPUK: 12},
    "kerupuk 2 bungkus boleh?": {KERUPUK: 2},
    "kerupuk 2. Zorbel tiga, lorong masjid": {KERUPUK: 2},  # where she lives
    "kerupuk 2 karena ada zorbel": {KERUPUK: 2},
    "kerupuk juga 2 biar zorbel": {KERUPUK: 2},
    "saya mau kerupuk 2 yang agak zorbel": {KERUPUK: 2},
    "kerupuk 2 ya. yang pasti roa 1 ikat dulu": {KERUPUK: 2, ROA: 1},
    "kerupuk 2 bu, sama zorbel 3 kalau jual": {KERUPUK: 2},
    "kerupuknya saya mau 2, bayar kalau sudah gajian": {KERUPUK: 2},
    "kerupuk 2, roa 1 ikat. semuanya jadi satu nota": {KERUPUK: 2, ROA: 1},
    "kerupuk 2. tadinya mau abon juga tapi gak jadi dulu": {KERUPUK: 2},
    "kerupuk 20. eh zorbel kamu ga jual ya": {KERUPUK: 20},
    "kerupuk 10. kerupuk 4 untuk mama, sisanya saya": {KERUPUK: 10},
    "kerupuk 10, roa 5 ikat\nkerupuk 6 jo, yang lain tetap": {KERUPUK: 6, ROA: 5},
    "mau kerupuk ya, dua puluh lima bungkus untuk acara zorbel": {KERUPUK: 25},
    "ya sudah kerupuk 2": {KERUPUK: 2},
    "Besok: kerupuk 2": {KERUPUK: 2},
    "kata ibu ada stok. besok: kerupuk 2": {KERUPUK: 2},
    "pesan besok: kerupuk 2": {KERUPUK: 2},
    "Bu ready: kerupuk, petis? saya mau kerupuk 2": {KERUPUK: 2},
    "stok: kerupuk 10, roa 5\naku pesan kerupuk 2": {KERUPUK: 2},
    "kerupuk 2 sudah itu saja": {KERUPUK: 2},
    "kerupuk 2 kalau masih ada": {KERUPUK: 2},
    "kerupuk 2, kalau kosong roa saja": {KERUPUK: 2},
    "kerupuk 3 bonus 1": {KERUPUK: 3},
    "sambal roa 2 @15rb": {SAMBAL: 2},
    "untuk 2 fufu besar": {GREAT: 2},
    "kerupuk 3 bungkus pasti": {KERUPUK: 3},
    "kerupuk 6, trus petis 1 kalau dijual": {KERUPUK: 6},
    "kerupuk 2, wortel 1 kg. eh wortel ga jual ya": {KERUPUK: 2},
    "kerupuk 2, roa 1 ikat. bulan depan nambah 20": {KERUPUK: 2, ROA: 1},
    "Adik: kerupuk 2\nMama: roa 1 ikat": {KERUPUK: 2, ROA: 1},
}


@pytest.mark.parametrize("text", SURE)
def test_a_plain_wish_is_read(text):
    assert {good: n for good, n in lines(text).items() if n} == SURE[text]


def test_a_number_of_another_day_that_fits_nothing_leaves_the_line_unclear():
    text = HEAD.format(1, "Ina", "kerupuk 12") + "\n" + HEAD.format(2, "Ina", "kata istri 10 saja sudah cukup")
    assert lines(text) == {KERUPUK: None}


def test_what_may_be_meant_by_an_open_line_too_is_unclear():
    group = json.loads((CHATS / "goods.json").read_text("utf-8"))["groups"]["mama-kuala"]
    read = lines("Bu Ros tenggiri 2\nBu Wati rumput laut 1\nulun tenggiri 3", goods_of(group))
    assert read == {21: None, 22: 1}


def test_what_is_told_to_have_come_was_ordered_before():
    assert lines("yang minggu lalu kita pesan kerupuk 4, sudah sampai. mau roa 1 ikat") == {ROA: 1}


def test_two_parts_of_a_number_are_added():
    assert lines("dodol, 20 bungkus buat kelas satu, 15 bungkus buat kelas dua", ONE_GOOD) == {1: 35}


def test_half_is_said_in_banjar_too():
    assert lines("tomat sakilo satangah") == {8: None}


@pytest.mark.parametrize(
    "text", ["kerupuk 1\nkerupuk 1", "ana kerupuk 2\nbudi kerupuk 2", "Ana - kerupuk 2\nIda - kerupuk 2"]
)
def test_lines_that_say_the_same_number_may_be_of_several_people(text):
    assert lines(text) == {KERUPUK: None}
    assert lines("kerupuk 2\njadi kerupuk 2") == {KERUPUK: 2}
