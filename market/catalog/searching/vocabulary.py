"""Vocabulary: the words of the catalogue with what finds them, in memory, made anew when the catalogue changed.

At most MOST words are kept, the commonest first. Small ones are made at once; while a large one is made in a thread of
its own the one before goes on answering. A word that came a moment ago is found all the same: what was typed is always
looked for as it is.
"""

import logging
import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from time import monotonic
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.searching.change import catalogue_version
from market.catalog.searching.keys import bare, sound, stems
from market.catalog.searching.selling_places import selling_places
from market.catalog.searching.synonym import WordPair, synonyms
from market.catalog.searching.words import typed_words, without_around
from market.kernel.db import Database, database, read
from market.kernel.record import from_row

log = logging.getLogger(__name__)
MOST, LONGEST = 30_000, 24  # words, letters of one
AT_ONCE = 0.05  # seconds that making one may take for it to be made while somebody waits
BEGUN = 12  # words that begin alike
VERSION = "catalogue version"  # a key in `Session.info`
DISTRICT = 8  # signs of the code of a kecamatan
OLDEST = 60.0  # seconds after which it is made anew all the same: places where groups sell change too
LITE = sa.text(
    "SELECT term AS word, sum(CASE col WHEN 'name' THEN doc ELSE 0 END) AS named, sum(doc) AS goods"
    " FROM product_text_words WHERE term >= 'a' GROUP BY term"
)
POST = sa.text(
    "SELECT word, sum(CASE WHEN named THEN ndoc ELSE 0 END) AS named, sum(ndoc) AS goods FROM ("
    "SELECT word, ndoc, true AS named FROM ts_stat('SELECT words FROM product_text', 'a') UNION ALL "
    "SELECT word, ndoc, false FROM ts_stat('SELECT words FROM product_text', 'd')) AS each"
    " WHERE word >= 'a' COLLATE \"C\" GROUP BY word"
)


@dataclass(frozen=True)
class Vocabulary:
    """`words` have how many goods have each, `names` stand in the name of one."""

    words: Mapping[str, int] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    meanings: Mapping[tuple[str, ...], Sequence[tuple[str, ...]]] = field(default_factory=dict)
    by_key: Mapping[str, Sequence[str]] = field(default_factory=dict)
    by_stem: Mapping[str, Sequence[str]] = field(default_factory=dict)
    by_bare: Mapping[str, Sequence[str]] = field(default_factory=dict)
    by_length: Mapping[int, Sequence[tuple[str, str]]] = field(default_factory=dict)
    ordered: Sequence[str] = ()
    keys: Sequence[str] = ()
    places: Mapping[str, str] = field(default_factory=dict)

    def knows(self, word: str) -> bool:
        return word in self.words or sound(word) in self.by_key

    def means(self, word: str) -> bool:
        """Whether a good has it, or what it may mean."""
        meant = self.meanings.get((sound(word),), ())
        return self.knows(word) or any(all(map(self.knows, way)) for way in meant)

    def same(self, word: str) -> Sequence[str]:
        """The words of the catalogue that are spelled otherwise."""
        return self.by_key.get(sound(word), ())

    def forms(self, word: str) -> list[str]:
        """Other forms of it: `anyaman` and `dianyam` of `menganyam`."""
        return sorted({each for stem in stems(word) for each in self.by_stem.get(stem, ())})

    def beginning(self, word: str) -> list[str]:
        """The commonest words that begin so, or sound as if they did: `krup`, `kerupuk`."""
        spelled = (each for key in _begun(self.keys, sound(word)) for each in self.by_key[key])
        return sorted({*_begun(self.ordered, word), *spelled}, key=self.commonest)[:BEGUN]

    def with_meaning(self, told: WordPair) -> "Vocabulary":
        """The same with one synonym more, or one less where it is there already."""
        key, meant = tuple(map(sound, phrase(told.typed))), tuple(phrase(told.meant))
        there = self.meanings.get(key, ())
        changed = [each for each in there if each != meant] if meant in there else [*there, meant]
        return replace(self, meanings={**self.meanings, key: changed})

    def commonest(self, word: str) -> tuple[int, str]:
        """To sort by: the word of most goods first, then by letters."""
        return -self.words.get(word, 0), word


@dataclass(frozen=True, slots=True)
class CountedWord:
    """How many goods have a word: in their names, and at all."""

    word: str
    named: int
    goods: int


def vocabulary_of(counted: Iterable[CountedWord], told: Iterable[WordPair], places: Mapping[str, str]) -> Vocabulary:
    """A small place called as a good is is no place."""
    known = [each for each in counted if len(each.word) <= LONGEST and each.word.isalpha()]
    known = sorted(known, key=lambda each: (-each.goods, each.word))[:MOST]
    words = {each.word: int(each.goods) for each in known}
    by_length: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for word in sorted(words):
        by_length[len(sound(word))].append((sound(word), word))
    meanings: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
    for each in told:
        meanings[tuple(map(sound, phrase(each.typed)))].append(tuple(phrase(each.meant)))
    return Vocabulary(
        words=words,
        names=frozenset(each.word for each in known if each.named),
        meanings=dict(meanings),
        by_key=_grouped((sound(word), word) for word in words),
        by_stem=_grouped((stem, word) for word in words for stem in stems(word)),
        by_bare=_grouped((bare(word), word) for word in words if len(word) > 3),
        by_length=dict(by_length),
        ordered=sorted(words),
        keys=sorted({sound(word) for word in words}),
        places={name: code for name, code in places.items() if len(code) < DISTRICT or name not in words},
    )


def phrase(text: str) -> list[str]:
    """The words of a synonym, as those of a query are read."""
    return without_around(typed_words(text))


def _begun(ordered: Sequence[str], word: str) -> Sequence[str]:
    first = bisect_left(ordered, word)
    return ordered[first : bisect_left(ordered, word + "{", lo=first)]  # `{` is the sign behind z


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for key, word in pairs:
        found[key].append(word)
    return dict(found)


@dataclass
class KeptVocabulary:
    """The vocabulary of a database, of which version of the catalogue it is, and how long it took."""

    vocabulary: Vocabulary
    version: tuple[int, int]
    took: float
    at: float
    making: bool = False


_turn = threading.Lock()
_kept: WeakKeyDictionary[Database, KeptVocabulary] = WeakKeyDictionary()


def vocabulary(db: Session) -> Vocabulary:
    """The one of now; of a large catalogue that changed, the one before until the new one is made."""
    here = database()
    version = db.info.get(VERSION) or catalogue_version(db)
    db.info[VERSION] = version  # a page that asks twice answers by one vocabulary
    found = _kept.get(here)
    if found is None or (found.version != version and found.took < AT_ONCE):
        return _make(here, db, version).vocabulary
    stale = found.version != version or monotonic() - found.at > OLDEST
    if stale and not found.making:
        found.making = True
        threading.Thread(target=_make_apart, args=(here, found, version), daemon=True, name="vocabulary").start()
    return found.vocabulary


def _make(here: Database, db: Session, version: tuple[int, int]) -> KeptVocabulary:
    begun = monotonic()
    counted = db.connection().execute(LITE if here.sqlite else POST)
    made = vocabulary_of((from_row(CountedWord, row) for row in counted), synonyms(db), selling_places(db))
    kept = KeptVocabulary(made, version, monotonic() - begun, monotonic())
    with _turn:
        _kept[here] = kept
    return kept


def _make_apart(here: Database, before: KeptVocabulary, version: tuple[int, int]) -> None:
    try:
        with read() as db:
            _make(here, db, version)
    except Exception:
        log.exception("vocabulary")
        before.making = False
