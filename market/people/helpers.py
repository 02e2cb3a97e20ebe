"""Officers organise for a place; facilitators walk with groups and act on their behalf, visibly."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Self

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.addresses import ACCOUNT, OWN_OFFICE
from market.kernel.clock import now
from market.kernel.doer import Doer
from market.kernel.indexes import one_where
from market.kernel.record import Record, locked, table
from market.kernel.refused import NotFound, Overtaken, Refused
from market.people.device import end_devices_from_outside
from market.people.group import ANSWERED_IN, Group
from market.people.news_of_posts import tell_post_ended
from market.people.office import office_called
from market.people.person import Person, admins, find_person
from market.people.place import within
from market.people.reset_code import end_codes_by
from market.people.security import security_event

PROVINCE = 2  # letters of its code


class Officer(Record, table=True):
    """Somebody in an office. `place` is the code of the place they answer for: for every group whose village lies in
    it; `agency` names the office. Both are the office's, kept here because what a person may do is read from one row.

    `reads_only`: a superior, who sees what the office sees and does nothing there. A deputy stands in for the officer
    `stands_in_for_id`, from `since` `until` a moment; nobody else has an `until`.
    """

    __table_args__ = (
        one_where("uq_officer_live", "office_id", "person_id", where="ended_at IS NULL AND until IS NULL"),
    )

    person_id: int = Field(foreign_key="person.id", index=True)
    office_id: int | None = Field(default=None, foreign_key="office.id", nullable=False, index=True)
    place: str = Field(max_length=13)
    agency: str = Field(max_length=120)
    reads_only: bool = False
    given_by_id: int | None = Field(default=None, foreign_key="person.id")
    since: datetime = Field(default_factory=now)
    ended_at: datetime | None = None
    stands_in_for_id: int | None = Field(default=None, foreign_key="officer.id")
    until: datetime | None = None

    def add(self, db: Session) -> Self:
        """Stores her in the office that place and agency name, a new one where there is none."""
        if self.office_id is None:
            office = office_called(db, self.place, self.agency)
            self.office_id, self.agency = office.key, office.name
        return super().add(db)

    @property
    def looks_over(self) -> bool:
        """Whether she may stand above an office that holds a bazaar: a superior, or an officer of a province."""
        return self.reads_only or len(self.place) <= PROVINCE

    @property
    def page(self) -> str:
        """Where she looks after it: her account as long as it is to come, when no office lets her in."""
        return ACCOUNT if self.since > now() else OWN_OFFICE

    def give_way(self, by_id: int | None) -> None:
        """Ends it for another post of hers in this office: written down, and told to nobody, for nobody goes.
        Overtaken when it ended before."""
        if not self.update_if(O.c.ended_at.is_(None), ended_at=now()):
            raise Overtaken("already_so")
        security_event(self.db, "office_ended", person_id=self.person_id, by_id=by_id, reads_only=self.reads_only)

    def end(self, by: Doer) -> None:
        """Ends the office, tells her and those who worked with her, and ends the codes she issued. Overtaken when it
        ended before."""
        self.give_way(by.person_id)
        end_posts(self.db, sa.select(Officer).where(O.c.stands_in_for_id == self.key, STILL), by)
        end_codes_by(self.db, self.person_id)
        end_devices_from_outside(self.db, self.person_id)
        _tell_office_ended(self.db, self, by.person_id)


def end_posts(db: Session, wanted: sa.Select[Officer], by: Doer) -> None:
    """Ends these, each once: one may go with another of them, or by somebody else meanwhile."""
    for each in db.scalars(locked(wanted.order_by(O.c.id))).all():
        if each.ended_at is None:
            each.end(by)


O = table(Officer)
NOW: sa.BindParameter[datetime] = sa.bindparam("moment", callable_=now, type_=O.c.since.type)
STILL = sa.and_(O.c.ended_at.is_(None), sa.or_(O.c.until.is_(None), O.c.until > NOW))
BEGUN = sa.or_(O.c.stands_in_for_id.is_(None), O.c.since <= NOW)  # only a deputy is named for a time to come
IN_FORCE = sa.and_(STILL, BEGUN)  # what she may do now
H, WHOM = O.alias("held"), table(Person).alias("whom")
STANDS_FOR = (
    sa.select(WHOM.c.name)
    .select_from(H.join(WHOM, WHOM.c.id == H.c.person_id))
    .where(H.c.id == O.c.stands_in_for_id)
    .correlate(O)
    .scalar_subquery()
)


def signed_for(name: str, whom: str | None) -> str:
    """How a deputy signs, in the length of a name: `Nita a.n. Hendra`."""
    return f"{name[:38]} a.n. {whom[:36]}" if whom else name


class Facilitation(Record, table=True):
    """A facilitator (pendamping) and one group they help; `apart` tells her from who is called alike, as a member's."""

    __table_args__ = (one_where("uq_facilitation_live", "group_id", "person_id", where="ended_at IS NULL"),)

    person_id: int = Field(foreign_key="person.id", index=True)
    group_id: int = Field(foreign_key="groups.id", index=True)
    organisation: str = Field(default="", max_length=120)
    given_by_id: int | None = Field(default=None, foreign_key="person.id")
    since: datetime = Field(default_factory=now)
    ended_at: datetime | None = None
    apart: str = Field(default="", max_length=30)


