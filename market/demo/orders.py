"""Orders of the demo in every state, each brought there by the verbs that people use."""

from collections.abc import Callable
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.catalog.product import Product
from market.catalog.variant import Variant
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.record import table
from market.kernel.tokens import new_token
from market.orders.cart.cart import open_cart
from market.orders.event import OrderEvent
from market.orders.life import answering, ending, serving
from market.orders.life.billing import bill_of
from market.orders.order import Order, SubOrder, order_by_number, sub_orders
from market.orders.placing.checkout import place_order
from market.orders.placing.new_order import Buyer
from market.payments.bill import Custodian
from market.payments.claim import confirm_without_claim
from market.payments.claiming import claim
from market.payments.ledger import ENTRIES
from market.payments.payment import Payment
from market.people.access import Actor, Role
from market.people.group import Group
from market.people.membership import people_to_tell

Verb = Callable[[Session, SubOrder, Actor], None]
ADMIN = Actor(name="Pengelola", admin=True)
GIRIAN_WERU_DUA = "71.72.06.1005"
NAMES = ("Ratna Wowor", "Decky Pontoh", "Feny Mandagi", "Bayu Pratama", "Lurah Girian", "Oma Tien", "Yusuf Karim")


def paid(db: Session, sub: SubOrder, by: Actor) -> None:
    bill = bill_of(db, sub)
    if bill and sub.method == "transfer":
        confirm_without_claim(db, bill, ADMIN if bill.custodian is Custodian.PLATFORM else by)


def claimed(db: Session, sub: SubOrder, _by: Actor) -> None:
    bill = bill_of(db, sub)
    if bill:
        claim(db, bill, note="Dari BCA a.n. Decky, jam 10.20")


def prepared(db: Session, sub: SubOrder, by: Actor) -> None:
    answering.see(db, sub, by)
    serving.prepare(db, sub, by)


def sent(db: Session, sub: SubOrder, by: Actor) -> None:
    serving.send(db, sub, by, courier="Kapal Lembeh", tracking="LMB-204417")


def fee_named(db: Session, sub: SubOrder, by: Actor) -> None:
    answering.name_fee(db, sub, by, 15_000)


def refused(db: Session, sub: SubOrder, by: Actor) -> None:
    ending.refuse(db, sub, by, "Kainnya sedang kosong sampai bulan depan")


def cancelled(db: Session, sub: SubOrder, by: Actor) -> None:
    ending.cancel_by_group(db, sub, by, "Cuaca buruk, perahu tidak turun")


def expired(db: Session, sub: SubOrder, _by: Actor) -> None:
    bill = bill_of(db, sub)
    if bill:
        bill.due_at = now() - timedelta(minutes=1)
        bill.expire(now())


def back(db: Session, sub: SubOrder, by: Actor) -> None:
    ending.cancel_by_buyer(db, sub, by)


def received(db: Session, sub: SubOrder, by: Actor) -> None:
    serving.confirm_received(db, sub, by)


def closed(db: Session, sub: SubOrder, by: Actor) -> None:
    serving.close(db, sub)


# (products, delivery, payment, what then happened, hours ago, for the demo's own buyer)
STORIES: tuple[tuple[tuple[str, ...], str, str, tuple[Verb, ...], int, bool], ...] = (
    (("Cakalang fufu", "Sambal roa botol"), "own_courier", "transfer", (), 1, True),
    (("Cakalang fufu",), "pickup", "transfer", (claimed,), 2, False),
    (("Sambal roa botol",), "own_courier", "transfer", (paid,), 3, True),
    (("Ikan roa asap, gepe",), "pickup", "cash", (prepared,), 4, False),
    (("Cakalang suwir siap masak",), "pickup", "cash", (prepared, serving.make_ready), 5, False),
    (("Sambal roa botol",), "courier", "transfer", (paid, prepared, serving.make_ready, sent), 20, True),
    (("Paket tiga sambal",), "own_courier", "transfer", (paid, prepared, sent, received), 60, True),
    (("Abon cakalang pedas",), "courier", "transfer", (paid, prepared, sent, received, closed), 200, True),
    (("Abon cakalang pedas",), "courier", "transfer", (paid, prepared, sent, received, closed), 150, False),
    (("Abon cakalang pedas",), "courier", "transfer", (claimed,), 2, False),
    (("Seragam kerja, ukur sendiri",), "pickup", "cash", (), 1, True),
    (("Kebaya bordir tangan",), "pickup", "transfer", (refused,), 30, False),
    (("Seragam sekolah setelan",), "quote", "transfer", (fee_named,), 6, True),
    (("Bakasang pedas 150 ml",), "own_courier", "transfer", (expired,), 40, False),
    (("Cakalang fufu",), "own_courier", "transfer", (paid, cancelled), 26, False),
    (("Amplang ikan tenggiri", "Tas anyaman purun", "Kerupuk ikan mentah 500 g"), "pickup", "transfer", (), 2, False),
    (("Amplang rumput laut",), "pickup", "transfer", (back,), 50, False),
    (("Paket sayur seminggu",), "own_courier", "cash", (), 3, False),
)


