"""Amounts without a good beside them: of the one that was spoken of last, or of something that is none of ours."""

from collections.abc import Sequence
from dataclasses import replace

from market.orders.chat import lexicon as says
from market.orders.chat.entry import DraftLine, Share, Span
from market.orders.chat.evidence import tells_a_story
from market.orders.chat.figures import Money
from market.orders.chat.goods import GoodsByWords
from market.orders.chat.labelled import LabelledGoods
from market.orders.chat.meaning import NO_COUNT
from market.orders.chat.phrase import Phrase
from market.orders.chat.quantities import Quantity
from market.orders.chat.telling import tells_more
from market.orders.chat.units import GENERAL

FEWEST_THOUSANDS = 10
SHORT = 5  # letters of a word that nobody knows and that is small talk: `yawis 10`


class NamelessAmounts(LabelledGoods):
    """Reads phrases that name no good. `remarked`: the seller just spoke of the good that was named last; `sender`:
    who writes, where several do."""

    def __init__(self, shelf: GoodsByWords, money: Sequence[Money]) -> None:
        super().__init__(shelf, money)
        self.shares: dict[str, list[Share]] = {}
        self.settled: set[frozenset[int]] = set()  # goods that the seller called by the same words
        self.ordering, self.remarked, self.sender = False, False, ""
        self.partly = False  # whether words of the phrase that is read are not explained

    def _nameless(self, phrase: Phrase) -> None:
        """Amounts without a good: of the one that was spoken of last, or of something that is none of ours."""
        if self._as_somebody(phrase) or self._of_kinds(phrase) or self._by_label(phrase):
            return
        if phrase.words & says.LEFT_OVER or (phrase.quits and phrase.of):
            return
        if phrase.quits and self._takes_back_the_last(phrase):
            return
        if phrase.quits:
            return self._quit(all_of_it=bool(phrase.words & (says.TOTAL | says.ORDERS)), sender=self.sender)
        self._amounts_alone(phrase)

    def _takes_back_the_last(self, phrase: Phrase) -> bool:
        """Whether it is only of what its sentence named before without a number: `mau tas juga tapi gak jadi`."""
        named = phrase.sentence[phrase.at - 1].named if phrase.at else []
        open_still = [each for each in self.entries if each.message == self.message and not each.amounts]
        last = [each for each in open_still if any(each.words >= one.run.words for one in named)]
        if any(each.amounts for each in named):
            return False
        self.entries = [each for each in self.entries if each not in last]
        return bool(last)

    def _amounts_alone(self, phrase: Phrase) -> None:
        """Of the good that was spoken of last where nothing else is named, else of something else."""
        thing = phrase.words & says.THINGS and (phrase.wishes or phrase.asks)
        behind = bool(phrase.bare) and all(bit.start > phrase.bare[-1].start for bit in phrase.content)
        mended = behind and (phrase.mends or phrase.words & says.ONLY) and not phrase.words & says.THINGS
        strange = [each for each in phrase.content if each.text in says.OF_GOODS or len(each.typed) > SHORT]
        answers = self.remarked and phrase.begins and phrase.ends and not strange
        small = not phrase.content or mended or answers or (behind and self._is_for_somebody(phrase))
        if phrase.bare and small:
            self._bare(phrase, phrase.bare)
        elif phrase.content and (phrase.bare or thing):
            self._other(phrase)

    def _is_for_somebody(self, phrase: Phrase) -> bool:
        """`dodol ya, 25 bungkus untuk acara mappacci`: the number of what was just named without one."""
        old = self.last
        waits = old is not None and old.only is not None and old.message == self.message and not old.amounts
        following = next((bit for bit in phrase.bits if bit.start >= phrase.bare[-1].end), None)
        return waits and following is not None and following.text in says.FOR

    def _of_kinds(self, phrase: Phrase) -> bool:
        """Whether it parts what was spoken of last by sizes or colours: `hitam 1 putih 1`, `M 10`."""
        old, kinds = self.last, {bit.text for bit in phrase.bits if bit.kind == "word"} & (says.SIZES | says.COLOURS)
        plain = kinds and not {bit.text for bit in phrase.content} - kinds and not phrase.questions
        if not plain or old is None or old.only is None or old.message != self.message or not phrase.bare:
            return False
        for each in phrase.bare:
            old.aged = old.aged or not old.amounts
            old.again([replace(each, unit="")], more=old.aged, instead=False, part=True)
            old.wished = True
            old.spans.append(Span(each.start, each.end))
        return True

    def _as_somebody(self, phrase: Phrase) -> bool:
        """Whether one of several wants what another does, as much: `Wawan: sama kayak mba Wati`."""
        said = {bit.text for bit in phrase.bits[phrase.headed :]}
        alike = bool(phrase.of and self.shares) and bool(said & (says.AS - says.WHICH)) and not phrase.bare
        found = [shares for who, shares in self.shares.items() if alike and set(who.split()) <= said]
        for share in found[0] if len(found) == 1 else ():
            share.line.again(share.amounts, more=True, instead=False)
        for each in self.entries if alike and len(found) != 1 else ():
            each.unclear()  # of whom nobody here knows
        return alike

    def _bare(self, phrase: Phrase, amounts: Sequence[Quantity]) -> None:
        strange = self.entries[-1] if self.entries and not self.entries[-1].ids else None
        strange = strange if strange and strange.message == self.message and not phrase.mends else None
        old, amount = strange or self.last, amounts[0]
        if len(amounts) > 1 or self._is_no_answer(phrase, amount, old):
            return
        if phrase.words & says.TOTAL and phrase.words & (says.MORE | says.BECOMES):
            return self._of_all(amount)
        if phrase.words & says.TOTAL and not amount.unit and (amount.count or 0) < FEWEST_THOUSANDS:
            return self._of_all(amount)  # `semuanya x2`
        if old is None and self._is_the_one(phrase, amount):
            old = DraftLine(frozenset(self.shelf.known), frozenset(), self.message, True)
            self.entries.append(old)
        if old is None or (phrase.words & (says.TOTAL | says.SIZES) and old.amounts):
            return
        if old.amounts or not phrase.plus:
            self._so_many_of(old, phrase, amount)

    def _is_no_answer(self, phrase: Phrase, amount: Quantity, old: DraftLine | None) -> bool:
        """Whether a number alone is no wish: a question, `berapa ya? 10 cukup?`, or what all of it costs."""
        if amount.count == 0 or (phrase.asks_only and not phrase.wishes):
            return True
        if (
            old is not None
            and not old.wished
            and (self.meaning.in_thousands(old.ids, amount) or (old.before and phrase.of_them))
        ):
            return True
        if old is not None and (old.refused or (not old.wished and phrase.questions and not phrase.wishes)):
            return True
        return bool(phrase.words & (says.TOTAL | says.BECOMES)) and self._is_sum(amount)

    def _so_many_of(self, old: DraftLine, phrase: Phrase, amount: Quantity) -> None:
        """More of what was spoken of last, in place of what was said, or for the first time."""
        several = sum(each.message == old.message and each.wished for each in self.entries) > 1
        both = old.shared and bool(phrase.words & says.FOR) and old.message == self.message
        another = (bool(old.of) and phrase.of not in ("", old.of)) or (phrase.aged and old.aged)
        old.aged = phrase.aged and (old.aged or not old.amounts)
        more = (bool(phrase.words & says.MORE) or phrase.plus or another or both) and not phrase.settles
        instead = phrase.mends or phrase.settles or self.remarked or bool(phrase.words & says.ONLY)
        early = bool(old.amounts) and old.wished and several and old.message != self.message and not self.remarked
        weighed = all(self.shelf.weighs(old.ids, each) for each in old.amounts)
        old.amounts = [] if weighed else old.amounts  # `abon pedas 150 gr`, and below it `4 bungkus`
        another_day = more and phrase.behind and not phrase.aged and old.wished and not old.whole
        doubted = self._is_doubtful(old, phrase, amount) or another_day or (early and not another)
        old.anew(phrase.wishes and not doubted)
        old.again([amount], more=more, instead=instead, part=phrase.splits and old.message == self.message)
        old.of = phrase.of
        old.said_by(self.sender)
        if doubted:
            old.unclear()  # of which of several, or for which day, nobody can know
        old.wished, self.last, old.shared = True, old, bool(phrase.words & says.FOR)
        old.polite = old.polite or phrase.polite
        old.spans.append(Span(amount.start, amount.end))

    def _is_doubtful(self, old: DraftLine, phrase: Phrase, amount: Quantity) -> bool:
        """Whether a number alone may be a sum, under a condition, or of another order."""
        if phrase.lessens or phrase.as_before or tells_more(phrase) or tells_a_story(phrase, self.shelf):
            return True
        if not old.wished:
            anew = phrase.words & (says.MORE | says.CHANGE | says.WISH) - says.ON_ITS_WAY
            return phrase.if_behind or old.sized or (old.before and bool(phrase.words & says.ADDS or not anew))
        clear = (phrase.mends and phrase.words & says.ONLY) or phrase.wishes  # `2 lusin, eh 20 aja`, `pesan 30`
        clear = clear and not self._is_sum(amount)
        return not amount.unit and not amount.grams and (amount.count or 0) >= NO_COUNT and not clear

    def _is_sum(self, amount: Quantity) -> bool:
        """Whether a bare number is what all of it costs, in thousands: `jadi 140 ya?`."""
        if amount.unit or amount.grams or amount.count is None or amount.count < FEWEST_THOUSANDS:
            return False
        wished = [each for each in self.entries if each.wished and each.only is not None]
        worth = sum(self.shelf.known[each.only or 0].good.price * (each.quantity(self.shelf) or 1) for each in wished)
        return amount.count * 1000 == worth

    def _of_all(self, amount: Quantity) -> None:
        """`semuanya jadi 3`: unless it only sums up, somebody has to ask of what."""
        wished = [each for each in self.entries if each.wished]
        if not wished and len(self.entries) == 1 and self.entries[0].only is not None:
            self.entries[0].amounts = []
            return self._give(self.entries[0], amount)  # `kemarin pesan 3, tambah 2, jadi 5 semua`
        if sum(part.count or 0 for each in wished for part in each.amounts) != amount.count:
            for each in wished:
                each.unclear()

    def _is_the_one(self, phrase: Phrase, amount: Quantity) -> bool:
        """Whether a number alone can only be of the one good that a group has."""
        if len(self.shelf.goods) != 1 or self.entries or phrase.content:
            return False
        unit = self.shelf.goods[0].unit.lower()
        return amount.unit in ("", unit, *GENERAL) and (self.ordering or not phrase.asks or amount.unit == unit)

    def _other(self, phrase: Phrase) -> None:
        """A good that is none of ours: shown with its words, for somebody to ask."""
        units = any(each.unit or each.grams for each in phrase.bare)
        thing = phrase.words & says.THINGS or (self.ordering and not phrase.words & says.CALLS)
        if not (units or phrase.wishes or thing) or phrase.drops or phrase.words & says.TOTAL:
            return
        if not (units or phrase.wishes or self.ordering or (phrase.asks and phrase.words & says.THINGS)):
            return
        content = phrase.content
        ends = [content[0].start, content[-1].end, *(place for each in phrase.bare for place in (each.start, each.end))]
        entry = DraftLine(frozenset(), frozenset(), self.message, True, other=True, amounts=list(phrase.bare))
        entry.spans.append(Span(min(ends), max(ends)))
        self.entries.append(entry)
        self.last = self.last if phrase.bare else entry
