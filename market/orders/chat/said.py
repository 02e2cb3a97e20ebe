"""What the words of a piece of a message do: wish, take back, put right, tell of another time."""

from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from market.catalog.searching.spelling import fold, folds
from market.orders.chat import lexicon as says
from market.orders.chat.bits import Bit
from market.orders.chat.quantities import Quantity
from market.orders.chat.run import Run
from market.orders.chat.small_talk import FILLER, TALK

WRONG, ONCE = fold("salah"), fold("dulu")
WHEN = folds("kapan kpn")


@dataclass
class NamedGood:
    """A good that is named, and the amounts that are said of it."""

    run: Run
    amounts: list[Quantity] = field(default_factory=list)


@dataclass
class SaidBits:
    """Bits between two signs or words that part, the goods they name, and amounts of none; `asks`: their sentence is a
    question; `marked`: by a question mark."""

    bits: list[Bit]
    named: list[NamedGood] = field(default_factory=list)
    bare: list[Quantity] = field(default_factory=list)
    asks: bool = False
    marked: bool = False

    @cached_property
    def words(self) -> frozenset[str]:
        return frozenset(bit.text for bit in self.bits if bit.kind == "word")

    @property
    def wishes(self) -> bool:
        """Whether somebody wants something, and not only to ask."""
        begs = self.words & says.PLEASE and not self.asks and not self.words & says.ASK
        return bool(begs or self.words & says.WISH) and not self.words & says.ASKING

    @property
    def polite(self) -> bool:
        """Whether somebody asks for something: by a wish, or in the way in which one asks: `abon 2 ya`."""
        return self.wishes or bool(self.words & says.COURTESY)

    @cached_property
    def drops(self) -> bool:
        """Whether it takes something back: `gak jadi`, `batal`, `nda usah`."""
        texts = [bit.text for bit in self.bits]
        refused = any(a in says.NOT and b in says.BEHIND_NOT for a, b in pairwise(texts))
        return (refused or bool(self.words & says.DROP)) and not self.unless

    @cached_property
    def unless(self) -> bool:
        """Whether it is under a condition: `kalau kosong gak usah`, not `kalau gitu gak jadi`."""
        return any(a.text in says.IF and b.text not in says.SO for a, b in pairwise(self.bits))

    @property
    def gives_in(self) -> bool:
        """`ya udah 2`: in place of what was said before."""
        so = any(a.text in says.YA and b.text in says.YET | says.SO_THEN for a, b in pairwise(self.bits))
        return so or bool(self.words & says.SO_BE_IT)

    @cached_property
    def splits(self) -> bool:
        """Whether it says what becomes of some: `5 dibungkus terpisah`, `3 dikirim ke Balikpapan`."""
        return bool(self.of_them or self.words & says.SPLITS) and not self.words & (
            says.CHANGE | says.ONLY | says.TOTAL
        )

    @cached_property
    def becomes(self) -> bool:
        """Whether it only says how many it is now: `yang tadi malam jadi 15`."""
        ends = any(a.text in says.BECOMES and b.kind == "number" for a, b in pairwise(self.bits))
        return ends and not self.named and not self.marked

    @property
    def of_them(self) -> bool:
        """Whether a number is of some that were spoken of: `1 nya untuk lusa`."""
        return any(a.kind == "number" and b.typed in ("nya", "e", "ne") for a, b in pairwise(self.bits))

    @property
    def later(self) -> bool:
        """Whether it is of another time that nobody has named: `bulan depan`, `lain kali`, `blm dulu`."""
        then = ((a.text, b.text) for a, b in pairwise(self.bits))
        return any((a in says.SOME_TIME and b in says.TO_COME) or (a in says.NOT_YET and b == ONCE) for a, b in then)

    @property
    def quits(self) -> bool:
        """Whether it takes back all that was said: `gak jadi deh`."""
        texts = [bit.text for bit in self.bits]
        if not self.words & says.NOT and any(a == WRONG and b in says.GROUPS for a, b in pairwise(texts)):
            return True
        sent = any(a == WRONG and b in says.SENT for a, b in pairwise(texts))
        if sent and self.words - says.SENT - {WRONG} <= says.QUITS | FILLER:
            return True
        ends = any(a in says.NOT and b in says.BECOMES for a, b in pairwise(texts)) or bool(self.words & says.DROP)
        ordering = (at for at, text in enumerate(texts) if text in says.ORDERS)
        if (
            ends
            and not self.unless
            and any(set(texts[max(0, at - 2) : at]) & (says.BECOMES | says.DROP) for at in ordering)
        ):
            return True  # `nda jadi pesan, suami bilang nanti`
        return ends and self.words <= says.NOT | says.BEHIND_NOT | says.DROP | says.QUITS | says.TOTAL | TALK

    @property
    def tells_past(self) -> bool:
        """Whether it tells of another order: `kemarin`, and not `kayak kemarin`; `sudah sampai`."""
        texts = [bit.text for bit in self.bits]
        if self.words & says.REDO and not self.marked:
            return False  # `yang kemarin pesan 3 jadikan 5`
        if self.becomes:
            return False
        if any(text in says.YET and set(texts[at + 1 : at + 3]) & says.ARRIVED for at, text in enumerate(texts)):
            return True
        then = [at for at, text in enumerate(texts) if text in says.BEFORE or (text == ONCE and self._which(at))]
        again = self.wishes or bool(self.words & says.MORE)
        alike = says.AS if again else says.AS - says.WHICH  # `yang kemarin 2 botol sudah habis`
        if again and any(a in says.TIMES_OVER and b in says.THAT for a, b in pairwise(texts)):
            return False  # `seperti minggu lalu, kali ini ...`
        for at in then:
            if texts[at - 1 : at] and texts[at - 1] in says.WHICH and set(texts[at + 1 : at + 3]) & says.WISH:
                return True  # `saya yang dulu beli 6`
            first = at - (at > 0 and texts[at - 1] in says.SPANS)  # `yang bulan lalu`
            if not set(texts[max(0, at - 2) : at]) & alike and (again or first < 2 or not self._which(at)):
                return True
        return False

    @property
    def asks_after(self) -> bool:
        """`pesanan tas saya 2 sudah jadi?`: of what was ordered before, where it is a question."""
        done = says.DONE | says.ON_ITS_WAY | says.ARRIVED
        so = says.YET | WHEN
        return any(a.text in so and b.text in done for a, b in pairwise(self.bits)) and not self.unless

    def _which(self, at: int) -> bool:
        """Whether a word only tells which: `fufu yang kemarin`."""
        return any(bit.text in says.WHICH for bit in self.bits[max(0, at - 2) : at])

    @property
    def as_before(self) -> bool:
        """Whether it names something as it was in another order, and nobody knows whether its amount is a wish."""
        again = self.wishes or bool(self.words & says.MORE)
        return (
            not again
            and not self.becomes
            and any(bit.text in says.BEFORE and self._which(at) for at, bit in enumerate(self.bits))
        )
