"""Numbers, days and hours as people write them: what is read, what is asked, what is refused."""

from datetime import date, datetime, time

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from market.kernel import typed_day, typed_number
from market.kernel.language import current, shown_day, shown_hour, shown_month
from market.kernel.money import grouped, rupiah
from market.kernel.refused import Refused
from market.web.sentences import refusal_sentence
from market.web.units import UNITS
from market.web.writing import brief

READ = {
    "count": {
        "7": 7, " 7 ": 7, "007": 7, "0": 0, "1.000": 1000, "12.500": 12_500, "1.000.000": 1_000_000, "1 000": 1000,
        "1\u00a0000": 1000, "30 bungkus": 30, "30bks": 30, "12 pcs.": 12, "1.000 buah": 1000,
    },
    "step": {"-3": -3, "−3": -3, "3": 3},
    "percent": {"10": 10, "10 %": 10, "10%": 10, "10 persen": 10},
    "rupiah": {
        "25000": 25_000, "25.000": 25_000, "Rp25.000": 25_000, "Rp 25.000": 25_000, "Rp. 15.000": 15_000,
        "rp.15.000": 15_000, "15.000,-": 15_000, "Rp15.000,–": 15_000, "15.000,00": 15_000, "15000,00": 15_000,
        "15.000.-": 15_000, "500,-": 500, "15rb": 15_000, "25 rb": 25_000, "25 ribu": 25_000, "Rp15rb": 15_000,
        "15k": 15_000,
        "2,5rb": 2_500, "1,5 jt": 1_500_000, "1.5jt": 1_500_000, "1,25 juta": 1_250_000, "Rp 2 jt": 2_000_000,
        "IDR 5.000": 5_000, "500 rupiah": 500, "½ jt": 500_000, "1 milyar": 1_000_000_000, "0": 0,
    },
    "grams": {
        "250": 250, "1.500": 1500, "250 g": 250, "250g": 250, "250 gr": 250, "250 gram": 250, "1,5 kg": 1500,
        "1.5 kg": 1500, "1,555 kg": 1555, "2 kg": 2000, "0,25 kg": 250, "½ kg": 500, "1/2 kg": 500, "setengah kg": 500,
        "2 ons": 200,
    },
    "days": {"3": 3, "3 hari": 3, "3hr": 3, "3 days": 3, "2 minggu": 14, "1 week": 7, "seminggu": 7, "Sehari": 1},
    "watts": {"100": 100, "100 W": 100, "1.300 watt": 1300, "1,3 kW": 1300},
}  # fmt: skip
ASKED = {
    "count": {"1,000": "1.000", "15rb": "15.000", "2 lusin": "24", "1,000,000": "1.000.000"},
    "rupiah": {
        "15,000": "Rp15.000", "15000.00": "Rp15.000", "1.500 rb": "Rp1.500.000", "1,5 m": "Rp1.500.000",
        "Rp 1,500,000.00": "Rp1.500.000",
    },
    "grams": {"1,5": "1.500 g", "0,25": "250 g", "1.500 kg": "1.500 g", "0.500 kg": "500 g", "500 ml": "500 g"},
    "days": {"6 bulan": "180 hari", "1 tahun": "365 hari", "sebulan": "30 hari", "Setahun": "365 hari"},
    "watts": {"900 VA": "900 watt", "1.3": None},
}  # fmt: skip
OWN = (
    ("bungkus", "5 bks", 5), ("bungkus", "1.000 packs", 1000), ("renteng", "5 renteng", 5), ("kg", "10 kg", 10),
    ("Sisir", "3 sisir", 3), ("botol", "3 bottles", 3), ("ikat", "5 pcs", 5), ("ikat", "7", 7),
    ("bungkus", "2 dus", "2 bungkus"), ("ikat", "5 bungkus", "5 ikat"), ("renteng", "2 lusin", "24 renteng"),
)  # fmt: skip
NEVER = (
    "", " ", "x", "-", "-1", "+1", "1_000", "²", "٣", "１２", "Ⅷ", "0x1", "1e3", "NaN", "1..000", "1.0000",
    "1.00.000",
    "3-5", "3 atau 4", "1 000 00", "9" * 19, "9" * 5000, "1\n2", "1;2", "1.000,5", "0.5", "00.000",
)  # fmt: skip
READERS = {name: getattr(typed_number, f"typed_{name}") for name in READ}


def flat(cases):
    return [(kind, text, value) for kind, table in cases.items() for text, value in table.items()]


@pytest.mark.parametrize("kind,text,number", flat(READ))
def test_what_can_mean_only_one_thing_is_read(kind, text, number):
    assert READERS[kind](text) == number


@pytest.mark.parametrize("kind,text,meant", flat(ASKED))
def test_what_may_mean_another_is_asked_and_the_answer_is_read(kind, text, meant):
    with pytest.raises(Refused) as refused:
        READERS[kind](text)
    if meant is None:
        assert refused.value.code.endswith("_unclear")
        return
    assert refused.value.params == {"meant": meant} and f"Maksudnya {meant}?" in refusal_sentence(refused.value)
    READERS[kind](meant)
    current.set("en")
    with pytest.raises(Refused) as refused:
        READERS[kind](text)
    assert READERS[kind](refused.value.params["meant"]), "so is the answer as English is written"


