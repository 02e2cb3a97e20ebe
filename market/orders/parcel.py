"""Parcel: one group's part of a cart, with what the group offers for it: ways, fees, payment."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.kernel.refused import Refused
from market.orders.cart import ShownLine
from market.orders.terms import Delivery, Terms, Way, payable_by, tariffs_of, ways
from market.payments.account import Account
from market.payments.bill import Method
from market.people.group import Group


@dataclass
class Parcel:
    """One group's part of a cart, with what the group offers for it."""

    group: Group
    lines: list[ShownLine]
    terms: Terms
    ways: list[Way]
    account: Account | None
    goods_total: int = 0
    weight_g: int = 0

    @property
    def made_to_order(self) -> bool:
        return any(line.variant and line.variant.made_to_order for line in self.lines)

    def methods(self, delivery: Delivery) -> list[Method]:
        return payable_by(self.terms, delivery, self.account is not None)

    def way(self, delivery: str) -> Way:
        """The chosen way; refused when it is none of those offered."""
        if not delivery:
            raise Refused("delivery_needed", field=f"delivery-{self.group.slug}")
        for each in self.ways:
            if each.delivery.value == delivery:
                return each
        raise Refused("delivery_unavailable", field=f"delivery-{self.group.slug}")


def parcels_of(db: Session, lines: Sequence[ShownLine], village: str) -> list[Parcel]:
    """A cart's live lines, parted by group: five statements however many groups."""
    parts: dict[int, list[ShownLine]] = {}
    for line in lines:
        if line.variant:
            parts.setdefault(line.variant.group_id, []).append(line)
    ids = list(parts)
    accounts = live_accounts(db, ids)
    tariffs = tariffs_of(db, ids) if village else []
    found = []
    for group, own in db.execute(GROUPS, {"ids": ids}).all():
        part = parts[group.key]
        terms = own or Terms(group_id=group.key)
        weight = sum(line.quantity * line.variant.weight_g for line in part if line.variant)
        mine = [tariff for tariff in tariffs if tariff.group_id == group.key]
        offered = ways(terms, mine, village, weight, group.today)
        goods = sum(line.total for line in part)
        found.append(Parcel(group, part, terms, offered, accounts.get(group.key), goods, weight))
    return found


GROUPS = (
    sa.select(Group, Terms)
    .outerjoin(Terms, table(Terms).c.group_id == table(Group).c.id)
    .where(table(Group).c.id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(table(Group).c.name)
)


ACCOUNTS = (
    sa.select(Account)
    .where(
        table(Account).c.group_id.in_(sa.bindparam("ids", expanding=True)),
        table(Account).c.approved_at.is_not(None),
        table(Account).c.retired_at.is_(None),
    )
    .order_by(table(Account).c.id)
)


def live_accounts(db: Session, group_ids: list[int]) -> dict[int, Account]:
    """The approved account of each group that has one."""
    return {account.group_id: account for account in db.scalars(ACCOUNTS, {"ids": group_ids})}
