"""Tasks with money that a group has to do: claims to look at, refunds to pay."""

from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.kernel.refused import NotFound
from market.payments.bill import Bill, BillState, Custodian, Method
from market.payments.claim import WITHOUT_SLIP, Claim, ClaimState
from market.payments.own_order import takes_cash
from market.payments.refund import Refund
from market.payments.refund_addresses import WITHOUT_ACCOUNT
from market.payments.refund_state import RefundState, RefundWay
from market.people.membership import Membership, members
from market.people.person import Person

B, C, R, M, P = (table(each) for each in (Bill, Claim, Refund, Membership, Person))
MOST = 200  # of each kind on one page: the oldest, and the next ones when these are done
Claims = list[tuple[Claim, Bill]]
Refunds = list[tuple[Refund, Bill]]


@dataclass(frozen=True, slots=True)
class MoneyTasks:
    """Open claims and due refunds with their bills, the oldest first."""

    claims: Claims = field(default_factory=list)
    refunds: Refunds = field(default_factory=list)


def bank_refunds(db: Session) -> Refunds:
    """Refunds to be sent from the platform's bank, the oldest first: transfers that came there, cards that refused."""
    wanted = sa.select(Refund, Bill).join(Bill, B.c.id == R.c.bill_id)
    due = wanted.where(R.c.way == RefundWay.BANK, R.c.state == RefundState.DUE).order_by(R.c.id).limit(MOST)
    return [(refund, bill) for refund, bill in db.execute(due)]


def the_bank_refund(db: Session, key: int) -> Refund:
    """One of `bank_refunds`, whether its page shows it or not."""
    found = db.get(Refund, key)
    if found is None or found.way is not RefundWay.BANK or found.state is not RefundState.DUE:
        raise NotFound(f"refund {key}")
    return found


def _paid_by_one_of(*which: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether a bill is that of somebody with such a membership: by her account, or by her number."""
    mine = sa.select(P.c.id).join(M, M.c.person_id == P.c.id).where(M.c.ended_at.is_(None), *which)
    phones = sa.select(P.c.phone).where(P.c.id.in_(mine), P.c.phone.is_not(None))
    return sa.or_(B.c.payer_id.in_(mine), B.c.payer_phone.in_(phones))


def claims_of_members(db: Session, group_id: int) -> Claims:
    """Open claims of a group's own members with their bills, the oldest first: others look at them."""
    found = db.execute(
        sa.select(Claim, Bill)
        .join(Bill, B.c.id == C.c.bill_id)
        .where(B.c.group_id == group_id, B.c.custodian == Custodian.GROUP, C.c.state == ClaimState.OPEN)
        .where(_paid_by_one_of(M.c.group_id == group_id))
        .order_by(C.c.id)
        .limit(MOST)
    )
    return [(claim, bill) for claim, bill in found]


def cash_of_members(db: Session, group_id: int) -> list[Bill]:
    """Open cash bills of a group's own members that no member may book, each being her own or that of somebody
    close to her, the oldest first: a helper from outside books them.
    """
    people = [person for _, person in members(db, group_id)]
    phones = [person.phone for person in people if person.phone]
    wanted = sa.select(Bill).where(
        B.c.group_id == group_id,
        B.c.custodian == Custodian.GROUP,
        B.c.method == Method.CASH,
        B.c.state == BillState.OPEN,
        sa.or_(B.c.payer_id.in_([person.key for person in people]), B.c.payer_phone.in_(phones)),
    )
    found = db.scalars(wanted.order_by(B.c.id).limit(MOST))
    return [bill for bill in found if not any(takes_cash(db, person.key, bill) for person in people)]


def refunds_of_bearers(db: Session, group_id: int) -> Refunds:
    """Refunds that a group owes its own chair or treasurer with their bills, the oldest first: another pays them."""
    found = db.execute(
        sa.select(Refund, Bill)
        .join(Bill, B.c.id == R.c.bill_id)
        .where(R.c.group_id == group_id, R.c.state == RefundState.DUE, R.c.way == RefundWay.BY_HAND)
        .where(_paid_by_one_of(M.c.group_id == group_id, sa.or_(M.c.chair, M.c.treasurer)))
        .order_by(R.c.id)
        .limit(MOST)
    )
    return [(refund, bill) for refund, bill in found]


def money_tasks(db: Session, group_id: int, *, slips: bool = False, accounts: bool = False) -> MoneyTasks:
    """Open claims and due refunds of a group with their bills, the oldest first, in one statement.

    Only with `slips` does it read what buyers say and show of a payment, with `accounts` where they want their money.
    """
    claimed = sa.select(C.c.bill_id).join(B, B.c.id == C.c.bill_id)
    claimed = claimed.where(B.c.group_id == group_id, B.c.custodian == Custodian.GROUP, C.c.state == ClaimState.OPEN)
    claimed = sa.select(claimed.order_by(C.c.id).limit(MOST).subquery().c.bill_id)
    late = sa.and_(
        R.c.way == RefundWay.BANK, R.c.reason == "late_money"
    )  # the platform pays it, unless the group serves it
    due = sa.and_(R.c.state == RefundState.DUE, sa.or_(R.c.way == RefundWay.BY_HAND, late))
    owed = sa.select(R.c.bill_id).where(R.c.group_id == group_id, due).order_by(R.c.id).limit(MOST)
    owed = sa.select(owed.subquery().c.bill_id)
    found = db.execute(
        sa.select(Bill, Claim, Refund)
        .outerjoin(
            Claim, sa.and_(C.c.bill_id == B.c.id, C.c.state == ClaimState.OPEN, B.c.custodian == Custodian.GROUP)
        )
        .outerjoin(Refund, sa.and_(R.c.bill_id == B.c.id, due))
        .where(B.c.id.in_(sa.union_all(claimed, owed)))
        .options(*(() if slips else WITHOUT_SLIP), *(() if accounts else WITHOUT_ACCOUNT))
    ).all()
    claims = {row.Claim.key: (row.Claim, row.Bill) for row in found if row.Claim}
    refunds = {row.Refund.key: (row.Refund, row.Bill) for row in found if row.Refund}
    return MoneyTasks(
        claims=[claims[key] for key in sorted(claims)],
        refunds=[refunds[key] for key in sorted(refunds)],
    )
