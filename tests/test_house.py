"""The tests are built as the house is: who knows where a thing stands knows where it is tested."""

from pathlib import Path

import market

MARKET, TESTS = Path(market.__file__).parent, Path(__file__).parent
DOORS = {"pages", "demo", "migrations", "kernel"}  # whose folders are tested by the room they show
OF_ALL = {"journeys", "looks", "promises"}  # what goes through every room


def rooms(top: Path) -> set[str]:
    found = (each.parent.relative_to(top).as_posix() for each in top.rglob("__init__.py"))
    return {each for each in found if each != "."}


def test_tests_mirror_the_rooms():
    there, tested = rooms(MARKET), {each for each in rooms(TESTS) if each.partition("/")[0] not in OF_ALL}
    assert not tested - there, "a folder of tests is a room of market"
    assert not {each for each in there if each.partition("/")[0] not in DOORS} - tested, (
        "every room has a folder of tests"
    )
