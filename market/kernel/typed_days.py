"""Days out of a few that are known, as people write them in one cell: `Sabtu`, `sabtu & minggu`, `5/12`, `tgl 5 dan 6`,
`5-6 Des`, `semua kecuali Jumat`, a spreadsheet's own number of a day.

Since the days are known, a year need not be said; what is none of them, or may be two of them, is refused.
"""

import re
from collections.abc import Sequence
from datetime import date
from functools import partial

from market.kernel.day_pieces import BY_DATE, BY_TURN, DayPiece, pieces_of
from market.kernel.refused import Refused

LONGEST = 200  # letters of a cell that are read
KE = re.compile(r"\bke-")
# `keduanya`, `dua-duanya`, `kedua2nya`, `2-2nya`, `tiga tiganya`: all, of just so many days
ALL_OF_SO_MANY = re.compile(
    r"\b(?:ke ?)?(?:(dua|tiga|empat|[2-4])(?:[- ]?(?:2|kedua|dua|ketiga|tiga|keempat|empat|[34]))?nya|(both))\b"
)
ALL_TWICE = re.compile(r"\bsemua[- ]?(?:2|semua)(?:nya)?\b")
EXCEPT = re.compile(r"\b(?:kecuali|selain|except)\b")
SO_MANY = re.compile(r"\b([0-9]+|kedua|dua|ketiga|tiga|keempat|empat) hari\b(?! (?:ke|terakhir))")
COUNTED = {"kedua": 2, "dua": 2, "ketiga": 3, "tiga": 3, "keempat": 4, "empat": 4}


def days_meant(text: str, days: Sequence[date]) -> list[int]:
    """Which of the known days a cell means, as places in `days`; one day may stand there several times. Nothing typed
    means all of them.

    Refused with the piece that is none of them (`slot_unknown`), or that may mean two things (`days_either`).
    """
    plain = " ".join(KE.sub("ke ", text.lower().replace("’", "'").replace("jum'at", "jumat")).split())
    if len(plain) > LONGEST:
        raise Refused("slot_unknown", what=plain[:20])
    plain = ALL_TWICE.sub("semua", ALL_OF_SO_MANY.sub(partial(_all_of, days=days), plain))
    kept, *without = EXCEPT.split(plain.replace("akhir pekan", "weekend"))
    if any(not part.strip() for part in without):
        raise Refused("slot_unknown", what=plain[:20])
    found = set(_part(kept, days))
    for part in without:
        found -= set(_part(part, days))
    if not found:
        raise Refused("slot_unknown", what=plain[:20])
    return sorted(found)


def _all_of(said: re.Match[str], days: Sequence[date]) -> str:
    """`keduanya` is every day where there are two; of three nobody knows which two are meant."""
    count = 2 if said[2] else int(COUNTED.get(said[1], said[1]))
    if count != len(set(days)):
        raise Refused("slot_unknown", what=said[0])
    return "semua"


def _part(text: str, days: Sequence[date]) -> list[int]:
    so_many = SO_MANY.fullmatch(text.strip())
    if so_many and int(COUNTED.get(so_many[1], so_many[1])) == len(set(days)):
        text = ""
    items = list(pieces_of(text, days))
    if not items:
        return list(range(len(days)))
    _give_months(items, days)
    _read_numbers(items, days, text)
    _require_weekdays(items)
    return [at for first, last in _spans(items) for at in _between(first, last, days)]


def _give_months(items: list[DayPiece], days: Sequence[date]) -> None:
    """Numbers before a month are its days; where none stand before it, those behind: `5 dan 6 Des`, `Dec 5`."""
    for at, item in enumerate(items):
        if item.kind == "month":
            before = _run(items, range(at - 1, -1, -1))
            for number in before or _run(items, range(at + 1, len(items))):
                meant = [day for day in days if (day.month, day.day) == (item.value + 1, number.value)]
                if not meant:
                    raise Refused("slot_unknown", what=f"{number.value} {item.text}")
                number.kind, number.day = "day", meant[0]
    years = {day.year for day in days}
    for wrong in (each for each in items if each.kind == "year" and each.value not in years):
        raise Refused("slot_unknown", what=wrong.text)
    items[:] = [each for each in items if each.kind not in ("month", "year")]


