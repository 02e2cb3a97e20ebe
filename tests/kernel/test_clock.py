"""A moment has a day only together with a place: 01.00 in Bitung is the day before in UTC."""

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from market.kernel.clock import day_of, zone_of
from market.kernel.day_there import day_there
from market.kernel.db import read
from tests.conftest import both

MARKET = Path(__file__).resolve().parents[2] / "market"
ASKS_OTHERWISE = {
    "kernel/clock.py",  # where it is written
    "bazaars/planning/programme.py",  # of a day and an hour put together
    "reports/amended.py",  # of a text without a zone
}


def test_the_small_hours_belong_to_the_day_on_the_wall():
    one_in_bitung = datetime(2026, 12, 4, 17, 0, tzinfo=UTC)
    assert day_of(one_in_bitung, ZoneInfo("Asia/Makassar")) == date(2026, 12, 5)
    assert day_of(one_in_bitung, UTC) == date(2026, 12, 4)


@both
def test_a_rows_day_is_that_of_its_place(shop):
    """Over rows as in Python, for every province, at each hour of a day."""
    start = datetime(2026, 12, 4, 14, 30, tzinfo=UTC)
    for moment in (start + timedelta(hours=n) for n in range(0, 12)):
        codes = [f"{province:02}.01" for province in range(10, 100)]
        asked = [day_there(sa.literal(code), moment, timedelta(days=2)) for code in codes]
        with read() as db:
            found = list(db.execute(sa.select(*asked)).one())
        assert found == [day_of(moment, zone_of(code)) + timedelta(days=2) for code in codes]


def spells_now(node: ast.AST) -> bool:
    """`f"{now():%Y-%m-%d}"`: the day or the minute of UTC, as a name or for people."""
    return isinstance(node, ast.FormattedValue) and ast.unparse(node.value) == "now()" and node.format_spec is not None


# One a day at most, however often it happens: a stranger causes it, or a group that moves to and fro.
ONE_A_DAY = {
    "pages/arriving.py", "pages/shop/second_step.py", "people/approving/pin_guess.py", "people/facts/moving.py",
    "people/signing_in/contact.py",
}  # fmt: skip


def keyed_by_the_clock(node: ast.AST) -> bool:
    """`f"withdrawn/{now()}"`: a key that two things of one moment share, or that a count gives twice."""
    if not isinstance(node, ast.JoinedStr):
        return False
    texts = [part.value for part in node.values if isinstance(part, ast.Constant)]
    calls = (each.func for part in node.values for each in ast.walk(part) if isinstance(each, ast.Call))
    asked = {each.id for each in calls if isinstance(each, ast.Name)}
    return any("/" in text for text in texts) and bool(asked & {"now", "today", "len"})


def test_what_is_told_once_is_named_by_what_happened():
    """Messages and notices have a key; two things that happen in one second are two, and lose no letter."""
    found = set()
    for file in MARKET.rglob("*.py"):
        if any(keyed_by_the_clock(node) for node in ast.walk(ast.parse(file.read_text()))):
            found.add(file.relative_to(MARKET).as_posix())
    assert found == ONE_A_DAY


def test_nothing_asks_a_moment_for_its_day_without_a_zone():
    found = set()
    for file in MARKET.rglob("*.py"):
        name = str(file.relative_to(MARKET))
        if name.startswith("demo/") or name in ASKS_OTHERWISE:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            asks = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "date"
            if (asks and not node.args) or spells_now(node):
                found.add(f"{name}:{node.lineno}")
    for page in (MARKET.parent / "templates").rglob("*.[ht]*"):
        if ".date()" in page.read_text():
            found.add(page.name)
    assert not found, "day_of(moment, zone)"
