"""Which places lie in which: by whole parts of a code, in Python and in SQL alike."""

import itertools

import pytest
import sqlalchemy as sa

from market.kernel.db import read
from market.people import place, villages
from market.people.place import find_villages, lies_in, typed_village, within
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


@both
def test_the_condition_says_what_the_function_says(shop):
    with read() as db:
        for code, around in itertools.product(CODES, CODES):
            asked = within(sa.literal(code), sa.literal(around))
            answered = bool(db.execute(sa.select(sa.case((asked, 1), else_=0))).scalar_one())
            assert answered is lies_in(code, around), (code, around)


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
    ],
)
def test_what_a_sheet_says_of_a_village_is_found_without_a_search(monkeypatch, typed, code):
    """A thousand rows of a sheet are a thousand villages; each search takes twenty milliseconds."""
    monkeypatch.setattr(place, "find_villages", lambda text: pytest.fail(f"searched for {text}"))
    assert typed_village(typed).code == code


def test_no_other_village_is_guessed_whose_name_is_part_of_it():
    assert typed_village("Kel. Balai Jaya Kota, Balai Jaya, Kabupaten Rokan Hilir").name == "Balai Jaya Kota"
