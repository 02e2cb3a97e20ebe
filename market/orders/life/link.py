"""A lost link: it is sent again to the buyer, at an e-mail or number that she gave for the order."""

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.limits import attempt_within
from market.kernel.record import table
from market.kernel.settings import settings
from market.kernel.tokens import new_token
from market.messages.outbox import Reach, Recipient, tell, ways_to
from market.orders.life.news import reached_at
from market.orders.order import Order
from market.people.person import Person

MOST_LINKS, LINKS_PER = 1, timedelta(hours=1)
O = table(Order)


def ways_of(db: Session, number: str) -> list[Reach]:
    """The ways by which the link of an order could be sent now; none without an e-mail and without WhatsApp."""
    row = db.execute(sa.select(O.c.phone, O.c.email).where(O.c.number == number)).one()
    email = row.email if settings().sends_email else None
    return ways_to(Recipient("", row.phone, email))


def tell_link(db: Session, number: str) -> None:
    """Sends it, whatever is typed, only to where news of this order goes; refused within an hour of the last one."""
    attempt_within(db, f"tautan/{number}", most=MOST_LINKS, per=LINKS_PER)
    order = db.scalars(sa.select(Order).where(O.c.number == number)).one()
    owner = db.get(Person, order.person_id) if order.person_id else None
    to = reached_at(order.name, order.phone, order.email, order.language, owner)
    told = {"order": order.number, "path": order.path}
    tell(db, to, "order_link", told, name=f"{order.number}/link/{new_token()}", about=order.number)
