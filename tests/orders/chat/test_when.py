from datetime import date

import pytest

from tests.orders.chat.goods import read

DAYS = {
    "roa 2 besok": "2026-11-30", "lusa ya": "2026-12-01", "hari Sabtu": "2026-12-05",
    "suk Minggu tak jupuk": "2026-12-06",
    "hr rabu siang": "2026-12-02", "tgl 5": "2026-12-05", "tanggal 3 Desember 2026": "2026-12-03",
    "5/12/2026": "2026-12-05",
    "tgl 5/12": "2026-12-05", "diambil nanti sore": "2026-11-29", "sore ini saya ambil": "2026-11-29",
    "3 hari lagi": "2026-12-02",
    "hari minggu tanggal 6": "2026-12-06", "jumat jam 10 pagi": "2026-12-04", "besok, eh lusa aja": "2026-12-01",
    "tgl 2": "2026-12-02", "10 Januari": "2027-01-10", "jum'at diantar": "2026-12-04",
}  # fmt: skip
NONE = (
    "minggu depan", "Sabtu atau Minggu", "transfer hari Senin", "minggu lalu enak", "di hari Minggu begini", "2 minggu",
    "sebelum tanggal 5", "jam 5", "selamat sore", "besok. lusa.", "tanggal 32", "5/12", "gajian tgl 25", "29/11/2024",
)  # fmt: skip


@pytest.mark.parametrize("text", DAYS)
def test_a_day_that_is_said(text):
    assert read(text).day == date.fromisoformat(DAYS[text])


@pytest.mark.parametrize("text", NONE)
def test_what_says_no_day_for_the_goods(text):
    assert read(text).day is None
