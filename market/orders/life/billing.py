"""Billing: the bill of a parcel: made, found, ended with it, and what its lines are worth."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now, out_of_the_night
from market.kernel.record import table
from market.kernel.refused import Refused
from market.orders.order import Order, SubOrder
from market.orders.paid import ITS_BILL, KIND
from market.orders.state import BEFORE_LEAVING
from market.payments.bill import Bill, BillState, Method, bill_for, handler, lock_bill
from market.payments.claim import open_claim
from market.payments.collecting import account_for, custodian_of
from market.payments.incoming import missing_of, settle_with
from market.payments.own_order import LINE_SPEAKS, own_order, require_others
from market.payments.payment import booked_fee, paid_towards
from market.payments.refund_owed import owe_refund, refundable
from market.payments.unique_sum import asked_for
from market.people.access import CLOCK, Actor
from market.people.group import Group

BILL_LASTS = timedelta(hours=24)
CARD_LASTS = timedelta(minutes=30)


def bill_of(db: Session, sub: SubOrder) -> Bill | None:
    return bill_for(db, KIND, sub.number)


def locked_bill_of(db: Session, sub: SubOrder) -> Bill | None:
    """The bill of a parcel, locked and as it is now, for a verb of the parcel, which holds the parcel's lock."""
    found = bill_of(db, sub)
    return lock_bill(db, found.key) if found else None


def stands(db: Session, sub: SubOrder, rule: sa.ColumnElement[bool]) -> bool:
    """Whether a rule over a parcel and its bill (paid.py) holds as both are now; the caller holds their locks."""
    of = table(SubOrder)
    return bool(db.scalar(sa.select(rule).select_from(of.outerjoin(Bill, ITS_BILL)).where(of.c.id == sub.key)))


def bill_by_others(db: Session, sub: SubOrder, by: Actor) -> Bill | None:
    """The same, to end the parcel: refused to its own buyer when money came for it or its goods have left.

    She would give herself the money or the goods; before that nothing is lost, and the stock is here. A phone number
    that was only typed stops nobody who is alone in her business from saying that unpaid goods came back.
    """
    bill = locked_bill_of(db, sub)
    paid = bill is not None and paid_towards(db, bill.key) > 0
    if bill and (sub.state not in BEFORE_LEAVING or paid):
        typed = Group.get(db, sub.group_id).sole and own_order(db, by.person_id, bill) in LINE_SPEAKS
        if paid or not typed:
            require_others(db, by, bill)
    return bill


@dataclass(frozen=True, slots=True)
class Orderer:
    """Who ordered a parcel that has no bill yet."""

    payer_id: int | None
    payer_phone: str


def priced_by_others(db: Session, sub: SubOrder, by: Actor) -> None:
    """Refused to somebody who sets the price of her own order; a typed number stops nobody alone in her business."""
    order = Order.get(db, sub.order_id)
    ordered = Orderer(order.person_id, order.phone)
    if not (Group.get(db, sub.group_id).sole and own_order(db, by.person_id, ordered) in LINE_SPEAKS):
        require_others(db, by, ordered)


@dataclass(frozen=True, slots=True)
class ParcelOwed:
    """What the buyer of a parcel owes from `at` on: whole rupiah, `fee` the platform's part of the goods,
    `down_payment` what is asked of it first.

    `account_id` is where it is paid to, with `platform` one of the platform's. An office (`pays_later`) pays by a
    day of its own, and exactly what its papers say.
    """

    ref: str
    group_id: int
    zone: ZoneInfo
    method: Method
    total: int
    fee: int
    account_id: int | None
    platform: bool
    pays_later: bool
    payer_name: str
    payer_phone: str
    payer_id: int | None
    at: datetime
    down_payment: int = 0

    def bill(self, db: Session) -> dict[str, Any]:
        """The bill's row. A transfer has a sum of its own, and 24 hours that never end at night."""
        later, first = self.pays_later, self.down_payment or self.total
        return {
            "kind": KIND,
            "ref": self.ref,
            "group_id": self.group_id,
            "payer_name": self.payer_name,
            "payer_phone": self.payer_phone,
            "payer_id": self.payer_id,
            "account_id": self.account_id,
            "method": self.method,
            "custodian": custodian_of(self.method, platform=self.platform),
            "amount": self.total,
            "asked": first if later else asked_for(db, self.method, self.account_id, first),
            "down_payment": self.down_payment,
            "fee": self.fee,
            "state": BillState.OPEN,
            "made_at": self.at,
            "due_at": None if later else bill_due(self.method, self.at, self.zone),
            "released_at": self.at if later else None,
        }


