"""In which order goods are shown that have the words: one rule in Python, so both engines give the same order.

First the good that is called just so; then by how sure each term is met (`Sure`), in the name before elsewhere; then
those with more of the numbers that were typed; then the name with fewest other words; then the newest.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from market.catalog.searching.understanding import Sure, Term, Understood, Way
from market.catalog.searching.words import folded

ELSEWHERE = 3.5  # what it costs to stand in the description instead: more than a synonym, less than a guess
NOT_THERE = 99.0


@dataclass(frozen=True, slots=True)
class Rank:
    """How well a good meets a query; sorted by `order`."""

    order: tuple[float, ...]
    worst: float


def ranked(asked: Understood, key: int, name: str, body: str) -> Rank:
    words = folded(name)
    named, told = frozenset(words), frozenset(body.split())
    costs = [cost(term, named, told) for term in asked.hard]
    met = sum(1 for term in asked.terms if term.soft and cost(term, named, told) < NOT_THERE)
    same = " ".join(words) == asked.typed
    order = (0.0 if same else 1.0, round(sum(costs), 1), -met, float(len(words) - _used(asked.terms, named)), -key)
    return Rank(order, 0.0 if same else max(costs, default=0.0))


def cost(term: Term, named: Collection[str], told: Collection[str]) -> float:
    """How sure a term is met; NOT_THERE where it is not."""
    return min(_way(way, named, told) for way in term.ways)


def _way(way: Way, named: Collection[str], told: Collection[str]) -> float:
    return max(
        min(
            (
                sure if word in named else sure + ELSEWHERE
                for word, sure in slot.items()
                if word in named or word in told
            ),
            default=NOT_THERE,
        )
        for slot in way
    )


def _used(terms: Sequence[Term], named: Collection[str]) -> int:
    """Words of a name that were asked for."""
    return len({word for term in terms for way in term.ways for slot in way for word in slot if word in named})


SURE_ENOUGH = float(Sure.BEGUN)  # met by a word of the same meaning at least, or as typed elsewhere
