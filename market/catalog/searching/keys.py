"""The key of a word: words that only their spelling parts have one key (`kroepoek`, `krupuk`, `kerupuk`)."""

import re
from functools import lru_cache

from market.catalog.searching.spelling import GLIDE, VOWELS, fold, word_set

SOUNDS = (("sy", "s"), ("h", ""), ("f", "p"), ("v", "p"), ("z", "y"), ("j", "y"), ("q", "k"), ("x", "ks"), ("ck", "k"))
NASAL = re.compile(r"ng$")  # `makang`, `ikang` of Manado
CLOSED = re.compile(r"o(?=(?:ng|[bdgklmnprst])$)")  # `kangkong`, `sirop`, `telor`
SHORTEST = 4
PREFIXES = (
    ("meny", "s"), ("peny", "s"), ("meng", ""), ("peng", ""), ("meng", "k"), ("peng", "k"), ("mem", ""), ("pem", ""),
    ("mem", "p"), ("pem", "p"), ("men", ""), ("pen", ""), ("men", "t"), ("pen", "t"), ("me", ""), ("pe", ""),
    ("di", ""), ("ber", ""), ("ter", ""), ("per", ""), ("ng", ""), ("", ""),
)  # fmt: skip
SUFFIXES = ("", "kan", "an", "nya", "in", "lah")
# No form of another word, though it looks like one.
WHOLE = word_set("durian rambutan mentega pelangi keranjang ranjang sekolah setengah")


@lru_cache(maxsize=65536)
def sound(word: str) -> str:
    """The key. Words of three letters and less are their own, and so is what holds a digit."""
    if len(word) <= 3 or not word.isalpha():
        return word
    key = fold(word)
    key = CLOSED.sub("u", key)
    if len(word) > 4:
        key = NASAL.sub("n", key)
    for heard, one in SOUNDS:
        key = key.replace(heard, one)
    return GLIDE.sub(_without_w, key) or word


def _without_w(found: re.Match[str]) -> str:
    return "" if found[0] == "w" else found[0]


@lru_cache(maxsize=65536)
def stems(word: str) -> frozenset[str]:
    """What may be left of a word without what Indonesian puts before and behind it: four letters and more.

    No stem is ever looked for: two words are forms of one only where both have a stem in common (`menganyam`,
    `anyaman`), so `terasi` loses nothing by having `asi` in it.
    """
    if not word.isalpha() or word in WHOLE:
        return frozenset({word})
    found = {word}
    for before, instead in PREFIXES:
        if word.startswith(before):
            rest = instead + word[len(before) :]
            endings = (*SUFFIXES, "i") if before else SUFFIXES
            found |= {rest.removesuffix(behind) for behind in endings if rest.endswith(behind)}
    if word.startswith("ke") and word.endswith("an"):
        found.add(word[2:-2])
    return frozenset(each for each in found if len(each) >= SHORTEST)


@lru_cache(maxsize=65536)
def bare(word: str) -> str:
    """A word without its vowels."""
    return VOWELS.sub("", word)
