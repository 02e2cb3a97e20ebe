"""An order as it grows while a chat is read: what is added, put right, taken back, and what only was asked about."""

from collections.abc import Sequence

from market.orders.chat import lexicon as says
from market.orders.chat.entry import DraftLine
from market.orders.chat.figures import Money
from market.orders.chat.goods import GoodsByWords
from market.orders.chat.meaning import MeantGoods, span_all, span_of
from market.orders.chat.nameless import NamelessAmounts
from market.orders.chat.phrase import NamedGood, Phrase
from market.orders.chat.quantities import Quantity
from market.orders.chat.units import GENERAL

MOST_ENTRIES = 120  # goods that are named: from there on it is a list of something else


class ChatDraft(NamelessAmounts):
    """Reads phrases one after the other; `entries` are the goods in the order in which they were named."""

    def __init__(self, shelf: GoodsByWords, money: Sequence[Money]) -> None:
        super().__init__(shelf, money)
        self.heading: DraftLine | None = None

    def read(self, phrases: Sequence[Phrase], sender: str = "") -> None:
        """One message of the buyer; `sender`: which of several."""
        self.message += 1
        self.sender = sender
        for phrase in phrases:
            if len(self.entries) >= MOST_ENTRIES:
                return
            self.ordering = self.ordering or phrase.wishes or any(each.amounts for each in phrase.named)
            if not self._below_heading(phrase):
                self._phrase(phrase)
        self.remarked = False

    def hear(self, phrases: Sequence[Phrase]) -> None:
        """One message of the seller: a good that she names alone is what a bare `2` behind it is of."""
        self.remarked = False
        for phrase in phrases:
            if phrase.words & says.SOLD_OUT and not phrase.words & says.IF:
                self._doubt({key for each in phrase.named for key in each.run.ids} or self._sold_out(phrase))
        runs = [each.run for phrase in phrases for each in phrase.named if each.run.telling and not each.run.other]
        named = {self.shelf.nearest(run.ids, run.words): run for run in runs}
        if len(named) != 1:
            return
        ids, run = next(iter(named.items()))
        self.remarked = True
        old = next((each for each in self.entries if each.ids and each.ids <= ids), None)
        if old is None:
            self._add(DraftLine(ids, run.words, self.message, False, told=True))
        else:
            self.last = old

    def _sold_out(self, phrase: Phrase) -> frozenset[int]:
        """What a `habis kak` alone is of: all that was asked for."""
        at = next(n for n, bit in enumerate(phrase.bits) if bit.text in says.SOLD_OUT)
        alone = all(bit.text in says.FILLER | says.SOLD_OUT for bit in phrase.bits[:at])
        ends = all(bit.text in says.CALLS | says.QUITS for bit in phrase.bits[at + 1 :])
        return frozenset(key for each in self.entries for key in each.ids) if alone and ends else frozenset()

    def agree(self, phrases: Sequence[Phrase]) -> None:
        """A summary of the seller to which the buyer said yes: it fills what she left open, and changes nothing."""
        sums = any(phrase.words & (says.TOTAL | says.CHANGE) for phrase in phrases)
        empty = not any(each.wished and each.amounts for each in self.entries)
        for phrase in phrases if sums else ():
            for named in phrase.named:
                meant = self._meant(named, phrase)
                old = self._old(meant.ids, other=meant.other)
                if meant.amounts and (empty if old is None else not old.amounts):
                    self._named(named, phrase)
                    new = self._old(meant.ids, other=meant.other)
                    if new is not None:
                        new.offered = True
        open_still = [each for each in self.entries if each.only is not None and not each.amounts]
        bare = [each for phrase in phrases for each in phrase.bare]
        if len(open_still) == len(bare) == 1 and not any(phrase.priced for phrase in phrases):
            self._give(open_still[0], bare[0])

    def _phrase(self, phrase: Phrase) -> None:
        if not phrase.named and phrase.only_if:
            return
        if phrase.past:
            return self._tell(phrase)
        if phrase.row and not phrase.named:
            return self._of_row(phrase.row, phrase.bare, drops=phrase.drops)
        if len(phrase.named) == 2 and phrase.words & says.SWAP and not phrase.words & says.IF:
            self._swap(phrase)
        before = len(self.entries)
        for named in phrase.named:
            self._named(named, phrase)
        if not phrase.named:
            self._nameless(phrase)
        if phrase.each:
            said = [*phrase.bare, *(each for named in phrase.named for each in self._counted(named))]
            self._each(said[:1], self.message)
        new = self.entries[before:]
        alone = phrase.begins and not phrase.content and not phrase.priced and not phrase.asks
        if phrase.ends and new and not new[-1].amounts and (new[-1].wished or alone):
            self.heading = new[-1]

    def _counted(self, named: NamedGood) -> list[Quantity]:
        """Its amounts without what only tells its weight."""
        return [each for each in named.amounts if not self.shelf.weighs(named.run.ids, each)] or named.amounts

    def _tell(self, phrase: Phrase) -> None:
        """Of another order: what it names may be meant by what follows, and is no wish."""
        for named in phrase.named:
            ids = self.shelf.nearest(named.run.ids, named.run.words)
            if named.run.telling and not named.run.other and not any(each.ids == ids for each in self.entries):
                line = DraftLine(ids, named.run.words, self.message, False, told=True, before=True)
                line.spans.append(span_of(named, phrase))
                self._add(line)

    def _meant(self, named: NamedGood, phrase: Phrase) -> MeantGoods:
        return self.meaning.of(named, phrase, self.entries, self.last)

    def _swap(self, phrase: Phrase) -> None:
        """`sambalnya ganti abon`: the second comes in place of the first, as many."""
        first, second = phrase.named
        meant = self._meant(first, phrase)
        old = self._old(meant.ids, other=meant.other)
        if old is not None and old.wished and not meant.amounts:
            self._drop(meant.ids)
            second.amounts = second.amounts or list(old.amounts)
            phrase.named = [second]
        elif old is None and first.amounts and not second.amounts and second.run.telling:
            second.amounts, phrase.named = first.amounts, [second]  # `roa 3 diganti abon`

    def _below_heading(self, phrase: Phrase) -> bool:
        """Whether it is a line of a list below the name of a good: who wants how many, or so many of which size."""
        if self.heading is None:
            return False
        one = not phrase.named and len(phrase.bare) == 1 and phrase.bare[0].unit in ("", *GENERAL)
        named = any(bit.kind == "word" for bit in phrase.bits)
        listed = one and named and phrase.begins and phrase.ends and not phrase.bare[0].grams
        if (
            not listed
            or phrase.each
            or phrase.words & (says.EACH | says.CHANGE | says.TOTAL | says.MORE | says.OF_GOODS)
        ):
            self.heading = None if phrase.named or phrase.bare else self.heading
            return False
        self._give(self.heading, phrase.bare[0], span_all(phrase))
        self.heading.summed = True
        return True

    def _named(self, named: NamedGood, phrase: Phrase) -> None:
        no = phrase.refuses or phrase.refused(named.run)
        if no and not named.amounts and not named.run.telling:
            return self._without(named)
        meant = self._meant(named, phrase)
        old, amounts = self._old(meant.ids, other=meant.other), meant.amounts
        if not meant.ids or (phrase.drops and phrase.of and (old is None or old.of != phrase.of)):
            return
        labels = bool(amounts) and all(self.shelf.weighs(meant.ids, each) for each in amounts)
        if old is None and not meant.other and (labels or not amounts):
            before = self.message if phrase.tells_which else self.message - 1 if phrase.begins and phrase.ends else 0
            old = self._narrow(meant.ids, before)
            amounts = [] if old is not None and labels else amounts
        refused = not amounts and phrase.refused(named.run)
        if phrase.drops or (old and refused and not phrase.content):
            others = bool(self.sender and old and old.by - {self.sender})
            return self._drop(meant.ids, sure=not meant.other and not others)
        if refused and old is None:
            return self._refuse(meant.ids, named)
        if phrase.blank or (amounts and all(each.count == 0 for each in amounts)):
            return
        wished = self._is_wish(phrase, meant, named.run.at)
        if old is None:
            amounts = self._instead_of_last(named, phrase, meant)
            old = DraftLine(meant.ids, named.run.words, self.message, wished, meant.other, told=True)
            self.entries.append(old)
        if wished:
            another = bool(old.of) and phrase.of not in ("", old.of)
            more = (bool(phrase.words & says.MORE) or phrase.plus or another) and not phrase.settles
            instead = phrase.mends or phrase.settles or bool(phrase.words & (says.TOTAL | says.ONLY))
            old.again(amounts, more=more, instead=instead)
            if phrase.lessens or phrase.as_before or (old.before and not old.wished and phrase.words & says.ADDS):
                old.unclear()
            old.of = phrase.of if amounts else old.of
            old.said_by(self.sender if amounts else "", too=bool(phrase.words & says.TOO))
            old.wished, old.refused, old.shared = True, False, bool(phrase.words & says.FOR)
        old.told = old.told and phrase.priced and not wished and not phrase.asks
        old.words |= named.run.words
        old.spans.append(span_of(named, phrase))
        old.message, self.last = self.message, old

    def _refuse(self, ids: frozenset[int], named: NamedGood) -> None:
        """`bukan fufu kecil`: what follows (`yang besar`) may be of its name."""
        if named.run.telling and not named.run.other:
            self._add(DraftLine(ids, named.run.words, self.message, False, told=True, refused=True))

    def _instead_of_last(self, named: NamedGood, phrase: Phrase, meant: MeantGoods) -> list[Quantity]:
        """`fufu besar 2, eh kecil aja`: the sister comes in place of the one that was named last, as many."""
        last = self.last
        if named.run.telling or not phrase.mends or last is None or last.only is None or meant.other:
            return meant.amounts
        if not last.wished or last.message != self.message or not last.ids <= self.shelf.sisters(meant.ids):
            return meant.amounts
        self._drop(last.ids)
        return meant.amounts or last.amounts

    def _pieces(self, meant: MeantGoods) -> int | None:
        line = DraftLine(meant.ids, frozenset(), self.message, True, meant.other, amounts=list(meant.amounts))
        return line.quantity(self.shelf)

    def _is_wish(self, phrase: Phrase, meant: MeantGoods, at: int) -> bool:
        """Whether a good is wanted; one with its price alone is told, one with `ada` or `berapa` is asked about."""
        if phrase.doubts(at):
            return False
        if not meant.amounts and phrase.words & says.FREE:
            return False
        if phrase.asks and phrase.words & says.MAY and self._pieces(meant) is None:
            return False  # `lam setengah loyang bisa?`
        if phrase.wishes:
            return bool(meant.amounts) or not phrase.words & says.HOW_MANY
        counted = any(not self.shelf.weighs(meant.ids, each) for each in meant.amounts)
        listed = phrase.begins and phrase.ends and all(each.count == 1 for each in meant.amounts)
        others = any(each.wished and each.amounts and each.message == self.message for each in self.entries)
        if phrase.priced and ((listed and not others) or not counted or (phrase.asks and phrase.words & says.GETS)):
            return False
        if meant.amounts:
            return not phrase.asks or not {bit.text for bit in phrase.said} & says.ASK
        return self.ordering and not phrase.asks

    def _without(self, named: NamedGood) -> None:
        """`bukan yang kecil` leaves the others."""
        if self.last is not None and self.last.only is None and self.last.ids - named.run.ids:
            self.last.ids -= named.run.ids
