"""A piece of a message between two signs: what it does, the goods it names, and how much is said of which."""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from market.catalog.searching.spelling import fold, folds
from market.orders.chat import lexicon as says
from market.orders.chat.bits import Bit
from market.orders.chat.known import COMMON
from market.orders.chat.quantities import Quantity, begins_amount
from market.orders.chat.run import Run
from market.orders.chat.said import SaidBits
from market.orders.chat.small_talk import FILLER

WRONG, ONCE = fold("salah"), fold("dulu")
WHEN = folds("kapan kpn")
KNOWN_WORDS = COMMON | says.NEVER_GOODS
MOST_BACK = 12
VOWELS, LEAST_CONSONANTS = re.compile("[aeiou]"), 4
BONES = {bones for word in says.SMALL_TALK if len(bones := VOWELS.sub("", word)) >= LEAST_CONSONANTS}


def is_small_talk(word: str) -> bool:
    """Whether a word says nothing of goods; also one that lacks vowels: `skrang`, `trimakash`."""
    return word in KNOWN_WORDS or (word not in says.OF_GOODS and VOWELS.sub("", word) in BONES)


@dataclass
class Phrase(SaidBits):
    """Bits between two signs or words that part. `mends`: it puts right what stood before; `begins`, `ends`: a line
    does; `of`: who of several wishes it; `plus`: that sign stands before it; `row`: the number of the good in a
    list that it speaks of; `blank`: `abon: -`, none of it; `left_over`: places of bits that tell how many are left,
    `left` the number behind one; `behind`: a day or an hour stands before it; `headed`: so many bits stand before a
    colon, `titled`: no more than a day does; `cut`, `aged`: a size or an age stands behind it, or before it: `anak
    ukuran 8 tahun ada?`; `joined`: an `and` stands before it; `signed`: a phone number stands behind it; `listed`: a
    name stands before its good, as in other lines; `sentence`:
    all phrases up to the sign that ends them, it among them."""

    begins: bool = False
    ends: bool = False
    marks: list[Quantity] = field(default_factory=list)
    each: bool = False
    mends: bool = False
    settles: bool = False
    of: str = ""
    plus: bool = False
    past: bool = False
    row: int = 0
    blank: bool = False
    left_over: set[int] = field(default_factory=set)
    left: Fraction | None = None
    behind: bool = False
    headed: int = 0
    titled: bool = False
    cut: bool = False
    aged: bool = False
    joined: bool = False
    signed: bool = False
    listed: bool = False
    sentence: list["Phrase"] = field(default_factory=list, repr=False, compare=False)

    @property
    def at(self) -> int:
        """Its place in its sentence."""
        return next(n for n, each in enumerate(self.sentence) if each is self)

    @property
    def amounts(self) -> list[Quantity]:
        """All of them, of goods and of none."""
        return [*self.bare, *(each for named in self.named for each in named.amounts)]

    @property
    def before(self) -> list["Phrase"]:
        """The phrases before it in its sentence, the nearest first, no more of them than a head holds."""
        at = self.at
        return self.sentence[max(0, at - MOST_BACK) : at][::-1]

    @cached_property
    def said(self) -> list[Bit]:
        """Without what is said under a condition behind its goods: `abon 2 kalau masih ada`."""
        first = min((named.run.after for named in self.named), default=len(self.bits))
        ends = (at for at, bit in enumerate(self.bits) if at >= first and bit.text in says.IF)
        return self.bits[: next(ends, len(self.bits))]

    def free(self, at: int) -> bool:
        """Whether what stands at a bit is to be a present: `bonus kacang 1`."""
        return any(bit.text in says.FREE for bit in self.bits[max(0, at - 2) : at])

    def doubts(self, at: int) -> bool:
        """Whether what stands at a bit stands under a condition."""
        if any(each.run.at == at and each.run.after in self.left_over for each in self.named):
            return True
        for n, bit in enumerate(self.bits[:at]):
            sure = not self.asks and n + 1 == at and not self.words & says.BARGAIN
            if bit.text in says.IF and self.bits[n + 1].text not in says.POLITE and not sure:
                return True
        return False

    @property
    def only_if(self) -> bool:
        """Whether all amounts stand under a condition; `3 deh kalo gitu` does not."""
        ifs = [bit.start for bit in self.bits if bit.text in says.IF]
        return bool(ifs) and all(each.start > ifs[0] for each in self.bare) and not self._if_there

    @property
    def asks_only(self) -> bool:
        """Whether it asks; `kalau ada 4 ikat` does not."""
        there = any(bit.text in says.IF for bit in self.bits) and self._if_there
        return bool(self.asks and self.words & says.ASK and not there)

    @property
    def if_behind(self) -> bool:
        """Whether a condition stands behind a number alone: `mau 6 kalo masih`."""
        ifs = [bit.start for bit in self.bits if bit.text in says.IF]
        return bool(ifs) and any(each.start < ifs[-1] for each in self.bare)

    @property
    def _if_there(self) -> bool:
        """`kalau ada 4 ikat`: so many are wanted of what is there."""
        texts = [bit.text for bit in self.bits]
        at = next(n for n, text in enumerate(texts) if text in says.IF)
        idle = says.THERE | says.WISH | says.PLEASE | says.CALLS | says.WE | says.YET | says.MORE
        after = next((n for n in range(at + 1, len(texts)) if texts[n] not in idle), len(texts))
        if self.marked or after == at + 1 or after == len(texts):
            return False
        return any(each.start == self.bits[after].start for each in self.bare)

    @property
    def lessens(self) -> bool:
        return bool(self.words & says.LESS) and not self.settles and not self.words & says.BECOMES

    @property
    def tells_which(self) -> bool:
        return self.mends or bool(self.words & (says.WHICH | says.ONLY | says.CHANGE))

    @property
    def priced(self) -> bool:
        return any(bit.kind == "money" for bit in self.bits)

    @property
    def questions(self) -> bool:
        """Whether it asks; `kalau ada` does not."""
        if self.marked:
            return True
        texts = [bit.text for bit in self.bits]
        return any(b in says.ASK and not (a in says.IF and b in says.THERE) for a, b in pairwise(["", *texts]))

    @property
    def refuses(self) -> bool:
        return any(bit.text in says.NOT for bit in self.bits[:3]) or self.drops

    def refused(self, run: Run) -> bool:
        """Whether a `no` is of this good: `jangan teri`, `teri jangan`; not `teri jangan asin`."""
        idle = says.BEHIND_NOT | FILLER | says.WISH | says.WHICH | says.SAID
        for at in (n for n, bit in enumerate(self.bits) if bit.text in says.NOT):
            between = self.bits[at + 1 : run.at] if at < run.at else self.bits[run.after : at]
            rest = [] if at < run.at else self.bits[at + 1 :]
            if all(each.text in idle for each in (*between, *rest)):
                return True
        return False

    @cached_property
    def content(self) -> list[Bit]:
        """The words of it that are no small talk and none of our goods."""
        taken = {at for named in self.named for at in range(named.run.at, named.run.after)}
        return [
            bit for at, bit in enumerate(self.bits)
            if bit.kind == "word" and at not in taken and not is_small_talk(bit.text) and not self._is_for(at)
            and not begins_amount(bit)
        ]  # fmt: skip

    def _is_for(self, at: int) -> bool:
        """Whether a word tells for whom something is, or where it goes: `1 lagi buat mertua`, `ke Banjar`."""
        if self.bits[at].text in says.OF_GOODS or not at:
            return False
        called = self.bits[at - 1].text in says.FOR | says.CALLS and self.bits[max(0, at - 2)].text in says.FOR
        return called or self.bits[at - 1].text in says.FOR | says.TO
