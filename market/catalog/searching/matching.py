"""What is asked of the index of words, in each engine's own syntax. It only fetches candidates; `ranking` orders them.

The newest HITS goods that have the words are looked through, of a filtered list more: ranking a hundred thousand takes
a quarter of a second, and nobody leafs so far. The same on both engines, so both find the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles

from market.catalog.searching.understanding import Slot, Term, Way

CANDIDATES, HITS, FILTERED_HITS = 500, 2_000, 6_000


def match(terms: Sequence[Term], dialect: str, *, named: bool) -> str:
    """Goods that have all terms; `named`: in their name. Words are letters and digits alone, so none is syntax."""
    written = Fts5() if dialect == "sqlite" else Tsquery(":A" if named else "")
    told = written.and_.join(f"({_term(term, written)})" for term in terms)
    return f"name : ({told})" if named and dialect == "sqlite" else told


@dataclass(frozen=True)
class Fts5:
    and_: str = " AND "
    or_: str = " OR "

    def word(self, word: str) -> str:
        return f'"{word}"'


@dataclass(frozen=True)
class Tsquery:
    weight: str
    and_: str = " & "
    or_: str = " | "

    def word(self, word: str) -> str:
        return f"'{word}'{self.weight}"


def _term(term: Term, written: Fts5 | Tsquery) -> str:
    return written.or_.join(f"({_way(way, written)})" for way in term.ways)


def _way(way: Way, written: Fts5 | Tsquery) -> str:
    return written.and_.join(f"({_slot(slot, written)})" for slot in way)


def _slot(slot: Slot, written: Fts5 | Tsquery) -> str:
    return written.or_.join(map(written.word, sorted(slot)))


LITE = sa.text("SELECT rowid AS id FROM product_text WHERE product_text MATCH :match ORDER BY rowid DESC LIMIT :hits")
POST = sa.text(
    "SELECT product_id AS id FROM product_text WHERE words @@ CAST(:match AS tsquery)"
    " ORDER BY product_id DESC LIMIT :hits"
)
POST_RARE = sa.text(
    "WITH met AS MATERIALIZED (SELECT product_id AS id FROM product_text WHERE words @@ CAST(:match AS tsquery))"
    " SELECT id FROM met ORDER BY id DESC LIMIT :hits"
)
WORDS = {
    "sqlite": "SELECT body FROM product_text WHERE rowid = {id}",
    "postgresql": "SELECT array_to_string(tsvector_to_array(words), ' ') FROM product_text WHERE product_id = {id}",
}


class InTurn(sa.Join):
    """A join that SQLite makes in the order written: from the hits, newest first, and no further than it must."""

    inherit_cache = True


@compiles(InTurn, "sqlite")
def _in_turn(join: InTurn, compiler: Any, **more: Any) -> str:
    left, right, on = (compiler.process(each, **more) for each in (join.left, join.right, join.onclause))
    return f"{left} CROSS JOIN {right} ON {on}"


def hits(dialect: str, *, rare: bool) -> sa.Subquery:
    """(id) of the newest `:hits` goods that meet `:match`. `rare`: hardly more have it. PostgreSQL guesses one in
    two hundred for a word that it counted too seldom, and walked a hundred thousand goods to find two."""
    text = LITE if dialect == "sqlite" else POST_RARE if rare else POST
    return text.columns(sa.column("id", sa.Integer)).subquery("hits")


def words_of(dialect: str, key: str) -> sa.ColumnElement[str]:
    """What the index has of the good with this id (a column's name), its name left out or not; asked of few alone."""
    return sa.literal_column(f"({WORDS[dialect].format(id=key)})", sa.String).label("words")
