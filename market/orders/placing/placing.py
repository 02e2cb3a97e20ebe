"""Placing: an order is written here and nowhere else, with its parcels, lines, bills, first events and goods.

The checkout, an office's offer and the till say what was bought as `NewLine`s; stock is taken last: allocated, all or
nothing, or of what was handed over at once as much as there is.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.certified import certificates_of
from market.catalog.variant import Sold
from market.inventory.hold import allocate, take_there
from market.inventory.leaving import hand_over
from market.inventory.picking import Want
from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.money import down_payment
from market.kernel.record import table
from market.kernel.tokens import new_token, short_code
from market.orders.event import OrderEvent
from market.orders.life.billing import ParcelOwed
from market.orders.life.clocks import first_clocks
from market.orders.life.serving import CLOSED_AFTER
from market.orders.line_lot import LotUse, write_lots
from market.orders.order import Order, OrderLine, SubOrder
from market.orders.placing.new_order import Buyer, NewLine, NewOrder, NewParcel, Placed
from market.orders.state import State
from market.payments.bill import Bill
from market.payments.ledger import platform_fee
from market.people.access import CLOCK
from market.people.place import known_village

ORDERS, SUBS, LINES, EVENTS, BILLS = (table(m) for m in (Order, SubOrder, OrderLine, OrderEvent, Bill))
NEW_ORDER = sa.insert(ORDERS).returning(ORDERS.c.id)
NEW_PARCEL = sa.insert(SUBS).returning(SUBS.c.id)
NEW_LINE = sa.insert(LINES).returning(LINES.c.id)
NEW_EVENT, NEW_BILL = sa.insert(EVENTS), sa.insert(BILLS)
KEPT = tuple(each.name for each in fields(Sold) if each.name != "product_slug")  # of what is sold, in a line


Tell = Callable[[Placed, str, NewParcel], None]  # of one parcel, by its number


def place(db: Session, new: NewOrder, tell: Tell) -> Placed:
    """Writes the order with all that belongs to it, tells of it, and takes its goods. Refused when some are gone.

    Stock comes last: on PostgreSQL its rows are locked from there to the commit.
    """
    connection = db.connection()
    number = f"D-{short_code()}"  # a number that is taken breaks UNIQUE, and `write` tries again with another
    placed = Placed(number, new_token(), now(), {f"{number}-{n}": each for n, each in enumerate(new.parcels, 1)})
    order_id = int(connection.execute(NEW_ORDER, _order(new, placed)).scalar_one())
    papers = certificates_of(db, [line.sold.product_slug for each in new.parcels for line in each.lines])
    wanted = Taking()
    for ref, parcel in placed.parcels.items():
        key = int(connection.execute(NEW_PARCEL, _parcel(db, order_id, new, placed, ref)).scalar_one())
        placed.keys[ref] = key
        connection.execute(NEW_EVENT, _events(key, new, parcel, placed.at))
        if parcel.owed:
            connection.execute(NEW_BILL, _bill(db, new.buyer, parcel, ref, placed.at))
        for line in parcel.lines:
            line_id = int(connection.execute(NEW_LINE, _line(key, line, parcel, papers)).scalar_one())
            if line.stocked:
                wanted.add(line_id, Want(line.sold.variant_id, line.pieces, parcel.good_on, line.sold.label))
        tell(placed, ref, parcel)
    if not wanted.wants:
        return placed
    if any(parcel.at_once for parcel in new.parcels):
        return replace(placed, short=_hand_over(db, new, placed, wanted))
    write_lots(db, wanted.line_ids, allocate(db, wanted.wants, new.held_for))
    return placed


@dataclass(slots=True)
class Taking:
    """What lines take from the stock, each with the line's id."""

    line_ids: list[int] = field(default_factory=list)
    wants: list[Want] = field(default_factory=list)

    def add(self, line_id: int, want: Want) -> None:
        self.line_ids.append(line_id)
        self.wants.append(want)


def _hand_over(db: Session, new: NewOrder, placed: Placed, wanted: Taking) -> dict[int, int]:
    """Goods that are in the buyer's hands leave the stock, as many as were there; how many lacked, by variant."""
    picks = take_there(db, wanted.wants)
    typed = new.parcels[0].typed
    write_lots(db, wanted.line_ids, picks, LotUse.HANDED_OUT)
    gone = [each for chosen in picks for each in chosen]
    hand_over(db, gone, typed.by, ref=next(iter(placed.parcels)))
    short: dict[int, int] = {}
    for want, chosen in zip(wanted.wants, picks, strict=True):
        lacks = want.quantity - sum(each.quantity for each in chosen)
        if lacks:
            short[want.variant_id] = short.get(want.variant_id, 0) + lacks
    return short


