"""Checkout: a cart becomes one order with a parcel for each group, in one transaction.

A second press finds the first order by its token. Stock is allocated last, all or nothing, from lots
that are still good on the day each parcel arrives.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.certified import certificates_of
from market.inventory.hold import Pick, Want, allocate
from market.kernel.clock import now, out_of_the_night
from market.kernel.money import rupiah
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.tokens import new_token, short_code
from market.messages.outbox import Recipient, tell
from market.orders.cart import CartLine, ShownLine, lines_of, lock_cart
from market.orders.lifecycle import BILL_LASTS, KIND, start_clocks
from market.orders.news import params_of
from market.orders.order import LineLot, LotUse, Order, OrderEvent, OrderLine, State, SubOrder
from market.orders.terms import Delivery, Tariff, Terms, Way, payable_by, tariffs_of, ways
from market.payments.account import Account
from market.payments.bill import Bill, BillState, Holder, Method
from market.people.group import Group
from market.people.membership import people_to_tell
from market.people.place import known_village


@dataclass(frozen=True)
class Buyer:
    """Who buys and where it goes, as typed. `village` is a code or empty."""

    name: str
    phone: str
    email: str | None = None
    note: str = ""
    village: str = ""
    address: str = ""
    landmark: str = ""
    language: str = "id"
    person_id: int | None = None


@dataclass
class Parcel:
    """One group's part of a cart, with what the group offers for it."""

    group: Group
    lines: list[ShownLine]
    terms: Terms
    ways: list[Way]
    account: Account | None
    goods_total: int = 0
    weight_g: int = 0

    @property
    def made_to_order(self) -> bool:
        return any(line.variant and line.variant.made_to_order for line in self.lines)

    def methods(self, delivery: Delivery) -> list[Method]:
        return payable_by(self.terms, delivery, self.account is not None)

    def way(self, delivery: str) -> Way:
        """The chosen way; refused when it is none of those offered."""
        if not delivery:
            raise Refused("delivery_needed", field=f"delivery-{self.group.slug}")
        for each in self.ways:
            if each.delivery.value == delivery:
                return each
        raise Refused("delivery_unavailable", field=f"delivery-{self.group.slug}")


def parcels_of(db: Session, lines: Sequence[ShownLine], village: str) -> list[Parcel]:
    """A cart's live lines, parted by group: five statements however many groups."""
    live = [line for line in lines if line.variant]
    by_group = groupby(sorted(live, key=lambda x: x.variant.group_id), key=lambda x: x.variant.group_id)  # type: ignore[union-attr]
    parts = {group_id: list(part) for group_id, part in by_group}
    ids = list(parts)
    groups = {g.key: g for g in db.scalars(sa.select(Group).where(table(Group).c.id.in_(ids)))}
    terms = {t.group_id: t for t in db.scalars(sa.select(Terms).where(table(Terms).c.group_id.in_(ids)))}
    tariffs = tariffs_of(db, ids)
    accounts = live_accounts(db, ids)
    found = []
    for group_id, part in parts.items():
        weight = sum(line.quantity * line.variant.weight_g for line in part if line.variant)
        mine: list[Tariff] = [t for t in tariffs if t.group_id == group_id]
        own = terms.get(group_id) or Terms(group_id=group_id)
        group = groups[group_id]
        offered = ways(own, mine, village, weight, group.today)
        goods = sum(line.total for line in part)
        found.append(Parcel(group, part, own, offered, accounts.get(group_id), goods, weight))
    return sorted(found, key=lambda parcel: parcel.group.name)


def live_accounts(db: Session, group_ids: list[int]) -> dict[int, Account]:
    rows = table(Account)
    found = db.scalars(
        sa.select(Account)
        .where(rows.c.group_id.in_(group_ids), rows.c.approved_at.is_not(None), rows.c.retired_at.is_(None))
        .order_by(rows.c.id)
    )
    return {account.group_id: account for account in found}


@dataclass
class Chosen:
    """A parcel with the buyer's choices checked."""

    parcel: Parcel
    way: Way
    method: Method
    sub: dict[str, object] = field(default_factory=dict)

    @property
    def state(self) -> State:
        """Goods in stock are accepted at once, unless the group switched that off."""
        cod = self.method is Method.CASH and self.way.delivery is not Delivery.PICKUP
        waits = self.parcel.made_to_order or self.way.fee is None or cod or not self.parcel.terms.accepts_at_once
        return State.WAITING if waits else State.ACCEPTED

    @property
    def total(self) -> int:
        return self.parcel.goods_total + (self.way.fee or 0)


