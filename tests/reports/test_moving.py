"""`market move`: what was in the file is in PostgreSQL, row for row, and the shop goes on there."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from typer.testing import CliRunner

from market.catalog.product import Product
from market.cli import app
from market.kernel.db import database, read, write
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.kernel.up import serving
from market.messages.outbox import Message, Recipient, tell
from market.reports import moving
from market.tables import metadata
from tests import world
from tests.conftest import there_is_postgres, use

product = table(Product)
# Made first: while it is made it is the database of this process.
pytestmark = [pytest.mark.postgres, pytest.mark.usefixtures("empty_postgres")]


@pytest.fixture
def empty(request: pytest.FixtureRequest):
    server, _template = there_is_postgres(request)
    url = server.fresh()
    yield url
    server.drop(url)


def asked(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["move", *words])
    return done.exit_code, done.output


def rows_there(url: str) -> list[str]:
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://", 1))
    try:
        return sa.inspect(engine).get_table_names()
    finally:
        engine.dispose()


def test_a_whole_shop_goes_over_and_goes_on(shop, empty):
    here = world.a_shop()
    world.buys(world.client(), here.sku, 2)
    awkward = "é ² 🐟 \"'\\ % : \t\n  "
    write(lambda db: tell(db, Recipient(awkward, None, "r@contoh.id"), "order_placed", {"number": awkward}, name="x"))
    with read() as db:
        before = {each.name: db.scalar(sa.select(sa.func.count()).select_from(each)) for each in metadata.sorted_tables}
    file = Path(sa.make_url(settings().database_url).database)
    status, said = asked(empty)
    assert status == 0, said
    assert f"{len(before)} tables, {sum(before.values()):,} rows: the same in both." in said
    told = {line.split()[0]: int(line.split()[1].replace(",", "")) for line in said.splitlines()[: len(before)]}
    assert told == before and sum(before.values()) > 50 and file.exists()
    database().close()
    use(empty, Path(settings().media))
    try:
        browser = world.client()
        assert "Cakalang" in browser.get("/produk?q=cakalang").text, "the index is there"
        world.buys(browser, here.sku, 1)  # new rows in every table that an order writes: their ids are free
        with read() as db:
            assert db.scalar(sa.text("SELECT count(*) FROM orders")) == before["orders"] + 1
            letters = list(db.scalars(sa.select(Message).where(table(Message).c.template == "order_placed")))
            assert awkward in [each.params["number"] for each in letters]
        assert world.as_person(here.chair).get(f"/lapak/{here.slug}/pesanan").status_code == 200
    finally:
        database().close()


def test_while_a_server_is_up_nothing_is_moved(shop, empty):
    world.a_shop()
    with serving():
        status, said = asked(empty)
    assert status == 1 and "still served" in said and rows_there(empty) == []


def test_what_differs_is_not_moved_and_the_target_is_empty_again(shop, empty, monkeypatch):
    world.a_shop()
    bound = moving._bound

    def in_capitals(column):
        return sa.func.upper(bound(column)) if column is product.c.name else bound(column)

    monkeypatch.setattr(moving, "_bound", in_capitals)
    with pytest.raises(Refused) as refused:
        moving.move(empty)
    assert refused.value.code == "move_differs" and refused.value.params["what"] == "product"
    assert rows_there(empty) == []
    monkeypatch.undo()
    assert moving.move(empty), "and it can be tried again"
    with pytest.raises(Refused, match="move_not_empty"):
        moving.move(empty)


def test_a_changed_letter_is_seen(shop, empty):
    """The digest is of what each engine gives back, not of what was sent."""
    world.a_shop()
    moving.move(empty)
    there = sa.create_engine(empty.replace("postgresql://", "postgresql+psycopg://", 1))
    with there.begin() as side, database().reader.connect() as own:
        assert moving._counted(product, moving._rows(side, product)) == moving._counted(
            product, moving._rows(own, product)
        )
        side.execute(sa.update(product).values(name=product.c.name + " "))
        assert moving._counted(product, moving._rows(side, product)) != moving._counted(
            product, moving._rows(own, product)
        )
    there.dispose()


def test_it_goes_from_a_file_to_postgresql_alone(shop, empty):
    for address in ("sqlite:///x.db", "mysql://x/y"):
        assert asked(address)[0] == 1
    assert rows_there(empty) == []
