"""Whether a clause with a number orders anything: it has a plain wish, or says nothing that is not explained.

Goods, numbers, units, courtesies, days, places, names behind a title and how goods are handled are explained. What is
known to tell a story (`kirain abon 2`), what says by its form what was done (`abon 2 dirampas`) and what nobody knows
(`zorbel abon 2`) is not: then somebody must ask, for the number may be of anything.
"""

from collections.abc import Iterable
from itertools import pairwise, takewhile

from market.catalog.searching.spelling import fold, folds
from market.orders.chat import lexicon as says
from market.orders.chat.bits import Bit
from market.orders.chat.errands import is_errand
from market.orders.chat.forms import KNOWN, is_known, roots
from market.orders.chat.goods import GoodsByWords
from market.orders.chat.happenings import BEFORE_GOODS, BY, HEADS, STORIES, is_done, is_gone, is_passive
from market.orders.chat.phrase import Phrase
from market.orders.chat.quantities import begins_amount
from market.orders.chat.who import TITLES

WISHES = says.WISH | says.PLEASE
EXPLAINED = says.SO_BE_IT | says.THE_REST
PURPOSE = says.FOR | folds("biar supaya agar nggo nggae oleh krn karena soalnya soale")
DEGREE = folds("agak masih msh sudah udah udh paling rada banyak lebih benar bener")
KINDLY = says.WHICH | folds("beda warna")
VERBS = ("ter", "mem", "men", "meng", "nge", "ber")  # behind `yang` they tell no kind
KENA = fold("kena")
OF_SHOPS = folds(
    "jual dijual stok stock foto fotonya gambar tinggal sisa dapat dpt dapa dapet expired exp status story"
)
HAPPENED = STORIES - OF_SHOPS
LAUGHTER = ("wkwk", "haha", "xixi", "awok")
THANKS = folds("kasih kase ksh")
HEADING = BEFORE_GOODS | HEADS - says.WHICH - says.SOLD_OUT
MAKES = folds("bikin buat kasih kase kasi bagi jual masak goreng rebus olah taruh naruh letakkan")
WHO = folds("siapa sapa sinten sopo")
NO = says.NOT - {"no"}
DENIED = says.NOT_YET | WHO | NO | folds("salah")
CALLED_UP = folds("yuk ayo ayok yok mari")  # by who advertises: `yuk pesan roa 2`
UNWISHED = DENIED | CALLED_UP


def tells_a_story(phrase: Phrase, shelf: GoodsByWords) -> bool:
    """Whether something is said beside a number that no order needs: anywhere without a wish, before it with one."""
    if _unwished(phrase) or _is_struck(phrase) or is_errand(phrase):
        return True
    untold = unexplained_at(phrase, shelf)
    if not phrase.wishes:
        return bool(untold) or _is_in_story(phrase, shelf)
    wish = next(at for at, bit in enumerate(phrase.bits) if bit.text in WISHES)
    around = {each.run.at < wish for each in phrase.named}  # `roa sisa 2, jadi pesan sambal 3`: of two goods
    headed = any(phrase.bits[at].text in HEADS and all(at < each.run.at for each in phrase.named) for at in untold)
    told = (headed or not phrase.words & says.PLEASE) and len(around) < 2  # `contoh tas 2 mohon dibawa`
    behind = around == {True} and all(each.start < phrase.bits[wish].start for each in phrase.amounts)
    return any((told and (at < wish or behind)) or is_passive(phrase.bits[at].typed) for at in untold)


def _is_in_story(phrase: Phrase, shelf: GoodsByWords) -> bool:
    """Whether a clause before it tells a story of what is listed: `kucing makan roa 2, abon 3`."""
    before = takewhile(lambda each: not each.wishes, phrase.before)
    return any(
        _is_story(each.bits[at])
        for each in before if each.named
        for at in unexplained_at(each, shelf) if at < each.named[0].run.at or is_gone(each.bits[at].typed)
    )  # fmt: skip


def befalls(phrase: Phrase) -> bool:
    """Whether a clause tells what became of the goods before it: `abon 2, dirampas anjing`."""
    if phrase.named or phrase.bare or phrase.wishes:
        return False
    rest = [bit for bit in phrase.bits if bit.kind == "word" and bit.text not in says.YET]
    return bool(rest) and (
        is_gone(rest[0].typed) or (rest[0].text == KENA and any(bit.text in BY for bit in rest[1:2]))
    )


