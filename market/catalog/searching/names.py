"""Names that the words of a search mean: of groups, of bazaars. The same widening as for goods, over few names."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from market.catalog.searching.ranking import NOT_THERE, cost
from market.catalog.searching.understanding import Term, Understood
from market.catalog.searching.words import folded

T = TypeVar("T")
SHOWN = 3


@dataclass(frozen=True)
class NamesMeant(Generic[T]):
    """Things by the words of their names."""

    words: Sequence[frozenset[str]] = ()
    things: Sequence[T] = ()
    having: dict[str, set[int]] = field(default_factory=dict)

    def meant(self, asked: Understood) -> list[T]:
        """The three whose names meet all that was typed, the surest first."""
        if not asked.hard:
            return []
        places = set.intersection(*(self._with(term) for term in asked.hard))
        costs = {at: sum(cost(term, self.words[at], ()) for term in asked.hard) for at in places}
        sure = [at for at, price in costs.items() if price < NOT_THERE]
        return [self.things[at] for at in sorted(sure, key=lambda at: (costs[at], len(self.words[at]), at))[:SHOWN]]

    def _with(self, term: Term) -> set[int]:
        words = (word for way in term.ways for slot in way for word in slot)
        return {at for word in words for at in self.having.get(word, ())}


def names_of(told: Sequence[tuple[str, T]]) -> NamesMeant[T]:
    """Of (name, thing)."""
    words = [frozenset(folded(name)) for name, _ in told]
    having: dict[str, set[int]] = {}
    for at, each in enumerate(words):
        for word in each:
            having.setdefault(word, set()).add(at)
    return NamesMeant(words, [thing for _, thing in told], having)
