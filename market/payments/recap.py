"""Recap: twelve months of a group's money with the evidence of each figure, for a cooperative or a bank.

The figures are kept as they were when it was made, under a link that says whether the books still agree.
"""

from dataclasses import asdict, dataclass, fields
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.addresses import recap_page
from market.kernel.clock import now, today
from market.kernel.doer import who_did
from market.kernel.one_of import the_one
from market.kernel.record import Record, table
from market.kernel.tokens import new_token
from market.payments.bill import Bill, Custodian
from market.payments.claim import Claim, ClaimState
from market.payments.ledger import BUYER, ENTRIES, Fact, net
from market.payments.payment import STANDS, Payment
from market.payments.refund import Refund
from market.payments.refund_state import COUNTED, RefundState
from market.people.access import CLOCK, Actor
from market.people.act import note
from market.people.group import Group
from market.people.undoing import Made, undoes

MONTHS = 12


class Recap(Record, table=True):
    """`figures` is the list of months as it was; `token` opens its public page, until it is withdrawn. `sold`: the
    same twelve months by how each rupiah is known; None of one that was made before that was kept."""

    token: str = Field(max_length=32, unique=True)
    group_id: int = Field(foreign_key="groups.id", index=True)
    first_month: date
    figures: list[dict[str, Any]] = Field(sa_type=sa.JSON)
    sold: list[dict[str, Any]] | None = Field(default=None, sa_column=sa.Column("sold", sa.JSON(none_as_null=True)))
    made_by_id: int | None = Field(default=None, foreign_key="person.id")
    made_by: str = Field(max_length=80)
    made_at: datetime = Field(default_factory=now)
    withdrawn_at: datetime | None = None

    @property
    def months(self) -> list["Month"]:
        return [Month(**(row | {"month": date.fromisoformat(row["month"])})) for row in self.figures]

    @property
    def path(self) -> str:
        return recap_page(self.token)

    def withdraw(self, by: Actor) -> None:
        """Its link shows nothing any more."""
        if self.update_if(table(Recap).c.withdrawn_at.is_(None), withdrawn_at=now()):
            note(self.db, by, "recap_withdrawn", self.group_id)


@dataclass(frozen=True)
class Month:
    """Whole rupiah and counts. `came` is what buyers paid, by method; `back` what went back to them.

    Evidence: of `payments` so many were `proven` by a buyer's slip, Stripe or the platform, and `seen` by somebody of
    the group, its treasurer or who sold; `booked` is what the ledger says of came − back.
    """

    month: date
    payments: int = 0
    transfer: int = 0
    qris: int = 0
    cash: int = 0
    card: int = 0
    back: int = 0
    fee: int = 0
    proven: int = 0
    seen: int = 0
    booked: int = 0

    @property
    def came(self) -> int:
        return self.transfer + self.qris + self.cash + self.card

    @property
    def left(self) -> int:
        return self.came - self.back

    @property
    def agrees(self) -> bool:
        return self.left == self.booked


def total(months: list[Month]) -> Month:
    """Their sum; its `month` is the first of them."""
    names = [field.name for field in fields(Month) if field.name != "month"]
    return Month(months[0].month, **{name: sum(getattr(each, name) for each in months) for name in names})


