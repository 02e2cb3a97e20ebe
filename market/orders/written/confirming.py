"""A written order becomes an order: its buyer confirms it by her link, or the group says that it is certain.

The price of each piece is the one that was promised, or today's where that is lower.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.inventory.hold import HOLDS, LOTS, still_held
from market.kernel.clock import now
from market.kernel.fitting import most_letters
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.tokens import digest
from market.orders.cart.cart_line import ShownLine, ShownVariant, shown_variants
from market.orders.cart.keeping import MOST_AT_ONCE
from market.orders.cart.parcel import Parcel, Seller, sellers
from market.orders.channel import SalesChannel
from market.orders.delivery import Delivery
from market.orders.life import news
from market.orders.order import Order, group_sub_order, order_by_number
from market.orders.placing.chosen import Chosen, choose, choose_all
from market.orders.placing.new_order import Buyer, NewOrder, NewParcel, Placed, Typed
from market.orders.placing.placing import place
from market.orders.state import State
from market.orders.terms import Way, tariffs_of, ways
from market.orders.written.written_order import WrittenLine, WrittenOrder
from market.payments.bill import Method
from market.people.access import Actor
from market.people.group import Group
from market.people.helpers import Facilitation
from market.people.known_browser import LASTS, KnownBrowser
from market.people.membership import Membership

TRAVELS = 3  # days, of goods that the group brings for a fee that it named itself
B, M, F = table(KnownBrowser), table(Membership), table(Facilitation)


@dataclass(frozen=True, slots=True)
class Confirmable:
    """A written order as its buyer can confirm it: what is in it, how it can come to her and be paid."""

    written: WrittenOrder
    group: Group
    parcel: Parcel

    @property
    def slug(self) -> str:
        return self.group.slug


def confirmable(
    db: Session, written: WrittenOrder, village: str = "", pieces: Mapping[str, int] | None = None
) -> Confirmable:
    """With the ways that lead to a village; what the group promised for bringing it holds there too.

    `pieces` by sku are other numbers of what stands in it, as its buyer typed them.
    """
    lines = _lines(db, written, pieces or {})
    [seller] = sellers(db, [written.group_id])
    weight = sum(line.quantity * line.variant.weight_g for line in lines if line.variant)
    tariffs = tariffs_of(db, [written.group_id]) if village else []
    found = [_promised(written, way) for way in ways(seller, tariffs, village, weight, seller.today)]
    parcel = Parcel(seller, lines, _unasked(written, found), sum(line.total for line in lines), weight)
    return Confirmable(written, Group.get(db, written.group_id), parcel)


def _lines(db: Session, written: WrittenOrder, pieces: Mapping[str, int]) -> list[ShownLine]:
    """Its lines as they can be bought now, at the lower of two prices. Refused where one is not sold any more."""
    kept = written.lines
    sold = shown_variants(db, [line.sku for line in kept])
    found = []
    for line in kept:
        variant = sold.get(line.sku)
        if variant is None:
            raise Refused("variant_gone", name=line.name)
        cheaper = replace(variant, price=min(variant.price, line.price))
        n = pieces.get(line.sku, line.quantity)
        found.append(ShownLine(line.sku, line.name, n, line.price, cheaper, held=line.quantity))
    return found


def short_of(db: Session, written: WrittenOrder) -> list[str]:
    """Names of what nobody can confirm any more: not sold, or of a lot that was recalled since it was put aside."""
    lines = written.lines
    sold = shown_variants(db, [line.sku for line in lines])
    found = (
        sa.select(LOTS.c.variant_id, sa.func.sum(HOLDS.c.quantity).label("pieces"))
        .join(HOLDS, HOLDS.c.lot_id == LOTS.c.id)
        .where(*still_held(written.held_for, now()))
        .group_by(LOTS.c.variant_id)
    )
    held = {row.variant_id: int(row.pieces) for row in db.execute(found)}
    return [line.name for line in lines if not _there(line, sold.get(line.sku), held)]


def _there(line: WrittenLine, sold: ShownVariant | None, held: Mapping[int, int]) -> bool:
    return sold is not None and (sold.made_to_order or held.get(line.variant_id, 0) >= line.quantity)


def _promised(written: WrittenOrder, way: Way) -> Way:
    """A way at the fee that the group named for it, or for whatever brings it."""
    way_open = written.delivery is None and not way.delivery.collected
    named = written.fee is not None and (way_open or way.delivery is written.delivery)
    return replace(way, fee=written.fee) if named else way


def _unasked(written: WrittenOrder, found: list[Way]) -> list[Way]:
    """Without the way whose fee is still to be asked for, where it is promised and another way brings it too."""
    known = [way for way in found if way.delivery is not Delivery.QUOTE]
    promised = written.fee is not None and written.delivery is not Delivery.QUOTE
    return known if promised and any(not way.delivery.collected for way in known) else found


def confirm(db: Session, written: WrittenOrder, buyer: Buyer, delivery: str, method: str, press_hash: str) -> Placed:
    """Its buyer says yes: an order of hers, with a key that the group has never seen. The link is used up."""
    here = confirmable(db, written, buyer.village)
    here.group.require_open()
    buyer = replace(buyer, note=_both_notes(written.note, buyer.note))
    where = replace(buyer, landmark="")  # the group may have typed one of goods that she fetches
    [chosen] = choose_all([here.parcel], where, {here.slug: delivery}, {here.slug: method})
    written.confirm(Actor(name=buyer.name))
    new = NewOrder(
        buyer, f"written/{written.token}", written.held_for, [_parcel(chosen, written, SalesChannel.CHAT)],
        cart_hash=press_hash, said="written_confirmed",
    )  # fmt: skip
    return _placed(db, written, new, "order_new")


def _both_notes(agreed: str, hers: str) -> str:
    """What the group wrote down as agreed, the day she asked for among it, and what she adds. Refused beside hers where
    an order cannot keep both."""
    if agreed in hers or not hers:
        return hers or agreed
    most = most_letters(table(Order).c.note) - len(agreed) - 3
    if len(hers) > most:
        raise Refused("text_too_long", field="note", n=max(most, 0))
    return f"{agreed} · {hers}"


def make_certain(db: Session, written: WrittenOrder, by: Actor) -> Placed:
    """The group says that it is certain, of a buyer who never opens links: an order that says so wherever it counts."""
    group = Group.get(db, written.group_id)
    group.require_open()
    delivery, method = _known(written)
    lines = _lines(db, written, {})
    [seller] = sellers(db, [written.group_id])
    way = _way(seller, delivery, written.fee)
    parcel = Parcel(seller, lines, [way], sum(line.total for line in lines))
    chosen = choose(parcel, {group.slug: delivery}, {group.slug: method})
    written.call_certain(by)
    buyer = Buyer(written.name, written.phone, note=written.note, landmark=written.landmark)
    new = NewOrder(
        buyer, f"written/{written.token}", written.held_for, [_parcel(chosen, written, SalesChannel.WRITTEN)],
        said="written_certain", by=by,
    )  # fmt: skip
    return _placed(db, written, new, "order_new" if by.may_be_helper else "")


def _known(written: WrittenOrder) -> tuple[Delivery, Method]:
    """How it goes and is paid. Refused while one of them, or the fee of what is brought, is not known."""
    if written.delivery is None:
        raise Refused("delivery_needed", field="delivery")
    if written.method is None:
        raise Refused("payment_needed", field="method")
    if not written.delivery.collected and written.fee is None:
        raise Refused("fee_unclear", field="fee")
    return written.delivery, written.method


def _way(seller: Seller, delivery: Delivery, fee: int | None) -> Way:
    """How the group hands it over, as it agreed with its buyer itself."""
    day = seller.today
    if delivery.collected:
        return Way(delivery, 0, day, day, day)
    last = day + timedelta(days=TRAVELS)
    return Way(delivery, fee, day + timedelta(days=1), last, last + timedelta(days=1), days=TRAVELS)


def _parcel(chosen: Chosen, written: WrittenOrder, channel: SalesChannel) -> NewParcel:
    """As it is written: the group has said yes by writing it down, once what it costs is known."""
    parcel = chosen.to_place()
    state = State.WAITING if parcel.fee is None else State.ACCEPTED
    return replace(parcel, state=state, typed=Typed(channel, Actor(person_id=written.made_by_id, name=written.made_by)))


def _placed(db: Session, written: WrittenOrder, new: NewOrder, to_group: str) -> Placed:
    def tell(order: Placed, number: str, parcel: NewParcel) -> None:
        sub = group_sub_order(db, parcel.group_id, number)
        news.tell_buyer(db, sub, "order_placed")
        if to_group:
            news.tell_group(db, sub, to_group)

    placed = place(db, new, tell)
    written.order_id = order_by_number(db, placed.number).key
    written.forget()
    return placed


def requantify(written: WrittenOrder, group: Group, pieces: Mapping[str, int]) -> None:
    """Its buyer wants other numbers of what stands in it: at the promised price, while there are so many.

    Refused for more than anybody may take without the group's word, unless the group wrote so many itself.
    """
    kept = {line.sku: line.quantity for line in written.lines}
    wanted = {sku: pieces.get(sku, n) for sku, n in kept.items()}
    for sku, n in wanted.items():
        if n > (most := max(kept[sku], MOST_AT_ONCE)):
            raise Refused("written_more", field=f"quantity-{sku}", n=most)
    if wanted != kept:
        written.put(group, wanted)


def belongs_to_group(db: Session, known: str, group_id: int) -> bool:
    """Whether somebody who works for a group signed in from this browser: `known` is its cookie."""
    if not known:
        return False
    mine = sa.select(B.c.person_id).where(B.c.token_hash == digest(known), B.c.seen_at > now() - LASTS)
    works = [
        sa.select(each.c.id).where(each.c.group_id == group_id, each.c.ended_at.is_(None), each.c.person_id.in_(mine))
        for each in (M, F)
    ]
    return db.execute(sa.union_all(*works).limit(1)).first() is not None
