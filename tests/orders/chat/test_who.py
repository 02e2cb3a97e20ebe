import pytest

from tests.orders.chat.goods import read

NAMES = {
    "Nama: Gita Permatasari": "Gita Permatasari", "a.n. Ibu Ratna": "Ibu Ratna",
    "roa 2. Fenny, 0812.3456.7890": "Fenny",
    "- caca 0812 3456 7890": "caca", "0812 3456 7890 / Nisa": "Nisa",
    "Penerima: Hj. Masniah, Jl. Merdeka 3": "Hj. Masniah",
    "roa 2\nTante Ola, Pinokalan": "Tante Ola", "Perkenalkan saya Rahayu, mau roa 2": "Rahayu",
    "hub. Ibu Selvie 081234567890": "Ibu Selvie",
    "roa 2\nRaka Aditya\nJl. Merdeka 3": "Raka Aditya", "[28/11 10.00] ~ Gratia🌸: roa 2": "Gratia",
    "[28/11 10.00] Lisa Pateten: roa 2": "Lisa",
    "kak roa 2 ikat ya": None, "Meike roa 2": None, "[28/11 10.00] Meike: roa 2": None,
    "[28/11 10.00] Ratna: salah kirim": None,
    "[28/11 10.00] Ratna: roa 2\n[28/11 10.01] Susi: sambal roa 3": None,
}  # fmt: skip


@pytest.mark.parametrize("text", NAMES)
def test_who_it_is(text):
    assert read(text).name == NAMES[text]
