"""What a reader of chats knows of each good: the words by which people name it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise

from market.catalog.searching.spelling import fold
from market.catalog.searching.words import folded
from market.orders.chat.lexicon import BEFORE_HEADS, SAME, SMALL_TALK
from market.orders.chat.units import SPELLED, TIMES, UNITS, WEIGHTS, WORDS

HOLDS = re.compile(r"\bisi ([0-9]{1,4})\b")
COMMON = SMALL_TALK | SPELLED | UNITS.keys() | WEIGHTS.keys() | TIMES.keys()


@dataclass(frozen=True)
class ChatGood:
    """A variant that a group sells, as a reader of chats knows it: whole rupiah, grams a piece (0: nobody knows)."""

    variant_id: int
    product: str
    label: str
    unit: str
    grams: int
    price: int
    nicknames: tuple[str, ...] = ()

    @property
    def about(self) -> bool:
        """Whether it weighs only about so much."""
        return "±" in self.product + self.label

    @property
    def holds(self) -> int:
        """How many small ones are in a piece, as its name says: `isi 20`; 0 where it says nothing."""
        told = HOLDS.search(f"{self.product} {self.label}".lower())
        return int(told[1]) if told else 0


@dataclass(frozen=True)
class Known:
    """The words of one good: of its product, all of it, by which it begins, and its numbers (`500 g`, `isi 10`);
    `called`: the words of each of its nicknames."""

    good: ChatGood
    product: frozenset[str]
    words: frozenset[str]
    head: str
    initials: frozenset[str]
    numbers: frozenset[str]
    spelled: frozenset[str]
    called: frozenset[frozenset[str]]


def known_good(good: ChatGood) -> Known:
    product = [fold(word) for word in folded(good.product)]
    called = {fold(word) for word in folded(good.product.partition(",")[0])}  # `Ikan roa asap, gepe`: roa asap
    rest = [fold(word) for text in (good.label, *good.nicknames) for word in folded(text)]
    names = [word for word in product if word.isalpha() and len(word) > 1]
    heads = [word for word in names if word not in BEFORE_HEADS | WEIGHTS.keys() | SPELLED] or [*names, ""]
    words = {word for word in (*product, *rest) if word.isalpha() and (len(word) > 1 or word in ("s", "m"))}
    words |= {fold(like) for like, meant in SAME.items() if all(fold(each) in words for each in meant.split())}
    numbers = {digits for word in (*product, *rest) if (digits := "".join(filter(str.isdigit, word)))}
    return Known(
        good=good,
        product=frozenset(names) & called - COMMON,
        words=frozenset(words),
        head=heads[0],
        initials=frozenset(a[0] + b[0] for a, b in pairwise(names)),
        numbers=frozenset(numbers),
        spelled=_numbers(frozenset(names) & SPELLED),
        called=frozenset(frozenset(map(fold, folded(name))) for name in good.nicknames),
    )


def _numbers(words: frozenset[str]) -> frozenset[str]:
    """Numbers of a name, in words and digits: `paket tiga sambal`, `paket 3 sambal`."""
    return words | {str(WORDS[word]) for word in words if word in WORDS}


def by_word(words: Mapping[Known, Iterable[str]]) -> dict[str, frozenset[int]]:
    having: dict[str, set[int]] = {}
    for known, named in words.items():
        for word in named:
            having.setdefault(word, set()).add(known.good.variant_id)
    return {word: frozenset(ids) for word, ids in having.items() if word}
