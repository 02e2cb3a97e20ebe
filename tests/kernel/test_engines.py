"""PostgreSQL's engine: what was prepared once is kept, whatever ends a transaction."""

import pytest
import sqlalchemy as sa

from market.kernel.db import database, read, write
from market.kernel.refused import Refused

postgres = pytest.mark.parametrize("shop", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
NUMBER, PREPARED = sa.text("SELECT 40 + 2"), sa.text("SELECT count(*) FROM pg_prepared_statements")


@postgres
def test_reading_forgets_no_prepared_statement(shop):
    for _ in range(8):
        with read() as db:
            assert db.execute(NUMBER).scalar_one() == 42
    with read() as db:
        assert db.execute(PREPARED).scalar_one() > 0


@postgres
def test_a_statement_is_planned_for_what_it_is_asked(shop):
    """What was prepared and used five times was planned for any value, which a search took twenty times as long by."""
    doubled = sa.text("SELECT count(*) FROM person WHERE id < :n")
    for n in range(20):
        with read() as db:
            db.execute(doubled, {"n": n})
    with read() as db:
        [plans] = db.execute(sa.text("SELECT generic_plans, custom_plans FROM pg_prepared_statements "
                                     "WHERE statement LIKE '%FROM person WHERE id <%'")).all()  # fmt: skip
    assert plans.generic_plans == 0 and plans.custom_plans > 10


@postgres
def test_a_write_that_is_refused_is_rolled_back(shop):
    def work(db):
        db.execute(sa.text("CREATE TABLE scratch (n int)"))
        raise Refused("no")

    with pytest.raises(Refused):
        write(work)
    with database().reader.connect() as connection:
        assert not sa.inspect(connection).has_table("scratch")


@postgres
def test_a_reading_that_broke_leaves_a_connection_that_works(shop):
    for _ in range(3):
        with pytest.raises(sa.exc.DBAPIError), read() as db:
            db.execute(sa.text("SELECT 1 / 0"))
    with read() as db:
        assert db.execute(NUMBER).scalar_one() == 42
