"""Indonesian as people spell it: `kroepoek`, `krupuk` and `kerupuk` are one word, and one letter may be wrong."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

OLD = (("oe", "u"), ("tj", "c"), ("dj", "j"))
SHORTEST = 5  # letters of a word in which one may be wrong: of a shorter one it is another word
LONGEST_WORD = 60  # letters: what is longer is no word that anybody spells, and not worth keeping
SILENT = re.compile(r"(?<=[bcdfgkpst])e(?=[rl][aiuo])")  # `kerupuk`, `terasi`, `cokelat`
OPEN = re.compile(r"e(?=(?:ng|[klmnrstph])$)")  # `sambel`, `pedes`, `bayem`
DOUBLED = re.compile(r"(.)\1+")
GLIDE = re.compile("(?<=[aiueo])[wy](?=[aiueo])")  # `suwir`, `rowa`
VOWELS = re.compile("[aiueo]")


def fold(word: str) -> str:
    """The one spelling of a word in plain letters; what is longer than any word stays as it is."""
    return _folded(word) if len(word) <= LONGEST_WORD else word


@lru_cache(maxsize=16384)
def _folded(word: str) -> str:
    for old, new in OLD:
        word = word.replace(old, new)
    if len(word) > 4:
        word = word[:-2] + {"ai": "e", "au": "o"}.get(word[-2:], word[-2:])
    if len(word) > 3:
        word = OPEN.sub("a", SILENT.sub("", DOUBLED.sub(r"\1", word)))
    return word


def folds(words: str) -> frozenset[str]:
    """The folded words of a list that is written in one text."""
    return frozenset(map(fold, words.split()))


def word_set(words: str) -> frozenset[str]:
    """The words of a list that is written in one text, as they are."""
    return frozenset(words.split())


class Spelling:
    """Known words, found by what somebody typed: as they are, without vowels, or with one letter wrong."""

    def __init__(self, words: Iterable[str]) -> None:
        self.words = frozenset(words)
        self._shorter: dict[str, set[str]] = {}
        self._bare: dict[str, set[str]] = {}
        for word in self.words:
            self._bare.setdefault(VOWELS.sub("", word), set()).add(word)
            for key in _keys(word):
                self._shorter.setdefault(key, set()).add(word)

    def meant(self, typed: str) -> frozenset[str]:
        """The known words that a folded word is; several where it is as near to each."""
        if typed in self.words:
            return frozenset({typed})
        if len(typed) > 3 and not VOWELS.search(typed):
            return frozenset(self._bare.get(typed, ()))
        near = {word for key in _keys(typed) for word in self._shorter.get(key, ())}
        return frozenset(word for word in near if _one_apart(typed, word))


def sounds_like(typed: str, word: str) -> bool:
    """Whether two folded words begin alike and have the same consonants: `kcl`, `kacili` and `kecil`."""
    if GLIDE.sub("", typed) == GLIDE.sub("", word):
        return True
    one, other = (VOWELS.sub("", each[1:]) for each in (typed, word))
    left_out = len(word) == len(typed) + 1 > 4 and _one_apart(typed, word)
    return typed[:1] == word[:1] and (left_out or (one == other and len(one) >= 2))


def _keys(word: str) -> Iterator[str]:
    """The word, and it without each of its letters: two words one letter apart have one of these in common."""
    if SHORTEST <= len(word) <= 24:
        yield word
        yield from (word[:at] + word[at + 1 :] for at in range(len(word)))


def _one_apart(one: str, other: str) -> bool:
    """Whether a letter is wrong, missing, too many, or two beside each other are exchanged."""
    if len(one) < len(other):
        one, other = other, one
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(other))
    if len(one) > len(other):
        return one[at + 1 :] == other[at:]
    return one[at + 1 :] == other[at + 1 :] or (
        one[at : at + 2] == other[at : at + 2][::-1] and one[at + 2 :] == other[at + 2 :]
    )


def letters_apart(one: str, other: str, most: int) -> int:
    """How many letters are wrong, missing, too many or exchanged with the next; `most` + 1 for more than that."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    last = list(range(len(other) + 1))
    for n, letter in enumerate(one, 1):
        row = [n]
        for m, there in enumerate(other, 1):
            apart = min(last[m] + 1, row[m - 1] + 1, last[m - 1] + (letter != there))
            if n > 1 and m > 1 and letter == other[m - 2] and one[n - 2] == there:
                apart = min(apart, before[m - 2] + 1)
            row.append(apart)
        if min(row) > most:
            return most + 1
        before, last = last, row
    return min(last[-1], most + 1)
