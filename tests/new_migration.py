"""Writes the next migration from what the tables of the code have and the migrations lack: `python -m
tests.new_migration "what it is for"`. CHECKs, data, and what moves from one column to another are yours to write.
"""

import os
import sys
import tempfile

from market.kernel.db import database
from market.kernel.settings import settings


def main(what_for: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["MARKET_DATABASE_URL"] = f"sqlite:///{folder}/market.db"
        settings.cache_clear()
        database.cache_clear()
        from market import migrations

        migrations.upgrade(by_steps=True)
        migrations.make_revision(what_for)
        database().close()


if __name__ == "__main__":
    main(sys.argv[1])
