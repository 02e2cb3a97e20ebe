"""The migrated schema is the one in the code, on both engines: `python -m tests.check_migrations`.

Columns, keys and indexes are compared by Alembic; it looks at no CHECK, so those are compared here with the CHECKs of a
database made from the code alone. Each engine then tells both in its own words.
"""

import os
import sys
import tempfile
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from market.kernel.db import Database, database
from market.kernel.settings import settings
from tests.engines import Postgres, postgres

Checks = dict[tuple[str, str | None], str]


def checks_of(connection: sa.Connection) -> Checks:
    """What each CHECK says, by its table and name."""
    found = sa.inspect(connection).get_multi_check_constraints()
    return {(table, each["name"]): each["sqltext"] for (_schema, table), checks in found.items() for each in checks}


def checks_in_code(url: str) -> Checks:
    """The same of an empty database in which every table of the code is made."""
    from market.tables import metadata

    engine = sa.create_engine(url)
    with engine.connect() as connection:
        metadata.create_all(connection)
        found = checks_of(connection)
    engine.dispose()
    return found


def unlike(migrated: Checks, code: Checks) -> Iterator[str]:
    """A line for each CHECK that the two do not share."""
    for table, name in sorted(migrated.keys() | code.keys(), key=str):
        there, here = migrated.get((table, name)), code.get((table, name))
        if there != here:
            yield f"{table}.{name}: migrated {there or 'is none'}; in the code {here or 'is none'}"


def drift(url: str, empty: str) -> list[object]:
    """How the database at `url`, migrated to head, differs from the code; `empty` is another to make tables in."""
    from market import migrations

    os.environ["MARKET_DATABASE_URL"] = url
    settings.cache_clear()
    database.cache_clear()
    migrations.upgrade(by_steps=True)
    found = migrations.drift()
    with database().writer.connect() as connection:
        found += unlike(checks_of(connection), checks_in_code(empty))
        by_steps = told(connection)
    database().close()
    return [*found, *differences(by_steps, at_once(empty))]


def at_once(url: str) -> set[str]:
    """What stands in a database that was made at once; `url` is emptied first."""
    from market import migrations

    here = Database(url)
    with here.writer.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection)
        tables.drop_all(connection)
    migrations.upgrade(on=here)
    with here.writer.connect() as connection:
        found = told(connection)
    here.close()
    return found


def told(connection: sa.Connection) -> set[str]:
    """A line for each column, key and index. The order of columns tells nothing; a default of the database's is for
    processes of the version before, which no new database has."""
    look, found = sa.inspect(connection), set()
    for table in look.get_table_names():
        found |= {f"{table}.{each['name']} {each['type']} "
                  f"{each['nullable']}" for each in look.get_columns(table)}  # fmt: skip
        found |= {f"{table} index {each['name']} {each['column_names']} {each['unique']} {words_of(each)}"
                  for each in look.get_indexes(table)}  # fmt: skip
        found |= {
            f"{table} unique {each['name']} {each['column_names']}" for each in look.get_unique_constraints(table)
        }
        found |= {f"{table} to {each['referred_table']} {each['constrained_columns']} {each['options']}"
                  for each in look.get_foreign_keys(table)}  # fmt: skip
        found.add(f"{table} key {look.get_pk_constraint(table)['constrained_columns']}")
    if connection.dialect.name == "sqlite":
        wanted = "SELECT sql FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%' OR type IN ('trigger', 'view')"
        found |= set(connection.scalars(sa.text(wanted)))
    with_head = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found | {f"head {with_head}"}


def words_of(index: Any) -> str:
    """What else an index says: of which rows it is, by which method."""
    return " ".join(f"{name} {value}" for name, value in sorted(index.get("dialect_options", {}).items()))


def differences(by_steps: set[str], at_once: set[str]) -> Iterator[str]:
    yield from (f"only by steps: {each}" for each in sorted(by_steps - at_once))
    yield from (f"only at once: {each}" for each in sorted(at_once - by_steps))


def on_postgres(server: Postgres) -> list[object]:
    url, empty = server.fresh(), server.fresh()
    found = drift(url, empty)
    for each in (url, empty):
        server.drop(each)
    return found


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        wrong = drift(f"sqlite:///{folder}/check.db", f"sqlite:///{folder}/empty.db")
    server = postgres()
    wrong += on_postgres(server) if server else []
    for each in wrong:
        print(each)
    print(
        "migrations and tables are in step" if not wrong else "make a migration",
        "on",
        "both engines" if server else "SQLite alone",
    )
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
