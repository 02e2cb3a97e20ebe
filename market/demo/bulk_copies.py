"""Copies of orders in bulk, made inside the database: every row that an order left is selected once for each copy of
it, with other ids, at another time, of another buyer. Python makes one line for each copy, and never sees its rows."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from itertools import islice
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.demo.bulk_again import SECRETS, TABLES, Shift, again
from market.inventory.movement import MovementKind, StockMovement
from market.kernel.clock import now
from market.kernel.db import read, write
from market.kernel.given_ids import follow_ids, last_ids
from market.kernel.record import table
from market.kernel.tokens import ALPHABET, new_token
from market.orders.order import Order

CHUNK, TWO_YEARS = 20_000, timedelta(days=730)
AT_ONCE = 1_000  # numbers in one statement
NUMBER = table(Order).c.number
HAVE = sa.select(NUMBER)


@dataclass(frozen=True, slots=True)
class RowSpan:
    """The ids of the rows that an order left in a table; of none the last comes before the first."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Pattern:
    """An order that ran its course: its number, its buyer's phone, the ids of its rows by table, and by lot how many
    pieces left it."""

    number: str
    phone: str
    rows: dict[str, RowSpan]
    taken: dict[int, int]

    def line(self, position: int) -> dict[str, Any]:
        """Of `bulk_pattern`."""
        ends = {f"{name}_{end}": getattr(span, end) for name, span in self.rows.items() for end in ("first", "last")}
        return {"id": position, "number": self.number, "phone": self.phone, "payment": ends["payment_first"], **ends}


def copy_all(
    patterns: list[Pattern], done: int, count: int, chance: random.Random, went_on: Callable[[int], object]
) -> None:
    """Until there are `count`, from the oldest to today's; `went_on` is told how many more are there."""
    codes, chunk = _codes(chance), max(1, CHUNK // len(patterns)) * len(patterns)
    for first in range(done, count, chunk):
        some = min(chunk, count - first)
        ages = [TWO_YEARS * (count - first - n) / (count - done) for n in range(some)]
        numbers = _free_numbers(codes, some)
        write(partial(_copy, patterns=patterns, ages=ages, first=first, numbers=numbers))
        went_on(some)


def _free_numbers(codes: Iterator[str], count: int) -> list[str]:
    """So many numbers that no order has: among a million there lie some of the two thousand that were drawn before."""
    found: list[str] = []
    while len(found) < count:
        drawn = [f"D-{code}" for code in islice(codes, count - len(found))]
        some = (drawn[first : first + AT_ONCE] for first in range(0, len(drawn), AT_ONCE))
        with read() as db:
            taken = {each for few in some for each in db.scalars(HAVE.where(NUMBER.in_(few)))}
        found += [each for each in drawn if each not in taken]
    return found


def _codes(chance: random.Random) -> Iterator[str]:
    """Six letters of an order's number each, none twice, from anywhere on."""
    base, position = len(ALPHABET), chance.randrange(len(ALPHABET) ** 6)
    while True:
        position = (position + 1) % base**6
        yield "".join(ALPHABET[position // base**n % base] for n in reversed(range(6)))


def _copy(db: Session, patterns: list[Pattern], ages: list[timedelta], first: int, numbers: list[str]) -> None:
    """As many copies as there are ages, of the patterns in turn."""
    _receive(db, patterns, len(ages), max(ages))
    here = db.connection()
    shifts = _shifts(patterns, last_ids(here, *TABLES))
    copies = [
        _line(n, *divmod(n, len(patterns)), age) | {"number": number, "phone": f"+62812{first + n:08d}"}
        for n, (age, number) in enumerate(zip(ages, numbers, strict=True))
    ]
    again(here, [each.line(n) for n, each in enumerate(patterns)], copies, shifts)
    follow_ids(here, *TABLES)


def _line(n: int, turn: int, pattern: int, age: timedelta) -> dict[str, Any]:
    """Of `bulk_copy`."""
    ago = {"ago": f"-{age.days * 86_400 + age.seconds} seconds", "days_ago": f"-{age.days} days"}
    return {"id": n, "turn": turn, "pattern": pattern, **ago} | {name: new_token() for name in SECRETS}


def _shifts(patterns: list[Pattern], last: tuple[int, ...]) -> dict[str, Shift]:
    """Of a table without a row of theirs it does not matter."""
    found = {}
    for of, so_far in zip(TABLES, last, strict=True):
        start = min(each.rows[of.name].first for each in patterns)
        stop = max(each.rows[of.name].last for each in patterns)
        found[of.name] = Shift(so_far + 1 - start, stop + 1 - start)
    return found


def _receive(db: Session, patterns: list[Pattern], copies: int, age: timedelta) -> None:
    """What leaves by the copies came before: as many pieces are in stock as ever."""
    wanted: dict[int, int] = {}
    for n, pattern in enumerate(patterns):
        times = len(range(n, copies, len(patterns)))
        for lot, pieces in pattern.taken.items():
            wanted[lot] = wanted.get(lot, 0) + pieces * times
    at = now() - age - timedelta(days=1)
    came = [
        {"lot_id": lot, "kind": MovementKind.RECEIVED, "quantity": pieces, "at": at, "by": "", "ref": ""}
        for lot, pieces in wanted.items()
        if pieces
    ]
    if came:
        db.execute(sa.insert(table(StockMovement)), came)
