"""What happens to an order when its bill is settled, expired, claimed or refused."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.addresses import COLLECTING, TREASURY
from market.kernel.record import locked, table
from market.orders.life import news
from market.orders.life.billing import reprice
from market.orders.life.clocks import asks_at
from market.orders.life.ending import expire
from market.orders.life.stopped import rest, stopped
from market.orders.order import SubOrder
from market.orders.state import BEFORE_LEAVING, ENDED, State
from market.payments.bill import Bill, BillState, Custodian, Method
from market.payments.bill_facts import Disputed, RefundOwed, RefundReaddressed, about_refund
from market.payments.claim import open_claim
from market.payments.payment import paid_towards
from market.payments.refund_state import RefundWay
from market.people.access import CLOCK, Actor
from market.people.group import Group


class OrderBills:
    """What happens in orders when one of their bills is settled, expired, claimed or refused."""

    def lock(self, db: Session, ref: str) -> None:
        db.scalars(locked(sa.select(SubOrder).where(table(SubOrder).c.number == ref))).one()

    def presses(self, db: Session, bill: Bill) -> bool:
        sub = self._sub(db, bill)  # one that is being made ready cannot expire any more: no clock runs for it
        if not bill.method.ahead or sub.by_offer or sub.state not in (State.WAITING, State.ACCEPTED):
            return False
        return not 0 < sub.down_payment <= paid_towards(db, bill.key)

    def settled(self, db: Session, bill: Bill, by: Actor) -> None:
        sub = self._sub(db, bill)
        sub.origin = sub.ask_at = sub.collect_by = None
        paid = sub.happened("paid", by, amount=bill.amount)
        if bill.method.ahead or sub.state in BEFORE_LEAVING:
            at_work = sub.state in (State.ACCEPTED, State.PREPARING) and not stopped(db, [sub.number])
            news.tell_buyer(db, sub, "payment_confirmed", once=f"/{paid.key}", at_work=at_work)

    def expired(self, db: Session, bill: Bill, due: datetime) -> None:
        expire(db, self._sub(db, bill), "unpaid", due)

    def claimed(self, db: Session, bill: Bill) -> None:
        sub = self._sub(db, bill)
        sub.happened("claimed", Actor(bill.payer_id, bill.payer_name))
        made = open_claim(db, bill.key)
        once, asked = f"/{made.key if made else 0}", made.asked if made else bill.asked
        if bill.custodian is Custodian.PLATFORM:
            news.tell_admins(db, sub, "payment_claimed", COLLECTING, once=once, asked=asked)
        else:
            news.tell_group(db, sub, "payment_claimed", treasurer=True, once=once, asked=asked)

    def claim_refused(self, db: Session, bill: Bill, by: Actor, reason: str) -> None:
        sub = self._sub(db, bill)
        if bill.open and bill.released_at:  # while it waited no sum of its own was asked
            reprice(db, sub, bill)
        refused = sub.happened("claim_refused", by, reason=reason)
        news.tell_buyer(db, sub, "claim_refused", once=f"/{refused.key}", reason=reason)
        rest(db, [sub.number])

    def part_paid(self, db: Session, bill: Bill, by: Actor, missing: int) -> None:
        sub = self._sub(db, bill)
        sub.origin = None
        short = sub.happened("part_paid", by, amount=missing)
        news.tell_buyer(db, sub, "payment_short", once=f"/{short.key}", missing=missing)
        rest(db, [sub.number])

    def down_paid(self, db: Session, bill: Bill, by: Actor, missing: int) -> None:
        """Work can begin; the rest is paid before the goods leave, or by an office in its days."""
        sub = self._sub(db, bill)
        sub.origin = None
        paid = sub.happened("down_paid", by, amount=bill.amount - missing)
        told: dict[str, Any] = {"paid": bill.amount - missing, "missing": missing, "later": sub.by_offer}
        news.tell_buyer(db, sub, "down_payment_confirmed", once=f"/{paid.key}", **told)
        rest(db, [sub.number])

    def refund_owed(self, db: Session, bill: Bill, by: Actor, refund: RefundOwed) -> None:
        sub = self._sub(db, bill)
        sub.happened("refund_due", by, amount=refund.amount)
        told = {"amount": refund.amount, "card": refund.way is RefundWay.CARD, "reason": refund.note}
        news.tell_buyer(db, sub, "refund_due", once=f"/{refund.key}", about=about_refund(refund.key), **told)

    def refund_addressed(self, db: Session, bill: Bill, refund: RefundOwed) -> None:
        """The buyer said where it is to go: whoever pays it back can do so now."""
        sub, once = self._sub(db, bill), f"/{refund.key}"
        if refund.way is RefundWay.BANK:
            news.tell_admins(db, sub, "refund_addressed", f"{TREASURY}#kembali", once=once, amount=refund.amount)
        else:
            more: dict[str, Any] = {"page": "uang#kembali", "amount": refund.amount}
            news.tell_group(db, sub, "refund_addressed", treasurer=True, once=once, **more)

    def refund_readdressed(self, db: Session, bill: Bill, refund: RefundReaddressed) -> None:
        """Another account than before: the buyer hears of it in every way, and whoever pays it back looks twice."""
        sub, once = self._sub(db, bill), f"/{refund.key}"
        sub.happened("refund_account_changed", Actor(bill.payer_id, bill.payer_name))
        from_when = {"usable_at": refund.usable_at.isoformat(), "zone": Group.get(db, sub.group_id).zone.key}
        news.tell_buyer(db, sub, "refund_account_changed", once=once, waits=refund.waits, **from_when)
        news.tell_owner(db, sub, "refund_account_changed", once=once, waits=refund.waits, **from_when)
        more: dict[str, Any] = {"amount": refund.amount, "waits": refund.waits, **from_when}
        if refund.way is RefundWay.BANK:
            news.tell_admins(db, sub, "refund_readdressed", f"{TREASURY}#kembali", once=once, **more)
        else:
            news.tell_group(db, sub, "refund_readdressed", treasurer=True, once=once, page="uang#kembali", **more)

    def refunded(self, db: Session, bill: Bill, by: Actor, refund: RefundOwed) -> None:
        sub = self._sub(db, bill)
        sub.happened("refunded", by, amount=refund.amount)
        news.tell_buyer(db, sub, "order_refunded", once=f"/{refund.key}", amount=refund.amount)

    def refund_undone(self, db: Session, bill: Bill, by: Actor, refund: RefundOwed, reason: str) -> None:
        """Somebody said by mistake that it had gone back: it is still owed."""
        sub = self._sub(db, bill)
        sub.happened("refund_undone", by, reason=reason, amount=refund.amount)
        news.tell_buyer(db, sub, "refund_undone", once=f"/{refund.key}", amount=refund.amount, reason=reason)

    def beside(self, db: Session, bill: Bill) -> Collection[int]:
        """The bills of all parcels of the order."""
        bills, subs = table(Bill), table(SubOrder)
        mine = sa.select(subs.c.order_id).where(subs.c.number == bill.ref).scalar_subquery()
        numbers = sa.select(subs.c.number).where(subs.c.order_id == mine)
        return db.scalars(sa.select(bills.c.id).where(bills.c.kind == bill.kind, bills.c.ref.in_(numbers))).all()

    def gone(self, db: Session, bills: Sequence[Bill]) -> set[int]:
        """The bills whose goods left, or whose money goes back already."""
        rows = table(SubOrder)
        states = dict(
            db.execute(sa.select(rows.c.number, rows.c.state).where(rows.c.number.in_([b.ref for b in bills]))).all()
        )
        return {bill.key for bill in bills if _is_gone(states[bill.ref], bill)}

    def keepers(self, db: Session, bills: Sequence[Bill], since: datetime) -> dict[int, set[int]]:
        return {}  # no organiser has money of orders

    def groups(self, db: Session, bills: Sequence[Bill]) -> dict[int, int]:
        return {bill.key: bill.payee for bill in bills}

    def taken_back(self, db: Session, bill: Bill, by: Actor, reason: str) -> None:
        sub = self._sub(db, bill)
        if bill.amount != sub.total or bill.released_at:  # less was accepted for the whole; its sum may be another's
            reprice(db, sub, bill)
        if sub.state in BEFORE_LEAVING:
            sub.ask_at = asks_at(db, sub, ready=sub.state is State.READY)
        undone = sub.happened("payment_taken_back", by, reason=reason)
        news.tell_buyer(db, sub, "payment_taken_back", once=f"/{undone.key}", reason=reason)
        rest(db, [sub.number])

    def disputed(self, db: Session, bill: Bill, dispute: Disputed) -> None:
        """Its money is held, or no longer held: the group's treasurers hear of it."""
        sub = self._sub(db, bill)
        sub.happened(f"dispute_{dispute.state}", CLOCK)
        news.tell_group(db, sub, f"dispute_{dispute.state}", treasurer=True, once=f"/{dispute.key}")

    def _sub(self, db: Session, bill: Bill) -> SubOrder:
        return db.scalars(sa.select(SubOrder).where(table(SubOrder).c.number == bill.ref)).one()


def _is_gone(state: State, bill: Bill) -> bool:
    if bill.method is Method.CASH and state is State.ON_THE_WAY:
        return False  # it is paid at the door
    return state not in BEFORE_LEAVING and not (state in ENDED and bill.state is not BillState.SETTLED)
