"""Recall: goods of one lot are taken back. Their buyers are told, and what has not left is stopped."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.product import Product
from market.catalog.variant import Variant, label_among
from market.inventory.hold import allocate
from market.inventory.leaving import give_back
from market.inventory.lot import Location, Lot, LotState
from market.inventory.picking import Pick, Want
from market.kernel.clock import now
from market.kernel.money import grouped
from market.kernel.record import from_row, locked, table
from market.kernel.refused import Overtaken, Refused, needed_reason
from market.messages.outbox import Message
from market.messages.overtaken import unsay_each
from market.orders.event import Happened, happened_to_many
from market.orders.life import news
from market.orders.life.fewer import still_coming
from market.orders.life.stopped import RECALLED, rest, run, stopped
from market.orders.line_lot import LineLot, LotUse, free_for, good_on, write_lots
from market.orders.order import Order, OrderLine, SubOrder
from market.people.access import Actor
from market.people.act import note
from market.people.membership import find_membership

MOST = 2_000
RECALL, ENDED = "lot_recalled", "recall_ended"  # events, and letters
LOOKED_AGAIN = timedelta(days=1)  # until good news leaves: what is recalled again within it needs no second letter
USES, LINES, SUBS, ORDERS, LOTS = (table(each) for each in (LineLot, OrderLine, SubOrder, Order, Lot))
PARCELS = USES.join(LINES, LINES.c.id == USES.c.line_id).join(SUBS, SUBS.c.id == LINES.c.sub_order_id)


@dataclass(frozen=True)
class LotBuyer:
    """Somebody who has, or will get, pieces of a lot."""

    sub_number: str
    name: str
    phone: str
    quantity: int
    use: LotUse

    @property
    def has_them(self) -> bool:
        """The pieces left the house with her parcel."""
        return self.use is LotUse.HANDED_OUT


def buyers_of(db: Session, lot_id: int) -> list[LotBuyer]:
    """The buyers of one lot, to call them or to recall it."""
    found = db.execute(
        sa.select(
            SUBS.c.number.label("sub_number"),
            ORDERS.c.name,
            ORDERS.c.phone,
            sa.cast(sa.func.sum(USES.c.quantity), sa.Integer).label("quantity"),
            USES.c.use,
        )
        .select_from(PARCELS.join(ORDERS, ORDERS.c.id == SUBS.c.order_id))
        .where(USES.c.lot_id == lot_id, USES.c.use != LotUse.GIVEN_BACK)
        .group_by(SUBS.c.number, ORDERS.c.name, ORDERS.c.phone, USES.c.use)
        .order_by(SUBS.c.number)
        .limit(MOST)
    )
    return [from_row(LotBuyer, row) for row in found]


def recall(db: Session, group_id: int, lot: Lot, by: Actor, reason: str) -> int:
    """Stops selling and sending the lot, and tells each buyer what she has or waits for; returns how many are told.

    Who was told already, and has not heard since that it is good, gets no second letter.
    """
    reason = needed_reason(reason)
    _subs_of(db, lot)  # locked before the lot, in the order of every verb that takes stock for a parcel
    lot.recall(by)
    label, buyers, subs = label_of(db, lot), buyers_of(db, lot.key), _subs_of(db, lot)
    unsay_each(db, subs, (ENDED,))
    told, asked = _told_of(db, lot, subs), rest(db, subs)
    events, letters = [], []
    for buyer in buyers:
        sub, before = subs[buyer.sub_number], told.get(buyer.sub_number, [])
        what = {"what": f"{grouped(buyer.quantity)} {label}", "lot": lot.code, "reason": reason}
        events.append(Happened(sub.key, what))
        if before[-1:] != [RECALL]:
            once = f"/{lot.key}/{before.count(RECALL)}/{buyer.use.value}"
            where = {"sent": buyer.has_them, "unpaid": sub.number in asked}
            letters.append(news.ToBuyer(sub, RECALL, once, what | {"what": label} | where))
    happened_to_many(db, RECALL, by, events)
    news.tell_buyers(db, letters)
    note(db, by, "lot_recall", group_id, lot=lot.code, n=len(buyers), reason=reason)
    return len(buyers)


def end_recall(db: Session, group_id: int, lot: Lot, by: Actor, reason: str) -> None:
    """The lot was looked at and is good after all: says a helper or officer from outside, never the group itself.

    Who was told not to eat it hears of that a day later, unless it is recalled again meanwhile; her page says it now,
    and so does a letter to whoever has to pay.
    """
    reason = needed_reason(reason)
    if by.person_id is not None and find_membership(db, group_id, by.person_id):
        raise Refused("recall_by_helper")
    if lot.state is not LotState.RECALLED:
        raise Overtaken("state_moved")
    label, subs = label_of(db, lot), _subs_of(db, lot)
    were = {number: subs[number] for number in stopped(db, subs)}
    lot.reopen(by)
    unsay_each(db, subs, (RECALL,))
    happened_to_many(db, ENDED, by, [Happened(sub.key, {"lot": lot.code, "reason": reason}) for sub in subs.values()])
    told, later, asked = _told_of(db, lot, subs), now() + LOOKED_AGAIN, run(db, were)
    what = {"what": label, "lot": lot.code, "reason": reason}
    heard = {number: before.count(ENDED) for number, before in told.items() if before[-1] == RECALL}
    letters = [
        news.ToBuyer(subs[of], ENDED, f"/{lot.key}/{n}", what | {"unpaid": of in asked}, None if of in asked else later)
        for of, n in heard.items()
    ]
    news.tell_buyers(db, letters)
    note(db, by, "lot_recall_ended", group_id, lot=lot.code, reason=reason)


def _told_of(db: Session, lot: Lot, numbers: Collection[str]) -> dict[str, list[str]]:
    """By parcel which letters about this lot were sent to its buyer, or wait, in their order."""
    m = table(Message)
    stands = (m.c.about.in_(numbers), m.c.template.in_((RECALL, ENDED)), m.c.unsaid_at.is_(None))
    told: dict[str, list[str]] = {}
    for row in db.execute(sa.select(m.c.about, m.c.template, m.c.params).where(*stands).order_by(m.c.id)):
        if row.params.get("lot") == lot.code:
            told.setdefault(row.about, []).append(row.template)
    return told


def label_of(db: Session, lot: Lot) -> str:
    """What its goods are called, as the last order line of them says, else its code."""
    wanted = sa.select(label_among(LINES)).where(LINES.c.variant_id == lot.variant_id)
    return db.scalars(wanted.order_by(LINES.c.id.desc()).limit(1)).first() or lot.code


def _subs_of(db: Session, lot: Lot) -> dict[str, SubOrder]:
    """The parcels of its buyers by their number, locked: whatever else is pressed for one of them comes before or
    after."""
    its = sa.select(SUBS.c.id).select_from(PARCELS).where(USES.c.lot_id == lot.key, USES.c.use != LotUse.GIVEN_BACK)
    wanted = sa.select(SubOrder).where(SUBS.c.id.in_(its)).order_by(SUBS.c.id)
    return {sub.number: sub for sub in db.scalars(locked(wanted))}


def can_exchange(db: Session, sub: SubOrder) -> bool:
    """Whether other lots have enough good pieces in place of those that were recalled."""
    needed = sa.select(LINES.c.variant_id, sa.cast(sa.func.sum(USES.c.quantity), sa.Integer).label("pieces"))
    bad = needed.select_from(PARCELS.join(LOTS, LOTS.c.id == USES.c.lot_id)).where(RECALLED, SUBS.c.id == sub.key)
    wants = {row.variant_id: row.pieces for row in db.execute(bad.group_by(LINES.c.variant_id))}
    there = free_for(db, sub, wants)
    return bool(wants) and all(there.get(variant, 0) >= pieces for variant, pieces in wants.items())


def exchange(db: Session, sub: SubOrder, by: Actor) -> None:
    """Takes good pieces in place of those from a recalled lot. Refused when there are too few."""
    wanted = sa.select(LineLot).join(LOTS, LOTS.c.id == USES.c.lot_id).join(LINES, LINES.c.id == USES.c.line_id)
    bad = list(db.scalars(wanted.where(RECALLED, LINES.c.sub_order_id == sub.key).order_by(USES.c.id)))
    if not bad:
        raise Overtaken("state_moved")
    lines = {line.key: line for line in sub.lines}
    freed = [Pick(each.lot_id, each.quantity) for each in bad]
    for each in bad:
        each.use = LotUse.GIVEN_BACK
    day = good_on(db, sub)
    wants = [Want(lines[b.line_id].variant_id, b.quantity, day, lines[b.line_id].label) for b in bad]
    try:
        picks = allocate(db, wants, f"order/{sub.number}")
    except Refused as refusal:
        if refusal.code != "nothing_left":
            raise
        last = still_coming(sub) == 1  # fewer would be none
        code = "no_other_lot_for_last" if last else "no_other_lot"
        raise Refused(code, name=refusal.params["name"]) from refusal  # nobody took them just now
    write_lots(db, [each.line_id for each in bad], picks)
    what = ", ".join(f"{grouped(want.quantity)} {want.name}" for want in wants)
    event = sub.happened("lots_exchanged", by, what=what)
    unpaid = sub.number in run(db, {sub.number: sub})
    news.tell_buyer(db, sub, "lots_exchanged", once=f"/{event.key}", what=what, unpaid=unpaid)
    give_back(db, freed)


@dataclass(frozen=True, slots=True)
class RecalledLot:
    """A recalled lot, and what its goods are called."""

    lot: Lot
    goods: str


ITS_GOODS = (
    sa.select(table(Product).c.name)
    .join(table(Variant), table(Variant).c.product_id == table(Product).c.id)
    .where(table(Variant).c.id == LOTS.c.variant_id)
    .correlate(LOTS)
    .scalar_subquery()
)


def recalled_of(group_id: int) -> sa.ColumnElement[bool]:
    """A condition: the lot is of this group, and recalled."""
    where = table(Location)
    its = sa.select(where.c.id).where(where.c.group_id == group_id)
    return sa.and_(LOTS.c.location_id.in_(its), LOTS.c.state == LotState.RECALLED, LOTS.c.on_hand > 0)
