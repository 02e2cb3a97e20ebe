"""One Jinja environment, what every template knows, and what is written into it when it is compiled."""

import re
from collections.abc import Iterator
from functools import lru_cache

import jinja2
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import escape

from market.kernel import language
from market.kernel.clock import day_of, zone_name
from market.kernel.money import grouped, rupiah, with_sign
from market.kernel.names import shown_buyer
from market.kernel.phone import masked_phone, shown_phone
from market.kernel.settings import settings
from market.kernel.tokens import new_token
from market.web import agents, assets, sentences, units
from market.web.compiled import TEMPLATES, Compiled
from market.web.press_field import with_tokens
from market.web.writing import brief, icon, if_now, lines, percent, price, told_moment, whole

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
    "last_day": language.shown_last_day,
    "lines": lines,
    "told_moment": told_moment,
    "whole": whole,
}
