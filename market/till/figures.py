"""DayFigures: a selling day in sums, counted from its rows: sales, debts that were paid, what came back, the drawer."""

from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.till.bon import BonPayment
from market.till.day import CashMove, TillDay
from market.till.envelope import UNBOOKED, Envelope
from market.till.returned import TillReturn
from market.till.sale import Paid, TillSale

D, L, P, R, M, E = (table(each) for each in (TillDay, TillSale, BonPayment, TillReturn, CashMove, Envelope))


@dataclass(frozen=True, slots=True)
class DayFigures:
    """A day in whole rupiah and counts. `cash`, `qris` and `transfer` came for its sales, `bon` left on credit;
    `bon_…` came for debts of any day; `returned` left the drawer for goods that came back; `put` and `taken` are
    no sales."""

    float_amount: int = 0
    sales: int = 0
    cash: int = 0
    qris: int = 0
    transfer: int = 0
    bon: int = 0
    discount: int = 0
    bon_cash: int = 0
    bon_qris: int = 0
    bon_transfer: int = 0
    returned: int = 0
    put: int = 0
    taken: int = 0

    @property
    def expected(self) -> int:
        """What should lie in the drawer."""
        return self.float_amount + self.drawer

    @property
    def drawer(self) -> int:
        """By how much it should be more than it was."""
        return self.cash + self.bon_cash - self.returned + self.put - self.taken

    @property
    def sold(self) -> int:
        return self.cash + self.qris + self.transfer + self.bon

    @property
    def empty(self) -> bool:
        return not any(asdict(self).values())


def figures_of(db: Session, day: TillDay, *, late: bool = False) -> DayFigures:
    """What came of a day, counted now in one statement: before its signature, or `late`, after it."""
    row = db.execute(sa.select(*_sales(day.key, late), *_bons(day.key, late), *_drawer(day.key, late))).one()
    sums = {name: int(value) for name, value in row._mapping.items()}
    return DayFigures(float_amount=0 if late else day.float_amount, **sums)


def _total(name: str, value: Any, *where: sa.ColumnElement[bool]) -> sa.Label[Any]:
    return sa.select(sa.func.coalesce(sa.func.sum(value), 0)).where(*where).scalar_subquery().label(name)


def _sales(day: int, late: bool) -> list[sa.Label[Any]]:
    mine = (L.c.till_day_id == day, L.c.late.is_(late))
    short = sa.and_(L.c.paid == Paid.CASH, L.c.given > 0, L.c.given < L.c.total)
    came = sa.case((short, L.c.given), else_=L.c.total)
    owed = sa.case((L.c.paid == Paid.BON, L.c.total), (short, L.c.total - L.c.given), else_=0)
    by = [_total(paid.value, came, *mine, L.c.paid == paid) for paid in (Paid.CASH, Paid.QRIS, Paid.TRANSFER)]
    return [_total("sales", 1, *mine), *by, _total("bon", owed, *mine), _total("discount", L.c.discount, *mine)]


def _bons(day: int, late: bool) -> list[sa.Label[Any]]:
    mine = (P.c.till_day_id == day, P.c.late.is_(late))
    paid = (Paid.CASH, Paid.QRIS, Paid.TRANSFER)
    return [_total(f"bon_{each.value}", P.c.amount, *mine, P.c.paid == each) for each in paid]


def _drawer(day: int, late: bool) -> list[sa.Label[Any]]:
    """What left it for goods, and what was put in or taken out; the last only before the signature."""
    moved = (M.c.till_day_id == day, sa.literal(not late))
    return [
        _total("returned", R.c.cash, R.c.till_day_id == day, R.c.late.is_(late)),
        _total("put", M.c.amount, *moved, M.c.amount > 0),
        _total("taken", -M.c.amount, *moved, M.c.amount < 0),
    ]


def missing_slips(db: Session, day: TillDay) -> int:
    """How many numbers of the tills that sold on this day never came, from the last of an earlier day to the last of
    this one."""
    joined = E.join(L, L.c.envelope_id == E.c.id).join(D, D.c.id == L.c.till_day_id)
    last = sa.func.max(sa.case((D.c.day <= day.day, E.c.counter))).label("last")
    before = sa.func.coalesce(sa.func.max(sa.case((D.c.day < day.day, E.c.counter))), 0).label("before")
    today = sa.select(L.c.till_id).where(L.c.till_day_id == day.key)
    spans = sa.select(E.c.till_id, last, before).select_from(joined).where(E.c.till_id.in_(today))
    span = spans.group_by(E.c.till_id).subquery().c
    there = (
        sa.select(sa.func.count(sa.distinct(E.c.counter)))
        .where(E.c.till_id == span.till_id, E.c.counter > span.before, E.c.counter <= span.last)
        .scalar_subquery()
    )
    lacks = sa.case((span.last > span.before, span.last - span.before - there), else_=0)
    return int(db.execute(sa.select(sa.func.coalesce(sa.func.sum(lacks), 0))).scalar_one())


def slips_waiting(db: Session, group_id: int) -> int:
    """Envelopes of a group of which nobody can tell yet what was sold, and when."""
    wanted = sa.select(sa.func.count()).select_from(E).where(E.c.group_id == group_id, E.c.state.in_(UNBOOKED))
    return int(db.execute(wanted).scalar_one())
