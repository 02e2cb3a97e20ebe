"""The tests are built as the house is: who knows where a thing stands knows where it is tested."""

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
