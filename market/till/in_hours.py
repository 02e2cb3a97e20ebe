"""What a group's tills counted within some hours, as on a day of a bazaar: less what came back of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.till.returned import TillReturn
from market.till.sale import TillSale

L, R = table(TillSale), table(TillReturn)


@dataclass(frozen=True, slots=True)
class Hours:
    """From a moment until before another."""

    begin: datetime
    end: datetime


def till_sums(db: Session, group_id: int, hours: Mapping[int, Hours]) -> dict[int, int]:
    """Whole rupiah by key, of those hours in which something was sold; in one statement."""
    if not hours:
        return {}
    back = sa.select(sa.func.sum(R.c.worth)).where(R.c.sale_id == L.c.id).correlate(L).scalar_subquery()
    each = sa.func.sum(L.c.total - sa.func.coalesce(back, 0)).label("amount")
    parts = [
        sa.select(sa.literal(key).label("key"), each).where(
            L.c.group_id == group_id, L.c.sold_at >= span.begin, L.c.sold_at < span.end
        )
        for key, span in hours.items()
    ]
    return {row.key: int(row.amount) for row in db.execute(sa.union_all(*parts)) if row.amount}
