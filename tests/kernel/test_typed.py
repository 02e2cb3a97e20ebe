"""What came from outside is read in one way everywhere."""

import re
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from market.kernel.money import typed_rupiah
from market.kernel.phone import typed_phone
from market.kernel.refused import Refused
from market.kernel.typed import letters, read_json, whole
from market.pages.office.bazaars.forms import SlotForm
from market.payments.bank_statement import amounts_in, rupiah_of
from market.people.person import good_pin
from market.people.place import asked_place, find_villages
from market.web.forms import Day, Form
from market.web.paging import asked_page

MARKET = Path(__file__).resolve().parents[2] / "market"
NONE = (
    "",
    " ",
    "-1",
    "+1",
    "1.0",
    "1_000",
    "²",
    "1²",
    "٣",
    "１２",
    "½",
    "Ⅷ",
    "𝟙",
    "0x1",
    "1e3",
    "NaN",
    "1 ",
    "\n1",
    "9" * 19,
    "9" * 5000,
)


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_whole_number(text):
    assert whole(text) is None
    assert asked_page(text) == 1
    for reader in (typed_rupiah, good_pin, typed_phone):
        if text.strip() != "1":  # spaces around are forgiven
            with pytest.raises(Refused):
                reader(text)


def test_whole_numbers():
    assert [whole(text) for text in ("0", "7", "007", "9" * 18)] == [0, 7, 7, 10**18 - 1]
    assert whole("10", 10) == 10 and whole("11", 10) is None
    assert [asked_page(text) for text in ("0", "3", "500", "501", "9" * 18)] == [1, 3, 500, 500, 500]


LOOKS_ONLY = ("kernel/log.py", "kernel/reached.py")  # they find numbers in a text, in any script, and reckon with none


def test_no_other_file_reads_a_number_its_own_way():
    """`isdigit` is true of `²`, and `\\d` of every script's digits."""
    allowed = {"kernel/typed.py"}
    wrong = []
    for path in MARKET.rglob("*.py"):
        name = path.relative_to(MARKET).as_posix()
        if name in allowed or name.startswith(("bazaars/allocation/", "demo/", "migrations/")):
            continue
        for line in path.read_text("utf-8").splitlines():
            if re.search(r"\.isdigit\(|\.isnumeric\(", line) and ".isascii() and" not in line:
                wrong.append(f"{name}: {line.strip()}")
            if re.search(r"(pattern=|re\.\w+\(|compile\()r?[\"'].*\\d", line) and name not in LOOKS_ONLY:
                wrong.append(f"{name}: {line.strip()}")
            if re.search(r"json\.loads\((values|request|body|text|raw)", line):
                wrong.append(f"{name}: {line.strip()}")
    assert not wrong, "\n".join(wrong)


def test_sums_of_a_statement_that_no_bill_can_have():
    assert rupiah_of("9" * 25) is None and rupiah_of("9" * 5000) is None and rupiah_of("²") is None
    assert amounts_in("TRSF CR 25.123 " + "9" * 5000) == [25_123]


def test_letters_that_no_database_takes():
    assert letters("a\x00b\ud800c\udfff\u202e🐟") == "abc\u202e🐟"


@pytest.mark.parametrize("text", ["", "[[[", "[" * 51_000, '{"a":' * 30_000, "[[" + "9" * 5000 + "]]", "x" * 2_000_001])
def test_what_is_no_json(text):
    with pytest.raises(Refused):
        read_json(text)


def test_json():
    assert read_json('[["a", 1]]') == [["a", 1]]


class Days(Form):
    day: Day


@pytest.mark.parametrize(
    "text", ["9999-12-31", "0001-01-01", "2200-01-01", "1899-12-31", "2026-02-31", "²²²²-01-01", "x", "2026-1-1"]
)
def test_days_that_nobody_means(text):
    with pytest.raises((ValidationError, Refused)):
        Days(day=text)


def test_days():
    assert Days(day="2026-11-28").day == date(2026, 11, 28)
    assert Days(day="2199-12-31").day.year == 2199


def test_an_hour_is_on_the_wall_of_the_bazaar():
    with pytest.raises(ValidationError):
        SlotForm(day="2026-12-01", starts="09:00+07:00", ends="12:00")


@pytest.mark.parametrize(
    "text", ["x" * 51_000, "%", "_", "71.", "71.7", "71.72%", "７１", "71.72.06.1003.1", "' OR 1=1"]
)
def test_a_place_in_an_address_is_a_code_or_everywhere(text):
    assert asked_place(text) == ""


def test_places():
    assert asked_place("71.72") == "71.72"
    assert find_villages("x" * 51_000) == ()
