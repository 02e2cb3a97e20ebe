"""Orders that are put right, parted, or beside numbers of something else: what is filled in is what was meant last."""

import pytest

from tests.orders.chat.goods import lines


def said(text: str) -> dict[int | None, int | None]:
    """What is read of a text; one of several is written with a header before each message."""
    of_two = "Ina: " in text
    return lines("\n".join(f"29/11/26 08.1{n} - {line}" for n, line in enumerate(text.split("\n"))) if of_two else text)


PUT_RIGHT = {
    "kerupuk 5, eh 7 aja": {7: 7},
    "kerupuk 5 roa 2, kerupuknya ganti sambal roa": {4: 5, 3: 2},
    "kerupuk 5. Maaf bu kerupuknya jadi 8": {7: 8},
    "kerupuk 5 roa 3 sambal 2. sambalnya gak usah deh": {7: 5, 3: 3},
    "kerupuk 10, yang 4 buat Bu Ani": {7: 10},
    "kerupuk 5, tomat setengah kilo": {7: 5},
    "Ina: kerupuk 5\nMeike: tinggal 3 bu\nIna: ya sudah 3 aja": {7: 3},
    "Ina: kerupuk 5 roa 2\nMeike: roanya kosong\nIna: ganti sambal roa aja 2 botol": {
        7: 5,
        4: 2,
    },
    "Ina: kerupuk 5\nMeike: 1 atau 2 bungkus per kresek bu?\nIna: terserah": {7: 5},
    "Ina: sambal roa 2\nMeike: 64 ribu\nIna: oke sekalian kerupuk 3": {
        4: 2,
        7: 3,
    },
    "Ina: kerupuk 4\nMeike: buat kapan?\nIna: tgl 5 jam 3": {7: 4},
    "Ina: kerupuk 4\nMeike: alamatnya?\nIna: Jl Melati 7, blok 3": {7: 4},
    "Bu saya pesan kerupuk 6 ya untuk 20 orang": {7: 6},
    "kerupuk 6, anak saya 2 suka semua": {7: 6},
    "pesan kerupuk 5, bulan lalu saya pesan 3 kurang": {7: 5},
    "kerupuk 3 aja bu, kemarin 5 kebanyakan": {7: 3},
    "sambal roa 2 kerupuk 3, total 5 item ya": {4: 2, 7: 3},
    "kerupuk 3, sambal 2. jadi 130 ribu ya bu? saya bawa 150": {7: 3, 4: 2},
    "tomat 2 kg, yang 1 kg matang yang 1 kg mengkal": {8: 2},
    "rumah saya nomor 8, kerupuk 3": {7: 3},
    "kerupuk 3 bu, HP saya yang 0812 mati, pakai yang 0813 00001111": {7: 3},
    "mama pesan kerupuk 4, saya roa 2 ikat": {7: 4, 3: 2},
    "kerupuk 5, kalau ada sambal roa 2 juga": {7: 5},
    "kerupuk 4 bungkus, eh yang tomat jangan lupa 2 kg": {7: 4, 8: 2},
    "jangan lupa kerupuk 4 saya ya bu": {7: 4},
    "kerupuk satu, roa dua ikat, sambal tiga": {7: 1, 3: 2, 4: 3},
    "bu tomat 3kg + kerupuk 2bks + roa 1ikat": {8: 3, 7: 2, 3: 1},
    "kerupuk 3 bungkus yang 500 gram": {7: 3},
    "kerupuk 500 gram 3 bungkus": {7: 3},
    "pesanan kerupuk saya 5 tolong ditambah roa 2 ikat": {7: 5, 3: 2},
    "batalkan roa 2, kerupuk 5 tetap": {7: 5},
}
OPEN = (
    "Ina: kerupuk 5 bu\nIna: kemarin yang 3 remuk soalnya",
    "Ina: kerupuk 4\nMeike: ongkir 12 ribu ya\nIna: oke 12 ya",
    "kerupuk 6 cukup untuk 20 orang kan? kalau kurang 8",
    "kerupuk 5 harga 22 kan",
    "kerupuk 2 dus isi 10 ya",
    "kirim 2 paket: paket 1 kerupuk 3, paket 2 kerupuk 4",
    "Tini 2, Ani 3 kerupuk semua",
    "roa 2 ikat atau sambal roa 3 botol, mana yang ada",
    "kerupuk 1-2 bungkus aja",
    "kerupuk 5, besok tambah 2 lagi ya untuk tetangga",
    "kerupuk 5 (3 pedas 2 biasa)",
    "kemarin saya pesan kerupuk 3 kan, jadikan 5",
    "kerupuk 15 bungkus dp 100 dulu sisanya 230 pas ambil",
)


@pytest.mark.parametrize("text", PUT_RIGHT)
def test_what_was_said_last_is_read(text):
    assert {good: n for good, n in said(text).items() if n} == PUT_RIGHT[text]


@pytest.mark.parametrize("text", OPEN)
def test_what_nobody_can_know_is_left_empty(text):
    assert not any(said(text).values())
