"""The directory of groups that buyers and officers leaf through."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.kept import kept
from market.kernel.record import from_row, table
from market.people.group import ANSWERED_IN, Group, GroupState, is_open
from market.people.place import city_of, within

G = table(Group)


# Has something to show: a group that an officer imported from a list, for bazaars alone, may have nothing.
TELLS = sa.or_(G.c.story != "", G.c.photo.is_not(None))
CITY = sa.func.substr(G.c.village, 1, 5)
CITIES = (
    sa.select(CITY.label("city"), sa.func.count().label("groups"))
    .where(is_open(G), TELLS)
    .group_by(CITY)
    .order_by(sa.func.count().desc(), CITY)
    .limit(12)
)


@dataclass(frozen=True)
class ListedGroup:
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


ORDER = (sa.case((TELLS, 0), else_=1), sa.case((G.c.state == GroupState.CHECKED, 0), else_=1), G.c.name, G.c.id)
MANY = 2_000  # groups: from there on order and count may be a minute old
MOST_LISTED = 12_001


def inside(places: Sequence[str]) -> sa.ColumnElement[bool]:
    """Whether a group is in one of these places."""
    return sa.or_(*(within(G.c.village, sa.literal(p)) for p in places))


def answered(places: Sequence[str]) -> sa.ColumnElement[bool]:
    """Whether officers of one of these places answer for a group."""
    return sa.or_(*(within(ANSWERED_IN, sa.literal(p)) for p in places))


def listed_groups(db: Session, *, place: str = "", limit: int = 25, offset: int = 0) -> list[ListedGroup]:
    """Open groups of a place: those with something to show first, of them those an officer has seen."""
    wanted = sa.select(*COLUMNS).where(is_open(G))
    if place:
        wanted = wanted.where(inside([place]))
    if not _many(db):
        return [from_row(ListedGroup, row) for row in db.execute(wanted.order_by(*ORDER).limit(limit).offset(offset))]

    def listed() -> list[int]:
        return list(db.scalars(wanted.with_only_columns(G.c.id).order_by(*ORDER).limit(MOST_LISTED)))

    shown = kept(("groups", place), listed, when=lambda _ids: True)[offset : offset + limit]
    found = {row.id: from_row(ListedGroup, row) for row in db.execute(wanted.where(G.c.id.in_(shown)))}
    return [found[key] for key in shown if key in found]


def _many(db: Session) -> bool:
    """Whether there are so many groups that nobody should sort them for one page; known for a minute."""
    some = sa.select(sa.literal(1)).select_from(G).limit(MANY + 1).subquery()
    counting = sa.select(sa.func.count()).select_from(some)
    return kept("many groups", lambda: int(db.execute(counting).scalar_one()) > MANY, when=lambda _many: True)


def group_count(db: Session) -> int:
    """How many groups have something to show; of very many, as it was within the last minute."""
    wanted = sa.select(sa.func.count()).select_from(G).where(is_open(G), TELLS)
    return kept("how many groups", lambda: int(db.execute(wanted).scalar_one()), when=lambda n: n > MANY)


def places_with_groups(db: Session) -> list[tuple[str, str]]:
    """(code, name) of the kota and kabupaten where groups sell, the most groups first; of many, up to a minute old."""

    def counted() -> list[tuple[str, int]]:
        return [(row.city, row.groups) for row in db.connection().execute(CITIES)]

    cities = kept("cities of groups", counted, when=lambda found: sum(n for _, n in found) > MANY)
    return [(city, city_of(city)) for city, _ in cities]


def states_in(db: Session, places: list[str]) -> Counter[GroupState]:
    """How many groups of these places are in which state."""
    here = answered(places) if places else sa.false()
    counting = sa.select(G.c.state, sa.func.count().label("groups")).where(here).group_by(G.c.state)
    return Counter({row.state: row.groups for row in db.execute(counting)})


def groups_in(
    db: Session,
    places: list[str],
    state: GroupState | None = None,
    *,
    only: sa.ColumnElement[bool] | None = None,
    limit: int = 1_000,
    offset: int = 0,
) -> list[Group]:
    """The groups of an officer's places, those waiting to be looked at first; `only` those that meet a condition."""
    if not places:
        return []
    wanted = sa.select(Group).where(answered(places))
    if state is not None:
        wanted = wanted.where(G.c.state == state)
    if only is not None:
        wanted = wanted.where(only)
    waiting = sa.case((G.c.state == GroupState.UNCHECKED, 0), else_=1)
    return list(db.scalars(wanted.order_by(waiting, G.c.name, G.c.id).limit(limit).offset(offset)))
