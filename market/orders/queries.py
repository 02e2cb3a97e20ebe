"""Reads for the pages of orders: small rows, a handful of statements whatever the number of parcels."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.orders.lifecycle import KIND
from market.orders.order import OPEN, Order, OrderEvent, OrderLine, State, SubOrder
from market.payments.account import UNDECIDED, Account
from market.payments.bill import Bill, BillState, Method
from market.payments.claim import Claim, ClaimState
from market.payments.payment import Payment
from market.payments.refund import COUNTED, WAITING, Refund, RefundState
from market.people.founding import is_invited
from market.people.group import Group

S, O, B, C, R, G = table(SubOrder), table(Order), table(Bill), table(Claim), table(Refund), table(Group)


P = table(Payment)
CAME = (
    sa.select(sa.func.coalesce(sa.func.sum(P.c.amount + P.c.rounding), 0))
    .where(P.c.bill_id == B.c.id)
    .correlate(B)
    .scalar_subquery()
)
LINE = table(OrderLine)
# `3 Cakalang fufu, 1 Sambal roa (pedas)`: what is in a parcel.
LINE_WORDS = (
    sa.cast(LINE.c.quantity, sa.String)
    + " "
    + LINE.c.product
    + sa.case((LINE.c.variant != "", " (" + LINE.c.variant + ")"), else_="")
)
CONTENTS = (
    sa.select(sa.func.aggregate_strings(LINE_WORDS, ", "))
    .where(LINE.c.sub_order_id == S.c.id)
    .correlate(S)
    .scalar_subquery()
)


@dataclass
class ShownParcel:
    """A parcel with all that its pages tell."""

    sub: SubOrder
    group: Group
    lines: list[OrderLine]
    events: list[OrderEvent]
    bill: Bill | None
    account: Account | None
    claim: Claim | None
    refunds: list[Refund]
    paid: int = 0

    @property
    def payment(self) -> str:
        return payment_state(self.sub, self.bill, self.claim, self.refunds, self.paid)

    @property
    def by_card(self) -> bool:
        """Its buyer can pay it at Stripe now."""
        bill = self.bill
        return bill is not None and bill.method is Method.CARD and bill.open and not bill.overdue

    @property
    def left(self) -> int:
        """Whole rupiah its buyer still has to pay, now or at hand-over; nothing while a claim is looked at."""
        bill = self.bill
        if self.claim or (bill and not bill.open) or not (self.sub.open or bill):
            return 0
        return self.missing or (self.bill.asked if self.bill else self.sub.total)

    @property
    def missing(self) -> int:
        """Whole rupiah that a bill paid in part still lacks."""
        bill = self.bill
        return bill.amount - self.paid if bill and bill.open and 0 < self.paid < bill.amount else 0

    @property
    def refundable(self) -> int:
        """Whole rupiah that can still be granted back."""
        if self.bill is None or self.bill.state is not BillState.SETTLED:
            return 0
        return self.paid - sum(refund.amount for refund in self.refunds if refund.state in COUNTED)

    @property
    def pieces(self) -> int:
        return sum(line.quantity for line in self.lines)

    @property
    def cancellable(self) -> bool:
        return self.sub.state in (State.WAITING, State.ACCEPTED)

    @property
    def claimable(self) -> bool:
        """A claim can be made now, late ones too."""
        bill = self.bill
        if bill is None or not bill.method.by_word or self.claim or self.refunds:
            return False
        return bill.open or (bill.state in (BillState.EXPIRED, BillState.CANCELLED) and not self.paid)


def payment_state(sub: SubOrder, bill: Bill | None, claim: Claim | None, refunds: Sequence[Refund], paid: int) -> str:
    """CONTRACT: unpaid, claimed, part_paid, paid, at_handover, refund_due, refunded (all that came in)."""
    if any(refund.waits for refund in refunds):
        return "refund_due"
    back = sum(refund.amount for refund in refunds if refund.state is RefundState.PAID)
    if back and back >= paid:
        return "refunded"
    if claim is not None:
        return "claimed"
    if bill is not None and bill.state is BillState.SETTLED:
        return "paid"
    if bill is not None and bill.open and paid:
        return "part_paid"
    return "at_handover" if sub.method is Method.CASH else "unpaid"


def shown_parcels(db: Session, subs: Sequence[SubOrder]) -> list[ShownParcel]:
    """Parcels with their groups, lines, events, bills, accounts, claims and refunds: four statements."""
    ids = [sub.key for sub in subs]
    groups = {g.key: g for g in db.scalars(sa.select(Group).where(G.c.id.in_([s.group_id for s in subs])))}
    lines: dict[int, list[OrderLine]] = defaultdict(list)
    rows, happened = table(OrderLine), table(OrderEvent)
    for line in db.scalars(sa.select(OrderLine).where(rows.c.sub_order_id.in_(ids)).order_by(rows.c.id)):
        lines[line.sub_order_id].append(line)
    events: dict[int, list[OrderEvent]] = defaultdict(list)
    for each in db.scalars(sa.select(OrderEvent).where(happened.c.sub_order_id.in_(ids)).order_by(happened.c.id)):
        events[each.sub_order_id].append(each)
    bills, claims, refunds, paid = _bills_of(db, [sub.number for sub in subs])
    shown = []
    for sub in subs:
        bill, account = bills.get(sub.number, (None, None))
        key = bill.key if bill else 0
        shown.append(
            ShownParcel(
                sub,
                groups[sub.group_id],
                lines[sub.key],
                events[sub.key],
                bill,
                account,
                claims.get(key),
                refunds.get(key, []),
                paid.get(key, 0),
            )
        )
    return shown


Bills = dict[str, tuple[Bill, Account | None]]


def _bills_of(
    db: Session, numbers: list[str]
) -> tuple[Bills, dict[int, Claim], dict[int, list[Refund]], dict[int, int]]:
    """The bills of parcels by number with their accounts; by bill the open claim, the refunds, and what came in."""
    wanted = (
        sa.select(Bill, Account, Claim, Refund, CAME)
        .outerjoin(Account, table(Account).c.id == B.c.account_id)
        .outerjoin(Claim, sa.and_(C.c.bill_id == B.c.id, C.c.state == ClaimState.OPEN))
        .outerjoin(Refund, R.c.bill_id == B.c.id)
        .where(B.c.kind == KIND, B.c.ref.in_(numbers))
        .order_by(R.c.id)
    )
    bills: Bills = {}
    claims: dict[int, Claim] = {}
    refunds: dict[int, list[Refund]] = defaultdict(list)
    paid: dict[int, int] = {}
    for bill, account, claim, refund, came in db.execute(wanted):
        bills[bill.ref], paid[bill.key] = (bill, account), int(came)
        if claim:
            claims[bill.key] = claim
        if refund:
            refunds[bill.key].append(refund)
    return bills, claims, refunds, paid


@dataclass(frozen=True)
class OrderRow:
    """A parcel in a list."""

    number: str
    order_number: str
    group_id: int
    group: str
    group_slug: str
    buyer: str
    phone: str
    state: State
    delivery: str
    method: Method
    total: int
    placed_at: datetime
    arrives_by: date
    answer_by: datetime | None
    seen_at: datetime | None
    quoted_at: datetime | None
    payment: str
    what: str


def order_rows(
    db: Session, *conditions: sa.ColumnElement[bool], oldest_first: bool = False, limit: int = 60, offset: int = 0
) -> list[OrderRow]:
    """Parcels that meet the conditions, with what is in them, in one statement."""
    claim = sa.select(C.c.id).where(C.c.bill_id == B.c.id, C.c.state == ClaimState.OPEN).exists()
    due = sa.select(R.c.id).where(R.c.bill_id == B.c.id, R.c.state.in_(WAITING)).exists()
    back = sa.select(R.c.bill_id).where(R.c.bill_id == B.c.id, R.c.state == RefundState.PAID).group_by(R.c.bill_id)
    payment = sa.case(
        (due, "refund_due"),
        (back.having(sa.func.sum(R.c.amount) >= CAME).exists(), "refunded"),
        (claim, "claimed"),
        (B.c.state == BillState.SETTLED, "paid"),
        (sa.and_(B.c.state == BillState.OPEN, CAME > 0), "part_paid"),
        (S.c.method == Method.CASH, "at_handover"),
        else_="unpaid",
    )
    wanted = (
        sa.select(
            S.c.number,
            O.c.number.label("order_number"),
            S.c.group_id,
            G.c.name.label("group"),
            G.c.slug.label("group_slug"),
            O.c.name.label("buyer"),
            O.c.phone,
            S.c.state,
            S.c.delivery,
            S.c.method,
            (S.c.goods_total + sa.func.coalesce(S.c.delivery_fee, 0)).label("total"),
            S.c.placed_at,
            S.c.arrives_by,
            S.c.answer_by,
            S.c.seen_at,
            S.c.quoted_at,
            payment.label("payment"),
            CONTENTS.label("what"),
        )
        .select_from(
            S.join(O, O.c.id == S.c.order_id)
            .join(G, G.c.id == S.c.group_id)
            .outerjoin(B, sa.and_(B.c.kind == KIND, B.c.ref == S.c.number))
        )
        .where(*conditions)
        .order_by(S.c.id if oldest_first else S.c.id.desc())
        .limit(limit)
        .offset(offset)
    )
    return [OrderRow(*tuple(row)) for row in db.execute(wanted)]


def to_do(db: Session, group_id: int) -> list[OrderRow]:
    """What a group has to work on, oldest first."""
    work = sa.and_(S.c.group_id == group_id, S.c.state.in_(OPEN))
    rows = order_rows(db, work, oldest_first=True, limit=40)
    return [row for row in rows if _needs_work(row)]


def _needs_work(row: OrderRow) -> bool:
    """Not while it is the buyer's turn: to pay, or to agree to a quote."""
    to_pay = row.state is State.ACCEPTED and row.payment == "unpaid"
    to_agree = row.state is State.WAITING and row.quoted_at is not None
    return not to_pay and not to_agree


