"""The rows of a new order: itself, its parcels with lines, first events and bills, and who is told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.certified import certificates_of
from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.tokens import digest, new_token, short_code
from market.messages.outbox import tell
from market.orders.cart.cart_line import ShownLine
from market.orders.cart.parcel import Parcel
from market.orders.life.billing import KIND, bill_due
from market.orders.life.clocks import first_clocks
from market.orders.life.news import reached_at
from market.orders.order import Order, OrderEvent, OrderLine, State, SubOrder
from market.orders.terms import Delivery, Way
from market.payments.bill import Bill, BillState, Method
from market.payments.collecting import holder_of
from market.payments.ledger import platform_fee
from market.payments.unique_sum import asked_for
from market.people.access import CLOCK
from market.people.membership import chairs_of
from market.people.person import Person
from market.people.place import known_village


@dataclass(frozen=True)
class Buyer:
    """Who buys and where it goes, as typed. `village` is a code or empty, `origin` a digest of who asks."""

    name: str
    phone: str
    email: str | None = None
    note: str = ""
    village: str = ""
    address: str = ""
    landmark: str = ""
    language: str = "id"
    person_id: int | None = None
    origin: str = ""


@dataclass
class Chosen:
    """A parcel with the buyer's choices checked."""

    parcel: Parcel
    way: Way
    method: Method

    @property
    def state(self) -> State:
        """Goods in stock are accepted at once, unless the group switched that off or is asked first."""
        parcel = self.parcel
        cod = self.method is Method.CASH and self.way.delivery is not Delivery.PICKUP
        waits = parcel.made_to_order or parcel.asks or self.way.fee is None or cod or not parcel.group.accepts_at_once
        return State.WAITING if waits else State.ACCEPTED

    @property
    def total(self) -> int:
        return self.parcel.goods_total + (self.way.fee or 0)


ORDERS, SUBS, LINES, EVENTS, BILLS = (table(m) for m in (Order, SubOrder, OrderLine, OrderEvent, Bill))
NEW_ORDER = sa.insert(ORDERS).returning(ORDERS.c.id)
NEW_PARCEL = sa.insert(SUBS).returning(SUBS.c.id)
NEW_LINE = sa.insert(LINES).returning(LINES.c.id)
QUIET = (
    sa.update(SUBS)
    .where(SUBS.c.number == sa.bindparam("of"))
    .values(quiet_to_buyer=sa.bindparam("buyer"), quiet_to_group=sa.bindparam("group"))
)
NEW_EVENT, NEW_BILL = sa.insert(EVENTS), sa.insert(BILLS)


@dataclass(frozen=True)
class Placed:
    """An order as it was just written."""

    id: int
    number: str
    key_token: str
    buyer: Buyer
    at: datetime

    @property
    def path(self) -> str:
        return f"/pesanan/{self.number}?kunci={self.key_token}"


def write_order(db: Session, buyer: Buyer, checkout_token: str, cart_token: str) -> Placed:
    connection, at = db.connection(), now()
    number = f"D-{short_code()}"  # a number that is taken breaks UNIQUE, and `write` tries again with another
    link = new_token()
    values = {
        "number": number,
        "key_token": link,
        "checkout_token": checkout_token,
        "cart_hash": digest(cart_token),
        "person_id": buyer.person_id,
        "name": buyer.name,
        "phone": buyer.phone,
        "email": buyer.email,
        "note": buyer.note,
        "village": buyer.village,
        "village_name": known_village(buyer.village).full if buyer.village else "",
        "address": buyer.address,
        "landmark": buyer.landmark,
        "language": buyer.language,
        "placed_at": at,
    }
    key = connection.execute(NEW_ORDER, values).scalar_one()
    return Placed(key, number, link, buyer, at)


def write_parcels(db: Session, order: Placed, chosen: list[Chosen]) -> dict[int, list[tuple[ShownLine, int]]]:
    """Parcels, lines, first events and bills; the lines of each group with their ids."""
    connection = db.connection()
    papers = certificates_of(db, [x.variant.product_slug for each in chosen for x in each.parcel.lines if x.variant])
    placed: dict[int, list[tuple[ShownLine, int]]] = {}
    for position, each in enumerate(chosen, 1):
        number = f"{order.number}-{position}"
        key = _write_parcel(db, order, each, number)
        group = each.parcel.group
        placed[group.key] = [(line, _write_line(connection, key, line, papers)) for line in each.parcel.lines]
        happened = [_event(key, order, "placed", order.buyer.name, order.buyer.person_id)]
        if each.state is State.ACCEPTED:
            happened.append(_event(key, order, "accepted", CLOCK.name))
            connection.execute(NEW_BILL, _bill(db, order, each, number))
        connection.execute(NEW_EVENT, happened)
        _tell(db, order, each, number)
    return placed


