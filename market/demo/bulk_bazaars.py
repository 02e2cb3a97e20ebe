"""Bazaars in bulk, by the verbs that people use: most of them were held, the last ones are still to come."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.demo.fair import AGENCY, BITUNG, Fair, draw_bazaar, hold_bazaar, open_bazaar
from market.kernel.clock import now
from market.kernel.db import write
from market.kernel.record import table
from market.people.access import Actor, Role
from market.people.group import Group
from market.people.helpers import Officer
from market.people.person import Person
from market.people.place import lies_in

REGISTER, BOOTHS = 30, 16
EACH_TEN, OPEN, DRAWN = 10, 1, 2  # of ten bazaars the second is open, and the third drawn


def add_many_bazaars(groups: list[int], count: int, went_on: Callable[[int], object]) -> None:
    """So many bazaars of one office, a week apart, each with some of these groups; `went_on` is told of each."""
    if not count:
        return
    by = write(_officer)
    for number in range(count):
        write(partial(_add, by=by, groups=groups, number=number))
        went_on(1)


def _officer(db: Session) -> Actor:
    person = Person(name="Petugas", phone_proved_at=now()).add(db)
    Officer(person_id=person.key, place=BITUNG, agency=AGENCY).add(db)
    return Actor(person_id=person.key, name=person.name, roles=frozenset({Role.OFFICER}))


def _add(db: Session, by: Actor, groups: list[int], number: int) -> None:
    """The first is the last that was held."""
    some, today = _some(db, groups, number), now().date()
    step, to_come = number % EACH_TEN, timedelta(weeks=3 + number // EACH_TEN)
    first = today + to_come if step in (OPEN, DRAWN) else today - timedelta(weeks=1 + number)
    fair = Fair(f"Bazar {number + 1}", f"Lapangan {number + 1}", first, BOOTHS, number)
    if step == OPEN:
        open_bazaar(db, by, fair, some)
    elif step == DRAWN:
        draw_bazaar(db, by, fair, some)
    else:
        hold_bazaar(db, by, fair, some, "")


def _some(db: Session, groups: list[int], number: int) -> list[Group]:
    """Of the groups of this city, others for each bazaar while there are others."""
    rows = table(Group)
    found = db.scalars(sa.select(Group).where(rows.c.id.in_(groups)).order_by(rows.c.id))
    inside = [each for each in found if lies_in(each.village, BITUNG)]
    first = number * REGISTER % max(1, len(inside))
    return (inside[first:] + inside[:first])[:REGISTER]
