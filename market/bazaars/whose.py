"""Whose bazaar it is: the office that holds it, offices it invited, superiors who look.

A bazaar belongs to one office. Another office of the same city finds nothing there until it is invited and one of its
officers says yes; then its officers do what the holder's do, but publish, cancel and
copy it, or ask others in. Whoever answers for a wider place,
and a superior of an office that is in it, reads. docs/decisions/0025-offices.md says why.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.bazaars.bazaar import Bazaar
from market.bazaars.bazaar_state import BazaarState
from market.kernel.clock import now
from market.kernel.doer import Doer
from market.kernel.indexes import one_where
from market.kernel.record import Record, locked, table
from market.kernel.refused import NotFound, Overtaken, Refused, require_room
from market.people.access import Actor
from market.people.helpers import IN_FORCE, STANDS_FOR, Officer
from market.people.office import Office
from market.people.person import Person
from market.people.place import within
from market.people.undoing import Made, undoes

MOST_INVITED = 20


class InvitedOffice(Record, table=True):
    """An office that the holder of a bazaar asks to work on it, too. `agreed_at`: an officer of it said yes."""

    __tablename__ = "invited_office"
    __table_args__ = (
        one_where("uq_invited_office_live", "bazaar_id", "office_id", where="ended_at IS NULL"),
    )  # fmt: skip

    bazaar_id: int = Field(foreign_key="bazaar.id")
    office_id: int = Field(foreign_key="office.id", index=True)
    asked_by_id: int | None = Field(default=None, foreign_key="person.id")
    asked_at: datetime = Field(default_factory=now)
    agreed_by_id: int | None = Field(default=None, foreign_key="person.id")
    agreed_at: datetime | None = None
    ended_by_id: int | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = None

    def agree(self, by: Doer) -> None:
        if not self.update_if(
            I.c.agreed_at.is_(None), I.c.ended_at.is_(None), agreed_at=now(), agreed_by_id=by.person_id
        ):
            raise Overtaken("state_moved")

    def end(self, by: Doer) -> None:
        """The holder takes it back, or the invited office says no or goes. Overtaken for one that agreed, between the
        freeze and publishing: its officers are the second ones of the draw."""
        bazaar = Bazaar.get(self.db, self.bazaar_id)
        if self.agreed_at and bazaar.state is BazaarState.CLOSED and bazaar.frozen_at:
            raise Overtaken("state_moved")
        if not self.update_if(I.c.ended_at.is_(None), ended_at=now(), ended_by_id=by.person_id):
            raise Overtaken("state_moved")


B, O, F, I = table(Bazaar), table(Officer), table(Office), table(InvitedOffice)
WORKS_ON = (
    sa.select(I.c.id)
    .where(I.c.bazaar_id == B.c.id, I.c.office_id == O.c.office_id, I.c.agreed_at.is_not(None), I.c.ended_at.is_(None))
    .correlate_except(I)  # by itself only the nearest query is seen: in another EXISTS any bazaar would do
    .exists()
)
IN_IT = sa.or_(O.c.office_id == B.c.office_id, WORKS_ON)
ABOVE = sa.and_(within(B.c.village, O.c.place), B.c.village != O.c.place)


@dataclass(frozen=True, slots=True)
class OfficersBazaar:
    """A bazaar that an officer may open: whether she only reads, whether her office holds it, for
    whom she stands in."""

    bazaar: Bazaar
    reads_only: bool
    holds: bool
    stands_for: str | None


def bazaar_of_officer(db: Session, person_id: int, slug: str, *, lock: bool = False) -> OfficersBazaar:
    """A bazaar that one of her offices holds or works on, or that lies below one; NotFound elsewhere.

    Found by the office in which she may do most.
    """
    reads_only = sa.or_(O.c.reads_only, sa.not_(IN_IT)).label("reads_only")
    holds = (O.c.office_id == B.c.office_id).label("holds")
    columns: tuple[Any, ...] = (Bazaar, reads_only, holds, STANDS_FOR.label("stands_for"))
    wanted = (
        sa.select(*columns)
        .select_from(Bazaar)
        .join(Officer, sa.or_(IN_IT, ABOVE))
        .where(B.c.slug == slug, O.c.person_id == person_id, IN_FORCE)
        .order_by(reads_only, holds.desc(), O.c.stands_in_for_id.is_not(None))
    )
    found = db.execute(locked(wanted, of=Bazaar) if lock else wanted).first()
    if found is None:
        raise NotFound(slug)
    return OfficersBazaar(
        bazaar=found.Bazaar, reads_only=bool(found.reads_only), holds=bool(found.holds),
        stands_for=found.stands_for,
    )  # fmt: skip


def require_open_bazaar(db: Session, by: Actor, slug: str) -> None:
    """Of an officer on a group's page: she reads there of a bazaar that she may open at her desk, NotFound of another;
    whoever is of the group, or helps it, passes."""
    if by.only_officer:
        _as_officer(db, by, slug)


def require_own_bazaar(db: Session, by: Actor, slug: str) -> None:
    """The same to act there: at a bazaar of her office, NotFound where she only reads; and not while she rests."""
    if not by.only_officer:
        return
    if _as_officer(db, by, slug).reads_only:
        raise NotFound(slug)
    by.refuse_while_resting()


def acts_at(db: Session, by: Actor, slug: str) -> bool:
    """Whether `require_own_bazaar` lets her act: for a page that offers it."""
    return not by.only_officer or not (by.restricted or _as_officer(db, by, slug).reads_only)


def _as_officer(db: Session, by: Actor, slug: str) -> OfficersBazaar:
    if by.own_id is None:
        raise NotFound(slug)
    return bazaar_of_officer(db, by.own_id, slug)


def opened_by(person_id: int) -> sa.ColumnElement[bool]:
    """Whether she may open a bazaar, if only to read, for a condition on its table."""
    return sa.select(O.c.id).where(O.c.person_id == person_id, IN_FORCE, sa.or_(IN_IT, ABOVE)).exists()


def may_open(db: Session, person_id: int | None, bazaar: Bazaar) -> bool:
    """Whether somebody may open this bazaar at her desk, if only to read."""
    return bool(person_id and db.scalar(sa.select(B.c.id).where(B.c.id == bazaar.key, opened_by(person_id))))


def worked_on_by(person_id: int) -> sa.ColumnElement[bool]:
    """Whether one of her offices holds a bazaar or was invited to it, for a condition on its table."""
    return sa.select(O.c.id).where(O.c.person_id == person_id, IN_FORCE, IN_IT).exists()


def bazaars_of_officer(db: Session, person_id: int, most: int) -> list[Bazaar]:
    """The bazaars that she may open, the newest first."""
    return list(db.scalars(sa.select(Bazaar).where(opened_by(person_id)).order_by(B.c.id.desc()).limit(most)))


ACTS = sa.and_(IN_FORCE, O.c.reads_only.is_(False), IN_IT)


def acted_on_by(person_id: int) -> sa.ColumnElement[bool]:
    """Whether she acts for a bazaar, and does not only read, for a condition on its table."""
    return sa.select(O.c.id).where(O.c.person_id == person_id, ACTS).exists()


def officers_of_bazaars(db: Session, bazaars: Collection[int]) -> dict[int, list[Person]]:
    """Who acts for each of these bazaars: the officers of its office and of those that it invited."""
    p = table(Person)
    acts = sa.select(B.c.id.label("bazaar_id"), O.c.person_id).select_from(B.join(O, ACTS))
    acting = acts.where(B.c.id.in_(bazaars)).distinct().subquery("acting")
    wanted = sa.select(acting.c.bazaar_id, Person).join(Person, p.c.id == acting.c.person_id)
    found = dict[int, list[Person]]()
    for row in db.execute(wanted.order_by(p.c.id)):
        found.setdefault(row.bazaar_id, []).append(row.Person)
    return found


def officers_of_bazaar(db: Session, bazaar: Bazaar) -> list[Person]:
    """Who acts for a bazaar."""
    return officers_of_bazaars(db, [bazaar.key]).get(bazaar.key, [])


@dataclass(frozen=True, slots=True)
class Beside:
    """An office that was invited to a bazaar, with that invitation."""

    asked: InvitedOffice
    office: Office


def invited_offices(db: Session, bazaar: Bazaar) -> list[Beside]:
    """The offices beside the holder, those who have not answered too."""
    wanted = sa.select(InvitedOffice, Office).join(Office, F.c.id == I.c.office_id)
    found = db.execute(wanted.where(I.c.bazaar_id == bazaar.key, I.c.ended_at.is_(None)).order_by(I.c.id))
    return [Beside(asked=row.InvitedOffice, office=row.Office) for row in found]


def invite_office(bazaar: Bazaar, office: Office, by: Doer) -> InvitedOffice:
    """Asks another office to work on this bazaar. Refused for its own, for one that is asked already, for too many."""
    if office.key == bazaar.office_id:
        raise Refused("holder_already", field="office")
    there = invited_offices(bazaar.db, bazaar)
    if any(each.office.key == office.key for each in there):
        raise Refused("office_invited_already", field="office")
    require_room(len(there), MOST_INVITED, "office")
    return InvitedOffice(bazaar_id=bazaar.key, office_id=office.key, asked_by_id=by.person_id).add(bazaar.db)


@dataclass(frozen=True, slots=True)
class OfficeQuestion:
    """A bazaar that an office is asked to work on, and which of her offices."""

    asked: InvitedOffice
    bazaar: Bazaar
    office: Office


def unanswered() -> sa.ColumnElement[bool]:
    """Nobody said yes or no, and the bazaar was not called off; a condition on both tables."""
    return sa.and_(I.c.agreed_at.is_(None), I.c.ended_at.is_(None), B.c.state != BazaarState.CANCELLED)


def offices_acted_for(person_id: int) -> sa.Select[tuple[int]]:
    """The offices for which she acts, and does not only read."""
    return sa.select(O.c.office_id).where(O.c.person_id == person_id, IN_FORCE, O.c.reads_only.is_(False))


def questions_to(db: Session, officers: Iterable[Officer]) -> list[OfficeQuestion]:
    """What these offices are asked and have not answered; where she only reads it is not hers to answer."""
    offices = {each.office_id for each in officers if not each.reads_only}
    wanted = sa.select(InvitedOffice, Bazaar, Office).join(Bazaar, B.c.id == I.c.bazaar_id)
    wanted = wanted.join(Office, F.c.id == I.c.office_id).where(I.c.office_id.in_(offices), unanswered())
    found = db.execute(wanted.order_by(I.c.id).limit(50))
    return [OfficeQuestion(asked=row.InvitedOffice, bazaar=row.Bazaar, office=row.Office) for row in found]


@undoes("invited_office.asked_by_id", "invited_office.agreed_by_id")
def _take_back(db: Session, made: Made) -> None:
    """Offices that the account asked in or said yes for are out again."""
    hers = sa.or_(made.holds(I.c.asked_by_id, I.c.asked_at), made.holds(I.c.agreed_by_id, I.c.agreed_at))
    db.execute(sa.update(I).where(I.c.ended_at.is_(None), hers).values(ended_at=now()))
