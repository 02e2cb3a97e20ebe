"""Checkout: a cart becomes one order with a parcel for each group, in one transaction.

A second press finds the first order by its token. Stock is allocated last, all or nothing, from lots
that are still good on the day each parcel arrives.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.inventory.hold import Want, allocate, release, stock_of
from market.kernel.money import rupiah
from market.kernel.record import table
from market.kernel.refused import Overtaken, Refused
from market.kernel.tokens import digest
from market.orders.cart.cart import lock_cart_id
from market.orders.cart.cart_line import CartLine, ShownLine, holder, lines_of
from market.orders.cart.keeping import Room, not_too_many, room_for
from market.orders.cart.parcel import Parcel, parcels_of
from market.orders.line_lot import write_lots
from market.orders.order import Order
from market.orders.placing.placing import Buyer, Chosen, write_order, write_parcels
from market.orders.terms import Delivery
from market.payments.bill import Method
from market.payments.providers.qris import MOST as MOST_BY_QRIS
from market.payments.providers.stripe import MOST as MOST_BY_CARD
from market.people.place import known_village

ORDERS = table(Order)
PLACED = sa.select(ORDERS.c.number, ORDERS.c.key_token, ORDERS.c.cart_hash, ORDERS.c.person_id).where(
    ORDERS.c.checkout_token == sa.bindparam("token")
)
EMPTY_CART = sa.delete(table(CartLine)).where(table(CartLine).c.cart_id == sa.bindparam("cart"))


def place_order(
    db: Session,
    cart_token: str,
    checkout_token: str,
    buyer: Buyer,
    deliveries: Mapping[str, str],
    methods: Mapping[str, str],
    prices_shown: Mapping[str, int],
) -> str:
    """The order's address, with its key for who has no account.

    `deliveries` and `methods` are by group slug, `prices_shown` by sku.
    """
    cart = lock_cart_id(db, cart_token)
    placed = db.connection().execute(PLACED, {"token": checkout_token}).first()
    if placed:
        return _found_again(placed, cart_token, buyer.person_id)
    lines = lines_of(db, cart) if cart else []
    if cart is None or not any(line.variant for line in lines):
        raise Refused("cart_empty")
    _check_lines(lines, prices_shown)
    not_too_many(db, buyer.origin)
    chosen = _choose(parcels_of(db, lines, buyer.village), deliveries, methods)
    _see_what_asks(db, chosen, buyer.origin, holder(cart))
    if any(each.way.delivery is not Delivery.PICKUP for each in chosen):
        _check_address(buyer)
    order = write_order(db, buyer, checkout_token, cart_token)
    placed_lines = write_parcels(db, order, chosen)
    wants, line_ids = [], []
    for each in chosen:
        for line, line_id in placed_lines[each.parcel.group.key]:
            if line.stocked:
                wants.append(_want(line, each))
                line_ids.append(line_id)
    db.connection().execute(EMPTY_CART, {"cart": cart})
    if wants:
        write_lots(db, line_ids, allocate(db, wants, holder(cart)))
    return order.path if buyer.person_id is None else f"/pesanan/{order.number}"


def _found_again(placed: Any, cart_token: str, person_id: int | None) -> str:
    """The address of an order that was placed with this token, for who placed it; Overtaken for anybody else."""
    if person_id is not None and placed.person_id == person_id:
        return f"/pesanan/{placed.number}"
    if secrets.compare_digest(placed.cart_hash, digest(cart_token)):
        return f"/pesanan/{placed.number}?kunci={placed.key_token}"
    raise Overtaken("checkout_used")


def _want(line: ShownLine, chosen: Chosen) -> Want:
    assert line.variant is not None
    return Want(line.variant.variant_id, line.quantity, chosen.way.good_on, line.variant.label)


def _see_what_asks(db: Session, chosen: list[Chosen], origin: str, holds_as: str) -> None:
    """Lines whose pieces are not held: taken where there is room for this origin, else the group answers first.

    Most orders have none: what is in the cart was held, and the question asked, when it was put in.
    """
    bare = [(each, n) for each in chosen for n, line in enumerate(each.parcel.lines) if _bare(line)]
    lots = stock_of(db, [_want(each.parcel.lines[n], each).variant_id for each, n in bare]) if bare else []
    for each, n in bare:
        line, want = each.parcel.lines[n], _want(each.parcel.lines[n], each)
        if room_for(db, origin, want, lots, holds_as) is Room.ASK or line.asks:
            release(db, holds_as, want.variant_id)
            each.parcel.lines[n] = replace(line, asks=True)


def _bare(line: ShownLine) -> bool:
    return line.asks or (line.stocked and line.held < line.quantity)


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
        if each.method is Method.QRIS and each.total > MOST_BY_QRIS:
            raise Refused("qris_amount", field=f"payment-{slug}", n=MOST_BY_QRIS)
        if each.method is Method.CARD and each.total > MOST_BY_CARD:
            raise Refused("card_amount", field=f"payment-{slug}", n=rupiah(MOST_BY_CARD))
        cod = each.method is Method.CASH and way.delivery is not Delivery.PICKUP
        if cod and each.total > parcel.group.cash_limit:
            limit = rupiah(parcel.group.cash_limit)
            raise Refused("cash_too_much", field=f"payment-{slug}", n=limit)
        chosen.append(each)
    return chosen


def _check_address(buyer: Buyer) -> None:
    if not buyer.village:
        raise Refused("village_needed", field="village")
    known_village(buyer.village)
    if not buyer.address:
        raise Refused("address_needed", field="address")
