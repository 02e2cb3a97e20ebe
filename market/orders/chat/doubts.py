"""What a phrase says that nobody here understands: where that stands beside a good and its number, a person must look.

A number is only sure in a clause that is explained from the good to the number: a word that no list knows may be a
kind that is not sold (`tomat ceri`), a unit (`1 renteng`), for how many (`sak uwong siji`) or under which condition.
"""

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
CHANGES = says.DROP | says.SWAP | says.REDO | folds("ralat diralat revisi direvisi koreksi maksudnya")


def strange_at(phrase: Phrase, shelf: GoodsByWords) -> list[int]:
    """The places of words that nobody knows, but for who it is for and whom it is said to."""
    taken = {at for named in phrase.named for at in range(named.run.at, named.run.after)}
    return [at for at in range(phrase.headed, len(phrase.bits)) if at not in taken and _is_strange(phrase, at, shelf)]


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


def _may_count(phrase: Phrase, at: int) -> bool:
    """Whether a strange word stands where a unit may: nothing follows that it could be a remark with."""
    following = phrase.bits[at + 1 : at + 2]
    return all(bit.kind != "word" or bit.text in FILLER | UNITS.keys() for bit in following)


def changes_something(phrase: Phrase, shelf: GoodsByWords) -> bool:
    """Whether a phrase puts right or takes back something of which it has more than words of that: a number, or words
    that nobody knows."""
    if not phrase.words & (CHANGES | says.CHANGE) or phrase.past or phrase.priced or phrase.words & says.IF:
        return False
    counts = any(bit.kind in ("number", "part") or begins_amount(bit) for bit in phrase.bits)
    strange = bool(strange_at(phrase, shelf))
    return counts or strange if phrase.words & CHANGES else counts and strange
