"""What a phrase says that nobody here understands: where that stands beside a good and its number, a person must look.

A good and a number side by side are a wish; what nobody knows farther off is small talk. It is none between them, where
it may be a kind that is not sold (`tomat ceri`), right behind them, where it may be a unit (`1 renteng`) or tell what
became of so many, in a question, and beside a `no` or a condition. What is known to tell of somebody else, of another
time or of no more than perhaps makes its own clause doubtful, and not the ones beside it.
"""

from collections.abc import Sequence
from itertools import pairwise, takewhile

from market.catalog.searching.spelling import folds
from market.orders.chat import lexicon as says
from market.orders.chat.forms import is_known
from market.orders.chat.goods import GoodsByWords
from market.orders.chat.phrase import Phrase
from market.orders.chat.quantities import begins_amount
from market.orders.chat.said import NamedGood
from market.orders.chat.small_talk import FILLER
from market.orders.chat.units import UNITS
from market.orders.chat.who import TITLES

LEAST_LETTERS = 2
SHORT = 4  # words: what is longer says more than `oh nda`
BETWEEN_THEM = says.WHICH | says.MORE | says.ONLY | says.SWAP | folds("ya dang deh nya bu kak ci jo lah")
CHANGES = says.DROP | says.SWAP | says.REDO | folds("ralat diralat revisi direvisi koreksi maksudnya")


def strange_at(phrase: Phrase, shelf: GoodsByWords) -> list[int]:
    """The places of words that nobody knows, but for who it is for and whom it is said to."""
    taken = {at for named in phrase.named for at in range(named.run.at, named.run.after)}
    found = [at for at in range(phrase.headed, len(phrase.bits)) if at not in taken and _is_strange(phrase, at, shelf)]
    return found[:-1] if phrase.signed and found[-1:] == [len(phrase.bits) - 1] else found  # `2 ekor Ratna 0812…`


def _is_strange(phrase: Phrase, at: int, shelf: GoodsByWords) -> bool:
    bit = phrase.bits[at]
    if bit.kind != "word" or len(bit.typed) < LEAST_LETTERS or begins_amount(bit) or is_known(bit.typed, bit.text):
        return False
    before = phrase.bits[at - 1].text if at else ""
    called = before in says.FOR | says.CALLS | says.TO or (at > 0 and phrase.bits[at - 1].typed in TITLES)
    return not called and not shelf.meant(bit)


def is_unexplained(named: NamedGood, phrase: Phrase, shelf: GoodsByWords) -> bool:
    """Whether a strange word stands right behind a good, right behind its bare number as a unit would, or right before
    both under a condition; anywhere, where a phrase changes something and says no number."""
    strange = strange_at(phrase, shelf)
    if not strange or (not named.amounts and phrase.words & (CHANGES | says.CHANGE)):
        return bool(strange)
    bits, run = phrase.bits, named.run
    beside = run.after + (run.after < len(bits) and bits[run.after].text in says.WHICH)
    if not named.amounts:
        return beside in strange
    first = min(bits[run.at].start, *(each.start for each in named.amounts))
    last = max(bits[run.after - 1].end, *(each.end for each in named.amounts))
    bare = any(each.end == last and not each.unit and not each.grams for each in named.amounts)
    behind = bare and any(at and bits[at - 1].end == last and _may_count(phrase, at) for at in strange)  # `1 renteng`
    hangs = bool(phrase.words & says.IF)  # `mun kadada amplang 10`; else it is a verb, or a name
    before = hangs and any(bits[at + 1].start == first for at in strange if at + 1 < len(bits))
    return before or behind or (beside in strange and bits[beside].start < last)


def is_doubtful(named: NamedGood, phrase: Phrase, shelf: GoodsByWords) -> bool:
    """Whether the clause of a good and its number is more than a wish, or what nobody knows in it may undo it."""
    if is_unexplained(named, phrase, shelf):
        return True
    if not named.amounts or any(each.count is None for each in named.amounts):
        return False
    undone = _is_undone(named, phrase, strange_at(phrase, shelf))
    return undone or tells_more(phrase) or _denied(named, phrase) or _is_far(named, phrase)


def _is_undone(named: NamedGood, phrase: Phrase, strange: Sequence[int]) -> bool:
    """Whether words that nobody knows may take a number back: in a question, beside a `no` or a condition, or as what
    is said of so many (`3 ekor zorbel di jalan`). Else they are small talk: `saya mau zorbel abon 2`."""
    if not strange:
        return False
    if phrase.marked or (phrase.words & (says.NOT | says.IF | says.FREE) and not phrase.settles):
        return True
    bits, last = phrase.bits, max(each.end for each in named.amounts)
    behind = (at for at in strange if at and bits[at - 1].end == last)
    return any(len(bits[at].typed) >= SHORT and not bits[at].typed.startswith("di") for at in behind)


