"""Bon: goods that left on credit. Who owes what is a list; it is paid at the till, in parts, each press once."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.money import rupiah
from market.kernel.one_of import one_of, the_one
from market.kernel.record import Record, from_row, state_column, table
from market.kernel.refused import Overtaken, Refused
from market.orders.channel import SalesChannel
from market.orders.order import Order, SubOrder
from market.orders.paid import ITS_BILL
from market.payments.bill import Bill, BillState, lock_bill
from market.payments.incoming import came_at_once, missing_of
from market.payments.payment import CAME
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group
from market.till.day import DayState, day_here
from market.till.debtor import require_no_debtor
from market.till.sale import Paid, TillSale

MOST = 300  # on one page, the oldest first


class BonPayment(Record, table=True):
    """So many whole rupiah of a debt came at the till, on a day of its own, mostly not that of the sale. `late`: after
    that day was closed."""

    __tablename__ = "bon_payment"
    __table_args__ = (sa.CheckConstraint("amount > 0", name="amount"),)

    sale_id: int = Field(foreign_key="till_sale.id", index=True)
    payment_id: int = Field(foreign_key="payment.id", unique=True)
    till_day_id: int = Field(foreign_key="till_day.id", index=True)
    paid: Paid = Field(sa_column=state_column(Paid, "paid"))
    amount: int = Field(sa_type=sa.BigInteger)
    late: bool = False
    at: datetime = Field(default_factory=now)
    by: str = Field(max_length=80)
    by_id: int | None = Field(default=None, foreign_key="person.id")


@dataclass(frozen=True, slots=True)
class Bon:
    """One debt: `left` whole rupiah of `total` are still to come from somebody by this name and number; with her number
    there are so many `debts` here, of `of_debtor` in all."""

    sale: int
    number: str
    name: str
    phone: str
    total: int
    left: int
    sold_at: datetime
    sold_by: str
    debts: int
    of_debtor: int


L, S, O, B = table(TillSale), table(SubOrder), table(Order), table(Bill)
DEBTS = (
    sa.select(
        L.c.id.label("sale"),
        S.c.number,
        O.c.name,
        O.c.phone,
        L.c.total,
        (B.c.amount - CAME).label("left"),
        L.c.sold_at,
        L.c.sold_by,
    )
    .select_from(L.join(S, S.c.id == L.c.sub_order_id).join(O, O.c.id == S.c.order_id).join(B, ITS_BILL))
    .where(S.c.channel == SalesChannel.TILL, B.c.state == BillState.OPEN)
)


def bons(db: Session, group_id: int) -> list[Bon]:
    """What is owed to a group for what it sold at the till, the oldest first. Who owes is known by her number: of those
    who gave none each debt stands by itself, for two may have one name."""
    owed = DEBTS.where(L.c.group_id == group_id).subquery()
    who = sa.func.coalesce(sa.func.nullif(owed.c.phone, ""), sa.cast(owed.c.sale, sa.String))
    of_debtor = sa.cast(sa.func.sum(owed.c.left).over(partition_by=who), sa.BigInteger).label("of_debtor")
    wanted = sa.select(owed, sa.func.count().over(partition_by=who).label("debts"), of_debtor)
    return [from_row(Bon, row) for row in db.execute(wanted.order_by(owed.c.sold_at, owed.c.sale).limit(MOST))]


def owed_at_till(db: Session, group_id: int) -> int:
    """Whole rupiah that are owed to a group for what it sold at the till, on its page or not."""
    owed = DEBTS.where(L.c.group_id == group_id).subquery()
    return int(db.scalar(sa.select(sa.func.sum(owed.c.left))) or 0)


def pay_bon(db: Session, group: Group, sale_id: int, amount: int | None, paid: Paid, by: Actor) -> BonPayment:
    """So much of a debt came, by default all that is left. Overtaken when it was paid before, refused for nothing
    and for more than is left, nothing is booked twice; refused to who owes it, whose number it bears, and to who may
    be speaking for her: another sees the money."""
    sale = the_sale(db, group.key, sale_id)
    day = day_here(db, group.key, group.today, by)
    bill = lock_bill(db, bill_of_sale(db, sale).key)
    require_no_debtor(db, group.key, by, bill)
    left = missing_of(db, bill)
    if not bill.open or not left:
        raise Overtaken("bon_paid")
    came = left if amount is None else amount
    if not came:
        raise Refused("bon_nothing", field=f"amount-{sale.key}")
    if came > left:
        raise Refused("bon_less", field=f"amount-{sale.key}", n=rupiah(left))
    payment = came_at_once(db, bill, by, came)
    payment.method = paid.method
    note(db, by, "bon_paid", group.key, amount=came)
    return BonPayment(
        sale_id=sale.key, payment_id=payment.key, till_day_id=day.key, paid=paid, amount=came,
        late=day.state is DayState.CLOSED, **who_did(by),
    ).add(db)  # fmt: skip


def the_sale(db: Session, group_id: int, key: int) -> TillSale:
    """A sale of this group at the till, by id."""
    return one_of(db, TillSale, key, group_id=group_id)


def left_of_sale(db: Session, group_id: int, key: int) -> int:
    """Whole rupiah that are still to come of one debt."""
    return missing_of(db, bill_of_sale(db, the_sale(db, group_id, key)))


def bill_of_sale(db: Session, sale: TillSale) -> Bill:
    """NotFound of a sale that costs nothing."""
    wanted = sa.select(Bill).join(SubOrder, ITS_BILL).where(S.c.id == sale.sub_order_id)
    return the_one(db, wanted, f"bill of sale {sale.key}")
