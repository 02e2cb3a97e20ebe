"""Indexes over some rows of a table, alike on both engines."""

import sqlalchemy as sa


def one_where(name: str, *columns: str, where: str) -> sa.Index:
    """A UNIQUE over rows that meet a condition of SQL alone: one of a kind that is open, live or waits."""
    among = sa.text(where)
    return sa.Index(name, *columns, unique=True, sqlite_where=among, postgresql_where=among)


def where_set(name: str, column: str, *further: str) -> sa.Index:
    """An index of the few rows that have something in this column, by it and further ones."""
    there = sa.column(column).is_not(None)
    return sa.Index(f"ix_{name}_{column}", column, *further, sqlite_where=there, postgresql_where=there)
