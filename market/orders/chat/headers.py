"""Who said what, and on which day: the headers that WhatsApp puts before messages that are copied or exported.

Android, iPhone and the web write them in shapes of their own, in Indonesian and in English. A message may begin with a
day too, so the shape is decided first: by a line in brackets, or by two lines of the shape with a dash.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from market.orders.chat.letters import plain

NUMERIC = r"[0-9]{1,4}[/.-][0-9]{1,2}(?:[/.-][0-9]{2,4})?"
HOURS = r"[0-9]{1,2}[.:][0-9]{2}(?:[.:][0-9]{2})?(?: {0,2}[ap]\.? ?m\.?)?"
WHO = r"(?P<who>[^:\n]{1,60}):(?: |$)"
BRACKETS = re.compile(
    r"^ {0,3}\[(?:(?P<day>" + NUMERIC + r"),? " + HOURS + r"|" + HOURS + r", (?P<late>" + NUMERIC + r"))\] {1,2}" + WHO,
    re.MULTILINE,
)
DASHED = re.compile(r"^ {0,3}(?P<day>" + NUMERIC + r"),? " + HOURS + r" - (?:" + WHO + r")?", re.MULTILINE)
LABELLED = re.compile(r"^ {0,3}(?P<who>[a-z~][a-z .'~]{1,30}): ", re.MULTILINE)
PAUSE = timedelta(days=2)  # after a longer silence another order begins


@dataclass(frozen=True)
class ChatMessage:
    """One message: who sent it, empty where nobody is named; its day; where its words begin and end."""

    sender: str
    day: date
    start: int
    end: int


def messages(raw: str, text: str, today: date, sellers: Sequence[str] = ()) -> list[ChatMessage]:
    """The messages of a chat, given as typed and in plain letters; a text without headers is one message of today."""
    heads = list(BRACKETS.finditer(text))
    dashed = list(DASHED.finditer(text))
    if len(dashed) > max(1, len(heads)):
        heads = dashed
    days = _days([_digits(head) for head in heads], today) if heads else []
    if not heads:
        heads = _labelled(text, sellers)
        days = [today] * len(heads)
    if not heads:
        return [ChatMessage("", today, 0, len(text))]
    ends = [head.start() for head in heads[1:]] + [len(text)]
    found = [ChatMessage("", days[0], 0, heads[0].start())] if text[: heads[0].start()].strip() else []
    for head, day, end in zip(heads, days, ends, strict=True):
        if head["who"] is not None:  # a line of WhatsApp's own names nobody
            found.append(ChatMessage(raw[head.start("who") : head.end("who")].strip(), day, head.end(), end))
    return _since_pause(found)


def _labelled(text: str, sellers: Sequence[str]) -> list[re.Match[str]]:
    """`Ina: …`, `Meike: …`, as somebody types a talk: only where one of those who speak is the group."""
    lines = list(LABELLED.finditer(text))
    ours = {name for each in sellers for name in (plain(each), *plain(each).split()) if len(name) > 2}
    speak = {line["who"].strip(" ~") for line in lines}
    known = {who for who in speak if who in ours or set(who.split()) & ours}
    return lines if known and len(speak - known) == 1 else []


def _digits(head: re.Match[str]) -> list[int]:
    written = head["day"] or head.groupdict().get("late") or ""
    return [int(part) for part in re.findall("[0-9]+", written)]


def _days(written: Sequence[list[int]], today: date) -> list[date]:
    """The days of all headers, read in one order: that in which all of them are days, and the last is nearest."""
    readings = [[_day(parts, first, today) for parts in written] for first in (0, 1)]
    whole = [[day for day in reading if day is not None] for reading in readings]
    fits = [days for days in whole if len(days) == len(written)]
    past = [days for days in fits if days == sorted(days) and days[-1] <= today] or fits
    return min(past, key=lambda days: abs((today - days[-1]).days)) if past else [today] * len(written)


def _day(parts: list[int], first: int, today: date) -> date | None:
    """A day of a header with the day before the month (`first` 0) or behind it; without a year the latest past one."""
    if parts and parts[0] > 31:
        year, month, day = [*parts, 1, 1][:3]
    else:
        day, month = (parts[first], parts[1 - first]) if len(parts) > 1 else (0, 0)
        year = parts[2] if len(parts) > 2 else today.year
        year += 2000 if year < 100 else 0
    try:
        found = date(year, month, day)
        return found.replace(year=year - 1) if len(parts) < 3 and found > today + timedelta(days=1) else found
    except ValueError:
        return None


def _since_pause(said: list[ChatMessage]) -> list[ChatMessage]:
    """What came after the last long silence: an order of last week was brought already."""
    begins = 0
    for at in range(1, len(said)):
        if said[at].day - said[at - 1].day > PAUSE:
            begins = at
    return said[begins:]
