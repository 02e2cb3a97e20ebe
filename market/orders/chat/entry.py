"""One good of a draft, with all that was said of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction

from market.orders.chat.goods import GoodsByWords
from market.orders.chat.quantities import Quantity, pieces
from market.orders.chat.units import BY_WEIGHT


@dataclass(frozen=True)
class Span:
    """A stretch of a chat."""

    start: int
    end: int


@dataclass
class DraftLine:
    """A good that was named: which may be meant, how much was said of it, and where.

    `wished`: somebody wants it, and does not only ask; `other`: it is none of ours, or not surely; `summed`: its
    amounts are lines of a list; `told`: nobody even asks, it stands in a list of prices or in another order; `of`:
    the last of several people whose wish it was; `offered`: its amount is the seller's; `before`: it was named of
    another order, to which `tambah 1` adds; `by`: who of several writers said how many; `same`: the last one said
    as many as the one before; `shared`: it is for somebody, and more may be for others; `strange`: words that
    nobody knows stand beside its number; `begged`: somebody says that she wants it; `polite`:
    it was asked for, as in `abon 2 ya`; `partly`: words of its clause are not explained; `sized`: it was asked for with
    another number, which may be a size that nobody sells; `rivals`: goods that fit its words as well, so that it is
    sure only where one of them was named too; `refused`: it was only said that nobody wants it; `whole`: how much
    was said before smaller numbers followed, which may be `parts` of it: `10, 5 to me, 5 to her`; `aged`: so many
    of each age; `between`: what was open before a kind was named; `there`: how many the seller says she has left.
    """

    ids: frozenset[int]
    words: frozenset[str]
    message: int
    wished: bool
    other: bool = False
    summed: bool = False
    told: bool = False
    of: str = ""
    offered: bool = False
    before: bool = False
    by: set[str] = field(default_factory=set)
    shared: bool = False
    strange: bool = False
    sized: bool = False
    begged: bool = False
    polite: bool = False
    partly: bool = False
    disputed: bool = False
    rivals: frozenset[int] = frozenset()
    refused: bool = False
    aged: bool = False
    between: frozenset[int] = frozenset()
    there: Fraction | None = None
    same: bool = False
    amounts: list[Quantity] = field(default_factory=list)
    whole: list[Quantity] = field(default_factory=list)
    parts: Fraction = Fraction(0)
    spans: list[Span] = field(default_factory=list)

    @property
    def only(self) -> int | None:
        """The one good that is meant; None where several may be, or another."""
        return next(iter(self.ids)) if len(self.ids) == 1 and not self.other and not self.strange else None

    def quantity(self, shelf: GoodsByWords) -> int | None:
        """Pieces of the good; None where nobody said how many, or not clearly."""
        if self.only is None or not self.amounts or self.disputed:
            return None
        good = shelf.known[self.only].good
        if any(each.grams for each in self.amounts) and self._weighed(shelf):
            return None
        counts = [pieces(each, good.unit, good.grams, about=good.about, holds=good.holds) for each in self.amounts]
        return sum(each for each in counts if each) if all(counts) else None

    def _weighed(self, shelf: GoodsByWords) -> bool:
        """Whether a sister of the good is sold by weight: kilos may be of that one."""
        units = {shelf.known[key].good.unit.lower() for key in shelf.sisters(self.ids) - self.ids}
        return bool(units & BY_WEIGHT)

    def again(self, amounts: Sequence[Quantity], *, more: bool, instead: bool, part: bool = False) -> None:
        """Amounts that are said after others: more of it, in place of them, or it is unclear which hold. `part`: it is
        rather said what becomes of some of them: `10, 5 dibungkus terpisah`."""
        if not amounts or (not instead and self._parted(amounts)):
            return
        self.disputed = False
        self.same = self._alike(amounts)
        if not self.wished or not self.amounts or (self.offered and not more):
            self.amounts, self.offered = list(amounts), False
        elif self.summed:
            if sum(each.count or 0 for each in self.amounts) != sum(each.count or 0 for each in amounts):
                self.unclear()
        elif more:
            self.amounts = [*self.amounts, *amounts]
        elif instead:
            self.amounts = list(amounts)
        elif not self._alike(amounts):
            self.whole, self.parts = self.amounts, sum((each.count or Fraction(0) for each in amounts), Fraction(0))
            if not part or self.parts >= sum(each.count or 0 for each in self.whole):
                self.unclear()

    def _parted(self, amounts: Sequence[Quantity]) -> bool:
        """Whether numbers behind the first are all its parts: it holds again."""
        if not self.whole or not self.parts or any(each.count is None for each in (*self.whole, *amounts)):
            return False
        self.parts += sum(each.count or 0 for each in amounts)
        left = sum(each.count or 0 for each in self.whole) - self.parts
        self.amounts = list(self.whole) if left == 0 else self.amounts
        self.whole = self.whole if left > 0 else []
        return left >= 0

    def _alike(self, amounts: Sequence[Quantity]) -> bool:
        return [(each.count, each.grams) for each in self.amounts] == [(each.count, each.grams) for each in amounts]

    def said_by(self, sender: str) -> None:
        """Of several who write: nobody knows whether a second one wants more of it, or says again what the first
        said."""
        others = self.by - {sender}
        self.by |= {sender} if sender else set()
        if sender and others:
            self.unclear()

    def doubt_unless(self, amounts: Sequence[Quantity]) -> None:
        """Unclear unless these are as many."""
        if sum(each.count or 0 for each in self.amounts) != sum(each.count or 0 for each in amounts):
            self.unclear()

    def anew(self, sure: bool) -> None:
        """A number alone that is wished holds, where the one before was only told: `stok abon 20 kan? saya ambil 5`."""
        if sure and self.strange:
            self.amounts, self.strange = [], False

    def unclear(self) -> None:
        """Somebody has to ask how many."""
        self.amounts = [replace(each, count=None) for each in self.amounts[:1]]


@dataclass(frozen=True)
class Share:
    """What one of several people wants of a good."""

    line: DraftLine
    amounts: Sequence[Quantity]


class DraftLines:
    """The goods of a draft in the order in which they were named, and the one that was spoken of last."""

    def __init__(self) -> None:
        self.entries: list[DraftLine] = []
        self.last: DraftLine | None = None

    def _add(self, entry: DraftLine) -> None:
        self.entries.append(entry)
        self.last = entry

    def _old(self, ids: frozenset[int], *, other: bool) -> DraftLine | None:
        return next((each for each in reversed(self.entries) if each.ids == ids and each.other == other), None)

    def _narrow(self, ids: frozenset[int], until: int) -> DraftLine | None:
        """The one wish of messages until one that was open between these goods and others: it is for these."""
        open_still = [each for each in self.entries if each.wished and each.amounts and not each.other]
        wished = [each for each in open_still if each.ids > ids and each.message <= until]
        if len(wished) != 1:
            return None
        wished[0].ids = ids
        return wished[0]

    def ask_rivals(self, shelf: GoodsByWords) -> None:
        """Leaves open what fits another good as well, of which nobody spoke, and whose unit nobody said."""
        named = frozenset(key for each in self.entries if each.only is not None for key in each.ids)
        for each in self.entries:
            units = {shelf.known[key].good.unit.lower() for key in each.ids}
            said = any(amount.unit in units for amount in each.amounts)
            if each.rivals and not said and not each.rivals & named:
                each.ids, each.rivals = each.ids | each.rivals, frozenset()

    def doubt_what_is_open(self) -> None:
        """Leaves open how many of what may be meant by the same words once more: `tenggiri 2`, of which of two."""
        still = [each for each in self.entries if each.wished and each.amounts and each.only is None and not each.other]
        for each in self.entries:
            if any(one.ids > each.ids and one.words == each.words for one in still if each.ids):
                each.unclear()

    def _drop(self, ids: frozenset[int], *, sure: bool = True) -> None:
        meant = [each for each in self.entries if each.ids and each.ids <= ids]
        if not sure or len({each.ids for each in meant if each.wished}) > 1:
            for each in meant:  # which of them, somebody has to ask
                each.wished = False
            return
        self.entries = [each for each in self.entries if each not in meant]
        self.last = self.entries[-1] if self.entries else None

    def _give(self, entry: DraftLine, amount: Quantity, span: Span | None = None) -> None:
        entry.amounts, entry.wished, self.last = [*entry.amounts, amount], True, entry
        entry.spans.append(span or Span(amount.start, amount.end))

    def _doubt(self, ids: Collection[int]) -> None:
        """Goods of which the seller has none: who asked for them may want others, or none."""
        for each in self.entries:
            each.wished = each.wished and not (each.ids and each.ids <= set(ids))

    def _of_row(self, row: int, amounts: Sequence[Quantity], *, drops: bool) -> None:
        """`nomor 2 gak jadi`, `nomor 1 jadi 35`: of a good by its place in a list."""
        listed = [each for each in self.entries if not each.told]
        if row > len(listed):
            return
        if drops:
            self.entries.remove(listed[row - 1])
        elif len(amounts) == 1:
            listed[row - 1].amounts = list(amounts)
        else:
            listed[row - 1].unclear()

    def _quit(self, *, all_of_it: bool, sender: str = "") -> None:
        """`gak jadi deh`: of all, or of one of several, which somebody has to ask; of several who write it ends what
        she alone wished."""
        wished = [each for each in self.entries if each.wished]
        hers = [each for each in wished if each.by == {sender}]
        if sender and len(hers) == 1 and not any(sender in each.by for each in wished if each not in hers):
            self.entries.remove(hers[0])
            return
        if sender and any(each.by - {sender} for each in wished):
            for each in hers or wished:
                each.unclear()
            return
        if len(wished) < 2 or all_of_it:
            self.entries.clear()
            self.last = None
        for each in wished:
            each.unclear()

    def _each(self, amounts: Sequence[Quantity], message: int) -> None:
        """`masing-masing 2`: of all that were named in this message without an amount."""
        waits = [each for each in self.entries if not each.told and not each.amounts]
        message = (
            message
            if any(each.message == message for each in waits)
            else max((each.message for each in waits), default=0)
        )
        for each in waits:
            if each.message == message:
                each.amounts, each.wished = list(amounts), bool(amounts)
