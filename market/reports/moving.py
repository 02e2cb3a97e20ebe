"""A whole shop from SQLite to PostgreSQL, with a proof that nothing is missing.

All goes over in one transaction; each table is read again from there before it ends, and must have the same rows, down
to the last letter. The file stays as it was. Pictures lie in their folder, which both use.
"""

import hashlib
import json
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.schema import AddConstraint, DropConstraint

from market import migrations
from market.catalog.searching.index import index_products
from market.kernel.db import Database, database
from market.kernel.given_ids import follow_ids
from market.kernel.refused import Refused
from market.tables import metadata

PART = 500  # rows read, and written, at a time
Row = sa.RowMapping


@dataclass(frozen=True, slots=True)
class MovedTable:
    """A table's rows and their SHA-256, in the order of their ids."""

    table: str
    rows: int
    digest: str


def move(address: str) -> list[MovedTable]:
    """What is in both now, by table. Be alone with the shop (`kernel.up`).

    Refused("move_from_file") unless it goes from a file to PostgreSQL, ("move_migrate_first"), ("move_not_empty"), and
    ("move_differs") when a table did not come over as it was; then the target is empty again.
    """
    source = database()
    if not source.sqlite or not address.startswith("postgresql"):
        raise Refused("move_from_file")
    if migrations.current() != migrations.head():
        raise Refused("move_migrate_first")
    target = Database(address)
    try:
        return _into_empty(source, target)
    finally:
        target.close()


def _into_empty(source: Database, target: Database) -> list[MovedTable]:
    if _there(target).tables:
        raise Refused("move_not_empty")
    try:
        migrations.upgrade(on=target)
        made = _there(target)
        with source.reader.connect() as here, target.writer.begin() as there:
            return _carry(here, there, made)
    except BaseException:
        _there(target).drop_all(target.writer)
        raise


def _there(target: Database) -> sa.MetaData:
    """The tables of the target, as it says itself."""
    found = sa.MetaData()
    with warnings.catch_warnings(action="ignore", category=sa.exc.SAWarning):  # of the type of the search index
        found.reflect(target.writer)
    return found


def _carry(here: sa.Connection, there: sa.Connection, made: sa.MetaData) -> list[MovedTable]:
    """Links between tables are taken off while rows come, and put back, which tests them all."""
    ties = [each for table in made.tables.values() for each in table.foreign_key_constraints]
    for tie in ties:
        there.execute(DropConstraint(tie))
    moved = [_copied(each, here, there) for each in metadata.sorted_tables]
    _words(here, there)
    for tie in ties:
        there.execute(AddConstraint(tie))
    return moved


def _copied(table: sa.Table, here: sa.Connection, there: sa.Connection) -> MovedTable:
    """One table, read on both sides, and its next id after the last. Refused("move_differs")."""
    there.execute(sa.delete(table))  # what a migration wrote into an empty one
    values = {column.name: _bound(column) for column in table.columns}
    for part in _rows(here, table):
        there.execute(sa.insert(table).values(values), [{f"v_{name}": row[name] for name in values} for row in part])
    before, after = (_counted(table, _rows(side, table)) for side in (here, there))
    if before != after:
        raise Refused("move_differs", what=table.name, here=before.rows, there=after.rows)
    follow_ids(there, table)
    return after


def _bound(column: sa.Column[Any]) -> sa.ColumnElement[Any]:
    """JSON travels as its text, so that not even a space changes."""
    if isinstance(column.type, sa.JSON):
        return sa.cast(sa.bindparam(f"v_{column.name}", type_=sa.Text), column.type)
    return sa.bindparam(f"v_{column.name}", type_=column.type)


def _rows(side: sa.Connection, table: sa.Table) -> Iterator[list[Row]]:
    as_text = (isinstance(each.type, sa.JSON) for each in table.columns)
    named = [
        sa.cast(each, sa.Text).label(each.name) if text else each
        for each, text in zip(table.columns, as_text, strict=True)
    ]
    wanted = sa.select(*named).order_by(table.c.id)
    found = side.execute(wanted, execution_options={"yield_per": PART})
    yield from (list(part) for part in found.mappings().partitions())


def _counted(table: sa.Table, parts: Iterable[list[Row]]) -> MovedTable:
    seen, rows = hashlib.sha256(), 0
    told = partial(json.dumps, default=repr)
    for part in parts:
        rows += len(part)
        for row in part:
            seen.update(told([row[column.name] for column in table.columns]).encode() + b"\n")
    return MovedTable(table.name, rows, seen.hexdigest())


def _words(here: sa.Connection, there: sa.Connection) -> None:
    """The search index is made anew: each engine has its own. Refused("move_differs")."""
    there.execute(sa.text("DELETE FROM product_text"))
    words = here.execute(sa.text("SELECT rowid AS id, name, body FROM product_text")).all()
    with Session(there) as db:
        index_products(db, [(each.id, each.name, each.body) for each in words])
        db.flush()
    came = there.execute(sa.text("SELECT count(*) FROM product_text")).scalar_one()
    if came != len(words):
        raise Refused("move_differs", what="product_text", here=len(words), there=came)