def twelve_months(zone: ZoneInfo) -> list[date]:
    """The twelve whole months before this one, the oldest first."""
    this = today(zone).replace(day=1)
    index = this.year * 12 + this.month - 1
    return [date((index - back) // 12, (index - back) % 12 + 1, 1) for back in range(MONTHS, 0, -1)]


def month_after(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def month_before(month: date) -> date:
    return date(month.year - (month.month == 1), (month.month - 2) % 12 + 1, 1)


def recap_of(db: Session, group: Group, months: list[date]) -> list[Month]:
    """The figures of these months, read anew: three statements, summed by the database."""
    ends = [datetime(day.year, day.month, 1, tzinfo=group.zone) for day in (*months, month_after(months[-1]))]
    found: list[dict[str, Any]] = [dict.fromkeys(_NAMES, 0) for _ in months]
    for row in db.execute(_payments(group.key, ends)):
        month, ours = found[row.n], row.custodian is Custodian.PLATFORM
        month["payments"] += row.payments
        month[row.method.value] += int(row.came)
        month["proven"] += row.payments * bool(ours or row.claimed)
        month["seen"] += row.payments * bool(row.seen and not ours)
    for row in db.execute(_refunds(group.key, ends)):
        found[row.n]["back"] += int(row.amount)
    for row in db.execute(_booked(group.key, ends)):
        found[row.n]["booked"] += int(row.booked)
        found[row.n]["fee"] += int(row.fee)
    return [Month(month, **values) for month, values in zip(months, found, strict=True)]


_NAMES = [field.name for field in fields(Month) if field.name != "month"]
_IN_HAND = (RefundState.SENT, RefundState.PAID)


def _within(moment: Any, ends: list[datetime]) -> tuple[sa.ColumnElement[int], sa.ColumnElement[bool]]:
    """(the place of a moment's month, whether it is in one of them): months from `ends[n]` until before the next."""
    places = [(moment < end, n) for n, end in enumerate(ends[1:])]
    return sa.case(*places).label("n"), sa.and_(moment >= ends[0], moment < ends[-1])


def _payments(group_id: int, ends: list[datetime]) -> sa.Select[Any]:
    rows, claims = table(Payment), table(Claim)
    slip = sa.select(claims.c.id).where(
        claims.c.bill_id == rows.c.bill_id,
        claims.c.state == ClaimState.CONFIRMED,
        claims.c.proof_hash.is_not(None),
    )
    n, within = _within(rows.c.received_at, ends)
    came, seen = rows.c.amount + rows.c.rounding, rows.c.confirmed_by_id.is_not(None)
    each = sa.select(
        n, rows.c.method, rows.c.custodian, slip.exists().label("claimed"), seen.label("seen"), came.label("came")
    ).where(rows.c.group_id == group_id, within, STANDS)  # fmt: skip
    kinds = each.subquery().c
    same = (kinds.n, kinds.method, kinds.custodian, kinds.claimed, kinds.seen)
    return sa.select(*same, sa.func.count().label("payments"), sa.func.sum(kinds.came).label("came")).group_by(*same)


def _refunds(group_id: int, ends: list[datetime]) -> sa.Select[int, Any]:
    rows = table(Refund)
    n, within = _within(rows.c.paid_at, ends)
    mine = (rows.c.group_id == group_id, within, rows.c.state.in_(_IN_HAND))
    return sa.select(n, sa.func.sum(rows.c.amount).label("amount")).where(*mine).group_by("n")


def still_owed(db: Session, group: Group, month: date) -> int:
    """What of a month's money buyers are still to get back: owed to them in it, less what went back in it.

    Below 0 where more went back than was owed in it: the month before had kept it.
    """
    ends = [datetime(day.year, day.month, 1, tzinfo=group.zone) for day in (month, month_after(month))]
    rows = table(Refund)
    _n, owed = _within(rows.c.owed_at, ends)
    _n, back = _within(rows.c.paid_at, ends)
    kept = sa.case((owed, rows.c.amount), else_=0)
    gone = sa.case((sa.and_(back, rows.c.state.in_(_IN_HAND)), rows.c.amount), else_=0)
    counted = (rows.c.group_id == group.key, rows.c.state.in_(COUNTED), sa.or_(owed, back))
    return int(db.execute(sa.select(sa.func.coalesce(sa.func.sum(kept - gone), 0)).where(*counted)).scalar_one())


def _booked(group_id: int, ends: list[datetime]) -> sa.Select[int, int, int]:
    """From the ledger alone: what buyers' money and the fees of this group's bills were."""
    bills, e = table(Bill), ENTRIES.c
    mine = sa.select(bills.c.ref).where(bills.c.group_id == group_id)
    refunds = table(Refund)
    failed = sa.select(refunds.c.id).where(refunds.c.group_id == group_id, refunds.c.state == RefundState.FAILED)
    refund = sa.and_(e.fact_kind == Fact.REFUND, e.fact_id.not_in(failed))  # a failed refund never left
    paid = table(Payment)
    undone = sa.select(paid.c.id).where(paid.c.group_id == group_id, sa.not_(STANDS))
    payment = sa.and_(e.fact_kind == Fact.PAYMENT, e.fact_id.not_in(undone))  # one taken back never came
    lowered = sa.and_(e.fact_kind == Fact.PAYMENT_UNDONE, e.leg == "lowered")  # what its pieces had lowered of a fee
    # As one value: by an OR of kinds SQLite reads each entry of these kinds of all groups
    facts = sa.case((sa.or_(payment, e.fact_kind == Fact.PIECES, lowered, refund), 1), else_=0) == 1
    n, within = _within(e.at, ends)
    sums = ((-net(BUYER)).label("booked"), net("fees").label("fee"))
    return sa.select(n, *sums).where(e.ref.in_(mine), within, facts).group_by("n")


def make_recap(db: Session, group: Group, months: list[Month], by: Actor, sold: list[dict[str, Any]]) -> Recap:
    """Keeps the figures of twelve whole months, as they were just read, under a link of its own."""
    figures = [asdict(each) | {"month": each.month.isoformat()} for each in months]
    note(db, by, "recap_made", group.key)
    return Recap(
        token=new_token(), group_id=group.key, first_month=months[0].month, figures=figures, sold=sold,
        **who_did(by, "made_by"),
    ).add(db)  # fmt: skip


def recaps_of(db: Session, group_id: int) -> list[Recap]:
    rows = table(Recap)
    wanted = sa.select(Recap).where(rows.c.group_id == group_id, rows.c.withdrawn_at.is_(None))
    return list(db.scalars(wanted.order_by(rows.c.id.desc()).limit(20)))


def the_recap(db: Session, *, token: str = "", group_id: int = 0, key: int = 0) -> Recap:
    """Found by its link for anybody, or by its number for its group. NotFound when it was withdrawn."""
    rows = table(Recap)
    which = rows.c.token == token if token else sa.and_(rows.c.group_id == group_id, rows.c.id == key)
    return the_one(db, sa.select(Recap).where(which, rows.c.withdrawn_at.is_(None)), "recap")


@undoes("recap.made_by_id")
def undo_recaps(db: Session, made: Made) -> None:
    """Withdraws links that she made: whoever has one could read the group's books."""
    rows = table(Recap)
    hers = (made.holds(rows.c.made_by_id, rows.c.made_at), rows.c.withdrawn_at.is_(None))
    for recap in db.scalars(sa.select(Recap).where(*hers).order_by(rows.c.id)):
        recap.withdraw(CLOCK)
