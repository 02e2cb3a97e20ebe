"""A sale that a phone told of is written: its order, its money, its place in the day; what does not agree is told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.inventory.lot import Lot, LotState
from market.kernel.clock import day_of
from market.kernel.doer import who_did
from market.kernel.names import NOBODY_NAMED
from market.kernel.phone import typed_phone
from market.kernel.record import table
from market.kernel.refused import Refused
from market.orders.channel import SalesChannel
from market.orders.delivery import Delivery
from market.orders.paid import KIND
from market.orders.placing.new_order import Buyer, NewOrder, NewParcel, Payee, Placed, Typed
from market.orders.placing.placing import place
from market.orders.state import State
from market.payments.bill import Bill
from market.payments.incoming import came_at_once
from market.payments.payment import NOTHING
from market.people.access import Actor
from market.people.group import Group
from market.till.basket import Basket, Doubt, basket_of
from market.till.day import DayState
from market.till.desk import SalesDesk
from market.till.envelope import Envelope
from market.till.parked import take_away
from market.till.rules import TillRules
from market.till.sale import Paid, TillSale
from market.till.task import TaskCode
from market.till.till import Till
from market.till.wire import SaleTold

ROUGH = timedelta(minutes=5)  # a clock that is off by more tells only roughly when something was sold
B = table(Bill)
NEW_SALE = sa.insert(table(TillSale))


@dataclass(frozen=True, slots=True)
class When:
    """When something was sold, by our clock; `rough` where the phone's was off."""

    at: datetime
    rough: bool


def when(envelope: Envelope, since: datetime) -> When:
    """The phone's time, put right by how far its clock was off when it sent; never after it came, nor before its till
    was opened."""
    came = envelope.received_at
    if envelope.told_at is None or envelope.sent_at is None:
        return When(came, True)
    off = came - envelope.sent_at
    at = min(max(envelope.told_at + off, since), came)
    return When(at, abs(off) > ROUGH or abs(at - envelope.told_at - off) > ROUGH)


@dataclass(frozen=True, slots=True)
class SaleToBook:
    """A sale that counts, and is to be booked: who sold it, and when, as far as we know. `stranger`: the doubt that she
    does not belong to the group."""

    envelope: Envelope
    told: SaleTold
    by: Actor
    sold: When
    day: date
    stranger: Sequence[Doubt]


def sale_to_book(desk: SalesDesk, envelope: Envelope, till: Till, told: SaleTold) -> SaleToBook:
    """Of an envelope, with what was `told` in it."""
    by, stranger = seller_of(desk, envelope, till, told)
    sold = when(envelope, till.opened_at)
    return SaleToBook(envelope, told, by, sold, day_of(sold.at, desk.group.zone), stranger)


def sell(desk: SalesDesk, sale: SaleToBook) -> list[Doubt]:
    """Writes the order of a sale, its money and its place in the day; returns what does not agree."""
    db, group, told, by = desk.db, desk.group, sale.told, sale.by
    basket = basket_of(db, desk.goods, told)
    phone, nobody = _phone(told)
    payee, homeless = _payee(desk, told.paid)
    parcel = _parcel(group, basket, told.paid, payee, sale.day, by)
    token = f"till/{sale.envelope.key}"
    new = NewOrder(Buyer(told.buyer or NOBODY_NAMED, phone), token, token, [parcel], said="till_sold", by=by)
    doubts = [*sale.stranger, *homeless, *nobody, *basket.doubts, *_beyond(desk.rules, told, basket)]
    placed = place(db, new, lambda *_told: None)
    [(number, sub_order_id)] = placed.keys.items()
    doubts += [*_pay(db, number, told, basket, by), *_short(db, placed, parcel)]
    if told.parked and not take_away(db, group.key, told.parked):
        doubts.append(Doubt(TaskCode.PARKED))
    _keep(desk, sale, sub_order_id, basket)
    return doubts


def seller_of(desk: SalesDesk, envelope: Envelope, till: Till, told: SaleTold) -> tuple[Actor, list[Doubt]]:
    """Who sold. By her id only where she was known by account or PIN when it was sent; else by the name that was said,
    on a till of her own by hers.

    Somebody who is no member, or no more, is a doubt: what she sold stands.
    """
    opener = None if till.device_id else till.opened_by_id
    if told.seller_id is None:
        return Actor(opener, till.opened_by if opener else told.seller or till.opened_by), []
    name = desk.called(told.seller_id)
    if name is None:
        return Actor(None, told.seller or till.opened_by), [Doubt(TaskCode.SELLER, {"seller": told.seller})]
    return Actor(told.seller_id if told.seller_id in (envelope.sender_id, opener) else None, name), []


