"""Which of the words that were asked for tells least, and is left out where no good has all of them."""

from collections.abc import Sequence

from market.catalog.searching.understanding import Term
from market.catalog.searching.vocabulary import Vocabulary


def least_telling(known: Vocabulary, terms: Sequence[Term]) -> Term:
    """One that no good is called by, else the commonest: of `abon ayam`, where no name has `ayam`, that. Of the last
    two that name something the second: `seragam anak` is a uniform."""
    if len(terms) == 2 and all(_in_a_name(known, term) for term in terms):
        return terms[1]
    return max(terms, key=lambda term: (not _in_a_name(known, term), goods_with(known, term), term.typed))


def _in_a_name(known: Vocabulary, term: Term) -> bool:
    return any(word in known.names for way in term.ways for slot in way for word in slot)


def goods_with(known: Vocabulary, term: Term) -> int:
    """At most how many goods have it."""
    return sum(min(sum(known.words.get(word, 0) for word in slot) for slot in way) for way in term.ways)
