"""A moment has a day only together with a place: 01.00 in Bitung is the day before in UTC."""

import ast
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from market.kernel.clock import ZONE_NAMES, day_of, zone_name, zone_of
from market.kernel.day_there import day_there
from tests.both_ways import FEW_STATEMENTS, over_rows
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


PROVINCES = [f"{province:02}.01" for province in range(10, 100)]
AHEAD = {"WIB": 7, "WITA": 8, "WIT": 9}  # hours before UTC, in each of them all year and every year since 1988
BESIDE = st.sampled_from((timedelta(0), timedelta(microseconds=1), -timedelta(microseconds=1))) | st.timedeltas(
    -timedelta(hours=12), timedelta(hours=12)
)
# Any moment, and midnight of UTC and of each zone with what lies around it.
MOMENTS = st.builds(
    lambda day, hours, beside: datetime.combine(day, time(), UTC) - timedelta(hours=hours) + beside,
    st.dates(date(2024, 1, 1), date(2031, 12, 31)), st.sampled_from((0, *AHEAD.values())), BESIDE,
)  # fmt: skip


@given(moment=MOMENTS, code=st.sampled_from(PROVINCES))
def test_the_day_of_a_moment_is_that_of_the_wall(moment, code):
    """Whatever zone it came in: its hour in UTC and so many hours more."""
    zone = zone_of(code)
    there = (moment.replace(tzinfo=None) + timedelta(hours=AHEAD[zone_name(zone)])).date()
    for told in (moment, *(moment.astimezone(ZoneInfo(key)) for key in ZONE_NAMES)):
        assert day_of(told, zone) == there
    assert day_of(moment, UTC) == moment.date()
    before, then = (datetime.combine(there + timedelta(days=n), time(), zone) for n in (0, 1))
    assert before <= moment < then, "from its midnight to the next"


@both
@FEW_STATEMENTS
@given(moment=MOMENTS, ahead=st.integers(-3, 30))
def test_a_rows_day_is_that_of_its_place(shop, moment, ahead):
    """Over rows as in Python, for every province."""
    later = timedelta(days=ahead)
    found = over_rows({"code": sa.String()}, [(code,) for code in PROVINCES],
                      lambda rows: day_there(rows.c.code, moment, later))  # fmt: skip
    assert found == [day_of(moment, zone_of(code)) + later for code in PROVINCES]


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