@pytest.mark.parametrize("own,text,meant", OWN)
def test_the_own_unit_of_goods_is_read_and_another_is_asked_about(own, text, meant):
    """ "10 kg" of goods sold by kg was refused; two dus were two bungkus, and a dus holds 24."""
    if isinstance(meant, int):
        assert typed_number.typed_count(text, own) == meant
        return
    with pytest.raises(Refused) as refused:
        typed_number.typed_count(text, own)
    assert refused.value.params == {"meant": meant} and typed_number.typed_count(meant, own)


def test_english_parts_thousands_by_a_space_and_never_rupiah():
    """A point would be read as one of tenths: "1.486 visitors"."""
    assert (grouped(1486), rupiah(1486)) == ("1.486", "Rp1.486")
    current.set("en")
    assert (grouped(999), grouped(1_486_000), rupiah(1486)) == (
        "999",
        "1\N{NO-BREAK SPACE}486\N{NO-BREAK SPACE}000",
        "Rp1.486",
    )


@pytest.mark.parametrize("text", NEVER)
@pytest.mark.parametrize("kind", READ)
def test_what_is_none_is_refused_in_a_sentence(kind, text):
    if kind == "step" and text == "-1":
        return
    with pytest.raises(Refused) as refused:
        READERS[kind](text)
    assert refusal_sentence(refused.value)


@pytest.mark.parametrize(
    "text", ["25.00", "25,00", "2.5.000", "25,50", "25.000,50", "1,5555555 jt", "1.000,-/kg", "500 perak"]
)
def test_amounts_that_could_be_misread_are_refused(text):
    with pytest.raises(Refused):
        typed_number.typed_rupiah(text)


@pytest.mark.parametrize("text", ["15", " 15 ", "015", "99"])
def test_a_bare_fifteen_is_asked_about_and_never_fifteen_rupiah(text):
    with pytest.raises(Refused) as refused:
        typed_number.typed_rupiah(text)
    n = int(text)
    assert refused.value.params == {"meant": f"Rp{n}.000", "typed": f"Rp{n}"}
    assert [typed_number.typed_rupiah(each) for each in refused.value.params.values()] == [n * 1000, n]
    assert [typed_number.typed_rupiah(each) for each in ("0", "100", "Rp 15", "15 rupiah")] == [0, 100, 15, 15]


@pytest.mark.parametrize("text", ["15", "150", " 999 "])
def test_of_a_price_a_bare_hundred_and_fifty_too_is_asked_about(text):
    """Goods for Rp150.000 were sold at Rp150."""
    with pytest.raises(Refused) as refused:
        typed_number.typed_price(text)
    assert refused.value.params == {"meant": f"Rp{int(text)}.000", "typed": f"Rp{int(text)}"}
    told = refused.value.params.values()
    assert [typed_number.typed_price(each) for each in told] == [int(text) * 1000, int(text)]
    assert [typed_number.typed_price(each) for each in ("0", "1000", "Rp 500", "150rb")] == [0, 1000, 500, 150_000]


@pytest.mark.parametrize("language", ["id", "en"])
@given(n=st.integers(0, 9_999_999_999))
def test_what_we_print_is_read_as_itself(language, n):
    current.set(language)
    assert typed_number.typed_rupiah(rupiah(n)) == n
    for kind, reader in READERS.items():
        if kind == "rupiah" and 0 < n < 100:
            continue
        assert reader(grouped(n)) == n
        assert reader(str(n)) == n
    current.set("id")
    short = brief(min(n, 9_999_000_000))
    assert brief(typed_number.typed_rupiah(short)) == short


@given(st.text(max_size=30))
def test_no_text_breaks_a_reader_or_is_read_as_more_than_its_digits(text):
    for reader in (*READERS.values(), typed_day.typed_day, typed_day.typed_month, typed_day.typed_hour):
        try:
            found = reader(text)
        except Refused:
            continue
        assert any(c in "0123456789½¼¾" or c.isalpha() for c in text) and found is not None


DAYS = {
    "2026-12-05": date(2026, 12, 5), "5/12/2026": date(2026, 12, 5), "05-12-2026": date(2026, 12, 5),
    "5.12.2026": date(2026, 12, 5), "5 Desember 2026": date(2026, 12, 5), "5 des 2026": date(2026, 12, 5),
    "5 December 2026": date(2026, 12, 5), "Sabtu, 5 Desember 2026": date(2026, 12, 5),
    "Sab 5 Des 2026": date(2026, 12, 5),
    "2026-12-05 00:00:00": date(2026, 12, 5),
}  # fmt: skip


@pytest.mark.parametrize("text,day", DAYS.items())
def test_days(text, day):
    assert typed_day.typed_day(text) == day


