"""Chats of people nobody has met: their spelling, their lists and their coast's words; what is not sure is asked."""

import pytest

from market.catalog.searching.spelling import sounds_like
from market.orders.chat.known import ChatGood
from tests.orders.chat.goods import ABON, GREAT, HOT, KERUPUK, ONE_GOOD, SAMBAL, SMALL, TOMATO, asked, lines, read

HEADED = "29/11/26 08.12 - Ina: {}\n29/11/26 08.13 - Tunas Bahari: {}\n29/11/26 08.14 - Ina: {}"

READ = {
    "fufu kcl 2, fufu basar 1": {SMALL: 2, GREAT: 1},
    "fufu yang besar 4 ekor kalau memang masih ada": {GREAT: 4},
    "fufu 2\nfufunya yang besar aja": {GREAT: 2},
    "fufu 2 yang besar 1 yang kecil": {GREAT: 2, SMALL: 1},
    "fufu 3 (2 besar 1 kecil)": {GREAT: 2, SMALL: 1},
    "abon kecil 3": {ABON: 3},
    "abon 150 gram 2 bungkus 250 gram 1 bungkus": {ABON: 2, HOT: 1},
    "abon (150g) x2, (250g) x1": {ABON: 2, HOT: 1},
    "sambalroa 4 botol": {SAMBAL: 4},
    "kerupuk kalih bungkus, tomat sakilo": {KERUPUK: 2, TOMATO: 1},
    "kerupuk 45 (empat puluh lima) bungkus": {KERUPUK: 45},
    "Tini: kerupuk 2\nAni: kerupuk 1, tomat 3\nSandra: gak jadi": {KERUPUK: 3, TOMATO: 3},
    "Tini | kerupuk | 2\nAni | kerupuk | 1": {KERUPUK: 3},
    "1️⃣ kerupuk 5\n2️⃣ tomat 4\nnomor 2 gak jadi": {KERUPUK: 5},
    "1 kerupuk 5\n2 tomat 4\nnomor 2 jadi 6": {KERUPUK: 5, TOMATO: 6},
    "minggu lalu saya beli kerupuk 3, skrg mau 5": {KERUPUK: 5},
    "✅ kerupuk\n✅ tomat\nmasing2 2 ya bu": {KERUPUK: 2, TOMATO: 2},
    HEADED.format("pesan", "Total: kerupuk 5 bks, tomat 2 kg. Betul?", "betul, tapi kerupuknya 4"): {KERUPUK: 4,
        TOMATO: 2},
    HEADED.format("kerupuk 15 tomat 3", "Kerupuk tinggal 10", "yawis 10"): {KERUPUK: 10, TOMATO: 3},
    HEADED.format("ada kerupuk?", "ada, tinggal 8", "ambil semua"): {KERUPUK: 8},
    HEADED.format("abon manis 2", "yang 150 atau 250?", "250"): {HOT: 2},
    HEADED.format("ini fufu yang mana?", "yang besar", "ya itu 4"): {GREAT: 4},
    "abon manis 150 gr\n4 bungkus": {ABON: 4},
    "Tomi: kerupuk 2\nAni: sama kayak tomi": {KERUPUK: 4},
    "Mas Tomat: kerupuk 2\nAni: kerupuk 1": {KERUPUK: 3},
    "Bu Ani kerupuk 1\nSaya kerupuk 2": {KERUPUK: 3},
    "yang besar 2 ekor fufunya": {GREAT: 2},
    "fufu besar masih 75? ambil 2": {GREAT: 2},
    "kerupuk 3 bonus 1": {KERUPUK: 3},
    "kita yang kemarin beli di pameran itu kita mo pesan kerupuk 5": {KERUPUK: 5},
    "kerupuk 10\nyg td malam jadi 15 aja": {KERUPUK: 15},
    "kerupuk sak bungkus": {KERUPUK: 1},
    "tmt 3 kg, krpk 2": {TOMATO: 3, KERUPUK: 2},
    "kerupuk 3 bungkus, dikirim 2 ke rumah 1 ke kantor": {KERUPUK: 3},
    "kerupuk 2, 312 tf ya": {KERUPUK: 2},
    "acara dinas: kerupuk 2": {KERUPUK: 2},
}  # fmt: skip


@pytest.mark.parametrize("text", READ)
def test_what_strangers_write_is_read(text):
    assert lines(text) == READ[text]


NEVER = {
    "kerupuk 5 bks sudah sampai kemarin, abon 2 langsung habis": {},
    "tomat berapa kilo ya? 10 cukup?": {},
    "kerupuk 2, tomat 3. semuanya tambah 1": {KERUPUK: None, TOMATO: None},
    "kerupuk 2. 3 deh kalo gitu": {KERUPUK: None},
    "kerupuk 20 bks @8000, tomat 1": {KERUPUK: 20, TOMATO: 1},
    "kalo dapat bonus kerupuknya beli 2": {},
    "tolong info harga kerupuk": {},
    "tomat kemaren 2 kg bagus": {},
    "kerupuk yang kemarin saya beli 10 itu ada 2 yang pecah. bisa tukar?": {},
    "kerupuk 2, tomat 3\nadoh maaf kak nda jadi pesan": {},
    "kerupuk 2\nbatal samua jo": {},
    "tomat saya yang pesan 2 itu kapan jadi? 1 nya untuk lusa": {},
    "fufu 6 ekor, kecil sama besar": {},
    "Tomi: kerupuk 2\nAni: sama kayak bu Lusi": {KERUPUK: None},
    HEADED.format("kerupuk 2", "kerupuk habis bu, ada tomat", "tomat 3 kg ya"): {TOMATO: 3},
}


