"""What came from outside is read in one way everywhere."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel, ValidationError

from market.app import create_app
from market.kernel.names import person_name, readings, reads_as, typed_name, visible
from market.kernel.phone import typed_phone
from market.kernel.refused import Refused
from market.kernel.typed import letters, read_json, whole
from market.kernel.typed_number import typed_rupiah
from market.pages.office.bazaars.forms import SlotForm
from market.payments.bank_statement import amounts_in, rupiah_of
from market.people.person import good_pin
from market.people.place import asked_place, find_villages, typed_village
from market.web.forms import Day, Form
from market.web.paging import asked_page
from tests.garbage import own_routes
from tests.web.test_forms import forms

OF_ITSELF = re.compile(r"\b(float|Decimal|Fraction|date|time|datetime|timedelta)\b")
READ_FOR = re.compile(rf"\bint\b|{OF_ITSELF.pattern}")
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
LEFT_OUT = ("bazaars/allocation/", "demo/", "migrations/", "kernel/typed", "kernel/day_pieces.py")
BUILT_IN, METHODS = {"int", "float", "Decimal"}, {"isdigit", "isdecimal", "isnumeric", "fromisoformat", "strptime"}
CUTS = {"strip", "replace", "removeprefix", "removesuffix", "split", "group", "partition", "rpartition", "join"}
# What is no typed text: what we stored or reckoned ourselves, an address that a route let in, what a bank or a QR code
# prints, a setting of the machine.
NOT_TYPED = {
    "bazaars/after/asking_ready.py": {"int(rest.partition('/')[0])"},
    "bazaars/after/amending.py": {"datetime.fromisoformat(then)"},
    "bazaars/after/shortening.py": {"datetime.fromisoformat(first)"},
    "bazaars/allotting/correcting.py": {"datetime.fromisoformat(asked.became)"},
    "bazaars/planning/other_source.py": {"datetime.fromisoformat(at)", "datetime.fromisoformat(told['at'])"},
    "catalog/searching/wishes.py": {"int(re.sub('[. ]', '', told[2]))", "int(told[1])"},  # 0-9 alone
    "pages/letters.py": {"datetime.fromisoformat(v)"},
    "pages/office/bazaars/drawing.py": {"datetime.fromisoformat(typed)"},
    "pages/shop/bazaars.py": {"int(cancelled)"},
    "pages/shop/remembered.py": {"int(now().timestamp())", "int(at or '0', 16)"},
    "pages/watching.py": {"int(params.get('key') or 0)"},
    "pages/workspace/product_photos.py": {"int(width)", "int(height)"},
    "pages/workspace/read_chat.py": {"int(found[1])"},
    "pages/workspace/who.py": {"int(names['claim'])"},
    "till/wire.py": {"datetime.fromisoformat(value)"},
    "payments/bank_statement.py": {
        "text.isdecimal()", "c.isdecimal()", "token.isdecimal()", "int(match[year])", "int(match[month])",
        "int(match[day])"
    },
    "payments/ledger.py": {"int(db.execute(sa.select(net(account)).where(mine, *where)).scalar_one())"},
    "payments/owed.py": {"int(account.split('/')[1])"},
    "payments/providers/qris.py": {"tag.isdigit()", "length.isdigit()"},
    "payments/providers/stripe.py": {"int(-(made.amount_total or 0) * found.fee // (found.amount * HUNDRED))"},
    "payments/recap.py": {"date.fromisoformat(row['month'])"},
    "people/certificate.py": {"int(number.strip()[-2:])"},
    "people/place.py": {"word.isdecimal()"},
    "people/signing_in/second_factor.py": {"code.isdigit()"},
    "reports/amended.py": {"datetime.fromisoformat(text)"},
    "web/addresses.py": {"int(value)"},
    "web/apart.py": {"int(os.environ.get(PROCESSES, '1'))"},
    "web/slow.py": {"int(os.environ.get(PROCESSES, '1'))"},
    "web/writing.py": {"datetime.fromisoformat(text)", "float(share)"},
}  # fmt: skip


def files_that_read():
    for path in sorted(MARKET.rglob("*.py")):
        name = path.relative_to(MARKET).as_posix()
        if not name.startswith(LEFT_OUT):
            yield name, path.read_text("utf-8")


def own_readings(name: str, text: str) -> set[str]:
    """Where a file makes a number or a day out of a text by itself: anywhere behind a door, and in a room out of a
    parameter that is a text or out of a piece of one."""
    found = set()
    for function in ast.walk(ast.parse(text)):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        given = (*function.args.args, *function.args.kwonlyargs)
        texts = {each.arg for each in given if each.annotation is not None and "str" in ast.unparse(each.annotation)}
        for call in ast.walk(function):
            if isinstance(call, ast.Call) and (_cuts(call) or _reads(call, texts, name.startswith(("pages/", "web/")))):
                found.add(ast.unparse(call))
    return found


def _cuts(call: ast.Call) -> bool:
    return isinstance(call.func, ast.Attribute) and call.func.attr in METHODS


def _reads(call: ast.Call, texts: set[str], door: bool) -> bool:
    if not (isinstance(call.func, ast.Name) and call.func.id in BUILT_IN and call.args):
        return False
    inside = list(ast.walk(call.args[0]))
    methods = {each.attr for each in inside if isinstance(each, ast.Attribute)}
    if methods & {"total_seconds", "ru_utime"}:
        return False
    names = {each.id for each in inside if isinstance(each, ast.Name)}
    return door or bool(names & (texts | {"match"}) or methods & CUTS)


def test_no_other_file_reads_a_number_its_own_way():
    """`isdigit` is true of `²`, `int` reads `٣` and `1_000`, and `\\d` is every script's digit."""
    wrong = []
    for name, text in files_that_read():
        wrong += [f"{name}: {code}" for code in own_readings(name, text) - NOT_TYPED.get(name, set())]
        for line in text.splitlines():
            if re.search(r"(pattern=|re\.\w+\(|compile\()r?[\"'].*\\d", line) and name not in LOOKS_ONLY:
                wrong.append(f"{name}: {line.strip()}")
            if re.search(r"json\.loads\((values|request|body|text|raw)", line):
                wrong.append(f"{name}: {line.strip()}")
    assert not wrong, "\n".join(wrong)


