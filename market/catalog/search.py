"""Words find products: SQLite FTS5 and PostgreSQL full text, both on plain words.

The Indonesian stemmer hurts here (`kerupuk` → `rupuk`, `terasi` → `asi`), so words are indexed as
they are and the query is widened: spellings people use, and beginnings of words.
"""

import re
import unicodedata
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

# Spellings and names that mean the same, in Indonesian and Manado Malay.
SAME = (
    ("kerupuk", "krupuk", "keripik", "kripik"),
    ("amplang", "kuku macan"),
    ("asap", "fufu", "asar"),
    ("roa", "galafea"),
    ("sambal", "sambel", "dabu"),
    ("cakalang", "skipjack"),
    ("abon", "serundeng"),
    ("jahit", "jahitan", "sewing"),
    ("tas", "bag"),
    ("anyaman", "anyam", "purun"),
    ("seragam", "uniform"),
    ("sayur", "sayuran", "organik"),
)
ALSO = {word: tuple(w for w in words if w != word) for words in SAME for word in words}


def folded(text: str) -> list[str]:
    """The words of a text, lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z0-9]+", plain)


def index_product(db: Session, key: int, name: str, body: str) -> None:
    """Writes the words of a product into the index."""
    values = {"id": key, "name": " ".join(folded(name)), "body": " ".join(folded(body))}
    if db.get_bind().dialect.name == "sqlite":
        db.execute(sa.text("DELETE FROM product_text WHERE rowid = :id"), values)
        db.execute(sa.text("INSERT INTO product_text(rowid, name, body) VALUES (:id, :name, :body)"), values)
    else:
        db.execute(
            sa.text(
                "INSERT INTO product_text (product_id, words) VALUES (:id,"
                " setweight(to_tsvector('simple', :name), 'A') || to_tsvector('simple', :body))"
                " ON CONFLICT (product_id) DO UPDATE SET words = excluded.words"
            ),
            values,
        )


def _terms(words: list[str]) -> list[str]:
    """Words; two together count as one where they are the name of something: `kuku macan`."""
    terms: list[str] = []
    for word in words:
        if terms and f"{terms[-1]} {word}" in ALSO:
            terms[-1] = f"{terms[-1]} {word}"
        else:
            terms.append(word)
    return terms


def match_query(dialect: str, typed: str) -> str:
    """What was typed, widened by spellings and beginnings, in the engine's own query syntax; empty for no words."""
    asked = [(term, *ALSO.get(term, ())) for term in _terms(folded(typed)[:8])]
    if dialect == "sqlite":
        return " AND ".join("(" + " OR ".join(f'"{w}"*' for w in group) + ")" for group in asked)
    return " & ".join("(" + " | ".join(":* & ".join(w.split()) + ":*" for w in group) + ")" for group in asked)


HITS, FILTERED_HITS = 2_000, 6_000


def matching(dialect: str, *, ranked: bool, hits: int) -> sa.Select[Any]:
    """A select of (product id, rank; lower is better) of products that hold every word of `:words`.

    Of a word that most products have, the newest `hits` are looked through: ranking a hundred thousand
    takes a quarter of a second, and nobody leafs so far. Not ranked, all ranks are 0.
    """
    if dialect == "sqlite":
        rank = "bm25(product_text, 6.0, 1.0)" if ranked else "0.0"
        text = (
            f"SELECT rowid AS id, {rank} AS rank FROM product_text WHERE product_text MATCH :words"
            f" ORDER BY rowid DESC LIMIT {hits}"
        )
    else:
        rank = "-ts_rank(words, to_tsquery('simple', :words))" if ranked else "0.0"
        text = (
            f"SELECT product_id AS id, {rank} AS rank FROM ("
            "SELECT product_id, words FROM product_text WHERE words @@ to_tsquery('simple', :words)"
            f" ORDER BY product_id DESC LIMIT {hits}) AS newest"
        )
    found = sa.text(text).columns(sa.column("id", sa.Integer), sa.column("rank", sa.Float)).subquery("found")
    return sa.select(found.c.id, found.c.rank)