def make_bill(db: Session, sub: SubOrder) -> Bill:
    """What the buyer owes this group, from now on."""
    order = Order.get(db, sub.order_id)
    account = account_for(db, sub.group_id, sub.method)
    owed = ParcelOwed(
        ref=sub.number, group_id=sub.group_id, zone=Group.get(db, sub.group_id).zone, method=sub.method,
        total=sub.total, fee=goods_fee(sub), account_id=account.key if account else None,
        platform=account is not None and account.of_platform, pays_later=sub.by_offer,
        payer_name=order.name, payer_phone=order.phone, payer_id=order.person_id, at=now(),
        down_payment=sub.down_payment,
    )  # fmt: skip
    return Bill(**owed.bill(db)).add(db)


def goods_fee(sub: SubOrder) -> int:
    """The platform's part of what comes, in whole rupiah."""
    return sum(line.pieces_fee for line in sub.lines)


def reprice(db: Session, sub: SubOrder, bill: Bill) -> None:
    """An open bill asks what the parcel costs now; settled when that much came already.

    It is never lower than what came, nor its fee than what was booked of it: what is too much goes back afterwards.
    A part of the down payment that came may be all of it now.
    """
    waited, came = bill.down_payment > 0, paid_towards(db, bill.key)
    if came >= sub.total:
        bill.fee = booked_fee(db, bill)
        settle_with(bill, came, 0, CLOCK)
        return
    bill.fee = max(goods_fee(sub), booked_fee(db, bill))
    first = sub.down_payment
    bill.amount, bill.down_payment, bill.asked = sub.total, first, first or sub.total
    if came >= first > 0:
        bill.ask_rest()
        if waited:
            handler(bill.kind).down_paid(db, bill, CLOCK, missing_of(db, bill))
    elif open_claim(db, bill.key):  # what she says she sent had the mark she was shown: no other is asked beside it
        bill.released_at = bill.released_at or now()
    elif not sub.by_offer:
        bill.asked, bill.released_at = asked_for(db, bill.method, bill.account_id, bill.asked), None


def bill_due(method: Method, start: datetime, zone: ZoneInfo) -> datetime | None:
    """When a bill falls due: by card after half an hour, by transfer after 24 hours, never at night; for cash never."""
    if method is Method.CARD:
        return start + CARD_LASTS
    return out_of_the_night(start + BILL_LASTS, zone) if method.ahead else None


def end_bill(db: Session, sub: SubOrder, by: Actor) -> None:
    """The parcel ended: nothing more is owed, and what came in goes back."""
    bill = locked_bill_of(db, sub)
    if bill is None:
        return
    if bill.open:
        bill.cancel(by)
    owe_refund(db, bill, refundable(db, bill), reason="cancelled")  # of a bill paid in part too


def lines_worth(sub: SubOrder, pieces: Mapping[str, int]) -> int:
    """Whole rupiah of so many pieces of its lines, by the line's id. Refused above what was bought.

    Refused for goods that are still here: such pieces are to be cancelled, else they would leave all the same.
    """
    if any(pieces.values()) and sub.state in BEFORE_LEAVING:
        raise Refused("pieces_are_here", field=f"line-{next(iter(pieces))}")
    lines, worth = {str(line.key): line for line in sub.lines}, 0
    for key, quantity in pieces.items():
        if key not in lines or quantity > lines[key].pieces:
            raise Refused("refund_too_many", field=f"line-{key}")
        worth += lines[key].price * quantity
    return worth
