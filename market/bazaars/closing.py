"""Closing: the moment at which registration ends."""

from datetime import datetime

import sqlalchemy as sa

from market.bazaars.slot import Days
from market.kernel.clock import now
from market.kernel.refused import Refused


def not_ended(closes_at: datetime | None) -> bool:
    """Whether registration that ends then goes on; without an end always."""
    return closes_at is None or now() < closes_at


def not_ended_in(bazaars: sa.FromClause) -> sa.ColumnElement[bool]:
    """The same rule as a condition over rows of `bazaar`."""
    return sa.or_(bazaars.c.closes_at.is_(None), bazaars.c.closes_at > now())


def require_to_come(moment: datetime) -> None:
    """Refused for an end of registration that nobody could keep."""
    if moment <= now():
        raise Refused("closing_past", field="closes_on")


def require_closing(days: Days, moment: datetime | None) -> None:
    """Refused for an end of registration that is not to come, or not before the first of these days."""
    if moment is None:
        raise Refused("closing_needed", field="closes_on")
    require_to_come(moment)
    if moment >= days.first.begins_at(days.bazaar):
        raise Refused("closing_after_start", field="closes_on")
