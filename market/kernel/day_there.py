"""The date on the wall of a place, over rows that hold its Kemendagri code."""

from datetime import date, datetime, timedelta

import sqlalchemy as sa

from market.kernel.clock import WIT_PROVINCES, WITA_PROVINCES, day_of, zone_of


def day_there(code: sa.ColumnElement[str], moment: datetime, ahead: timedelta = timedelta()) -> sa.ColumnElement[date]:
    """`day_of(moment, zone_of(code))`, and so many days later, as SQL."""
    province = sa.func.substr(code, 1, 2)

    def day(of: str) -> sa.ColumnElement[date]:
        return sa.literal(day_of(moment, zone_of(of)) + ahead, sa.Date)

    return sa.case(
        (province.in_(sorted(WITA_PROVINCES)), day(min(WITA_PROVINCES))),
        (province.in_(sorted(WIT_PROVINCES)), day(min(WIT_PROVINCES))),
        else_=day("31"),
    )
