"""The migrated schema is the one in the code, on both engines: `python -m tests.check_migrations`.

Columns, keys and indexes are compared by Alembic; it looks at no CHECK, so those are compared here with the CHECKs of a
database made from the code alone. Each engine then tells both in its own words.
"""

import os
import sys
import tempfile
from collections.abc import Iterator

import sqlalchemy as sa

from market.kernel.db import database
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
    migrations.upgrade()
    found = migrations.drift()
    with database().writer.connect() as connection:
        found += unlike(checks_of(connection), checks_in_code(empty))
    database().close()
    return found


def on_postgres(server: Postgres) -> list[object]:
    url, empty = server.fresh(), server.fresh()
    found = drift(url, empty)
    for each in (url, empty):
        server.drop(each)
    return found


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        wrong = drift(f"sqlite:///{folder}/check.db", "sqlite://")
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
