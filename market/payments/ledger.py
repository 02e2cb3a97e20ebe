"""The ledger: each row moves one amount from one account to another, and is never changed.

Accounts are names. `buyer` and `organiser` are outside parties; `stripe` and `bank` hold the platform's money,
`stripe-costs`, `losses` and `outside` are where it went, `disputed` what a card's bank took back for now. Of a group:
`group/7/own` (what buyers paid to its own bank, code or hand), `group/7/rounding` (the few rupiah that told a transfer
apart), `group/7/receivable` (negative while it owes the platform) and
`group/7/payable` (what the platform collected for it), whose other side is `owed`. A balance is what came in less what
went out. Corrections are new rows.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, table
from market.kernel.settings import settings

BUYER, ORGANISER, FEES, OWED = "buyer", "organiser", "fees", "owed"
STRIPE, STRIPE_COSTS, DISPUTED, LOSSES = "stripe", "stripe-costs", "disputed", "losses"
BANK, OUTSIDE, COURIER_COSTS = "bank", "outside", "courier-costs"


class Fact(StrEnum):
    """What is booked: `fact_kind` of a row. A kind that ends in `failed` or `undone` books another back."""

    PAYMENT = "payment"
    PAYMENT_UNDONE = "payment_undone"
    REFUND = "refund"
    PIECES = "pieces"
    REFUND_FAILED = "refund_failed"
    REFUND_UNDONE = "refund_undone"
    RETURN = "return"
    RETURN_UNDONE = "return_undone"
    PAYOUT = "payout"
    PAYOUT_FAILED = "payout_failed"
    CARD_SESSION = "card_session"
    DISPUTE = "dispute"
    ARRIVAL = "arrival"


PLATFORM = (STRIPE, BANK, DISPUTED, FEES, STRIPE_COSTS, LOSSES, OWED)


def own(group_id: int) -> str:
    return f"group/{group_id}/own"


def rounding(group_id: int) -> str:
    return f"group/{group_id}/rounding"


def receivable(group_id: int) -> str:
    return f"group/{group_id}/receivable"


def payable(group_id: int) -> str:
    return f"group/{group_id}/payable"


class LedgerEntry(Record, table=True):
    """Rows of a fact share (`fact_kind`, `fact_id`), `leg` tells them apart: booked once. `ref` is the bill's."""

    __tablename__ = "ledger_entry"
    __table_args__ = (
        sa.UniqueConstraint("fact_kind", "fact_id", "leg"),
        sa.CheckConstraint("amount > 0", name="amount"),
        sa.CheckConstraint("source <> target", name="accounts"),
        sa.Index("ix_ledger_entry_source", "source", "at"),
        sa.Index("ix_ledger_entry_target", "target", "at"),
        sa.Index("ix_ledger_entry_ref", "ref"),
    )

    source: str = Field(max_length=60)
    target: str = Field(max_length=60)
    amount: int = Field(sa_type=sa.BigInteger)
    fact_kind: str = Field(max_length=20)
    fact_id: int
    leg: str = Field(max_length=20)
    ref: str = Field(max_length=40)
    at: datetime = Field(default_factory=now)


ENTRIES = table(LedgerEntry)
NEW = sa.insert(ENTRIES)


def net(account: str) -> sa.ColumnElement[int]:
    """A sum over rows, whether they touch an account or not: what came in less what went out."""
    e = ENTRIES.c
    came = sa.case((e.target == account, e.amount), (e.source == account, -e.amount), else_=0)
    return sa.func.coalesce(sa.func.sum(came), 0)


def platform_fee(goods: int) -> int:
    """The platform's part of a line's goods in whole rupiah, rounded down in the group's favour."""
    return goods * settings().fee_basis_points // 10_000


def balance(db: Session, account: str, *where: sa.ColumnElement[bool]) -> int:
    """What an account holds, over the rows that meet the conditions."""
    mine = sa.or_(ENTRIES.c.source == account, ENTRIES.c.target == account)
    return int(db.execute(sa.select(net(account)).where(mine, *where)).scalar_one())


