"""What came in for orders of a group, by how each sale is known: placed by its buyer, confirmed by her, or written."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.orders.channel import SalesChannel
from market.orders.life.billing import ITS_BILL
from market.orders.order import SubOrder
from market.payments.bill import Bill
from market.payments.payment import STANDS, Payment

P, B, S = table(Payment), table(Bill), table(SubOrder)


@dataclass(frozen=True, slots=True)
class SoldBy:
    """Whole rupiah that came for orders of one channel, and how much that is of the largest, in percent."""

    channel: SalesChannel
    amount: int
    share: int


def sold_by_channel(db: Session, group_id: int, start: datetime, end: datetime) -> list[SoldBy]:
    """What came in from `start` until before `end`, by channel; only channels by which something came."""
    wanted = (
        sa.select(S.c.channel, sa.func.sum(P.c.amount).label("amount"))
        .select_from(P.join(B, B.c.id == P.c.bill_id).join(S, ITS_BILL))
        .where(S.c.group_id == group_id, P.c.received_at >= start, P.c.received_at < end, STANDS)
        .group_by(S.c.channel)
    )
    came = {SalesChannel(row.channel): int(row.amount) for row in db.execute(wanted)}
    most = max(came.values(), default=0)
    return [SoldBy(each, came[each], 100 * came[each] // most) for each in SalesChannel if came.get(each)]
