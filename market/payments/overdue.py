"""Which bills are past their deadline: for the clock."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.payments.bill import Bill, BillState


def overdue_bills(db: Session, moment: datetime, after: int = 0, most: int = 100) -> list[int]:
    """Ids above `after` of bills past their deadline; not while a page at Stripe is open: that is ended there first."""
    rows = table(Bill)
    wanted = sa.select(rows.c.id).where(
        rows.c.state == BillState.OPEN, rows.c.due_at <= moment, rows.c.card_open.is_(False), rows.c.id > after
    )
    return list(db.scalars(wanted.order_by(rows.c.id).limit(most)))
