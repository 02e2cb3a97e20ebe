"""The schema, step by step: `market migrate` brings a database to head."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from market.kernel.db import Database, database
from market.migrations.at_once import is_empty, make_at_once

HERE = Path(__file__).parent
HEAD = "head"
MIGRATES = 71_72  # any number that nobody else locks


def _config() -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(HERE))
    config.set_main_option("path_separator", "os")
    return config


def upgrade(to: str = HEAD, *, on: Database | None = None, by_steps: bool = False) -> None:
    """Brings the schema to head, or to an earlier revision; of the shop's own database, or `on` another. One without
    any table gets it at once, but `by_steps`."""
    here = on or database()
    with here.queue, here.writer.connect() as connection, _without_foreign_keys(connection):
        _alone(connection)
        if to == HEAD and not by_steps and is_empty(connection):
            make_at_once(connection, newest())
            connection.commit()
            return
        from alembic import command

        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        connection.commit()


def _alone(connection: sa.Connection) -> None:
    """PostgreSQL: who migrates at the same time waits until this is done, and then finds nothing left to do; so long as
    it takes, and as long as pages take that hold a table."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT set_config('lock_timeout', '0', true)"))
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(MIGRATES)))


@contextmanager
def _without_foreign_keys(connection: sa.Connection) -> Iterator[None]:
    """SQLite rebuilds a table by dropping it, which foreign keys would not let it; they are checked afterwards."""
    if connection.dialect.name != "sqlite":
        yield
        return
    raw: Any = connection.connection.driver_connection
    raw.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
        broken = raw.execute("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise RuntimeError(f"rows that point nowhere after migrating: {broken[:5]}")
    finally:
        raw.execute("PRAGMA foreign_keys=ON")


def newest() -> str:
    """The head, by the names of the files: nothing of Alembic is loaded for it."""
    return max(file.name[:4] for file in (HERE / "versions").glob("[0-9]*.py"))


def head() -> str:
    return str(_steps().get_current_head())


def knows(revision: str | None) -> bool:
    """Whether a schema can be brought to head by the steps of this version; one that names none is an old one."""
    return revision is None or any(step.revision == revision for step in _steps().walk_revisions())


@cache
def _steps() -> Any:
    """Read once: they are those of this program, and to read them takes 80 ms, at each look of who watches it."""
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config())


def current() -> str | None:
    """The revision the database is at; None before the first migration."""
    with database().reader.connect() as connection:
        if not sa.inspect(connection).has_table("alembic_version"):
            return None
        return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def drift() -> list[Any]:
    """How the tables in the code differ from the migrated ones; empty when in step."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from market.tables import metadata

    with database().writer.connect() as connection:

        def ours(name: str | None, kind: str, _parents: Any) -> bool:
            return not (kind == "table" and (name or "").startswith("product_text"))

        context = MigrationContext.configure(
            connection, opts={"include_name": ours, "target_metadata": metadata, "compare_type": True}
        )
        return list(compare_metadata(context, metadata))


def make_revision(what_for: str) -> None:
    """For developers (`python -m tests.new_migration`): writes the next migration from what the code has and a migrated
    database lacks."""
    from alembic import command

    with database().writer.connect() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.revision(config, message=what_for, autogenerate=True, rev_id=f"{int(head()) + 1:04}")
        connection.rollback()
