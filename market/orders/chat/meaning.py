"""Which goods a phrase means, by all that stands beside their names and was said before."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from market.orders.chat.entry import DraftLine, Span
from market.orders.chat.figures import Money
from market.orders.chat.goods import GoodsByWords
from market.orders.chat.lexicon import COLOURS, GREAT, NOT, OF_GOODS, SIZES, SMALL, WHICH
from market.orders.chat.phrase import Phrase
from market.orders.chat.quantities import Quantity, pieces
from market.orders.chat.run import Run
from market.orders.chat.said import NamedGood

NO_COUNT = 20  # a bare number from here on may be one on a label: `yang 250`
BEHIND = 12  # letters behind a good within which its price stands


@dataclass(frozen=True)
class MeantGoods:
    """Goods that may be meant, none where nothing is; amounts without those that only tell which; `rivals`: goods that
    the words fit as well, but for their first one: `roa 3`, where there are roa and sambal roa."""

    ids: frozenset[int]
    amounts: list[Quantity]
    other: bool = False
    rivals: frozenset[int] = frozenset()


class Meaning:
    """Reads a name by the goods of the group, by prices, and by what the chat has named so far."""

    def __init__(self, shelf: GoodsByWords, money: Sequence[Money]) -> None:
        self.shelf, self.money = shelf, money

    def of(self, named: NamedGood, phrase: Phrase, entries: Sequence[DraftLine], last: DraftLine | None) -> MeantGoods:
        """The goods that one name means. A name that only tells a kind (`yang besar`) means those spoken of."""
        run, amounts = named.run, list(named.amounts)
        ids = run.ids if run.telling else self._by_kind(named, phrase, entries, last)
        if not run.telling and not ids:
            asked = amounts and (
                entries or phrase.wishes or phrase.begins or any(each.unit or each.grams for each in amounts)
            )
            return MeantGoods(run.ids if asked else ids, amounts, other=True)
        which = run.at and phrase.bits[run.at - 1].text in WHICH
        if run.telling and last is not None and (which or self.shelf.headless(ids, run.words)):
            ids = ids & self.shelf.sisters(last.ids) or ids  # `amplang rumput laut 5, tenggiri 5`
        ids, amounts = self._by_numbers(ids, amounts, phrase)
        ids = self._by_price(ids, span_of(named, phrase))
        ids = self._by_unit(ids, amounts)
        spoken = self._mentioned(ids, run, entries) if run.ended else ids  # `roanya jadi 2`, of the sambal roa
        near = self.shelf.nearest(ids, run.words) if spoken == ids and len(ids) > 1 else spoken
        rivals = ids - near if not any(each.unit for each in amounts) else frozenset[int]()
        rivals = frozenset[int]() if self.shelf.says_all(near, run.words) else rivals
        return MeantGoods(self._mentioned(near, run, entries), amounts, run.other, rivals)

    def _by_kind(
        self, named: NamedGood, phrase: Phrase, entries: Sequence[DraftLine], last: DraftLine | None
    ) -> frozenset[int]:
        """Narrows what is open; of what is settled another one of the same name, else what was named so before."""
        ids = named.run.ids
        before = phrase.bits[named.run.at - 1].text if named.run.at else ""
        if last is None or not last.ids or (before not in WHICH and phrase.content):
            return frozenset()
        if last.only is None and last.ids & ids and not (last.amounts and named.amounts):
            last.between, last.ids = last.ids, last.ids & ids
            return last.ids
        if last.between & ids - last.ids and last.amounts and not named.amounts and not _denies(phrase):
            last.ids = last.between  # `bumbu pecel 6, pedas sama sedang`: of which how many?
            return last.ids
        spoken = frozenset(key for each in entries for key in each.ids & ids)
        return self._alike(ids & self.shelf.sisters(last.ids), last.words) or spoken

    def _alike(self, ids: frozenset[int], words: frozenset[str]) -> frozenset[int]:
        """Of sisters those that are all that the last one is, but for its size: `sambal pedas kecil 3, besar 2`."""
        same = frozenset(key for key in ids if words - GREAT - SMALL <= self.shelf.known[key].words)
        return same or ids

    def _by_numbers(
        self, ids: frozenset[int], amounts: list[Quantity], phrase: Phrase
    ) -> tuple[frozenset[int], list[Quantity]]:
        """By weights and numbers of labels: `abon 150 g 2`, `yang 250`; of several sizes of one good by its weight."""
        told = {each: self.numbered(ids, each) for each in amounts}
        told |= {each: self.in_thousands(ids, each) for each in phrase.marks if each in told and not told[each]}
        label = next((each for each in amounts if told[each]), None)
        if label is not None:
            products = {self.shelf.known[key].good.product for key in ids}
            marks = label in phrase.marks or len(amounts) > 1 or phrase.drops
            if marks or (label.grams and len(products) == 1):
                ids = told[label] or ids
            amounts = [each for each in amounts if each is not label] if marks else amounts
        parts = [each.count or 0 for each in amounts[1:]]
        if parts and self._as_many(ids, amounts):
            return ids, amounts[:1]  # `4 bungkus (2 kg)`, of half a kilo each
        some = bool(parts) and all(parts) and _splits(phrase) and sum(parts) < (amounts[0].count or 0)
        if parts and (some or (len(parts) > 1 and sum(parts) == amounts[0].count)):
            return ids, amounts[:1]  # `3 loyang, 1 antar ka rumah mama`; `3 (hitam 2, putih 1)`
        return ids, [replace(amounts[0], count=None)] if parts else amounts

    def _as_many(self, ids: frozenset[int], amounts: Sequence[Quantity]) -> bool:
        """Whether one number of pieces is said in two units."""
        goods = [self.shelf.known[key].good for key in ids]
        if len(goods) != 1 or len({(each.unit, each.grams) for each in amounts}) < len(amounts):
            return False
        said = {pieces(each, goods[0].unit, goods[0].grams, about=goods[0].about) for each in amounts}
        return len(said) == 1 and None not in said

    def numbered(self, ids: frozenset[int], amount: Quantity) -> frozenset[int]:
        """Those of some goods that weigh so much, or have this number in their name."""
        if amount.count is None or amount.count.denominator != 1 or (not amount.grams and amount.count < NO_COUNT):
            return frozenset()
        said, known = int(amount.count), self.shelf.known
        by_name = frozenset(key for key in ids if not amount.grams and str(said) in known[key].numbers)
        return by_name | frozenset(key for key in ids if said == known[key].good.grams)

    def in_thousands(self, ids: frozenset[int], amount: Quantity) -> frozenset[int]:
        """Those whose price a bare number tells: `yang 85`."""
        worth = 0 if amount.grams or amount.unit else (amount.count or 0) * 1000
        return frozenset(key for key in ids if self.shelf.known[key].good.price == worth)

    def priced(self, ids: frozenset[int], span: Span) -> frozenset[int]:
        """Those of some goods whose price stands in a stretch, or a number that means it in thousands."""
        named = {each.amount for each in self.money if span.start <= each.start and each.end <= span.end}
        return frozenset(key for key in ids if self.shelf.known[key].good.price in named)

    def costs_otherwise(self, ids: frozenset[int], counts: Sequence[Quantity], span: Span) -> bool:
        """Whether money in a stretch is neither the price of one of some goods nor of so many: `3 ikat 10rb`."""
        prices = {self.shelf.known[key].good.price for key in ids}
        fits = prices | {(each.count or 0) * price for each in counts for price in prices}
        told = [each for each in self.money if span.start <= each.start and each.end <= span.end]
        last = max((each.end for each in counts if each.count not in (None, 1) and not each.grams), default=span.end)
        priced = any(each.each for each in told)  # a price that is not ours counts for nothing
        sums = [each for each in told if each.start - last in range(BEHIND) and not priced]
        return any(each.amount is not None and each.amount not in fits for each in sums)

    def _by_price(self, ids: frozenset[int], span: Span) -> frozenset[int]:
        return self.priced(ids, span) or self.priced(ids, Span(span.start, span.end + BEHIND)) or ids

    def _by_unit(self, ids: frozenset[int], amounts: Sequence[Quantity]) -> frozenset[int]:
        units = {each.unit for each in amounts if each.unit}
        return frozenset(key for key in ids if self.shelf.known[key].good.unit.lower() in units) or ids

    def _mentioned(self, ids: frozenset[int], run: Run, entries: Sequence[DraftLine]) -> frozenset[int]:
        """Of several the one that was named before by these words."""
        before = [each for each in entries if each.only in ids and run.words <= each.words]
        named = {each.only for each in before if each.wished} or {each.only for each in before}
        return frozenset(key for key in named if key is not None) if len(named) == 1 else ids

    def of_size(self, last: DraftLine, words: frozenset[str]) -> frozenset[int]:
        """The larger or smaller one of the product that was spoken of last, all else alike: `ukuran kecil 6`; of
        `kecil besar 6` none, for nobody can know."""
        known = self.shelf.known
        products = {known[key].good.product for key in last.ids}
        alike = frozenset(key for key in known if {known[key].good.product} == products)
        found = {self.shelf.by_size(word, self._alike(alike, last.words)) for word in words & (GREAT | SMALL)}
        return found.pop() if len(found) == 1 else frozenset()

    def of_sisters(self, last: DraftLine, amount: Quantity) -> frozenset[int]:
        """What a number alone means: of the goods spoken of last the one with it, or by its price in thousands."""
        ids = self.numbered(last.ids, amount)
        ids = ids or self.in_thousands(last.ids, amount)
        if ids:
            return ids
        sisters = self._alike(self.numbered(self.shelf.sisters(last.ids), amount), last.words)
        return sisters if len(sisters) == 1 else frozenset()


def _denies(phrase: Phrase) -> bool:
    return phrase.mends or bool(phrase.words & NOT)


def _splits(phrase: Phrase) -> bool:
    return phrase.splits or bool(phrase.words & (SIZES | COLOURS))


def span_of(named: NamedGood, phrase: Phrase) -> Span:
    """From where to where words tell of one good: its name, what is said of it, and what makes it another."""
    bits, run = phrase.bits, named.run
    first, last = run.at, run.after - 1
    first -= run.other and first > 0 and bits[first - 1].text in OF_GOODS
    last += run.other and run.after < len(bits) and bits[run.after].kind == "word"
    mine = [each for each in named.amounts if each.start >= bits[0].start]
    return Span(
        min(bits[first].start, *(each.start for each in mine)) if mine else bits[first].start,
        max(bits[last].end, *(each.end for each in mine)) if mine else bits[last].end,
    )


def span_all(phrase: Phrase) -> Span:
    """Where a phrase stands."""
    return Span(phrase.bits[0].start, phrase.bits[-1].end)
