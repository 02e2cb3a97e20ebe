"""What the pages of a till show: what came of a sale, what must be looked at, and which sales never came."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.kernel.refused import NotFound
from market.payments.account import Account, accounts_of
from market.payments.account_typed import AccountKind
from market.people.group import Group
from market.till.envelope import E, Envelope, EnvelopeState
from market.till.rules import TillRules, rules_of
from market.till.sale import TillSale
from market.till.task import K, TillTask
from market.till.till import T, Till, among_tills

MOST_GAPS, MOST_TILLS, MOST_APART = 20, 100, 100


@dataclass(frozen=True, slots=True)
class PayAtTill:
    """How a group is paid at its till: its own account and code, where it has them, and what its chair allows."""

    bank: Account | None
    qris: Account | None
    rules: TillRules


def pay_at_till(db: Session, group: Group) -> PayAtTill:
    """In two statements."""
    accounts = accounts_of(db, group.key)
    return PayAtTill(accounts[AccountKind.BANK][0], accounts[AccountKind.QRIS][0], rules_of(db, group.key))


@dataclass(frozen=True, slots=True)
class CameOf:
    """What came of an envelope; without a sale it waits to be applied, or for somebody who looks at it."""

    envelope: Envelope
    sale: TillSale | None
    tasks: Sequence[TillTask]


def came_of(db: Session, group_id: int, uid: str) -> CameOf:
    """Of a sale of this group, by its id."""
    wanted = sa.select(Envelope, TillSale).outerjoin(TillSale, table(TillSale).c.envelope_id == E.c.id)
    row = db.execute(wanted.where(E.c.group_id == group_id, E.c.uid == uid).order_by(E.c.id).limit(1)).first()
    if row is None:
        raise NotFound(f"sale {uid}")
    tasks = sa.select(TillTask).where(K.c.envelope_id == row.Envelope.key).order_by(K.c.id)
    return CameOf(row.Envelope, row.TillSale, list(db.scalars(tasks)))


@dataclass(frozen=True, slots=True)
class Gap:
    """Sales that a till numbered and that never came: from `first` to `last`."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class ShownTill:
    """A till with how many sales came from it, the number of the last, and the gaps between them."""

    till: Till
    came: int
    last: int
    gaps: Sequence[Gap]


def shown_tills(db: Session, group_id: int) -> list[ShownTill]:
    """The tills of a group that number their own sales: in two statements, and one more where some are missing."""
    n, last = sa.func.count(sa.distinct(E.c.counter)), sa.func.max(E.c.counter)
    numbered = sa.select(E.c.till_id, n.label("n"), last.label("last")).where(E.c.group_id == group_id, E.c.counter > 0)
    came = {row.till_id: row for row in db.execute(numbered.group_by(E.c.till_id))}
    torn = [key for key, row in came.items() if row.n < row.last]
    gaps = _gaps(db, torn) if torn else {}
    return [
        ShownTill(each, int(row.n) if row else 0, int(row.last) if row else 0, gaps.get(each.key, [])[:MOST_GAPS])
        for each in _tills(db, group_id)
        for row in [came.get(each.key)]
    ]


def _tills(db: Session, group_id: int) -> list[Till]:
    """Those that sell first, then the last opened; of those that never sold only who can sell today."""
    wanted = sa.select(Till).where(T.c.group_id == group_id, T.c.public_key != "", among_tills())
    return list(db.scalars(wanted.order_by(T.c.ended_at.is_not(None), T.c.id.desc()).limit(MOST_TILLS)))


def _gaps(db: Session, tills: Sequence[int]) -> dict[int, list[Gap]]:
    """Where a number follows that is not the next one."""
    before = sa.func.lag(E.c.counter, 1, 0).over(partition_by=E.c.till_id, order_by=E.c.counter).label("before")
    rows = sa.select(E.c.till_id, E.c.counter, before).where(E.c.till_id.in_(tills), E.c.counter > 0).subquery()
    wanted = sa.select(rows).where(rows.c.counter > rows.c.before + 1).order_by(rows.c.till_id, rows.c.counter)
    found: dict[int, list[Gap]] = {}
    for row in db.execute(wanted.limit(len(tills) * MOST_GAPS)):
        found.setdefault(row.till_id, []).append(Gap(row.before + 1, row.counter - 1))
    return found


@dataclass(frozen=True, slots=True)
class Apart:
    """An envelope that was set apart, and the till it came from."""

    envelope: Envelope
    till: Till


def apart_of(db: Session, group_id: int) -> list[Apart]:
    """What came from tills that were ended, or without their signature, the oldest first."""
    wanted = sa.select(Envelope, Till).join(Till, T.c.id == E.c.till_id)
    mine = wanted.where(E.c.group_id == group_id, E.c.state == EnvelopeState.APART)
    return [Apart(row.Envelope, row.Till) for row in db.execute(mine.order_by(E.c.id).limit(MOST_APART))]


def to_check(db: Session, group_id: int) -> int:
    """How many things somebody must look at."""
    tasks = sa.select(sa.func.count()).where(K.c.group_id == group_id, K.c.done_at.is_(None)).scalar_subquery()
    apart = sa.select(sa.func.count()).where(E.c.group_id == group_id, E.c.state == EnvelopeState.APART)
    row = db.execute(sa.select(tasks.label("tasks"), apart.scalar_subquery().label("apart"))).one()
    return int(row.tasks) + int(row.apart)
