"""Checkout: a cart becomes one order with a parcel for each group, in one transaction.

A second press finds the first order by its token. Stock is allocated last, all or nothing, from lots
that are still good on the day each parcel arrives.
"""

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.inventory.hold import release, stock_of
from market.inventory.picking import Want
from market.kernel.addresses import group_page, order_page
from market.kernel.money import rupiah
from market.kernel.record import table
from market.kernel.refused import Overtaken, Refused
from market.kernel.tokens import digest
from market.messages.outbox import tell
from market.orders.cart.cart import lock_cart_id
from market.orders.cart.cart_line import CartLine, ShownLine, held_for, lines_of
from market.orders.cart.keeping import MOST_AT_ONCE, Room, not_too_many, room_for
from market.orders.cart.parcel import parcels_of
from market.orders.life.news import reached_at
from market.orders.order import Order, SubOrder
from market.orders.placing.chosen import Chosen, choose_all
from market.orders.placing.new_order import Buyer, NewOrder, NewParcel, Placed
from market.orders.placing.placing import place
from market.people.membership import chairs_of
from market.people.person import Person

ORDERS, SUBS = table(Order), table(SubOrder)
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
    """Returns the order's address, with its key for a buyer without an account.

    `deliveries` and `methods` are by group slug, `prices_shown` by sku.
    """
    cart = lock_cart_id(db, cart_token)
    found = db.connection().execute(PLACED, {"token": checkout_token}).first()
    if found:
        return _found_again(found, cart_token, buyer.person_id)
    lines = lines_of(db, cart) if cart else []
    if cart is None or not any(line.variant for line in lines):
        raise Refused("cart_empty")
    _check_lines(lines, prices_shown)
    not_too_many(db, buyer.origin)
    chosen = choose_all(parcels_of(db, lines, buyer.village), buyer, deliveries, methods)
    _see_what_asks(db, chosen, buyer.origin, held_for(cart))
    db.connection().execute(EMPTY_CART, {"cart": cart})
    parcels = [each.to_place() for each in chosen]
    new = NewOrder(buyer, checkout_token, held_for(cart), parcels, cart_hash=digest(cart_token))
    order = place(db, new, partial(_tell, db, buyer))
    return order.path if buyer.person_id is None else order_page(order.number)


def _found_again(placed: Any, cart_token: str, person_id: int | None) -> str:
    """The address of an order that was placed with this token, for its buyer; Overtaken for anybody else."""
    if person_id is not None and placed.person_id == person_id:
        return order_page(placed.number)
    if secrets.compare_digest(placed.cart_hash, digest(cart_token)):
        return order_page(placed.number, placed.key_token)
    raise Overtaken("checkout_used")


def _see_what_asks(db: Session, chosen: list[Chosen], origin: str, held_for: str) -> None:
    """Lines whose pieces are not held: taken where there is room for this origin, else the group answers first. Also
    lines of a product of which much is ordered in several packings.

    Most orders have none: what is in the cart was held, and the question asked, when it was put in.
    """
    much = _much_of(chosen)
    bare = [(each, n, Want(line.variant.variant_id, line.quantity, each.way.good_on, line.variant.label))
            for each in chosen for n, line in enumerate(each.parcel.lines)
            if line.variant and (_bare(line) or (line.stocked and line.variant.product_slug in much))]  # fmt: skip
    lots = stock_of(db, [want.variant_id for _, _, want in bare]) if bare else []
    for each, n, want in bare:
        line = each.parcel.lines[n]
        large = line.variant is not None and line.variant.product_slug in much
        if large or line.asks or room_for(db, origin, want, lots, held_for) is Room.ASK:
            release(db, held_for, want.variant_id)
            each.parcel.lines[n] = replace(line, asks=True)


def _much_of(chosen: Sequence[Chosen]) -> set[str]:
    """Slugs of products of which more is ordered than one may take without asking, all packings together."""
    pieces: Counter[str] = Counter()
    for line in (line for each in chosen for line in each.parcel.lines if line.variant and line.stocked):
        pieces[line.variant.product_slug if line.variant else ""] += line.quantity
    return {slug for slug, n in pieces.items() if n > MOST_AT_ONCE}


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


QUIET = (
    sa.update(SUBS)
    .where(SUBS.c.number == sa.bindparam("of"))
    .values(quiet_to_buyer=sa.bindparam("buyer"), quiet_to_group=sa.bindparam("group"))
)


def _tell(db: Session, buyer: Buyer, order: Placed, number: str, parcel: NewParcel) -> None:
    """The buyer gets the link by e-mail or WhatsApp; the chairs hear of the order."""
    params = {
        "number": number,
        "order": order.number,
        "group": parcel.group,
        "buyer": buyer.name,
        "total": parcel.total,
        "path": order.path,
    }
    owner = db.get(Person, buyer.person_id) if buyer.person_id else None
    to = reached_at(buyer.name, buyer.phone, buyer.email, buyer.language, owner)
    told = tell(db, to, "order_placed", params, name=f"{number}/order_placed/buyer", about=number)
    params["path"], group_told = group_page(parcel.slug, f"pesanan/{number}"), True
    for key, chair in chairs_of(db, parcel.group_id):
        name = f"{number}/order_new/{key}"
        group_told &= tell(db, chair, "order_new", params, name=name, about=number, gather=True)
    if not (told and group_told):
        db.connection().execute(QUIET, {"of": number, "buyer": not told, "group": not group_told})
