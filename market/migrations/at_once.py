"""A new database gets today's schema at once: a hundred steps that change what nobody has yet take ten times as long.

`tests/check_migrations.py` holds both ways equal, on both engines.
"""

import sqlalchemy as sa

# What no table of the code says: the index of words, one way on each engine.
BY_HAND = {
    "sqlite": (
        "CREATE VIRTUAL TABLE product_text USING fts5("
        "name, body, tokenize='unicode61 remove_diacritics 2', prefix='2 3')",
        "CREATE VIRTUAL TABLE product_text_words USING fts5vocab('product_text', 'col')",
    ),
    "postgresql": (
        "CREATE TABLE product_text (product_id bigint PRIMARY KEY, words tsvector NOT NULL)",
        "CREATE INDEX ix_product_text_words ON product_text USING gin (words)",
    ),
}


def is_empty(connection: sa.Connection) -> bool:
    """Whether there is no table at all: of a shop that has one nothing is guessed."""
    return not sa.inspect(connection).get_table_names()


def make_at_once(connection: sa.Connection, head: str) -> None:
    """Every table as the code has it, what is made by hand, and the number of the last step."""
    from market.tables import metadata

    metadata.create_all(connection)
    for statement in BY_HAND[connection.dialect.name]:
        connection.execute(sa.text(statement))
    connection.execute(sa.text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL,"
                               " CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"))  # fmt: skip
    connection.execute(sa.text("INSERT INTO alembic_version (version_num) VALUES (:head)"), {"head": head})
