"""Terms: how a group hands over and is paid; and its tariffs, of which the most specific place wins."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.indexes import one_where
from market.kernel.one_of import one_of
from market.kernel.record import Record, state_column, table
from market.kernel.refused import Overtaken, Refused
from market.orders.delivery import Cash, Delivery, Priced, tariffed
from market.payments.bill import Method
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group
from market.people.place import lies_in, place_name

QUOTE_DAYS = 3


class Terms(Record, table=True):
    """One row a group. `accepts_at_once` off: every order waits for the group's word.

    `down_percent` of the price of goods that are made to order is paid before they are begun; 0: all of it.
    """

    __table_args__ = (sa.CheckConstraint("down_percent BETWEEN 0 AND 90", name="down_percent"),)

    group_id: int = Field(foreign_key="groups.id", unique=True)
    pickup: bool = True
    pickup_note: str = Field(default="", max_length=160)
    quote: bool = True
    transfer: bool = True
    qris: bool = True
    cash: bool = True
    card: bool = True
    cash_on_delivery: bool = False
    cash_limit: int = Field(default=300_000, sa_type=sa.BigInteger)
    accepts_at_once: bool = True
    down_percent: int = 0

    def change(self, by: Actor, **facts: Any) -> None:
        """Other terms from now on; orders keep those they were placed by."""
        for name, value in facts.items():
            setattr(self, name, value)
        note(self.db, by, "terms_changed", self.group_id)


USUAL = Terms(group_id=0)  # what holds for a group that has set none; only to be read

HOLDS = "ended_at IS NULL"
MOST_TARIFFS = 200  # of one group: each checkout looks through all of them


class Tariff(Record, table=True):
    """Whole rupiah for the first and each further chargeable kilogram, to one place of any level.

    `cash`: cash on delivery is taken there, where the group takes it at all.
    """

    __table_args__ = (
        sa.CheckConstraint("first_fee >= 0 AND next_fee >= 0", name="fees"),
        sa.CheckConstraint("days_min >= 0 AND days_max >= days_min", name="days"),
        one_where("uq_tariff_live", "group_id", "delivery", "place", where=HOLDS),
    )

    group_id: int = Field(foreign_key="groups.id", index=True)
    delivery: Delivery = Field(sa_column=state_column(Delivery, "delivery"))
    place: str = Field(max_length=13)
    first_fee: int = Field(sa_type=sa.BigInteger)
    next_fee: int = Field(default=0, sa_type=sa.BigInteger)
    days_min: int = 0
    days_max: int = 1
    cash: bool = True
    ended_at: datetime | None = None

    def fee(self, weight_g: int) -> int:
        return self.first_fee + (chargeable_kg(weight_g) - 1) * self.next_fee

    def end(self, by: Actor) -> None:
        """It holds for no order from now on. Overtaken when it ended before."""
        if not self.update_if(table(Tariff).c.ended_at.is_(None), ended_at=now()):
            raise Overtaken("already_so")
        note(self.db, by, "tariff_ended", self.group_id)


def chargeable_kg(grams: int) -> int:
    """Kilograms a courier charges: 0.3 kg are forgiven, at least one (1,300 g → 1, 1,301 g → 2)."""
    return 1 if grams <= 1000 else max(1, (grams - 300 + 999) // 1000)


def terms_of(db: Session, group_id: int) -> Terms:
    """The group's terms; the usual ones while it has set none."""
    found = db.scalars(sa.select(Terms).where(table(Terms).c.group_id == group_id)).first()
    return found or USUAL


def own_terms(db: Session, group_id: int) -> Terms:
    """The group's terms as a stored row, to be changed."""
    found = db.scalars(sa.select(Terms).where(table(Terms).c.group_id == group_id)).first()
    return found or Terms(group_id=group_id).add(db)


def pickup_note_of(db: Session, group: Group) -> str:
    return terms_of(db, group.key).pickup_note


def put_pickup_note(db: Session, group: Group, note: str) -> None:
    own_terms(db, group.key).pickup_note = note


def tariffs_of(db: Session, group_ids: list[int]) -> list[Tariff]:
    rows = table(Tariff)
    wanted = sa.select(Tariff).where(rows.c.group_id.in_(group_ids), rows.c.ended_at.is_(None))
    return list(db.scalars(wanted.order_by(rows.c.delivery, rows.c.place)))


