"""The goods of a group, found by the words that people say for them; two that fit equally are both handed on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from market.orders.chat.bits import Bit
from market.orders.chat.known import COMMON, ChatGood, Known, by_word, known_good
from market.orders.chat.lexicon import (
    BEFORE_HEADS,
    CALLS,
    GREAT,
    NEVER_GOODS,
    OF_GOODS,
    OF_MANY,
    SMALL,
    SMALL_TALK,
    WHICH,
)
from market.orders.chat.quantities import Quantity, begins_amount
from market.orders.chat.spelling import Spelling, fold
from market.orders.chat.units import GENERAL, SPELLED

CLITICS = ("nya", "nye", "ne", "e", "mu", "ku", "x", "lah")
ENDS_A_NAME = frozenset({"nya", "ne", "e"})


@dataclass(frozen=True)
class Run:
    """Bits beside each other that name a good: which may be meant, by which words; from bit `at` to before `after`.

    `telling`: the words are a name, and not only what kind of it (`yang besar`); `other`: beside them stands a word
    that makes another good of it.
    """

    ids: frozenset[int]
    words: frozenset[str]
    at: int
    after: int
    telling: bool
    ended: bool = False
    other: bool = False


@dataclass
class GoodsByWords:
    """All goods of a group, to be found in bits."""

    goods: Sequence[ChatGood]
    known: dict[int, Known] = field(init=False)
    spelling: Spelling = field(init=False)
    having: dict[str, frozenset[int]] = field(init=False)
    within: dict[str, frozenset[int]] = field(init=False)

    def __post_init__(self) -> None:
        self.known = {good.variant_id: known_good(good) for good in self.goods}
        found = self.known.values()
        self.having = by_word({known: known.words - COMMON | {known.head} for known in found})
        self.within = by_word({known: known.words & SMALL_TALK | known.spelled for known in found})
        self.spelling = Spelling(self.having)

    def meant(self, bit: Bit) -> frozenset[str]:
        """The known words that a bit is; none for small talk and for words of other goods that are only near to one."""
        if bit.kind != "word":
            return frozenset()
        if bit.text in self.having:
            return frozenset({bit.text})
        stem = self.stem(bit)
        if stem in self.having:
            return frozenset({stem})
        if bit.text in COMMON | NEVER_GOODS or bit.text in OF_GOODS or stem in OF_GOODS:
            return frozenset()
        return self.spelling.meant(bit.text) or self.spelling.meant(stem)

    def stem(self, bit: Bit) -> str:
        """The word without what is said behind it: `kerupuknya`, `mentahe`."""
        for end in CLITICS:
            if bit.typed.endswith(end) and len(bit.typed) - len(end) >= 3:
                stem = fold(bit.typed[: -len(end)])
                if stem in self.having or stem in OF_GOODS:
                    return stem
        return fold(bit.typed[:-3]) if bit.typed.endswith("nya") and len(bit.typed) > 6 else bit.text

    def names(self, word: str) -> bool:
        return fold(word) in self.having

    def runs(self, bits: Sequence[Bit]) -> list[Run]:
        """The goods that bits name, in their order."""
        found: list[Run] = []
        at = 0
        while at < len(bits):
            run = None if self._is_somebody(bits, at) else self._run(bits, at)
            if run is None:
                at += 1
            else:
                found.append(self._beside(bits, run, found[-1] if found else None))
                at = run.after
        return found

    def _is_somebody(self, bits: Sequence[Bit], at: int) -> bool:
        """Whether a word that is only near to one of ours follows a title: `Bu Endang` is no `dendeng`."""
        if at == 0 or bits[at - 1].text not in CALLS or bits[at].kind != "word":
            return False
        return bits[at].text not in self.having and self.stem(bits[at]) not in self.having

    def _run(self, bits: Sequence[Bit], at: int) -> Run | None:
        words: set[str] = set()
        ids: frozenset[int] = frozenset()
        start, after, ended = at, at, False
        while at < len(bits):
            near = self._ids(bits[at], ids, bool(words), bits[at + 1] if at + 1 < len(bits) else None)
            if near is None:
                if words and bits[at].text in WHICH and at + 1 < len(bits) and bits[at].kind == "word":
                    at += 1
                    continue
                break
            ids = near
            words |= self.meant(bits[at]) or {bits[at].text}
            at += 1
            after, ended = at, self._ended(bits, at)
        if not words:
            return None
        return Run(ids, frozenset(words), start, after, bool(words - OF_MANY - GREAT - SMALL), ended)

    def _ids(self, bit: Bit, ids: frozenset[int], begun: bool, following: Bit | None) -> frozenset[int] | None:
        """The goods that a bit and those before it name; None where it names none, or others."""
        words = self.meant(bit)
        found = frozenset(key for word in words for key in self.having[word])
        counts = bit.kind == "number" or bit.text in SPELLED
        if begun and (not counts or (following and self.meant(following))):
            found |= self.within.get(bit.text, frozenset())
        if not found and begun and len(bit.typed) == 2:
            found = frozenset(key for key in ids if bit.typed in self.known[key].initials and bit.text not in COMMON)
        both = found & ids if begun else found
        return both or None

    def _ended(self, bits: Sequence[Bit], at: int) -> bool:
        """Whether a name is closed by `-nya`: what stands behind it is no part of it."""
        last = bits[at - 1]
        closed = last.text not in self.having and last.typed.endswith(("nya", "e", "x"))
        return closed or (at < len(bits) and bits[at].text in ENDS_A_NAME)

    def _beside(self, bits: Sequence[Bit], run: Run, last: Run | None) -> Run:
        """The run, and whether a word beside it makes another good of it: `kerupuk udang`, `bibit cabai`."""
        other = False
        if run.at > 0 and not (last is not None and last.after == run.at):
            before = bits[run.at - 1]
            other = before.kind == "word" and before.text not in BEFORE_HEADS and self._of_other(before)
        after = run.after + (run.after < len(bits) and bits[run.after].text in WHICH)
        if after < len(bits) and not run.ended:
            other = other or self._makes_other(bits[after], run)
        return Run(run.ids, run.words, run.at, run.after, run.telling, run.ended, other)

    def _of_other(self, bit: Bit) -> bool:
        return (bit.text in OF_GOODS or self.stem(bit) in OF_GOODS) and not self.meant(bit)

    def _makes_other(self, bit: Bit, run: Run) -> bool:
        if bit.kind != "word" or begins_amount(bit) or self._size_fits(bit, run):
            return False
        if self._of_other(bit):
            return True
        if self.meant(bit):  # a word of ours that none of these goods has
            return not self.meant(bit) - OF_MANY and run.after - run.at < 9
        if len(bit.typed) == 1 and bit.text not in COMMON and bit.text != "x":
            return True  # `amplang T` is short for something
        whole = any(self.known[key].product <= run.words for key in run.ids)
        return not whole and bit.text not in COMMON | NEVER_GOODS and len(bit.typed) > 3 and bit.text not in GENERAL

    def _size_fits(self, bit: Bit, run: Run) -> bool:
        """Whether `besar` only tells a good from the small one beside it."""
        for size, opposite in ((GREAT, SMALL), (SMALL, GREAT)):
            if bit.text in size:
                return any(known.words & opposite for known in self.known.values() if known.product & run.words)
        return False

    def weighs(self, ids: Iterable[int], amount: Quantity) -> bool:
        """Whether an amount only tells what one piece of a good weighs."""
        return amount.grams and any(self.known[key].good.grams == amount.count for key in ids)

    def sisters(self, ids: Iterable[int]) -> frozenset[int]:
        """All goods whose name begins as that of one of these."""
        heads = {self.known[key].head for key in ids}
        return frozenset(key for key, known in self.known.items() if known.head in heads)

    def nearest(self, ids: Iterable[int], words: frozenset[str]) -> frozenset[int]:
        """Of goods that fit alike those whose name begins so, else those of which the whole name was said."""
        ids = frozenset(ids)
        whole = frozenset(key for key in ids if self.known[key].product and self.known[key].product <= words)
        headed = frozenset(key for key in ids if self.known[key].head in words)
        for some in (headed & whole, headed, whole):
            if some and len({self.known[key].good.product for key in some}) == 1:
                return some
        return headed or ids
