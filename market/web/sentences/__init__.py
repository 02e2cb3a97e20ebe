"""The one table from codes to sentences: refusals and words of thanks. A sentence says what to do next."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from market.kernel.language import any_of, gettext, in_words, ngettext, shown_day, shown_moment
from market.kernel.language import mark as N
from market.kernel.money import dotted, grouped, rupiah
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.kernel.typed import whole
from market.web.sentences import (
    accounts,
    bazaars,
    done,
    done_by_groups,
    goods,
    money,
    orders,
    people,
    planning,
    running,
    till,
    typed,
)
from market.web.units import unit

PARAMETER = re.compile(r"%\((\w+)\)s")
RUPIAH = re.compile(r"Rp%\((\w+)\)s")
MEANT = re.compile(r"([0-9][0-9.\N{NO-BREAK SPACE}]*) (.+)")  # a number and what it counts
DAYS = {"made", "until"}  # parameters of a word of thanks that are days


def one_table(*parts: Mapping[str, str]) -> dict[str, str]:
    """The sentences of all parts. Raises when two say something of one code."""
    whole_table = {code: sentence for part in parts for code, sentence in part.items()}
    if len(whole_table) != sum(map(len, parts)):
        raise ValueError("a code has two sentences")
    return whole_table


REFUSALS = one_table(
    typed.REFUSALS, accounts.REFUSALS, people.REFUSALS, goods.REFUSALS, money.REFUSALS, planning.REFUSALS,
    bazaars.REFUSALS, orders.REFUSALS, till.REFUSALS, running.REFUSALS,
)  # fmt: skip

# Words that say that something was not done: shown as a warning, not with a tick.
NOT_DONE = frozenset({
    "sign_in_and_go_on", "sign_in_and_repeat", "say_who_and_repeat", "gone_before", "form_gone", "step_over",
    "pressed_before", "quote_made_short", "in_cart_all",
})  # fmt: skip
WORDS = one_table(done.WORDS, done_by_groups.WORDS)


def refusal_sentence(refusal: Refused) -> str:
    """A refusal in the reader's language."""
    said = REFUSALS[refusal.code]
    return in_words(said, shown(refusal.params) | _in_rupiah(said, refusal.params), refusal.params)


def told(code: str, numbers: Mapping[str, int | date]) -> str:
    """A word of thanks with the numbers that it names, as a cookie carries it: `received.n:30.now:45`. A day is that of
    its count."""
    named = {name: each for name, each in numbers.items() if name in named_in(WORDS.get(code, ""))}
    counts = {name: each.toordinal() if isinstance(each, date) else each for name, each in named.items()}
    return ".".join([code, *(f"{name}:{number}" for name, number in counts.items())])


def words(carried: str) -> str:
    """A word of thanks; nothing for a code that is not ours, or numbers that it does not name."""
    code, *numbers = carried.split(".")
    pairs = (each.partition(":") for each in numbers)
    counts = {name: number for name, _, text in pairs if (number := whole(text)) is not None}
    found = WORDS.get(code, "")
    if named_in(found) != counts.keys():
        return ""
    read = {name: _carried(name, number) for name, number in counts.items()}
    return in_words(found, read | _in_rupiah(found, counts), counts)


def _in_rupiah(sentence: str, params: Mapping[str, Any]) -> dict[str, str]:
    """What a sentence says behind `Rp`, with the points that rupiah have in every language."""
    named = {name: params.get(name) for name in RUPIAH.findall(sentence)}
    return {name: dotted(amount) for name, amount in named.items() if isinstance(amount, int)}


def _carried(name: str, number: int) -> str:
    if name not in DAYS:
        return grouped(number)
    return shown_day(date.fromordinal(max(1, min(number, date.max.toordinal()))), year=True)


def named_in(sentence: str) -> set[str]:
    """The parameters that a sentence has."""
    return set(PARAMETER.findall(sentence))


ROLES: dict[str, str] = {
    "chair": N("ketua"),
    "treasurer": N("bendahara"),
    "member": N("anggota"),
    "device": N("HP kelompok"),
    "facilitator": N("pendamping"),
    "officer": N("petugas"),
    "admin": N("admin"),
}


THINGS: dict[str, str] = {
    "stage": N("Panggung"),
    "toilet": N("Toilet"),
    "entrance": N("Pintu masuk"),
    "first_aid": N("P3K"),
    "parking": N("Parkir"),
    "prayer": N("Musala"),
}


def thing(code: str) -> str:
    """What a landmark is called; anything else as it is."""
    return gettext(THINGS[code]) if code in THINGS else code


def shown(params: Mapping[str, Any]) -> dict[str, Any]:
    """Amounts as people write them, roles as they are called."""
    return {name: _shown(name, value) for name, value in params.items()}


def _shown(name: str, value: Any) -> Any:
    if name in ("old", "new", "amount") and isinstance(value, int):
        return rupiah(value)
    if isinstance(value, datetime):
        return shown_moment(value, settings().zone)
    if name in ("watt", "drawn", "most") or (name == "n" and isinstance(value, int)):
        return grouped(value)
    if name == "who":
        return any_of([gettext(ROLES.get(role, role)) for role in str(value).split(", ")])
    if name == "what" and isinstance(value, str):
        return thing(value)
    return _meant(value) if name == "meant" else value


def _meant(text: str) -> str:
    """`2 toples`, about which somebody is asked, in the reader's words: `2 jars`."""
    found = MEANT.fullmatch(text)
    if found is None:
        return text
    number, word = found[1], found[2]
    n = 1 if number == "1" else 2
    if word == "hari":
        return ngettext("%(num)s hari", "%(num)s hari", n) % {"num": number}
    if word == "watt":
        return ngettext("%(n)s watt", "%(n)s watt", n) % {"n": number}
    return f"{number} {unit(word, n)}"
