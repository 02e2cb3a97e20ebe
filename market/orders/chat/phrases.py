"""A message in phrases: of each what it does, the goods it names, and how much is said of which."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from market.catalog.searching.spelling import fold, folds
from market.orders.chat import lexicon as says
from market.orders.chat.bits import Bit
from market.orders.chat.goods import GoodsByWords
from market.orders.chat.phrase import NamedGood, Phrase
from market.orders.chat.quantities import Quantity, amount_at
from market.orders.chat.run import Run
from market.orders.chat.units import UNITS, WEIGHTS, WORDS

ENDS = frozenset(".!?")
PARTS = frozenset(",;+&|") | ENDS
ALSO_AND = folds("kalih kaleh")
OR = folds("atau ato or")
QUIET = frozenset("*_~:=-()[]{}'\"/\\<>#^%$@`")
MOST_BITS = 60  # of a phrase: no sentence is longer


def phrases(bits: Sequence[Bit], shelf: GoodsByWords) -> list[Phrase]:
    """The phrases of a message, in their order."""
    found = list(_parted(bits))
    for phrase in found:
        _read(phrase, shelf)
    _of_people(found)
    return found


def _of_people(found: Sequence[Phrase]) -> None:
    """Leaves what stands before a colon where it tells apart several people: `Tini: abon 2`, `Ani: abon 1`."""
    who = ""
    for phrase in found:
        before = phrase.of.split()
        ours = any(named.run.at < len(before) for named in phrase.named)
        who = (phrase.of if not ours and set(before) - says.SMALL_TALK else "") if phrase.begins else who
        phrase.of = who
    if len({phrase.of for phrase in found if phrase.named} - {""}) < 2:
        for phrase in found:
            phrase.of = ""


def _parted(bits: Sequence[Bit]) -> Iterator[Phrase]:
    sentence: list[Phrase] = []
    now, begins = Phrase([], begins=True), True
    for at, bit in enumerate(bits):
        counted = bit.text == ":" and bool(now.bits) and now.bits[-1].kind == "number"  # `12: L 5, M 7`
        if not counted and not _parts(bits, at) and len(now.bits) < MOST_BITS:
            if bit.text == ":" and now.begins and not now.of and all(each.kind == "word" for each in now.bits):
                now.of = " ".join(each.text for each in now.bits)
            if bit.kind != "sign" or bit.text == "@":
                now.bits.append(bit)
            now.blank = bit.text in "-:=" and bit.kind == "sign" and (now.blank or bit.text == "-")
            continue
        if bit.text == "|" and now.begins and all(each.kind == "word" for each in now.bits):
            now.of = now.of or " ".join(each.text for each in now.bits)
        now.ends = bit.kind == "line"
        if now.bits:
            sentence.append(now)
        begins = bit.kind == "line" or (begins and not now.bits)
        now = Phrase([], begins=begins, plus=bit.text == "+")
        if bit.text in ENDS or bit.kind == "line":
            yield from _asked(sentence, bit.text == "?")
            sentence = []
    now.ends = True
    yield from _asked([*sentence, now] if now.bits else sentence, False)


def _asked(sentence: list[Phrase], mark: bool) -> list[Phrase]:
    mends = past = False
    for phrase in sentence:
        past = (
            phrase.tells_past
            or (mark and phrase.asks_after)
            or (past and not phrase.wishes and not phrase.words & (says.NOW | says.MORE))
        )
        phrase.past = past
        phrase.asks = mark or bool(phrase.words & says.ASK)
        mends = mends or bool(phrase.words & says.CHANGE) or phrase.gives_in
        phrase.mends = mends
    return sentence


def _parts(bits: Sequence[Bit], at: int) -> bool:
    bit = bits[at]
    if bit.kind in ("line", "gone"):
        return True
    following = bits[at + 1].text if at + 1 < len(bits) else ""
    if bit.kind == "sign":
        return bit.text in PARTS or bit.text not in QUIET or (bit.text == "(" and following in says.IF)
    if bit.text in WORDS and (following in UNITS or following in WEIGHTS):
        return False  # `kalih bungkus` are two
    if bit.text in ALSO_AND and (at + 1 == len(bits) or bits[at + 1].kind != "word"):
        return False  # `peyek kacang kalih, ...`: two
    if bit.text in ALSO_AND and at and (bits[at - 1].text in UNITS or bits[at - 1].text in WEIGHTS):
        return True  # `2 kg kalih teri`: and
    return bit.kind == "word" and bit.text in says.AND and following not in says.AS


def _read(phrase: Phrase, shelf: GoodsByWords) -> None:
    bits = phrase.bits
    runs = {run.at: run for run in shelf.runs(bits)}
    items: list[Run | Quantity | None] = []
    at = 0
    while at < len(bits):
        if at in runs:
            items.append(runs[at])
            at = runs[at].after
            continue
        found = amount_at(bits[: next((a for a in runs if a > at), len(bits))], at)
        if found is None:
            if bits[at].text in says.INSTEAD:
                items.append(None)
            at += 1
            continue
        amount, after = found
        counts_lines = after < len(bits) and bits[after].text in says.LINES
        if _is_told(phrase, items, amount, at, shelf):
            at = after
            continue
        if _for_a_head(bits, at) or (at and bits[at - 1].text in OR):
            amount = replace(amount, count=None)
        if not amount.money and not counts_lines and not _is_rate(bits, at):
            if at and bits[at - 1].text in says.WHICH and bits[at].text == fold("satu"):
                at = after  # `yang satu` is one of them
                continue
            if at and bits[at - 1].text in says.WHICH and not amount.unit:
                phrase.marks.append(amount)
            items.append(amount)
        phrase.each = phrase.each or _for_each(bits, at)
        at = after
    _share(phrase, items, shelf)


def _is_told(
    phrase: Phrase, items: Sequence[Run | Quantity | None], amount: Quantity, at: int, shelf: GoodsByWords
) -> bool:
    """Whether a number is no wish; the one of a row is kept."""
    if at and phrase.bits[at - 1].text in says.ROWS and not amount.unit and amount.count:
        phrase.row = int(amount.count)
        return True
    return at > 0 and _is_no_wish(phrase, items, amount, at, shelf)


def _is_no_wish(
    phrase: Phrase, items: Sequence[Run | Quantity | None], amount: Quantity, at: int, shelf: GoodsByWords
) -> bool:
    """Whether a number tells something else: `sisa 2`, `@18`, `jadi 180` behind that, `2 bukan 3`."""
    before, counted = phrase.bits[at - 1].text, [each for each in items if isinstance(each, Quantity)]
    if before in says.LEFT_AT_HOME:
        phrase.left_over.add(at - 1)
        return True
    if before in says.SPANS and at > 1 and phrase.bits[at - 2].text in says.EACH:
        return True
    if before in says.INSTEAD_OF and counted and not any(bit.text in says.INSTEAD for bit in phrase.bits[at:]):
        return True
    if not counted or amount.count is None or amount.unit or amount.grams or not counted[-1].count:
        return False
    runs = [each for each in items if isinstance(each, Run)]
    prices = {shelf.known[key].good.price for each in runs for key in each.ids}
    if before == "@":
        return any(amount.count in (price, Fraction(price, 1000)) for price in prices)
    worth = {counted[-1].count * price for price in prices}
    return items[-1] is None and any(amount.count in (each, Fraction(each, 1000)) for each in worth)


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


def _behind_amounts(items: Sequence[Run | Quantity | None]) -> Sequence[Run | Quantity | None]:
    """`fufu 2 yang besar 1 yang kecil`, where each amount stands before its kind: the name is of each."""
    first = items[0] if items else None
    above = 2 if len(items) > 2 and isinstance(items[2], Quantity) else 1  # `fufu 3: 2 besar, 1 kecil`
    amounts, kinds = items[above::2], items[above + 1 :: 2]
    if not isinstance(first, Run) or not kinds or len(amounts) != len(kinds):
        return items
    found: list[Run | Quantity | None] = []
    for amount, run in zip(amounts, kinds, strict=True):
        if not isinstance(amount, Quantity) or not isinstance(run, Run) or run.telling or not run.ids & first.ids:
            return items
        found += [amount, replace(run, ids=run.ids & first.ids, words=run.words | first.words, telling=True)]
    return found


def _by_labels(named: NamedGood, shelf: GoodsByWords) -> list[NamedGood]:
    """`abon pedas 150 gram 2 bungkus 250 gram 1`: each size with its own amount."""
    amounts = named.amounts
    at = [n for n, each in enumerate(amounts) if shelf.weighs(named.run.ids, each)]
    if len(at) < 2 or at != list(range(at[0], len(amounts) - 1, 2)) or len(amounts) != at[-1] + 2:
        return [named]
    return [NamedGood(named.run, amounts[n : n + 2]) for n in at]


def _share(phrase: Phrase, items: Sequence[Run | Quantity | None], shelf: GoodsByWords) -> None:
    """Gives each amount to the good beside it: behind their names, or before them where the phrase begins so. One
    behind a word that puts right (None) stands in place of those before it: `2 eh 3`, `bukan 2 tapi 3`."""
    waiting: list[Quantity] = []
    items = _behind_amounts(items)
    before = isinstance(next(filter(None, items), None), Quantity)
    for item, last in zip(items, [None, *items], strict=False):
        if isinstance(item, Run):
            phrase.named.append(NamedGood(item, waiting))
            waiting = []
        elif item is not None:
            mine = phrase.named[-1].amounts if phrase.named else waiting
            if last is None and mine and item is not items[0]:
                mine.clear()
                phrase.settles = True
            if mine and mine[-1].count == item.count and last is mine[-1] and not mine[-1].unit:
                mine[-1] = item  # `45 (empat puluh lima) kotak`
            elif phrase.named and (not before or not mine or shelf.weighs(phrase.named[-1].run.ids, item)):
                mine.append(item)
            else:
                waiting.append(item)
    if phrase.named:
        phrase.named[-1].amounts += waiting
        phrase.named = [each for named in phrase.named for each in _by_labels(named, shelf)]
        for each in phrase.named:
            if {bit.text for bit in phrase.bits[max(0, each.run.at - 2) : each.run.at]} & says.THE_REST:
                bit = phrase.bits[each.run.at]
                each.amounts = [Quantity(None, "", False, bit.start, bit.end)]
    else:
        phrase.bare = waiting
