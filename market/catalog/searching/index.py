"""The index of words: SQLite FTS5 and PostgreSQL full text, both on plain words.

The Indonesian stemmer hurts here (`kerupuk` → `rupuk`, `terasi` → `asi`), so words are indexed as they are, and
what was typed is widened instead (`understanding.py`).
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.searching.change import catalogue_changed
from market.catalog.searching.words import folded


def index_product(db: Session, key: int, name: str, body: str) -> None:
    """Writes the words of a product into the index; the vocabulary follows."""
    index_products(db, [(key, name, body)])


def index_products(db: Session, told: list[tuple[int, str, str]]) -> None:
    """The words of many products: (id, name, what else is told of it) of each."""
    rows: list[dict[str, Any]] = [
        {"id": key, "name": " ".join(folded(name)), "body": " ".join(folded(body))} for key, name, body in told
    ]
    if not rows:
        return
    if db.get_bind().dialect.name == "sqlite":
        db.execute(sa.text("DELETE FROM product_text WHERE rowid = :id"), rows)
        db.execute(sa.text("INSERT INTO product_text(rowid, name, body) VALUES (:id, :name, :body)"), rows)
    else:
        db.execute(
            sa.text(
                "INSERT INTO product_text (product_id, words) VALUES (:id,"
                " setweight(to_tsvector('simple', :name), 'A') || to_tsvector('simple', :body))"
                " ON CONFLICT (product_id) DO UPDATE SET words = excluded.words"
            ),
            rows,
        )
    catalogue_changed(db)
