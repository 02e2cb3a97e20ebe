"""Goods that a phrase names: wished, asked about, put right, taken back or refused."""

from collections.abc import Sequence

from market.orders.chat import lexicon as says
from market.orders.chat.doubts import is_doubtful, strange_at
from market.orders.chat.entry import DraftLine, Share
from market.orders.chat.meaning import MeantGoods, span_all, span_of
from market.orders.chat.nameless import NamelessAmounts
from market.orders.chat.phrase import Phrase
from market.orders.chat.quantities import Quantity
from market.orders.chat.said import NamedGood


class NamedGoods(NamelessAmounts):
    """Reads phrases that name goods."""

    def _meant(self, named: NamedGood, phrase: Phrase) -> MeantGoods:
        return self.meaning.of(named, phrase, self.entries, self.last)

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
            old = self._open_before(meant, phrase)
            amounts = [] if old is not None and labels else amounts
        if amounts and old is None and (meant.other or len(meant.ids) > 1) and phrase.words & says.CHANGE:
            self._doubt_changed(meant.ids)
        if self._taken_back(named, phrase, meant, old, amounts):
            return
        if phrase.words & says.OR and not named.run.telling and not amounts:
            return self._doubt_kind(meant.ids)
        if not phrase.blank and not (amounts and all(each.count == 0 for each in amounts)):
            self._wished(named, phrase, meant, old, amounts)

    def _doubt_kind(self, ids: frozenset[int]) -> None:
        """`tas 3, yang besar atau yang kecil`: of which, somebody has to ask."""
        for each in self.entries:
            each.strange = each.strange or (each.wished and bool(each.ids & ids))

    def _doubt_changed(self, ids: frozenset[int]) -> None:
        """`ralat, nasinya jadi 120`, of which of two, nobody knows: no number of these holds."""
        for each in self.entries:
            if each.only in ids:
                each.unclear()

    def _open_before(self, meant: MeantGoods, phrase: Phrase) -> DraftLine | None:
        """The line that was open between these goods and others until now."""
        until = self.message if phrase.tells_which else self.message - 1 if phrase.begins and phrase.ends else 0
        return self._narrow(meant.ids, until)

    def _taken_back(
        self, named: NamedGood, phrase: Phrase, meant: MeantGoods, old: DraftLine | None, amounts: Sequence[Quantity]
    ) -> bool:
        """Whether the good is taken back, or was never wished: `gak jadi abon`, `jangan teri`."""
        refused = not amounts and phrase.refused(named.run)
        if phrase.drops or (old and refused and not phrase.content):
            others = bool(self.sender and old and old.by - {self.sender})
            self._drop(meant.ids, sure=not meant.other and not others)
            return True
        if refused and old is None:
            self._refuse(meant.ids, named)
            return True
        return False

    def _wished(
        self, named: NamedGood, phrase: Phrase, meant: MeantGoods, old: DraftLine | None, amounts: Sequence[Quantity]
    ) -> None:
        wished = self._is_wish(phrase, meant, named.run.at)
        if old is not None and not amounts and phrase.words & says.SOLD_OUT and not phrase.words & says.IF:
            old.wished = wished = False  # `eh bayam habis ya?`
        if old is None:
            self._doubt_sister(named, phrase, meant)
            amounts = self._instead_of_last(named, phrase, meant)
            old = self._new(named, meant, wished=wished)
        sized = not old.amounts and len(named.amounts) == 1 and phrase.words & says.SIZES - named.run.words
        old.aged = old.aged or bool(sized)  # `seragam: S 4, M 10`
        if wished:
            self._so_many(old, phrase, amounts)
            old.begged = old.begged or phrase.wishes or self._begs_on(phrase)
        elif amounts and old.wished and old.amounts:
            old.doubt_unless(amounts)  # another number of it that was passed over: which holds, somebody has to ask
        old.polite, old.partly = old.polite or phrase.polite, old.partly or self.partly
        self._may_replace(old, named, phrase)
        self._mark(old, named, phrase, anew=wished and bool(amounts))
        old.told = old.told and phrase.priced and not wished and not phrase.asks
        old.words |= named.run.words
        old.spans.append(span_of(named, phrase))
        old.message, self.last = self.message, old

    def _may_replace(self, new: DraftLine, named: NamedGood, phrase: Phrase) -> None:
        """`bayam 5 eh kangkung maksudnya`: a good without a number may come in place of the one before."""
        last = self.last
        before, behind = phrase.bits[: named.run.at], phrase.bits[named.run.after :]
        puts_right = any(bit.text in says.PUTS_RIGHT for bit in before) or any(bit.text in says.MEANT for bit in behind)
        puts_right = puts_right and not (phrase.asks or named.amounts or new.spans) and named.run.telling
        if puts_right and last is not None and last is not new and last.message == self.message:
            last.strange = last.strange or last.wished

    def _doubt_sister(self, named: NamedGood, phrase: Phrase, meant: MeantGoods) -> None:
        """`M 2`, and later `XL` alone: it may come in place of the one that was named last."""
        last, alone = self.last, not meant.amounts and not phrase.asks and not phrase.mends
        alone = alone and self.shelf.headless(meant.ids, named.run.words)
        if alone and last is not None and last.ids <= self.shelf.sisters(meant.ids) - meant.ids:
            last.strange = last.strange or last.message != self.message

    def _new(self, named: NamedGood, meant: MeantGoods, *, wished: bool) -> DraftLine:
        rivals = meant.rivals if meant.ids not in self.settled else frozenset[int]()
        line = DraftLine(meant.ids, named.run.words, self.message, wished, meant.other, told=True, rivals=rivals)
        self.entries.append(line)
        return line

    def _begs_on(self, phrase: Phrase) -> bool:
        """`pesan dendeng ya sama bakasang`: whoever wants the one without a number wants the other as well."""
        last = self.last
        begged = last is not None and last.begged and not last.amounts and last.message == self.message
        return begged and not phrase.asks and not phrase.content and not phrase.words & says.NOT

    def _mark(self, old: DraftLine, named: NamedGood, phrase: Phrase, *, anew: bool) -> None:
        """What makes it doubtful; said anew with a number it is clear again."""
        old.sized = old.sized or (phrase.cut and phrase.marked)
        changes = bool(old.spans) and old.message != self.message and bool(named.amounts)
        doubtful = is_doubtful(named, phrase, self.shelf) or (changes and bool(strange_at(phrase, self.shelf)))
        doubtful = doubtful or self.meaning.costs_otherwise(old.ids, named.amounts, span_all(phrase))
        if doubtful and changes:
            for each in self.entries:  # a change that is not explained: of which good it is, nobody knows
                each.strange = each.strange or each.wished
        old.strange = doubtful or (old.strange and not anew)

    def _so_many(self, old: DraftLine, phrase: Phrase, amounts: Sequence[Quantity]) -> None:
        """More of it, in place of what was said, or for the first time."""
        another = bool(old.of) and phrase.of not in ("", old.of)
        more = (bool(phrase.words & says.MORE) or phrase.plus or another) and not phrase.settles
        instead = phrase.mends or phrase.settles or bool(phrase.words & (says.TOTAL | says.ONLY))
        listed = phrase.begins and old.message == self.message and not (more or instead or old.summed)
        some = not old.shared and any(each.words & says.THE_REST for each in phrase.sentence)
        old.again(amounts, more=more, instead=instead, part=some and old.message == self.message)
        if listed and old.same and old.spans and phrase.bits[0].text not in says.YES:
            old.unclear()  # two lines with one number: of two people whom nobody here knows, or said again
        if phrase.lessens or phrase.as_before or (old.before and not old.wished and phrase.words & says.ADDS):
            old.unclear()
        old.of = phrase.of if amounts else old.of
        if phrase.of and amounts:
            self.shares.setdefault(phrase.of, []).append(Share(old, amounts))
        old.said_by(self.sender if amounts else "")
        old.wished, old.refused, old.shared = True, False, bool(phrase.words & says.FOR)

    def _refuse(self, ids: frozenset[int], named: NamedGood) -> None:
        """`bukan fufu kecil`: what follows (`yang besar`) may be of its name."""
        if named.run.telling and not named.run.other:
            self._add(DraftLine(ids, named.run.words, self.message, False, told=True, refused=True))

    def _instead_of_last(self, named: NamedGood, phrase: Phrase, meant: MeantGoods) -> Sequence[Quantity]:
        """`fufu besar 2, eh kecil aja`: the sister comes in place of the one that was named last, as many."""
        last = self.last
        mends = phrase.mends and not phrase.words & says.SURE
        if named.run.telling or not mends or last is None or last.only is None or meant.other:
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
        if phrase.doubts(at) or phrase.later or phrase.free(at):
            return False
        if not meant.amounts and phrase.words & says.FREE:
            return False
        may = phrase.words & says.MAY or (phrase.marked and meant.amounts)
        if phrase.asks and may and self._pieces(meant) is None:
            return False  # `lam setengah loyang bisa?`
        if phrase.wishes:
            return bool(meant.amounts) or not phrase.words & says.HOW_MANY
        counted = any(not self.shelf.weighs(meant.ids, each) for each in meant.amounts)
        lone = phrase.begins and phrase.ends and not phrase.words & says.ALSO
        listed = lone and all(each.count == 1 for each in meant.amounts)
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
