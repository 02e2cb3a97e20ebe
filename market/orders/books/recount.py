"""Recount: what the books of stock say, counted again from what happened. `market doctor` runs it."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.inventory.hold import Hold
from market.inventory.lot import Lot
from market.inventory.movement import StockMovement
from market.kernel.record import table
from market.orders.line_lot import LineLot, LotUse
from market.orders.order import Order, OrderLine, SubOrder
from market.payments.bill import Bill, BillState
from market.payments.ledger import BUYER, ENTRIES, FEES, net
from market.payments.payment import STANDS, Payment
from market.payments.refund import Refund
from market.payments.refund_state import COUNTED, RefundState


@dataclass(frozen=True)
class Discrepancy:
    """Something that does not add up: `what` of `where` is `found`, and should be `expected`."""

    where: str
    what: str
    found: int
    expected: int

    def __str__(self) -> str:
        return f"{self.where}: {self.what} is {self.found}, should be {self.expected}"


def recount(db: Session) -> list[Discrepancy]:
    """Every lot against its movements, live holds and order lines; every bill against its payments and the ledger."""
    return [*recount_lots(db), *recount_bills(db), *recount_ledger(db), *recount_orders(db)]


def recount_lots(db: Session) -> list[Discrepancy]:
    lots, moves, holds, uses = table(Lot), table(StockMovement), table(Hold), table(LineLot)
    moved = _sum(moves.c.lot_id, moves.c.quantity)
    held = _sum(holds.c.lot_id, holds.c.quantity, holds.c.released_at.is_(None))
    used = _sum(uses.c.lot_id, uses.c.quantity, uses.c.use == LotUse.ALLOCATED)
    zero = sa.func.coalesce
    wanted = (
        sa.select(
            lots.c.id,
            lots.c.on_hand,
            zero(moved.c.total, 0).label("moved"),
            lots.c.held,
            zero(held.c.total, 0).label("live"),
            lots.c.allocated,
            zero(used.c.total, 0).label("used"),
        )
        .select_from(
            lots.outerjoin(moved, moved.c.key == lots.c.id)
            .outerjoin(held, held.c.key == lots.c.id)
            .outerjoin(used, used.c.key == lots.c.id)
        )
        .where(
            sa.or_(
                lots.c.on_hand != zero(moved.c.total, 0),
                lots.c.held != zero(held.c.total, 0),
                lots.c.allocated != zero(used.c.total, 0),
            )
        )
    )
    wrong = []
    for row in db.execute(wanted):
        for what, found, expected in (
            ("on_hand", row.on_hand, row.moved),
            ("held", row.held, row.live),
            ("allocated", row.allocated, row.used),
        ):
            if found != expected:
                wrong.append(Discrepancy(f"lot {row.id}", what, found, int(expected)))
    return wrong


def _sum(key: sa.ColumnElement[int], value: sa.ColumnElement[int], *where: sa.ColumnElement[bool]) -> sa.Subquery:
    return sa.select(key.label("key"), sa.func.sum(value).label("total")).where(*where).group_by(key).subquery()


def recount_bills(db: Session) -> list[Discrepancy]:
    """A settled bill was paid, and what came above it is owed back; of a closed one all is; never more than came in."""
    bills, payments, refunds = table(Bill), table(Payment), table(Refund)
    paid = _sum(payments.c.bill_id, payments.c.amount + payments.c.rounding, STANDS)
    owed = _sum(refunds.c.bill_id, refunds.c.amount, refunds.c.state.in_(COUNTED))
    wanted = sa.select(
        bills.c.ref,
        bills.c.state,
        bills.c.amount,
        bills.c.asked,
        sa.func.coalesce(paid.c.total, 0).label("paid"),
        sa.func.coalesce(owed.c.total, 0).label("owed"),
    ).select_from(bills.outerjoin(paid, paid.c.key == bills.c.id).outerjoin(owed, owed.c.key == bills.c.id))
    wrong = []
    for row in db.execute(wanted):
        came, back = int(row.paid), int(row.owed)
        if row.state == BillState.SETTLED and not row.amount <= came <= row.asked + back:
            wrong.append(Discrepancy(f"bill {row.ref}", "paid", came, row.asked))
        if row.state == BillState.OPEN and came >= row.amount:
            wrong.append(Discrepancy(f"bill {row.ref}", "open and paid", came, 0))
        if back > came or (row.state in (BillState.EXPIRED, BillState.CANCELLED) and back != came):
            wrong.append(Discrepancy(f"bill {row.ref}", "refunds", back, came))
    return wrong


def recount_ledger(db: Session) -> list[Discrepancy]:
    """For each bill: the ledger took from its buyer what was paid less what went back; no fee is above the bill's."""
    bills, payments, refunds, entries = table(Bill), table(Payment), table(Refund), ENTRIES.c
    came = _sum(payments.c.bill_id, payments.c.amount + payments.c.rounding, STANDS)
    back = _sum(refunds.c.bill_id, refunds.c.amount, refunds.c.state.in_((RefundState.SENT, RefundState.PAID)))
    booked = sa.select(entries.ref, net(BUYER).label("buyer"), net(FEES).label("fees")).group_by(entries.ref).subquery()
    zero = sa.func.coalesce
    wanted = sa.select(
        bills.c.ref,
        bills.c.fee,
        zero(came.c.total, 0).label("came"),
        zero(back.c.total, 0).label("back"),
        zero(booked.c.buyer, 0).label("buyer"),
        zero(booked.c.fees, 0).label("fees"),
    ).select_from(
        bills.outerjoin(came, came.c.key == bills.c.id)
        .outerjoin(back, back.c.key == bills.c.id)
        .outerjoin(booked, booked.c.ref == bills.c.ref)
    )
    wrong = []
    for row in db.execute(wanted):
        if -row.buyer != row.came - row.back:
            wrong.append(Discrepancy(f"bill {row.ref}", "ledger", -int(row.buyer), int(row.came - row.back)))
        if not 0 <= row.fees <= row.fee:
            wrong.append(Discrepancy(f"bill {row.ref}", "fee booked", int(row.fees), row.fee))
    return wrong


def recount_orders(db: Session) -> list[Discrepancy]:
    """Each parcel's goods are the sum of its lines; each order has a parcel."""
    subs, lines, orders = table(SubOrder), table(OrderLine), table(Order)
    sums = (
        sa.select(
            lines.c.sub_order_id, sa.func.sum(lines.c.price * (lines.c.quantity - lines.c.cancelled)).label("total")
        )
        .group_by(lines.c.sub_order_id)
        .subquery()
    )
    wanted = (
        sa.select(subs.c.number, subs.c.goods_total, sa.func.coalesce(sums.c.total, 0).label("total"))
        .select_from(subs.outerjoin(sums, sums.c.sub_order_id == subs.c.id))
        .where(subs.c.goods_total != sa.func.coalesce(sums.c.total, 0))
    )
    wrong = [Discrepancy(f"parcel {r.number}", "goods_total", r.goods_total, int(r.total)) for r in db.execute(wanted)]
    empty = sa.select(orders.c.number).where(~sa.exists().where(subs.c.order_id == orders.c.id))
    wrong += [Discrepancy(f"order {number}", "parcels", 0, 1) for number in db.scalars(empty)]
    return wrong
