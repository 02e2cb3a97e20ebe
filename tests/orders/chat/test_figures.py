import pytest

from market.orders.chat.blank import Left
from market.orders.chat.figures import take_houses, take_money, take_phones
from tests.orders.chat.goods import ROA, SAMBAL, lines, read

ONE = "+6281234567890"


@pytest.mark.parametrize(
    "text",
    ["081234567890", "0812 3456 7890", "0812-3456-7890", "(0812) 3456 7890", "0812.3456.7890", "0812–3456–7890",
        "0812/3456/7890",
     "+62 812-3456-7890", "62812 3456 7890", "+62 (812) 3456-7890", "wa.me/6281234567890", "0812 34567890",
     "hp:081234567890."],
)  # fmt: skip
def test_a_phone_is_one_however_it_is_parted(text):
    assert read(f"roa 2, {text}").phones == (ONE,)
    assert lines(f"roa 2 ikat\n{text}\nsambal roa 3") == {ROA: 2, SAMBAL: 3}


def test_a_last_figure_that_stands_alone_is_of_the_phone():
    assert read("roa 2\na.n. Joko 0812 345 678 9").phones == ("+628123456789",)
    assert read("roa 2\nJoko 0812 345 678 2 ikat fufu").phones == ("+62812345678",)
    assert lines("roa 2 ikat\nJoko 0812 345 678 9") == {ROA: 2}
    assert read("roa 2, no hp 0812 7777 888 9, bayar transfer").phones == ("+6281277778889",)
    assert lines("roa 2, no hp 0812 7777 888 9, bayar transfer") == {ROA: 2}


def test_a_quantity_behind_a_phone_is_no_part_of_it():
    assert read("081234567890 2 ikat roa").phones == (ONE,)
    assert lines("081234567890 2 ikat roa") == {ROA: 2}


@pytest.mark.parametrize("text", ["BRI 0123-01-004567-50-8", "rek 1234567890123", "resi 00812345678901234567", "08123"])
def test_accounts_and_other_long_numbers_are_no_phones(text):
    assert read(text).phones == ()


def test_a_phone_that_is_mended_at_once_is_left_out():
    assert read("Mey 08123456789 eh kurang, 081234567890").phones == (ONE,)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("@15rb", 15_000), ("Rp 15.000,-", 15_000), ("Rp15.000", 15_000), ("15k", 15_000), ("1,5 jt", 1_500_000),
        ("35 ribuan", 35_000),
     ("15.000", 15_000)],
)  # fmt: skip
def test_money_is_taken_before_pieces(text, amount):
    left = Left(text.lower())
    assert [each.amount for each in take_money(left)] == [amount]
    assert not any(map(str.isdigit, left.text))


@pytest.mark.parametrize(
    "text",
    ["no 7", "RT 02/RW 05", "blok C5/12", "lt 17 unit 1712", "kav 88", "jam 10.30", "isi 20", "umur 6", "3 hari",
        "20 orang", "95515",
     "lingk. 3", "1. "],
)  # fmt: skip
def test_numbers_of_houses_hours_and_lists_are_no_pieces(text):
    left = Left(f"{text.lower()}x" if text == "1. " else text.lower())
    take_houses(left)
    assert not any(map(str.isdigit, left.text))


def test_a_sum_is_no_quantity():
    assert lines("roa 2, sambal roa 3. jd 120 + 96 = 216rb kan") == {ROA: 2, SAMBAL: 3}


def test_the_number_of_who_offers_is_not_the_buyers():
    assert read("Kerupuk 22rb\nMinat hub 0812-3456-7890\n\nmasih ada bu?").phones == ()
    assert read("roa 2, hub 0812-3456-7890").phones == (ONE,)


def test_many_phones_are_bounded():
    left = Left(" ".join(f"08123456{n:04}" for n in range(100)))
    assert len(take_phones(left)) == 20
