"""What officers said of the registrations of a bazaar, press by press, for the page on which they go on."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.bazaars.registering.application import Application, ApplicationState
from market.bazaars.registering.judging import JudgedLine, Judging, Missed
from market.kernel.record import from_row, table
from market.people.group import Group
from market.people.person import Person

J, L = table(Judging), table(JudgedLine)
MOST_SHOWN, MOST_WORDS = 5, 50


@dataclass(frozen=True, slots=True)
class JudgingShown:
    """One press: `verdict` None when it took another back; how many it counts for and how many it passed over; whether
    it was taken back."""

    id: int
    verdict: ApplicationState | None
    note: str
    by: str | None
    made_at: datetime
    counted: int
    missed: int
    taken_back: bool

    @property
    def may_be_taken_back(self) -> bool:
        return self.verdict is not None and self.counted > 0 and not self.taken_back


@dataclass(frozen=True, slots=True)
class MissedLine:
    """A registration that a press passed over: why, how it stood then, who had said that word, and when."""

    number: str
    group: str
    missed: Missed
    state: ApplicationState
    note: str
    by: str | None
    at: datetime | None


def latest_judgings(db: Session, bazaar_id: int, *, also: int = 0) -> list[JudgingShown]:
    """The last presses, the newest first, and the one with the id `also`."""
    person, undoing = table(Person), J.alias()
    newest = sa.select(J.c.id).where(J.c.bazaar_id == bazaar_id).order_by(J.c.id.desc()).limit(MOST_SHOWN)
    wanted = (
        sa.select(
            J, person.c.name.label("by"),
            _lines(L.c.missed.is_(None)).label("counted"), _lines(L.c.missed.is_not(None)).label("missed"),
            sa.select(undoing.c.id).where(undoing.c.undoes_id == J.c.id).exists().label("taken_back"),
        )
        .outerjoin(person, person.c.id == J.c.by_id)
        .where(J.c.bazaar_id == bazaar_id, sa.or_(J.c.id.in_(newest), J.c.id == also))
        .order_by(J.c.id.desc())
    )  # fmt: skip
    return [from_row(JudgingShown, row) for row in db.execute(wanted)]


def _lines(which: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    counted = sa.select(sa.func.count()).select_from(L).where(L.c.judging_id == J.c.id, which)
    return counted.correlate(J).scalar_subquery()


def missed_of(db: Session, judging_id: int) -> list[MissedLine]:
    """What a press passed over, by the names of the groups."""
    rows, groups, person = table(Application), table(Group), table(Person)
    wanted = (
        sa.select(
            rows.c.number, groups.c.name.label("group"), L.c.missed, L.c.was.label("state"),
            L.c.was_note.label("note"), person.c.name.label("by"), L.c.was_at.label("at"),
        )
        .join(rows, rows.c.id == L.c.application_id)
        .join(groups, groups.c.id == rows.c.group_id)
        .outerjoin(person, person.c.id == L.c.was_by_id)
        .where(L.c.judging_id == judging_id, L.c.missed.is_not(None))
        .order_by(groups.c.name)
    )  # fmt: skip
    return [from_row(MissedLine, row) for row in db.execute(wanted)]


@dataclass(frozen=True, slots=True)
class VerdictSaid:
    """A word that was said of one registration; `verdict` None where an earlier one was taken back."""

    verdict: ApplicationState | None
    note: str
    by: str | None
    made_at: datetime


def verdicts_on(db: Session, application_id: int) -> list[VerdictSaid]:
    """Every word that counted for a registration, the newest first."""
    person = table(Person)
    wanted = (
        sa.select(J.c.verdict, J.c.note, J.c.made_at, person.c.name.label("by"))
        .join(L, L.c.judging_id == J.c.id)
        .outerjoin(person, person.c.id == J.c.by_id)
        .where(L.c.application_id == application_id, L.c.missed.is_(None))
        .order_by(J.c.id.desc())
        .limit(MOST_WORDS)
    )
    return [from_row(VerdictSaid, row) for row in db.execute(wanted)]