def build_orders(people: dict[str, int]) -> None:
    """Places each story's order and lets happen what happened."""
    for position, (goods, delivery, payment, verbs, hours, own) in enumerate(STORIES):
        person = people["pembeli"] if own else None
        number = write(lambda db: _place(db, position, goods, delivery, payment, person))
        with read() as db:
            keys = [sub.key for sub in sub_orders(db, order_by_number(db, number).key)]
        for verb in verbs:
            for key in keys:
                write(lambda db: act(db, key, verb))
        write(lambda db: _age(db, number, hours))


def _place(
    db: Session, position: int, goods: tuple[str, ...], delivery: str, payment: str, person_id: int | None
) -> str:
    cart, token = open_cart(db, "")
    p, v, g = table(Product), table(Variant), table(Group)
    slugs, village = set(), ""
    for name in goods:
        sold = db.execute(
            sa.select(v.c.sku, g.c.slug, g.c.village)
            .select_from(v.join(p, p.c.id == v.c.product_id).join(g, g.c.id == p.c.group_id))
            .where(p.c.name == name)
            .order_by(v.c.id)
            .limit(1)
        ).one()
        cart.put(sold.sku, 1 + position % 2)
        slugs.add(sold.slug)
        village = sold.village
    to = GIRIAN_WERU_DUA if village.startswith("71") else village
    buyer = Buyer(
        name="Ratna Wowor" if person_id else NAMES[1 + position % (len(NAMES) - 1)],
        phone="+6281244000006" if person_id else f"+62812990{position:05d}",
        email="pembeli@demo.test" if person_id else None,
        village=to if delivery != "pickup" else "",
        address="Jl. Yos Sudarso No. 41, RT 3" if delivery != "pickup" else "",
        landmark="Depan gereja, pagar hijau" if delivery != "pickup" else "",
        person_id=person_id,
    )
    place_order(db, token, new_token(), buyer, dict.fromkeys(slugs, delivery), {"": payment}, {})
    return str(db.execute(sa.select(table(Order).c.number).order_by(table(Order).c.id.desc()).limit(1)).scalar_one())


def act(db: Session, key: int, verb: Verb) -> None:
    """Lets somebody of the group do this."""
    sub = SubOrder.get(db, key)
    treasurer = people_to_tell(db, sub.group_id, treasurer=True)[0]
    roles = frozenset({Role.TREASURER, Role.CHAIR, Role.MEMBER})
    verb(db, sub, Actor(treasurer.key, treasurer.name, roles=roles))


def _age(db: Session, number: str, hours: int) -> None:
    """Moves what is told of an order into the past; its clocks stay as they are."""
    order = order_by_number(db, number)
    since = timedelta(hours=hours)
    order.placed_at -= since
    for sub in sub_orders(db, order.key):
        sub.placed_at -= since
        e = table(OrderEvent)
        keys = list(db.scalars(sa.select(e.c.id).where(e.c.sub_order_id == sub.key).order_by(e.c.id)))
        for step, key in enumerate(keys):
            at = now() - since * (1 - step / max(1, len(keys)))
            db.execute(sa.update(e).where(e.c.id == key).values(at=at))
        bill = bill_of(db, sub)
        for payment in db.scalars(sa.select(Payment).where(table(Payment).c.bill_id == (bill.key if bill else 0))):
            payment.received_at -= since * 0.8
            booked = sa.and_(ENTRIES.c.fact_kind == "payment", ENTRIES.c.fact_id == payment.key)
            db.execute(sa.update(ENTRIES).where(booked).values(at=payment.received_at))
