"""No page reads a whole table that grows: every statement of every page has its index, on both engines."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa

from market.kernel.db import database, read
from market.reports import lights
from market.reports.my_data import my_data
from market.tables import metadata
from tests import world
from tests.conftest import both, wide
from tests.promises.test_doors import GET, address, cast, filled

# Read whole by some page, and why that may be. Of what is not named here nothing is.
WHOLE = {
    **dict.fromkeys(("category", "synonym", "alembic_version", "red_light"), "an admin writes each row"),
    **dict.fromkeys(("office", "officer", "invited_office", "invitation_block", "payout_batch"), "hundreds of rows"),
    **dict.fromkeys(("bazaar", "slot", "application", "announcement"), "some dozens a year, each with its groups"),
    **dict.fromkeys(("groups", "account", "group_change", "role_change", "stand_in", "membership"),
                    "of an officer's city: places lie within each other by their code, and groups are thousands"),
    **dict.fromkeys(("complaint", "code_request", "contact_proof", "invitation"), "open ones, which end by themselves"),
    "mistimed": "what a jump of the clock left, forgotten when it is done",
    "security_event": "the newest first, by their number",
    "message": "those that did not leave, by an index of them",
    **dict.fromkeys(("bill", "ledger_entry", "payment", "claim", "dispute"),
                    "the platform's own books, on the pages of its treasury, whose sums are of all of them"),
}  # fmt: skip
SCAN = re.compile(r"^(?:SCAN (\w+)|SEARCH (\w+)$)")  # a search by nothing: for the greatest of all
NAMES = frozenset(metadata.tables)


@pytest.fixture
def told(shop) -> dict[str, Any]:
    """Every statement that pages send, with the parameters of the first time."""
    seen: dict[str, Any] = {}

    def note(_connection, _cursor, statement, parameters, *_rest):
        if statement.lstrip().startswith(("SELECT", "WITH")):
            seen.setdefault(statement, parameters)

    engines = {database().reader, database().writer, database().page_reader}
    for engine in engines:
        sa.event.listen(engine, "after_cursor_execute", note)
    yield seen
    for engine in engines:
        sa.event.remove(engine, "after_cursor_execute", note)


@pytest.mark.walk
@wide
def test_no_page_reads_a_table_that_grows_as_a_whole(shop, told):
    here = world.a_shop()
    people = cast(here)
    values = filled(here, people["buyer"])
    for pattern, answers in GET.items():
        for who, expected in answers.items():
            if expected == 200:
                people[who].get(address(pattern, values))
    assert len(told) > 300, "the pages were asked"
    with database().reader.connect() as connection:
        found = {
            name: statement for statement in list(told) for name in read_whole(connection, statement, told[statement])
        }
    assert {name: " ".join(said.split())[-700:] for name, said in found.items() if name not in WHOLE} == {}


def read_whole(connection: sa.Connection, statement: str, parameters: Any) -> set[str]:
    """The tables that a statement reads row by row, though it asks for some rows."""
    if connection.dialect.name == "sqlite":
        rows = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters)
        return {_table(scan[1] or scan[2], statement) for row in rows if (scan := SCAN.match(row[3]))} & NAMES
    for way in ("seqscan", "hashjoin", "mergejoin", "material"):  # with few rows the planner likes these best
        connection.exec_driver_sql(f"SET enable_{way} = off")
    told = connection.exec_driver_sql("EXPLAIN (FORMAT JSON) " + statement, parameters).scalar_one()
    plan = json.loads(told) if isinstance(told, str) else told
    return {node["Relation Name"] for node in _nodes(plan[0]["Plan"]) if node["Node Type"] == "Seq Scan"}


def _table(called: str, statement: str) -> str:
    """The table behind the name it has in a statement; a part of the statement has none."""
    alias = re.search(rf"\b(\w+) AS {called}\b", statement)
    return alias[1] if alias and alias[1] in NAMES else called


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Without what is asked beside: how an EXISTS reads its table is left open until it runs."""
    yield plan
    for each in plan.get("Plans", []):
        if each["Parent Relationship"] not in ("SubPlan", "InitPlan"):
            yield from _nodes(each)


def test_it_sees_a_table_read_as_a_whole(shop):
    world.a_shop()
    with database().reader.connect() as connection:
        assert read_whole(connection, "SELECT id FROM orders WHERE note = ?", ("x",)) == {"orders"}
        assert read_whole(connection, "SELECT id FROM orders WHERE number = ?", ("x",)) == set()
        assert read_whole(connection, "SELECT max(note) FROM orders", ()) == {"orders"}
        assert read_whole(connection, "SELECT max(placed_at) FROM orders", ()) == set()


@both
def test_the_light_of_the_clock_reads_the_last_letter_not_all(shop, told):
    """`/readyz` asks for it every few seconds: with 300,000 letters it took 190 ms of processor."""
    lights._clock()
    with database().reader.connect() as connection:
        found = [read_whole(connection, statement, parameters) for statement, parameters in list(told.items())]
    assert found and "message" not in set().union(*found)


@both
def test_who_takes_her_data_reads_no_bill_of_others(shop, told):
    """Bills were looked for without their kind, which is first in their index: 20 ms among 100,000."""
    here = world.a_shop()
    with read() as db:
        my_data(db, here.chair)
    with database().reader.connect() as connection:
        found = [read_whole(connection, statement, parameters) for statement, parameters in list(told.items())]
    assert "bill" not in set().union(*found)


def test_goods_of_one_group_are_not_looked_for_among_the_newest_of_all(shop, told):
    """27 ms of processor on each page of a good or a group among 100,000: an index for the order alone looked best."""
    here = world.a_shop()
    for path in (f"/kelompok/{here.slug}", f"/produk/{here.product}"):
        assert world.client().get(path).status_code == 200
    with database().reader.connect() as connection:
        plans = [
            " ".join(row[3] for row in connection.exec_driver_sql("EXPLAIN QUERY PLAN " + each, parameters))
            for each, parameters in list(told.items())
            if "ORDER BY product.listed_at DESC" in each and ("group_id = ?" in each or "groups.slug = ?" in each)
        ]
    assert len(plans) == 2 and all("ix_product_group (" in plan for plan in plans)


LARGE = "UPDATE pg_class SET reltuples = 1000000, relpages = 1 WHERE relkind = 'r' AND relname NOT LIKE 'pg_%%'"


@pytest.mark.parametrize("shop", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True)
def test_no_list_first_finds_all_that_have_something(shop, told):
    """What is asked of a list's rows beside an OR, or as a column, PostgreSQL answers for every row of the table first:
    58 ms for a page of goods among 30,000."""
    here = world.a_shop()
    assert world.buys(world.client(), here.sku, 1)[0]
    chair = world.as_person(here.chair)
    for path in ("/produk?ada=1", "/produk?baik=2030-01-01", f"/lapak/{here.slug}/pesanan", f"/lapak/{here.slug}"):
        assert chair.get(path).status_code == 200
    with database().writer.connect() as connection:
        connection.exec_driver_sql(LARGE)
        plans = {each: _explained(connection, each, parameters) for each, parameters in list(told.items())}
    assert any("lot.best_before >=" in each and "LIMIT" in each for each in plans), "a list was filtered"
    assert [" ".join(each.split())[:300] for each, plan in plans.items() if "hashed SubPlan" in plan] == []


def _explained(connection: sa.Connection, statement: str, parameters: Any) -> str:
    return "\n".join(row[0] for row in connection.exec_driver_sql("EXPLAIN " + statement, parameters))
