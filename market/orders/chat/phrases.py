"""A message in phrases: of each what it does, the goods it names, and how much is said of which."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from market.catalog.searching.spelling import folds
from market.orders.chat import lexicon as says
from market.orders.chat.bits import Bit
from market.orders.chat.blank import CALLED, SIZED
from market.orders.chat.counting import PhraseCount, doubt_prices
from market.orders.chat.forms import is_known
from market.orders.chat.goods import GoodsByWords
from market.orders.chat.happenings import STORIES, is_done
from market.orders.chat.offers import tell_offers
from market.orders.chat.phrase import Phrase
from market.orders.chat.quantities import begins_amount
from market.orders.chat.small_talk import FILLER
from market.orders.chat.units import SPELLED, UNITS, WEIGHTS, WORDS
from market.orders.chat.who import TITLES

ENDS = frozenset(".!?")
PARTS = frozenset(",;+&|") | ENDS
ALSO_AND = folds("kalih kaleh")
QUIET = frozenset("*_~:=-()[]{}'\"/\\<>#^%$@`")
MOST_BITS = 60  # of a phrase: no sentence is longer


def phrases(bits: Sequence[Bit], shelf: GoodsByWords) -> list[Phrase]:
    """The phrases of a message, in their order."""
    found = list(_parted(bits))
    for phrase in found:
        PhraseCount(phrase, shelf).read()
    _of_people(found)
    _listed(found)
    tell_offers(found, bits, shelf.meant)
    doubt_prices(found, shelf)
    return found


def _of_people(found: Sequence[Phrase]) -> None:
    """Leaves what stands before a colon where it tells apart several people: `Tini: abon 2`, `Ani: abon 1`."""
    who = ""
    for phrase in found:
        phrase.of = phrase.of or _whose(phrase)
        before = phrase.of.split()
        ours = any(named.run.at < len(before) for named in phrase.named)
        somebody = set(before) - says.SMALL_TALK or (len(before) == 1 and set(before) & says.ME)
        who = (phrase.of if not ours and somebody else "") if phrase.begins else who
        phrase.of = who
    alike = says.AS - says.WHICH  # `Ani: sama kayak Tomi`
    if len({phrase.of for phrase in found if phrase.named or phrase.words & alike} - {""}) < 2:
        for phrase in found:
            phrase.of = ""


def _listed(found: Sequence[Phrase]) -> None:
    """`Rina abon 2`, and below it `Susi abon 3`: a word that nobody knows is a name where others stand so too."""
    lines = [each for each in found if each.begins and each.named and each.named[0].run.at == 1]
    names = [each for each in lines if _may_be_name(each.bits[0])]
    if len({each.bits[0].text for each in names}) > 1:
        for each in names:
            each.listed = True


def _may_be_name(bit: Bit) -> bool:
    return (
        bit.kind == "word" and not is_known(bit.typed, bit.text) and not is_done(bit.typed) and bit.text not in STORIES
    )


def _whose(phrase: Phrase) -> str:
    """Whose line it is in a list of several: `Bu Tini peyek 2`."""
    at = min((named.run.at for named in phrase.named), default=0)
    if phrase.begins and at == 1 and phrase.bits[0].text in says.ME:
        return phrase.bits[0].text
    if not phrase.begins or at != 2 or phrase.bits[0].typed not in TITLES:
        return ""
    name = phrase.bits[1]
    return "" if is_known(name.typed, name.text) else f"{phrase.bits[0].text} {name.text}"


def _parted(bits: Sequence[Bit]) -> Iterator[Phrase]:
    sentence: list[Phrase] = []
    now, begins = Phrase([], begins=True), True
    for at, bit in enumerate(bits):
        counted = bit.text == ":" and bool(now.bits) and now.bits[-1].kind == "number" and not _alone(bits, at + 1)
        if not counted and not (_parts(bits, at) or _wishes_anew(now, bits, at)) and len(now.bits) < MOST_BITS:
            _goes_on(now, bit)
            continue
        if bit.text == "|":
            _name_before(now)
        now.ends, now.cut, now.signed = bit.kind == "line", SIZED in bit.text, CALLED in bit.text
        sentence += [now] if now.bits else []
        begins = bit.kind == "line" or (begins and not now.bits)
        aged = bit.kind == "gone" and SIZED in bit.text
        now = Phrase(
            [], begins=begins, plus=bit.text == "+", joined=bit.kind == "word", behind=bit.kind == "gone", aged=aged
        )
        if bit.text in ENDS or bit.kind == "line":
            yield from _asked(sentence, bit.text == "?")
            sentence = []
    now.ends = True
    yield from _asked([*sentence, now] if now.bits else sentence, False)


def _wishes_anew(now: Phrase, bits: Sequence[Bit], at: int) -> bool:
    """`yang kemarin beli di pameran itu kita mo pesan lagi`: what is told of another day ends where a wish begins."""
    wills = at + 1 < len(bits) and bits[at].text in says.ME and bits[at + 1].text in says.WILL
    return wills and any(bit.text in says.BEFORE for bit in now.bits[:-2])


def _alone(bits: Sequence[Bit], at: int) -> bool:
    """Whether a number ends its line: `abon 250: 1`, and not `12: L 5, M 7`."""
    ends = at + 1 >= len(bits) or bits[at + 1].kind == "line"
    return at < len(bits) and bits[at].kind == "number" and ends


def _goes_on(now: Phrase, bit: Bit) -> None:
    """Another bit of the phrase; what stands before a colon may be whose wish it is."""
    if bit.text == ":":
        now.titled = now.behind and not now.bits
        _name_before(now)
        now.headed = len(now.bits)
    if bit.kind != "sign" or bit.text == "@":
        now.bits.append(bit)
    now.blank = bit.text in "-:=" and bit.kind == "sign" and (now.blank or bit.text == "-")


def _name_before(now: Phrase) -> None:
    if now.begins and not now.of and all(each.kind == "word" for each in now.bits):
        now.of = " ".join(each.text for each in now.bits)


def _asked(sentence: list[Phrase], mark: bool) -> list[Phrase]:
    mends, past = _spares_the_others(sentence), False
    for phrase in sentence:
        phrase.marked, phrase.sentence = mark, sentence
        past = (
            phrase.tells_past
            or (mark and phrase.asks_after)
            or (past and not phrase.wishes and not phrase.words & (says.NOW | says.MORE))
        )
        phrase.past = past
        phrase.asks = mark or any(_asks(phrase, at) for at in range(len(phrase.bits)))
        mends = mends or bool(phrase.words & says.CHANGE) or phrase.gives_in
        phrase.mends = mends
    for phrase, following in pairwise(sentence):
        tells = following.behind and following.words & says.BEFORE and following.words <= says.BEFORE | FILLER
        phrase.past = phrase.past or bool(tells)  # `saya beli 2 (tgl 20) kemarin`
        if _came(following):
            for each in sentence[: following.at]:
                each.past = True
    return sentence


def _asks(phrase: Phrase, at: int) -> bool:
    """Whether a word asks; not that of a kind: `tomat 3 yang masih hijau`, nor why it is: `karena ada tamu`."""
    text, before = phrase.bits[at].text, phrase.bits[at - 1].text if at else ""
    told = (text in says.STILL and before in says.WHICH) or (text in says.THERE and before in says.BECAUSE)
    return text in says.ASK and not told


def _came(phrase: Phrase) -> bool:
    """`beli 2, sudah sampai`."""
    told = bool(phrase.words & says.ARRIVED and phrase.words & says.SO_FAR)
    return told and not phrase.marked and phrase.words <= says.SO_FAR | says.ARRIVED | says.BEFORE | FILLER


def _spares_the_others(sentence: Sequence[Phrase]) -> bool:
    """`abon 6 jo, yang lain tetap`: what is said puts right what stood before."""
    return any(phrase.words & says.SURE and phrase.words & says.THE_OTHERS for phrase in sentence)


def _parts(bits: Sequence[Bit], at: int) -> bool:
    bit = bits[at]
    if bit.kind in ("line", "gone"):
        return True
    following = bits[at + 1].text if at + 1 < len(bits) else ""
    if bit.kind == "sign":
        return bit.text in PARTS or bit.text not in QUIET or (bit.text == "(" and following in says.IF)
    if bit.text in says.ALSO and at and bits[at - 1].kind == "word" and bits[at - 1].text not in {*UNITS, *SPELLED}:
        return at + 1 < len(bits) and not (bits[at + 1].kind == "number" or begins_amount(bits[at + 1]))
    if bit.text in WORDS and (following in UNITS or following in WEIGHTS):
        return False  # `kalih bungkus` are two
    if bit.text in ALSO_AND and (at + 1 == len(bits) or bits[at + 1].kind != "word"):
        return False  # `peyek kacang kalih, ...`: two
    if bit.text in ALSO_AND and at and (bits[at - 1].text in UNITS or bits[at - 1].text in WEIGHTS):
        return True  # `2 kg kalih teri`: and
    return bit.kind == "word" and bit.text in says.AND and following not in says.AS
