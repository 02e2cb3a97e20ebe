"""A piece of a message between two signs: what it does, the goods it names, and how much is said of which."""

import re
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import pairwise

from market.catalog.searching.spelling import fold
from market.orders.chat import lexicon as says
from market.orders.chat.bits import Bit
from market.orders.chat.known import COMMON
from market.orders.chat.quantities import Quantity, begins_amount
from market.orders.chat.run import Run
from market.orders.chat.small_talk import FILLER

WRONG, ONCE = fold("salah"), fold("dulu")
KNOWN_WORDS = COMMON | says.NEVER_GOODS
VOWELS, LEAST_CONSONANTS = re.compile("[aeiou]"), 4
BONES = {bones for word in says.SMALL_TALK if len(bones := VOWELS.sub("", word)) >= LEAST_CONSONANTS}


def is_small_talk(word: str) -> bool:
    """Whether a word says nothing of goods; also one that lacks vowels: `skrang`, `trimakash`."""
    return word in KNOWN_WORDS or (word not in says.OF_GOODS and VOWELS.sub("", word) in BONES)


@dataclass
class NamedGood:
    """A good that is named, and the amounts that are said of it."""

    run: Run
    amounts: list[Quantity] = field(default_factory=list)


@dataclass
class Phrase:
    """Bits between two signs or words that part. `asks`: its sentence is a question; `mends`: it puts right what
    stood before; `begins`, `ends`: a line does; `of`: who of several wishes it; `plus`: that sign stands before it;
    `row`: the number of the good in a list that it speaks of; `blank`: `abon: -`, none of it; `left_over`: places
    of bits that tell how many are left, `left` the number behind one; `marked`: a question mark ends its sentence;
    `behind`: a day or an hour stands before it; `headed`: so many bits stand before a colon; `cut`: a
    number that is no amount stands behind it: `anak ukuran 8 tahun ada?`."""

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
    of: str = ""
    plus: bool = False
    past: bool = False
    row: int = 0
    blank: bool = False
    left_over: set[int] = field(default_factory=set)
    left: Fraction | None = None
    marked: bool = False
    behind: bool = False
    headed: int = 0
    cut: bool = False

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(bit.text for bit in self.bits if bit.kind == "word")

    @property
    def wishes(self) -> bool:
        """Whether somebody wants something, and not only to ask."""
        begs = self.words & says.PLEASE and not self.asks and not self.words & says.ASK
        return bool(begs or self.words & says.WISH) and not self.words & says.ASKING

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

    @cached_property
    def drops(self) -> bool:
        """Whether it takes something back: `gak jadi`, `batal`, `nda usah`."""
        texts = [bit.text for bit in self.bits]
        refused = any(a in says.NOT and b in says.BEHIND_NOT for a, b in pairwise(texts))
        return (refused or bool(self.words & says.DROP)) and not self.unless

    @cached_property
    def unless(self) -> bool:
        """Whether it is under a condition: `kalau kosong gak usah`, not `kalau gitu gak jadi`."""
        return any(a.text in says.IF and b.text not in says.SO for a, b in pairwise(self.bits))

    @property
    def gives_in(self) -> bool:
        """`ya udah 2`: in place of what was said before."""
        so = any(a.text in says.YA and b.text in says.YET | says.SO_THEN for a, b in pairwise(self.bits))
        return so or bool(self.words & says.SO_BE_IT)

    @property
    def questions(self) -> bool:
        """Whether it asks; `kalau ada` does not."""
        if self.marked:
            return True
        texts = [bit.text for bit in self.bits]
        return any(b in says.ASK and not (a in says.IF and b in says.THERE) for a, b in pairwise(["", *texts]))

    @property
    def later(self) -> bool:
        """Whether it is of another time that nobody has named: `bulan depan`, `lain kali`, `blm dulu`."""
        then = ((a.text, b.text) for a, b in pairwise(self.bits))
        return any((a in says.SOME_TIME and b in says.TO_COME) or (a in says.NOT_YET and b == ONCE) for a, b in then)

    @property
    def refuses(self) -> bool:
        return any(bit.text in says.NOT for bit in self.bits[:3]) or self.drops

    @property
    def quits(self) -> bool:
        """Whether it takes back all that was said: `gak jadi deh`."""
        texts = [bit.text for bit in self.bits]
        if not self.words & says.NOT and any(a == WRONG and b in says.GROUPS for a, b in pairwise(texts)):
            return True
        sent = any(a == WRONG and b in says.SENT for a, b in pairwise(texts))
        if sent and self.words - says.SENT - {WRONG} <= says.QUITS | FILLER:
            return True
        ends = any(a in says.NOT and b in says.BECOMES for a, b in pairwise(texts)) or bool(self.words & says.DROP)
        return ends and self.words <= says.NOT | says.BEHIND_NOT | says.DROP | says.QUITS

    @property
    def tells_past(self) -> bool:
        """Whether it tells of another order: `kemarin`, and not `kayak kemarin`; `sudah sampai`."""
        texts = [bit.text for bit in self.bits]
        if self.words & says.REDO and not self.marked:
            return False  # `yang kemarin pesan 3 jadikan 5`
        if any(text in says.YET and set(texts[at + 1 : at + 3]) & says.ARRIVED for at, text in enumerate(texts)):
            return True
        then = [at for at, text in enumerate(texts) if text in says.BEFORE or (text == ONCE and self._which(at))]
        again = self.wishes or bool(self.words & says.MORE)
        alike = says.AS if again else says.AS - says.WHICH  # `yang kemarin 2 botol sudah habis`
        for at in then:
            if texts[at - 1 : at] and texts[at - 1] in says.WHICH and set(texts[at + 1 : at + 2]) & says.WISH:
                return True  # `saya yang dulu beli 6`
            if not set(texts[max(0, at - 2) : at]) & alike and (again or at < 2 or not self._which(at)):
                return True
        return False

    @property
    def asks_after(self) -> bool:
        """`pesanan tas saya 2 sudah jadi?`: of what was ordered before, where it is a question."""
        done = says.DONE | says.ON_ITS_WAY | says.ARRIVED
        return any(a.text in says.YET and b.text in done for a, b in pairwise(self.bits)) and not self.unless

    def _which(self, at: int) -> bool:
        """Whether a word only tells which: `fufu yang kemarin`."""
        return any(bit.text in says.WHICH for bit in self.bits[max(0, at - 2) : at])

    def refused(self, run: Run) -> bool:
        """Whether a `no` is of this good: `jangan teri`, `teri jangan`; not `teri jangan asin`."""
        idle = says.BEHIND_NOT | FILLER | says.WISH | says.WHICH
        for at in (n for n, bit in enumerate(self.bits) if bit.text in says.NOT):
            between = self.bits[at + 1 : run.at] if at < run.at else self.bits[run.after : at]
            rest = [] if at < run.at else self.bits[at + 1 :]
            if all(each.text in idle for each in (*between, *rest)):
                return True
        return False

    @property
    def as_before(self) -> bool:
        """Whether it names something as it was in another order, and nobody knows whether its amount is a wish."""
        again = self.wishes or bool(self.words & says.MORE)
        return not again and any(bit.text in says.BEFORE and self._which(at) for at, bit in enumerate(self.bits))

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
        """Whether a word tells for whom something is: `1 lagi buat mertua`."""
        return at > 0 and self.bits[at - 1].text in says.FOR and self.bits[at].text not in says.OF_GOODS
