"""The migrated schema is the one in the code, on both engines: `python -m tests.check_migrations`."""

import os
import sys
import tempfile

from market.kernel.db import database
from market.kernel.settings import settings
from tests.engines import postgres


def drift(url: str) -> list[object]:
    from market import migrations

    os.environ["MARKET_DATABASE_URL"] = url
    settings.cache_clear()
    database.cache_clear()
    migrations.upgrade()
    found = migrations.drift()
    database().close()
    return found


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        wrong = drift(f"sqlite:///{folder}/check.db")
        server = postgres()
        if server:
            wrong += drift(server.fresh())
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