def tells_more(phrase: Phrase) -> bool:
    """Whether a clause with a number tells of something that is no wish of who writes: `adik titip 3`, `sudah dibayar`,
    `cukup gak ya 4?`, or beside it `dia chat sendiri`."""
    if any(_tells_perhaps(each, each.at - phrase.at) or _hangs(each, each is phrase) for each in _clause(phrase)):
        return True
    free = any(a.text in says.FREE and b.kind == "word" for a, b in pairwise(phrase.bits))
    if free or phrase.words & (says.OR | says.GETS | says.SPOILT):
        return True
    taken = {at for each in phrase.named for at in range(each.run.at, each.run.after)}  # `snack isi 5`
    beside = {bit.text for at, bit in enumerate(phrase.bits) if at not in taken}
    asks = phrase.marked and not phrase.wishes and beside & says.YES_OR_NO
    return bool(asks) or _tells_of_another(phrase) or _tells_of_then(phrase) or _shares(phrase)


def _clause(phrase: Phrase) -> list[Phrase]:
    """A phrase, and those beside it that tell neither goods nor numbers of their own."""
    before = takewhile(_adds_only, reversed(phrase.sentence[: phrase.at]))
    behind = takewhile(_adds_only, phrase.sentence[phrase.at + 1 :])
    return [phrase, *before, *behind]


def _adds_only(phrase: Phrase) -> bool:
    return not phrase.named and not phrase.bare


def _tells_perhaps(phrase: Phrase, behind: int) -> bool:
    """Whether it tells of somebody else, or is not sure: `belum pasti`; not `punya 2`, of a price, nor beside a wish
    who fetches it (`besok dia jemput`) or what is said of it (`kata adik enak`). `behind`: so many phrases."""
    if behind and phrase.words & says.FETCHES:
        return False
    others = says.OTHERS - says.HEARSAY if behind > 0 else says.OTHERS
    texts = [bit.text for bit in phrase.bits]
    unsure = any(a in says.NOT_YET | says.NOT and b in says.SURELY for a, b in pairwise(texts))
    owns = phrase.words & says.OWNS and any(
        a.text in says.OWNS and b.kind == "word" and not begins_amount(b) for a, b in pairwise(phrase.bits)
    )
    barely = any(
        (a in says.WILLING and b in says.BARELY) or (a in says.TIMES_OVER and b in says.YA) for a, b in pairwise(texts)
    )
    return unsure or barely or bool(owns) or bool(phrase.words & (others | says.PERHAPS))


def _hangs(phrase: Phrase, own: bool) -> bool:
    """Whether it says under which condition: `abon 20 kalau ci mau`; not `kalau masih ada`, `kalau gitu`.

    `own`: what stands before the good only tells which: `kalau abon 2`.
    """
    if not own and (phrase.named or phrase.bare):
        return False  # of its own: `abon 2, petis 1 kalau ada dijual`
    texts = [bit.text for bit in (phrase.bits[len(phrase.said) :] if own else phrase.bits)]
    at = next((n for n, text in enumerate(texts) if text in says.IF), None)
    before = phrase.bits[len(phrase.said) - 1].text if own else "".join(texts[at - 1 : at] if at else [])
    if before in says.LATER or (not own and at is not None and at > 1):
        return False  # `bayar kalau gajian`, `no rumah saya kalau hp mati`
    idle = says.POLITE | says.SO | says.SOLD_OUT | says.NOT
    return at is not None and at + 1 < len(texts) and not set(texts[at + 1 : at + 4]) & idle


def _shares(phrase: Phrase) -> bool:
    """`sambal deng bakasang 4`, `pecel pedas 2 sama sedang`: so many of each, or of both."""
    at = phrase.at
    before, after = phrase.sentence[at - 1] if at else None, phrase.sentence[at + 1 : at + 2]
    kinds = [each for each in after if each.joined and each.named and not any(one.run.telling for one in each.named)]
    if any(not one.amounts for each in kinds for one in each.named):
        return True
    if before is None or not phrase.joined or before.asks or phrase.wishes or phrase.each:
        return False
    return bool(before.named) and not any(each.amounts for each in before.named)


def _tells_of_another(phrase: Phrase) -> bool:
    """`tetangga kita mo roa 2`, `Bu Sri mau roa 2`: who is named, and not for whom it is."""
    if phrase.words & says.PLEASE:
        return False  # `adik mau 2, tolong siapkan`: who writes asks for it
    texts = [bit.text for bit in phrase.bits[phrase.headed :]]
    first = phrase.bits[phrase.headed : phrase.headed + 2]
    if len(texts) > 2 and first[0].typed in TITLES:
        somebody = texts[1] not in says.SMALL_TALK and texts[2] in says.WISH
        if somebody or (texts[1] in says.ME and texts[2] in says.WHICH):  # `kakak ulun nang di Samarinda`
            return True
    at = next((n for n, text in enumerate(texts) if text in says.RELATIVES), None)
    return at is not None and not set(texts[max(0, at - 3) : at]) & (says.FOR | says.TO | says.AND | says.AS)


