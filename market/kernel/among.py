"""Rows whose key is among many, given as one value.

Where each key is a value of its own, a statement is written, read and planned for every length anew: of 500 goods that
took longer than finding them.
"""

import json
from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _Keys(sa.types.TypeDecorator[Iterable[int]]):
    """An array on PostgreSQL, a JSON list on SQLite."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        return dialect.type_descriptor(sa.Text() if dialect.name == "sqlite" else ARRAY(sa.Integer))

    def process_bind_param(self, value: Iterable[int] | None, dialect: sa.Dialect) -> Any:
        keys = list(value or ())
        return json.dumps(keys) if dialect.name == "sqlite" else keys


class _Among(FunctionElement[bool]):
    type = sa.Boolean()
    inherit_cache = True

    def self_group(self, against: Any = None) -> Any:
        """As it is: SQLAlchemy writes `= 1` behind what it does not know to be a condition, and no index helps."""
        return self


@compiles(_Among, "sqlite")
def _in_list(among: _Among, compiler: Any, **more: Any) -> str:
    column, keys = (compiler.process(each, **more) for each in among.clauses)
    return f"{column} IN (SELECT value FROM json_each({keys}))"


@compiles(_Among, "postgresql")
def _in_array(among: _Among, compiler: Any, **more: Any) -> str:
    column, keys = (compiler.process(each, **more) for each in among.clauses)
    return f"{column} = ANY({keys})"


def among(column: sa.ColumnElement[int], name: str) -> sa.ColumnElement[bool]:
    """That the column is one of the whole numbers that are given as `name`."""
    return _Among(column, sa.bindparam(name, type_=_Keys()))