def _run(items: list[DayPiece], places: range) -> list[DayPiece]:
    found = []
    for at in places:
        if items[at].kind not in ("number", "to", "how"):
            break
        found += [items[at]] if items[at].kind == "number" else []
    return found


def _read_numbers(items: list[DayPiece], days: Sequence[date], text: str) -> None:
    """Bare numbers are days of the month, or count the days from 1: all of a cell in one way."""
    numbers = [each for each in items if each.kind == "number"]
    how = {each.text for each in items if each.kind == "how"}
    items[:] = [each for each in items if each.kind != "how"]
    if not numbers or _as_one_day(items, numbers, days):
        return
    dates = {n: {day for day in days if day.day == n} for n in {each.value for each in numbers}}
    as_dates = all(len(found) == 1 for found in dates.values())
    as_turns = all(1 <= n <= len(days) for n in dates)
    if as_dates and as_turns and not how and any(days[n - 1] not in found for n, found in dates.items()):
        raise Refused("days_either", what=text.strip()[:20])
    if as_dates and not (how & BY_TURN) and (how & BY_DATE or not as_turns or not how):
        for each in numbers:
            each.kind, each.day = "day", next(iter(dates[each.value]))
    elif as_turns and not how & BY_DATE:
        for each in numbers:
            each.kind = "turn"
    else:
        raise Refused("slot_unknown", what=numbers[0].text)


def _as_one_day(items: list[DayPiece], numbers: list[DayPiece], days: Sequence[date]) -> bool:
    """`05-12` is a day when it is one of ours, and its numbers are none by themselves."""
    if [each.kind for each in items] != ["number", "to", "number"]:
        return False
    first, second = (each.value for each in numbers)
    meant = next((day for day in days if (day.day, day.month) == (first, second)), None)
    if meant is None:
        return False
    if all(any(day.day == n for day in days) for n in (first, second)):
        raise Refused("days_either", what=f"{first}-{second}")
    items[:] = [DayPiece("day", day=meant, text=f"{first}-{second}")]
    return True


def _require_weekdays(items: list[DayPiece]) -> None:
    """`Sabtu, 5 Des` is one day; refused when that is no Saturday."""
    kept: list[DayPiece] = []
    for each in items:
        if each.day and kept and kept[-1].kind == "weekday" and (len(kept) < 2 or kept[-2].kind != "to"):
            said = kept.pop()
            if said.value != each.day.weekday():
                raise Refused("slot_unknown", what=f"{said.text} {each.text}"[:20])
        kept.append(each)
    items[:] = kept


def _spans(items: list[DayPiece]) -> list[tuple[DayPiece, DayPiece]]:
    """First and last of each stretch; one alone is both."""
    found: list[tuple[DayPiece, DayPiece]] = []
    open_end = False
    for each in items:
        if each.kind == "to":
            if not found or open_end:
                raise Refused("slot_unknown", what=each.text)
            open_end = True
        elif open_end:
            found[-1], open_end = (found[-1][0], each), False
        else:
            found.append((each, each))
    if open_end:
        raise Refused("slot_unknown", what=items[-1].text)
    return found


def _between(first: DayPiece, last: DayPiece, days: Sequence[date]) -> list[int]:
    if "every" in (first.kind, last.kind):
        return list(range(len(days)))
    if first.kind != last.kind:
        raise Refused("slot_unknown", what=f"{first.text}-{last.text}"[:20])
    if first.kind == "weekday":
        wanted = {(first.value + n) % 7 for n in range((last.value - first.value) % 7 + 1)}
        found = [at for at, day in enumerate(days) if day.weekday() in wanted]
        there = {days[at].weekday() for at in found}
        missing = [each.text for each in (first, last) if each.value not in there]
        if missing:
            raise Refused("slot_unknown", what=missing[0])
        return found
    if first.day and last.day:
        return [at for at, day in enumerate(days) if first.day <= day <= last.day]
    ends = [len(days) if each.value == -1 else each.value for each in (first, last)]
    if not 1 <= ends[0] <= ends[1] <= len(days):
        raise Refused("slot_unknown", what=last.text)
    return list(range(ends[0] - 1, ends[1]))
