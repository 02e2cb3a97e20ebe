"""A parcel with all that its pages tell, in a handful of statements whatever the number of parcels."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import day_of
from market.kernel.record import table
from market.orders.event import OrderEvent
from market.orders.life.stopped import has_recalled
from market.orders.order import OrderLine, SubOrder
from market.orders.paid import KIND, down_paid, may_begin, may_leave, money_first, payment_state, pays_by
from market.orders.state import CANCELLED_BY_BUYER
from market.orders.terms import Terms
from market.payments.account import Account
from market.payments.bill import Bill, BillState, Method
from market.payments.claim import WITHOUT_SLIP, Claim, ClaimState
from market.payments.payment import CAME, Payment
from market.payments.refund import Refund
from market.payments.refund_addresses import WITHOUT_ACCOUNT
from market.payments.refund_state import COUNTED, RefundState
from market.people.group import Group

B, C, R, G = table(Bill), table(Claim), table(Refund), table(Group)
P, T = table(Payment), table(Terms)


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
    pickup_note: str = ""
    stopped: bool = False  # pieces of a recalled lot wait in it: it may not leave

    @property
    def pickup_place(self) -> str:
        """Where it is fetched: what the group wrote of place and hours, its street, its village; each once."""
        parts: list[str] = []
        for part in (self.pickup_note, self.group.address, self.group.village_name):
            if part and not any(part.lower() in known.lower() for known in parts):
                parts.append(part)
        return ", ".join(parts)

    @property
    def marked(self) -> int:
        """Whole rupiah at the end of what is transferred that tell this payment from others; 0 when there are none, or
        another sum came."""
        bill = self.bill
        told = bill is not None and bill.method.by_word and bill.method.ahead and not self.missing
        stands = bill is not None and ((bill.open and not self.stopped) or self.transferred == bill.asked)
        return bill.asked - (bill.down_payment or bill.amount) if bill and told and stands else 0

    @property
    def transferred(self) -> int:
        """Whole rupiah that came for a bill that is settled, where that is not just what it was for; else 0."""
        bill = self.bill
        ahead = bill is not None and bill.method.by_word and bill.method.ahead and bill.state is BillState.SETTLED
        return self.paid if bill and ahead and self.paid != bill.amount else 0

    @property
    def payment(self) -> str:
        return payment_state(self.sub, self.bill, self.claim, self.refunds, self.paid)

    @property
    def may_leave(self) -> bool:
        """Its goods wait for no money."""
        return may_leave(self.sub, self.bill, self.payment)

    @property
    def may_begin(self) -> bool:
        """Its goods may be made and packed; where they may not leave yet, the rest of their money is awaited."""
        return may_begin(self.sub, self.bill, self.payment)

    @property
    def down_paid(self) -> bool:
        """Its down payment is there, and the rest is not."""
        return down_paid(self.sub, self.bill)

    @property
    def rest(self) -> int:
        """Whole rupiah that are paid after a down payment that has not come yet; 0 where there is none."""
        sub, bill = self.sub, self.bill
        if bill is None:
            return sub.total - sub.down_payment if sub.down_payment and sub.open else 0
        return bill.amount - bill.down_payment if bill.open and bill.down_payment else 0

    @property
    def owed_by_office(self) -> bool:
        """An office pays it later, and has not."""
        return self.sub.by_offer and self.bill is not None and self.bill.open

    @property
    def office_pays_by(self) -> date | None:
        """The last day on which an office pays; none before it has the goods."""
        return pays_by(self.sub.handed_at, self.sub.pay_days, self.group.zone)

    @property
    def to_pay_first(self) -> bool:
        """Its goods are begun only once money came, and none did: each day is one more to wait. Not of an office's."""
        waits = money_first(self.sub) and not self.sub.by_offer and self.payment == "unpaid"
        return self.sub.open and waits and not self.stopped

    @property
    def arrives_by(self) -> date:
        """The last day on which it is expected; where money comes first, if it is paid today."""
        day, days = self.sub.arrives_by, self.sub.arrives_by - day_of(self.sub.placed_at, self.group.zone)
        return max(day, self.group.today + max(days, timedelta(0))) if self.to_pay_first else day

    @property
    def by_card(self) -> bool:
        """Its buyer can pay it at Stripe now."""
        bill = self.bill
        return bill is not None and bill.method is Method.CARD and bill.open and not bill.overdue and not self.stopped

    @property
    def left(self) -> int:
        """Whole rupiah its buyer still has to pay, now or at hand-over; nothing while a claim is looked at."""
        bill = self.bill
        if self.claim or (bill and not bill.open) or not (self.sub.open or bill):
            return 0
        return self.missing or (self.bill.asked if self.bill else self.sub.down_payment or self.sub.total)

    @property
    def missing(self) -> int:
        """Whole rupiah that a bill paid in part still lacks: of its down payment, until that is there."""
        bill = self.bill
        asked = (bill.down_payment or bill.amount) if bill and bill.open else 0
        return asked - self.paid if 0 < self.paid < asked else 0

    @property
    def refundable(self) -> int:
        """Whole rupiah that can still be granted back."""
        if self.bill is None or self.bill.state is not BillState.SETTLED:
            return 0
        return self.paid - sum(refund.amount for refund in self.refunds if refund.state in COUNTED)

    @property
    def given_back(self) -> list[Refund]:
        """What went back to its buyer, or is on its way there."""
        return [refund for refund in self.refunds if refund.state in (RefundState.SENT, RefundState.PAID)]

    @property
    def to_go_back(self) -> list[Refund]:
        """What is owed to its buyer and has not left."""
        return [refund for refund in self.refunds if refund.state in (RefundState.DUE, RefundState.SENDING)]

    @property
    def kept(self) -> int:
        """Whole rupiah that came, less what went back."""
        return self.paid - sum(refund.amount for refund in self.given_back)

    @property
    def still_coming(self) -> bool:
        """Its buyer asked the group once to wait on."""
        return any(event.code == "still_coming" for event in self.events)

    @property
    def pieces(self) -> int:
        return sum(line.pieces for line in self.lines)

    @property
    def cancellable(self) -> bool:
        return self.sub.state in CANCELLED_BY_BUYER

    @property
    def to_pay(self) -> bool:
        """Its buyer is to pay it now, by a transfer of her bank; never what has ended, or has recalled goods in it."""
        return self.claimable and self.bill is not None and self.bill.open and not self.stopped

    @property
    def claimable(self) -> bool:
        """Whether its buyer can say now that she paid; late too."""
        bill = self.bill
        if bill is None or not bill.method.by_word or self.claim or self.refunds:
            return False
        return bill.open or (bill.state in (BillState.EXPIRED, BillState.CANCELLED) and not self.paid)


