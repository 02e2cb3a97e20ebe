"""Time: stored in UTC, shown in a zone with its name; deadlines for people rest at night.

Bitung and Bontang keep WITA (Asia/Makassar), Kalianda WIB (Asia/Jakarta): Keppres 41/1987.
"""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

WAKES = time(6)
SLEEPS = time(21)
MORNING = time(9)
ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
# The first two digits of a Kemendagri code, for the provinces that are not on WIB.
WITA_PROVINCES = frozenset(["51", "52", "53", "63", "64", "65", "71", "72", "73", "74", "75", "76"])
WIT_PROVINCES = frozenset(["81", "82", "91", "92", "93", "94", "95", "96"])
WIB = ZoneInfo("Asia/Jakarta")
PROVINCES_OF = {ZoneInfo("Asia/Makassar"): WITA_PROVINCES, ZoneInfo("Asia/Jayapura"): WIT_PROVINCES}  # all others: WIB


def now() -> datetime:
    """This moment, aware, in UTC."""
    return datetime.now(UTC)


def whole_second(moment: datetime) -> datetime:
    """The moment itself, or the next whole second after it."""
    return (moment + timedelta(microseconds=999_999)).replace(microsecond=0)


def day_of(moment: datetime, zone: tzinfo) -> date:
    """The date that is on the wall of a place at a moment: 01.00 WITA is the day before in UTC."""
    return moment.astimezone(zone).date()


def today(zone: ZoneInfo) -> date:
    """The date on the wall of a place."""
    return day_of(now(), zone)


@lru_cache(maxsize=4096)
def zone_of(place_code: str) -> ZoneInfo:
    """The zone of a Kemendagri code."""
    return next((zone for zone, provinces in PROVINCES_OF.items() if place_code[:2] in provinces), WIB)


def zone_name(zone: ZoneInfo) -> str:
    return ZONE_NAMES.get(zone.key, zone.key)


def after_waking(start: datetime, hours: float, zone: ZoneInfo, closed: Collection[date] = ()) -> datetime:
    """`start` plus `hours` that count only from 06.00 to 21.00 of days that are not closed."""
    left = timedelta(hours=hours)
    here = start.astimezone(zone)
    while True:
        opens = datetime.combine(here.date(), WAKES, zone)
        closes = datetime.combine(here.date(), SLEEPS, zone)
        here = max(here, opens)
        if here.date() not in closed and here < closes:
            if here + left <= closes:
                return (here + left).astimezone(UTC)
            left -= closes - here
        here = datetime.combine(here.date() + timedelta(days=1), WAKES, zone)


def waking_between(start: datetime, end: datetime, zone: ZoneInfo, closed: Collection[date] = ()) -> float:
    """Waking hours from `start` to `end`; 0 when `end` is not later."""
    total = timedelta()
    day = day_of(start, zone)
    last = day_of(end, zone)
    while day <= last:
        if day not in closed:
            opens = max(datetime.combine(day, WAKES, zone), start)
            closes = min(datetime.combine(day, SLEEPS, zone), end)
            total += max(closes - opens, timedelta())
        day += timedelta(days=1)
    return total / timedelta(hours=1)


def out_of_the_night(moment: datetime, zone: ZoneInfo) -> datetime:
    """`moment`, or 09.00 of the morning after when it falls between 21.00 and 06.00."""
    here = moment.astimezone(zone)
    if WAKES <= here.time() < SLEEPS:
        return moment
    day = here.date() + timedelta(days=1) if here.time() >= SLEEPS else here.date()
    return datetime.combine(day, MORNING, zone).astimezone(UTC)
