"""Days of a bazaar as people write them: forty kinds and what is none."""

from datetime import date

import pytest

from market.kernel.refused import Refused
from market.kernel.typed_days import days_meant

SATURDAY, SUNDAY = date(2026, 12, 5), date(2026, 12, 6)
TWO = [SATURDAY, SUNDAY]
FOUR = [date(2026, 12, n) for n in (3, 4, 5, 6)]  # Thursday to Sunday
BOTH_OF_TWO = [
    "", "semua", "Semua hari", "ALL", "2 hari", "dua hari", "kedua hari", "keduanya", "sabtu & minggu", "Sabtu, Minggu",
    "Sabtu dan Minggu", "sabtu/minggu", "Sab-Min", "Sabtu s/d Minggu", "sabtu sampai minggu", "Saturday and Sunday",
    "sat, sun", "5 dan 6", "5,6", "tgl 5 dan 6", "tanggal 5 & 6 Desember", "5-6 Des", "5 – 6 Desember 2026",
    "5/6 Des", "5/12, 6/12", "5/12 dan 6/12/2026", "05-12-2026; 06-12-2026", "5 s.d. 6 des 26".replace(" 26", ""),
    "2026-12-05, 2026-12-06", "hari pertama dan kedua", "hari ke-1, ke-2", "1,2", "1 & 2", "akhir pekan", "weekend",
    "Sabtu, 5 Desember 2026 dan Minggu, 6 Desember 2026", "5 Des + 6 Des", "46361, 46362", "sbt mgg", "Dec 5, Dec 6",
    "kedua2nya", "Kedua-duanya", "kedua duanya", "dua2nya", "dua-duanya", "2-2nya", "ke-2nya", "ke dua2nya",
    "both days", "ikut keduanya", "semua2nya", "semua-semuanya",
]  # fmt: skip
FIRST_OF_TWO = [
    "Sabtu", "sabtu saja", "SAB", "Sabtu 5/12", "sabtu (5 Des)", "5/12", "5.12.2026", "05/12/26", "5 Des",
    "5 Desember 2026",
    "tgl 5", "5", "1", "hari 1", "hari ke 1", "hari pertama", "05-12-2026", "05-12", "2026-12-05 00:00:00", "46361",
    "5 Dec", "semua kecuali minggu", "ikut sabtu aja", "2026/12/05", "Sabtu\n",
]  # fmt: skip
NONE_OF_TWO = [
    "Senin", "7/12", "7 Des", "hari ke-3", "9", "besok", "sabtu atau minggu", "5 November", "Minggu, 5 Des",
    "2025-12-05",
    "5/12/2025", "5 Des 2025", "32", "semua kecuali sabtu dan minggu", "-", "sabtu -", "kecuali", "46363", "0",
    "x" * 300,
    "5 Des 2026 s/d", "99999", "2026-13-45", "sab sd besok", "🙂", "’",
]  # fmt: skip


@pytest.mark.parametrize("text", BOTH_OF_TWO)
def test_both_days(text):
    assert days_meant(text, TWO) == [0, 1]


@pytest.mark.parametrize("text", FIRST_OF_TWO)
def test_the_first_day(text):
    assert days_meant(text, TWO) == [0]


@pytest.mark.parametrize("text", ["keduanya", "kedua2nya", "dua-duanya", "both", "ketiganya", "tiga2nya", "3-3nya"])
def test_all_of_so_many_is_no_guess_where_there_are_others(text):
    """`keduanya` of four days was read as all four, in silence."""
    with pytest.raises(Refused, match="slot_unknown") as refused:
        days_meant(text, FOUR)
    assert refused.value.params["what"] == text


@pytest.mark.parametrize("text", ["keempatnya", "empat2nya", "keempat-empatnya", "4-4nya", "empat empatnya"])
def test_all_of_four(text):
    assert days_meant(text, FOUR) == [0, 1, 2, 3]


@pytest.mark.parametrize("text", NONE_OF_TWO)
def test_what_is_none_of_them_is_refused(text):
    with pytest.raises(Refused, match="slot_unknown"):
        days_meant(text, TWO)


@pytest.mark.parametrize(
    ("text", "places"),
    [("Jumat-Minggu", [1, 2, 3]), ("4-6 Des", [1, 2, 3]), ("tgl 3", [0]), ("hari ke-3", [2]), ("kamis sabtu", [0, 2]),
     ("3 hari terakhir", None), ("3", None), ("1, 4", [0, 3]), ("5", [2]), ("hari terakhir", [3]), ("jum'at", [1]),
     ("3-4", None), ("4 hari", [0, 1, 2, 3])],
)  # fmt: skip
def test_numbers_that_may_be_a_date_or_a_turn_are_asked_about(text, places):
    if places is None:
        with pytest.raises(Refused, match=r"days_either|slot_unknown"):
            days_meant(text, FOUR)
    else:
        assert days_meant(text, FOUR) == places


def test_a_day_of_two_sessions_is_both_of_them():
    sessions = [SATURDAY, SATURDAY, SUNDAY]
    assert days_meant("Sabtu", sessions) == [0, 1] and days_meant("5/12", sessions) == [0, 1]
    assert days_meant("2", sessions) == [1], "a number counts what the form lists"


def test_the_twelfth_of_december_may_be_a_day_or_a_stretch():
    days = [date(2026, 12, 5), date(2026, 12, 12)]
    with pytest.raises(Refused, match="days_either"):
        days_meant("5-12", days)
    assert days_meant("5/12", days) == [0]
