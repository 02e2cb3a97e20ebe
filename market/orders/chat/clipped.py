"""Words of which letters are left out: at their beginning (`peyek` of `rempeyek`), or vowels (`abn`, `ckalng`)."""

import re
from collections.abc import Iterable

VOWELS = re.compile("[aiueo]")
MOST_CUT, LEAST_CUT, LEAST_BONES = 3, 5, 3  # letters


class ClippedWords:
    """Known words, found by what is left of them."""

    def __init__(self, words: Iterable[str]) -> None:
        self._ends: dict[str, set[str]] = {}
        self._bones: dict[str, set[str]] = {}
        for word in words:
            for cut in range(1, min(MOST_CUT + 1, len(word))):
                self._ends.setdefault(word[cut:], set()).add(word)
            self._bones.setdefault(_bones(word), set()).add(word)

    def ends(self, typed: str) -> frozenset[str]:
        """The one word that lacks letters at its beginning; none where it may be two."""
        found = self._ends.get(typed, ())
        return frozenset(found) if len(typed) >= LEAST_CUT and len(found) == 1 else frozenset()

    def bare(self, typed: str) -> frozenset[str]:
        """The one word that lacks vowels; none where it may be two."""
        found = {word for word in self._bones.get(_bones(typed), ()) if lacks_vowels(typed, word)}
        return frozenset(found) if len(typed) >= LEAST_BONES and len(found) == 1 else frozenset()


def lacks_vowels(typed: str, word: str) -> bool:
    """Whether something typed is a word without some of its vowels: `bku` of `beku`."""
    letters = iter(word)
    return len(typed) < len(word) and _bones(typed) == _bones(word) and all(each in letters for each in typed)


def _bones(word: str) -> str:
    return word[:1] + VOWELS.sub("", word[1:])
