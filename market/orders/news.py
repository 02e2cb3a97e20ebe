"""Who is told what of an order: rows in the outbox, in the transaction of the change."""

from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.messages.outbox import Recipient, tell
from market.orders.order import Order, SubOrder
from market.people.group import Group
from market.people.helpers import facilitators
from market.people.membership import people_to_tell
from market.people.person import Person, admins

# Of these one letter is enough for many orders that one network causes within minutes: the page shows them all.
GATHERED = frozenset({"order_cancelled_by_buyer", "payment_claimed", "order_received", "refund_addressed"})
# Never kept back, whatever else a network caused: somebody may be taking another one's money.
ALWAYS = frozenset({"refund_account_changed", "refund_readdressed", "payment_taken_back"})


def reached_at(name: str, phone: str, email: str | None, language: str, owner: Person | None) -> Recipient:
    """A buyer as typed for an order; what the account that placed it proved is hers for certain."""
    return Recipient(
        name,
        phone,
        email,
        language,
        phone_proved=owner is not None and owner.phone == phone and owner.phone_proved_at is not None,
        email_proved=owner is not None and owner.email == email and owner.email_proved_at is not None,
    )


def params_of(sub: SubOrder, order: Order, **more: Any) -> dict[str, Any]:
    return {
        "number": sub.number,
        "order": order.number,
        "group": sub.group_name,
        "buyer": order.name,
        "total": sub.total,
        "path": order.path,
        **more,
    }


def tell_buyer(db: Session, sub: SubOrder, template: str, *, once: str = "", **more: Any) -> None:
    """News for the buyer; without WhatsApp configured the group sends it by hand, and so without her key."""
    order = Order.get(db, sub.order_id)
    owner = db.get(Person, order.person_id) if order.person_id else None
    to = reached_at(order.name, order.phone, order.email, order.language, owner)
    name = f"{sub.number}/{template}{once}/buyer"
    by_hand = {"path": order.short_path}
    tell(
        db,
        to,
        template,
        params_of(sub, order, **more),
        name=name,
        from_group=sub.group_id,
        by_hand=by_hand,
        bounded=template not in ALWAYS,
    )


def tell_owner(db: Session, sub: SubOrder, template: str, *, once: str = "", **more: Any) -> None:
    """The same news by the ways her account knows, where it was placed signed in and she wrote others for the order."""
    order = Order.get(db, sub.order_id)
    person = db.get(Person, order.person_id) if order.person_id else None
    if person is None:
        return
    phone = person.phone if person.phone != order.phone else None
    email = person.email if person.email != order.email else None
    to = replace(person.recipient, phone=phone, email=email)
    tell(db, to, template, params_of(sub, order, **more), name=f"{sub.number}/{template}{once}/owner")


def tell_group(
    db: Session, sub: SubOrder, template: str, *, treasurer: bool = False, once: str = "", page: str = "", **more: Any
) -> None:
    """News for the chairs of the group, or its treasurers; leads to the order, or another `page` of the group."""
    order = Order.get(db, sub.order_id)
    slug = db.execute(sa.select(Group.slug).where(Group.id == sub.group_id)).scalar_one()  # type: ignore[call-overload]
    params = params_of(sub, order, path=f"/lapak/{slug}/{page or 'pesanan/' + sub.number}", **more)
    for person in people_to_tell(db, sub.group_id, treasurer=treasurer):
        _tell_person(db, person, template, params, f"{sub.number}/{template}{once}/{person.key}")


def tell_facilitators(db: Session, sub: SubOrder, template: str, *, once: str = "", **more: Any) -> None:
    order = Order.get(db, sub.order_id)
    params = params_of(sub, order, path="/pendamping", **more)
    for person in facilitators(db, sub.group_id):
        _tell_person(db, person, template, params, f"{sub.number}/{template}{once}/{person.key}")


def tell_admins(db: Session, sub: SubOrder, template: str, path: str, *, once: str = "", **more: Any) -> None:
    """News for who runs the platform, of money in its bank account."""
    params = params_of(sub, Order.get(db, sub.order_id), path=path, **more)
    for person in admins(db):
        _tell_person(db, person, template, params, f"{sub.number}/{template}{once}/{person.key}")


def _tell_person(db: Session, person: Person, template: str, params: dict[str, Any], name: str) -> None:
    to = person.recipient
    tell(db, to, template, params, name=name, bounded=template not in ALWAYS, gather=template in GATHERED)