def _write_parcel(db: Session, order: Placed, each: Chosen, number: str) -> int:
    parcel, way = each.parcel, each.way
    lead = timedelta(days=max((line.variant.lead_days for line in parcel.lines if line.variant), default=0))
    pickup = way.arrives_by + lead if each.method is Method.CASH and way.delivery is Delivery.PICKUP else None
    clocks = first_clocks(db, each.state, parcel.group.key, parcel.group.zone, pickup)
    values = {
        "order_id": order.id,
        "number": number,
        "group_id": parcel.group.key,
        "group_name": parcel.group.name,
        "state": each.state,
        "delivery": way.delivery,
        "method": each.method,
        "goods_total": parcel.goods_total,
        "delivery_fee": way.fee,
        "weight_g": parcel.weight_g,
        "arrives_from": way.arrives_from + lead,
        "arrives_by": way.arrives_by + lead,
        "placed_at": order.at,
        "origin": order.buyer.origin or None,
        "quiet_to_buyer": False,
        "quiet_to_group": False,
        "tracking": "",
        "courier": "",
    }
    return int(db.connection().execute(NEW_PARCEL, values | clocks).scalar_one())


def _write_line(
    connection: sa.Connection, sub_order_id: int, line: ShownLine, papers: Mapping[str, list[dict[str, str]]]
) -> int:
    variant = line.variant
    assert variant is not None
    values = {
        "sub_order_id": sub_order_id,
        "variant_id": variant.variant_id,
        "sku": variant.sku,
        "product": variant.product,
        "variant": variant.variant,
        "unit": variant.unit,
        "price": variant.price,
        "quantity": line.quantity,
        "weight_g": variant.weight_g,
        "certificates": json.dumps(papers.get(variant.product_slug, [])),
        "fee": platform_fee(line.total),
        "made_to_order": variant.made_to_order,
        "cover": variant.cover,
    }
    return int(connection.execute(NEW_LINE, values).scalar_one())


def _event(sub_order_id: int, order: Placed, code: str, by: str, by_id: int | None = None) -> dict[str, object]:
    return {
        "sub_order_id": sub_order_id,
        "at": order.at,
        "code": code,
        "params": "{}",
        "by": by,
        "by_id": by_id,
        "capacity": "",
    }


def _bill(db: Session, order: Placed, each: Chosen, number: str) -> dict[str, object]:
    group = each.parcel.group
    account = group.account_for(each.method)
    return {
        "kind": KIND,
        "ref": number,
        "group_id": group.key,
        "payer_name": order.buyer.name,
        "payer_phone": order.buyer.phone,
        "payer_id": order.buyer.person_id,
        "account_id": account,
        "method": each.method,
        "holder": holder_of(each.method, platform=account is not None and account == group.platform_id),
        "amount": each.total,
        "asked": asked_for(db, each.method, account, each.total),
        "fee": sum(platform_fee(line.total) for line in each.parcel.lines),
        "state": BillState.OPEN,
        "made_at": order.at,
        "due_at": bill_due(each.method, order.at, group.zone),
    }


def _tell(db: Session, order: Placed, each: Chosen, number: str) -> None:
    """The buyer gets the link by e-mail or WhatsApp; the chairs hear of the order."""
    buyer, group = order.buyer, each.parcel.group
    params = {
        "number": number,
        "order": order.number,
        "group": group.name,
        "buyer": buyer.name,
        "total": each.total,
        "path": order.path,
    }
    owner = db.get(Person, buyer.person_id) if buyer.person_id else None
    to = reached_at(buyer.name, buyer.phone, buyer.email, buyer.language, owner)
    told = tell(db, to, "order_placed", params, name=f"{number}/order_placed/buyer", about=number)
    params["path"], group_told = f"/lapak/{group.slug}/pesanan/{number}", True
    for key, chair in chairs_of(db, group.key):
        name = f"{number}/order_new/{key}"
        group_told &= tell(db, chair, "order_new", params, name=name, about=number, gather=True)
    if not (told and group_told):
        db.connection().execute(QUIET, {"of": number, "buyer": not told, "group": not group_told})