def shown_parcels(db: Session, subs: Sequence[SubOrder], *, to_accounts: bool = False) -> list[ShownParcel]:
    """Parcels with their groups, lines, events, bills, accounts, claims and refunds: four statements.

    Only with `to_accounts` does it read where the buyer wants her money back.
    """
    ids = [sub.key for sub in subs]
    asked = sa.select(Group, T.c.pickup_note).outerjoin(Terms, T.c.group_id == G.c.id)
    groups = {row.Group.key: row for row in db.execute(asked.where(G.c.id.in_([s.group_id for s in subs])))}
    lines: dict[int, list[OrderLine]] = defaultdict(list)
    rows, happened = table(OrderLine), table(OrderEvent)
    halted: set[int] = set()
    asked_lines = sa.select(OrderLine, has_recalled(rows.c.id)).where(rows.c.sub_order_id.in_(ids))
    for line, recalled in db.execute(asked_lines.order_by(rows.c.id)):
        lines[line.sub_order_id].append(line)
        halted |= {line.sub_order_id} if recalled else set()
    events: dict[int, list[OrderEvent]] = defaultdict(list)
    for each in db.scalars(sa.select(OrderEvent).where(happened.c.sub_order_id.in_(ids)).order_by(happened.c.id)):
        events[each.sub_order_id].append(each)
    billed = _bills_of(db, [sub.number for sub in subs], to_accounts)
    shown = []
    for sub in subs:
        group, money = groups[sub.group_id], billed.get(sub.number, _Billed())
        shown.append(ShownParcel(
            sub=sub, group=group.Group, lines=lines[sub.key], events=events[sub.key], bill=money.bill,
            account=money.account, claim=money.claim, refunds=money.refunds, paid=money.paid,
            pickup_note=group.pickup_note or "", stopped=sub.key in halted,
        ))  # fmt: skip
    return shown


@dataclass(slots=True)
class _Billed:
    """The bill of a parcel with its account, the open claim, the refunds, and whole rupiah that came in."""

    bill: Bill | None = None
    account: Account | None = None
    claim: Claim | None = None
    refunds: list[Refund] = field(default_factory=list)
    paid: int = 0


def _bills_of(db: Session, numbers: list[str], to_accounts: bool) -> dict[str, _Billed]:
    """By number what is to be paid for each of these parcels."""
    wanted = (
        sa.select(Bill, Account, Claim, Refund, CAME.label("came"))
        .outerjoin(Account, table(Account).c.id == B.c.account_id)
        .outerjoin(Claim, sa.and_(C.c.bill_id == B.c.id, C.c.state == ClaimState.OPEN))
        .outerjoin(Refund, R.c.bill_id == B.c.id)
        .where(B.c.kind == KIND, B.c.ref.in_(numbers))
        .order_by(R.c.id)
        .options(*WITHOUT_SLIP, *(() if to_accounts else WITHOUT_ACCOUNT))
    )
    billed: dict[str, _Billed] = {}
    for row in db.execute(wanted):
        found = billed.setdefault(row.Bill.ref, _Billed(bill=row.Bill, account=row.Account, paid=int(row.came)))
        found.claim = row.Claim or found.claim
        found.refunds += [row.Refund] if row.Refund else []
    return billed
