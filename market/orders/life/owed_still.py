"""Open bills that no clock ends, for the group's page of money: work that was begun, goods that are gone, offices."""

from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import from_row, table
from market.orders.channel import SalesChannel
from market.orders.order import SubOrder
from market.orders.paid import BY_OFFER, DOWN_PAID
from market.orders.state import State
from market.payments.bill import Bill, BillState, Custodian, Method
from market.payments.claim import is_claimed
from market.payments.payment import CAME

BY_WORD = tuple(method for method in Method if method.by_word)
MOST = 100  # on one page, the oldest first
B, S = table(Bill), table(SubOrder)


@dataclass(frozen=True, slots=True)
class Unpaid:
    """A parcel whose bill is open: `asked` is what is still to come, whole rupiah, with the few that mark it; an office
    pays `pay_days` after `handed_at`. `down_paid`: it is the rest after a down payment.
    """

    ref: str
    payer_name: str
    method: Method
    asked: int
    down_paid: bool
    arrives_by: date
    handed_at: datetime | None
    pay_days: int | None
    by_offer: bool


@dataclass(frozen=True)
class UnpaidParcels:
    """By what is to be done about them: `cash` that nobody wrote down, the `rest` after a down payment, goods that were
    `begun` for money that went away again, and those of `offices`."""

    cash: list[Unpaid] = field(default_factory=list)
    rest: list[Unpaid] = field(default_factory=list)
    begun: list[Unpaid] = field(default_factory=list)
    offices: list[Unpaid] = field(default_factory=list)

    def sort_in(self, each: Unpaid) -> None:
        if each.by_offer:
            self.offices.append(each)
        elif each.method is Method.CASH:
            self.cash.append(each)
        else:
            (self.rest if each.down_paid else self.begun).append(each)


def unpaid_parcels(db: Session, group_id: int) -> UnpaidParcels:
    """Parcels whose buyer the group is to ask: made ready for money that was taken back or came in part, goods whose
    cash nobody wrote down, and offers to offices. Not what somebody claims to have paid, nor debts at the till, which
    have a page of their own.
    """
    begun = sa.and_(S.c.state.in_((State.PREPARING, State.READY)), B.c.method.in_(BY_WORD))
    has_it = sa.and_(S.c.state.in_((State.RECEIVED, State.CLOSED)), B.c.method == Method.CASH)
    group_asks = (B.c.custodian == Custodian.GROUP, sa.or_(begun, has_it), sa.not_(is_claimed(B)))
    wanted = (
        sa.select(
            B.c.ref,
            B.c.payer_name,
            B.c.method,
            (B.c.asked - CAME).label("asked"),
            DOWN_PAID.label("down_paid"),
            S.c.arrives_by,
            S.c.handed_at,
            S.c.pay_days,
            BY_OFFER.label("by_offer"),
        )
        .join(SubOrder, sa.and_(S.c.number == B.c.ref, S.c.group_id == B.c.group_id))
        .where(B.c.group_id == group_id, B.c.state == BillState.OPEN, S.c.channel != SalesChannel.TILL)
        .where(sa.or_(BY_OFFER, sa.and_(*group_asks)))
        .order_by(S.c.handed_at.is_(None), S.c.handed_at, B.c.id)
        .limit(MOST)
    )
    found = UnpaidParcels()
    for row in db.execute(wanted):
        found.sort_in(from_row(Unpaid, row))
    return found