def test_what_is_said_to_be_no_typed_text_is_still_there():
    there = {name: own_readings(name, text) for name, text in files_that_read() if name in NOT_TYPED}
    assert there == NOT_TYPED


@pytest.mark.parametrize("code", ["int(given['n'])", "n.isdigit()", "date.fromisoformat(n)", "float(n.strip())"])
def test_a_new_reading_by_hand_is_found(code):
    assert own_readings("orders/new.py", f"def f(n: str, given: dict[str, str]):\n    return {code}\n")


def test_no_address_takes_a_number_but_by_its_pattern():
    """`?n=1_000` would be read by pydantic, and a day as it is written elsewhere."""
    for route in (*own_routes("GET").values(), *own_routes("POST").values()):
        for parameter in (*route.dependant.query_params, *route.dependant.body_params):
            assert not READ_FOR.search(str(parameter.field_info.annotation)), (route.path, parameter.name)


def left_to_pydantic(form: type[BaseModel]) -> list[str]:
    """Fields whose day, hour or fraction no reader of ours takes first; a whole number each form reads as a count."""
    told = {name: f"{each.annotation} {each.metadata}" for name, each in form.model_fields.items()}
    return [name for name, text in told.items() if OF_ITSELF.search(text) and "BeforeValidator" not in text]


def test_no_form_leaves_a_day_an_hour_or_a_fraction_to_pydantic():
    """It reads `2026-12-05T00:00` as a day, 1764892800 as another, and `1.500` as one and a half."""
    create_app()
    assert len(list(forms())) > 100
    assert not [(form.__name__, left_to_pydantic(form)) for form in forms() if left_to_pydantic(form)]

    class Own(BaseModel):
        day: date | None = None
        weights: list[float]
        made_on: Day
        pieces: int

    assert left_to_pydantic(Own) == ["day", "weights"]


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


@pytest.mark.parametrize(
    "text", ["Kel. Madidir Ure", "kel.madidir ure", "Kelurahan Madidir Ure, Kec. Madidir", "MADIDIR URE, Kota Bitung"]
)
def test_a_place_with_what_stands_before_its_name(text):
    assert typed_village(text).name == "Madidir Ure"


