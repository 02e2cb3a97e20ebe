"""The goods of a group, found by the words that people say for them; two that fit equally are both handed on."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from market.catalog.searching.spelling import LONGEST_WORD, Spelling, fold, sounds_like
from market.kernel.typed import whole
from market.kernel.typed_number import MOST_PIECES
from market.orders.chat.bits import Bit
from market.orders.chat.clipped import ClippedWords, lacks_vowels
from market.orders.chat.forms import is_known
from market.orders.chat.known import COMMON, by_word
from market.orders.chat.known_goods import KnownGoods
from market.orders.chat.lexicon import (
    BEFORE_HEADS,
    CALLS,
    GREAT,
    NEVER_GOODS,
    OF_GOODS,
    OF_MANY,
    OTHERS,
    SIZES,
    SMALL,
    SOLD_OUT,
    WHICH,
)
from market.orders.chat.quantities import begins_amount
from market.orders.chat.run import Run, RunSoFar
from market.orders.chat.small_talk import TALK
from market.orders.chat.units import BETWEEN, GENERAL, SPELLED, UNITS, WORDS

CLITICS = ("nya", "nye", "ne", "na", "nipun", "ipun", "e", "mu", "ku", "x", "lah")
HOLDS = frozenset({"isi"})
NO_KINDS = COMMON | NEVER_GOODS | GENERAL | (TALK | OTHERS) - SOLD_OUT  # behind a name they make no other good of it
ENDS_A_NAME = frozenset({"nya", "ne", "e"})


@dataclass
class GoodsByWords(KnownGoods):
    """All goods of a group, to be found in bits."""

    spelling: Spelling = field(init=False)
    having: dict[str, frozenset[int]] = field(init=False)
    within: dict[str, frozenset[int]] = field(init=False)
    clipped: ClippedWords = field(init=False)

    def __post_init__(self) -> None:
        super().__post_init__()
        found = self.known.values()
        self.having = by_word({known: known.words - COMMON | {known.head} for known in found})
        self.within = by_word({known: known.words & COMMON | known.spelled for known in found})
        self.spelling = Spelling(self.having)
        self.clipped = ClippedWords(self.having)

    def meant(self, bit: Bit) -> frozenset[str]:
        """The known words that a bit is; none for small talk and for words of other goods that are only near to one."""
        if bit.kind != "word":
            return frozenset()
        if bit.text in self.having:
            return frozenset({bit.text})
        stem = self.stem(bit)
        if stem in self.having:
            return frozenset({stem})
        if bit.typed.endswith("o") and fold(bit.typed[:-1] + "a") in self.having:
            return frozenset({fold(bit.typed[:-1] + "a")})  # `gulo` of Palembang and Java
        if bit.text in COMMON | NEVER_GOODS:
            return frozenset()
        if clipped := self.clipped.ends(bit.text):
            return clipped
        if bit.text in OF_GOODS or stem in OF_GOODS:
            return frozenset()
        near = self.spelling.meant(bit.text) or self.spelling.meant(stem) or self._joined(bit.typed)
        return near or (frozenset() if is_known(bit.typed, bit.text) else self.clipped.bare(bit.typed))

    def _joined(self, typed: str) -> frozenset[str]:
        """The two words of one good that somebody wrote together: `sambalroa`. Of what is longer than any word none:
        each place in it is tried."""
        for cut in range(3, len(typed) - 2) if len(typed) <= LONGEST_WORD else ():
            both = frozenset({fold(typed[:cut]), fold(typed[cut:])})
            of_both = [self.having.get(word, frozenset()) for word in both]
            if len(of_both) == 2 and of_both[0] & of_both[1]:
                return both
        return frozenset()

    def stem(self, bit: Bit) -> str:
        """The word without what is said behind it: `kerupuknya`, `mentahe`."""
        for end in CLITICS:
            if bit.typed.endswith(end) and len(bit.typed) - len(end) >= 3:
                stem = fold(bit.typed[: -len(end)])
                if stem in self.having or stem in OF_GOODS:
                    return stem
        if bit.typed.startswith("di") and fold(bit.typed[2:]) in self.having:
            return fold(bit.typed[2:])  # `yang divakum`
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
        run = RunSoFar(at)
        while run.at < len(bits) and (self._holds_so_many(bits, run) or self._goes_on(bits, run)):
            pass
        if not run.words:
            return None
        return Run(run.ids, frozenset(run.words), at, run.after, self._tells(run.words, run.ids), run.ended)

    def _holds_so_many(self, bits: Sequence[Bit], run: RunSoFar) -> bool:
        """Takes `isi 5`, where that tells which."""
        holding = run.within(self._holding(bits, run.at))
        if not holding:
            return False
        more = run.within(self._holding(bits, run.at + 2, BETWEEN))
        run.ids, run.at = holding | more, run.at + (4 if more else 2)
        run.words.add(bits[run.at - 2].text + bits[run.at - 1].text)
        run.after = run.at
        return True

    def _goes_on(self, bits: Sequence[Bit], run: RunSoFar) -> bool:
        """Takes another word of the name, or a `yang` within it."""
        bit, begun = bits[run.at], bool(run.words)
        said = self.meant(bit) or (self._sounding(bit, run.ids) if begun else frozenset())
        run.at += 1
        near = self._ids(bit, said, run.ids, begun, bits[run.at] if run.at < len(bits) else None)
        if near is None:
            return begun and bit.text in WHICH and run.at < len(bits) and bit.kind == "word"
        run.ids = near
        run.words |= said or {
            self.stem(bit) if bit.text not in self.within and self.stem(bit) in self.within else bit.text
        }
        run.after, run.ended = run.at, self._ended(bits, run.at)
        return True

    def _tells(self, words: set[str], ids: frozenset[int]) -> bool:
        """Whether words name goods, and not only what many are: their own word, their first, `asap vakum` alone."""
        own = {word for word in words - OF_MANY - GREAT - SMALL if not word.startswith("isi")}
        return bool(own) or len(ids) == 1 < len(words) or any(self.known[key].head in words for key in ids)

    def _holding(self, bits: Sequence[Bit], at: int, led: frozenset[str] = HOLDS) -> frozenset[int]:
        """The goods of which so many are in a piece: `isi 5`, and behind it `atau 3`."""
        following = bits[at + 1].text if at + 1 < len(bits) and bits[at].text in led else ""
        said = WORDS.get(following) or whole(following, MOST_PIECES) or -1
        return frozenset(key for key, known in self.known.items() if known.good.holds == said)

    def _sounding(self, bit: Bit, ids: frozenset[int]) -> frozenset[str]:
        """The words of goods just named that have the consonants of a bit: `kcl`, `bsr`, `basar`, `pdas`."""
        if bit.kind != "word" or len(bit.typed) < 3 or bit.text in COMMON | NEVER_GOODS | OF_GOODS - GREAT - SMALL:
            return frozenset()
        words = {word for key in ids for word in self.known[key].words}
        return frozenset(word for word in words if sounds_like(bit.text, word) or lacks_vowels(bit.text, word))

    def _ids(
        self, bit: Bit, words: frozenset[str], ids: frozenset[int], begun: bool, following: Bit | None
    ) -> frozenset[int] | None:
        """The goods that a bit and those before it name; None where it names none, or others."""
        found = frozenset(key for word in words for key in self.having.get(word, self.within.get(word, ())))
        counts = bit.kind == "number" or bit.text in SPELLED
        if begun and (not counts or (following and self.meant(following))):
            found |= self.within.get(bit.text) or self.within.get(self.stem(bit), frozenset())
        if not found and begun and len(bit.typed) == 2:
            found = frozenset(key for key in ids if bit.typed in self.known[key].initials and bit.text not in COMMON)
        both = found & ids if begun else found
        return both or (self.by_size(bit.text, ids) if begun else None) or None

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
        coloured = run.after < len(bits) and bits[run.after].text == "warna"
        if coloured and len(run.ids) == 1 and all(self._is_whole(key, run.words) for key in run.ids):
            return Run(run.ids, run.words, run.at, run.after, run.telling, run.ended, other)
        after = run.after + (run.after < len(bits) and bits[run.after].text in WHICH)
        if after < len(bits) and not run.ended:
            other = other or self._makes_other(bits[after], run) or self._is_a_kind(bits, after)
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
        if bit.text in SIZES and self._of_one_size(run):
            return False
        if len(bit.typed) == 1 and bit.text not in COMMON and bit.text != "x":
            return True  # `amplang T` is short for something
        whole = any(self._is_whole(key, run.words) for key in run.ids)
        return not whole and bit.text not in NO_KINDS and len(bit.typed) > 3

    def _of_one_size(self, run: Run) -> bool:
        """Whether a good is sewn in any size: sold by the piece, and by no size of its own."""
        goods = [self.known[key].good for key in run.ids]
        alike = [each for each in self.goods if goods and each.product == goods[0].product]
        return len(goods) == 1 and len(alike) == 1 and goods[0].unit.lower() == "potong"

    def _is_a_kind(self, bits: Sequence[Bit], at: int) -> bool:
        """Whether a word that nobody knows stands between a name and how much of it: `cabai merah keriting 2 kg`."""
        bit = bits[at]
        if bit.kind != "word" or len(bit.typed) < 4 or bit.text in COMMON | NEVER_GOODS or begins_amount(bit):
            return False
        plain = bit.typed.removesuffix("nya")
        known = self.meant(bit) or fold(plain) in self.within.keys() | GREAT | SMALL | UNITS.keys()
        counted = at + 1 < len(bits) and (bits[at + 1].kind in ("number", "part") or begins_amount(bits[at + 1]))
        return counted and not known and bit.typed.islower()

    def _size_fits(self, bit: Bit, run: Run) -> bool:
        """Whether `besar` only tells a good from the small one beside it."""
        for size, opposite in ((GREAT, SMALL), (SMALL, GREAT)):
            if bit.text in size:
                if all(self.known[key].words & opposite for key in run.ids):
                    return False  # `tampah besar`, of which only small ones are sold
                whole = len(run.ids) == 1 and all(self._is_whole(key, run.words) for key in run.ids)
                return whole or any(
                    known.words & opposite for known in self.known.values() if known.product & run.words
                )
        return False
