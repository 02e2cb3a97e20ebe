"""An order as it grows while a chat is read: what is added, put right, taken back, and what only was asked about."""

from collections.abc import Sequence

from market.orders.chat import lexicon as says
from market.orders.chat.doubts import changes_something, tells_a_number, undoes_all
from market.orders.chat.entry import DraftLine
from market.orders.chat.evidence import befalls, orders, tells_of_something, unexplained_at
from market.orders.chat.figures import Money
from market.orders.chat.goods import GoodsByWords
from market.orders.chat.hearing import HeardGoods
from market.orders.chat.meaning import span_all, span_of
from market.orders.chat.phrase import Phrase
from market.orders.chat.quantities import Quantity
from market.orders.chat.said import NamedGood
from market.orders.chat.units import GENERAL

MOST_UNTOLD = 3  # from so many words on that no order explains, in more than one clause, a chat rather talks
MOST_ENTRIES = 120  # goods that are named: from there on it is a list of something else


class ChatDraft(HeardGoods):
    """Reads phrases one after the other; `entries` are the goods in the order in which they were named."""

    def __init__(self, shelf: GoodsByWords, money: Sequence[Money]) -> None:
        super().__init__(shelf, money)
        self.heading: DraftLine | None = None
        self.orders = self.tells = False  # whether anything is ordered at all, or only told
        self.untold: set[str] = set()  # words that no order explains
        self.told_in = 0  # clauses that have some

    def read(self, phrases: Sequence[Phrase], sender: str = "") -> None:
        """One message of the buyer; `sender`: which of several."""
        self.message += 1
        self.sender = sender
        if phrases and phrases[0].refuses:
            self._denied()
        for phrase in phrases:
            if len(self.entries) >= MOST_ENTRIES:
                return
            self.ordering = self.ordering or phrase.wishes or any(each.amounts for each in phrase.named)
            self._notes(phrase)
            state = self._state()
            before = state if changes_something(phrase, self.shelf) else None
            self._all_there(phrase)
            if not self._below_heading(phrase):
                self._phrase(phrase)
            self._doubt_numbers(phrase, state)
            lost = before is not None and before == self._state() and not any(map(self._is_sum, phrase.bare))
            if befalls(phrase):
                self._doubt_message()
            if lost or undoes_all(phrase) or self._takes_all(phrase):
                self._doubt_all()
        self.remarked = self.partly = False

    def _notes(self, phrase: Phrase) -> None:
        """What it says of the whole chat: whether it orders, and how much in it nobody can explain."""
        untold = unexplained_at(phrase, self.shelf)
        self.partly = bool(untold)
        self.told_in += self.partly
        self.untold |= {phrase.bits[at].text for at in untold}
        self.orders = self.orders or orders(phrase)
        self.tells = self.tells or (phrase.past and not phrase.drops) or tells_of_something(phrase, untold)

    def _state(self) -> list[tuple[object, ...]]:
        """What would be different if a phrase had been understood."""
        return [
            (id(each), each.ids, each.wished, len(each.spans), tuple(each.amounts)) for each in self.entries if each.ids
        ]

    def _doubt_numbers(self, phrase: Phrase, before: Sequence[tuple[object, ...]]) -> None:
        """`kata istri 10 saja sudah cukup`: a number that changed nothing, nobody knows of which of the lines it is."""
        if before != self._state() or not tells_a_number(phrase) or any(map(self._is_sum, phrase.bare)):
            return
        for each in self.entries:
            units = {self.shelf.known[key].good.unit.lower() for key in each.ids}
            fits = any(amount.unit in ("", *GENERAL, *units) and not amount.grams for amount in phrase.bare)
            if each.wished and fits and (each.message < self.message or phrase.words & says.OTHERS):
                each.unclear()

    def _takes_all(self, phrase: Phrase) -> bool:
        """`teri semua deh`, behind other goods: it may come in place of all of them."""
        alone = len(phrase.named) == 1 and phrase.named[0].run.telling and not phrase.named[0].amounts
        return (
            bool(alone and not phrase.priced and phrase.words & says.TOTAL)
            and sum(each.wished for each in self.entries) > 1
        )

    def _doubt_all(self) -> None:
        """A phrase that changes something, nobody knows what of which good: somebody has to look at all of them."""
        for each in self.entries:
            each.strange = each.strange or each.wished

    def doubt_what_is_told(self) -> None:
        """Where nothing is ordered and something is told, a number without a courtesy is told as well; where much is
        said that no order explains, any number, and in a chat that orders what stands in the same clause."""
        talks = len(self.untold) >= MOST_UNTOLD and self.told_in > 1
        for each in self.entries if self.tells or talks else ():
            told = talks and (each.partly or not self.orders)
            each.strange = each.strange or (each.wished and (told or not (self.orders or each.polite)))

    def _doubt_message(self) -> None:
        """What became of what this message names, somebody has to ask."""
        for each in self.entries:
            each.strange = each.strange or (each.wished and each.message == self.message)

    def agree(self, phrases: Sequence[Phrase], *, disputes: bool = False) -> None:
        """A summary of the seller to which the buyer said yes: it fills what she left open, and changes nothing.
        `disputes`: other numbers of it make hers unclear."""
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
        if disputes and not sums:
            self._contradicted(phrases)
        open_still = [each for each in self.entries if each.only is not None and not each.amounts]
        bare = [each for phrase in phrases for each in phrase.bare]
        told = any(phrase.priced or phrase.words & says.ASK for phrase in phrases)  # `ada 10 kg`: that is there
        if len(open_still) == len(bare) == 1 and not told:
            self._give(open_still[0], bare[0])

    def _contradicted(self, phrases: Sequence[Phrase]) -> None:
        """Another number of the seller to which the buyer said yes: somebody has to ask which holds."""
        for phrase in phrases:
            said = [(self._old(self._meant(each, phrase).ids, other=False), each.amounts) for each in phrase.named]
            for old, amounts in said or [(self.last, phrase.bare)]:
                if old is not None and old.wished and old.amounts and amounts:
                    old.doubt_unless(amounts)

    def _phrase(self, phrase: Phrase) -> None:
        if not phrase.named and (phrase.only_if or phrase.later):
            return self._if_else(phrase)
        if phrase.past:
            return self._tell(phrase)
        if phrase.row and not phrase.named:
            return self._of_row(phrase.row, phrase.bare, drops=phrase.drops)
        before = len(self.entries)
        self._goods(phrase)
        if phrase.each:
            said = [*phrase.bare, *(each for named in phrase.named for each in self._counted(named))]
            self._each(said[:1], self.message)
        if phrase.words & says.TOTAL:
            self._all_of_size(phrase)
        self._heads(phrase, self.entries[before:])

    def _goods(self, phrase: Phrase) -> None:
        """What it names, or the amounts that it tells without a name."""
        if len(phrase.named) == 2 and phrase.words & says.SWAP and not phrase.words & says.IF:
            self._swap(phrase)
        for named in phrase.named:
            self._named(named, phrase)
        if not phrase.named:
            self._nameless(phrase)

    def _heads(self, phrase: Phrase, new: Sequence[DraftLine]) -> None:
        """A good alone in its line may be the heading of a list."""
        alone = phrase.begins and not phrase.content and not phrase.priced and not phrase.asks
        if phrase.ends and new and not new[-1].amounts and (new[-1].wished or alone):
            self.heading = new[-1]

    def _all_of_size(self, phrase: Phrase) -> None:
        """`yang kecil semua`: what was named with it and is only sold large, somebody has to ask about."""
        for size, opposite in ((says.GREAT, says.SMALL), (says.SMALL, says.GREAT)):
            for each in self.entries if phrase.words & size and not phrase.words & opposite else ():
                known = [self.shelf.known[key].words for key in each.ids]
                each.strange = each.strange or (each.message == self.message and any(one & opposite for one in known))

    def _if_else(self, phrase: Phrase) -> None:
        """`kalau hanya 7 juga gapapa`: somebody has to ask which number holds."""
        last, less = self.last, phrase.only_if and phrase.words & (says.NO_MORE_THAN | says.MAY)
        if less and phrase.bare and last is not None and last.wished and last.message == self.message:
            last.unclear()

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
