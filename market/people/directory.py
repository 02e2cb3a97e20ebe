"""The directory of groups that buyers and officers leaf through."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.people.group import Group, GroupState
from market.people.place import city_of, within

G = table(Group)


# Has something to show: a group that an officer brought from a list, for bazaars alone, may not.
TELLS = sa.or_(G.c.story != "", G.c.photo.is_not(None))
CITY = sa.func.substr(G.c.village, 1, 5)
CITIES = (
    sa.select(CITY.label("city"), sa.func.count().label("groups"))
    .where(G.c.state != GroupState.SUSPENDED, TELLS)
    .group_by(CITY)
    .order_by(sa.func.count().desc(), CITY)
    .limit(12)
)


@dataclass(frozen=True)
class GroupCard:
    """A group in a list."""

    id: int
    slug: str
    name: str
    village: str
    story: str
    photo: str | None
    state: GroupState
    agency: str
    checked_on: date | None

    @property
    def city(self) -> str:
        return city_of(self.village)


COLUMNS = (G.c.id, G.c.slug, G.c.name, G.c.village, G.c.story, G.c.photo, G.c.state, G.c.agency, G.c.checked_on)


def group_cards(db: Session, *, place: str = "", limit: int = 25, offset: int = 0) -> list[GroupCard]:
    """Open groups of a place: those with something to show first, of them those an officer has seen."""
    wanted = sa.select(*COLUMNS).where(G.c.state != GroupState.SUSPENDED)
    if place:
        wanted = wanted.where(within(G.c.village, sa.literal(place)))
    order = (sa.case((TELLS, 0), else_=1), sa.case((G.c.state == GroupState.CHECKED, 0), else_=1), G.c.name, G.c.id)
    return [GroupCard(*row) for row in db.execute(wanted.order_by(*order).limit(limit).offset(offset))]


def group_count(db: Session) -> int:
    wanted = sa.select(sa.func.count()).select_from(G).where(G.c.state != GroupState.SUSPENDED, TELLS)
    return int(db.execute(wanted).scalar_one())


def places_with_groups(db: Session) -> list[tuple[str, str]]:
    """(code, name) of the kota and kabupaten where groups sell, the most groups first."""
    return [(row.city, city_of(row.city)) for row in db.connection().execute(CITIES)]


def groups_in(db: Session, places: list[str], state: GroupState | None = None) -> list[Group]:
    """The groups of an officer's places, those waiting to be looked at first."""
    if not places:
        return []
    inside = sa.or_(*(within(G.c.village, sa.literal(p)) for p in places))
    wanted = sa.select(Group).where(inside)
    if state is not None:
        wanted = wanted.where(G.c.state == state)
    waiting = sa.case((G.c.state == GroupState.UNCHECKED, 0), else_=1)
    return list(db.scalars(wanted.order_by(waiting, G.c.name).limit(1000)))