def _tells_of_then(phrase: Phrase) -> bool:
    """`sudah saya bayar`, `biasa saya ambil 10`, `yang dikirim`, `waktu itu`, `saya jual`; not `ya sudah 2`, `sudah itu
    saja`, `seperti biasa`."""
    texts = [bit.text for bit in phrase.bits]
    pairs = list(pairwise(("", *texts)))
    done = phrase.words & says.SO_FAR and not phrase.gives_in and any(_done(texts, n) for n in range(len(texts)))
    return done or any(
        (b in says.HABIT and a not in says.AS | says.WHICH)
        or (a in says.WHICH and b in says.ON_ITS_WAY | says.ARRIVED | says.ORDERS)
        or (a in says.NOT_YET and b in says.ON_ITS_WAY | says.ARRIVED)
        or (a in says.THEN and b in says.THAT)
        or (a in says.ME and b in says.SELLING)
        for a, b in pairs
    )


def _done(texts: Sequence[str], at: int) -> bool:
    """Whether a `sudah` tells of what follows: not of a kind (`yang sudah matang`), nor that this is all."""
    following, before = texts[at + 1 : at + 2], texts[at - 1 : at] if at else []
    told = bool(following) and following[0] not in says.THAT
    return texts[at] in says.SO_FAR and told and not set(before) & says.WHICH


def _denied(named: NamedGood, phrase: Phrase) -> bool:
    """`asal jangan abon 2 lagi`; not `bukan abon 2 tapi 3`."""
    return phrase.refused(named.run) and not phrase.settles and not phrase.mends


def _is_far(named: NamedGood, phrase: Phrase) -> bool:
    """Whether more than a unit stands between a number and the good behind it: `dua sayang bakasang`."""
    begin, start = phrase.bits[0].start, phrase.bits[named.run.at].start
    first = min(named.amounts, key=lambda each: each.start)
    between = (bit for bit in phrase.bits if first.end <= bit.start < start and bit.kind == "word")
    return begin <= first.start < start and any(bit.text not in BETWEEN_THEM for bit in between)


def _may_count(phrase: Phrase, at: int) -> bool:
    """Whether a strange word stands where a unit may: nothing follows that it could be a remark with."""
    following = phrase.bits[at + 1 : at + 2]
    return all(bit.kind != "word" or bit.text in FILLER | UNITS.keys() for bit in following)


def undoes_all(phrase: Phrase) -> bool:
    """Whether a phrase leaves open all that was said before: `saya pikir dulu`, `kebalik`, a `oh nda` behind it."""
    if phrase.words & (says.DELAYS | says.INVERTED):
        return True
    alone = phrase.sentence[0] is phrase and not phrase.begins and not phrase.named and not phrase.bare
    no = phrase.words & says.NOT - {"no"} and phrase.words <= says.NOT | says.QUITS | FILLER
    return bool(alone and no) and len(phrase.bits) < SHORT and not phrase.marked


def changes_something(phrase: Phrase, shelf: GoodsByWords) -> bool:
    """Whether a phrase puts right or takes back something of which it has more than words of that: a number alone, a
    size, or words that nobody knows."""
    together = phrase.words & says.TOGETHER and not phrase.bare  # `semua jadi satu nota`
    if phrase.past or phrase.priced or phrase.later or together or phrase.words & says.IF:
        return False
    if phrase.bare and not phrase.named and phrase.words & (says.CHANGE | says.MORE | says.LESS):
        return True
    if not phrase.words & (CHANGES | says.CHANGE):
        return False
    counts = any(bit.kind in ("number", "part") or begins_amount(bit) for bit in phrase.bits)
    strange = bool(strange_at(phrase, shelf))
    telling = any(each.run.telling for each in phrase.named)
    if not telling and phrase.words & (says.KINDS | says.GREAT | says.SMALL | says.SIZES):
        return True
    return counts or strange if phrase.words & CHANGES else counts and strange


def tells_a_number(phrase: Phrase) -> bool:
    """Whether a phrase that names no good says how many, of which nobody knows what: `10 saja cukup`."""
    if len(phrase.bare) != 1 or phrase.named or phrase.past or phrase.priced or phrase.later or phrase.row:
        return False
    return not phrase.words & (says.OF_GOODS | says.SIZES | says.IF | says.FOR | says.NOT)
