"""What somebody wants or does with goods that is no order: to ask, to report, to sell, to bring; and which were meant.

`mau tanya abon 2`, `minta harga abon 2`, `saya mau jual abon 2`, `kami antar abon 2`, `abon 2 yang ibu kirim`.
"""

from itertools import pairwise, takewhile

from market.catalog.searching.spelling import fold, folds
from market.orders.chat import lexicon as says
from market.orders.chat.happenings import HEADS
from market.orders.chat.phrase import Phrase
from market.orders.chat.who import TITLES

ERRANDS = folds("""
    tanya nanya bertanya tanyakan menanyakan nanyak cek ngecek konfirmasi lapor melapor laporkan komplain komplen
    complain klaim claim retur refund jual tagih ditagih balas kembalikan lihat liat ajukan nawarin tawarkan menawarkan
    nego fotokan fotoin
""")
PAPERS = folds("nota kuitansi kwitansi bukti resi harga hrg info pembayaran pelunasan resep invoice")
ORDERED = folds("pesanan pesenan psanan orderan")  # the thing, and not the wish
WISHES, OF_GOODS = says.WISH - ORDERED, ERRANDS | PAPERS
DELIVERS = folds("antar anter kirim setor setorkan antarkan kirimkan drop suplai pasok")
SOON = says.MAY | says.YET | folds("akan bakal nanti besok dpt dapat mau")
WRONG, ADA, DI, MANA = map(fold, ("salah", "ada", "di", "mana"))


def is_errand(phrase: Phrase) -> bool:
    """Whether a clause with a number wants something else than goods, or tells which goods are meant; of a list, what
    its first clause wants: `minta harga abon 2, roa 3`."""
    if _wants_else(phrase) or _brings(phrase) or _tells_which(phrase):
        return True
    if phrase.wishes:
        return False
    before = list(takewhile(_goes_on, phrase.before))
    return any(_wants_else(each) or _brings(each) or _reports(each) or _sent_wrongly(each) for each in before)


def _goes_on(phrase: Phrase) -> bool:
    """Whether a clause orders nothing, so that what stands behind it is told with it."""
    return not phrase.wishes or _wants_else(phrase) or _sent_wrongly(phrase)


def _wants_else(phrase: Phrase) -> bool:
    """Whether the last verb before its goods is of an errand: `mau cek pesanan saya abon 2`."""
    ends = [*(each.run.at for each in phrase.named[:1]), len(phrase.bits)]
    first = min((each.start for each in phrase.amounts), default=phrase.bits[-1].end)
    texts = [bit.text for bit in phrase.bits[: ends[0]] if bit.start < first]
    errands = OF_GOODS if phrase.named else ERRANDS
    last = [text for text in texts if text in errands or text in WISHES]
    there = (
        any(a == ADA and b in WISHES for a, b in pairwise(texts)) and not phrase.words & says.IF
    )  # `kita ada pesan abon 2`
    return bool(set(last[-1:]) & errands) or there


def _brings(phrase: Phrase) -> bool:
    """`saya bisa antar tomat 30`: of who sells; not `saya mau kirim ke Palu`."""
    texts = [bit.text for bit in phrase.bits]
    at = next((n for n, text in enumerate(texts) if text in DELIVERS), 0)
    lead = list(takewhile(lambda text: text in SOON, reversed(texts[:at])))
    subject = texts[at - len(lead) - 1 : at - len(lead)] if at > len(lead) else []
    goods = any(each.run.at > at for each in phrase.named)
    return goods and bool(set(subject) & says.ME) and not set(lead) & says.WILL


def _tells_which(phrase: Phrase) -> bool:
    """`abon 2 yang ibu kirim`, `yang abon 2 itu`."""
    bits = phrase.bits
    first = min((each.start for each in phrase.amounts), default=0)
    behind = [bit for bit in bits if bit.start > first and bit.text not in says.YET]
    whose = any(a.text in says.WHICH and (b.text in says.ME or b.typed in TITLES) for a, b in pairwise(behind))
    where = phrase.marked and any(a.text == DI and b.text == MANA for a, b in pairwise(bits))  # `beli abon 2 di mana?`
    led = bits[0].text in says.WHICH and bits[-1].text in says.THAT and any(each.run.at == 1 for each in phrase.named)
    return whose or where or led or bool(phrase.marked and phrase.words & says.NOT_YET)


def _reports(phrase: Phrase) -> bool:
    """`produksi hari ini abon 60`: a head, and a day behind it."""
    return phrase.bits[0].text in HEADS and not phrase.polite


def _sent_wrongly(phrase: Phrase) -> bool:
    return any(a.text == WRONG and b.text in says.SENT | says.GROUPS for a, b in pairwise(phrase.bits))
