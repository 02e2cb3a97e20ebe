"""Receipt: a sale at the till as its buyer reads it, with what came back of it since."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import from_row, table
from market.orders.order import Order, SubOrder
from market.orders.paid import ITS_BILL
from market.payments.bill import Bill, BillState
from market.payments.payment import CAME
from market.till.bon import the_sale
from market.till.returned import R, SoldPieces, TillReturn, sold_pieces
from market.till.sale import Paid, TillSale

L, S, O, B = table(TillSale), table(SubOrder), table(Order), table(Bill)
MOST = 60


@dataclass(frozen=True, slots=True)
class Receipt:
    """`left` whole rupiah are still owed by whoever has this name and number."""

    sale: TillSale
    number: str
    name: str
    phone: str
    left: int
    lines: list[SoldPieces]
    returns: list[TillReturn]

    @property
    def returnable(self) -> bool:
        return any(each.left for each in self.lines)


@dataclass(frozen=True, slots=True)
class LastSale:
    """One line of the list of sales."""

    id: int
    number: str
    sold_at: datetime
    sold_by: str
    total: int
    paid: Paid


OPEN = sa.case((B.c.state == BillState.OPEN, B.c.amount - CAME), else_=0)
FROM = L.join(S, S.c.id == L.c.sub_order_id).join(O, O.c.id == S.c.order_id).outerjoin(B, ITS_BILL)


def receipt(db: Session, group_id: int, key: int) -> Receipt:
    """Of a sale of this group."""
    sale = the_sale(db, group_id, key)
    named = sa.select(S.c.number, O.c.name, O.c.phone, sa.func.coalesce(OPEN, 0).label("left")).select_from(FROM)
    row = db.execute(named.where(L.c.id == key)).one()
    back = list(db.scalars(sa.select(TillReturn).where(R.c.sale_id == key).order_by(R.c.id)))
    return Receipt(sale, row.number, row.name, row.phone, int(row.left), sold_pieces(db, sale), back)


def last_sales(db: Session, group_id: int) -> list[LastSale]:
    """The last sales of a group, the newest first."""
    columns = (L.c.id, S.c.number, L.c.sold_at, L.c.sold_by, L.c.total, L.c.paid)
    wanted = sa.select(*columns).join(S, S.c.id == L.c.sub_order_id).where(L.c.group_id == group_id)
    return [
        from_row(LastSale, row) for row in db.execute(wanted.order_by(L.c.sold_at.desc(), L.c.id.desc()).limit(MOST))
    ]
