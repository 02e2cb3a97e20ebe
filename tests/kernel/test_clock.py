"""A moment has a day only together with a place: 01.00 in Bitung is the day before in UTC."""

import ast
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from market.kernel.clock import day_of

MARKET = Path(__file__).resolve().parents[2] / "market"
ASKS_OTHERWISE = {
    "kernel/clock.py",  # where it is written
    "bazaars/planning/programme.py",  # of a day and an hour put together
    "pages/reasons.py",  # of a text without a zone
}


def test_the_small_hours_belong_to_the_day_on_the_wall():
    one_in_bitung = datetime(2026, 12, 4, 17, 0, tzinfo=UTC)
    assert day_of(one_in_bitung, ZoneInfo("Asia/Makassar")) == date(2026, 12, 5)
    assert day_of(one_in_bitung, UTC) == date(2026, 12, 4)


def test_nothing_asks_a_moment_for_its_day_without_a_zone():
    found = set()
    for file in MARKET.rglob("*.py"):
        name = str(file.relative_to(MARKET))
        if name.startswith("demo/") or name in ASKS_OTHERWISE:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            asks = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "date"
            if asks and not node.args:
                found.add(f"{name}:{node.lineno}")
    for page in (MARKET.parent / "templates").rglob("*.*"):
        if ".date()" in page.read_text():
            found.add(page.name)
    assert not found, "day_of(moment, zone)"
