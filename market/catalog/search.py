"""Words find products: SQLite FTS5 and PostgreSQL full text, both on plain words.

The Indonesian stemmer hurts here (`kerupuk` → `rupuk`, `terasi` → `asi`), so words are indexed as
they are and the question is widened: spellings people use, and beginnings of words.
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


def matching(dialect: str, typed: str) -> sa.Select[Any] | None:
    """A select of (product id, rank; lower is better) of products that hold every typed word."""
    words = folded(typed)[:8]
    if not words:
        return None
    asked = [(word, *ALSO.get(word, ())) for word in words]
    if dialect == "sqlite":
        query = " AND ".join("(" + " OR ".join(f'"{w}"*' for w in group) + ")" for group in asked)
        text = sa.text(
            "SELECT rowid AS id, bm25(product_text, 6.0, 1.0) AS rank FROM product_text WHERE product_text MATCH :q"
        )
    else:
        query = " & ".join("(" + " | ".join(":* & ".join(w.split()) + ":*" for w in group) + ")" for group in asked)
        text = sa.text(
            "SELECT product_id AS id, -ts_rank(words, to_tsquery('simple', :q)) AS rank"
            " FROM product_text WHERE words @@ to_tsquery('simple', :q)"
        )
    columns = text.bindparams(q=query).columns(sa.column("id", sa.Integer), sa.column("rank", sa.Float))
    found = columns.subquery("found")
    return sa.select(found.c.id, found.c.rank)
