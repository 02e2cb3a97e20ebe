"""Which places lie in which: by whole parts of a code, in Python and in SQL alike."""

import itertools
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from market.people import place, villages
from market.people.place import find_villages, in_same_city, lies_in, typed_village, within
from tests.both_ways import FEW_STATEMENTS, MANY, yes_or_no
from tests.conftest import both

CODES = (
    "7",
    "71",
    "71.7",
    "71.72",
    "71.720",
    "71.72.0",
    "71.72.06",
    "71.72.06.1003",
    "71.72.06.1004",
    "18.01",
    "%",
    "_1",
)


@pytest.mark.parametrize(
    ("code", "around", "answer"),
    [
        ("71.72.06.1003", "71.72", True),
        ("71.72.06.1003", "71.7", False),
        ("71.72.06.1003", "71.72.0", False),
        ("71.72", "71.72", True),
        ("71", "71.72", False),
        ("71.72.06.1003", "%", False),
    ],
)
def test_a_place_lies_in_a_place_by_whole_parts(code, around, answer):
    assert lies_in(code, around) is answer


def written(number: int, letters: int) -> str:
    """A code of this many letters: a province's has two, a village's thirteen."""
    digits = f"{number:010}"
    return ".".join((digits[:2], digits[2:4], digits[4:6], digits[6:]))[:letters]


# Codes, what looks like one, and what a LIKE would take for a pattern; beside another, or its own beginning.
WRITTEN = st.builds(written, st.integers(0, 10**10 - 1), st.sampled_from((2, 5, 8, 13)))
WRITTEN = st.sampled_from(CODES) | WRITTEN | st.text("17.%_", max_size=9)
PAIR = st.tuples(WRITTEN, WRITTEN) | st.builds(lambda code, end: (code, code[:end]), WRITTEN, st.integers(0, 13))
NAMED = {"code": sa.String(), "around": sa.String()}


@both
@FEW_STATEMENTS
@given(
    pairs=st.lists(PAIR, min_size=MANY, max_size=MANY),
    village=st.sampled_from(("71.72.06.1003", "18.01.06.2001", "71.7")),
)
def test_the_condition_says_what_the_function_says(pairs, village, shop):
    said = yes_or_no(NAMED, pairs, lambda rows: within(rows.c.code, rows.c.around))
    assert said == [lies_in(*pair) for pair in pairs]
    near = yes_or_no(NAMED, pairs, lambda rows: in_same_city(rows.c.code, village))
    assert near == [lies_in(code, village[:5]) for code, _around in pairs]


@given(pair=PAIR)
def test_a_place_lies_in_another_when_its_parts_begin_with_the_others(pair):
    parts, others = (code.split(".") for code in pair)
    assert lies_in(*pair) is (parts[: len(others)] == others)


def test_the_villages_are_read_once_though_a_page_asks_while_a_server_begins():
    villages._read.cache_clear()
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(each) for each in (villages.keep_villages, villages.villages, villages.villages)]
    assert villages._read.cache_info().misses == 1
    assert asked[1].result() is asked[2].result() and len(asked[1].result().starts) == 83_762


def test_a_search_looks_through_the_villages_a_few_times_whatever_is_typed(monkeypatch):
    """Each look is milliseconds of a processor that everybody waits for, and anybody may ask."""
    looked = []

    class Counted(str):
        def count(self, *given):
            looked.append(given)
            return super().count(*given)

    everywhere = villages.villages()
    monkeypatch.setattr(place, "villages", lambda: everywhere._replace(paths=Counted(everywhere.paths)))
    pairs = " ".join(a + b for a, b in itertools.product("abcdefg", repeat=2))
    for typed in ("a " * 80, "zz " * 53, pairs, "an ar ng er in ma an ka sa ri ba nd"):
        find_villages(typed)
    assert len(looked) <= 2 * 2 * 3, "three words are counted, once more without what stands before a name"
    assert find_villages("kel. madidir ure, kota bitung")[0].code == "71.72.02.1003"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("Madidir Ure, Madidir, Kota Bitung", "71.72.02.1003"),
        ("Kel. Madidir Ure, Kec. Madidir, Kota Bitung", "71.72.02.1003"),
        ("KELURAHAN MADIDIRURE, BITUNG", "71.72.02.1003"),
        ("Purwodadi, Purwodadi, Kabupaten Musi Rawas", "16.05.13.1005"),
        ("Regapu’u, Paga, Kabupaten Sikka", "53.07.01.2021"),
        ("Regapu'u, Paga, Kabupaten Sikka", "53.07.01.2021"),
    ],
)
def test_what_a_sheet_says_of_a_village_is_found_without_a_search(monkeypatch, typed, code):
    """A thousand rows of a sheet are a thousand villages; each search takes twenty milliseconds."""
    monkeypatch.setattr(place, "find_villages", lambda text: pytest.fail(f"searched for {text}"))
    assert typed_village(typed).code == code


def test_no_other_village_is_guessed_whose_name_is_part_of_it():
    assert typed_village("Kel. Balai Jaya Kota, Balai Jaya, Kabupaten Rokan Hilir").name == "Balai Jaya Kota"
