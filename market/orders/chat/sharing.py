"""Which amount of a phrase is of which good: that beside its name, before or behind it."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from market.orders.chat import lexicon as says
from market.orders.chat.goods import GoodsByWords
from market.orders.chat.phrase import Phrase
from market.orders.chat.quantities import Quantity
from market.orders.chat.run import Run
from market.orders.chat.said import NamedGood

CLOSE = 4  # letters between a number and the same in words
Item = Run | Quantity | None  # None: a word that puts right, `2 eh 3`


def share(phrase: Phrase, items: Sequence[Item], shelf: GoodsByWords) -> None:
    """Gives each amount to the good beside it: behind their names, or before them where the phrase begins so. One
    behind a word that puts right stands in place of those before it: `2 eh 3`, `bukan 2 tapi 3`."""
    waiting: list[Quantity] = []
    items = _behind_amounts(items)
    before = isinstance(next(filter(None, items), None), Quantity)
    for item, last in zip(items, [None, *items], strict=False):
        if isinstance(item, Run):
            phrase.named.append(NamedGood(item, waiting))
            waiting = []
        elif item is not None:
            settles = last is None and item is not items[0]
            _give(phrase, item, last, waiting, shelf, before=before, settles=settles)
    if phrase.named:
        phrase.named[-1].amounts += waiting
        phrase.named = _kinds_before_name(phrase.named)
        phrase.named = [each for named in phrase.named for each in _by_labels(named, shelf)]
        _unsay_the_rest(phrase)
    else:
        phrase.bare = waiting


def _give(
    phrase: Phrase, amount: Quantity, last: Item, waiting: list[Quantity], shelf: GoodsByWords, *, before: bool,
    settles: bool,
) -> None:  # fmt: skip
    """To the good that was named last, or to wait for the next one where the phrase begins with a number."""
    mine = phrase.named[-1].amounts if phrase.named else waiting
    if settles and mine:
        mine.clear()
        phrase.settles = True
    again = mine and last is mine[-1] and amount.start - mine[-1].end < CLOSE
    if again and mine[-1].count == amount.count and not mine[-1].unit:
        mine[-1] = amount  # `45 (empat puluh lima) kotak`
    elif phrase.named and (not before or not mine or shelf.weighs(phrase.named[-1].run.ids, amount)):
        mine.append(amount)
    else:
        waiting.append(amount)


def _unsay_the_rest(phrase: Phrase) -> None:
    """`sisanya teri`: nobody knows how many."""
    for each in phrase.named:
        if {bit.text for bit in phrase.bits[max(0, each.run.at - 2) : each.run.at]} & says.THE_REST:
            bit = phrase.bits[each.run.at]
            each.amounts = [Quantity(None, "", False, bit.start, bit.end)]


def _kinds_before_name(named: list[NamedGood]) -> list[NamedGood]:
    """`yang besar 2 ekor fufunya`: the name behind kinds and their amounts is of each."""
    *kinds, last = named
    ids = last.run.ids
    if not kinds or last.amounts or not last.run.telling or last.run.other:
        return named
    if any(each.run.telling or not each.amounts or not each.run.ids & ids for each in kinds):
        return named
    words = last.run.words
    return [
        replace(each, run=replace(each.run, ids=each.run.ids & ids, words=each.run.words | words, telling=True))
        for each in kinds
    ]


def _behind_amounts(items: Sequence[Item]) -> Sequence[Item]:
    """`fufu 2 yang besar 1 yang kecil`, where each amount stands before its kind: the name is of each."""
    first = items[0] if items else None
    above = 2 if len(items) > 2 and isinstance(items[2], Quantity) else 1  # `fufu 3: 2 besar, 1 kecil`
    amounts, kinds = items[above::2], items[above + 1 :: 2]
    summed = above == 2 and _sum(items[1:2]) == _sum(amounts)  # `amplang 4: 2 tenggiri, 2 rumput laut`
    if not isinstance(first, Run) or not kinds or len(amounts) != len(kinds):
        return items
    found: list[Item] = []
    for amount, run in zip(amounts, kinds, strict=True):
        if (
            not isinstance(amount, Quantity)
            or not isinstance(run, Run)
            or (run.telling and not summed)
            or not run.ids & first.ids
            or run.words <= first.words
        ):
            return items
        found += [amount, replace(run, ids=run.ids & first.ids, words=run.words | first.words, telling=True)]
    return found


def _sum(items: Sequence[Item]) -> Fraction | None:
    """How many they are in all; None where that is not sure."""
    counts = [each.count for each in items if isinstance(each, Quantity)]
    return sum((each or Fraction(0) for each in counts), Fraction(0)) if all(counts) else None


def _by_labels(named: NamedGood, shelf: GoodsByWords) -> list[NamedGood]:
    """`abon pedas 150 gram 2 bungkus 250 gram 1`: each size with its own amount."""
    amounts = named.amounts
    at = [n for n, each in enumerate(amounts) if shelf.weighs(named.run.ids, each)]
    if len(at) < 2 or at != list(range(at[0], len(amounts) - 1, 2)) or len(amounts) != at[-1] + 2:
        return [named]
    return [NamedGood(named.run, amounts[n : n + 2]) for n in at]
