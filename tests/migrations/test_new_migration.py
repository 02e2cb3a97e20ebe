"""`python -m tests.new_migration` writes what the code has and the migrations lack."""

import pytest
import sqlalchemy as sa

from market import migrations
from market.kernel.db import database
from market.kernel.settings import settings
from market.tables import metadata
from tests import new_migration


@pytest.fixture
def one_table_more(monkeypatch):
    monkeypatch.setenv("MARKET_DATABASE_URL", "")
    made = sa.Table("jar", metadata, sa.Column("id", sa.Integer, primary_key=True))
    yield made
    metadata.remove(made)
    settings.cache_clear()
    database.cache_clear()


def test_a_table_that_no_step_makes_is_found(one_table_more, monkeypatch):
    """A database that was made at once has it already, and a step written from that would be empty."""
    found = []
    monkeypatch.setattr(migrations, "make_revision", lambda _what_for: found.extend(migrations.drift()))
    new_migration.main("jars")
    assert [(what, made.name) for what, made in found] == [("add_table", one_table_more.name)]
