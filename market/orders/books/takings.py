"""Takings: what a group sold for in some months, each class apart: by how the sale came, and by how its money is known.

What came is in the ledger. What the group says of direct sales ("Terjual langsung") is not, and is never in `came`.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.inventory.direct_sale import DirectSale
from market.kernel.record import table
from market.orders.channel import SalesChannel
from market.orders.known_by import KnownBy, known_by_of
from market.orders.order import SubOrder
from market.orders.paid import ITS_BILL
from market.payments.bill import Bill
from market.payments.payment import STANDS, Payment
from market.payments.recap import month_after
from market.payments.refund import Refund
from market.payments.refund_state import RefundState
from market.people.group import Group

P, B, S, D, R = table(Payment), table(Bill), table(SubOrder), table(DirectSale), table(Refund)
GONE = (RefundState.PAID, RefundState.SENT)
NUMBERS = ("amount", "n", "unsaid", "back")


@dataclass(frozen=True, slots=True)
class KnownSum:
    """Whole rupiah of one class: so many payments, or direct sales; `unsaid` of these have no sum. `back`: what went
    back to buyers, under the class of the payment it is of; it is not taken off `amount`."""

    channel: SalesChannel
    known_by: KnownBy
    amount: int
    n: int
    unsaid: int = 0
    back: int = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """A sum beside others, under what it is known by; `share` of the largest, in percent; `back` went back of it."""

    of: SalesChannel | KnownBy
    amount: int
    n: int
    share: int
    back: int = 0


@dataclass(frozen=True)
class Takings:
    """The classes of one time, none twice."""

    sums: tuple[KnownSum, ...] = ()

    @property
    def came(self) -> int:
        """What came in and stands in the ledger, whole rupiah."""
        return sum(each.amount for each in self.sums if each.known_by is not KnownBy.GROUP)

    @property
    def said(self) -> int:
        """What the group says of direct sales; in no ledger."""
        return sum(each.amount for each in self.sums if each.known_by is KnownBy.GROUP)

    @property
    def back(self) -> int:
        """What went back to buyers, whole rupiah."""
        return sum(each.back for each in self.sums)

    @property
    def unsaid(self) -> int:
        """Direct sales of which nobody said what they brought."""
        return sum(each.unsaid for each in self.sums)

    @property
    def by_channel(self) -> list[Bar]:
        return self._bars([(each.channel, each) for each in self.sums])

    @property
    def by_evidence(self) -> list[Bar]:
        return self._bars([(each.known_by, each) for each in self.sums])

    def _bars(self, named: Sequence[tuple[SalesChannel | KnownBy, KnownSum]]) -> list[Bar]:
        """Those of which something came, in the order of their kind."""
        amounts, counts, back = (defaultdict[Any, int](int) for _ in range(3))
        for name, each in named:
            amounts[name] += each.amount
            counts[name] += each.n
            back[name] += each.back
        most = max(*amounts.values(), 1) if amounts else 1
        order = [name for name in (*SalesChannel, *KnownBy) if amounts.get(name) or back.get(name)]
        return [Bar(name, amounts[name], counts[name], 100 * amounts[name] // most, back[name]) for name in order]


def takings_of(db: Session, group: Group, months: Sequence[date]) -> list[Takings]:
    """Those of these months, which follow each other, in one statement."""
    ends = [datetime(day.year, day.month, 1, tzinfo=group.zone) for day in (*months, month_after(months[-1]))]
    found: list[list[KnownSum]] = [[] for _ in months]
    for row in db.execute(sa.union_all(_came(group.key, ends), _said(group.key, ends), _back(group.key, ends))):
        found[row.n].append(_sum(row))
    return [Takings(_added(each)) for each in found]


def kept_takings(found: Sequence[Takings]) -> list[dict[str, Any]]:
    """As they are kept with a recap or a shared month: one row for each class of each month."""
    return [{"month": n} | asdict(each) for n, month in enumerate(found) for each in month.sums]


def takings_kept(rows: Sequence[dict[str, Any]], months: int) -> list[Takings]:
    """As they were kept."""
    found: list[list[KnownSum]] = [[] for _ in range(months)]
    for row in rows:
        values = {name: value for name, value in row.items() if name != "month"}
        channel, known = SalesChannel(values.pop("channel")), KnownBy(values.pop("known_by"))
        found[row["month"]].append(KnownSum(channel, known, **values))
    return [Takings(tuple(each)) for each in found]


def whole(found: Sequence[Takings]) -> Takings:
    """Their sum, class by class."""
    return Takings(_added([each for month in found for each in month.sums]))


def same_classes(kept: Sequence[dict[str, Any]], found: Sequence[Takings]) -> bool:
    """Whether the classes are still those that were kept; one that was kept before what went back was told apart is
    compared without it."""
    there = kept_takings(found)
    if any("back" in row for row in kept):
        return list(kept) == there
    return list(kept) == [{**row} for row in there if row.pop("back") is not None and row["n"]]


def _added(parts: Sequence[KnownSum]) -> tuple[KnownSum, ...]:
    """Class by class, none twice."""
    sums: dict[tuple[SalesChannel, KnownBy], list[KnownSum]] = defaultdict(list)
    for each in parts:
        sums[each.channel, each.known_by].append(each)
    added = (KnownSum(*name, *(_of(same, number) for number in NUMBERS)) for name, same in sums.items())
    return tuple(sorted(added, key=_place))


def _of(parts: Sequence[KnownSum], number: str) -> int:
    return sum(getattr(each, number) for each in parts)


def _sum(row: Any) -> KnownSum:
    numbers = (int(value) for value in (row.amount, row.pieces, row.unsaid, row.back))
    return KnownSum(SalesChannel(row.channel), KnownBy(row.known), *numbers)


def _place(each: KnownSum) -> tuple[int, int]:
    return list(SalesChannel).index(each.channel), list(KnownBy).index(each.known_by)


def _month(moment: Any, ends: Sequence[datetime]) -> sa.ColumnElement[int]:
    return sa.case(*[(moment < end, n) for n, end in enumerate(ends[1:])])


def _came(group_id: int, ends: Sequence[datetime]) -> sa.Select[Any]:
    """Payments for orders of the group, with what came besides, by month and class."""
    each = (
        sa.select(
            _month(P.c.received_at, ends).label("n"),
            sa.cast(S.c.channel, sa.String(20)).label("channel"),
            known_by_of(S.c.channel, P.c.custodian, P.c.method, P.c.line_at.is_not(None)).label("known"),
            (P.c.amount + P.c.rounding).label("amount"),
        )
        .select_from(P.join(B, B.c.id == P.c.bill_id).join(S, ITS_BILL))
        .where(P.c.group_id == group_id, P.c.received_at >= ends[0], P.c.received_at < ends[-1], STANDS)
        .subquery()
        .c
    )
    sums = (sa.func.sum(each.amount).label("amount"), sa.func.count().label("pieces"), *_none("unsaid", "back"))
    return sa.select(each.n, each.channel, each.known, *sums).group_by(each.n, each.channel, each.known)


def _none(*names: str) -> list[sa.Label[int]]:
    return [sa.literal(0).label(name) for name in names]


def _back(group_id: int, ends: Sequence[datetime]) -> sa.Select[Any]:
    """What went back, by month and by the class of the first payment of its bill."""
    first = sa.select(sa.func.min(P.c.id)).where(P.c.bill_id == B.c.id, STANDS).correlate(B).scalar_subquery()
    went = sa.func.coalesce(R.c.paid_at, R.c.owed_at)
    each = (
        sa.select(
            _month(went, ends).label("n"),
            sa.cast(S.c.channel, sa.String(20)).label("channel"),
            known_by_of(S.c.channel, P.c.custodian, P.c.method, P.c.line_at.is_not(None)).label("known"),
            R.c.amount,
        )
        .select_from(R.join(B, B.c.id == R.c.bill_id).join(S, ITS_BILL).join(P, P.c.id == first))
        .where(R.c.group_id == group_id, R.c.state.in_(GONE), R.c.undone_at.is_(None))
        .where(went >= ends[0], went < ends[-1])
        .subquery()
        .c
    )
    sums = (*_none("amount", "pieces", "unsaid"), sa.func.sum(each.amount).label("back"))
    return sa.select(each.n, each.channel, each.known, *sums).group_by(each.n, each.channel, each.known)


def _said(group_id: int, ends: Sequence[datetime]) -> sa.Select[Any]:
    """What the group says of direct sales that stand."""
    each = (
        sa.select(_month(D.c.at, ends).label("n"), D.c.amount)
        .where(D.c.group_id == group_id, D.c.at >= ends[0], D.c.at < ends[-1], D.c.undone_at.is_(None))
        .subquery()
        .c
    )
    return sa.select(
        each.n,
        sa.literal(SalesChannel.DIRECT.value).label("channel"),
        sa.literal(KnownBy.GROUP.value).label("known"),
        sa.func.coalesce(sa.func.sum(each.amount), 0).label("amount"),
        sa.func.count().label("pieces"),
        sa.func.sum(sa.case((each.amount.is_(None), 1), else_=0)).label("unsaid"),
        *_none("back"),
    ).group_by(each.n)
