"""AskedWords: what was searched for on a day, how often, and whether it was found; never by whom.

A line is words alone, without long numbers, and goes after a month. It is shown to admins once it was asked three
times: what one person typed once may say who she is.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.catalog.searching.words import folded
from market.kernel.clock import today, zone_of
from market.kernel.record import Record, from_row, table

MOST_LETTERS, MOST_A_DAY, SHOWN, OFTEN = 60, 5_000, 100, 3
MONTH = timedelta(days=31)
NUMBER = re.compile(r"[0-9]{5,}")  # of a person, an order, an account


class AskedWords(Record, table=True):
    """`found` is how many goods had all its words when it was last asked, up to what is counted."""

    __tablename__ = "search_asked"
    __table_args__ = (sa.UniqueConstraint("day", "words"),)

    day: date = Field(index=True)
    words: str = Field(max_length=MOST_LETTERS)
    times: int = 1
    found: int = 0


A = table(AskedWords)


def line_of(typed: str) -> str:
    """What is kept of a query; empty where nothing is."""
    words = " ".join(folded(typed))
    return "" if NUMBER.search(words.replace(" ", "")) or len(words) < 3 else words[:MOST_LETTERS]


def note_asked(db: Session, line: str, found: int) -> None:
    """Counts it on this day. Beyond 5,000 lines a day nothing new is written."""
    day = today(zone_of("71"))
    here = sa.and_(A.c.day == day, A.c.words == line)
    if db.execute(sa.update(A).where(here).values(times=A.c.times + 1, found=found).returning(A.c.id)).first():
        return
    if int(db.execute(sa.select(sa.func.count()).where(A.c.day == day)).scalar_one()) < MOST_A_DAY:
        AskedWords(day=day, words=line, found=found).add(db)


@dataclass(frozen=True, slots=True)
class AskedOften:
    """A query of the last month: how often it was asked, and how many goods had all its words on its last day."""

    words: str
    times: int
    found: int


def asked_often(db: Session, *, only_missed: bool = False, most: int = SHOWN) -> list[AskedOften]:
    """Queries of the last month asked three times and more, the commonest first; `only_missed`: what nothing had."""
    times, found = sa.func.sum(A.c.times), sa.func.min(A.c.found)
    wanted = sa.select(A.c.words, times.label("times"), found.label("found")).where(A.c.day >= _since())
    wanted = wanted.group_by(A.c.words).having(times >= OFTEN)
    if only_missed:
        wanted = wanted.having(found == 0)
    rows = db.connection().execute(wanted.order_by(times.desc(), A.c.words).limit(most))
    return [from_row(AskedOften, row) for row in rows]


def sweep_asked(db: Session) -> None:
    """What was asked more than a month ago goes."""
    db.execute(sa.delete(A).where(A.c.day < _since()))


def _since() -> date:
    return today(zone_of("71")) - MONTH