def orders(phrase: Phrase) -> bool:
    """Whether somebody wishes something, or says how it comes to her."""
    return (phrase.wishes and not phrase.past) or bool(phrase.words & says.HANDS_OVER)


def tells_of_something(phrase: Phrase, untold: Iterable[int]) -> bool:
    """Whether it tells what happened, or laughs; `untold`: the places of what is not explained."""
    words = (phrase.bits[at] for at in untold)
    return any(bit.text in HAPPENED or is_gone(bit.typed) for bit in words) or _laughs(phrase)


def _laughs(phrase: Phrase) -> bool:
    return bool(phrase.named) and any(bit.typed.startswith(LAUGHTER) for bit in phrase.bits)


def _unwished(phrase: Phrase) -> bool:
    """`belum pesan roa 2`, `siapa yang pesan 2`, `salah kirim roa 2`, `saya bikin roa 2`, `yuk pesan roa 2`."""
    texts = [bit.text for bit in phrase.bits if bit.text not in says.WHICH]
    return any((a in UNWISHED and b in says.WISH) or (a in says.ME and b in MAKES) for a, b in pairwise(texts))


def _is_struck(phrase: Phrase) -> bool:
    """`jangan 2 roa`, `roa 2 yang kena hujan`; not `bukan 2 tapi 3`."""
    bits = phrase.bits
    struck = bits[0].text in NO and not phrase.words & says.INSTEAD and not phrase.settles
    counted = any(bit.kind == "number" or begins_amount(bit) for bit in bits[1:2])
    return (struck and counted) or any(a.text == KENA and b.text in BY for a, b in pairwise(bits))


def unexplained_at(phrase: Phrase, shelf: GoodsByWords) -> list[int]:
    """The places of words that tell a story, or that nobody knows."""
    taken = {at for named in phrase.named for at in range(named.run.at, named.run.after)}
    places = range(max(phrase.headed, phrase.listed), len(phrase.bits))
    found = [at for at in places if at not in taken and not _is_explained(phrase, at, shelf)]
    return found[:-1] if phrase.signed and found[-1:] == [len(phrase.bits) - 1] else found


def _is_explained(phrase: Phrase, at: int, shelf: GoodsByWords) -> bool:
    bit = phrase.bits[at]
    if bit.kind != "word" or len(bit.typed) < 2 or begins_amount(bit) or bit.text in EXPLAINED or bit.typed in TITLES:
        return True
    if _is_called(phrase, at):
        return True
    if _is_story(bit) or (bit.text in HEADING and all(at < each.run.at for each in phrase.named)):
        return at + 1 < len(phrase.bits) and phrase.bits[at + 1].text in THANKS
    if bit.text in KNOWN or shelf.meant(bit) or _is_beside(phrase, at):
        return True
    return not is_done(bit.typed) and is_known(bit.typed, bit.text)


def _is_story(bit: Bit) -> bool:
    """Whether a word is known to tell what becomes of goods."""
    return bit.text in STORIES or (bit.text not in KNOWN and any(root in STORIES for root in roots(bit.typed)))


def _is_called(phrase: Phrase, at: int) -> bool:
    """Whether the words before it say that it is a name, or for what something is: `saya Stenly mau`, `buat jualan`."""
    bits = phrase.bits
    before, following = (bits[at - 1] if at else None), bits[at + 1 : at + 2]
    if any(bit.text in PURPOSE for bit in bits[:at]):
        return True
    if before is None:
        return False
    if before.text in says.ME:
        return any(bit.text in WISHES for bit in following)
    called = before.typed in TITLES or before.text in says.CALLS
    return (called and not _is_story(bits[at])) or before.text in says.IF


def _is_beside(phrase: Phrase, at: int) -> bool:
    """Whether the words before it say that it is a place, or a kind: `ke Madidir`, `yang agak mulus`."""
    before = [bit.text for bit in phrase.bits[:at]]
    if set(before) & says.TO:
        return True
    while before and before[-1] in DEGREE:
        before.pop()
    typed = phrase.bits[at].typed
    return bool(set(before[-1:]) & KINDLY) and not typed.startswith(VERBS) and not is_done(typed)
