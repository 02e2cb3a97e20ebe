"""Order: one checkout. Its part for one group is a SubOrder; its lines are snapshots of what was bought."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.catalog.variant import label
from market.kernel.addresses import order_page, tracking
from market.kernel.clock import now
from market.kernel.doer import who_did
from market.kernel.indexes import where_set
from market.kernel.mark import mark_of
from market.kernel.money import down_payment
from market.kernel.one_of import one_of, the_one
from market.kernel.record import Record, state_column, table
from market.orders.cash import cash_at_the_door, cash_where_fetched
from market.orders.channel import ChannelFacts
from market.orders.delivery import Delivery
from market.orders.event import OrderEvent
from market.orders.state import OPEN, State
from market.payments.bill import Method
from market.people.access import Actor
from market.people.facts.group_facts import refuse_ways

TYPED = frozenset({"reason"})  # facts of an event in the words of whoever caused it


class Order(Record, table=True):
    """`key_token` opens its page without an account; `checkout_token` makes a second press find the first.

    `cart_hash` is the digest of the cart's cookie, or of the press that accepted an offer: only that finds it again.
    `contact`: whom to ask for, where an office ordered.
    """

    __tablename__ = "orders"

    number: str = Field(max_length=16, unique=True)
    key_token: str = Field(max_length=32)
    checkout_token: str = Field(max_length=64, unique=True)
    cart_hash: str = Field(default="", max_length=64)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    name: str = Field(max_length=80)
    phone: str = Field(max_length=20, index=True)
    email: str | None = Field(default=None, max_length=200)
    note: str = Field(default="", max_length=500)
    village: str = Field(default="", max_length=13)
    village_name: str = Field(default="", max_length=200)
    address: str = Field(default="", max_length=160)
    landmark: str = Field(default="", max_length=160)
    contact: str = Field(default="", max_length=80)
    language: str = Field(default="id", max_length=2)
    placed_at: datetime = Field(default_factory=now, index=True)

    @property
    def path(self) -> str:
        return order_page(self.number, self.key_token)

    @property
    def short_path(self) -> str:
        """Its page without the key, which asks for four digits of the phone."""
        return tracking(self.number)


class SubOrder(ChannelFacts, Record, table=True):
    """One group's parcel. Payment and delivery states are derived, never stored.

    `number` is the order's with the parcel's: `D-ABC234-1`. Clocks: `answer_by` for the group, `remind_at` half-way,
    `unseen_at` after which its facilitator sees it, `agree_by` for the buyer, `received_by` and `close_by` for the
    clock. `handed_at`: when the buyer had it. `down_percent` of the goods' price is paid before they are begun, the
    rest before they leave, or by an office in its days; 0: all at once. `ask_at`: when the group is asked whether cash
    goods were fetched; from then on `collect_by`, after which they are not waited for. `origin`: digest of who ordered,
    forgotten once the group or a payment has answered. `quiet_…`: its first letter was kept back, as its network
    caused enough; the clock writes none either.
    """

    __tablename__ = "sub_order"
    __table_args__ = (
        sa.CheckConstraint("goods_total >= 0 AND (delivery_fee IS NULL OR delivery_fee >= 0)", name="amounts"),
        sa.CheckConstraint("travel_days >= 0", name="travel_days"),
        sa.CheckConstraint("down_percent BETWEEN 0 AND 90", name="down_percent"),
        sa.Index("ix_sub_order_group_state", "group_id", "state"),
        sa.Index("ix_sub_order_answer", "state", "answer_by"),
        *(where_set("sub_order", column) for column in ("origin", "ask_at", "collect_by")),
    )

    order_id: int = Field(foreign_key="orders.id", index=True)
    number: str = Field(max_length=20, unique=True)
    group_id: int = Field(foreign_key="groups.id")
    group_name: str = Field(max_length=80)
    state: State = Field(sa_column=state_column(State, "state"))
    delivery: Delivery = Field(sa_column=state_column(Delivery, "delivery"))
    method: Method = Field(sa_column=state_column(Method, "method"))
    goods_total: int = Field(sa_type=sa.BigInteger)
    delivery_fee: int | None = Field(default=None, sa_type=sa.BigInteger)
    weight_g: int
    arrives_from: date
    arrives_by: date
    travel_days: int = 0
    placed_at: datetime = Field(default_factory=now)
    seen_at: datetime | None = None
    unseen_at: datetime | None = None
    answer_by: datetime | None = None
    remind_at: datetime | None = None
    fee_named_at: datetime | None = None
    agree_by: datetime | None = None
    received_by: datetime | None = Field(default=None, index=True)
    handed_at: datetime | None = Field(default=None, index=True)
    down_percent: int = 0
    ask_at: datetime | None = None
    collect_by: datetime | None = None
    origin: str | None = Field(default=None, max_length=64)
    quiet_to_buyer: bool = False
    quiet_to_group: bool = False
    close_by: datetime | None = Field(default=None, index=True)
    tracking: str = Field(default="", max_length=30)
    courier: str = Field(default="", max_length=40)

    @property
    def total(self) -> int:
        """Goods and delivery; of a parcel whose fee the group has not named, the goods."""
        return self.goods_total + (self.delivery_fee or 0)

    @property
    def mark(self) -> str:
        """Of what is in it and what it costs, for forms by which goods leave: pieces taken out change it."""
        return mark_of(self.number, self.goods_total, self.delivery_fee)

    @property
    def down_payment(self) -> int:  # whole rupiah that are paid before its goods are begun; 0 where all is paid then
        return down_payment(self.goods_total, self.down_percent)

    @property
    def open(self) -> bool:
        return self.state in OPEN

    @property
    def cod(self) -> bool:
        return cash_at_the_door(self.method, self.delivery)

    @property
    def cash_pickup(self) -> bool:
        """Fetched at the group and paid there."""
        return cash_where_fetched(self.method, self.delivery)

    def move_to(self, state: State, by: Actor, code: str, *, was: Collection[State] = (), **facts: Any) -> OrderEvent:
        """`become`, and what happened with it, which is returned.

        From now on its pieces no longer count as kept from others by whoever ordered: it is answered, or over.
        """
        self.become(state, by, code, was=was, origin=None)
        return self.happened(code, by, **facts)

    def happened(self, code: str, by: Actor, **facts: Any) -> OrderEvent:
        """Appends what happened; its id tells the letters it causes from any other.

        The buyer reads it: refused when somebody may not write the number or link that her words name.
        """
        refuse_ways(by, **{name: ("", str(facts[name])) for name in TYPED & facts.keys()})
        said = {**who_did(by), "capacity": by.capacity}
        return OrderEvent(sub_order_id=self.key, code=code, params=facts, **said).add(self.db)

    @property
    def lines(self) -> list["OrderLine"]:
        rows = table(OrderLine)
        return list(self.db.scalars(sa.select(OrderLine).where(rows.c.sub_order_id == self.key).order_by(rows.c.id)))

    @property
    def events(self) -> list[OrderEvent]:
        rows = table(OrderEvent)
        return list(self.db.scalars(sa.select(OrderEvent).where(rows.c.sub_order_id == self.key).order_by(rows.c.id)))


class OrderLine(Record, table=True):
    """What was bought, in the words and at the price of that day; `fee` is the platform's, of all pieces.

    `cancelled` of the `quantity` ordered do not come. `variant_id` is no foreign key on purpose.
    """

    __tablename__ = "order_line"
    __table_args__ = (
        sa.CheckConstraint("quantity > 0", name="quantity"),
        sa.CheckConstraint("cancelled BETWEEN 0 AND quantity", name="cancelled"),
        sa.CheckConstraint("price >= 0", name="price"),
    )

    sub_order_id: int = Field(foreign_key="sub_order.id", index=True)
    variant_id: int
    sku: str = Field(max_length=40)
    product: str = Field(max_length=80)
    variant: str = Field(default="", max_length=60)
    unit: str = Field(max_length=20)
    price: int = Field(sa_type=sa.BigInteger)
    quantity: int
    cancelled: int = 0
    weight_g: int
    certificates: list[dict[str, str]] = Field(default_factory=list, sa_type=sa.JSON)
    fee: int = Field(default=0, sa_type=sa.BigInteger)
    made_to_order: bool = False
    cover: str | None = Field(default=None, max_length=40)

    @property
    def pieces(self) -> int:
        """How many still come: to pack, to pay, to sign for."""
        return self.quantity - self.cancelled

    @property
    def total(self) -> int:
        return self.price * self.pieces

    @property
    def pieces_fee(self) -> int:
        """The platform's part of the pieces that come, in whole rupiah, rounded down in the group's favour."""
        return self.fee * self.pieces // self.quantity

    @property
    def label(self) -> str:
        return label(self)


def order_by_number(db: Session, number: str) -> Order:
    return the_one(db, sa.select(Order).filter_by(number=number.upper().strip()), number)


def sub_orders(db: Session, order_id: int) -> list[SubOrder]:
    rows = table(SubOrder)
    return list(db.scalars(sa.select(SubOrder).where(rows.c.order_id == order_id).order_by(rows.c.id)))


def lock_sub_order(db: Session, key: int) -> SubOrder:
    """The parcel, locked until the commit."""
    return one_of(db, SubOrder, key, lock=True)


def group_sub_order(db: Session, group_id: int, number: str, *, lock: bool = False) -> SubOrder:
    """A parcel of this group, by number."""
    return the_one(db, sa.select(SubOrder).filter_by(group_id=group_id, number=number), number, lock=lock)
