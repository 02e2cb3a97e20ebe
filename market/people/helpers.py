"""Officers organise for a place; facilitators walk with groups and act on their behalf, visibly."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, table
from market.kernel.refused import NotFound, Refused
from market.people.group import ANSWERED_IN, Group
from market.people.news_of_posts import tell_post_ended
from market.people.person import Person, admins
from market.people.place import within
from market.people.security import security_event

MOST_COLLEAGUES = 200


class Officer(Record, table=True):
    """`place` is the code of the place they answer for: for every group whose village lies in it.

    `reads_only`: a superior, who sees what the office sees and does nothing there.
    """

    person_id: int = Field(foreign_key="person.id", index=True)
    place: str = Field(max_length=13)
    agency: str = Field(max_length=120)
    reads_only: bool = False
    given_by_id: int | None = Field(default=None, foreign_key="person.id")
    since: datetime = Field(default_factory=now)
    ended_at: datetime | None = None

    def end(self, by: int | None) -> None:
        """Ends the office, tells her and those who worked with her, and ends the codes she issued."""
        from market.people.signing_in.reset import end_codes_by

        self.ended_at = now()
        self.db.flush()
        end_codes_by(self.db, self.person_id)
        security_event(self.db, "office_ended", person_id=self.person_id, by_id=by, reads_only=self.reads_only)
        _tell_office_ended(self.db, self, by)


class Facilitation(Record, table=True):
    """A facilitator (pendamping) and one group they help."""

    __table_args__ = (
        sa.Index(
            "uq_facilitation_live",
            "group_id",
            "person_id",
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )

    person_id: int = Field(foreign_key="person.id", index=True)
    group_id: int = Field(foreign_key="groups.id", index=True)
    organisation: str = Field(default="", max_length=120)
    given_by_id: int | None = Field(default=None, foreign_key="person.id")
    since: datetime = Field(default_factory=now)
    ended_at: datetime | None = None


def appoint(
    db: Session, person: Person, place: str, agency: str, *, by: int | None, reads_only: bool = False
) -> Officer:
    """Makes somebody an officer for a place; `by` is None at the command line."""
    security_event(db, "office_given", person_id=person.key, by_id=by, reads_only=reads_only)
    return Officer(person_id=person.key, place=place, agency=agency, reads_only=reads_only, given_by_id=by).add(db)


def offices(db: Session, person_id: int) -> list[Officer]:
    rows = table(Officer)
    return list(db.scalars(sa.select(Officer).where(rows.c.person_id == person_id, rows.c.ended_at.is_(None))))


def _tell_office_ended(db: Session, office: Officer, by: int | None) -> None:
    """Tells those who act in the office, the admins, and its holder unless she ended it herself."""
    person = Person.get(db, office.person_id)
    rows = table(Officer)
    acting = sa.select(Person).join(Officer, rows.c.person_id == table(Person).c.id)
    acting = acting.where(rows.c.place == office.place, rows.c.ended_at.is_(None), rows.c.reads_only.is_(False))
    people = [each for each in (*db.scalars(acting), *admins(db)) if each.key not in (by, person.key)]
    if person.key != by:
        people.append(person)
    kind = "superior" if office.reads_only else "officer"
    tell_post_ended(
        db, person, people, kind=kind, what=office.agency, path="/dinas/kantor", name=f"office/{office.key}"
    )


@dataclass(frozen=True, slots=True)
class OfficersGroup:
    """A group in one of an officer's places, the agency they speak for there, whether they only read."""

    group: Group
    agency: str
    reads_only: bool


def group_of_officer(db: Session, person_id: int, slug: str) -> OfficersGroup:
    """Found by the officer's nearest place; one where she acts comes before one where she only reads."""
    rows, groups = table(Officer), table(Group)
    wanted = (
        sa.select(Group, rows.c.agency, rows.c.reads_only)
        .join(Officer, within(ANSWERED_IN, rows.c.place))
        .where(groups.c.slug == slug, rows.c.person_id == person_id, rows.c.ended_at.is_(None))
        .order_by(rows.c.reads_only, sa.func.length(rows.c.place).desc())
    )
    found = db.execute(wanted).first()
    if found is None:
        raise NotFound(slug)
    return OfficersGroup(group=found.Group, agency=found.agency, reads_only=found.reads_only)


