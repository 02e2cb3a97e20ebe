"""The moments of a draw: which number counts for a list frozen when, and what a `DRAW.json` must say of one that came
later, or from another source than the list names."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from market.bazaars.allocation.entries import read_dict, read_int, read_reason, read_text, wrong

FREEZE_BEFORE = timedelta(hours=1)  # a number that will be out within the hour may be guessed already
WITNESSES_LAST = timedelta(hours=6)  # digits typed later than this after their hour may have been drawn again


def witnesses_due(at: datetime, frozen_at: datetime) -> datetime:
    """When digits are drawn before witnesses: at the moment named, or at that hour of the first day that leaves the
    list frozen an hour before. Digits drawn earlier might have been known when it was frozen."""
    late = max(frozen_at + FREEZE_BEFORE - at, timedelta())
    return at + timedelta(days=-(-late // timedelta(days=1)))


def require_same_draw(
    listed: Mapping[str, Any], draw: Mapping[str, Any], renamed: list[Any], frozen_at: datetime
) -> None:
    """The draw is the one the frozen list names, or the last that took its place by the rule of renaming."""
    last = read_dict(listed, "draw")
    for each in renamed:
        if not isinstance(each, dict):
            wrong("renamed", str(each)[:80])
        _rightly_renamed(last, each, frozen_at)
        last = read_dict(each, "draw")
    if dict(draw) != dict(last):
        wrong("draw", "≠ list")


def _rightly_renamed(before: Mapping[str, Any], each: Mapping[str, Any], frozen_at: datetime) -> None:
    """With a reason, when no moment of the draw before was to come, for a moment that nobody could know yet when the
    second officer agreed; `late` says which it was: a list frozen after that moment, or a number that never came."""
    at = read_moment(each, "at")
    agreed = read_moment(each, "agreed_at") if each.get("agreed_at") else at
    read_reason(each.get("reason"), "renamed reason")
    last = _moments(before)[-1]
    if at < last or agreed < at:
        wrong("renamed at", str(each["at"]))
    named = read_dict(each, "draw")
    if read_moment(named, "at") < agreed + timedelta(days=1):
        wrong("renamed draw", str(named["at"]))
    late = last - FREEZE_BEFORE < frozen_at
    if each.get("late", late) is not late:  # files of before do not say it
        wrong("renamed late", str(each.get("late")))


def _moments(draw: Mapping[str, Any]) -> list[datetime]:
    """Each moment at which the number of a named source may be published, the first one first."""
    first, step = read_moment(draw, "at"), timedelta(days=read_int(draw.get("every_days"), "every_days", 1, 400))
    return [first + step * n for n in range(read_int(draw.get("times"), "times", 0, 400) + 1)]


def require_in_time(data: Mapping[str, Any], draw: Mapping[str, Any]) -> None:
    """The list was frozen before the moment of its number, and the number belongs to a moment that was named."""
    frozen, of = read_moment(data, "frozen_at"), read_moment(data, "of")
    if draw.get("way") == "witnesses":
        due = witnesses_due(read_moment(draw, "at"), frozen)
        if of < due:
            wrong("of", str(data["of"]))
        if of > due + WITNESSES_LAST and "later" in data:  # files of before have no word for it
            read_reason(data.get("missing"), "missing")
        return
    moments = _moments(draw)
    if of not in moments or of - FREEZE_BEFORE < frozen:
        wrong("of", str(data["of"]))
    if any(frozen <= each - FREEZE_BEFORE and each < of for each in moments) and not data.get("missing"):
        wrong("missing", "?")


def read_moment(data: Mapping[str, Any], name: str) -> datetime:
    try:
        found = datetime.fromisoformat(read_text(data.get(name), name))
    except ValueError:
        wrong(name, str(data.get(name))[:80])
    if found.tzinfo is None:
        wrong(name, str(data[name]))
    return found
