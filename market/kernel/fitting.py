"""No column takes more letters than it holds, on either engine: SQLite alone would keep them all, PostgreSQL fail."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

import sqlalchemy as sa

from market.kernel.refused import Refused

OF_SEVERAL = re.compile(r"_m[0-9]+\Z")  # what SQLAlchemy puts behind a column's name for each row of one VALUES


@cache
def _holds(rows: Any) -> Mapping[str, int]:
    """The columns of a table that hold so many letters and no more."""
    lengths = ((column.key, getattr(column.type, "length", None)) for column in rows.columns)
    return {key: most for key, most in lengths if most}


def most_letters(column: Any) -> int:
    """How many letters a column holds, for the field of a form that is kept there."""
    return int(column.type.length)


def _fits(_connection: Any, _cursor: Any, _statement: str, _parameters: Any, context: Any, _many: bool) -> None:
    """Refused beside the field that is called like the column. A form says it first; this is the last word."""
    if not (context.isinsert or context.isupdate):
        return
    holds = _holds(context.compiled.statement.table)
    for row in context.compiled_parameters:
        for name, text in row.items():
            if text.__class__ is str:
                key = name if name in holds else OF_SEVERAL.sub("", name)
                if len(text) > (most := holds.get(key, len(text))):
                    raise Refused("text_too_long", field=key, n=most)


def hold_back(writer: sa.Engine) -> None:
    """Looks at each row before it is written."""
    sa.event.listen(writer, "before_cursor_execute", _fits)
