import pytest

from tests.orders.chat.goods import KERUPUK, ROA, lines, read

PLACES = {
    "roa 2, antar ke Madidir Ure lingk 3 dekat gereja, COD": "Madidir Ure lingk 3 dekat gereja",
    "Alamat: Jl. Sam Ratulangi No. 12 RT 5/RW 2, Girian 95544\nroa "
    "2": "Jl. Sam Ratulangi No. 12 RT 5/RW 2, Girian 95544",
    "Lina, Girian Weru Dua, 081234567890": "Girian Weru Dua",
    "Bu Tini Pinokalan": "Pinokalan",
    "COD ya 🏠 Manembo-nembo Atas, blkg pertamina": "Manembo-nembo Atas, blkg pertamina",
    "antarkan roa 2 ikat ke kantor PKK Girian jam 10": "kantor PKK Girian",
    "kirim ke Bekasi pake JNE\nPerum Griya Asri Blok C5/12, Bekasi 17158": "Perum Griya Asri Blok C5/12, Bekasi 17158",
}


@pytest.mark.parametrize("text", PLACES)
def test_a_place_is_the_words_in_which_it_was_said(text):
    found = read(text)
    assert PLACES[text] in found.place and PLACES[text] in found.fragment


@pytest.mark.parametrize(
    "text",
    [
        "antar ke rumah ya",
        "sama kayak kemarin, kirim ke sana",
        "ambil di tempat",
        "roa 2 ikat",
        "bisa antar ke mana aja?",
    ],
)
def test_what_tells_no_place(text):
    assert read(text).place is None


def test_numbers_and_fish_in_an_address_are_no_goods():
    assert lines("roa 2 ikat, antar ke Jl. Kerupuk Ikan 3 No 5") == {ROA: 2}


def test_goods_behind_an_address_are_read():
    assert lines("antar ke Jl. Sam Ratulangi No 5 RT 2, roa 2 ikat sama kerupuk 3") == {ROA: 2, KERUPUK: 3}


def test_goods_between_the_verb_and_its_place_are_read():
    assert lines("tolong antar roa 2 ikat ke Girian") == {ROA: 2}
