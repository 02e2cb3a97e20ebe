"""RefundAccount: an account that a buyer named for money she is owed. Appended: naming another adds a row."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, table

WAITS_HOURS = 12


@dataclass(frozen=True, slots=True)
class NamedAccount:
    """Where a buyer wants her money; all empty while she has not said."""

    bank: str = ""
    number: str = ""
    holder: str = ""


class RefundAccount(Record, table=True):
    """`by_id` is the order's owner when she named it signed in; from `usable_at` on it may be paid to.

    Another account than the first of the order, or of its owner, waits WAITS_HOURS waking hours: whoever has the
    order's link can name one. From `void_at` on it counts for nothing: it was not her who named it.
    """

    __tablename__ = "refund_account"

    refund_id: int = Field(foreign_key="refund.id", index=True)
    bank: str = Field(max_length=40)
    number: str = Field(max_length=40)
    holder: str = Field(max_length=80)
    given_at: datetime = Field(default_factory=now)
    by_id: int | None = Field(default=None, foreign_key="person.id")
    usable_at: datetime
    void_at: datetime | None = None

    @property
    def waits(self) -> bool:
        return self.usable_at > now()

    @property
    def named(self) -> "NamedAccount":
        return NamedAccount(bank=self.bank, number=self.number, holder=self.holder)

    @property
    def label(self) -> str:
        return f"{self.bank} {self.number}".strip()


def accounts_named(db: Session, refund_ids: Collection[int]) -> dict[int, list[RefundAccount]]:
    """By refund the accounts that were named for it, the first one first."""
    named: dict[int, list[RefundAccount]] = defaultdict(list)
    if refund_ids:
        rows = table(RefundAccount)
        wanted = (
            sa.select(RefundAccount)
            .where(rows.c.refund_id.in_(refund_ids), rows.c.void_at.is_(None))
            .order_by(rows.c.id)
        )
        for each in db.scalars(wanted):
            named[each.refund_id].append(each)
    return named


def known_account(db: Session, refunds: sa.Select[tuple[int]]) -> RefundAccount | None:
    """The last account named for any of these refunds that may be paid to; else the last one named."""
    rows = table(RefundAccount)
    wanted = sa.select(RefundAccount).where(
        rows.c.refund_id.in_(refunds), rows.c.number != "", rows.c.void_at.is_(None)
    )
    return db.scalars(wanted.order_by(rows.c.usable_at > now(), rows.c.id.desc()).limit(1)).first()
