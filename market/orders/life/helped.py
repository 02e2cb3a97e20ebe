"""A verb of a parcel by somebody who helps its group: both read afterwards that she did it."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from market.orders.order import SubOrder
from market.people.access import Actor
from market.people.act import note

Verb = Callable[[Session, SubOrder, Actor], None]


def with_help(verb: Verb, db: Session, sub: SubOrder, by: Actor) -> None:
    """Does it, and writes down that a helper did."""
    verb(db, sub, by)
    if by.helps:
        note(db, by, "order_helped", sub.group_id, number=sub.number)
