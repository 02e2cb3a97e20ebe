"""Quote (penawaran): a group offers an office goods at prices by quantity; accepted, it is an order paid later.

The office pays by a date 30 to 60 days after the goods were handed over; no clock of the shop takes them back. What is
promised is allocated when the quote is accepted, from lots that are good on the day of delivery, all or nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.catalog.sold import sold
from market.catalog.variant import MOST_LABEL
from market.inventory.receiving import group_variant
from market.kernel.addresses import quote_page
from market.kernel.clock import now, today
from market.kernel.doer import who_did
from market.kernel.one_of import the_one
from market.kernel.record import Record, state_column, table
from market.kernel.refused import Lacking, Refusals, Refused
from market.kernel.states import moves
from market.kernel.tokens import new_token, short_code
from market.orders.delivery import Delivery
from market.orders.life import news
from market.orders.order import group_sub_order, order_by_number
from market.orders.placing.new_order import Buyer, NewLine, NewOrder, NewParcel, Payee, Placed
from market.orders.placing.placing import place
from market.orders.placing.price_step import price_for
from market.orders.state import State
from market.payments.account import live_account
from market.payments.bill import Method
from market.payments.collecting import account_for
from market.people.access import CLOCK, Actor
from market.people.act import note
from market.people.group import Group
from market.people.undoing import Made, undoes

MOST_DAYS = 60
MOST_LINES = 30


class QuoteState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    WITHDRAWN = "withdrawn"


NEXT = moves(
    QuoteState,
    {
        QuoteState.OPEN: {QuoteState.ACCEPTED, QuoteState.WITHDRAWN},
        QuoteState.ACCEPTED: set(),
        QuoteState.WITHDRAWN: set(),
    },
)


class Quote(Record, table=True):
    """`token` opens it for the office; `pay_days` run from the day the goods were handed over.

    `down_percent` of the goods' price is paid before they are begun.
    """

    __table_args__ = (
        sa.CheckConstraint("pay_days BETWEEN 0 AND 60", name="pay_days"),
        sa.CheckConstraint("delivery_fee >= 0", name="delivery_fee"),
        sa.CheckConstraint("down_percent BETWEEN 0 AND 90", name="down_percent"),
    )

    number: str = Field(max_length=16, unique=True)
    token: str = Field(max_length=32, unique=True)
    group_id: int = Field(foreign_key="groups.id", index=True)
    office: str = Field(max_length=120)
    address: str = Field(default="", max_length=160)
    contact: str = Field(max_length=80)
    phone: str = Field(max_length=20)
    email: str | None = Field(default=None, max_length=200)
    deliver_on: date
    delivery_fee: int = Field(default=0, sa_type=sa.BigInteger)
    pay_days: int = 30
    down_percent: int = 0
    valid_until: date
    note: str = Field(default="", max_length=500)
    state: QuoteState = Field(default=QuoteState.OPEN, sa_column=state_column(QuoteState, "state"))
    made_by: str = Field(max_length=80)
    made_by_id: int | None = Field(default=None, foreign_key="person.id")
    made_at: datetime = Field(default_factory=now)
    accepted_by: str = Field(default="", max_length=80)
    accepted_at: datetime | None = None
    order_id: int | None = Field(default=None, foreign_key="orders.id", index=True)

    @property
    def path(self) -> str:
        return quote_page(self.token)

    @property
    def lines(self) -> list["QuoteLine"]:
        rows = table(QuoteLine)
        return list(self.db.scalars(sa.select(QuoteLine).where(rows.c.quote_id == self.key).order_by(rows.c.id)))

    @property
    def until(self) -> date:
        """The last day on which the office can say yes: never after the day when it is to have the goods."""
        return min(self.valid_until, self.deliver_on)

    def over(self, group: Group) -> bool:
        return self.state is QuoteState.OPEN and self.until < today(group.zone)

    def withdraw(self, by: Actor) -> None:
        """The group takes an open offer back."""
        self.become(QuoteState.WITHDRAWN, by, "quote_withdrawn", overtaken="quote_moved")
        note(self.db, by, "quote_withdrawn", self.group_id, number=self.number)

    def accept(self, name: str, press_hash: str = "") -> Placed:
        """The office says yes: an order with one parcel, accepted, its goods allocated. Refused when they are gone.

        `press_hash`: the digest by which the same press finds the order again (`placed_by`).
        """
        group = Group.get(self.db, self.group_id)
        group.require_open()
        if self.over(group):
            raise Refused("quote_over")
        self.become(QuoteState.ACCEPTED, Actor(name=name), "quote_accepted", overtaken="quote_moved")
        self.accepted_by, self.accepted_at = name, now()
        try:
            order = place(self.db, replace(self._new_order(group), cart_hash=press_hash), self._tell)
        except Lacking:  # promised, and not made or not written down yet
            raise Refused("offer_lacks_goods", group=group.name) from None
        self.order_id = order_by_number(self.db, order.number).key
        return order

    def _new_order(self, group: Group) -> NewOrder:
        """One parcel, paid later, accepted by the group as it was offered."""
        account = account_for(self.db, group.key, Method.TRANSFER)
        parcel = NewParcel(
            group_id=group.key, group=group.name, slug=group.slug, zone=group.zone,
            lines=[_line(self.db, group, line) for line in self.lines], state=State.ACCEPTED,
            delivery=Delivery.OWN_COURIER, method=Method.TRANSFER, fee=self.delivery_fee,
            arrives_from=self.deliver_on, arrives_by=self.deliver_on, good_on=self.deliver_on,
            payee=Payee(account.key if account else None, platform=account is not None and account.of_platform),
            pay_days=self.pay_days, down_percent=self.down_percent,
        )  # fmt: skip
        buyer = Buyer(
            name=self.office[:80], phone=self.phone, email=self.email, note=self.note, address=self.address,
            contact=self.contact,
        )  # fmt: skip
        token, held_for = f"quote/{self.token}", f"quote/{self.number}"  # no form sends a `/`
        return NewOrder(buyer, token, held_for, [parcel], said="offer_accepted", said_by=self.accepted_by)

    def _tell(self, order: Placed, number: str, parcel: NewParcel) -> None:
        sub = group_sub_order(self.db, parcel.group_id, number)
        news.tell_group(self.db, sub, "order_offer_accepted")
        news.tell_buyer(self.db, sub, "order_placed")


@undoes("quote.made_by_id")
def undo_quotes(db: Session, made: Made) -> None:
    """Withdraws offers that nobody has accepted: whoever has the link could still order by them."""
    rows = table(Quote)
    hers = (made.holds(rows.c.made_by_id, rows.c.made_at), rows.c.state == QuoteState.OPEN)
    for quote in db.scalars(sa.select(Quote).where(*hers).order_by(rows.c.id)):
        quote.withdraw(CLOCK)


class QuoteLine(Record, table=True):
    """A snapshot: what was offered, at the price for that many."""

    __tablename__ = "quote_line"
    __table_args__ = (sa.CheckConstraint("quantity > 0 AND price > 0", name="line"),)

    quote_id: int = Field(foreign_key="quote.id", index=True)
    sku: str = Field(max_length=40)
    name: str = Field(max_length=MOST_LABEL)
    unit: str = Field(max_length=20)
    quantity: int
    price: int = Field(sa_type=sa.BigInteger)

    @property
    def total(self) -> int:
        return self.price * self.quantity


@dataclass(frozen=True)
class Offer:
    """What a quote says besides its lines."""

    office: str
    address: str
    contact: str
    phone: str
    email: str | None
    deliver_on: date
    delivery_fee: int
    pay_days: int
    valid_until: date
    note: str
    down_percent: int = 0


def make_quote(db: Session, group: Group, offer: Offer, pieces: Mapping[str, int], by: Actor) -> Quote:
    """`pieces` by sku; each at the price for that many."""
    group.require_open()
    wanted = {sku: n for sku, n in pieces.items() if n}
    if not wanted or len(wanted) > MOST_LINES:
        raise Refused("quote_empty")
    past = [name for name in ("deliver_on", "valid_until") if getattr(offer, name) < today(group.zone)]
    if past:
        raise Refusals([Refused("day_past", field=name) for name in past])
    if live_account(db, group.key) is None:
        raise Refused("quote_needs_account")
    quote = Quote(
        number=f"T-{short_code()}", token=new_token(), group_id=group.key, **who_did(by, "made_by"), **vars(offer)
    ).add(db)  # fmt: skip
    for sku, quantity in wanted.items():
        product, variant = group_variant(db, group, sku)
        name = sold(product, variant).label
        price = price_for(db, variant, quantity)
        QuoteLine(quote_id=quote.key, sku=sku, name=name, unit=variant.unit, quantity=quantity, price=price).add(db)
    note(db, by, "quote_made", group.key, number=quote.number)
    return quote


def _line(db: Session, group: Group, line: QuoteLine) -> NewLine:
    product, variant = group_variant(db, group, line.sku)
    offered = replace(sold(product, variant), unit=line.unit, price=line.price)
    return NewLine(offered, line.quantity)


def the_quote(db: Session, *, token: str = "", group_id: int = 0, number: str = "", lock: bool = False) -> Quote:
    """By its link for the office, or by its number for its group."""
    rows = table(Quote)
    which = rows.c.token == token if token else sa.and_(rows.c.group_id == group_id, rows.c.number == number)
    return the_one(db, sa.select(Quote).where(which), "quote", lock=lock)
