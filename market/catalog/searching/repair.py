"""What was meant by a word that the catalogue does not know: two words in one, vowels left out, or letters wrong.

How many letters may be wrong goes by the length of what was typed: none up to four (only two exchanged), one up to
seven, two from eight. Among words equally near the one of most goods is taken, then the first by its letters.
"""

from collections.abc import Iterable

from market.catalog.searching.keys import bare, sound
from market.catalog.searching.selling_places import elsewhere
from market.catalog.searching.spelling import letters_apart
from market.catalog.searching.vocabulary import Vocabulary
from market.catalog.searching.words import EVERYDAY
from market.kernel.spelled import ONES
from market.kernel.typed_number import PIECES

SHORTEST_PART, MOST_APART, NEAREST = 3, 3, 3
WRONG_OF = 3  # one letter in so many, at most, of a word that is offered instead: `bola` is no `buah`
NO_THING = PIECES | set(ONES)  # what counts goods is none that anybody looks for
FIRST_WRONG = 8  # letters of a word whose first may be wrong: `ranjang` is no `keranjang`


def allowed(word: str) -> int:
    """Letters that may be wrong."""
    return 0 if len(word) < 5 or not word.isalpha() else 1 if len(word) < 8 else 2


def parts(known: Vocabulary, word: str) -> tuple[str, str] | None:
    """`bajuseragam`: the two words it is made of, those of most goods."""
    if not word.isalpha():
        return None
    cuts = ((word[:at], word[at:]) for at in range(SHORTEST_PART, len(word) - SHORTEST_PART + 1))
    whole = [cut for cut in cuts if all(each in known.words or (len(each) > 3 and known.knows(each)) for each in cut)]
    return min(whole, key=lambda cut: tuple(sorted(map(known.commonest, cut), reverse=True)), default=None)


def repaired(known: Vocabulary, word: str) -> str:
    """The word that was meant; empty where none is near enough."""
    if len(word) < 3 or not word.isalpha() or word in EVERYDAY or elsewhere(word):
        return ""
    return _with_vowels(known, word) or _exchanged(known, word) or _corrected(known, word)


def nearest(known: Vocabulary, words: Iterable[str]) -> list[str]:
    """Words in the names of goods that look most like what was typed, for who found nothing; three at most."""
    found: dict[str, tuple[int, tuple[int, str]]] = {}
    for word in words:
        most, key = min(MOST_APART, len(word) // WRONG_OF), sound(word)
        for length in range(len(key) - most, len(key) + most + 1):
            for other, whole in known.by_length.get(length, ()):
                if whole not in known.names or whole in NO_THING or other[0] != key[0]:
                    continue
                if (apart := letters_apart(key, other, most)) <= most:
                    found[whole] = min((apart, known.commonest(whole)), found.get(whole, (most, (0, "{"))))
    return sorted(found, key=found.__getitem__)[:NEAREST]


def _with_vowels(known: Vocabulary, word: str) -> str:
    """`ikn`, `smbal`: nothing but vowels is missing."""
    like = [each for each in known.by_bare.get(bare(word), ()) if _left_out(word, each)] if len(bare(word)) > 1 else []
    return min(like, key=known.commonest, default="")


def _left_out(word: str, whole: str) -> bool:
    rest = iter(whole)
    return word[0] == whole[0] and len(word) < len(whole) and all(letter in rest for letter in word)


def _exchanged(known: Vocabulary, word: str) -> str:
    """Two letters beside each other: of short words nothing else is a typing error."""
    swaps = (word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1))
    return min((each for each in swaps if each in known.words), key=known.commonest, default="")


def _corrected(known: Vocabulary, word: str) -> str:
    most, key = allowed(word), sound(word)
    letters = set(key)
    best: tuple[int, tuple[int, str]] | None = None
    for length in range(len(key) - most, len(key) + most + 1) if most else ():
        for other, whole in known.by_length.get(length, ()):
            if len(letters.symmetric_difference(other)) > 2 * most or (other[0] != key[0] and len(word) < FIRST_WRONG):
                continue
            apart = letters_apart(key, other, most)
            if apart <= most and (best is None or (apart, known.commonest(whole)) < best):
                best = (apart, known.commonest(whole))
    return best[1][1] if best else ""
