"""Which good is meant by a number on its label, by a size or by its price: `yg 250 dang`, `yang 55rb 2`."""

from collections.abc import Sequence

from market.orders.chat import lexicon as says
from market.orders.chat.entry import DraftLine, DraftLines
from market.orders.chat.figures import Money
from market.orders.chat.goods import GoodsByWords
from market.orders.chat.meaning import NO_COUNT, Meaning, span_all
from market.orders.chat.phrase import Phrase
from market.orders.chat.quantities import Quantity


def _labels(label: Quantity, amount: Quantity) -> bool:
    """Whether the first number is rather one on a label than so many: `250 gr 2`, `250 = 2`."""
    bare = not label.unit and label.count is not None and label.count >= NO_COUNT
    return (label.grams or bare) and not amount.grams


class LabelledGoods(DraftLines):
    """Reads phrases that tell a good by what stands on it. `message`: the one that is read, counted from 0."""

    def __init__(self, shelf: GoodsByWords, money: Sequence[Money]) -> None:
        super().__init__()
        self.shelf, self.meaning = shelf, Meaning(shelf, money)
        self.message = 0

    def _by_label(self, phrase: Phrase) -> bool:
        """`yg 250 dang`, `yang 55rb 2`: which good, by a number on its label or by its price."""
        rest = [each for each in phrase.bare if each not in phrase.marks]
        if not phrase.marks and self.last is not None and len(phrase.bare) == 2 and _labels(*phrase.bare):
            rest = phrase.bare[1:]
        if not phrase.marks and len(phrase.bare) == 1 and self._is_on_label(phrase.bare[0]):
            rest = []
        ids = self._labelled(phrase, rest)
        if len(ids) != 1 or (phrase.questions and not rest and not phrase.wishes):
            return len(ids) == 1
        self._is_it(ids, phrase, rest)
        return True

    def _is_on_label(self, amount: Quantity) -> bool:
        """Whether a number alone tells which of those that are open: `250`, asked `yang 150 atau 250?`."""
        last = self.last
        if last is None or len(last.ids) < 2 or amount.unit:
            return False
        return len(self.meaning.numbered(last.ids, amount)) == 1

    def _labelled(self, phrase: Phrase, rest: Sequence[Quantity]) -> frozenset[int]:
        """The goods of a number on a label, of a size, or of a price; `rest` are the amounts beside it."""
        last, sized = self.last, phrase.words & (says.GREAT | says.SMALL)
        if last is not None and phrase.marks:
            return self.meaning.of_sisters(last, phrase.marks[0])
        if last is not None and len(rest) < len(phrase.bare):
            return self.meaning.of_sisters(last, phrase.bare[0])
        if last is not None and sized and len(rest) == 1:
            return self.meaning.of_size(last, phrase.words)
        alone = not rest and all(bit.text in sized for bit in phrase.content)
        if last is not None and sized and alone and last.only is None and last.wished:
            return self.meaning.of_size(last, phrase.words) & last.ids  # `abon pedas 2 ya, yang besar`
        priced = phrase.priced and phrase.words & says.WHICH and rest
        return self.meaning.priced(frozenset(self.shelf.known), span_all(phrase)) if priced else frozenset()

    def _is_it(self, ids: frozenset[int], phrase: Phrase, amounts: list[Quantity]) -> None:
        """The wish that was open is for this good, else it is one more."""
        old = next((each for each in self.entries if each.ids == ids or (each.only is None and each.ids > ids)), None)
        if old is None:
            old = DraftLine(ids, frozenset(), self.message, True)
            self.entries.append(old)
        old.ids, old.wished, old.message, self.last = ids, True, self.message, old
        old.amounts = amounts or old.amounts
        if phrase.words & says.IF:
            old.unclear()
        old.spans.append(span_all(phrase))