def unseen(db: Session, group_ids: list[int]) -> list[OrderRow]:
    """Orders nobody of their group has opened within two waking hours, for the facilitator."""
    return order_rows(
        db, S.c.group_id.in_(group_ids), S.c.unseen_at <= now(), S.c.seen_at.is_(None), S.c.state.in_(OPEN)
    )


def to_pack(db: Session, group_id: int) -> list[SubOrder]:
    """The pack list: what is accepted or being prepared, in the order it must leave."""
    wanted = sa.select(SubOrder).where(
        S.c.group_id == group_id, S.c.state.in_((State.ACCEPTED, State.PREPARING, State.READY))
    )
    return list(db.scalars(wanted.order_by(S.c.arrives_by, S.c.id).limit(200)))


def orders_of_person(db: Session, person_id: int) -> list[Order]:
    return list(db.scalars(sa.select(Order).where(O.c.person_id == person_id).order_by(O.c.id.desc()).limit(50)))


def standing(db: Session, group_id: int) -> tuple[int, bool, Account | None]:
    """A group's (open orders, whether it still waits for its chair, account that waits for a second person)."""
    a = table(Account)
    count = sa.select(sa.func.count()).where(S.c.group_id == group_id, S.c.state.in_(OPEN)).scalar_subquery()
    waits = sa.and_(a.c.group_id == G.c.id, UNDECIDED)
    wanted = sa.select(count, is_invited(group_id), Account).select_from(G).outerjoin(Account, waits)
    orders, invited, account = db.execute(wanted.where(G.c.id == group_id).order_by(a.c.id.desc())).first() or (
        0,
        0,
        None,
    )
    return int(orders), bool(invited), account
