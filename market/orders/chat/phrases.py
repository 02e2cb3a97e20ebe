"""A message in phrases: of each what it does, the goods it names, and how much is said of which."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from market.orders.chat import lexicon as says
from market.orders.chat.bits import Bit
from market.orders.chat.goods import GoodsByWords, Run
from market.orders.chat.known import COMMON
from market.orders.chat.quantities import Quantity, amount_at

ENDS = frozenset(".!?")
PARTS = frozenset(",;+&|") | ENDS
QUIET = frozenset("*_~:=-()[]{}'\"/\\<>#^%$@`")
MOST_BITS = 60  # of a phrase: no sentence is longer
KNOWN_WORDS = COMMON | says.NEVER_GOODS


@dataclass
class NamedGood:
    """A good that is named, and the amounts that are said of it."""

    run: Run
    amounts: list[Quantity] = field(default_factory=list)


@dataclass
class Phrase:
    """Bits between two signs or words that part. `asks`: its sentence is a question; `mends`: it puts right what
    stood before; `begins`, `ends`: a line does."""

    bits: list[Bit]
    asks: bool = False
    begins: bool = False
    ends: bool = False
    named: list[NamedGood] = field(default_factory=list)
    bare: list[Quantity] = field(default_factory=list)
    marks: list[Quantity] = field(default_factory=list)
    each: bool = False
    mends: bool = False
    settles: bool = False

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(bit.text for bit in self.bits if bit.kind == "word")

    @property
    def wishes(self) -> bool:
        """Whether somebody wants something, and not only to ask."""
        return bool(self.words & says.WISH) and not self.words & says.ASKING

    @property
    def priced(self) -> bool:
        return any(bit.kind == "money" for bit in self.bits)

    @cached_property
    def drops(self) -> bool:
        """Whether it takes something back: `gak jadi`, `batal`, `nda usah`."""
        texts = [bit.text for bit in self.bits]
        refused = any(a in says.NOT and b in says.BEHIND_NOT for a, b in pairwise(texts))
        return refused or bool(self.words & says.DROP)

    @property
    def refuses(self) -> bool:
        return any(bit.text in says.NOT for bit in self.bits[:3]) or self.drops

    @property
    def quits(self) -> bool:
        """Whether it takes back all that was said: `gak jadi deh`."""
        texts = [bit.text for bit in self.bits]
        ends = any(a in says.NOT and b in says.BECOMES for a, b in pairwise(texts)) or bool(self.words & says.DROP)
        return ends and self.words <= says.NOT | says.BEHIND_NOT | says.DROP | says.QUITS

    @cached_property
    def past(self) -> bool:
        """Whether it tells of another order: `kemarin`, and not `kayak kemarin`; `sudah sampai`."""
        texts = [bit.text for bit in self.bits]
        if any(text in says.YET and set(texts[at + 1 : at + 3]) & says.ARRIVED for at, text in enumerate(texts)):
            return True
        then = [at for at, text in enumerate(texts) if text in says.BEFORE]
        return any(not set(texts[max(0, at - 2) : at]) & says.AS for at in then)

    @cached_property
    def content(self) -> list[Bit]:
        """The words of it that are no small talk and none of our goods."""
        taken = {at for named in self.named for at in range(named.run.at, named.run.after)}
        return [
            bit for at, bit in enumerate(self.bits)
            if bit.kind == "word" and at not in taken and bit.text not in KNOWN_WORDS
        ]  # fmt: skip


def phrases(bits: Sequence[Bit], shelf: GoodsByWords) -> list[Phrase]:
    """The phrases of a message, in their order."""
    found = list(_parted(bits))
    for phrase in found:
        _read(phrase, shelf)
    return found


def _parted(bits: Sequence[Bit]) -> Iterator[Phrase]:
    sentence: list[Phrase] = []
    now, begins = Phrase([], begins=True), True
    for at, bit in enumerate(bits):
        counted = bit.text == ":" and bool(now.bits) and now.bits[-1].kind == "number"  # `12: L 5, M 7`
        if not counted and not _parts(bits, at) and len(now.bits) < MOST_BITS:
            if bit.kind != "sign" or bit.text == "@":
                now.bits.append(bit)
            continue
        now.ends = bit.kind == "line"
        if now.bits:
            sentence.append(now)
        begins = bit.kind == "line" or (begins and not now.bits)
        now = Phrase([], begins=begins)
        if bit.text in ENDS or bit.kind == "line":
            yield from _asked(sentence, bit.text == "?")
            sentence = []
    now.ends = True
    yield from _asked([*sentence, now] if now.bits else sentence, False)


def _asked(sentence: list[Phrase], mark: bool) -> list[Phrase]:
    mends = False
    for phrase in sentence:
        phrase.asks = mark or bool(phrase.words & says.ASK)
        mends = mends or bool(phrase.words & says.CHANGE)
        phrase.mends = mends
    return sentence


def _parts(bits: Sequence[Bit], at: int) -> bool:
    bit = bits[at]
    if bit.kind in ("line", "gone"):
        return True
    following = bits[at + 1].text if at + 1 < len(bits) else ""
    if bit.kind == "sign":
        return bit.text in PARTS or bit.text not in QUIET or (bit.text == "(" and following in says.IF)
    return bit.kind == "word" and bit.text in says.AND and following not in says.AS


def _read(phrase: Phrase, shelf: GoodsByWords) -> None:
    bits = phrase.bits
    runs = {run.at: run for run in shelf.runs(bits)}
    items: list[Run | Quantity | None] = []
    at = 0
    while at < len(bits):
        if at in runs:
            items.append(runs[at])
            at = runs[at].after
            continue
        found = amount_at(bits[: next((a for a in runs if a > at), len(bits))], at)
        if found is None:
            if bits[at].text in says.INSTEAD:
                items.append(None)
            at += 1
            continue
        amount, after = found
        counts_lines = after < len(bits) and bits[after].text in says.LINES
        if not amount.money and not counts_lines and not _is_rate(bits, at):
            if at and bits[at - 1].text in says.WHICH and not amount.unit:
                phrase.marks.append(amount)
            items.append(amount)
        phrase.each = phrase.each or _for_each(bits, at)
        at = after
    _share(phrase, items, shelf)


def _is_rate(bits: Sequence[Bit], at: int) -> bool:
    """`20rb sebungkus`, `per 2 kg`: a price is told, and no wish."""
    before = [bit.kind for bit in bits[max(0, at - 2) : at]]
    return ("money" in before and bits[at].typed.startswith("se")) or (at > 0 and bits[at - 1].text in ("per", "isi"))


def _for_each(bits: Sequence[Bit], at: int) -> bool:
    before = [bit.text for bit in bits[max(0, at - 2) : at]]
    return bool(set(before) & says.EACH) or "@" in before[-1:]


def _share(phrase: Phrase, items: Sequence[Run | Quantity | None], shelf: GoodsByWords) -> None:
    """Gives each amount to the good beside it: behind their names, or before them where the phrase begins so. One
    behind a word that puts right (None) stands in place of those before it: `2 eh 3`, `bukan 2 tapi 3`."""
    waiting: list[Quantity] = []
    before = isinstance(next(filter(None, items), None), Quantity)
    for item, last in zip(items, [None, *items], strict=False):
        if isinstance(item, Run):
            phrase.named.append(NamedGood(item, waiting))
            waiting = []
        elif item is not None:
            mine = phrase.named[-1].amounts if phrase.named else waiting
            if last is None and mine and item is not items[0]:
                mine.clear()
                phrase.settles = True
            if phrase.named and (not before or not mine or shelf.weighs(phrase.named[-1].run.ids, item)):
                mine.append(item)
            else:
                waiting.append(item)
    if phrase.named:
        phrase.named[-1].amounts += waiting
    else:
        phrase.bare = waiting