def appoint(
    db: Session, person: Person, place: str, agency: str, *, by_id: int | None, reads_only: bool = False
) -> Officer:
    """Makes somebody an officer for a place, in the office that `agency` names; `by_id` is None at the command line.

    Refused for who holds that office already; a superior who acts there from now on only reads no longer.
    """
    office = office_called(db, place, agency)
    for held in offices(db, person.key):
        if held.until is None and held.office_id == office.key and (reads_only or not held.reads_only):
            raise Refused("colleague_already")
        if held.until is None and held.office_id == office.key:
            held.give_way(by_id)
    db.flush()
    security_event(db, "office_given", person_id=person.key, by_id=by_id, reads_only=reads_only)
    made = Officer(person_id=person.key, office_id=office.key, place=place, agency=office.name, given_by_id=by_id)
    made.reads_only = reads_only
    return made.add(db)


def require_new(db: Session, identifier: str, place: str, agency: str) -> None:
    """Refused when whoever has this number or e-mail acts in that office already: nobody is asked twice."""
    person = find_person(db, identifier)
    held = offices(db, person.key) if person else []
    wanted = " ".join(agency.split()).lower()
    same = (each for each in held if each.place == place and each.agency.lower() == wanted)
    if any(not each.reads_only and not each.until for each in same):
        raise Refused("colleague_already")


def offices(db: Session, person_id: int) -> list[Officer]:
    return list(db.scalars(sa.select(Officer).where(O.c.person_id == person_id, IN_FORCE)))


def stood_for(db: Session, held: Iterable[Officer]) -> str | None:
    """The name of whom she stands in for, when she holds no office of her own among these."""
    deputies = [each for each in held if not each.reads_only]
    if not deputies or any(each.stands_in_for_id is None for each in deputies):
        return None
    return db.scalars(sa.select(STANDS_FOR).where(O.c.id == deputies[0].key)).first()


def _tell_office_ended(db: Session, office: Officer, by_id: int | None) -> None:
    """Tells those who act in the office, the admins, and its holder unless she ended it herself."""
    person = Person.get(db, office.person_id)
    acting = sa.select(Person).join(Officer, O.c.person_id == table(Person).c.id)
    acting = acting.where(O.c.office_id == office.office_id, IN_FORCE, O.c.reads_only.is_(False))
    people = [each for each in (*db.scalars(acting), *admins(db)) if each.key not in (by_id, person.key)]
    if person.key != by_id:
        people.append(person)
    kind = "superior" if office.reads_only else "officer"
    tell_post_ended(db, person, people, kind=kind, what=office.agency, path=OWN_OFFICE, name=f"office/{office.key}")


@dataclass(frozen=True, slots=True)
class OfficersGroup:
    """A group in one of an officer's places, the agency they speak for there, whether they only read."""

    group: Group
    agency: str
    reads_only: bool
    stands_for: str | None


def group_of_officer(db: Session, person_id: int, slug: str) -> OfficersGroup:
    """Found by the officer's nearest place; one where she acts comes before one where she only reads."""
    rows, groups = table(Officer), table(Group)
    wanted = (
        sa.select(Group, rows.c.agency, rows.c.reads_only, STANDS_FOR.label("stands_for"))
        .join(Officer, within(ANSWERED_IN, rows.c.place))
        .where(groups.c.slug == slug, rows.c.person_id == person_id, IN_FORCE)
        .order_by(rows.c.reads_only, rows.c.stands_in_for_id.is_not(None), sa.func.length(rows.c.place).desc())
    )
    found = db.execute(wanted).first()
    if found is None:
        raise NotFound(slug)
    return OfficersGroup(
        group=found.Group, agency=found.agency, reads_only=found.reads_only, stands_for=found.stands_for
    )  # fmt: skip


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
    """Who helps a group now."""
    rows, people = table(Facilitation), table(Person)
    helping = sa.select(rows.c.person_id).where(rows.c.group_id == group_id, rows.c.ended_at.is_(None))
    return list(db.scalars(sa.select(Person).where(people.c.id.in_(helping)).order_by(people.c.id)))


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
        .where(IN_FORCE, rows.c.reads_only.is_(False), within(sa.literal(village), rows.c.place))
        .order_by(sa.func.length(rows.c.place).desc())
    )
    return list({each.key: each for each in db.scalars(wanted)}.values())