@pytest.mark.parametrize(
    "text,code",
    [("5/12/26", "day_meant"), ("Senin, 5 Desember 2026", "day_meant"), ("5 Desember", "day_meant"),
        ("12/25/2026", "day_in_no_calendar"),
     ("31/2/2026", "day_in_no_calendar"), ("29 Februari 2027", "day_in_no_calendar"), ("5 ma 2026", "day_unclear"),
     ("5/12-2026", "day_unclear"), ("9999-12-31", "year_far"),
     ("2026-1-1", "day_unclear"), ("", "day_unclear"), ("12/2026", "day_unclear"), ("Des 2026", "day_unclear"),
     ("32/1", "day_in_no_calendar")],
)  # fmt: skip
def test_days_that_are_asked_for(text, code):
    with pytest.raises(Refused) as refused:
        typed_day.typed_day(text)
    assert refused.value.code == code and refusal_sentence(refused.value)


PERHAPS = {
    "29/11": "29/11/2026", "5/1": "5/1/2027", "3-12": "3/12/2026", "30 nov": "30/11/2026", "5 Dec": "5/12/2026",
    "2026/12/05": "5/12/2026", "20261205": "5/12/2026", "051226": "5/12/2026", "besok": "29/11/2026",
    "Besok pagi": "29/11/2026", "kemarin": "27/11/2026", "hari ini": "28/11/2026", "tadi pagi": "28/11/2026",
    "bsk": "29/11/2026", "kemaren": "27/11/2026", "hari Jumat": "4/12/2026", "3 hari lagi": "1/12/2026",
    "dua hari yang lalu": "26/11/2026", "Jumat lalu": "27/11/2026", "sabtu lalu": "21/11/2026",
    "sabtu depan": "5/12/2026", "malam minggu": "29/11/2026", "lusa": "30/11/2026", "jumat": "4/12/2026",
    "sabtu": "28/11/2026", "29/2": "29/2/2028", "31/10": "31/10/2026",
}  # fmt: skip


@pytest.mark.parametrize("text,meant", PERHAPS.items())
def test_a_day_that_is_no_whole_one_is_told_back(text, meant):
    """ "Tulis tanggal seperti 5/12/2026" said nothing of what was typed."""
    said = "2028-01-15T12:00+08:00" if text == "29/2" else "2026-11-28T12:00+08:00"  # a Saturday
    with time_machine.travel(datetime.fromisoformat(said)), pytest.raises(Refused) as refused:
        typed_day.typed_day(text)
    assert f"Maksudnya {meant}?" in refusal_sentence(refused.value)
    assert typed_day.typed_day(meant)


def test_of_what_has_happened_the_last_day_of_that_name_is_meant():
    """ "Jadi Jumat" was asked back as the Friday to come."""
    meant = {
        "jumat": "27/11/2026",
        "sabtu": "28/11/2026",
        "30 nov": "30/11/2025",
        "kemarin": "27/11/2026",
        "29/11": "29/11/2025",
    }
    for text, day in meant.items():
        with time_machine.travel(datetime.fromisoformat("2026-11-28T12:00+08:00")), pytest.raises(Refused) as refused:
            typed_day.typed_past_day(text)
        assert f"Maksudnya {day}?" in refusal_sentence(refused.value), text
    assert typed_day.typed_past_day("27/11/2026") == date(2026, 11, 27)


def test_months_and_hours():
    for text in ("2026-12", "12/2026", "Desember 2026", "des 2026", "December 2026"):
        assert typed_day.typed_month(text) == date(2026, 12, 1)
    for text in ("9", "09.00", "9:00", "jam 9", "09:00:00", "9.00 WITA"):
        assert typed_day.typed_hour(text) == time(9)
    for text in ("24:00", "9.60", "12.30+07:00", "0900", "", "9.0"):
        with pytest.raises(Refused):
            typed_day.typed_hour(text)
    for text in ("2026-13", "9999-12", "0001-01", "2026", "Desember", "13/2026"):
        with pytest.raises(Refused):
            typed_day.typed_month(text)


@pytest.mark.parametrize("language", ["id", "en"])
@given(day=st.dates(date(2000, 1, 1), date(2199, 12, 31)), hour=st.times())
def test_days_that_we_print_are_read_as_themselves(language, day, hour):
    current.set(language)
    assert typed_day.typed_day(shown_day(day, year=True)) == day
    assert typed_day.typed_day(shown_day(day, weekday=False, year=True)) == day
    assert typed_day.typed_day(str(day)) == day
    assert typed_day.typed_month(shown_month(day)) == day.replace(day=1)
    assert typed_day.typed_hour(shown_hour(hour)) == hour.replace(second=0, microsecond=0)
    current.set("id")


def test_what_goods_are_counted_in_is_read_behind_their_number():
    """ "2 ikat" of what is sold in ikat was refused. A weight is no number of pieces."""
    for word in UNITS.keys() - {"kg", "kilo"}:
        assert typed_number.typed_count(f"2 {word}") == 2, word
    assert typed_number.typed_count("7 btl") == 7 and typed_number.typed_count("5 stel") == 5
