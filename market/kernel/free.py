"""A free name: asked for by equality, so that the index of the column answers, however many rows there are."""

from collections.abc import Iterator
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import Session


def first_free(db: Session, column: sa.ColumnElement[str], names: Iterator[str]) -> str:
    """The first of `names`, which never end, that no row has."""
    some = 10
    while True:
        asked = list(islice(names, some))
        taken = set(db.scalars(sa.select(column).where(column.in_(asked))))
        for name in asked:
            if name not in taken:
                return name
        some = min(10 * some, 10_000)
