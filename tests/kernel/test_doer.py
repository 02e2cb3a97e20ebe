"""Who did something stands in a row in one way: her name as long as its column keeps it, and her id beside it."""

import ast
import re
from pathlib import Path
from types import SimpleNamespace

import market
from market.kernel.doer import NAMED, sign, who_did
from market.people.access import Actor

MARKET = Path(market.__file__).parent


def test_a_row_that_is_there_is_signed_as_a_new_one_is():
    by, row = Actor(person_id=7, name="S" * (NAMED + 5)), SimpleNamespace()
    sign(row, by, "ended_by")
    assert vars(row) == who_did(by, "ended_by") == {"ended_by": "S" * NAMED, "ended_by_id": 7}


def test_nobody_cuts_a_name_by_herself():
    own = re.compile(r"\bby\.name\[:")
    found = [each for each in MARKET.rglob("*.py") if own.search(each.read_text("utf-8"))]
    assert found == [MARKET / "kernel/doer.py"]


def test_by_is_always_who_does_it():
    """`by` is a person as she acts; an id alone is called `by_id`, and stands where nobody acts."""
    found = set()
    for file in MARKET.rglob("*.py"):
        for each in ast.walk(ast.parse(file.read_text("utf-8"))):
            given = [each] if isinstance(each, ast.arg) and each.arg == "by" else []
            given += [each] if isinstance(each, ast.AnnAssign) and ast.unparse(each.target) == "by" else []
            if any("int" in ast.unparse(one.annotation).split(" | ") for one in given if one.annotation):
                found.add(f"{file.relative_to(MARKET)}:{each.lineno}")
    assert not found
