"""Whether a group has been silent about fresh goods for so long that buyers ask first: in Python and over rows."""

from datetime import datetime, timedelta
from typing import Protocol

import sqlalchemy as sa

ASK_AFTER = timedelta(days=2)


class Answered(Protocol):
    """Goods about which a group says what there is; it said so last at `confirmed_at`."""

    @property
    def fresh(self) -> bool: ...

    @property
    def made_to_order(self) -> bool: ...

    @property
    def confirmed_at(self) -> datetime: ...


def silent(goods: Answered, moment: datetime) -> bool:
    """Whether nothing was said of fresh goods for two days. Of what is made to order there is nothing to say."""
    return goods.fresh and not goods.made_to_order and goods.confirmed_at < moment - ASK_AFTER


def is_silent(products: sa.FromClause, since: sa.ColumnElement[datetime]) -> sa.ColumnElement[bool]:
    """`silent` over rows of `product`, where `since` is ASK_AFTER before the moment."""
    return sa.and_(products.c.fresh, sa.not_(products.c.made_to_order), products.c.confirmed_at < since)
