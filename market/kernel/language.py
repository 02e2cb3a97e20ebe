"""Indonesian is written in the source; `languages/en.po` holds the English, compiled at start.

The language is a context variable, set before a request hops to a thread.
"""

from collections.abc import Mapping
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

from market.kernel.clock import day_of, now, zone_name

LANGUAGES = ("id", "en")
FOLDER = Path(__file__).with_name("languages")
current: ContextVar[str] = ContextVar("language", default="id")


@lru_cache
def translations(language: str) -> NullTranslations:
    file = FOLDER / f"{language}.po"
    if not file.exists():
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with file.open("rb") as source:
        compiled = BytesIO()
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def gettext(message: str) -> str:
    """`message` in the reader's language."""
    return translated(message, current.get())


def translated(message: str, language: str) -> str:
    """`message` in one language, whoever reads."""
    return message if language == "id" else translations(language).gettext(message)


def ngettext(one: str, many: str, n: int) -> str:
    language = current.get()
    if language == "id":
        return one if n == 1 else many
    return translations(language).ngettext(one, many, n)


def mark(message: str) -> str:
    """Marks a sentence that becomes words later, when it is read."""
    return message


class CountedSentence(str):
    """A sentence that counts what it names, so that English says it of one otherwise; `by` is the count's parameter."""

    by: str


def mark_counted(message: str, by: str = "n") -> CountedSentence:
    """Marks a sentence of a count that becomes words later (`in_words`)."""
    marked = CountedSentence(message)
    marked.by = by
    return marked


def in_words(message: str, shown: Mapping[str, object], counts: Mapping[str, object]) -> str:
    """A marked sentence in the reader's language, with its parameters as they are `shown`; of one said as of one."""
    if not isinstance(message, CountedSentence):
        return gettext(message) % shown
    count = counts.get(message.by)
    return ngettext(message, message, count if isinstance(count, int) else 2) % shown


def _locale() -> str:
    return "id_ID" if current.get() == "id" else "en_GB"


def any_of(words: list[str]) -> str:
    """Several as one of them will do: "ketua atau bendahara"."""
    from babel.lists import format_list

    return format_list(words, "or", locale=_locale())


def shown_day(day: date, *, weekday: bool = True, year: bool = False) -> str:
    """`Sabtu, 5 Desember`, with the year when asked for."""
    from babel.dates import format_date

    pattern = ("EEEE, " if weekday else "") + "d MMMM" + (" y" if year else "")
    return format_date(day, pattern, locale=_locale())


def shown_month(day: date) -> str:
    """`Desember 2026`"""
    from babel.dates import format_date

    return format_date(day, "MMMM y", locale=_locale())


def shown_short_day(day: date, at: time | None = None) -> str:
    """`Sab 5 Des`, or with an hour `Sab 5 Des 13.00`"""
    from babel.dates import format_date

    shown = format_date(day, "EEE d MMM", locale=_locale())
    return f"{shown} {shown_hour(at)}" if at else shown


def shown_hour(at: time) -> str:
    """`14.30`, in English `14:30`"""
    return f"{at:%H.%M}" if current.get() == "id" else f"{at:%H:%M}"


def shown_time(moment: datetime, zone: ZoneInfo) -> str:
    """The hour of a moment in a zone."""
    return shown_hour(moment.astimezone(zone).time())


def shown_moment(moment: datetime, zone: ZoneInfo, *, year: bool = False) -> str:
    """`Sabtu, 5 Desember 14.00 WITA`: a deadline always names its zone."""
    return f"{shown_day(day_of(moment, zone), year=year)} {shown_time(moment, zone)} {zone_name(zone)}"


def shown_last_day(end: datetime, zone: ZoneInfo) -> str:
    """`Rabu, 9 Desember`, the last day of what ends at this moment: midnight ends the day before it."""
    return shown_day(day_of(end - timedelta(microseconds=1), zone))


def shown_near(moment: datetime, zone: ZoneInfo) -> str:
    """The hour alone of a moment of today in a zone; with its day of any other."""
    today = day_of(moment, zone) == day_of(now(), zone)
    return shown_time(moment, zone) if today else shown_moment(moment, zone)