@pytest.mark.parametrize("text", NEVER)
def test_what_nobody_ordered_is_not_filled_in(text):
    assert lines(text) == NEVER[text]


SEWN = (ChatGood(1, "Gamis anak", "Gamis anak", "potong", 300, 95_000),
        ChatGood(2, "Seragam kerja, ukur sendiri", "Seragam kerja, ukur sendiri", "potong", 450, 165_000))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "found"),
    [("gamis anak umur 5 th 1, umur 8 th 2", {1: 3}), ("gamis anak 3: umur 4 th 1, umur 6 th 2", {1: 3}),
     ("seragam kerja: S 4, M 10, L 8", {2: 22}), ("gamis anak, hitam 1 putih 1", {1: 2}),
     ("seragam kerja 6 potong: 2 L, 3 M, 1 XL", {2: 6}), ("gamis anak 2\nhitam 1 putih 1", {1: 2})],
)  # fmt: skip
def test_so_many_of_each_age_size_or_colour_are_added_and_those_of_a_whole_are_its_parts(text, found):
    assert lines(text, SEWN) == found


def test_a_word_left_out_is_that_of_the_good_before():
    goods = tuple(ChatGood(n, name, name, "bungkus", 200, 25_000) for n, name in enumerate(
        ("Amplang ikan tenggiri", "Amplang rumput laut", "Kerupuk tenggiri"), 1))  # fmt: skip
    assert lines("amplang rumput laut 5, tenggiri 5", goods) == {2: 5, 1: 5}
    assert lines("amplang 4: 2 tenggiri, 2 rumput laut", goods) == {1: 2, 2: 2}
    assert lines("tenggiri 5", goods) == {}


def test_who_wants_one_without_a_number_wants_the_other_as_well():
    assert lines("pesan kerupuk ya sama tomat") == {KERUPUK: None, TOMATO: None}


def test_both_of_several_is_no_amount():
    assert lines("kerupuk 3 tomat 4\ndua2nya antar Senin") == {KERUPUK: 3, TOMATO: 4}


def test_a_name_that_is_only_part_of_two_goods_is_asked():
    goods = (ChatGood(1, "Gami bawis beku", "Gami bawis beku", "bungkus", 0, 30_000),
             ChatGood(2, "Sambal gami", "Sambal gami", "botol", 0, 30_000))  # fmt: skip
    assert lines("gami 3", goods) == {} and asked("gami 3", goods) == [(1, 2)]


def test_how_many_are_in_a_piece_tells_which():
    goods = tuple(ChatGood(n, f"Snack kotak isi {n}", f"Snack kotak isi {n}", "kotak", 0, 12_000 * n) for n in (3, 5))
    assert lines("snack kotak isi 3 sebanyak 40 kotak", goods) == {3: 40}
    assert lines("snack kotak 50\nisi 5 saja", goods) == {5: 50}
    assert lines("snack kotak isi 4 50 kotak", goods) == {}


def test_a_word_of_a_good_that_is_a_unit_too_may_lack_its_vowels():
    goods = (ChatGood(1, "Tatakan gelas tempurung", "Tatakan gelas tempurung", "set", 300, 45_000),)
    assert lines("tatakan gls 2 set, jadi", goods) == {1: 2}


def test_half_of_something_light_is_no_half_kilo():
    goods = (ChatGood(1, "Gelang purun", "Gelang purun", "buah", 20, 8_000),)
    assert lines("pesan gelang purun setengah", goods) == {1: None}


def test_pairs_of_what_is_sold_by_the_piece_are_two():
    goods = (ChatGood(1, "Sarung bantal", "Sarung bantal", "buah", 0, 40_000),)
    assert lines("sarung bantal 4 pasang, jadi", goods) == {1: 8}


def test_the_sellers_name_and_whom_it_is_for_are_no_goods():
    assert lines("Bu Meike mau 3 ya\nsama 1 lagi buat mertua", ONE_GOOD) == {1: 4}


@pytest.mark.parametrize(
    ("text", "name"),
    [("kerupuk 2. Tks, Bu Wati", "Bu Wati"), ("kerupuk 2 (Bu Endang)", "Bu Endang"),
        ("kerupuk 2 — Hengky Polii", "Hengky Polii"),
     ("ini kita om boy yang sopir, kerupuk 2", "om boy"), ("kerupuk 2\n👩 Mbak Pipit", "Mbak Pipit"),
     (HEADED.format("kerupuk 2", "Atas nama siapa?", "Ferry. bayar di tempat"), "Ferry")],
)  # fmt: skip
def test_names_are_found_by_what_stands_around_them(text, name):
    assert read(text).name == name


def test_words_with_other_vowels_are_alike_and_others_are_not():
    assert all(sounds_like(typed, "kecil") for typed in ("kcl", "kacili", "kecl"))
    assert sounds_like("suir", "suwir") and not sounds_like("kacang", "kecil")


TALKS = (
    "Ina: bu mau tomat 2\nMeike: tomat 2 ya, kerupuknya 1 mau?\nIna: ga usah",
    "29/11/26 08.12 - Ina: bu mau tomat 2\n29/11/26 08.13 - Bu Meike 🐟: kemarin kerupuk 4 sudah diantar\n29/11/26 "
    "08.14 - Ina: ok",
)


@pytest.mark.parametrize("text", TALKS)
def test_the_seller_is_known_by_a_part_of_her_name(text):
    assert lines(text) == {TOMATO: 2} and read(text).name == "Ina"
