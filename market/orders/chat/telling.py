"""What a clause with a number tells that is no wish of who writes: of somebody else, of another time, of no more than
perhaps, a question, a condition, what became of so many. Each clause is doubted by its own words, and by those beside
it that tell neither goods nor numbers of their own."""

from collections.abc import Sequence
from itertools import pairwise, takewhile

from market.orders.chat import lexicon as says
from market.orders.chat.phrase import Phrase
from market.orders.chat.quantities import begins_amount
from market.orders.chat.small_talk import FILLER
from market.orders.chat.units import UNITS
from market.orders.chat.who import TITLES


def tells_more(phrase: Phrase) -> bool:
    """Whether a clause with a number tells of something that is no wish of who writes: `adik titip 3`, `sudah dibayar`,
    `cukup gak ya 4?`, or beside it `dia chat sendiri`."""
    if any(_tells_perhaps(each, each.at - phrase.at) or _hangs(each, each is phrase) for each in _clause(phrase)):
        return True
    if not phrase.named and any(map(_hangs_before, phrase.before)):
        return True
    if phrase.marked and not phrase.wishes and _asks_how_many(phrase):
        return True
    free = any(a.text in says.FREE and b.kind == "word" for a, b in pairwise(phrase.bits))
    if free or phrase.words & (says.OR | says.GETS | says.SPOILT):
        return True
    taken = {at for each in phrase.named for at in range(each.run.at, each.run.after)}  # `snack isi 5`
    beside = {bit.text for at, bit in enumerate(phrase.bits) if at not in taken}
    asked = phrase.marked or phrase.bits[-1].text in says.NOT - {"no"}  # `kenyang gak`
    counts = {bit.text for bit in phrase.bits if bit.kind != "word" or begins_amount(bit)}
    politely = (
        sum(bit.kind in ("number", "money") for bit in phrase.bits) < 2
        and beside & says.YES_OR_NO <= says.MAY
        and beside <= says.MAY | FILLER | TITLES | UNITS.keys() | counts
    )
    asks = asked and not phrase.wishes and not politely and beside & says.YES_OR_NO  # not `abon 3 boleh?`
    return bool(asks) or _tells_of_another(phrase) or _tells_of_then(phrase) or _shares(phrase)


def _clause(phrase: Phrase) -> list[Phrase]:
    """A phrase, and those beside it that tell neither goods nor numbers of their own."""
    before = takewhile(_adds_only, phrase.before)
    behind = takewhile(_adds_only, phrase.sentence[phrase.at + 1 :])
    return [phrase, *before, *behind]


def _hangs_before(phrase: Phrase) -> bool:
    """`kalau dodol tahan dua minggu, mau 8 bungkus`; not `kalau dodol masih ada, mau 8`."""
    counted = any(each.amounts for each in phrase.named)
    return bool(phrase.named) and phrase.bits[0].text in says.IF and not counted and not phrase.words & says.POLITE


def _asks_how_many(phrase: Phrase) -> bool:
    """`berapa dang skarang roa satu ikat?`: in its clause, or right before it; not behind it, of the sum."""
    before = takewhile(_adds_only, phrase.before)
    return any(each.words & says.HOW_MANY for each in before)


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
    waits = behind > 0 and texts[0] in says.BUT and phrase.words & says.WAITS
    mine = any(a in says.INSTEAD_OF and (b in says.ME or b.startswith("punya")) for a, b in pairwise(texts))
    return unsure or bool(waits) or mine or barely or bool(owns) or bool(phrase.words & (others | says.PERHAPS))


def _hangs(phrase: Phrase, own: bool) -> bool:
    """Whether it says under which condition: `abon 20 kalau ci mau`; not `kalau masih ada`, `kalau gitu`.

    `own`: what stands before the good only tells which: `kalau abon 2`.
    """
    if not own and (phrase.named or phrase.bare):
        return False  # of its own: `abon 2, petis 1 kalau ada dijual`
    texts = [bit.text for bit in (phrase.bits[len(phrase.said) :] if own else phrase.bits)]
    at = next((n for n, text in enumerate(texts) if text in says.IF), None)
    before = phrase.bits[len(phrase.said) - 1].text if own else "".join(texts[at - 1 : at] if at else [])
    lead = [text for text in texts[: at or 0] if text not in FILLER - says.LATER]
    if before in says.LATER or (not own and lead and not phrase.wishes):
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
