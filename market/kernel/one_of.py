"""One row that is somebody's: for any other, and for none, NotFound."""

from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import Record, locked, table
from market.kernel.refused import NotFound

R = TypeVar("R", bound=Record)


def the_one(db: Session, wanted: sa.Select[R], what: str, *, lock: bool = False) -> R:
    """What a statement finds, with `lock` locked until the commit; NotFound, of `what`, where it finds nothing."""
    found = db.scalars(locked(wanted) if lock else wanted).first()
    if found is None:
        raise NotFound(what)
    return found


def one_of(db: Session, kind: type[R], key: int, /, *, lock: bool = False, **whose: Any) -> R:
    """The row with this id whose columns say whose it is (`group_id=…`); with `lock` locked until the commit."""
    what = f"{kind.__name__} {key}"
    if lock:
        return the_one(db, sa.select(kind).where(table(kind).c.id == key).filter_by(**whose), what, lock=True)
    found = db.get(kind, key)
    if found is None or any(getattr(found, column) != owner for column, owner in whose.items()):
        raise NotFound(what)
    return found
