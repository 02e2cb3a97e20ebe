"""What a group sold this month, by how each sale is known: placed by its buyer, confirmed by her, or written down."""

from dataclasses import dataclass
from datetime import datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.orders.channel import SalesChannel
from market.orders.life.billing import ITS_BILL
from market.orders.order import SubOrder
from market.payments.bill import Bill
from market.payments.payment import STANDS, Payment
from market.people.group import Group

P, B, S = table(Payment), table(Bill), table(SubOrder)


@dataclass(frozen=True, slots=True)
class SoldBy:
    """Whole rupiah that came for orders of one channel, and how much that is of the largest, in percent."""

    channel: SalesChannel
    amount: int
    share: int


def sold_by_channel(db: Session, group: Group) -> list[SoldBy]:
    """What came in since the month began where the group is, by channel; only channels by which something came."""
    since = datetime.combine(group.today.replace(day=1), time(), group.zone)
    wanted = (
        sa.select(S.c.channel, sa.func.sum(P.c.amount).label("amount"))
        .select_from(P.join(B, B.c.id == P.c.bill_id).join(S, ITS_BILL))
        .where(S.c.group_id == group.key, P.c.received_at >= since, STANDS)
        .group_by(S.c.channel)
    )
    came = {SalesChannel(row.channel): int(row.amount) for row in db.execute(wanted)}
    most = max(came.values(), default=0)
    return [SoldBy(each, came[each], 100 * came[each] // most) for each in SalesChannel if came.get(each)]