def the_tariff(db: Session, group_id: int, key: int) -> Tariff:
    return one_of(db, Tariff, key, group_id=group_id)


@dataclass(frozen=True)
class Way:
    """One way a parcel can reach a buyer: its fee, its days, and the day its goods must still be good.

    `fee` is None where the group quotes it, `days` how long it travels at most. Pick-up may be on the
    best-before day itself; every other way must arrive at least one day before it.
    """

    delivery: Delivery
    fee: int | None
    arrives_from: date
    arrives_by: date
    good_on: date
    cash: bool = True
    days: int = 0


class Conditions(Protocol):
    """What a group hands over and takes; a `Terms` row, or the same columns read with others."""

    @property
    def pickup(self) -> bool: ...
    @property
    def quote(self) -> bool: ...
    @property
    def transfer(self) -> bool: ...
    @property
    def qris(self) -> bool: ...
    @property
    def cash(self) -> bool: ...
    @property
    def card(self) -> bool: ...
    @property
    def cash_on_delivery(self) -> bool: ...


def ways(terms: Conditions, tariffs: list[Tariff], village: str, weight_g: int, today: date) -> list[Way]:
    """What a group offers to a village; without a village only what needs none."""
    here = [delivery for delivery in Delivery if village or delivery.collected]
    reached = (_reached(delivery, terms, tariffs, village, weight_g, today) for delivery in here)
    return [way for way in reached if way]


def _reached(
    delivery: Delivery, terms: Conditions, tariffs: list[Tariff], village: str, weight_g: int, today: date
) -> Way | None:
    """How it comes to a village, when the group offers that."""
    match delivery.facts.priced:
        case Priced.FREE:
            return Way(delivery, 0, today, today, today) if terms.pickup else None
        case Priced.WHEN_ASKED:
            return _way(delivery, None, today, 1, QUOTE_DAYS) if terms.quote else None
        case Priced.BY_TARIFF:
            reaching = (t for t in tariffs if t.delivery is delivery and lies_in(village, t.place))
            best = max(reaching, key=lambda t: len(t.place), default=None)
            return _way(delivery, best.fee(weight_g), today, best.days_min, best.days_max, best.cash) if best else None


def _way(delivery: Delivery, fee: int | None, today: date, least: int, most: int, cash: bool = True) -> Way:
    by = today + timedelta(days=most)
    return Way(delivery, fee, today + timedelta(days=least), by, by + timedelta(days=1), cash, most)


def payable_by(
    terms: Conditions, delivery: Delivery, has_account: bool, has_qris: bool, card_works: bool, cash_there: bool = True
) -> list[Method]:
    """The ways to pay a group for goods that come this way."""
    methods = []
    if terms.transfer and has_account:
        methods.append(Method.TRANSFER)
    if terms.qris and has_qris:
        methods.append(Method.QRIS)
    if terms.card and card_works:
        methods.append(Method.CARD)
    if cash_there and _takes_cash(terms, delivery):
        methods.append(Method.CASH)
    return methods


def _takes_cash(terms: Conditions, delivery: Delivery) -> bool:
    match delivery.facts.cash:
        case Cash.WHERE_FETCHED:
            return terms.cash
        case Cash.AT_THE_DOOR:
            return terms.cash_on_delivery
        case Cash.NEVER:
            return False


def add_tariff(
    db: Session,
    group_id: int,
    *,
    delivery: Delivery,
    place: str,
    first_fee: int,
    next_fee: int,
    days_min: int,
    days_max: int,
    cash: bool = True,
    by: Actor,
) -> Tariff:
    """A fee to one place. Refused when there is one already, or more than a checkout can look through."""
    if days_max < days_min:
        raise Refused("number_too_small", field="days_max", n=days_min)
    there = tariffs_of(db, [group_id])
    if any(t.delivery is delivery and t.place == place for t in there):
        raise Refused("tariff_taken", field="place")
    if len(there) >= MOST_TARIFFS:
        raise Refused("tariff_too_many", field="place", n=MOST_TARIFFS)
    note(db, by, "tariff_added", group_id, place=place_name(place))
    return Tariff(
        group_id=group_id,
        delivery=tariffed(delivery),
        place=place,
        first_fee=first_fee,
        next_fee=next_fee,
        days_min=days_min,
        days_max=days_max,
        cash=cash,
    ).add(db)
