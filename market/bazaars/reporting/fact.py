"""Facts of several kinds in one statement, for a page that shows a little of each."""

from collections import defaultdict
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.slot import Slot
from market.kernel.record import table

COLUMNS: dict[str, Any] = {
    "bazaar_id": sa.Integer(), "slot_id": sa.Integer(), "group_id": sa.Integer(), "booking_id": sa.Integer(),
    "n": sa.BigInteger(), "word": sa.String(), "label": sa.String(), "at": table(Bazaar).c.made_at.type,
    "day": table(Slot).c.day.type,
}  # fmt: skip


def fact(what: str, **columns: sa.ColumnElement[Any]) -> sa.Select[Any]:
    """A select of one kind of facts, each with those of `COLUMNS` that it has, to be read beside others."""
    told = [
        (sa.cast(columns[name], kind) if name in ("n", "word", "label") else columns[name])
        if name in columns
        else sa.cast(sa.null(), kind)
        for name, kind in COLUMNS.items()
    ]
    named = [each.label(name) for each, name in zip(told, COLUMNS, strict=True)]
    return sa.select(sa.literal(what).label("what"), *named)


def read_facts(db: Session, *kinds: sa.Select[Any]) -> dict[str, list[Any]]:
    """By kind its facts, in no order, in one statement."""
    found: dict[str, list[Any]] = defaultdict(list)
    for row in db.execute(sa.union_all(*kinds)):
        found[row.what].append(row)
    return found