def place_order(
    db: Session,
    cart_token: str,
    checkout_token: str,
    buyer: Buyer,
    deliveries: Mapping[str, str],
    methods: Mapping[str, str],
    prices_shown: Mapping[str, int],
) -> str:
    """The order's address. `deliveries` and `methods` are by group slug, `prices_shown` by sku."""
    cart = lock_cart(db, cart_token)
    placed = db.execute(
        sa.select(Order.number, Order.key_token).where(table(Order).c.checkout_token == checkout_token)  # type: ignore[call-overload]
    ).first()
    if placed:
        return f"/pesanan/{placed.number}?kunci={placed.key_token}"
    lines = lines_of(db, cart.key) if cart else []
    if cart is None or not any(line.variant for line in lines):
        raise Refused("cart_empty")
    _check_lines(lines, prices_shown)
    chosen = _choose(parcels_of(db, lines, buyer.village), deliveries, methods)
    if any(each.way.delivery is not Delivery.PICKUP for each in chosen):
        _check_address(buyer)
    order = _write_order(db, buyer, checkout_token)
    placed_lines = _write_parcels(db, order, chosen)
    wants, line_ids = [], []
    for each in chosen:
        for line, line_id in placed_lines[each.parcel.group.key]:
            if line.variant and not line.variant.made_to_order:
                label = line.variant.label
                wants.append(Want(line.variant.variant_id, line.quantity, each.way.good_on, label))
                line_ids.append(line_id)
    db.execute(sa.delete(table(CartLine)).where(table(CartLine).c.cart_id == cart.key))
    if wants:
        _write_lots(db, line_ids, allocate(db, wants, cart.holder))
    return order.path


def _check_lines(lines: Sequence[ShownLine], prices_shown: Mapping[str, int]) -> None:
    """What the page showed must still hold: nothing gone, no price risen. A fallen price is a gift."""
    for line in lines:
        if line.variant is None:
            if line.sku in prices_shown:
                raise Refused("variant_gone", name=line.name)
            continue
        seen = prices_shown.get(line.sku, line.price_seen)
        if line.variant.price > seen:
            raise Refused("price_rose", name=line.variant.label, old=rupiah(seen), new=rupiah(line.variant.price))


def _choose(parcels: list[Parcel], deliveries: Mapping[str, str], methods: Mapping[str, str]) -> list[Chosen]:
    chosen = []
    for parcel in parcels:
        slug = parcel.group.slug
        way = parcel.way(deliveries.get(slug, ""))
        asked = methods.get(slug) or methods.get("") or ""
        if not asked:
            raise Refused("payment_needed", field=f"payment-{slug}")
        offered = [method for method in parcel.methods(way.delivery) if method.value == asked]
        if not offered:
            raise Refused("payment_unavailable", field=f"payment-{slug}")
        each = Chosen(parcel, way, offered[0])
        cod = each.method is Method.CASH and way.delivery is not Delivery.PICKUP
        if cod and each.total > parcel.terms.cash_limit:
            limit = rupiah(parcel.terms.cash_limit)
            raise Refused("cash_too_much", field=f"payment-{slug}", n=limit)
        chosen.append(each)
    return chosen


def _check_address(buyer: Buyer) -> None:
    if not buyer.village:
        raise Refused("village_needed", field="village")
    known_village(buyer.village)
    if not buyer.address:
        raise Refused("address_needed", field="address")


def _write_order(db: Session, buyer: Buyer, checkout_token: str) -> Order:
    orders = table(Order)
    number = f"D-{short_code()}"
    while db.execute(sa.select(orders.c.id).where(orders.c.number == number)).first():
        number = f"D-{short_code()}"
    return Order(
        number=number,
        key_token=new_token(),
        checkout_token=checkout_token,
        person_id=buyer.person_id,
        name=buyer.name,
        phone=buyer.phone,
        email=buyer.email,
        note=buyer.note,
        village=buyer.village,
        village_name=known_village(buyer.village).full if buyer.village else "",
        address=buyer.address,
        landmark=buyer.landmark,
        language=buyer.language,
    ).add(db)


