"""Messages in words: a template of `templates/mail/`, its first line the subject."""

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from jinja2 import TemplateError

from market.bazaars.booking.notice_link import path_of
from market.kernel import language
from market.kernel.language import gettext as _
from market.kernel.settings import settings
from market.messages.channels import Letter, wa_link
from market.messages.outbox import Message
from market.pages.reasons import why_words
from market.web import environment

log = logging.getLogger(__name__)


@contextmanager
def speaking(chosen: str) -> Iterator[None]:
    """Says everything in this language meanwhile."""
    token = language.current.set(chosen)
    try:
        yield
    finally:
        language.current.reset(token)


def render(message: Message) -> Letter:
    """A message in its recipient's language."""
    with speaking(message.language):
        params = _leading(message.params)
        params = params if message.proved else neutral(params)
        name = message.to_name if message.proved else _("Ibu/Bapak")
        return worded(message.template, params, name=name, channel=message.channel)


def _leading(params: dict[str, Any]) -> dict[str, Any]:
    """Where a letter leads to who cannot sign in: the link of its news, made only now, so that a copy of the database
    opens none."""
    rest = {name: value for name, value in params.items() if name != "nonce"}
    return rest | {"path": path_of(params["nonce"])} if params.get("nonce") else rest


def worded(template: str, params: dict[str, Any], *, name: str, channel: str = "") -> Letter:
    """A template of `templates/mail/` with its parameters, in the language of this moment."""
    base = settings().base_url.rstrip("/")
    told = environment.letters().get_template(f"mail/{template}.txt")
    text = told.render(**_read(params), name=name, base=base, letter=channel)
    subject, _line, body = text.strip().partition("\n")
    return Letter(subject.strip(), body.strip())


# Paths below these hold only numbers and secrets; elsewhere (`/lapak/…`) a path is made of a name somebody typed.
BARE_PATHS = ("pesanan", "lacak", "akun", "bukan-saya", "kabar")
# Codes that templates choose by, and what we made ourselves: never the words of a person.
OUR_OWN = frozenset(
    {
        "number",
        "order",
        "ref",
        "path",
        "zone",
        "kind",
        "step",
        "code",
        "capacity",
        "city",
        "system",
        "browser",
        "at",
        "hash",
    }
)
STAND_INS: dict[str, Callable[[], str]] = {
    "buyer": lambda: _("Pembeli"),
    "group": lambda: _("kelompok ini"),
    "other": lambda: _("kelompok lain"),
    "bazaar": lambda: _("bazar ini"),
    "agency": lambda: _("Dinas"),
    "office": lambda: _("Kantor lain"),
    "holder": lambda: _("pejabatnya"),
    "source": lambda: _("yang tertulis di halamannya"),
    "booths": lambda: _("yang tertulis di halamannya"),
    "by": lambda: _("Seseorang"),
    "who": lambda: _("Seseorang"),
    "person": lambda: _("Seseorang"),
    "device": lambda: _("sebuah HP"),
    "name_of": lambda: _("seorang anggota"),
    "treasurer": lambda: _("bendahara"),
    "account": lambda: _("yang tercatat"),
    "what": lambda: _("sebagian isinya"),
    "lot": lambda: _("yang tertulis di halamannya"),
    "reason": lambda: _("tertulis di halamannya"),
    "note": lambda: _("tertulis di halamannya"),
    "text": lambda: _("Pesannya tertulis di halamannya."),
    "was": lambda: _("yang lama"),
    "became": lambda: _("yang tertulis di halamannya"),
    "courier": lambda: "",
    "tracking": lambda: "",
    "reading": lambda: "",
    "address": lambda: "",
}


WITHIN = {"reason", "note"}  # why: people's own words, or facts of a turn, inside a sentence of ours


def _dots() -> str:
    return "…"


def neutral(values: dict[str, Any]) -> dict[str, Any]:
    """The same news without a word that somebody typed, for an address that nobody has shown to be theirs.

    Else anybody could make us send their text to anybody. The reader opens the page for the rest.
    """
    told = {}
    for name, value in values.items():
        typed = isinstance(value, str) and name not in OUR_OWN and not name.endswith("_at")
        told[name] = STAND_INS.get(name, _dots)() if typed and value else value
        if isinstance(value, list):
            told[name] = [neutral(each) if isinstance(each, dict) else each for each in value]
    if "path" in told:
        told["path"] = _bare(told["path"])
    return told


def _bare(path: str) -> str:
    """A path as it is where it holds no name, else the page above, which leads on: `/lapak/tunas-bahari`: `/lapak`."""
    first = re.match(r"/([a-z-]+)(?![^/?#])", path)
    if not first:
        return "/" if path else ""
    return path if first[1] in BARE_PATHS else first[0]


def _read(values: dict[str, Any]) -> dict[str, Any]:
    """Parameters as templates want them: moments (`…_at`) and zones are kept as text in a message."""
    read: dict[str, Any] = {
        name: datetime.fromisoformat(v) if name.endswith("_at") and v else v for name, v in values.items()
    }
    if "stands" in read:
        read["stands"] = [_read(each) for each in read["stands"]]
    for name in WITHIN & read.keys():
        why: Any = read[name]
        read[name] = why_words(why).rstrip(" .")
    return read | ({"zone": ZoneInfo(str(values["zone"]))} if "zone" in values else {})


def shown(message: Message) -> Letter:
    """`render` for a page that shows letters: one that cannot be put into words stands there without them."""
    try:
        return render(message)
    except (LookupError, TypeError, ValueError, TemplateError) as error:
        log.warning("message %s: %r", message.id, error)
        return Letter("", "")


def tap_link(message: Message) -> str:
    """The wa.me link of a message to send by hand."""
    return wa_link(message.to, shown(message).body)
