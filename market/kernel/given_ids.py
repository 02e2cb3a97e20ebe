"""Rows whose ids we gave ourselves: the next id of PostgreSQL's own comes after them."""

import sqlalchemy as sa


def follow_ids(connection: sa.Connection, *tables: sa.Table) -> None:
    """Nothing on SQLite, which goes on after the last id by itself."""
    if connection.dialect.name == "sqlite":
        return
    for each in tables:
        sequence = sa.func.pg_get_serial_sequence(f'"{each.name}"', "id")
        connection.execute(sa.select(sa.func.setval(sequence, each.c.id)).order_by(each.c.id.desc()).limit(1))


def last_ids(connection: sa.Connection, *tables: sa.Table) -> tuple[int, ...]:
    """Of each table; 0 of an empty one. They stay so while nobody else writes."""
    last = [sa.select(sa.func.coalesce(sa.func.max(each.c.id), 0)).scalar_subquery() for each in tables]
    return tuple(connection.execute(sa.select(*last)).one())
