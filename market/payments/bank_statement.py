"""Lines of a bank's statement, pasted by the treasurer: which open transfers they pay, by sum and by day."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import day_of
from market.kernel.money import MOST
from market.kernel.record import table
from market.kernel.refused import Refused
from market.kernel.typed import whole
from market.payments.bill import Bill, BillState, Custodian, Method

MOST_LINES = 300
MOST_SUMS = 5_000
TOKEN = re.compile(r"(?<![\w.,/-])(?:Rp\.?\s?|IDR\s?)?([0-9][0-9.,\u00a0 ]*[0-9]|[0-9])(?![\w/-])", re.I)
OUT = re.compile(r"\b(DB|DEBET|DEBIT|KELUAR)\b", re.I)
DAYS = (
    (re.compile(r"\b([0-9]{4})-([0-9]{2})-([0-9]{2})\b"), (1, 2, 3)),
    (re.compile(r"\b([0-9]{1,2})[/.-]([0-9]{1,2})[/.-]([0-9]{4})\b"), (3, 2, 1)),
)
EARLY = timedelta(days=1)  # banks book by their own clock,
BANKS = ZoneInfo("Asia/Jakarta")  # which is the capital's


def rupiah_of(token: str) -> int | None:
    """`1.234.567`, `1,234,567.00`, `1 234 567,00`, `1234567`: whole rupiah; None for what is none of these."""
    text = token.replace("\u00a0", " ").strip()
    for mark in (",", "."):
        before, found, end = text.rpartition(mark)
        if found and len(end) == 2:
            if end != "00":
                return None
            text = before
            break
    if text.isdecimal():
        return whole(text, MOST)
    separators = {c for c in text if not c.isdecimal()}
    if len(separators) != 1:
        return None
    first, *groups = text.split(separators.pop())
    if len(first) > 3 or any(len(g) != 3 for g in groups):
        return None
    return whole(first + "".join(groups), MOST)


def amounts_in(line: str) -> list[int]:
    """Every sum in a line that comes in; a line that says it goes out has none."""
    if OUT.search(line):
        return []
    found = []
    for token in TOKEN.findall(line):
        parts = [token] if rupiah_of(token) is not None else token.split(" ")
        found += [n for part in parts if part and (n := rupiah_of(part)) is not None]
    return found


def day_in(line: str) -> date | None:
    """The day a line was booked, where it says so."""
    for pattern, (year, month, day) in DAYS:
        match = pattern.search(line)
        if match:
            try:
                return date(int(match[year]), int(match[month]), int(match[day]))
            except ValueError:
                return None
    return None


@dataclass(frozen=True)
class Matched:
    """A line and the bill it pays; none when nothing asks for such a sum, or the line is older than the bill."""

    line: str
    bill: Bill | None


def match(db: Session, whose: sa.ColumnElement[bool], text: str) -> list[Matched]:
    """Each line that has a sum, with its bill, of the bills that meet a condition.

    A bill is matched once: the same line twice pays nothing twice.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    if not lines:
        raise Refused("required", field="lines")
    if len(lines) > MOST_LINES:
        raise Refused("too_many", field="lines", n=MOST_LINES)
    sums_of = [(line, amounts_in(line)) for line in lines]
    waiting = _waiting(db, whose, {n for _, sums in sums_of for n in sums})
    found = []
    for line, sums in sums_of:
        if not sums:
            continue
        bill = next((waiting[n] for n in sums if n in waiting and _late_enough(line, waiting[n])), None)
        if bill:
            del waiting[bill.asked]
        found.append(Matched(line[:200], bill))
    return found


def of_group(group_id: int) -> sa.ColumnElement[bool]:
    """Bills that are paid to a group itself."""
    rows = table(Bill)
    return sa.and_(rows.c.group_id == group_id, rows.c.custodian == Custodian.GROUP)


def _waiting(db: Session, whose: sa.ColumnElement[bool], sums: set[int]) -> dict[int, Bill]:
    """By sum the open transfers that ask for one of these; a sum that two old bills ask for is left to the
    treasurer's eye."""
    rows = table(Bill)
    wanted = sa.select(Bill).where(whose, rows.c.state == BillState.OPEN, rows.c.method == Method.TRANSFER)
    found: dict[int, Bill] = {}
    twice: set[int] = set()
    for bill in db.scalars(wanted.where(rows.c.asked.in_(sorted(sums)[:MOST_SUMS])).limit(MOST_SUMS)):
        if bill.asked in found:
            twice.add(bill.asked)
        found[bill.asked] = bill
    return {asked: bill for asked, bill in found.items() if asked not in twice}


def _late_enough(line: str, bill: Bill) -> bool:
    day = day_in(line)
    return day is None or day >= day_of(bill.made_at, BANKS) - EARLY
