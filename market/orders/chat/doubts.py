"""What a phrase says that nobody here understands: where that stands beside a good and its number, a person must look.

A good and a number side by side are a wish; what nobody knows farther off is small talk. It is none between them, where
it may be a kind that is not sold (`tomat ceri`), right behind them, where it may be a unit (`1 renteng`) or tell what
became of so many, in a question, and beside a `no` or a condition. What is known to tell of somebody else, of another
time or of no more than perhaps makes its own clause doubtful, and not the ones beside it.
"""

from collections.abc import Sequence
from itertools import pairwise

from market.catalog.searching.spelling import folds
from market.orders.chat import lexicon as says
from market.orders.chat.evidence import tells_a_story
from market.orders.chat.forms import is_known
from market.orders.chat.goods import GoodsByWords
from market.orders.chat.phrase import Phrase
from market.orders.chat.quantities import begins_amount
from market.orders.chat.said import NamedGood
from market.orders.chat.small_talk import FILLER
from market.orders.chat.telling import tells_more
from market.orders.chat.units import UNITS
from market.orders.chat.who import TITLES

LEAST_LETTERS = 2
FEW_WORDS = 4  # what has as many says more than `oh nda`
A_WORD = 4  # letters; fewer are a particle: `3 ekor jo`
BETWEEN_THEM = says.WHICH | says.MORE | says.ONLY | says.SWAP | folds("ya dang deh nya bu kak ci jo lah")
GOT = folds("beli bli dapat dpt dapet dapa tumbas tuku manukar")
FIRST = folds("dulu dlu dl nanti nnti ntar mengke")
ASKED = FIRST | TITLES | says.RELATIVES | says.CALLS
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
    undone = undone or tells_a_story(phrase, shelf)
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
    # `2 ekor dizorbel` is mostly how they are wished.
    return any(len(bits[at].typed) >= A_WORD and not bits[at].typed.startswith("di") for at in behind)


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
    if _asks_after(phrase) or _got_elsewhere(phrase) or _asks_first(phrase):
        return True
    alone = phrase.sentence[0] is phrase and not phrase.begins and not phrase.named and not phrase.bare
    no = phrase.words & says.NOT - {"no"} and phrase.words <= says.NOT | says.QUITS | FILLER
    return bool(alone and no) and len(phrase.bits) < FEW_WORDS and not phrase.marked


def _asks_first(phrase: Phrase) -> bool:
    """`nanti saya tanya ibu saya dulu`, and not `saya tanya ongkirnya dulu`: what was said before is not settled."""
    texts = [bit.text for bit in phrase.bits]
    three = zip(texts, texts[1:], [*texts[2:], "dulu"], strict=False)
    asks = any(a in says.ME and b in says.ASKING and c in ASKED for a, b, c in three)
    return asks and bool(phrase.words & FIRST) and not phrase.bare and not phrase.marked


def _got_elsewhere(phrase: Phrase) -> bool:
    """`eh suami udah beli di pasar`, behind an order."""
    told = phrase.named or phrase.bare or phrase.past or phrase.words & says.WHICH
    return not told and any(a.text in says.SO_FAR and b.text in GOT for a, b in pairwise(phrase.bits))


def _asks_after(phrase: Phrase) -> bool:
    """`tas 2. Sudah dikerjakan?`: what stands before it was ordered some other day."""
    so = phrase.marked and phrase.bits[0].text in says.SO_FAR and not phrase.named and not phrase.bare
    return so and any(bit.typed.startswith("di") or bit.text in says.DONE | says.ARRIVED for bit in phrase.bits[1:2])


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
    changes = phrase.words & (says.INSTEAD | says.ONLY | says.LESS | says.OTHERS)  # and no place: `Pateten tiga`
    return bool(changes) and not phrase.words & (says.OF_GOODS | says.SIZES | says.IF | says.FOR | says.NOT)
