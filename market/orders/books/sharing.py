"""Bagi hasil: a month's money of a group parted among its members, after its costs and its kas.

By the goods each brought, as far as they were sold that month, or by fixed parts. Parts are whole rupiah by largest
remainder, so they add up; what nobody brought stays in the kas. Once written down a month never changes.
"""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now, today
from market.kernel.doer import who_did
from market.kernel.one_of import one_of
from market.kernel.record import Record, state_column, table
from market.kernel.refused import NotFound, Overtaken, Refused
from market.orders.books.brought import goods_brought, split
from market.orders.books.shares import Shares, Slip
from market.orders.books.takings import kept_takings, takings_of
from market.orders.books.waiting import waits_more
from market.payments.recap import month_after, month_before, recap_of, still_owed
from market.people.access import Actor
from market.people.act import note
from market.people.group import Group, lock_group
from market.people.membership import members

ALL = 10_000


class Mode(StrEnum):
    GOODS = "goods"
    FIXED = "fixed"


class ShareRule(Record, table=True):
    """How a group shares: one row a group. `kas` is what stays with the group, in basis points of what is left."""

    __tablename__ = "share_rule"
    __table_args__ = (sa.CheckConstraint("kas BETWEEN 0 AND 10000", name="kas"),)

    group_id: int = Field(foreign_key="groups.id", unique=True)
    mode: Mode = Field(default=Mode.GOODS, sa_column=state_column(Mode, "mode"))
    kas: int = 1_000
    parts: dict[str, int] = Field(default_factory=dict, sa_type=sa.JSON)

    @property
    def fixed(self) -> dict[int, int]:
        """By person the fixed parts, any whole numbers."""
        return {int(key): int(n) for key, n in self.parts.items()}

    def unbrought(self, shares: Shares) -> int:
        """What stays in the kas above its share, since no member is written down as who brought its goods."""
        left = shares.kas + shares.shared
        return shares.kas - left * self.kas // ALL if self.mode is Mode.GOODS else 0


class GroupCost(Record, table=True):
    """Money the group spent: wood, packing, transport. It is taken off before a month is shared."""

    __tablename__ = "group_cost"
    __table_args__ = (sa.CheckConstraint("amount > 0", name="amount"),)

    group_id: int = Field(foreign_key="groups.id", index=True)
    day: date
    what: str = Field(max_length=120)
    amount: int = Field(sa_type=sa.BigInteger)
    by: str = Field(max_length=80)
    by_id: int | None = Field(default=None, foreign_key="person.id")
    dropped_at: datetime | None = None


class Distribution(Record, table=True):
    """A month as it was shared, for good."""

    __table_args__ = (sa.UniqueConstraint("group_id", "month"),)

    group_id: int = Field(foreign_key="groups.id", index=True)
    month: date
    figures: dict[str, Any] = Field(sa_type=sa.JSON)
    made_by: str = Field(max_length=80)
    made_by_id: int | None = Field(default=None, foreign_key="person.id")
    made_at: datetime = Field(default_factory=now)

    @property
    def shares(self) -> Shares:
        return Shares(**(self.figures | {"slips": [Slip(**slip) for slip in self.figures["slips"]]}))


def rule_of(db: Session, group_id: int) -> ShareRule:
    """The group's rule as a stored row."""
    found = db.scalars(sa.select(ShareRule).where(table(ShareRule).c.group_id == group_id)).first()
    return found or ShareRule(group_id=group_id)


def set_rule(db: Session, group: Group, mode: Mode, kas: int, parts: Mapping[int, int], by: Actor) -> None:
    """Stores the rule. Only those who are members now may be named in it."""
    own = {person.key for _m, person in members(db, group.key)}
    if set(parts) - own or any(n < 0 for n in parts.values()):
        raise NotFound("member")
    if mode is Mode.FIXED and not sum(parts.values()):
        raise Refused("parts_needed")
    rule = rule_of(db, group.key)
    rule.mode, rule.kas, rule.parts = mode, kas, {str(key): n for key, n in parts.items() if n}
    rule.add(db)
    note(db, by, "share_rule", group.key)


def costs_of(db: Session, group_id: int, month: date) -> list[GroupCost]:
    rows = table(GroupCost)
    within = (rows.c.day >= month, rows.c.day < month_after(month), rows.c.dropped_at.is_(None))
    return list(db.scalars(sa.select(GroupCost).where(rows.c.group_id == group_id, *within).order_by(rows.c.day)))


