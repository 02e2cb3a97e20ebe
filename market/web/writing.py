"""How templates write names, moments, money and text."""

from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from market.kernel import language
from market.kernel.clock import after_waking, now
from market.kernel.money import dotted, rupiah
from market.kernel.settings import settings
from market.web import assets


@lru_cache(maxsize=64)
def icon(name: str) -> Markup:
    sprite = assets.address("icons.svg")
    return Markup(f'<svg class="icon" aria-hidden="true"><use href="{sprite}#{escape(name)}"/></svg>')


def if_now(hours: int, zone: ZoneInfo) -> datetime:
    """When something done now takes effect after so many waking hours: people are told the day and hour."""
    return after_waking(now(), hours, zone)


def whole(name: str) -> Markup:
    """A name whose words do not break at their hyphens: Tihi-Tihi stays on one line."""
    words = (f'<span class="whole">{escape(word)}</span>' if "-" in word else escape(word) for word in name.split())
    return Markup(" ").join(Markup(word) for word in words)


def told_moment(text: str) -> str:
    """A moment that a message keeps as text, in the zone of the installation."""
    return language.shown_moment(datetime.fromisoformat(text), settings().zone, year=True)


def price(amount: int, lowest: bool = False) -> Markup:
    """`Rp` small and without space; `dari` before the lowest of several."""
    return _price(amount, lowest, language.current.get())


@lru_cache(maxsize=8192)
def _price(amount: int, lowest: bool, _language: str) -> Markup:
    before = escape(language.gettext("dari")) + " " if lowest else ""
    sign = "−" if amount < 0 else ""
    return Markup(f'<span class="price">{before}{sign}<small>Rp</small>{dotted(abs(amount))}</span>')


def brief(amount: int) -> str:
    """`Rp620 rb`, `Rp1,2 jt`: for a figure beside others on a phone."""
    thousand, million = language.gettext("rb"), language.gettext("jt")
    if amount < 100_000:
        return rupiah(amount)
    if amount < 999_500:
        return f"Rp{(amount + 500) // 1000} {thousand}"
    tenths = (amount + 50_000) // 100_000
    return f"Rp{tenths // 10},{tenths % 10} {million}" if tenths % 10 else f"Rp{tenths // 10} {million}"


def percent(share: str) -> str:
    """`1,39 %` of a share like "0.0139": as counts and rupiah are written, in both languages."""
    return f"{float(share) * 100:.2f}".replace(".", ",") + " %"


def lines(text: str) -> Markup:
    """Plain text with its paragraphs and line ends."""
    parts = [p for p in text.replace("\r\n", "\n").split("\n\n") if p.strip()]
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(escape(line) for line in part.splitlines())) for part in parts
    )