def _phone(told: SaleTold) -> tuple[str, list[Doubt]]:
    """The number of who owes, as we write it; a debt of nobody is a doubt."""
    try:
        phone = typed_phone(told.phone) if told.phone else ""
    except Refused:
        phone = ""
    lacks = told.paid is Paid.BON and not (phone and told.buyer)
    return phone, [Doubt(TaskCode.BON, {"lacks": "phone" if told.buyer else "name"})] if lacks else []


def _payee(desk: SalesDesk, paid: Paid) -> tuple[Payee, list[Doubt]]:
    """The group's own account: what was shown at its till is never the platform's."""
    account = desk.account(paid)
    lacks = [Doubt(TaskCode.NO_ACCOUNT, {"paid": paid.value})] if paid.account and account is None else []
    return Payee(account.key if account else None, False), lacks


def _parcel(group: Group, basket: Basket, paid: Paid, payee: Payee, day: date, by: Actor) -> NewParcel:
    return NewParcel(
        group_id=group.key, group=group.name, slug=group.slug, zone=group.zone, lines=basket.lines,
        state=State.RECEIVED, delivery=Delivery.PICKUP, method=paid.method, fee=0, arrives_from=day, arrives_by=day,
        good_on=day, payee=payee, typed=Typed(SalesChannel.TILL, by),
    )  # fmt: skip


def _beyond(rules: TillRules, told: SaleTold, basket: Basket) -> list[Doubt]:
    """What the chair does not allow."""
    found = []
    most = rules.most_off(basket.gross)
    if basket.discount > most or (basket.discount and not basket.total and not told.discount_why):
        found.append(Doubt(TaskCode.DISCOUNT, {"off": basket.discount, "most": most}))
    if told.paid is Paid.BON and not rules.bon:
        found.append(Doubt(TaskCode.BON, {"lacks": "rule"}))
    return found


def _pay(db: Session, number: str, told: SaleTold, basket: Basket, by: Actor) -> list[Doubt]:
    """What was given comes in, seen by who sold; nothing of a debt. Less cash than it costs leaves the rest owed.

    The bill was written a moment ago: nobody else sees it before the commit, so that nothing is locked.
    """
    if not basket.total or told.paid is Paid.BON:
        return []
    came = min(told.given or basket.total, basket.total)
    bill = db.scalars(sa.select(Bill).where(B.c.kind == KIND, B.c.ref == number)).one()
    came_at_once(db, bill, by, came, before=NOTHING)
    lacks = basket.total - came
    return [Doubt(TaskCode.CASH, {"total": basket.total, "given": told.given})] if lacks else []


def _short(db: Session, placed: Placed, parcel: NewParcel) -> list[Doubt]:
    """Of which goods fewer were in the book than were sold, and whether that is because some are recalled."""
    if not placed.short:
        return []
    lots = table(Lot)
    back = sa.select(lots.c.variant_id).where(lots.c.variant_id.in_(placed.short), lots.c.on_hand > 0)
    recalled = set(db.scalars(back.where(lots.c.state == LotState.RECALLED)))
    found = []
    for variant, lacks in placed.short.items():
        lines = [line for line in parcel.lines if line.sold.variant_id == variant]
        sold = sum(line.pieces for line in lines)
        code = TaskCode.RECALLED if variant in recalled else TaskCode.SHORT
        found.append(Doubt(code, {"name": lines[0].sold.label, "sold": sold, "there": sold - lacks, "lacks": lacks}))
    return found


def _keep(desk: SalesDesk, sale: SaleToBook, sub_order_id: int, basket: Basket) -> None:
    envelope, told, sold, day = sale.envelope, sale.told, sale.sold, desk.day(sale.day, sale.by)
    row = {
        "envelope_id": envelope.key, "sub_order_id": sub_order_id, "till_id": envelope.till_id,
        "group_id": envelope.group_id, "till_day_id": day.key, "paid": told.paid, "total": basket.total,
        "discount": basket.discount, "discount_why": told.discount_why, "given": told.given,
        "change": max(0, told.given - basket.total), "sold_at": sold.at, "rough": sold.rough,
        "late": day.state is DayState.CLOSED, **who_did(sale.by, "sold_by"),
    }  # fmt: skip
    desk.db.connection().execute(NEW_SALE, row)
