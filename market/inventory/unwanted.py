"""Goods without what a buyer does not want: `abon tanpa pedas`, `without peanuts`.

Only what a good says of itself is known: one that says nothing of it stays, and the page tells which word
it looked for. One that says `tanpa duri` is no good with bones.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.searching.ranking import cost
from market.catalog.searching.understanding import Certainty, Term, understand
from market.catalog.searching.vocabulary import Vocabulary
from market.catalog.searching.wishes import WITHOUT
from market.catalog.searching.words import folded
from market.inventory.query import P
from market.kernel.among import among

REACH = 2  # words behind a `tanpa` that it denies: `tidak terlalu pedas`

SAID = sa.select(P.c.id, P.c.name, P.c.description, P.c.composition).where(among(P.c.id, "ids"))


def spared(db: Session, known: Vocabulary, rows: Mapping[int, Any], unwanted: Sequence[str]) -> dict[int, Any]:
    """Those of these rows that do not say that they have it, in their order."""
    terms = [term for word in unwanted for term in understand(known, [word]).terms]
    if not terms or not rows:
        return dict(rows)
    told = db.connection().execute(SAID, {"ids": [key for key, row in rows.items() if not _as_typed(row)]})
    having = {row.id for row in told if has(terms, f"{row.name} {row.description} {row.composition}")}
    return {key: row for key, row in rows.items() if key not in having}


def _as_typed(row: Any) -> bool:
    """Whether it is called just as was typed: `Sambal tanpa terasi`."""
    return bool(getattr(row, "same", 0))


def has(terms: Sequence[Term], text: str) -> bool:
    """Whether a text speaks of any of these, other than to deny it; by words that mean it, not by guesses."""
    words = folded(text)
    said = frozenset(word for n, word in enumerate(words) if not WITHOUT.intersection(words[max(0, n - REACH) : n]))
    return any(cost(term, said, ()) < Certainty.BEGUN for term in terms)
