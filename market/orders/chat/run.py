"""A stretch of a message that names a good."""

from dataclasses import dataclass, field


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


@dataclass
class RunSoFar:
    """A run while it is read, up to bit `at`; its name ends before `after`."""

    at: int
    after: int = 0
    ids: frozenset[int] = frozenset()
    words: set[str] = field(default_factory=set)
    ended: bool = False

    def within(self, ids: frozenset[int]) -> frozenset[int]:
        """Those of some goods that its words leave open."""
        return ids & self.ids if self.words else ids
