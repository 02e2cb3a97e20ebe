"""Payments that were written down before, and that a line of the bank's statement fits only now: one line, one payment.

Nothing new comes in by it: what only a cashier or a treasurer had seen is known from then on by the bank's own line.
Lines are typed: of money that may be her own nobody makes it known so. What no line of its days fits is named, for a
number that is nobody's tells nothing of whose an order is.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import day_of, now
from market.kernel.record import locked, table
from market.payments.bank_statement import (
    BANKS,
    EARLY,
    LATELY,
    MOST_SUMS,
    Matched,
    amounts_in,
    day_in,
    of_group,
    table_lines,
)
from market.payments.bill import Bill, Method
from market.payments.payment import STANDS, Payment
from market.payments.second_look import may_see
from market.people.access import Actor
from market.people.act import note

LATE = 4  # days after which a bank shows what was paid by a code
MOST_SHOWN = 100
P, B = table(Payment), table(Bill)


@dataclass(frozen=True, slots=True)
class SeenLine:
    """A line and the payment that it fits, with its bill."""

    line: str
    payment: Payment
    bill: Bill


def lines_seen(db: Session, group_id: int, text: str, matched: Sequence[Matched], by: Actor) -> list[SeenLine]:
    """Of the lines that pay no open bill those that fit such a payment to a group, which `by` may say to have seen."""
    sums_of = _sums_of(text)
    pays = {each.line for each in matched if each.bill}
    waiting = _unlined(db, of_group(group_id), {n for _line, sums in sums_of for n in sums})
    found = []
    for line, sums in sums_of:
        fits = None if line[:200] in pays else _first(waiting, sums, day_in(line))
        if fits is not None:
            waiting.remove(fits)
            found.append(SeenLine(line[:200], fits.Payment, fits.Bill))
    hers = may_see(db, group_id, [each.bill for each in found], by)
    return [each for each, may in zip(found, hers, strict=True) if may]


def _sums_of(text: str) -> list[tuple[str, list[int]]]:
    return list(table_lines(text) or ((line.strip(), amounts_in(line)) for line in text.splitlines()))


@dataclass(frozen=True, slots=True)
class WithoutLine:
    """A payment that nobody knows of but who wrote it down, with its bill."""

    payment: Payment
    bill: Bill


def without_line(db: Session, group_id: int, text: str) -> list[WithoutLine]:
    """The transfers to a group of the days of these lines that none of them fits, the oldest first, MOST_SHOWN at most.

    A bank shows a line up to LATE days late. So those of the last LATE days wait for the lines to come, and those of
    as many days before the first line, which waited when the lines before these were looked at, are looked at now.
    """
    told = _sums_of(text)
    days = [day for line, _ in told if (day := day_in(line))]
    if not days:
        return []
    first, last = (datetime.combine(day - timedelta(days=LATE), time(), BANKS) for day in (min(days), max(days)))
    wanted = sa.select(Payment, Bill).join(Bill, B.c.id == P.c.bill_id)
    lately = (P.c.received_at >= max(first, now() - LATELY), P.c.received_at < last + timedelta(days=1))
    mine = (of_group(group_id), P.c.method == Method.TRANSFER, P.c.line_at.is_(None), STANDS)
    found = db.execute(wanted.where(*mine, *lately).order_by(P.c.id).limit(MOST_SUMS))
    lacking = (WithoutLine(each.Payment, each.Bill) for each in found if not _takes_line(each.Payment, told))
    return list(islice(lacking, MOST_SHOWN))


def _takes_line(payment: Payment, told: list[tuple[str, list[int]]]) -> bool:
    """Whether one of these lines fits a payment: then no other one."""
    fits = (n for n, (line, sums) in enumerate(told) if payment.came in sums and _near(payment, day_in(line)))
    taken = next(fits, None)
    if taken is not None:
        del told[taken]
    return taken is not None


def _first(
    waiting: Sequence[sa.Row[Payment, Bill]], sums: Collection[int], day: date | None
) -> sa.Row[Payment, Bill] | None:
    return next((row for row in waiting if row.Payment.came in sums and _near(row.Payment, day)), None)


def _near(payment: Payment, day: date | None) -> bool:
    """Whether a line of this day can be of this payment."""
    if day is None:
        return True
    came = day_of(payment.received_at, BANKS)
    return came - EARLY <= day and (day - came).days <= LATE


def _unlined(db: Session, whose: sa.ColumnElement[bool], sums: set[int]) -> list[sa.Row[Payment, Bill]]:
    """Payments by transfer or code of one of these sums that no line fits yet, the oldest first."""
    came = P.c.amount + P.c.rounding
    wanted = sa.select(Payment, Bill).join(Bill, B.c.id == P.c.bill_id)
    open_ = (P.c.line_at.is_(None), STANDS, P.c.received_at > now() - LATELY, came.in_(sorted(sums)[:MOST_SUMS]))
    by_bank = P.c.method.in_((Method.TRANSFER, Method.QRIS))
    return list(db.execute(wanted.where(whose, by_bank, *open_).order_by(P.c.id).limit(MOST_SUMS)))


def see_lines(db: Session, seen: Sequence[SeenLine], chosen: Collection[int], by: Actor) -> int:
    """Of these the payments with a chosen id are known by the bank's line from now on; how many."""
    keys = sorted({each.payment.key for each in seen} & set(chosen))
    there = (P.c.id.in_(keys), P.c.line_at.is_(None), STANDS)
    rows = db.scalars(locked(sa.select(Payment).where(*there).order_by(P.c.id))).all()
    for payment in rows:
        payment.line_at = now()
        note(db, by, "line_seen", payment.group_id, amount=payment.came)
    return len(rows)
