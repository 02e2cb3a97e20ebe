"""In which order goods are shown that have the words: one rule in Python, so both engines give the same order.

By how sure each term is met (`Certainty`), in the name before elsewhere; then those with more of the numbers that were
typed; then the name with fewest other words; then the newest. (`seeking` puts one that is called just so before all.)
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from market.catalog.searching.understanding import Certainty, Slot, Term, Understood, Way
from market.catalog.searching.words import folded

ELSEWHERE = 3.5  # what it costs to stand in the description instead: more than a synonym, less than a guess
NOT_THERE = 99.0
NOTHING: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Rank:
    """How well a good meets a query; sorted by `order`. `named`: something that was asked for stands in its name."""

    order: tuple[float, ...]
    worst: float = 0.0
    named: bool = True


def ranked(asked: Understood, key: int, name: str, body: str, *, same: bool = False) -> Rank:
    """`body` are the words the index has of the good; `same`: it is called just as was typed, and stands before all."""
    words = folded(name)
    named, told = frozenset(words), NOTHING
    costs = [cost(term, named, told) for term in asked.hard]
    soft = [term for term in asked.terms if term.soft]
    if soft or max(costs, default=0.0) > ELSEWHERE:  # of most the name says it all, and their other words are not read
        told = frozenset(body.split())
        costs = [cost(term, named, told) for term in asked.hard]
    met = sum(1 for term in soft if cost(term, named, told) < NOT_THERE)
    order = (float(not same), round(sum(costs), 1), -met, float(len(words) - _used(asked.terms, named)), -key)
    return Rank(order) if same else Rank(order, max(costs, default=0.0), min(costs, default=0.0) < ELSEWHERE)


def cost(term: Term, named: Collection[str], told: Collection[str]) -> float:
    """How sure a term is met; NOT_THERE where it is not."""
    return min(_way(way, named, told) for way in term.ways)


def _way(way: Way, named: Collection[str], told: Collection[str]) -> float:
    worst = 0.0
    for slot in way:
        worst = max(worst, _slot(slot, named, told))
        if worst >= NOT_THERE:
            break
    return worst


def _slot(slot: Slot, named: Collection[str], told: Collection[str]) -> float:
    """The surest of the words that are there."""
    there = [slot[word] for word in named if word in slot]
    best = float(min(there)) if there else NOT_THERE
    if best <= ELSEWHERE:
        return best
    elsewhere = [sure for word, sure in slot.items() if word in told]
    return min(best, min(elsewhere) + ELSEWHERE) if elsewhere else best


def _used(terms: Sequence[Term], named: Collection[str]) -> int:
    """Words of a name that were asked for."""
    return len({word for term in terms for way in term.ways for slot in way for word in slot if word in named})


SURE_ENOUGH = float(Certainty.BEGUN)  # met by a word of the same meaning at least, or as typed elsewhere