def add_cost(db: Session, group: Group, day: date, what: str, amount: int, by: Actor) -> GroupCost:
    """Refused for a day to come, or of a month that was shared."""
    if day > today(group.zone):
        raise Refused("day_to_come", field="day")
    _need_open(db, group.key, day.replace(day=1))
    note(db, by, "cost_added", group.key, amount=amount)
    return GroupCost(group_id=group.key, day=day, what=what, amount=amount, **who_did(by)).add(db)


def drop_cost(db: Session, group: Group, key: int, by: Actor) -> GroupCost:
    """Takes a cost away, once, and writes it down: there is more to share by it. Overtaken in a month that was shared,
    and when somebody else took it away."""
    found = one_of(db, GroupCost, key, group_id=group.key)
    _need_open(db, group.key, found.day.replace(day=1))
    if not found.update_if(table(GroupCost).c.dropped_at.is_(None), dropped_at=now()):
        raise Overtaken("already_so")
    note(db, by, "cost_dropped", group.key, amount=found.amount)
    return found


def _need_open(db: Session, group_id: int, month: date) -> None:
    """Overtaken in a month that was shared; nobody shares it, or changes what it cost, until the commit."""
    lock_group(db, group_id)
    if distribution_of(db, group_id, month):
        raise Overtaken("month_shared")


def distribution_of(db: Session, group_id: int, month: date) -> Distribution | None:
    rows = table(Distribution)
    wanted = sa.select(Distribution).where(rows.c.group_id == group_id, rows.c.month == month)
    return db.scalars(wanted).first()


def shares_of(db: Session, group: Group, month: date) -> Shares:
    """What the month would be shared into now."""
    rule, people = rule_of(db, group.key), {p.key: m.called(p) for m, p in members(db, group.key)}
    figures = recap_of(db, group, [month])[0]
    earned = figures.left - figures.fee
    costs = sum(cost.amount for cost in costs_of(db, group.key, month))
    owed = still_owed(db, group, month)
    written = _written_down(db, group.key)
    waits = _waits(db, group, month, written[-1] if written else None)
    carried = sum(each.shares.short - each.shares.carried for each in written if "carried" in each.figures)
    left = max(0, earned - owed - waits - carried - costs)
    shared = left - left * rule.kas // ALL
    if rule.mode is Mode.FIXED:
        weights = {key: n for key, n in rule.fixed.items() if key in people}
        parts = split(shared, weights)
    else:
        brought = goods_brought(db, group, month)
        nobody = brought.pop(0, 0) + sum(brought.pop(key) for key in set(brought) - set(people))
        weights = brought
        parts = {key: part for key, part in split(shared, weights | {0: nobody}).items() if key}
    slips = [Slip(key, people[key], weights[key], parts[key]) for key in sorted(weights, key=lambda k: people[k])]
    sold = kept_takings(takings_of(db, group, [month]))
    return Shares(earned, costs, left - sum(parts.values()), slips, owed, waits, carried, sold)


def _written_down(db: Session, group_id: int) -> list[Distribution]:
    rows = table(Distribution)
    return list(db.scalars(sa.select(Distribution).where(rows.c.group_id == group_id).order_by(rows.c.month)))


def _waits(db: Session, group: Group, month: date, last: Distribution | None) -> int:
    """What of the month's money waits, less what had waited before it. Where all that came was shared in the `last`
    month that was written down, what waited at its end is taken off besides, once.
    """
    start, end = _begins(group, month), _begins(group, month_after(month))
    more = waits_more(db, group.key, start, end)
    if last and last.month < month and "waits" not in last.figures:
        more += waits_more(db, group.key, None, _begins(group, month_after(last.month)))
    return more


def _begins(group: Group, month: date) -> datetime:
    return datetime(month.year, month.month, 1, tzinfo=group.zone)


def month_to_open(db: Session, group: Group) -> date:
    """The last whole month; this one where nothing of that was earned, spent or written down."""
    this = today(group.zone).replace(day=1)
    last = month_before(this)
    if distribution_of(db, group.key, last) or costs_of(db, group.key, last):
        return last
    return last if recap_of(db, group, [last])[0].came else this


def distribute(db: Session, group: Group, month: date, by: Actor) -> Distribution:
    """Writes a month down for good; a month that is over, once."""
    if month_after(month) > today(group.zone):
        raise Refused("month_not_over")
    _need_open(db, group.key, month)
    shares = shares_of(db, group, month)
    if shares.empty:
        raise Refused("nothing_to_share")
    if not shares.slips:
        raise Refused("nobody_to_share")
    note(db, by, "month_shared", group.key, amount=shares.shared)
    return Distribution(group_id=group.key, month=month, figures=asdict(shares), **who_did(by, "made_by")).add(db)
