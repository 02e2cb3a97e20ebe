"""How much of what came for a bill is owed back, and how it comes to be owed: cancelled, too much, granted."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.doer import who_did
from market.kernel.money import rupiah
from market.kernel.record import locked, table
from market.kernel.refused import Overtaken, Refused
from market.payments.bill import Bill, BillState, Custodian, handler, lock_bill
from market.payments.confirming import require_refunder
from market.payments.payment import Payment, paid_parts, paid_towards
from market.payments.refund import PIECES, Refund
from market.payments.refund_state import COUNTED, RefundState, RefundWay
from market.people.access import CLOCK, Actor
from market.people.act import note
from market.people.undoing import Made, undoes


def owed_back(db: Session, bill: Bill) -> int:
    """Whole rupiah of a bill that are owed back, or were given back."""
    return sum(_back(db, bill))


def owed_back_of(db: Session, bills: Collection[Bill]) -> dict[int, int]:
    """`owed_back` of many bills, by their keys, in one statement."""
    rows, keys = table(Refund), [bill.key for bill in bills]
    wanted = sa.select(rows.c.bill_id, sa.func.sum(rows.c.amount).label("back"))
    found = db.execute(wanted.where(rows.c.bill_id.in_(keys), rows.c.state.in_(COUNTED)).group_by(rows.c.bill_id))
    return dict.fromkeys(keys, 0) | {row.bill_id: int(row.back) for row in found}


def _back(db: Session, bill: Bill) -> tuple[int, int]:
    """(of the bill's amount, of what came besides): owed back or given back."""
    rows = table(Refund)
    goods, besides = (
        sa.func.coalesce(sa.func.sum(column), 0) for column in (rows.c.amount - rows.c.besides, rows.c.besides)
    )
    wanted = sa.select(goods, besides).where(rows.c.bill_id == bill.key, rows.c.state.in_(COUNTED))
    first, second = db.execute(wanted).one()
    return int(first), int(second)


def refundable(db: Session, bill: Bill) -> int:
    """What came in for a bill and is not owed or given back already."""
    return paid_towards(db, bill.key) - owed_back(db, bill)


def owe_refund(db: Session, bill: Bill, amount: int, *, reason: str) -> Refund | None:
    """Owes money back, never more than came in and is not owed or given back already."""
    amount = min(amount, refundable(db, bill))
    return _owe(db, bill, amount, CLOCK, reason=reason) if amount > 0 else None


def _owe(db: Session, bill: Bill, amount: int, by: Actor, *, reason: str, **granted: Any) -> Refund:
    came = paid_parts(db, bill.key)
    goods_back, more_back = _back(db, bill)
    goods, besides = came.amount - goods_back, came.besides - more_back
    part = min(amount, besides) if reason == "overpaid" else max(0, amount - goods)
    refund = Refund(
        bill_id=bill.key,
        group_id=bill.group_id,
        amount=amount,
        besides=part,
        reason=reason,
        way=_way_of(db, bill),
        **granted,
    ).add(db)
    handler(bill.kind).refund_owed(db, bill, by, refund.owed)
    return refund


def _way_of(db: Session, bill: Bill) -> RefundWay:
    """The way it came."""
    rows = table(Payment)
    paid = sa.select(rows.c.id).where(rows.c.bill_id == bill.key, rows.c.card_session_id.is_not(None))
    if db.scalars(paid.limit(1)).first() is not None:
        return RefundWay.CARD
    return RefundWay.BANK if bill.custodian is Custodian.PLATFORM else RefundWay.BY_HAND


def grant_refund(db: Session, bill: Bill, amount: int, *, note_: str, by: Actor, token: str) -> Refund:
    """The group grants part of a paid bill back, with a reason. A second press of the same form finds the first."""
    bill = lock_bill(db, bill.key)
    require_refunder(db, by, bill)
    standing = db.scalars(sa.select(Refund).where(table(Refund).c.token == token)).first()
    if standing and standing.bill_id == bill.key:
        return standing
    if standing:
        raise Overtaken("form_used")
    if bill.state is not BillState.SETTLED:
        raise Overtaken("bill_closed")
    left = refundable(db, bill)
    if amount <= 0:
        raise Refused("refund_nothing", field="amount", n=rupiah(left))
    if amount > left:
        raise Refused("refund_too_much", field="amount", n=rupiah(left))
    who = who_did(by, "granted_by")
    refund = _owe(db, bill, amount, by, reason="granted", note=note_, token=token, **who)
    note(db, by, "refund_granted", bill.group_id, amount=amount, ref=bill.ref, reason=note_)
    return refund


def overpaid(db: Session, bill: Bill) -> None:
    """What came in above what a bill asked is owed back; of a closed bill all of it."""
    paid = paid_towards(db, bill.key)
    if bill.state is BillState.SETTLED:
        owe_refund(db, bill, paid - bill.asked - _given_for(db, bill, "overpaid"), reason="overpaid")
    elif bill.state is not BillState.OPEN:
        owe_refund(db, bill, paid, reason="late_money")


def owe_for_pieces(db: Session, bill: Bill, costs: int) -> Refund | None:
    """Pieces of a paid bill were cancelled: owes its amount less the parcel's present `costs` and earlier such refunds.

    What was granted besides stays granted; what the group had let go (`accept_less`) is not given back.
    """
    return owe_refund(db, bill, bill.amount - _given_for(db, bill, PIECES) - costs, reason=PIECES)


def _given_for(db: Session, bill: Bill, reason: str) -> int:
    rows = table(Refund)
    mine = (rows.c.bill_id == bill.key, rows.c.reason == reason, rows.c.state.in_(COUNTED))
    return int(db.execute(sa.select(sa.func.coalesce(sa.func.sum(rows.c.amount), 0)).where(*mine)).scalar_one())


@undoes("refund.granted_by_id")
def undo_granted(db: Session, made: Made) -> None:
    """Drops refunds that were granted by a word that was not hers, and that nobody has begun to pay."""
    rows = table(Refund)
    hers = (
        made.holds(rows.c.granted_by_id, rows.c.owed_at),
        rows.c.state == RefundState.DUE,
        rows.c.reason == "granted",
    )
    for refund in db.scalars(locked(sa.select(Refund).where(*hers).order_by(rows.c.id))).all() if made.denied else []:
        refund.drop(CLOCK)
        note(db, CLOCK, "refund_withdrawn", refund.group_id, amount=refund.amount, ref=Bill.get(db, refund.bill_id).ref)