def _order(new: NewOrder, placed: Placed) -> dict[str, object]:
    buyer = new.buyer
    return {
        "number": placed.number,
        "key_token": placed.key_token,
        "checkout_token": new.token,
        "cart_hash": new.cart_hash,
        "person_id": buyer.person_id,
        "name": buyer.name,
        "phone": buyer.phone,
        "email": buyer.email,
        "note": buyer.note,
        "village": buyer.village,
        "village_name": known_village(buyer.village).full if buyer.village else "",
        "address": buyer.address,
        "landmark": buyer.landmark,
        "contact": buyer.contact,
        "language": buyer.language,
        "placed_at": placed.at,
    }


def _parcel(db: Session, order_id: int, new: NewOrder, placed: Placed, number: str) -> dict[str, object]:
    parcel = placed.parcels[number]
    return {
        "order_id": order_id,
        "number": number,
        "group_id": parcel.group_id,
        "group_name": parcel.group,
        "state": parcel.state,
        "delivery": parcel.delivery,
        "method": parcel.method,
        "goods_total": parcel.goods_total,
        "delivery_fee": parcel.fee,
        "weight_g": sum(line.sold.weight_g * line.quantity for line in parcel.lines),
        "arrives_from": parcel.arrives_from,
        "arrives_by": parcel.arrives_by,
        "travel_days": parcel.travel_days,
        "placed_at": placed.at,
        "pay_days": parcel.pay_days,
        "down_percent": parcel.down_percent,
        "origin": new.buyer.origin or None,
        "quiet_to_buyer": False,
        "quiet_to_group": False,
        "tracking": "",
        "courier": "",
        "channel": parcel.typed.channel,
        **who_did(parcel.typed.by, "typed_by"),
        **_clocks(db, parcel, placed.at),
    }


def _clocks(db: Session, parcel: NewParcel, at: datetime) -> dict[str, Any]:
    """For the group to answer or to look; of what was handed over at once, until it is closed."""
    if parcel.at_once:
        return {"seen_at": at, "handed_at": at, "close_by": at + CLOSED_AFTER}
    return dict(first_clocks(db, parcel.state, parcel.group_id, parcel.zone, parcel.collected_on))


def _line(
    sub_order_id: int, line: NewLine, parcel: NewParcel, papers: Mapping[str, list[dict[str, str]]]
) -> dict[str, object]:
    return {
        **{word: getattr(line.sold, word) for word in KEPT},
        "sub_order_id": sub_order_id,
        "quantity": line.quantity,
        "cancelled": 0,
        "certificates": papers.get(line.sold.product_slug, []),
        "fee": _fee(parcel, line),
    }


def _fee(parcel: NewParcel, line: NewLine) -> int:
    """The platform's part of a line, in whole rupiah."""
    return platform_fee(line.total) if parcel.typed.channel.charged else 0


def _events(sub_order_id: int, new: NewOrder, parcel: NewParcel, at: datetime) -> list[dict[str, object]]:
    """The event `said`; for goods in stock also that the shop accepts at once for the group."""
    common = {"sub_order_id": sub_order_id, "at": at, "params": {}, "capacity": ""}
    said = [common | {"code": new.said, "by": new.said_by or new.buyer.name, "by_id": new.buyer.person_id}]
    if new.by:
        said[0] |= {**who_did(new.by), "capacity": new.by.capacity}
    if new.said == "placed" and parcel.state is State.ACCEPTED:
        said.append(common | {"code": "accepted", "by": CLOCK.name, "by_id": None})
    return said


def _bill(db: Session, buyer: Buyer, parcel: NewParcel, ref: str, at: datetime) -> dict[str, object]:
    owed = ParcelOwed(
        ref=ref, group_id=parcel.group_id, zone=parcel.zone, method=parcel.method, total=parcel.total,
        fee=sum(_fee(parcel, line) for line in parcel.lines), account_id=parcel.payee.account_id,
        platform=parcel.payee.platform, pays_later=parcel.by_offer or parcel.at_once, at=at,
        payer_name=buyer.name, payer_phone=buyer.phone, payer_id=buyer.person_id,
        down_payment=down_payment(parcel.goods_total, parcel.down_percent),
    )  # fmt: skip
    return owed.bill(db)
