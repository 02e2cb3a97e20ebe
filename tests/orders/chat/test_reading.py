import json
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bench
from bench.chats import SETS, chats_of, measure
from market.catalog.searching import spelling
from market.kernel.typed_number import MOST_PIECES
from market.orders.chat import goods
from market.orders.chat.reading import MOST_LETTERS, ReadChat
from market.orders.delivery import Delivery
from market.payments.bill import Method
from tests.orders.chat.goods import GREAT, KERUPUK, ONE_GOOD, ROA, SAMBAL, TOMATO, asked, lines, read

CHATS = Path(bench.__file__).parent / "chats"


def test_an_order_in_one_line_is_read_whole():
    found = read("mau 3 fufu besar, kirim Madidir, 0812-3456-7890, COD ya, besok. a.n. Ibu Ratna")
    assert [(each.variant_id, each.quantity, each.words) for each in found.lines] == [(GREAT, 3, ("3 fufu besar",))]
    assert found.phones == ("+6281234567890",)
    assert (found.name, found.place, found.fragment) == ("Ibu Ratna", "kirim Madidir", "Madidir")
    assert (found.pay, found.day, found.delivery) == (Method.CASH, date(2026, 11, 30), None)


def test_a_form_is_read_by_its_labels():
    found = read(
        "Nama : Ibu Susi\nAlamat : Jl. Ahmad Yani No. 12 RT 5\nNo HP : (0812) 3456 7890\nPesanan : sambal roa\n"
        "Jumlah : 5 botol\nPembayaran : transfer\nPengiriman : JNE\nTanggal kirim : 5 Desember"
    )
    assert [(each.variant_id, each.quantity) for each in found.lines] == [(SAMBAL, 5)]
    assert (found.name, found.fragment) == ("Ibu Susi", "Jl. Ahmad Yani No. 12 RT 5")
    assert (found.delivery, found.pay, found.day) == (Delivery.COURIER, Method.TRANSFER, date(2026, 12, 5))


@pytest.mark.parametrize(
    "text",
    [
        "", " \n ", "😂😂😂👍🏻", "<Media omitted>", "=cmd|' /C calc'!A0", "<script>alert(1)</script>",
        "\x00\u200b\ud800",
        "Jl. Cakalang 12 RT 02/03, 95515", "dua hati satu perahu, manis senyummu\ntiga kali ombak datang",
        "kemarin roa 2 ikat sudah sampai, makasih", "stok kita tinggal 12 ikat",
        "kalau ada yang cari 20 ikat kabari ya",
    ],
)  # fmt: skip
def test_what_orders_nothing_fills_in_nothing(text):
    assert lines(text) == {} and lines(text, ONE_GOOD) == {}


def test_two_phones_are_both_offered():
    assert read("roa 2. Nomor saya 081234567890, atau kakak: 0812-3456-7891").phones == (
        "+6281234567890",
        "+6281234567891",
    )


def test_a_price_that_is_not_ours_counts_for_nothing():
    assert lines("sambal roa 2 btl @15rb jadi 30rb kan?") == {SAMBAL: 2}


def test_dozens_are_counted_out():
    assert lines("sambal roa 5 lusin") == {SAMBAL: 60}


def test_forty_lines_of_names_add_up_under_their_good():
    told = "".join(f"{n}. Bu {chr(64 + n)}ani {n % 3 + 1}\n" for n in range(1, 21))
    wanted = sum(n % 3 + 1 for n in range(1, 21))
    found = read(f"*Sambal roa*\n{told}\n*Kerupuk ikan*\n{told}Total: sambal {wanted}, kerupuk {wanted}")
    assert {each.variant_id: each.quantity for each in found.lines} == {SAMBAL: wanted, KERUPUK: wanted}


def test_an_order_for_another_group_is_shown_and_never_filled_in():
    found = read("Teruskan ya\nbibit cabai 20 batang, pupuk 3 karung, kerupuk udang 5")
    assert all(each.variant_id is None for each in found.lines)
    assert found.unknown == ("bibit cabai 20 batang", "pupuk 3 karung")
    assert [each.candidates for each in found.lines] == [(KERUPUK,)]


def test_of_a_very_long_chat_the_end_is_read_and_said_so():
    filling = "apa kabar hari ini semoga sehat selalu\n" * 6_000
    before = time.process_time()
    found = read(filling + "roa 2 ikat")
    assert time.process_time() - before < 2
    assert found.cut and [(each.variant_id, each.quantity) for each in found.lines] == [(ROA, 2)]
    assert not read("roa 2 ikat").cut