def helped_groups(db: Session, person_id: int, most: int | None = None) -> list[Group]:
    rows = table(Facilitation)
    wanted = (
        sa.select(Group)
        .join(Facilitation, rows.c.group_id == table(Group).c.id)
        .where(rows.c.person_id == person_id, rows.c.ended_at.is_(None))
        .order_by(table(Group).c.name)
    )
    return list(db.scalars(wanted if most is None else wanted.limit(most)))


def facilitators(db: Session, group_id: int) -> list[Person]:
    rows = table(Facilitation)
    wanted = (
        sa.select(Person)
        .join(Facilitation, rows.c.person_id == table(Person).c.id)
        .where(rows.c.group_id == group_id, rows.c.ended_at.is_(None))
    )
    return list(db.scalars(wanted))


def helps(db: Session, group_id: int, person_id: int) -> bool:
    """Whether somebody is a facilitator of this group now."""
    rows = table(Facilitation)
    wanted = sa.select(rows.c.id).where(rows.c.group_id == group_id, rows.c.person_id == person_id)
    return db.execute(wanted.where(rows.c.ended_at.is_(None))).first() is not None


def officers_of(db: Session, village: str) -> list[Person]:
    """The officers who answer for this village, the nearest place first."""
    rows = table(Officer)
    wanted = (
        sa.select(Person)
        .join(Officer, rows.c.person_id == table(Person).c.id)
        .where(rows.c.ended_at.is_(None), rows.c.reads_only.is_(False), within(sa.literal(village), rows.c.place))
        .order_by(sa.func.length(rows.c.place).desc())
    )
    return list(db.scalars(wanted))


def colleagues(db: Session, place: str) -> list[tuple[Officer, Person]]:
    """Everybody who holds an office for exactly this place, superiors last."""
    rows = table(Officer)
    wanted = sa.select(Officer, Person).join(Person, table(Person).c.id == rows.c.person_id)
    wanted = wanted.where(rows.c.place == place, rows.c.ended_at.is_(None)).order_by(rows.c.reads_only, rows.c.id)
    found = db.execute(wanted.limit(MOST_COLLEAGUES))
    return [(officer, person) for officer, person in found]


def own_office(db: Session, person_id: int, place: str) -> Officer:
    """The office this person holds for a place, as one who acts there."""
    rows = table(Officer)
    wanted = sa.select(Officer).where(rows.c.person_id == person_id, rows.c.place == place, rows.c.ended_at.is_(None))
    found = db.scalars(wanted.where(rows.c.reads_only.is_(False))).first()
    if found is None:
        raise NotFound(place)
    return found


def hand_over(db: Session, office: Officer, successor: Person) -> None:
    """The successor holds the office from now on, and this officer no longer; nothing else changes hands."""
    if successor.key == office.person_id:
        raise Refused("own_successor")
    if any(person.key == successor.key and not each.reads_only for each, person in colleagues(db, office.place)):
        raise Refused("colleague_already")
    appoint(db, successor, office.place, office.agency, by=office.person_id)
    office.end(office.person_id)


def let_read(db: Session, office: Officer, superior: Person) -> None:
    """A superior sees what this office sees, and does nothing there."""
    if any(person.key == superior.key for _, person in colleagues(db, office.place)):
        raise Refused("colleague_already")
    appoint(db, superior, office.place, office.agency, by=office.person_id, reads_only=True)


def end_reading(db: Session, place: str, key: int, by: int | None) -> None:
    found = db.get(Officer, key)
    if found is None or found.place != place or not found.reads_only or found.ended_at is not None:
        raise NotFound(f"officer {key}")
    found.end(by)
