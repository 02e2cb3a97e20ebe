"""A till of the demo that sold: a debt, a basket laid aside, a phone's sale set apart, a task, a day signed."""

from datetime import timedelta
from uuid import uuid4

import sqlalchemy as sa
import time_machine

from market.catalog.product import Product
from market.catalog.variant import Variant
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.orders.delivery import Delivery
from market.orders.written.writing import WrittenFacts, write_down
from market.orders.written.written_order import WrittenOrder
from market.payments.bill import Method
from market.people.access import Actor
from market.people.group import Group
from market.people.person import Person
from market.till.closing import close_day, day_page
from market.till.parked import ParkedBasket, park
from market.till.rules import set_rules
from market.till.till import Till
from tests import world
from tests.crawl_world import HOUR
from tests.till.phones import Phone, line

GROUP, SELLS = "tunas-bahari", ("Cakalang suwir siap masak", "Sambal roa botol")
TILL = f"/lapak/{GROUP}/kasir"
DESKS = (TILL, f"/lapak/{GROUP}/pesanan/catat")
SIGNED = f"{TILL}/tutup?hari={HOUR.date() - timedelta(days=1)}"  # where a second person says the same


def sell_at_the_till() -> None:
    """In the demo's world of this process, today and the day before."""
    group_id, chair, (sku, price), (other, _) = _who_sells_what()
    by = world.actor(chair)
    with time_machine.travel(now() - timedelta(days=1), tick=True):
        phone = Phone(group_id, chair, "HP kemarin")
        phone.sells(line(sku, 1, price))
        _sign(group_id, by, price)
    write(lambda db: set_rules(db, group_id, discount_percent=20, bon=True, by=by))
    phone.sells(line(sku, 2, price))
    phone.sells(line(sku, 1, price), paid="bon", buyer={"name": "Ibu Ros", "phone": "081200000777"})
    phone.sells(line(other, 300, price))  # more than the book knows
    basket = ParkedBasket(uid=str(uuid4()), pieces={sku: 1}, grams={}, whose="Pak topi")
    write(lambda db: park(db, Group.get(db, group_id), basket, by) and None)
    _write_down(group_id, by, sku, Delivery.PICKUP)
    _write_down(group_id, by, sku, None)
    lost = Phone(group_id, chair, "HP hilang")
    write(lambda db: db.scalars(sa.select(Till).where(table(Till).c.uid == lost.uid)).one().end(by))
    lost.sells(line(sku, 1, price))


def _write_down(group_id: int, by: Actor, sku: str, delivery: Delivery | None) -> None:
    """One that is fetched has no fee; one for which no way is chosen yet may have one."""
    asked = WrittenFacts(
        name="Ibu Ratna", phone="+6281200000101", pieces={sku: 1}, delivery=delivery, method=Method.CASH
    )
    write(lambda db: write_down(db, Group.get(db, group_id), asked, by).number)


def written_links() -> list[str]:
    """Where the buyers of what was written down confirm it."""
    with read() as db:
        return [each.path for each in db.scalars(sa.select(WrittenOrder))]


def _who_sells_what() -> tuple[int, int, tuple[str, int], tuple[str, int]]:
    """The group, its chair, and two of its goods with their prices."""
    with read() as db:
        group = db.scalars(sa.select(Group).where(table(Group).c.slug == GROUP)).one()
        chair = db.scalars(sa.select(Person).where(table(Person).c.email == "ketua@demo.test")).one()
        rows = table(Product)
        joined = sa.select(Variant).join(Product, rows.c.id == table(Variant).c.product_id)
        joined = joined.where(rows.c.group_id == group.key, rows.c.name.in_(SELLS))
        first, second = db.scalars(joined.order_by(rows.c.name, table(Variant).c.id)).all()[:2]
        return group.key, chair.key, (first.sku, first.price), (second.sku, second.price)


def _sign(group_id: int, by: Actor, counted: int) -> None:
    def work(db) -> None:
        group = Group.get(db, group_id)
        shown = day_page(db, group.key, group.today)
        close_day(db, group, group.today, shown.mark, counted, reason="", sure=True, by=by)

    write(work)
