"""Lists of what somebody offers or reports, below a head: `Stok hari ini:`, `Toko Bunda ready: abon 10`, `Resep`.

Nothing in them is ordered, until who writes wishes some herself.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

from market.catalog.searching.spelling import folds
from market.orders.chat import lexicon as says
from market.orders.chat.bits import Bit
from market.orders.chat.forms import roots
from market.orders.chat.happenings import HEADS
from market.orders.chat.phrase import Phrase
from market.orders.chat.small_talk import FILLER

MOST_WORDS = 8  # of a head
WISHES_HERSELF = says.WILL | folds("pesan pesen order")  # with a word for who writes
BEGINS = frozenset(",.!?:;")
PRICES = folds("harga hrg pricelist")
NO_HEAD = says.WISH | says.FOR | says.WHICH | says.IF | says.ASKING


@dataclass(frozen=True)
class ListHead:
    """Where a head ends; whether what stands below it are prices."""

    end: int
    prices: bool


def tell_offers(found: Sequence[Phrase], bits: Sequence[Bit], names_good: Callable[[Bit], object]) -> None:
    """Makes what stands below such a head a thing told; a list of prices ends with an empty line."""
    heads = deque(_heads(bits, names_good))
    gaps = deque(after.start for before, after in pairwise(bits) if before.kind == after.kind == "line")
    head: ListHead | None = None
    for phrase in found:
        while heads and heads[0].end < phrase.bits[-1].end:
            head = heads.popleft()
        while gaps and gaps[0] < phrase.bits[0].start:
            gap = gaps.popleft()
            head = None if head is not None and head.prices and gap > head.end + 1 else head
        wishes = phrase.words & says.ME and phrase.words & WISHES_HERSELF
        head = None if wishes else head
        phrase.past = phrase.past or head is not None


def _heads(bits: Sequence[Bit], names_good: Callable[[Bit], object]) -> Iterator[ListHead]:
    """Such heads: they end with the colon behind them, or with their line."""
    for ends, bits_of_line in groupby(bits, key=lambda bit: bit.kind == "line"):
        line = [] if ends else list(bits_of_line)
        begin, colons = 0, 0
        for n, bit in enumerate(line):
            if bit.text == ":" and _is_head(line[begin:n]):
                yield ListHead(bit.end, _is_of_prices(line[begin:n]))
            begin, colons = (n + 1 if bit.text in BEGINS else begin), colons + (bit.text == ":")
        alone = not colons and _is_head(line) and _begins_head(line)
        if alone and not any(names_good(bit) or bit.text == "?" for bit in line):
            yield ListHead(line[-1].end, _is_of_prices(line))


def _is_of_prices(head: Sequence[Bit]) -> bool:
    return any(bit.text in PRICES for bit in head)


def _is_head(head: Sequence[Bit]) -> bool:
    words = {bit.text for bit in head if bit.kind == "word"}
    words |= {root for bit in head if bit.kind == "word" for root in roots(bit.typed) if root in HEADS}
    counted = any(bit.kind in ("number", "part") for bit in head[:1])
    return bool(words & HEADS) and not words & NO_HEAD and not counted and len(words) <= MOST_WORDS


def _begins_head(head: Sequence[Bit]) -> bool:
    """Whether the first word that is no courtesy says it."""
    words = [bit.text for bit in head if bit.kind == "word"]
    first = next((text for text in words if text in HEADS or text not in FILLER), "")
    return first in HEADS
