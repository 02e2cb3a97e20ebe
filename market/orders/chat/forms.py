"""The forms in which people say the verbs of an order: `dibatalin`, `batalkan` and `mbatalno` are all `batal`."""

from collections.abc import Iterator
from functools import lru_cache

from market.catalog.searching.spelling import LONGEST_WORD, fold, folds
from market.orders.chat import lexicon as says
from market.orders.chat.small_talk import TALK
from market.orders.chat.units import SPELLED, TIMES, UNITS, WEIGHTS

ROOTS = folds("batal cancel hapus coret ganti ubah tukar ralat revisi tambah kurang pesan order beli ambil kirim antar")
BEFORE = ("", "di", "men", "mem", "meng", "nge", "ng", "n", "m", "ta", "ba", "ma", "ku", "tak", "dak")
BEHIND = (
    "",
    "nya",
    "in",
    "kan",
    "ken",
    "keun",
    "akan",
    "aken",
    "an",
    "i",
    "no",
    "ne",
    "e",
    "na",
    "lah",
    "ya",
    "kah",
    "ka",
    "ki",
    "ke",
)
NASALS = (("mem", "p"), ("men", "t"), ("meny", "s"), ("meng", "k"))
VOWELS = frozenset("aiueo")
KNOWN = TALK.union(
    says.SMALL_TALK, says.OF_GOODS, says.NEVER_GOODS, says.SWAP, says.SOLD_OUT, says.SIZES, says.FREE, says.BARGAIN,
    says.HEADS, says.REDO, says.PLEASE, says.POLITE, says.RELATIVES, says.PERHAPS,
    says.OTHERS, says.OWNS, says.TOGETHER, SPELLED, UNITS, TIMES, WEIGHTS,
)  # fmt: skip


@lru_cache(maxsize=16384)
def said_word(typed: str) -> str:
    """The one spelling of a word; of a verb of orders that is in no list its root."""
    word = fold(typed)
    if word in KNOWN or not 5 <= len(typed) <= LONGEST_WORD:
        return word
    return next((root for root in roots(typed) if root in ROOTS), word)


def is_known(typed: str, word: str) -> bool:
    """Whether a word, or what it is made of, is known to say nothing strange."""
    return word in KNOWN or any(root in KNOWN and len(root) > 2 for root in roots(typed))


def roots(typed: str) -> Iterator[str]:
    """What a word may be made of: `dibatalin`, and `memesan` of `pesan`."""
    yield from _bare(typed)
    for begin, letter in NASALS:
        if typed.startswith(begin) and typed[len(begin) : len(begin) + 1] in VOWELS:
            yield from _bare(letter + typed[len(begin) :])


def _bare(typed: str) -> Iterator[str]:
    for before in BEFORE:
        for behind in BEHIND:
            if typed.startswith(before) and typed.endswith(behind):
                bare = typed[len(before) : len(typed) - len(behind)]
                if len(bare) > 3:
                    yield fold(bare)
