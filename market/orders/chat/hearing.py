"""What the seller says between: goods that she offers, has no more, or counts otherwise."""

from collections.abc import Sequence
from fractions import Fraction

from market.orders.chat import lexicon as says
from market.orders.chat.doubts import is_unexplained
from market.orders.chat.entry import DraftLine
from market.orders.chat.meaning import MeantGoods
from market.orders.chat.named import NamedGoods
from market.orders.chat.phrase import Phrase
from market.orders.chat.quantities import Quantity
from market.orders.chat.run import Run
from market.orders.chat.said import NamedGood
from market.orders.chat.small_talk import FILLER


class HeardGoods(NamedGoods):
    """Hears the seller's messages: they order nothing, and say what a `2` behind them is of."""

    def hear(self, phrases: Sequence[Phrase]) -> None:
        """One message of the seller: a good that she names alone is what a bare `2` behind it is of."""
        self.remarked = False
        for phrase in phrases:
            if phrase.words & says.SOLD_OUT and not phrase.words & says.IF:
                self._doubt({key for each in phrase.named for key in each.run.ids} or self._sold_out(phrase))
            if phrase.left is not None:
                self._too_few(phrase, phrase.left)
            self._answered(phrase)
        runs = [each.run for phrase in phrases for each in phrase.named if each.run.telling and not each.run.other]
        named = {self.shelf.nearest(run.ids, run.words): run for run in runs}
        kinds = {each.run.ids for phrase in phrases for each in phrase.named if not each.run.telling}
        if not runs and len(kinds) == 1 and self.last is not None and self.last.only is None and not self.last.amounts:
            self.last.ids = self.last.ids & kinds.pop() or self.last.ids  # `yang siap makan`
            self.remarked = True
        self.settled.update(named)
        for each in self.entries:
            each.rivals = each.rivals if each.ids not in self.settled else frozenset()
        if len(named) == 1:
            self._offered(*next(iter(named.items())))

    def _offered(self, ids: frozenset[int], run: Run) -> None:
        """The one good of which the seller speaks."""
        self.remarked = True
        old = next((each for each in self.entries if each.ids and each.ids <= ids), None)
        asked = [each for each in self.entries if each.ids and not each.amounts and not each.told]
        if old is not None:
            self.last = old
        elif asked:
            self._may_be_of(asked)
        else:
            self._add(DraftLine(ids, run.words, self.message, False, told=True))

    def _may_be_of(self, asked: Sequence[DraftLine]) -> None:
        """The buyer asked for one good, the seller names another: a `2` behind it may be of both."""
        for each in asked:
            each.strange = True

    def _answered(self, phrase: Phrase) -> None:
        """`suwirnya 5 ya`, `abon kada`: another number, or a word that nobody knows, about what was asked for."""
        for named in phrase.named:
            run = named.run
            old = self._old(self.shelf.nearest(run.ids, run.words), other=False) if run.telling else None
            if old is None or not old.wished or not old.amounts:
                continue
            if is_unexplained(named, phrase, self.shelf) or (not named.amounts and phrase.words & says.NOT):
                old.strange = True
            elif named.amounts and phrase.left is None and not phrase.priced and self._is_another(old, named):
                old.disputed = True

    def _denied(self) -> None:
        """`bukan`: what she said herself holds, whatever the seller says."""
        for each in self.entries:
            each.disputed = False

    def _is_another(self, old: DraftLine, named: NamedGood) -> bool:
        """Whether a number of the seller is of other pieces, and no price: `jambal 52` of one for 52,000."""
        wanted, said = old.quantity(self.shelf), self._pieces(MeantGoods(old.ids, named.amounts))
        if old.only is None or wanted is None or said is None or said == wanted:
            return False
        price = self.shelf.known[old.only].good.price
        return said * 1000 not in (price, price * wanted)

    def _too_few(self, phrase: Phrase, left: Fraction) -> None:
        """`abonnya tinggal 3`: whoever asked for more may take these, others, or none."""
        named = [self._old(self._meant(each, phrase).ids, other=False) for each in phrase.named]
        for old in named or [self.last]:
            if old is not None:
                old.there = left
            if old is not None and old.wished and sum(each.count or 0 for each in old.amounts) > left:
                old.unclear()

    def _all_there(self, phrase: Phrase) -> None:
        """`ambil semua`, behind the seller's `tinggal 8`."""
        takes = phrase.words & says.TOTAL and phrase.wishes and not phrase.asks and not phrase.bare
        if not takes or not any(each.there for each in self.entries):
            return
        ids = {self._meant(each, phrase).ids for each in phrase.named}
        old = self.last if not ids else self._old(next(iter(ids)), other=False)
        if len(ids) > 1 or old is None or old.there is None or old.amounts:
            return
        last = phrase.bits[-1]
        self._give(old, Quantity(old.there, "", False, phrase.bits[0].start, last.end))
        phrase.named = [] if ids else phrase.named

    def _sold_out(self, phrase: Phrase) -> frozenset[int]:
        """What a `habis kak` alone is of: all that was asked for."""
        at = next(n for n, bit in enumerate(phrase.bits) if bit.text in says.SOLD_OUT)
        alone = all(bit.text in FILLER | says.SOLD_OUT for bit in phrase.bits[:at])
        ends = all(bit.text in says.CALLS | says.QUITS for bit in phrase.bits[at + 1 :])
        return frozenset(key for each in self.entries for key in each.ids) if alone and ends else frozenset()
