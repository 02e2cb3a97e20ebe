"""Parcel: one group's part of a cart, with what the group offers for it: ways, fees, payment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.money import down_payment
from market.kernel.record import from_row, table
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.orders.cart.cart_line import ShownLine
from market.orders.delivery import Delivery
from market.orders.terms import USUAL, Terms, Way, payable_by, tariffs_of, ways
from market.payments.account import LIVE, Account
from market.payments.account_typed import AccountKind
from market.payments.bill import Method
from market.payments.card import card_takes
from market.payments.providers.qris import MOST as MOST_BY_QRIS
from market.people.group import Group, Located


@dataclass(frozen=True)
class Seller(Located):
    """A group as a checkout sees it: where it is, its terms, and the ids of approved accounts, where there are any.

    `platform_id` is the platform's own account, of a group whose transfers go there.
    """

    key: int
    slug: str
    name: str
    village: str
    pickup: bool
    pickup_note: str
    quote: bool
    transfer: bool
    qris: bool
    cash: bool
    card: bool
    cash_on_delivery: bool
    cash_limit: int
    accepts_at_once: bool
    down_percent: int
    account_id: int | None
    qris_id: int | None
    platform_id: int | None

    def account_for(self, method: Method) -> int | None:
        """The id of the account where money of this method goes; None for cash."""
        return {Method.TRANSFER: self.platform_id or self.account_id, Method.QRIS: self.qris_id}.get(method)


@dataclass
class Parcel:
    """One group's part of a cart, with what the group offers for it."""

    group: Seller
    lines: list[ShownLine]
    ways: list[Way]
    goods_total: int = 0
    weight_g: int = 0

    @property
    def made_to_order(self) -> bool:
        return any(line.variant and line.variant.made_to_order for line in self.lines)

    @property
    def down_percent(self) -> int:
        """The part of the goods' price that is paid before they are made, unless all of it is."""
        return self.group.down_percent if self.made_to_order else 0

    @property
    def down_payment(self) -> int:
        """Whole rupiah that are paid first, by transfer or QRIS; 0 where all is."""
        return down_payment(self.goods_total, self.down_percent)

    @property
    def lead(self) -> timedelta:
        """How much later it comes because something of it is made first."""
        return timedelta(days=max((line.variant.lead_days for line in self.lines if line.variant), default=0))

    @property
    def asks(self) -> bool:
        """Whether it has so much of something that the group answers before any is taken from stock."""
        return any(line.asks for line in self.lines)

    def methods(self, delivery: Delivery) -> list[Method]:
        small = self.goods_total <= MOST_BY_QRIS
        has_account = self.group.account_id is not None
        card = has_account and card_takes(self.goods_total)  # what was collected must have where to go
        cash = all(way.cash for way in self.ways if way.delivery is delivery)
        return payable_by(self.group, delivery, has_account, self.group.qris_id is not None and small, card, cash)

    def way(self, delivery: str) -> Way:
        """The chosen way; refused when it is none of those offered."""
        if not delivery:
            raise Refused("delivery_needed", field=f"delivery-{self.group.slug}")
        for each in self.ways:
            if each.delivery.value == delivery:
                return each
        raise Refused("delivery_unavailable", field=f"delivery-{self.group.slug}")


def parcels_of(db: Session, lines: Sequence[ShownLine], village: str) -> list[Parcel]:
    """A cart's live lines, parted by group: two statements however many groups."""
    parts: dict[int, list[ShownLine]] = {}
    for line in lines:
        if line.variant:
            parts.setdefault(line.variant.group_id, []).append(line)
    if not parts:
        return []
    tariffs = tariffs_of(db, list(parts)) if village else []
    found = []
    for seller in sellers(db, list(parts)):
        part = parts[seller.key]
        weight = sum(line.quantity * line.variant.weight_g for line in part if line.variant)
        mine = [tariff for tariff in tariffs if tariff.group_id == seller.key]
        offered = ways(seller, mine, village, weight, seller.today)
        found.append(Parcel(seller, part, offered, sum(line.total for line in part), weight))
    return found


G, T, A = table(Group), table(Terms), table(Account)


def _live(kind: AccountKind) -> sa.ScalarSelect[object]:
    return sa.select(sa.func.max(A.c.id)).where(A.c.group_id == G.c.id, A.c.kind == kind, LIVE).scalar_subquery()


def _through_platform() -> sa.ColumnElement[object]:
    own = sa.select(sa.func.max(A.c.id)).where(A.c.group_id.is_(None), LIVE).scalar_subquery()
    return sa.case((_live(AccountKind.PLATFORM).is_not(None), own), else_=None)


def _or_usual(name: str) -> sa.ColumnElement[object]:
    column = T.c[name]
    return sa.func.coalesce(column, sa.literal(getattr(USUAL, name), column.type), type_=column.type).label(name)


TERMS = (
    "pickup",
    "pickup_note",
    "quote",
    "transfer",
    "qris",
    "cash",
    "card",
    "cash_on_delivery",
    "cash_limit",
    "accepts_at_once",
    "down_percent",
)


def _sellers(through: bool) -> sa.Select[Any]:
    """The statement; where payouts are off nobody's transfers go to the platform, and nothing of it is asked."""
    return (
        sa.select(
            G.c.id.label("key"),
            G.c.slug,
            G.c.name,
            G.c.village,
            *map(_or_usual, TERMS),
            _live(AccountKind.BANK).label("account_id"),
            _live(AccountKind.QRIS).label("qris_id"),
            (_through_platform() if through else sa.null()).label("platform_id"),
        )
        .select_from(G.outerjoin(T, T.c.group_id == G.c.id))
        .where(G.c.id.in_(sa.bindparam("ids", expanding=True)))
        .order_by(G.c.name)
    )


SELLERS = {through: _sellers(through) for through in (False, True)}


def sellers(db: Session, group_ids: list[int]) -> list[Seller]:
    """These groups by name, the usual terms standing in for those that were never set."""
    found = db.connection().execute(SELLERS[settings().payouts], {"ids": group_ids})
    return [from_row(Seller, row) for row in found]