def balances(db: Session, accounts: Sequence[str]) -> dict[str, int]:
    """What each of these accounts holds, in one statement."""
    touched = sa.or_(ENTRIES.c.source.in_(accounts), ENTRIES.c.target.in_(accounts))
    sums = db.execute(sa.select(*(net(account) for account in accounts)).where(touched)).one()
    return {account: int(total) for account, total in zip(accounts, sums, strict=True)}


def move(
    db: Session, source: str, target: str, amount: int, *, fact: tuple[Fact, int], leg: str, ref: str, at: datetime
) -> None:
    """Moves whole rupiah; nothing for an amount of 0. A fact's leg that is booked already breaks UNIQUE."""
    if amount:
        kind, key = fact
        values = {"source": source, "target": target, "amount": amount, "fact_kind": kind, "fact_id": key, "leg": leg}
        db.connection().execute(NEW, values | {"ref": ref, "at": at})


def reverse(db: Session, fact: tuple[Fact, int], *, as_kind: Fact) -> None:
    """Books back what was booked for a fact, leg by leg as it stands in the books, now. Twice breaks UNIQUE."""
    e, (kind, key) = ENTRIES.c, fact
    booked = db.execute(sa.select(ENTRIES).where(e.fact_kind == kind, e.fact_id == key)).all()
    for row in booked:
        move(db, row.target, row.source, row.amount, fact=(as_kind, key), leg=row.leg, ref=row.ref, at=now())


@dataclass(frozen=True)
class StatementLine:
    """One fact: what it did to a group's own money, its rounding, what it owes the platform, what it is owed."""

    at: datetime
    ref: str
    kind: Fact
    own: int
    rounding: int
    receivable: int
    payable: int


@dataclass(frozen=True, slots=True)
class Balances:
    """Whole rupiah: a group's own money, its rounding, what it owes the platform, what it is owed."""

    own: int
    rounding: int
    receivable: int
    payable: int


@dataclass(frozen=True)
class Statement:
    """A group's months: four balances before, each fact, four balances after. They come out by adding up."""

    opening: Balances
    lines: list[StatementLine]

    @property
    def closing(self) -> Balances:
        lines, before = self.lines, self.opening
        return Balances(
            own=before.own + sum(each.own for each in lines),
            rounding=before.rounding + sum(each.rounding for each in lines),
            receivable=before.receivable + sum(each.receivable for each in lines),
            payable=before.payable + sum(each.payable for each in lines),
        )


def statement(db: Session, group_id: int, start: datetime, end: datetime) -> Statement:
    """What was booked for a group from `start` until before `end`; opening is all that was before."""
    named = {
        "own": own(group_id),
        "rounding": rounding(group_id),
        "receivable": receivable(group_id),
        "payable": payable(group_id),
    }
    accounts = list(named.values())
    sums = [net(account).label(name) for name, account in named.items()]
    entries = ENTRIES.c
    mine = sa.or_(entries.source.in_(accounts), entries.target.in_(accounts))
    before = sa.select(*sums).where(mine, entries.at < start)
    within = (
        sa.select(entries.at, entries.ref, entries.fact_kind, *sums)
        .where(mine, entries.at >= start, entries.at < end)
        .group_by(entries.fact_kind, entries.fact_id, entries.ref, entries.at)
        .order_by(entries.at, sa.func.min(entries.id))
    )
    lines = [
        StatementLine(at=row.at, ref=row.ref, kind=Fact(row.fact_kind), **_whole(row, named))
        for row in db.execute(within)
    ]
    return Statement(opening=Balances(**_whole(db.execute(before).one(), named)), lines=lines)


def _whole(row: sa.Row[*tuple[Any, ...]], names: Iterable[str]) -> dict[str, int]:
    """Sums as whole numbers: PostgreSQL adds large numbers up as decimal ones."""
    return {name: int(row._mapping[name]) for name in names}