def test_a_phone_number_whose_zero_a_sheet_dropped():
    assert typed_phone("81234567890") == typed_phone("0812-3456-7890")


@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "\u2060", "\u00ad", "\x07"])
def test_a_name_with_a_sign_that_nobody_sees(sign):
    for reader in (visible, typed_name):
        with pytest.raises(Refused):
            reader(f"Ratna{sign}Wowor")
    assert typed_name("Tunas  Bahari ") == "Tunas Bahari"


ALIKE = ["Tunas Bahar!", "Tunas Bahar|", "Tunas Bahar1", "Tun@s Bahari", "Tuna$ Bahari", "Tunas B4hari", "7unas Bahari",
         "Tunas-Bahari", "TUNAS  BAHARI.", "Tun\u00e1s Bahari", "\uff34unas Bahari",
         "Tunas Bahar\u00ec\u0332", "Tunas Bahari!", "!Tunas Bahari", "Tunas Bahari|", "Tunas Bahar(", "Tunas Bahar/",
         "Tunas Bahar)", "+unas Bahari", "Tunas Bahari @", "Tunas Bahari (i)"[:-4], "Tunas/Bahari",
         "Tunas Bahar:", "Tunas Bahar;", "Tunas Bah&ri", "Tunas 6ahari", "Tunas: Bahari", "& Tunas Bahari"]  # fmt: skip
UNCLEAR = ["Tunas Bahar\u00a1", "Tunas Bahar\u0661", "Tunas Bahar\u2223", "Tunas Bahari\u00b2", "\u24c9unas Bahari",
           "Tunas Bahari\ufe0f", "Tunas B\u20ddahari", "Tunas Bahari\u034f", "Tunas \u2800Bahari", "Tunas Bahar\u01c0",
           "Tunas Baha\u2171", "Tunas Bahari\U0001f7e2", "Tunas Bahar\u00a6", "Tunas Bahari !!", "Tunas B/har(",
           "Tun@s Bahar!"]  # fmt: skip


@pytest.mark.parametrize("name", [*ALIKE, *UNCLEAR])
def test_a_name_reads_like_the_one_it_imitates_or_is_refused(name):
    """Every sign of a name is a letter, a digit, a sign that stands between words, or is refused."""
    if name in UNCLEAR:
        with pytest.raises(Refused):
            typed_name(name)
    else:
        assert reads_as("Tunas Bahari") in readings(typed_name(name))


@pytest.mark.parametrize(
    "name",
    ["KUB Ma\u2019ruf & Anak (Bitung)", 'Dapur "Mama Jo"', "UD. Laut 9, No. 2/3", "Ni\u00f1o + S\u00ea", "Yuk, Jajan!"],
)
def test_a_name_as_people_write_it(name):
    assert typed_name(name) == name


@pytest.mark.parametrize(
    "name",
    ["Dermaga", "DERMAGA!", "Derm@ga", "Derm@ga!", "Derma\u0261a", "\u1d05ermaga", "\u0110ermaga", "\u13a0ermaga",
        "Clermaga",
     "C1ermaga", "Derrnaga", "D\u0435rmaga", "D e r m a g a", "Dermaga.", "Der\u0301maga", "|Dermaga|", "Dermag\u0251",
     "Adrnin Dermaga"],
)  # fmt: skip
def test_no_person_is_called_as_we_are(name):
    with pytest.raises(Refused, match="name_ours"):
        person_name(name)


@pytest.mark.parametrize("name", ["12", "??", "\N{OK HAND SIGN}\N{OK HAND SIGN}", "- -"])
def test_a_name_has_letters(name):
    with pytest.raises(Refused, match="name_no_letter"):
        person_name(name)
    if name.isascii():
        with pytest.raises(Refused, match="name_no_letter"):
            typed_name(name)


@pytest.mark.parametrize(
    "name",
    [
        "Citra Dewi",
        "Rn. Darmaga",
        "Ma\u2019ruf",
        "\u041e\u043b\u044c\u0433\u0430",
        "\u0645\u062d\u0645\u062f",
        "Đặng Thị",
        "Siti (Ibu Ani)",
    ],
)
def test_people_are_called_as_they_are(name):
    assert person_name(name) == name


def test_digits_stay_apart():
    assert len({reads_as(f"Kelompok {digit}") for digit in range(10)}) == 10
