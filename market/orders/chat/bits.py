"""A stretch of a chat in bits: words, numbers and signs, each with its place."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from market.orders.chat.blank import CALLED, GONE, MONEY, SIZED
from market.orders.chat.forms import said_word
from market.orders.chat.units import SPELLED

BIT = re.compile(
    r"(?P<part>(?<![0-9/])[13]/[24](?![0-9/])|[½¼¾])|(?P<number>[0-9]+(?:[.,][0-9]+)*)|(?P<word>[a-z]+(?:'[a-z]+)?)"
    r"|(?P<money>" + MONEY + r"+)|(?P<gone>[" + GONE + CALLED + SIZED + r"]+)|(?P<line>\n)|(?P<sign>[^\s])"
)
TWICE_FROM = 3  # letters of a word that a 2 behind it says twice: `kue2`, `oleh2`


@dataclass(frozen=True)
class Bit:
    """`kind` is word, number, part (of one), money, gone, line or sign; `text` a word's one spelling, else as typed."""

    kind: str
    text: str
    typed: str
    start: int
    end: int


def bits_of(text: str, start: int, end: int) -> list[Bit]:
    """The bits between two places. A word said twice is one; hyphens in words are none."""
    found: list[Bit] = []
    for bit in _bits(text, start, end):
        last = found[-1] if found else None
        joined = _joined(last, bit, text) if last is not None and last.end == bit.start else None
        if joined is None:
            found.append(bit)
        else:
            found[-1] = joined
    return found


def _joined(last: Bit, bit: Bit, text: str) -> Bit | None:
    """A word with what is written right behind it, where both are one word."""
    if last.kind != "word":
        return None
    if bit.text == "2" and bit.kind == "number" and len(last.typed) >= TWICE_FROM:
        both = last.text + "2" if last.text in SPELLED else last.text  # `dua2nya` is no amount
        return Bit("word", both, last.typed, last.start, bit.end)
    if last.text in SPELLED and bit.text == "-" and text.startswith(last.typed, bit.end):
        return Bit("word", last.text + "2", last.typed, last.start, bit.end)
    said_again = last.text[:-1] in SPELLED and bit.typed.startswith(last.typed)
    if said_again or (bit.text == "-" and text[bit.end : bit.end + 1].isalpha()):
        return Bit("word", last.text, last.typed, last.start, bit.end)
    return None


def _bits(text: str, start: int, end: int) -> Iterator[Bit]:
    for match in BIT.finditer(text, start, end):
        kind = match.lastgroup or "sign"
        typed = match[0]
        word = typed.replace("'", "")
        yield Bit(kind, said_word(word) if kind == "word" else typed, word, match.start(), match.end())
