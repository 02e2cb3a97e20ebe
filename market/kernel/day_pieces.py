"""The pieces of a cell in which days are written: days, weekdays, months, numbers, words between them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from market.kernel.refused import Refused
from market.kernel.typed_day import MONTHS, WEEKDAYS

FIRST_SERIAL = date(1899, 12, 30)  # day 0 of a spreadsheet
TOKEN = re.compile(
    r"(?P<iso>[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2})(?:[ t][0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?)?"
    r"|(?P<dmy>[0-9]{1,2}(?P<mark>[-/. ])[0-9]{1,2}(?P=mark)(?:[0-9]{4}|[0-9]{2}))(?![0-9])"
    r"|(?P<dm>[0-9]{1,2}[/.][0-9]{1,2})(?![0-9])|(?P<serial>[0-9]{5})(?![0-9])|(?P<year>[0-9]{4})(?![0-9])"
    r"|(?P<number>[0-9]{1,2})(?![0-9])|(?P<to>s\.?/?d\b\.?|sampai\b|hingga\b|to\b|[-–—])"
    r"|(?P<word>[a-z']+)|(?P<between>[\s,;&+/.():|]+)"
)
EVERY = frozenset({
    "semua", "semuanya", "seluruh", "seluruhnya", "all", "full", "lengkap", "penuh", "setiap", "tiap", "every",
})  # fmt: skip
LEFT = frozenset({
    "hari", "pada", "bulan", "saja", "aja", "ikut", "tahun", "di", "dan", "and", "serta", "juga", "the", "on", "only",
    "day", "days", "tgl", "tanggal", "tg", "tggl", "ke",
})  # fmt: skip
BY_DATE, BY_TURN = frozenset({"tgl", "tanggal", "tg", "tggl"}), frozenset({"ke"})
TURNS = {
    "pertama": 1, "kesatu": 1, "first": 1, "kedua": 2, "second": 2, "ketiga": 3, "third": 3, "keempat": 4, "kelima": 5,
    "terakhir": -1, "last": -1,
}  # fmt: skip
SHORT = {"mgg": 6, "mg": 6, "sbt": 5, "jmt": 4, "jum": 4, "kms": 3, "rb": 2, "sls": 1, "snn": 0}


@dataclass
class DayPiece:
    """What was read: a bare `number`, a `day`, a `weekday`, a `turn` from 1, a `month`, a `year`, `every` or `to`."""

    kind: str
    value: int = 0
    day: date | None = None
    text: str = ""


def pieces_of(text: str, days: Sequence[date]) -> Iterator[DayPiece]:
    at = 0
    while at < len(text):
        token = TOKEN.match(text, at)
        if token is None:
            raise Refused("slot_unknown", what=text[at : at + 20])
        at = token.end()
        kind = token.lastgroup if token.lastgroup != "mark" else "dmy"
        said = token[kind or 0]
        if kind in ("iso", "dmy", "serial"):
            yield DayPiece("day", day=_whole_day(kind, said, days), text=said)
        elif kind == "dm":
            yield from _day_or_two(said, days)
        elif kind == "word":
            yield from _word(said)
        elif kind in ("number", "year"):
            yield DayPiece(kind, int(said), text=said)
        elif kind == "to":
            yield DayPiece("to", text=said)


def _whole_day(kind: str, said: str, days: Sequence[date]) -> date:
    if kind == "serial":
        return _known(FIRST_SERIAL + timedelta(int(said)), said, days)
    parts = [int(part) for part in re.findall("[0-9]+", said)]
    year, month, day = parts if kind == "iso" else reversed(parts)
    try:
        return _known(date(year + 2000 if year < 100 else year, month, day), said, days)
    except ValueError:
        raise Refused("slot_unknown", what=said) from None


def _known(day: date, said: str, days: Sequence[date]) -> date:
    if day not in days:
        raise Refused("slot_unknown", what=said)
    return day


def _day_or_two(said: str, days: Sequence[date]) -> list[DayPiece]:
    """`5/12` is a day when it is one of ours; otherwise two numbers, as in `5/6 Des`."""
    first, second = (int(part) for part in re.findall("[0-9]+", said))
    for day in days:
        if (day.day, day.month) == (first, second):
            return [DayPiece("day", day=day, text=said)]
    return [DayPiece("number", first, text=said), DayPiece("number", second, text=said)]


def _word(said: str) -> list[DayPiece]:
    if said in EVERY:
        return [DayPiece("every", text=said)]
    if said in TURNS:
        return [DayPiece("turn", TURNS[said], text=said)]
    if said == "weekend":
        return [DayPiece("weekday", 5, text=said), DayPiece("weekday", 6, text=said)]
    if said in LEFT:
        return [DayPiece("how", text=said)] if said in BY_DATE | BY_TURN else []
    for kind, names in (("weekday", WEEKDAYS), ("month", MONTHS)):
        for n, each in enumerate(names):
            if len(said) >= 3 and any(name.startswith(said) for name in each.split()):
                return [DayPiece(kind, n, text=said)]
    if said in SHORT:
        return [DayPiece("weekday", SHORT[said], text=said)]
    raise Refused("slot_unknown", what=said[:20])
