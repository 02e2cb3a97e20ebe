"""What the platform owes each group, and how much of it may be sent now.

That is a group's payable less what is still held: bills not yet earned, disputed, or with a refund under way.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.payments import ledger
from market.payments.account import LIVE, Account
from market.payments.account_typed import AccountKind
from market.payments.bill import Bill, Custodian
from market.payments.card import CardShare
from market.payments.dispute import disputed
from market.payments.ledger import ENTRIES
from market.payments.refund import Refund
from market.payments.refund_state import WAITING
from market.people.group import Group

NEW_ACCOUNT_WAITS = timedelta(hours=24)
MOST_KEYS = 10_000


@dataclass(frozen=True)
class HeldForGroup:
    """What the platform holds for a group, in whole rupiah: all of it, and what may be sent now."""

    group: Group
    payable: int
    held: int
    account: Account | None

    @property
    def ready(self) -> int:
        return max(0, self.payable - self.held)


def owed_to_groups(db: Session, only: Sequence[int] | None = None) -> list[HeldForGroup]:
    """Each group for which something is held, by name: two statements however many, of the books first."""
    e = ENTRIES.c
    inside, outside = (_payables(column, only) for column in (e.target, e.source))
    moved = sa.union_all(
        sa.select(e.target.label("account"), e.amount, e.ref).where(inside),
        sa.select(e.source.label("account"), (-e.amount).label("amount"), e.ref).where(outside),
    ).subquery()
    held = sa.case((moved.c.ref.in_(_held_refs()), moved.c.amount), else_=0)
    total = sa.func.sum(moved.c.amount)
    kept = sa.func.sum(held).label("kept")
    sums = sa.select(moved.c.account, total.label("total"), kept).group_by(moved.c.account).having(total != 0)
    owed = {group_of(row.account): (int(row.total), int(row.kept)) for row in db.execute(sums)}
    rows, whose = table(Account), table(Group).c.id
    bank = sa.and_(rows.c.group_id == whose, rows.c.kind == AccountKind.BANK, LIVE)
    wanted = sa.select(Group, Account).outerjoin(Account, bank).order_by(table(Group).c.name)
    found = []
    for keys in _parts(sorted(owed)):
        found += [
            HeldForGroup(group, *owed[group.key], account)
            for group, account in db.execute(wanted.where(whose.in_(keys)))
        ]
    return sorted(found, key=lambda each: each.group.name)


def _parts(keys: list[int]) -> Iterator[list[int]]:
    """Parts no larger than a database takes in one statement."""
    for first in range(0, len(keys), MOST_KEYS):
        yield keys[first : first + MOST_KEYS]


def _payables(column: sa.ColumnElement[str], only: Sequence[int] | None) -> sa.ColumnElement[bool]:
    """Whether an entry touches what the platform owes a group, or one of these."""
    if only is not None:
        return column.in_([ledger.payable(key) for key in only])
    return column.like("group/%/payable")


def group_of(account: str) -> int:
    """The group whose account in the books this is."""
    return int(account.split("/")[1])


def _held_refs() -> sa.Select[tuple[str]]:
    """Bills whose money waits: for the order's end, for a bank's decision, for a refund."""
    bills, shares, refunds = table(Bill), table(CardShare), table(Refund)
    in_dispute = sa.select(shares.c.id).where(shares.c.bill_id == bills.c.id, disputed(shares.c.card_session_id))
    going_back = sa.select(refunds.c.id).where(refunds.c.bill_id == bills.c.id, refunds.c.state.in_(WAITING))
    waits = sa.or_(bills.c.earned_at.is_(None), in_dispute.exists(), going_back.exists())
    return sa.select(bills.c.ref).where(bills.c.custodian == Custodian.PLATFORM, waits)


def old_enough(account: Account) -> bool:
    """Payouts to a new account wait a day, so that a robbed group hears of it first."""
    return account.approved_at is not None and account.approved_at <= now() - NEW_ACCOUNT_WAITS
