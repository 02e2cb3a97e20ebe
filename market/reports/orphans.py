"""Files that nobody names: photos of forms that were given up, proofs of claims that were never made."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.bazaar import Bazaar
from market.bazaars.planning.named_draw import Draw
from market.bazaars.reporting.report_picture import ReportPicture
from market.catalog.category import Category
from market.catalog.photo import Photo
from market.catalog.product import Product
from market.kernel import store
from market.kernel.clock import now
from market.kernel.db import read
from market.kernel.record import table
from market.orders.order import OrderLine
from market.payments.claim import Claim, kept_as
from market.people.group import Group

# Longer than a staged file can still be named by a form (`pages/uploads.py`): what is older and unnamed stays unnamed.
ORPHAN_AFTER = timedelta(days=1)
PICTURES = (
    table(Photo).c.file, table(Product).c.cover, table(OrderLine).c.cover, table(Group).c.photo,
    table(Bazaar).c.picture, table(Category).c.picture, table(Draw).c.photo, table(ReportPicture).c.file,
)  # fmt: skip
PROOFS = table(Claim).c.proof
SIZE = re.compile(r"-[0-9]+\.(webp|avif|jpg)$")


def sweep_orphans() -> int:
    """Deletes files older than a day that no row names; returns how many. Files are listed before rows are read, so a
    file that a row comes to name meanwhile is too young, or already named."""
    public, private = list(_old(private=False)), list(_old(private=True))
    if not public and not private:
        return 0
    with read() as db:
        pictures, proofs = _pictures(db), _proofs(db)
    orphans = [path for path in public if SIZE.sub("", path.name) not in pictures]
    orphans += [path for path in private if path.name not in proofs]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def _old(*, private: bool) -> Iterator[Path]:
    before = (now() - ORPHAN_AFTER).timestamp()
    for path in store.folder(private).iterdir():
        try:
            if path.is_file() and path.stat().st_mtime < before:
                yield path
        except FileNotFoundError:  # it was only just renamed, or dropped
            continue


def _pictures(db: Session) -> set[str]:
    return {name for column in PICTURES for name in db.scalars(sa.select(column).where(column.is_not(None)).distinct())}


def _proofs(db: Session) -> set[str]:
    return {kept_as(name) for name in db.scalars(sa.select(PROOFS).where(PROOFS.is_not(None)))}
