"""Who is told what of an order: rows in the outbox, in the transaction of the change."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.addresses import HELPING, group_page
from market.kernel.record import table
from market.messages.news import News, tell_all
from market.messages.outbox import Recipient, tell
from market.messages.overtaken import unsay
from market.messages.warnings import WARNINGS
from market.orders.channel import SalesChannel
from market.orders.order import Order, SubOrder
from market.people.group import Group
from market.people.helpers import facilitators
from market.people.membership import people_to_tell
from market.people.person import Person, admins

# Of these one letter is enough for many orders that one network causes within minutes: the page shows them all.
GATHERED = frozenset({
    "order_cancelled_by_buyer", "order_pieces_cancelled_by_buyer", "payment_claimed", "order_received",
    "refund_addressed",
})  # fmt: skip
# Which letters of the same parcel a piece of news makes untrue: they are taken away, to whomever, while not yet sent.
# Gathered letters stay: one may speak for other parcels too.
ONGOING = frozenset({
    "order_placed", "order_accepted", "order_fee_named", "order_reminder", "order_unanswered", "order_revived",
    "order_runs_on",
    "order_ready", "order_on_the_way", "order_to_collect", "payment_confirmed", "payment_short", "claim_refused",
    "down_payment_confirmed", "lot_recalled", "recall_ended", "lots_exchanged",
})  # fmt: skip
UNANSWERED = frozenset({"order_reminder", "order_unanswered"})
SUMS = frozenset({"order_accepted", "payment_short", "down_payment_confirmed"})  # letters that name what is to be paid
AT_WORK = frozenset({"order_accepted", "payment_confirmed", "down_payment_confirmed"})  # its goods are still to be made
OVERTAKES: dict[str, frozenset[str]] = {
    "order_accepted": UNANSWERED,
    "order_fee_named": UNANSWERED | {"order_fee_named"},
    "order_ready": AT_WORK,
    "order_on_the_way": AT_WORK | {"order_ready"},
    "order_came_back": frozenset({"order_on_the_way"}),
    "order_received": AT_WORK | {"order_ready", "order_on_the_way", "order_to_collect"},
    "order_pieces_cancelled": SUMS,
    "order_pieces_cancelled_by_buyer": SUMS,
    "order_refused": ONGOING,
    "order_cancelled": ONGOING,
    "order_cancelled_by_buyer": ONGOING,
    "order_expired": ONGOING,
    "order_not_collected": ONGOING,
    "order_left_uncollected": ONGOING,
    "order_revived": frozenset({"order_expired"}),
    "order_runs_on": frozenset({"order_expired"}),
    "order_fee_accepted": frozenset({"order_fee_named"}),
    "dispute_won": frozenset({"dispute_open"}),
    "dispute_lost": frozenset({"dispute_open"}),
    "payment_confirmed": SUMS | {"office_bill_due", "claim_undecided", "claim_refused", "payment_taken_back"},
    "payment_short": frozenset({"claim_undecided", "payment_short"}),
    "down_payment_confirmed": frozenset(
        {
            "order_accepted",
            "claim_undecided",
            "payment_short",
            "claim_refused",
            "payment_taken_back",
        }
    ),
    "claim_refused": frozenset({"claim_undecided"}),
    "payment_taken_back": frozenset({"payment_confirmed", "payment_short", "down_payment_confirmed"}),
    "refund_undone": frozenset({"order_refunded"}),
}


def reached_at(name: str, phone: str, email: str | None, language: str, owner: Person | None) -> Recipient:
    """A buyer as typed for an order; a number or e-mail that the account proved is certainly hers."""
    return Recipient(
        name,
        phone,
        email,
        language,
        phone_proved=owner is not None and owner.phone == phone and owner.phone_proved_at is not None,
        email_proved=owner is not None and owner.email == email and owner.email_proved_at is not None,
        person_id=owner.key if owner else None,
    )


def params_of(sub: SubOrder, order: Order, **more: Any) -> dict[str, Any]:
    return {
        "number": sub.number,
        "order": order.number,
        "group": sub.group_name,
        "buyer": order.name,
        "total": sub.total,
        "first": sub.down_payment,
        "path": order.path,
        **more,
    }


def name_for_buyer(number: str, news: str) -> str:
    """What tells a letter to the buyer of a parcel from any other: its template, and once what of several it is of."""
    return f"{number}/{news}/buyer"


def tell_buyer(db: Session, sub: SubOrder, template: str, *, once: str = "", about: str = "", **more: Any) -> None:
    """News for the buyer; where no WhatsApp is set up the group sends it by hand, and so without her key.

    It is about the parcel, or a thing of its own that can end by itself. Who bought at the till was there, and asked
    for no letters.
    """
    if sub.channel is SalesChannel.TILL:
        return
    order = Order.get(db, sub.order_id)
    owner = db.get(Person, order.person_id) if order.person_id else None
    to = reached_at(order.name, order.phone, order.email, order.language, owner)
    name = name_for_buyer(sub.number, f"{template}{once}")
    overtake(db, sub, template)
    by_hand = {"path": order.short_path}
    tell(
        db,
        to,
        template,
        params_of(sub, order, **more),
        name=name,
        about=about or sub.number,
        from_group=sub.group_id,
        by_hand=by_hand,
        warns=template in WARNINGS,
    )


@dataclass(frozen=True, slots=True)
class ToBuyer:
    """A letter to the buyer of a parcel, as `tell_buyer` writes one; it leaves at `due_at`, by default now."""

    sub: SubOrder
    template: str
    once: str
    more: dict[str, Any]
    due_at: datetime | None = None


def tell_buyers(db: Session, letters: Sequence[ToBuyer]) -> None:
    """Many at once, in a few statements: of templates that overtake no other."""
    orders, people = table(Order), table(Person)
    wanted = sa.select(Order, Person).outerjoin(Person, people.c.id == orders.c.person_id)
    found = db.execute(wanted.where(orders.c.id.in_({each.sub.order_id for each in letters})))
    buyers = {row.Order.key: row for row in found}
    news = []
    for each in letters:
        order, owner = buyers[each.sub.order_id].Order, buyers[each.sub.order_id].Person
        to = reached_at(order.name, order.phone, order.email, order.language, owner)
        name = name_for_buyer(each.sub.number, f"{each.template}{each.once}")
        where: dict[str, Any] = {"from_group": each.sub.group_id, "by_hand": {"path": order.short_path}}
        params = params_of(each.sub, order, **each.more)
        news.append(News(to, each.template, params, name, each.sub.number, **where, due_at=each.due_at))
    tell_all(db, news)


def tell_owner(db: Session, sub: SubOrder, template: str, *, once: str = "", **more: Any) -> None:
    """The same news by the ways her account knows, where it was placed signed in and she wrote others for the order."""
    order = Order.get(db, sub.order_id)
    person = db.get(Person, order.person_id) if order.person_id else None
    if person is None:
        return
    phone = person.phone if person.phone != order.phone else None
    email = person.email if person.email != order.email else None
    to = replace(person.recipient, phone=phone, email=email)
    name = f"{sub.number}/{template}{once}/owner"
    tell(db, to, template, params_of(sub, order, **more), name=name, about=sub.number, warns=template in WARNINGS)


def tell_group(
    db: Session, sub: SubOrder, template: str, *, treasurer: bool = False, once: str = "", page: str = "", **more: Any
) -> None:
    """News for the chairs of the group, or its treasurers; leads to the order, or another `page` of the group."""
    order = Order.get(db, sub.order_id)
    slug = db.execute(sa.select(Group.slug).where(Group.id == sub.group_id)).scalar_one()  # type: ignore[call-overload]
    params = params_of(sub, order, path=group_page(slug, page or f"pesanan/{sub.number}"), **more)
    overtake(db, sub, template)
    for person in people_to_tell(db, sub.group_id, treasurer=treasurer):
        _tell_person(db, person, template, params, f"{sub.number}/{template}{once}/{person.key}")


def tell_facilitators(db: Session, sub: SubOrder, template: str, *, once: str = "", **more: Any) -> None:
    order = Order.get(db, sub.order_id)
    params = params_of(sub, order, path=HELPING, **more)
    for person in facilitators(db, sub.group_id):
        _tell_person(db, person, template, params, f"{sub.number}/{template}{once}/{person.key}")


def tell_admins(db: Session, sub: SubOrder, template: str, path: str, *, once: str = "", **more: Any) -> None:
    """News for the platform's admins, of money in its bank account."""
    params = params_of(sub, Order.get(db, sub.order_id), path=path, **more)
    for person in admins(db):
        _tell_person(db, person, template, params, f"{sub.number}/{template}{once}/{person.key}")


def overtake(db: Session, sub: SubOrder, template: str) -> None:
    """Takes away what this news makes untrue, whether it is told to somebody or known to all who were there."""
    if template in OVERTAKES:
        unsay(db, sub.number, OVERTAKES[template])


def take_away(db: Session, sub: SubOrder, *templates: str) -> None:
    """News of a parcel that is not true after all."""
    unsay(db, sub.number, templates)


def _tell_person(db: Session, person: Person, template: str, params: dict[str, Any], name: str) -> None:
    to, about = person.recipient, str(params["number"])
    tell(db, to, template, params, name=name, about=about, warns=template in WARNINGS, gather=template in GATHERED)
