"""A rule that stands twice, in Python and in SQL: what its expression says of many facts, in one statement."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from hypothesis import HealthCheck, Phase, settings

from market.kernel.db import read

MANY = 25  # facts in a statement; always as many, so that it is compiled once
# What goes wrong is told as it was met: to look for less of it takes minutes of statements.
FEW_STATEMENTS = settings(
    max_examples=40, database=None, phases=(Phase.explicit, Phase.generate),
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip


def over_rows(
    kinds: Mapping[str, sa.types.TypeEngine[Any]],
    facts: Sequence[Sequence[object]],
    rule: Callable[[sa.Subquery], sa.ColumnElement[Any]],
) -> list[Any]:
    """What a rule says of rows that hold these facts, in their order; nothing needs to be stored."""
    rows = sa.union_all(*(
        sa.select(sa.literal(n).label("n"), *(
            sa.literal(fact, kind).label(name) for (name, kind), fact in zip(kinds.items(), row, strict=True)
        ))
        for n, row in enumerate(facts)
    )).subquery()  # fmt: skip
    with read() as db:
        return list(db.scalars(sa.select(rule(rows)).order_by(rows.c.n)))


def yes_or_no(
    kinds: Mapping[str, sa.types.TypeEngine[Any]],
    facts: Sequence[Sequence[object]],
    rule: Callable[[sa.Subquery], sa.ColumnElement[bool]],
) -> list[bool]:
    """The same of a condition, which says nothing else: NULL is no answer."""
    said = over_rows(kinds, facts, rule)
    assert None not in said
    return [bool(each) for each in said]
