"""What somebody means by what she typed: each word with all by which the catalogue may call it, and how sure that is.

Order: as typed, spelled otherwise, another form, a synonym, a beginning, joined or parted, a typing error. Only words
that the catalogue does not know are parted or repaired.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum

from market.catalog.searching.keys import sound
from market.catalog.searching.repair import parts, repaired
from market.catalog.searching.vocabulary import Vocabulary
from market.catalog.searching.words import MOST_WORDS, typed_words, without_around


class Certainty(IntEnum):
    """How a word of the catalogue follows from one that was typed; less is better."""

    TYPED = 0
    SPELLED = 1
    FORM = 2
    SYNONYM = 3
    BEGUN = 4
    JOINED = 5
    REPAIRED = 6


Slot = Mapping[str, Certainty]  # words, any of which will do
Way = tuple[Slot, ...]  # slots that are all needed
LONGEST_PHRASE, SHORTEST_BEGUN = 3, 3


@dataclass(frozen=True)
class Term:
    """Something asked for: any of its ways will do. `repaired` is the word that was probably meant instead of `typed`.
    `unknown`: nothing in the catalogue is called so. `soft`: numbers, which are better met and need not be."""

    typed: str
    ways: tuple[Way, ...]
    repaired: str = ""
    unknown: bool = False
    soft: bool = False


@dataclass(frozen=True)
class Understood:
    """The terms of a query. Empty where nothing was asked in words."""

    typed: str
    terms: tuple[Term, ...]
    exactly: bool = False

    @property
    def hard(self) -> tuple[Term, ...]:
        """What goods must have; of numbers alone, the numbers."""
        return tuple(term for term in self.terms if not term.soft) or self.terms

    @property
    def mended(self) -> str:
        """The query with its repaired words; empty where nothing was repaired."""
        if not any(term.repaired for term in self.terms):
            return ""
        return " ".join(term.repaired or term.typed for term in self.terms)

    def without(self, *left_out: Term) -> "Understood":
        return replace(self, terms=tuple(term for term in self.terms if term not in left_out))


def understand(known: Vocabulary, words: Sequence[str], *, exactly: bool = False) -> Understood:
    """`words` are typed words (`typed_words`), without wishes. `exactly`: as typed, and nothing else."""
    asked = list(words)[:MOST_WORDS] if exactly else without_around(list(words))[:MOST_WORDS]
    terms = tuple(map(_as_typed, asked) if exactly else _terms(known, asked))
    return Understood(" ".join(words), terms, exactly)


def understand_text(known: Vocabulary, typed: str, *, exactly: bool = False) -> Understood:
    return understand(known, typed_words(typed), exactly=exactly)


def _as_typed(word: str) -> Term:
    return Term(word, (({word: Certainty.TYPED},),))


def _terms(known: Vocabulary, words: list[str]) -> Iterator[Term]:
    at = 0
    while at < len(words):
        length = _phrase_at(known, words, at)
        some = words[at : at + length]
        yield _phrase(known, some) if length > 1 else _term(known, some[0])
        at += length


def _phrase_at(known: Vocabulary, words: list[str], at: int) -> int:
    """How many words from here on are one thing: a synonym of several words, or two that are written as one."""
    for length in range(min(LONGEST_PHRASE, len(words) - at), 1, -1):
        some = words[at : at + length]
        if tuple(map(sound, some)) in known.meanings or "".join(some) in known.words:
            return length
    return 1


def _phrase(known: Vocabulary, words: list[str]) -> Term:
    own = tuple(_slot(known, word) for word in words)
    joined = "".join(words)
    ways = [own, *_meant(known, words)]
    if joined in known.words:
        ways.append(({joined: Certainty.JOINED},))
    unknown = len(ways) == 1 and not all(map(known.knows, words))
    return Term(" ".join(words), tuple(ways), unknown=unknown)


def _term(known: Vocabulary, word: str) -> Term:
    if not word.isalpha():
        return Term(word, (({word: Certainty.TYPED},),), soft=True)
    slot, meant = _slot(known, word), _meant(known, [word])
    if len(slot) > 1 or word in known.words or meant:
        return Term(word, ((slot,), *meant))
    cut = parts(known, word)
    if cut:
        way = tuple(_as(Certainty.JOINED, _slot(known, part)) for part in cut)
        return Term(word, ((slot,), way, *_meant(known, list(cut))))
    better = repaired(known, word)
    if better:
        return Term(word, ((slot,), (_as(Certainty.REPAIRED, _slot(known, better)),)), repaired=better)
    return Term(word, ((slot,),), unknown=True)


def _slot(known: Vocabulary, word: str) -> dict[str, Certainty]:
    found = dict.fromkeys(known.beginning(word), Certainty.BEGUN) if len(word) >= SHORTEST_BEGUN else {}
    found |= dict.fromkeys(known.forms(word), Certainty.FORM)
    found |= dict.fromkeys(known.same(word), Certainty.SPELLED)
    return found | {word: Certainty.TYPED}


def _meant(known: Vocabulary, words: Sequence[str]) -> list[Way]:
    """The ways by synonyms of these words, and by those of a synonym: `cemilan` is `camilan`, which is `keripik`."""
    near = known.meanings.get(tuple(map(sound, words)), ())
    further = (each for to in near for each in known.meanings.get(tuple(map(sound, to)), ()))
    return [
        tuple(
            _as(Certainty.SYNONYM, {each: Certainty.TYPED, **dict.fromkeys(known.same(each), Certainty.SPELLED)})
            for each in to
        )
        for to in dict.fromkeys([*near, *further])
    ]


def _as(least: Certainty, slot: Slot) -> dict[str, Certainty]:
    return {word: max(least, sure) for word, sure in slot.items()}
