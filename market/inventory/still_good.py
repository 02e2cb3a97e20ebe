"""Whether a lot is still good on a day: until the end of its best-before day; without one always."""

from datetime import date

import sqlalchemy as sa


def still_good(best_before: date | None, day: date) -> bool:
    """The rule in Python. Goods that are sent must be good a day longer: see `Way.good_on`."""
    return best_before is None or best_before >= day


def good_in(lots: sa.FromClause, day: date | sa.ColumnElement[date]) -> sa.ColumnElement[bool]:
    """The same rule as a condition over rows of `lot`."""
    return sa.or_(lots.c.best_before.is_(None), lots.c.best_before >= day)
