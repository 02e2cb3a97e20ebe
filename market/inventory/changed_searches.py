"""Which searches of the last month a synonym would change: an admin sees them before she saves it."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from market.catalog.searching.asked import asked_often
from market.catalog.searching.synonym import WordPair
from market.catalog.searching.vocabulary import vocabulary
from market.inventory.query import Query
from market.inventory.seeking import Sought, seek
from market.inventory.wishing import read_words

FIRST, LOOKED_THROUGH, SHOWN = 10, 1_000, 20


@dataclass(frozen=True)
class ChangedSearch:
    """A query of last month: how often it was asked, which goods of the first ten would come, and which would go."""

    words: str
    times: int
    come: tuple[str, ...]
    go: tuple[str, ...]


def changed_searches(db: Session, told: WordPair) -> list[ChangedSearch]:
    """Those whose first ten goods would be others, the commonest first; twenty at most."""
    known = vocabulary(db)
    then, found = known.with_meaning(told), []
    for each in asked_often(db, most=LOOKED_THROUGH):
        query = Query(words=each.words)
        if read_words(known, query) == read_words(then, query):
            continue
        before, after = (_first(seek(db, query, by)) for by in (known, then))
        if before != after:
            come, go = (tuple(name for name in a if name not in b) for a, b in ((after, before), (before, after)))
            found.append(ChangedSearch(each.words, each.times, come, go))
        if len(found) == SHOWN:
            break
    return found


def _first(sought: Sought) -> list[str]:
    return [row.name for row in sought.rows[:FIRST]]
