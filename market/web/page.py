"""Pages: one Jinja environment, redirects with a short word of thanks, error pages."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
from fastapi import Request
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, RedirectResponse, Response

from market.kernel import language
from market.kernel.clock import after_waking, day_of, now, zone_name
from market.kernel.money import dotted, grouped, rupiah, with_sign
from market.kernel.names import shown_buyer
from market.kernel.phone import masked_phone, shown_phone
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.kernel.tokens import new_token
from market.web import agents, assets, sentences, units
from market.web.compiled import TEMPLATES, Compiled
from market.web.cookies import COUNT, LOGIN, ORDERS, WORDS, cookie, drop_cookie, set_cookie
from market.web.forms import sent
from market.web.pressing import with_tokens
from market.web.read_only import without_acts
from market.web.said_at import said_at, told_place

CONSTANT = re.compile(r"""\{\{\s*(_|icon|asset)\(\s*((?:"[^"]*"\s*)+|'[^']*'\s*)\)\s*\}\}""")
PIECE = re.compile(r""""[^"]*"|'[^']*'""")
LINE_END = re.compile(r"\s*\n\s*")
EXACT = re.compile(r"(<pre\b|</pre>|<textarea\b|</textarea>)")


class Folded(Extension):
    """Writes what never changes into a template when it is compiled, once for each language; and into each form the
    field that lets it be sent once.

    Sentences without parameters, icons and addresses of style sheets are half of a page's calls. Line
    ends and indentation are for readers of the template of a page: one space is sent. A letter keeps its lines.
    """

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        return CONSTANT.sub(self.constant, with_tokens(source))

    def filter_stream(self, stream: TokenStream) -> TokenStream | Iterator[Token]:
        return self.flowing(stream) if (stream.name or "").endswith(".html") else stream

    def flowing(self, stream: TokenStream) -> Iterator[Token]:
        exact = False
        for token in stream:
            if token.type != "data":
                yield token
                continue
            pieces = EXACT.split(token.value)
            for n, piece in enumerate(pieces):
                if n % 2:
                    exact = not piece.startswith("</")
                elif not exact:
                    pieces[n] = LINE_END.sub(" ", piece)
            yield Token(token.lineno, "data", "".join(pieces))

    def constant(self, match: re.Match[str]) -> str:
        kind, text = match[1], "".join(part.strip("\"'") for part in PIECE.findall(match[2]))
        if kind == "_":
            return str(escape(language.translated(text, str(self.environment.globals["folded_language"]))))
        return str(icon(text) if kind == "icon" else assets.address(text))


def environment() -> jinja2.Environment:
    """The templates of pages in the reader's language. A line end beside a Jinja statement is a space, as in HTML."""
    return _environment(language.current.get(), trimmed=False)


def letters() -> jinja2.Environment:
    """The templates of letters in their reader's language. A line that is only a statement leaves nothing behind."""
    return _environment(language.current.get(), trimmed=True)


@lru_cache
def _environment(folded_language: str, *, trimmed: bool) -> jinja2.Environment:
    env = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES),
        autoescape=jinja2.select_autoescape(("html",)),
        extensions=["jinja2.ext.i18n"],
        undefined=jinja2.StrictUndefined,
        trim_blocks=trimmed,
        lstrip_blocks=trimmed,
        auto_reload=settings().demo,
        cache_size=-1,
        bytecode_cache=Compiled(f"{folded_language}-{'letters' if trimmed else 'pages'}"),
    )
    env.install_gettext_callables(  # type: ignore[attr-defined]
        language.gettext, language.ngettext, newstyle=True
    )
    env.globals.update(GLOBALS, folded_language=folded_language)
    env.filters.update(FILTERS)
    env.add_extension(Folded)
    return env


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
    sign = "-" if amount < 0 else ""
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


def page(request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
    """Renders `template` with the form state, and the word that a redirect left in a cookie."""
    words, _, place = cookie(request, WORDS).partition("#")
    body = (
        environment()
        .get_template(template)
        .render(
            request=request,
            path=request.url.path,
            form=sent(request),
            words=words,
            cart_count=cookie(request, COUNT),
            own=bool(cookie(request, COUNT) or cookie(request, LOGIN) or cookie(request, ORDERS)),
            **context,
        )
    )
    if request.scope.get("market.reads_only"):
        body = without_acts(body)
    response = HTMLResponse(said_at(body, place) if place else body, status_code=status)
    if words:
        drop_cookie(response, WORDS)
    return response


def redirect(path: str, *, words: str = "", **numbers: int | date) -> RedirectResponse:
    """303 to one of our own addresses, with a sentence to show there once, and the numbers in it."""
    response = RedirectResponse(safe_path(path), status_code=303)
    if words:
        set_cookie(response, WORDS, sentences.told(words, numbers) + told_place(path), lasts=60)
    return response


def away(address: str) -> RedirectResponse:
    """303 to another site's page, at an address that it gave us."""
    return RedirectResponse(address, status_code=303)


def safe_path(path: str) -> str:
    """An address of ours: never `//elsewhere` or `https:`."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"


def error_page(request: Request, status: int, *, refusal: Refused | None = None, titled: str = "") -> Response:
    """A page for 403, 404, 409, 413, 422, 429, 500 and 503 that says what to do next; `titled` where its status has
    several titles."""
    return page(request, "web/error.html", status=status, code=titled or status, refusal=refusal)


# What every template knows, and how it writes things.
GLOBALS = {
    "asset": assets.address,
    "press_token": new_token,
    "icon": icon,
    "price": price,
    "settings": settings,
    "language": language.current.get,
    "words_of": sentences.words,
    "warnings": sentences.NOT_DONE,
    "refusal_sentence": sentences.refusal_sentence,
    "agent_called": agents.agent_called,
    "agent_words": agents.agent_words,
    "zone_name": zone_name,
    "if_now": if_now,
    "none": None,
}
FILTERS = {
    "rupiah": rupiah,
    "grouped": grouped,
    "unit": units.unit,
    "with_sign": with_sign,
    "brief": brief,
    "percent": percent,
    "buyer": shown_buyer,
    "phone": shown_phone,
    "masked": masked_phone,
    "day": language.shown_day,
    "local_day": day_of,
    "short_day": language.shown_short_day,
    "month": language.shown_month,
    "hour": language.shown_hour,
    "time": language.shown_time,
    "moment": language.shown_moment,
    "near": language.shown_near,
    "lines": lines,
    "told_moment": told_moment,
    "whole": whole,
}