def _write_parcels(db: Session, order: Order, chosen: list[Chosen]) -> dict[int, list[tuple[ShownLine, int]]]:
    """Parcels, lines, first events and bills; the lines of each group with their ids."""
    placed: dict[int, list[tuple[ShownLine, int]]] = {}
    for position, each in enumerate(chosen, 1):
        group = each.parcel.group
        sub = _write_sub_order(db, order, each, f"{order.number}-{position}")
        papers = certificates_of(db, [x.variant.product_slug for x in each.parcel.lines if x.variant])
        placed[group.key] = [(line, _write_line(db, sub.key, line, papers)) for line in each.parcel.lines]
        _write_event(db, sub, "placed", order.name)
        if sub.state is State.ACCEPTED:
            _write_event(db, sub, "accepted", "Dermaga")
            _write_bill(db, order, each, sub)
        _tell(db, order, sub)
    return placed


def _write_sub_order(db: Session, order: Order, each: Chosen, number: str) -> SubOrder:
    parcel, way = each.parcel, each.way
    lead = max((line.variant.lead_days for line in parcel.lines if line.variant), default=0)
    sub = SubOrder(
        order_id=order.key,
        number=number,
        group_id=parcel.group.key,
        group_name=parcel.group.name,
        state=each.state,
        delivery=way.delivery,
        method=each.method,
        goods_total=parcel.goods_total,
        delivery_fee=way.fee,
        weight_g=parcel.weight_g,
        arrives_from=way.arrives_from + timedelta(days=lead),
        arrives_by=way.arrives_by + timedelta(days=lead),
    )
    start_clocks(sub, parcel.group)
    return sub.add(db)


def _write_line(db: Session, sub_order_id: int, line: ShownLine, papers: Mapping[str, list[dict[str, str]]]) -> int:
    variant = line.variant
    assert variant is not None
    lines = table(OrderLine)
    written = db.execute(
        sa.insert(lines)
        .values(
            sub_order_id=sub_order_id,
            variant_id=variant.variant_id,
            sku=variant.sku,
            product=variant.product,
            variant=variant.variant,
            unit=variant.unit,
            price=variant.price,
            quantity=line.quantity,
            weight_g=variant.weight_g,
            certificates=json.dumps(papers.get(variant.product_slug, [])),
            made_to_order=variant.made_to_order,
            cover=variant.cover,
        )
        .returning(lines.c.id)
    )
    return int(written.scalar_one())


def _write_event(db: Session, sub: SubOrder, code: str, by: str) -> None:
    db.execute(
        sa.insert(table(OrderEvent)).values(
            sub_order_id=sub.key, at=now(), code=code, params="{}", by=by, by_id=None, capacity=""
        )
    )


def _write_bill(db: Session, order: Order, each: Chosen, sub: SubOrder) -> None:
    account = each.parcel.account
    transfer = each.method is Method.TRANSFER
    db.execute(
        sa.insert(table(Bill)).values(
            kind=KIND,
            ref=sub.number,
            group_id=sub.group_id,
            payer_name=order.name,
            payer_phone=order.phone,
            payer_id=order.person_id,
            account_id=account.key if account else None,
            method=each.method,
            holder=Holder.GROUP,
            amount=each.total,
            state=BillState.OPEN,
            made_at=now(),
            due_at=out_of_the_night(now() + BILL_LASTS, each.parcel.group.zone) if transfer else None,
        )
    )


def _tell(db: Session, order: Order, sub: SubOrder) -> None:
    """The buyer gets the link by e-mail or WhatsApp; the chairs hear of the order."""
    to = Recipient(order.name, order.phone, order.email, order.language)
    tell(db, to, "order_placed", params_of(sub, order), name=f"{sub.number}/order_placed/buyer")
    for person in people_to_tell(db, sub.group_id):
        chair = Recipient(person.name, person.phone, person.email, person.language)
        name = f"{sub.number}/order_new/{person.key}"
        tell(db, chair, "order_new", params_of(sub, order, path="/lapak"), name=name)


def _write_lots(db: Session, line_ids: list[int], picks: list[list[Pick]]) -> None:
    rows = [
        {"line_id": line_id, "lot_id": each.lot_id, "quantity": each.quantity, "use": LotUse.ALLOCATED}
        for line_id, chosen in zip(line_ids, picks, strict=True)
        for each in chosen
    ]
    db.execute(sa.insert(table(LineLot)), rows)
