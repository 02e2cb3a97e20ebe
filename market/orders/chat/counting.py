"""The goods and amounts of one phrase, in their order, without numbers that are no wish: prices, sums, what is left."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction

from market.catalog.searching.spelling import fold, word_set
from market.orders.chat import lexicon as says
from market.orders.chat.bits import Bit
from market.orders.chat.goods import GoodsByWords
from market.orders.chat.phrase import Phrase
from market.orders.chat.quantities import Quantity, amount_at
from market.orders.chat.run import Run
from market.orders.chat.said import NamedGood
from market.orders.chat.sharing import Item, share
from market.orders.chat.units import GENERAL
from market.orders.chat.who import TITLES

ONE, ONE_EACH = fold("satu"), fold("satu") + "2"
PARTED = word_set("dipotong potong dibagi bagi dibelah belah diiris iris")
VOLUMES = ("", "ml")  # as labels tell them: `yang 600 ml`
LEAST_PRICE = 10  # thousands: fewer are rather so many


class PhraseCount:
    """Reads one phrase against the goods of a group."""

    def __init__(self, phrase: Phrase, shelf: GoodsByWords) -> None:
        self.phrase, self.bits, self.shelf = phrase, phrase.bits, shelf
        self.runs = {run.at: run for run in self._behind_name() or shelf.runs(phrase.bits)}
        self.items: list[Item] = []

    def _behind_name(self) -> list[Run]:
        """The goods behind whose they are: `Mas Tri: pempek 1` has no teri."""
        at = self.phrase.headed
        found = self.shelf.runs(self.bits[at:]) if at else []
        besides = any(run.at == at and run.other for run in self.shelf.runs(self.bits)) if found else False
        if not at or not (besides or self.bits[0].typed in TITLES):
            return []
        return [replace(run, at=run.at + at, after=run.after + at) for run in found]

    def read(self) -> None:
        """Fills in what the phrase names, and how much is said of which."""
        at = 0
        while at < len(self.bits):
            if at in self.runs:
                self.items.append(self.runs[at])
                at = self.runs[at].after
                continue
            found = self._amount_at(at)
            if found is None:
                self.items += [None] if self.bits[at].text in says.INSTEAD else []
                at += 1
            else:
                self._amount(found[0], at, found[1])
                at = found[1]
        self._doubt_mixed()
        share(self.phrase, self.items, self.shelf)

    def _amount_at(self, at: int) -> tuple[Quantity, int] | None:
        """The amount that begins at a bit, before the next good, and the place behind it; `satu-satu`: one of each."""
        bit = self.bits[at]
        if bit.text == ONE_EACH:
            self.phrase.each = True
            return Quantity(Fraction(1), "", False, bit.start, bit.end), at + 1
        return amount_at(self.bits[: next((a for a in self.runs if a > at), len(self.bits))], at)

    def _doubt_mixed(self) -> None:
        """`bumbu kacang 2`, `kaos polo M 2`: two names in one with an amount behind both may be a third good."""
        if self.phrase.each:
            return  # `kangkung bayam masing-masing 5`
        for n in range(len(self.items) - 2):
            first, second, amount = self.items[n : n + 3]
            if isinstance(first, Run) and isinstance(second, Run) and isinstance(amount, Quantity) and first.telling:
                beside = first.after == second.at and not first.ids & second.ids
                if beside or (first.other and second.ids & self.shelf.sisters(first.ids)):
                    self.items[n + 1] = replace(second, other=True)

    def _amount(self, amount: Quantity, at: int, after: int) -> None:
        """Keeps an amount, unless it tells something else."""
        if self._is_told(amount, at):
            if at and self.bits[at - 1].text in says.LEFT_AT_HOME:
                self.phrase.left = amount.count
            return
        before = self.bits[at - 1].text if at else ""
        tastes = after < len(self.bits) and self.bits[after].text in says.TASTES
        of_heads = before in says.FOR and amount.unit in ("", *GENERAL) and not amount.grams and after not in self.runs
        if _for_a_head(self.bits, at) or before in says.OR or of_heads or tastes:
            amount = replace(amount, count=None)
        heads = [bit.text for bit in self.bits[after : after + 2]]  # `10 per orang`
        if len(heads) > 1 and heads[0] in says.EACH | {"per"} and heads[1] in says.HEADS:
            amount = replace(amount, count=None)
        counts_lines = after < len(self.bits) and self.bits[after].text in says.LINES
        if not amount.money and not counts_lines and not _is_rate(self.bits, at):
            if before in says.WHICH and self.bits[at].text == ONE:
                return  # `yang satu` is one of them
            if before in says.WHICH and amount.unit in VOLUMES:
                self.phrase.marks.append(amount)
            self.items.append(amount)
        self.phrase.each = self.phrase.each or _for_each(self.bits, at)

    def _is_told(self, amount: Quantity, at: int) -> bool:
        """Whether a number is no wish; the one of a row is kept."""
        if at and self.bits[at - 1].text in says.ROWS and not amount.unit and amount.count:
            self.phrase.row = int(amount.count)
            return True
        return at > 0 and (self._is_no_wish(at) or self._is_money(amount, at))

    def _is_no_wish(self, at: int) -> bool:
        """`sisa 2`, `tiap minggu 2`, `2 bukan 3`."""
        before = self.bits[at - 1].text
        if before in says.LEFT_AT_HOME:
            self.phrase.left_over.add(at - 1)
            return True
        one = before in says.BECOMES and self.bits[at].text == ONE
        if one and self.phrase.words & (says.TOTAL | says.TOGETHER):
            return True  # `semua jadi satu nota`
        if before in says.BECOMES and at > 1 and self.bits[at - 2].typed in PARTED:
            return True  # `dipotong jadi 16`
        if before in says.FREE or (before in says.ORDERS and at > 1 and self.bits[at - 2].text in says.MOST):
            return True  # `3 bonus 1`, `min order 50`
        if before in says.SPANS and at > 1 and self.bits[at - 2].text in says.EACH:
            return True
        counted = any(isinstance(each, Quantity) for each in self.items)
        return before in says.INSTEAD_OF and counted and not any(bit.text in says.INSTEAD for bit in self.bits[at:])

    def _is_money(self, amount: Quantity, at: int) -> bool:
        """`@18`, `5 bungkus 190`, `2 x 30 = 60`: a bare number that is a price, or so many times it."""
        if amount.count is None or amount.unit or amount.grams:
            return False
        ids = {key for each in self.items if isinstance(each, Run) for key in each.ids}
        prices = {self.shelf.known[key].good.price for key in ids}
        asked = self.phrase.marked and amount.count >= LEAST_PRICE  # `fufu masih 75?`
        if (self.bits[at - 1].text == "@" or asked) and _is_worth(amount.count, prices):
            return True
        counted = [each.count for each in self.items if isinstance(each, Quantity)]
        if not counted or not counted[-1] or isinstance(self.items[-1], Run):
            return False
        instead = self.items[-1] is None  # `10 jadi 15`
        return _is_worth(amount.count, {counted[-1] * price for price in prices} | (set() if instead else prices))


def doubt_prices(found: Sequence[Phrase], shelf: GoodsByWords) -> None:
    """Leaves open how many, where all that stands behind goods may be their prices: `gula aren 25, jahe 20`."""
    named = [each for phrase in found for each in phrase.named if each.amounts]
    asked = any(phrase.marked for phrase in found)
    if len(named) + asked > 1 and all(_may_be_price(each, shelf) for each in named):
        for each in named:
            each.amounts = [replace(each.amounts[0], count=None)]


def _may_be_price(named: NamedGood, shelf: GoodsByWords) -> bool:
    amount = named.amounts[0]
    if len(named.amounts) > 1 or amount.unit or amount.grams or (amount.count or 0) < LEAST_PRICE:
        return False
    return _is_worth(amount.count or Fraction(0), {shelf.known[key].good.price for key in named.run.ids})


def _is_worth(number: Fraction, sums: Iterable[Fraction | int]) -> bool:
    """Whether a number is one of these sums of money, in rupiah or in thousands."""
    return any(number in (each, Fraction(each, 1000)) for each in sums)


def _is_rate(bits: Sequence[Bit], at: int) -> bool:
    """`20rb sebungkus`, `per 2 kg`: a price is told, and no wish."""
    before = [bit.kind for bit in bits[max(0, at - 2) : at]]
    return ("money" in before and bits[at].typed.startswith("se")) or (at > 0 and bits[at - 1].text in ("per", "isi"))


def _for_a_head(bits: Sequence[Bit], at: int) -> bool:
    """`sak uwong siji`, `seorang 2`: for how many, nobody says."""
    before = bits[at - 1] if at else None
    return before is not None and (before.typed == "seorang" or (before.text in says.HEADS and at > 1))


def _for_each(bits: Sequence[Bit], at: int) -> bool:
    before = [bit.text for bit in bits[max(0, at - 2) : at]]
    return bool(set(before) & says.EACH) or "@" in before[-1:]
