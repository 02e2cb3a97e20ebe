"""All goods of a group, told apart by their names, sizes and weights."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from market.orders.chat.known import ChatGood, Known, known_good
from market.orders.chat.lexicon import GREAT, OF_MANY, SMALL
from market.orders.chat.quantities import Quantity


@dataclass
class KnownGoods:
    """The goods of a group, and what a reader knows of each, by their ids."""

    goods: Sequence[ChatGood]
    known: dict[int, Known] = field(init=False)

    def __post_init__(self) -> None:
        self.known = {good.variant_id: known_good(good) for good in self.goods}

    def by_size(self, word: str, ids: frozenset[int]) -> frozenset[int]:
        """The heaviest or lightest of one product, where it is sold by weights: `abon pedas kecil`."""
        opposite = SMALL if word in GREAT else GREAT if word in SMALL else frozenset[str]()
        rest = frozenset(key for key in ids if not self.known[key].words & opposite)
        if len(rest) == 1 < len(ids) and opposite:
            return rest  # `tas anyaman besar`, where the other one is `Tas anyaman kecil`
        weights = {self.known[key].good.grams for key in ids}
        one = len({self.known[key].good.product for key in ids}) == 1
        if word not in GREAT | SMALL or not one or len(weights) < 2 or 0 in weights:
            return frozenset()
        wanted = max(weights) if word in GREAT else min(weights)
        return frozenset(key for key in ids if self.known[key].good.grams == wanted)

    def _is_whole(self, key: int, words: frozenset[str]) -> bool:
        """Whether words are all of a good's name, from its first one on."""
        return self.known[key].head in words and self.known[key].product <= words

    def says_all(self, ids: Iterable[int], words: frozenset[str]) -> bool:
        """Whether words are all of the name of one of some goods, or a nickname that the group gave it."""
        return any(self._is_whole(key, words) or words in self.known[key].called for key in ids)

    def headless(self, ids: Iterable[int], words: frozenset[str]) -> bool:
        """Whether words leave out the first one of each of some goods."""
        return not any(self.known[key].head in words for key in ids)

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
        whole = frozenset(key for key in ids if self._is_whole(key, words))
        headed = frozenset(key for key in ids if self.known[key].head in words)
        one = len({self.known[key].good.product for key in headed}) == 1
        named = frozenset(key for key in headed if one and self.known[key].product - OF_MANY <= words)
        called = frozenset(key for key in ids if words in self.known[key].called)
        for some in (called, whole, named):
            if some and len({self.known[key].good.product for key in some}) == 1:
                return some
        return ids