@pytest.mark.parametrize(
    "piece",
    ["1", "0 8 1-2 ", "- ", "kirim ke ", "jl. ", "cakalang fufu ", "[29/11/26 10.37] A: roa 2\n", "Bu Ani Pak Budi ",
     "1 + 1 ", "tgl 5 ", "@ ", "satu dua tiga puluh ", "http://", "\u200d", "roa 2\n", "ya. ", "2-3 - ", "a@b."],
)  # fmt: skip
def test_no_text_takes_long(piece):
    """Twice as much text may take no four times as long: letters that are read are bounded, patterns are linear."""
    text = piece * (MOST_LETTERS // len(piece) + 1)
    read(text)
    before = time.process_time()
    read(text)
    assert time.process_time() - before < 2  # a fraction of it on a machine of one's own


WORDS = [
    "mau",
    "pesan",
    "roa",
    "sambal",
    "fufu",
    "besar",
    "kecil",
    "kerupuk",
    "tomat",
    "abon",
    "2",
    "3",
    "1/2",
    "kg",
    "ikat",
    "botol",
    "lusin",
    "eh",
    "jadi",
    "gak",
    "yang",
    ",",
    ".",
    "\n",
    "?",
    "08123456789",
    "Rp15.000",
    "15rb",
    "kirim",
    "ke",
    "Madidir",
    "Jl.",
    "no",
    "5",
    "besok",
    "@",
    "=",
    "½",
    "lima",
    "setengah",
    "bukan",
    "tambah",
    "lagi",
    "total",
    "[29/11/26",
    "10.37]",
    "A:",
    ":",
    "-",
    "x",
    "sebungkus",
    "masing-masing",
    "Bu",
    "Ani",
    "ganti",
    "aja",
    "😂",
    "\u200e",
]


@settings(max_examples=150)
@given(st.one_of(st.text(max_size=300), st.lists(st.sampled_from(WORDS), max_size=60).map(" ".join)))
def test_any_text_is_read_and_nothing_is_invented(text):
    found = read(text)
    for line in found.lines:
        assert line.words and all(words in text for words in line.words)
        assert line.quantity is None or 0 < line.quantity <= 100 * MOST_PIECES
        assert (line.variant_id is None) == bool(line.candidates)
        assert line.variant_id is not None or line.quantity is None
    sure = [line.variant_id for line in found.lines if line.variant_id is not None]
    assert len(sure) == len(set(sure)), "a good stands in two lines"
    assert all(words in text for words in found.unknown)
    assert found.place is None or (found.place in text and found.fragment in text)
    assert found == read(text), "the same text, the same draft"


LEAST_RIGHT = {
    "tuned on": 0.95,
    "tuned on, lines alone": 0.85,
    "tuned on, plain lines": 0.85,
    "tuned on, tenth writer, once held": 0.85,
    "tuned on, twelfth writer, once held": 0.85,
    "tuned on, traps": 0.4,
}
TUNED_ON = sorted(name for name in SETS if name.startswith("tuned on"))


@pytest.mark.parametrize("name", TUNED_ON)
def test_the_chats_it_was_tuned_on_are_read_and_nothing_is_invented(name):
    groups = json.loads((CHATS / "goods.json").read_text("utf-8"))["groups"]
    half = measure(chats_of(SETS[name]), groups)
    assert half.invented == []
    assert half.right >= LEAST_RIGHT.get(name, 0.9) * half.lines, half.wrong
    assert half.facts["phones"] == half.told["phones"]


def test_nothing_typed_gives_an_empty_draft():
    assert read("") == ReadChat()


def test_two_that_fit_are_both_offered():
    assert asked("mau fufu 2 ekor") == [(1, 2)]
    assert lines("mau fufu 2 ekor\nyang besar ya") == {GREAT: 2}


def test_a_question_is_shown_and_orders_nothing():
    assert lines("roa masih ada?") == {} and asked("roa masih ada?") == [(ROA,)]
    assert lines("roa masih ada? mau 2 ya, tomat sekilo") == {ROA: 2, TOMATO: 1}


def test_a_text_without_spaces_is_no_work(monkeypatch):
    """Each place in a word was tried, and both halves spelled anew and kept: three seconds and 170 MB of one text."""
    spelled = []

    def counted(word: str) -> str:
        spelled.append(len(word))
        return spelling.fold(word)

    monkeypatch.setattr(goods, "fold", counted)
    before = spelling._folded.cache_info().currsize
    assert lines("abon" * (MOST_LETTERS // 4)) == {}
    assert sum(spelled) <= 10 * MOST_LETTERS and spelling._folded.cache_info().currsize - before < 100
    assert lines("2 sambalroa") == lines("2 sambal roa"), "two words written together are still read"
