"""The tests are built as the house is: who knows where a thing stands knows where it is tested."""

import re
from pathlib import Path

import market

MARKET, TESTS = Path(market.__file__).parent, Path(__file__).parent
SHOWN = {"pages", "demo", "migrations", "kernel"}  # what lies in them is tested by what it shows or holds
OF_ALL = {"journeys", "looks", "promises"}  # what goes through every room


def rooms(top: Path) -> set[str]:
    found = (each.parent.relative_to(top).as_posix() for each in top.rglob("__init__.py"))
    return {each for each in found if each != "."}


def test_tests_mirror_the_rooms():
    there, tested = rooms(MARKET), {each for each in rooms(TESTS) if each.partition("/")[0] not in OF_ALL}
    assert not tested - there, "a folder of tests is a room of market"
    asked = {each for each in there if "/" not in each or each.partition("/")[0] not in SHOWN}
    assert not asked - tested, "every room, and each room in one, has a folder of tests"


README = (MARKET.parent / "README.md").read_text("utf-8")
HOUSE = README.partition("\n## The house\n")[2].partition("\n## ")[0]


def test_the_drawn_house_has_every_room():
    drawn, path = set(), []
    for line in HOUSE.partition("market/\n")[2].partition("```")[0].splitlines():
        if name := re.match(r"( +)([a-z_]+)/ ", line):
            depth = len(name[1]) // 2
            path = [*path[: depth - 1], name[2]]
            drawn.add("/".join(path))
            drawn |= {f"{'/'.join(path)}/{each}" for each in re.findall(r"\b(\w+)/(?= |,|$)", line[name.end() :])}
    shown = {each for each in rooms(MARKET) if each.partition("/")[0] not in {"demo", "migrations"}}
    assert drawn == shown


def test_what_is_said_of_the_house_is_there():
    """Each file that it names stands where it says, from the room named before it or from the top."""
    named = {each for each in re.findall(r"`([a-z_/]+\.(?:py|html))`", HOUSE) if "/" in each}
    named |= set(re.findall(r"\((market/[a-z_/]+\.py)\)", HOUSE))
    files = {each.relative_to(MARKET.parent).as_posix() for top in ("market", "templates") for each in
             (MARKET.parent / top).rglob("*") if each.is_file()}  # fmt: skip
    assert len(named) > 8
    assert not [each for each in named if not any(f"/{file}".endswith(f"/{each}") for file in files)]


def test_a_verb_writes_down_who_did_it():
    """An act is noted by the verb on the record, in its transaction: a second door to the same verb forgets nothing."""
    noted = re.compile(r"(?<!_)\bnote(?:_helped)?\((?:self\.bazaar\.)?db, |(?:own|found)\.note\(")
    pages = MARKET / "pages"
    found = [f.relative_to(pages).as_posix() for f in pages.rglob("*.py") if noted.search(f.read_text("utf-8"))]
    assert found == []
