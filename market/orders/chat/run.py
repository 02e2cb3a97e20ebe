"""A stretch of a message that names a good."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Run:
    """Bits beside each other that name a good: which may be meant, by which words; from bit `at` to before `after`.

    `telling`: the words are a name, and not only what kind of it (`yang besar`); `other`: beside them stands a word
    that makes another good of it.
    """

    ids: frozenset[int]
    words: frozenset[str]
    at: int
    after: int
    telling: bool
    ended: bool = False
    other: bool = False
