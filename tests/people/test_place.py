"""Which places lie in which: by whole parts of a code, in Python and in SQL alike."""

import itertools

import pytest
import sqlalchemy as sa

from market.kernel.db import read
from market.people.place import lies_in, within
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
