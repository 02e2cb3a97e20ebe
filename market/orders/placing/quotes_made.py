"""The offers that a group made: what each comes to, and what came of it, for its page."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.orders.order import SubOrder
from market.orders.placing.quote import Quote, QuoteLine


def quotes_of(db: Session, group_id: int) -> list[Quote]:
    """The last fifty, the newest first."""
    rows = table(Quote)
    return list(db.scalars(sa.select(Quote).where(rows.c.group_id == group_id).order_by(rows.c.id.desc()).limit(50)))


def offered_sums(db: Session, quotes: Sequence[Quote]) -> dict[str, int]:
    """By the number of an offer what it comes to, delivery with it, in whole rupiah."""
    rows, lines = table(Quote), table(QuoteLine)
    total = sa.func.sum(lines.c.quantity * lines.c.price) + rows.c.delivery_fee
    wanted = sa.select(rows.c.number, total.label("total")).join(QuoteLine, lines.c.quote_id == rows.c.id)
    mine = wanted.where(rows.c.id.in_([quote.key for quote in quotes])).group_by(rows.c.id)
    return {row.number: int(row.total) for row in db.execute(mine)}


def numbers_of(db: Session, quotes: Sequence[Quote]) -> dict[str, str]:
    """By the number of an accepted offer the number of the parcel that came of it."""
    rows, subs = table(Quote), table(SubOrder)
    wanted = sa.select(rows.c.number, subs.c.number.label("of_parcel")).join(
        SubOrder, subs.c.order_id == rows.c.order_id
    )
    mine = wanted.where(rows.c.id.in_([quote.key for quote in quotes]))
    return {row.number: row.of_parcel for row in db.execute(mine)}
