"""A free name, or an address made from one: asked for by equality, so that the index of the column answers, however
many rows there are."""

import re
from collections.abc import Iterator
from itertools import chain, count, islice

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


RESERVED = {"baru", "impor", "kemas", "siapa", "contoh"}  # addresses of our own


def slug_of(db: Session, name: str, column: sa.ColumnElement[str]) -> str:
    """A free address from a name: `Tunas Bahari` → `tunas-bahari`, the next one `tunas-bahari-2`."""
    return first_free(db, column, slugs(name))


def slugs(name: str) -> Iterator[str]:
    """`tunas-bahari`, `tunas-bahari-2`, … without end; none of them is an address of our own."""
    stem = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "tanpa-nama"
    yield from (slug for slug in chain([stem], (f"{stem}-{n}" for n in count(2))) if slug not in RESERVED)
