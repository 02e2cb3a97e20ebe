"""Selling on the page itself: the server puts the sale into an envelope, as a phone would, and applies it at once.

What phones tell stands, and is a task where it is beyond the rules. Here somebody still stands at the till: she is told
in a sentence, by today's prices, whatever the form says they were.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.inventory.hold import free_expired
from market.inventory.holdings import Holding, holdings
from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.record import locked
from market.kernel.refused import Faults, Refused
from market.kernel.tokens import digest, new_uid
from market.people.access import Actor
from market.people.group import Group, lock_group
from market.till.envelope import E, Envelope
from market.till.open_piece import grams_of, price_of_grams
from market.till.parked import require_taken
from market.till.rules import TillRules, rules_of
from market.till.sale import Paid
from market.till.till import T, Till
from market.till.wire import MOST_GRAMS, MOST_LINES, MOST_PIECES, MOST_RUPIAH, VERSION

TOLD = ("sku", "name", "price", "quantity", "grams")


@dataclass(frozen=True, slots=True)
class PlainSale:
    """What was typed: pieces and grams by sku, at the prices that the page showed. Whole rupiah. `parked`: the basket
    that was laid aside and taken up for it."""

    uid: str
    pieces: Mapping[str, int]
    grams: Mapping[str, int]
    prices: Mapping[str, int]
    paid: Paid
    given: int = 0
    discount: int = 0
    discount_why: str = ""
    buyer: str = ""
    phone: str = ""
    seller: str = ""
    seller_id: int | None = None
    parked: str = ""


@dataclass(frozen=True, slots=True)
class RungLine:
    """One good in a basket, as an envelope names it; `worth`: what it comes to at today's price, whole rupiah."""

    sku: str
    name: str
    price: int
    quantity: int
    grams: int
    total: int
    worth: int


def sell_here(db: Session, group: Group, sale: PlainSale, by: Actor, *, anyway: bool = False) -> int:
    """What was sold on the page is kept as an envelope of this browser's own till; the id of that. A second press
    finds it. Refused, each beside its field, for what the group's book, prices and rules do not allow; `anyway`: sold
    though the book knows of fewer pieces."""
    group.require_open()
    till = _till(db, group.key, by)
    found = db.scalars(sa.select(Envelope).where(E.c.till_id == till.key, E.c.uid == sale.uid)).first()
    if found is not None:
        return found.key
    lines = ring_up(sale, _goods_now(db, group, sale), anyway=anyway)
    require_allowed(sale, rules_of(db, group.key), lines)
    require_taken(db, group.key, sale.parked)
    return _put_in(db, till, sale, lines, by)


def _goods_now(db: Session, group: Group, sale: PlainSale) -> list[Holding]:
    """What the group has, holds on what is sold freed where their time is over."""
    goods = holdings(db, group)
    sold = [each.variant_id for each in goods if each.sku in sale.pieces or each.sku in sale.grams]
    return holdings(db, group) if free_expired(db, sold) else goods


def ring_up(sale: PlainSale, goods: list[Holding], *, anyway: bool) -> list[RungLine]:
    """The lines of a basket. Refused for an empty one, for what is no good of the group's, and, unless `anyway`, for
    more pieces than the book knows of; and for more than an envelope can say."""
    here, faults, lines = {each.sku: each for each in goods}, Faults(), []
    for sku in dict.fromkeys([*sale.pieces, *sale.grams]):
        faults.heard(lambda sku=sku: lines.extend(_rung(sale, here.get(sku), sku, anyway)))  # type: ignore[misc]
    faults.stop()
    if not lines:
        raise Refused("till_empty")
    if len(lines) > MOST_LINES:
        raise Refused("till_too_many", n=MOST_LINES)
    if sum(line.total for line in lines) > MOST_RUPIAH * MOST_LINES:
        raise Refused("amount_too_large")
    return lines


