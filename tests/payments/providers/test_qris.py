"""QRIS payloads: what is read, what is refused and why, and the amount put in."""

import contextlib
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from market.kernel.refused import Refused
from market.payments.providers.qris import MOST, Qris, checksum, read_qris, written

ACCOUNT = ("26", "0016COM.EXAMPLE.WWW0118936009140000000000")
NATIONAL = ("51", "0014ID.CO.QRIS.WWW0215ID10200000000010303UMI")


def code(name: str = "TUNAS BAHARI", *more: tuple[str, str], without: tuple[str, ...] = (), **changed: str) -> str:
    """A made-up merchant's static code."""
    fields = [
        ("00", "01"), ("01", "11"), ACCOUNT, NATIONAL, ("52", "5411"), ("53", "360"), ("58", "ID"), ("59", name),
        ("60", "BITUNG"), ("61", "95511"), ("62", "070300A"),
    ]  # fmt: skip
    fields = [(tag, changed.get(f"t{tag}", value)) for tag, value in fields if tag not in without]
    return written(sorted([*fields, *more]))


def test_the_checksum_is_ccitt_false_over_bytes():
    assert checksum("123456789") == "29B1"
    # EMVCo's annex example, with Chinese text: lengths count characters, the checksum bytes.
    annex = (
        "00020101021229300012D156000000000510A93FO3230Q31280012D15600000001030812345678520441115802CN5914BEST TRANSPORT"
        "6007BEIJING64200002ZH0104最佳运输0202北京"
        "540523.7253031565502016233030412340603***0708A60086670902ME91320016A011223344"
        "998877070812345678630"
    )
    assert checksum(annex + "4") == "A13A"


def test_what_a_code_says():
    found = read_qris(code())
    assert (found.merchant, found.city, found.nmid, found.amount) == ("TUNAS BAHARI", "BITUNG", "ID1020000000001", "")
    assert found.payload == code()


NAMES = ["5802ID SEAFOOD", "TOKO 010211", "WARUNG 6304", "ENDS IN SPACE ", "Kué Ibu Ané", "北京餐厅", "A" * 25]


@pytest.mark.parametrize("name", NAMES)
def test_a_name_may_hold_anything(name):
    asked = read_qris(code(name)).with_amount(48_217)
    again = read_qris(asked)
    assert again.merchant == name and again.amount == "48217" and again.value("01") == "12"
    assert again.nmid == read_qris(code(name)).nmid


def test_an_amount_takes_its_place_and_the_old_one_goes():
    old = code("TOKO", ("54", "1000"), ("55", "02"), ("56", "500"))
    asked = read_qris(old).with_amount(25_000)
    tags = [tag for tag, _ in read_qris(asked).fields]
    assert tags == sorted(tags) and tags.count("54") == 1 and "55" not in tags and "56" not in tags
    assert "540525000" in asked
    without = read_qris(code(without=("01",))).with_amount(1)
    assert without.startswith("000201010212"), "01 is put in after 00"


@pytest.mark.parametrize("amount", [0, -1, MOST + 1, 10**12])
def test_an_amount_that_cannot_be_asked(amount):
    with pytest.raises(Refused) as refused:
        read_qris(code()).with_amount(amount)
    assert refused.value.code == "qris_amount"


WRONG = {
    "nothing": ("", "qris_unclear"),
    "not a code": ("https://contoh.id/bayar", "qris_unclear"),
    "a wrong checksum": (code()[:-1] + ("0" if code()[-1] != "0" else "1"), "qris_checksum"),
    "cut off": (code()[:-9], "qris_checksum"),
    "a transfer code": (code("BUDI", ("40", "0014ID.CO.QRIS.WWW"), t62="0804BOOK"), "qris_transfer"),
    "cash": (written([("00", "01"), ("01", "11"), ("40", "0014ID.CO.QRIS.WWW"), ("52", "4829"), ("53", "360"),
                ("58", "ID"), ("59", "BUDI"), ("60", "BITUNG"), ("62", "0804DMCT")]), "qris_transfer"),
    "dollars": (code(t53="840"), "qris_foreign"),
    "another country": (code(t58="SG"), "qris_foreign"),
    "no account": (code(without=("26", "51")), "qris_unclear"),
    "no name": (code(without=("59",)), "qris_unclear"),
    "another version": (code(t00="02"), "qris_unclear"),
    "a tag twice": (code("TOKO", ("59", "LAIN")), "qris_unclear"),
    "a name of 90": (code("A" * 90), "qris_unclear"),
    "a place of 50": (code(t60="B" * 50), "qris_unclear"),
    "a merchant id of 60": (code(t51="0014ID.CO.QRIS.WWW0260" + "I" * 60), "qris_unclear"),
    "too long": ("00" + "9" * 600, "qris_unclear"),
}  # fmt: skip


@pytest.mark.parametrize("what", WRONG)
def test_what_is_refused(what):
    text, reason = WRONG[what]
    with pytest.raises(Refused) as refused:
        read_qris(text)
    assert refused.value.code == reason


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), min_size=1, max_size=25)


@given(name=TEXT, city=st.text(min_size=1, max_size=15), amount=st.integers(1, MOST))
def test_any_name_and_amount_come_back(name, city, amount):
    static = read_qris(code(name, t60=city))
    asked = read_qris(static.with_amount(amount))
    assert asked.merchant == name and asked.city == city and int(asked.amount) == amount
    assert dict(asked.fields) == dict(static.fields) | {"01": "12", "54": str(amount)}
    assert asked.with_amount(amount) == asked.payload, "asking twice asks once"


@given(st.text(max_size=80))
def test_garbage_is_refused_and_never_breaks(text):
    with contextlib.suppress(Refused):
        assert isinstance(read_qris(text), Qris)


@given(at=st.integers(0, 200), to=st.characters(codec="ascii", categories=["L", "N"]))
def test_one_wrong_character_is_seen(at, to):
    """The checksum is verified first and nothing is repaired."""
    good = code()
    at %= len(good)
    bad = good[:at] + to + good[at + 1 :]
    if bad.upper() == good.upper() and re.fullmatch(r"[0-9A-Fa-f]", to) and at >= len(good) - 4:
        return
    if bad != good:
        with pytest.raises(Refused):
            read_qris(bad)


WRAPPED = {
    "blanks around it": lambda text: f"  {text} \n",
    "a line end in it": lambda text: f"{text[:40]}\n{text[40:]}",
    "wrapped by a letter": lambda text: f"{text[:30]} \r\n {text[30:70]}\n{text[70:]}\n",
    "wrapped where its name has a space": lambda text: text.replace("IKAN IBU", "IKAN\nIBU"),
    "marks that nobody sees": lambda text: f"\ufeff{text[:9]}\u200b{text[9:]}\u200b",
}


@pytest.mark.parametrize("how", WRAPPED)
def test_blanks_that_came_with_pasting_are_no_part_of_it(how):
    good = code("TOKO IKAN IBU SIENCE")
    assert read_qris(WRAPPED[how](good)) == read_qris(good)
