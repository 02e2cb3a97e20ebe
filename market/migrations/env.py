"""Alembic's entry: one connection, given by `market.migrations` or opened here."""

from alembic import context

from market.kernel.db import database
from market.tables import metadata

OWN_TABLES = ("product_text",)


def ours(name: str | None, kind: str, _parents: object) -> bool:
    """The search index is made by hand, one way on each engine."""
    return not (kind == "table" and (name or "").startswith(OWN_TABLES))


def run() -> None:
    given = context.config.attributes.get("connection")
    if given is not None:
        migrate(given)
        return
    with database().writer.connect() as connection:
        migrate(connection)
        connection.commit()


def migrate(connection: object) -> None:
    context.configure(
        connection=connection,  # type: ignore[arg-type]
        target_metadata=metadata,
        include_name=ours,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