def _rung(sale: PlainSale, good: Holding | None, sku: str, anyway: bool) -> list[RungLine]:
    """Whole units and what was weighed besides, of one good."""
    pieces, grams = sale.pieces.get(sku, 0), sale.grams.get(sku, 0)
    if not pieces and not grams:
        return []
    if good is None:
        raise Refused("variant_gone_here", field=f"quantity-{sku}")
    unit = grams_of(good.unit) or 0
    if grams and not unit:
        raise Refused("till_not_weighed", field=f"grams-{sku}")
    whole = pieces + (-(-grams // unit) if grams else 0)
    if whole > good.available and not good.made_to_order and not anyway:
        raise Refused("till_too_few", field=f"quantity-{sku}", name=good.label, n=good.available)
    price = sale.prices.get(sku, good.price)
    _require_sayable(sku, price, pieces, grams)
    found = []
    if pieces:
        found.append(RungLine(sku, good.label, price, pieces, 0, price * pieces, good.price * pieces))
    if grams:
        total, worth = (price_of_grams(each, grams, unit) for each in (price, good.price))
        found.append(RungLine(sku, good.label, price, 0, grams, total, worth))
    return found


def _require_sayable(sku: str, price: int, pieces: int, grams: int) -> None:
    """Refused where an envelope cannot say it."""
    for name, n, most in (("grams", grams, MOST_GRAMS), ("quantity", pieces, MOST_PIECES)):
        if n > most:
            raise Refused("number_too_large", field=f"{name}-{sku}", n=most)
    if price > MOST_RUPIAH:
        raise Refused("amount_too_large")


def require_allowed(sale: PlainSale, rules: TillRules, lines: list[RungLine]) -> None:
    """Refused, each beside its field: too much off, all of it without a word, too little cash, a debt of nobody."""
    total, faults = sum(line.total for line in lines) - sale.discount, Faults()
    faults.heard(lambda: _require_little_off(sale, rules, lines))
    if sale.paid is Paid.CASH and 0 < sale.given < total:
        faults.add(Refused("till_cash_short", field="given", old=sale.given, new=total))
    if sale.paid is Paid.BON and not rules.bon:
        faults.add(Refused("till_no_bon", field="paid"))
    elif sale.paid is Paid.BON:
        for name in ("buyer", "phone"):
            if not getattr(sale, name):
                faults.add(Refused("required", field=name))
    faults.stop()


def _require_little_off(sale: PlainSale, rules: TillRules, lines: list[RungLine]) -> None:
    """What is asked less than today's prices is a discount, whether it was typed as one or as a price."""
    gross, worth = sum(line.total for line in lines), sum(line.worth for line in lines)
    most = rules.most_off(worth)
    if sale.discount > min(most, gross):
        raise Refused("till_discount", field="discount", n=rules.discount_percent, new=most)
    cheaper = next((line for line in lines if line.total < line.worth), None)
    if cheaper and worth - gross + sale.discount > most:
        raise Refused("till_price_rose", field=f"quantity-{cheaper.sku}", name=cheaper.name)
    if worth and sale.discount == gross and len(sale.discount_why) < 5:
        raise Refused("till_gift", field="discount_why")


def _put_in(db: Session, till: Till, sale: PlainSale, lines: list[RungLine], by: Actor) -> int:
    last = db.execute(sa.select(sa.func.coalesce(sa.func.max(E.c.counter), 0)).where(E.c.till_id == till.key))
    moment, counter = now(), int(last.scalar_one()) + 1
    body = _body(till, counter, sale, lines, moment.isoformat())
    return Envelope(
        till_id=till.key, group_id=till.group_id, uid=sale.uid, counter=counter, body=body, body_hash=digest(body),
        told_at=moment, sent_at=moment, received_at=moment, sender_id=by.person_id,
    ).add(db).key  # fmt: skip


def _till(db: Session, group_id: int, by: Actor) -> Till:
    """The page of this person, or of this phone and whoever is named on it; locked, as it counts its sales."""
    hers = (T.c.opened_by_id == by.person_id, T.c.device_id == by.device_id)
    mine = sa.select(Till).where(T.c.group_id == group_id, T.c.public_key == "", T.c.ended_at.is_(None), *hers)
    wanted = locked(mine.order_by(T.c.id).limit(1))
    found = db.scalars(wanted).first()
    if found is None:
        lock_group(db, group_id)  # of two first presses at once one opens it: else each would sell on a till of its own
        found = db.scalars(wanted).first()
    return found or Till(uid=new_uid(), group_id=group_id, **who_did(by, "opened_by"), device_id=by.device_id).add(db)


def _body(till: Till, counter: int, sale: PlainSale, lines: list[RungLine], at: str) -> str:
    told = {
        "v": VERSION, "till": till.uid, "id": sale.uid, "counter": counter, "at": at,
        "seller": {"id": sale.seller_id or 0, "name": sale.seller},
        "lines": [{name: getattr(line, name) for name in TOLD} for line in lines],
        "discount": {"amount": sale.discount, "why": sale.discount_why},
        "total": sum(line.total for line in lines) - sale.discount,
        "paid": sale.paid.value, "given": sale.given, "buyer": {"name": sale.buyer, "phone": sale.phone},
    }  # fmt: skip
    return json.dumps(told, ensure_ascii=False)
