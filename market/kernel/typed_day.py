"""Days, months and hours as people type them, and as we print them. A year is never guessed: it is asked for."""

import re
from datetime import date, time, timedelta

from market.kernel.clock import today
from market.kernel.refused import Refused
from market.kernel.settings import settings

FIRST_YEAR, LAST_YEAR = 1900, 2199
FIRST_MONTH, LAST_MONTH = 2000, 2999  # years of books
LONGEST = 60
MONTHS = (
    "januari january", "februari february pebruari", "maret march", "april", "mei may", "juni june", "juli july",
    "agustus august ags agt aug", "september sept", "oktober october", "november nopember nop",
    "desember december",
)  # fmt: skip
WEEKDAYS = ("senin monday", "selasa tuesday", "rabu wednesday", "kamis thursday", "jumat jum'at friday",
            "sabtu saturday", "minggu sunday ahad")  # fmt: skip
ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?: 00:00:00)?")  # a sheet's day has an hour, of midnight
NUMBERS = re.compile(r"([0-9]{1,2})([/.-])([0-9]{1,2})\2([0-9]{2}|[0-9]{4})")
NO_YEAR = re.compile(r"([0-9]{1,2})[/.-]([0-9]{1,2})")
YEAR_FIRST = re.compile(r"([0-9]{4})[/. -]?([0-9]{2})[/. -]?([0-9]{2})")  # `2026/12/05`, `20261205`
TOGETHER = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})")  # `051226`
TODAY = {
    **dict.fromkeys(("hari ini", "today", "tadi"), 0), **dict.fromkeys(("besok", "bsk", "tomorrow"), 1), "lusa": 2,
    **dict.fromkeys(("kemarin", "kemaren", "kmrn", "yesterday"), -1),
}  # fmt: skip
LAST, NEXT = frozenset({"lalu", "kemarin", "kemaren", "kmrn"}), frozenset({"depan", "besok", "ini"})  # after a weekday
COUNTED = {"dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6, "tujuh": 7}
AWAY = re.compile(r"([1-9][0-9]?|dua|tiga|empat|lima|enam|tujuh) hari (?:yang )?(lagi|lalu)")
WORDS = re.compile(r"(?:([a-z']+),? )?([0-9]{1,2}) ([a-z]+)\.?(?: ([0-9]{4}))?")
MONTH = re.compile(r"([0-9]{4})-([0-9]{2})|([0-9]{1,2})/([0-9]{4})|([a-z]+) ([0-9]{4})")
HOUR = re.compile(r"(?:(?:jam|pukul|pkl)\.? )?([0-9]{1,2})(?:[.:]([0-9]{2})(?:[.:]00)?)?(?: ?(?:wib|wita|wit))?")


def typed_past_day(text: str) -> date:
    """As `typed_day`, of something that has happened: "Sabtu" is the last one, and of 31/12 that of the year before."""
    return typed_day(text, past=True)


def typed_day(text: str, *, past: bool = False) -> date:
    """A day that somebody can mean: `2026-12-05`, `5/12/2026`, `5 Desember 2026`, `Sabtu, 5 Des 2026`.

    Only years in which a sum of days cannot leave the calendar. Refused with the day that was perhaps meant where
    the year has two digits or none, and for a weekday that is not that day's.
    """
    bare = " ".join(text.lower().split())[:LONGEST]
    if match := ISO.fullmatch(bare):
        return _day(match[1], match[2], match[3])
    if match := NUMBERS.fullmatch(bare):
        if len(match[4]) == 2:
            raise Refused("day_meant", meant=_shown(_day("20" + match[4], match[3], match[1])))
        return _day(match[4], match[3], match[1])
    match = WORDS.fullmatch(bare)
    month = _named(match[3], MONTHS, 3) if match else None
    if match is None or month is None:
        raise _perhaps(bare, past)
    if match[4] is None:
        raise Refused("day_meant", meant=_shown(_nearest(str(month + 1), match[2], past)))
    day = _day(match[4], str(month + 1), match[2])
    if match[1] is not None and _named(match[1], WEEKDAYS, 3) != day.weekday():
        raise Refused("day_meant", meant=_shown(day))
    return day


def _perhaps(bare: str, past: bool) -> Refused:
    """The refusal of words that are no day as we read them, with the one that they probably mean."""
    told = None
    if match := NO_YEAR.fullmatch(bare):
        told = _nearest(match[2], match[1], past)
    elif match := YEAR_FIRST.fullmatch(bare):
        told = _day(match[1], match[2], match[3])
    elif match := TOGETHER.fullmatch(bare):
        told = _day("20" + match[3], match[2], match[1])
    elif (days := _from_today(bare, past)) is not None:
        told = today(settings().zone) + timedelta(days=days)
    return Refused("day_meant", meant=_shown(told)) if told else Refused("day_unclear")


def _from_today(bare: str, past: bool) -> int | None:
    """In how many days it is, of `besok`, `tadi pagi`, `3 hari lagi`, `Sabtu lalu` or a weekday: the next of that name,
    or the last of what has `past`."""
    if match := AWAY.fullmatch(bare):
        away = int(COUNTED.get(match[1], match[1]))
        return away if match[2] == "lagi" else -away
    words = bare.removeprefix("hari ").removeprefix("malam ").split()
    day = _named(words[0], WEEKDAYS, 4) if words and (len(words) == 1 or words[1] in LAST | NEXT) else None
    if day is None:
        return TODAY.get(bare, TODAY.get(words[0]) if words else None)
    ahead, which = (day - today(settings().zone).weekday()) % 7, words[1] if len(words) > 1 else "ini"
    if which != "ini":
        return ahead - 7 if which in LAST else ahead or 7
    return ahead - 7 if past and ahead else ahead


def _nearest(month: str, day: str, past: bool = False) -> date:
    """That day in the year in which it is closest to today; of what has `past` in the last one that has."""
    now = today(settings().zone)
    found = [each for n in (-1, 0, 1) if (each := _in_year(now.year + n, month, day))]
    found = [each for each in found if each <= now] or found if past else found
    return min(found, key=lambda each: abs(each - now)) if found else _day(str(now.year), month, day)


def _in_year(year: int, month: str, day: str) -> date | None:
    try:
        return _day(str(year), month, day)
    except Refused:  # 29 February
        return None


def typed_month(text: str) -> date:
    """The first day of a month: `2026-11`, `11/2026`, `November 2026`. Refused outside the years 2000 to 2999."""
    match = MONTH.fullmatch(" ".join(text.lower().split())[:LONGEST])
    if match is None:
        raise Refused("month_unclear")
    named = _named(match[5], MONTHS, 3) if match[5] else None
    month = str(named + 1) if named is not None else match[2] or match[3] or "0"
    try:
        found = _day(match[1] or match[4] or match[6], month, "1", (FIRST_MONTH, LAST_MONTH))
    except Refused:
        raise Refused("month_unclear") from None
    return found


def typed_hour(text: str) -> time:
    """An hour on the wall: `9`, `09.00`, `9:30`, `jam 9`, `14.00 WITA`."""
    match = HOUR.fullmatch(" ".join(text.lower().split())[:LONGEST])
    try:
        return time(int(match[1]), int(match[2] or 0)) if match else _no_hour()
    except ValueError:
        return _no_hour()


def _no_hour() -> time:
    raise Refused("time_unclear")


def _day(year: str, month: str, day: str, years: tuple[int, int] = (FIRST_YEAR, LAST_YEAR)) -> date:
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        raise Refused("day_in_no_calendar", day=f"{int(day)}/{int(month)}/{year}") from None
    if not years[0] <= found.year <= years[1]:
        raise Refused("year_far", year=year)
    return found


def _named(word: str, names: tuple[str, ...], shortest: int) -> int | None:
    """Which of the names a word is, or begins: `des`, `sept`, `jum`."""
    if len(word) < shortest:
        return None
    fits = (n for n, each in enumerate(names) if any(name.startswith(word) for name in each.split()))
    return next(fits, None)


def _shown(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"
