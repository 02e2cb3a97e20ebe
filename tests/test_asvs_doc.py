"""docs/asvs.md says something of every requirement, and names only tests and pages that there are."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "asvs.md").read_text("utf-8")
# How many requirements of levels 1 and 2 each section of ASVS 5.0 has; within a section they come first.
SECTIONS = {
    "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4,
    "3.4": 6, "3.5": 5, "3.7": 2,
    "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12, "6.3": 4,
    "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3,
    "9.2": 4,
    "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3, "11.1": 2, "11.2": 3, "11.3": 3,
    "11.4": 4, "11.5": 1, "11.6": 1,
    "12.1": 3, "12.2": 2, "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3,
    "15.1": 3, "15.2": 3, "15.3": 7,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3, "17.1": 1, "17.2": 4, "17.3": 2,
}  # fmt: skip
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([^|]+) \| ([^|]+) \| ([^|]*)\|$", re.M)
LISTED = re.compile(r"^(\d+\.\d+\.\d+(?:,\s+\d+\.\d+\.\d+)*): n/a", re.M)


def test_every_requirement_is_answered_once():
    wanted = [f"{section}.{n}" for section, many in SECTIONS.items() for n in range(1, many + 1)]
    told = [row[0] for row in ROW.findall(PAGE)]
    for several in LISTED.findall(PAGE):
        told += re.split(r",\s+", several)
    assert sorted(told) == sorted(wanted)
    assert len(wanted) == 253


def test_every_answer_is_one_of_five():
    for number, _what, how, _where in ROW.findall(PAGE):
        assert re.match(r"\*\*(met|partly|not met|operator)\*\*|n/a", how), number
        if how.startswith(("**partly", "**not met", "**operator")):
            assert len(how) > 25, f"{number}: what is missing?"


def test_what_is_met_is_held_by_a_test():
    without = [
        number for number, _what, how, where in ROW.findall(PAGE) if how.startswith("**met") and "::" not in where
    ]
    assert without == []


def test_every_test_that_is_named_is_there():
    named = re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", PAGE)
    assert len(named) > 100
    for path, name in named:
        file = ROOT / path
        assert file.is_file(), path
        if name:
            there = {
                node.name for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)
            }
            assert name in there, f"{path}::{name}"


def test_every_page_that_is_linked_is_there():
    for page, part in re.findall(r"\]\(([\w/.-]+\.md)(?:#([\w-]+))?\)", PAGE):
        text = (ROOT / "docs" / page).read_text("utf-8")
        heads = {
            re.sub(r"[^\w -]", "", head).lower().replace(" ", "-") for head in re.findall(r"^#+ (.+)$", text, re.M)
        }
        assert not part or part in heads, f"{page}#{part}"
