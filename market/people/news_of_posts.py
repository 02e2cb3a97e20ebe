"""Who hears that somebody is no longer an officer, facilitator or admin: herself, and those who worked with her."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.messages.outbox import tell
from market.people.person import Person, admins

if TYPE_CHECKING:
    from market.people.helpers import Officer


def tell_post_ended(
    db: Session, person: Person, people: Iterable[Person], *, kind: str, what: str, path: str, name: str
) -> None:
    """`kind` is "facilitator", "officer", "superior" or "admin"; `what` the group helped, or whom she spoke for."""
    params = {"who": person.name, "kind": kind, "group": what, "path": path}
    for each in {each.key: each for each in people}.values():
        tell(db, each.recipient, "post_ended", params, name=f"{name}/ended/{each.key}")


def tell_office_ended(db: Session, office: "Officer", by: int | None) -> None:
    """Those who act in the office, the admins, and who held it unless she ended it herself."""
    person = Person.get(db, office.person_id)
    rows = table(type(office))
    acting = sa.select(Person).join(type(office), rows.c.person_id == table(Person).c.id)
    acting = acting.where(rows.c.place == office.place, rows.c.ended_at.is_(None), rows.c.reads_only.is_(False))
    people = [each for each in (*db.scalars(acting), *admins(db)) if each.key not in (by, person.key)]
    if person.key != by:
        people.append(person)
    kind = "superior" if office.reads_only else "officer"
    tell_post_ended(
        db, person, people, kind=kind, what=office.agency, path="/dinas/kantor", name=f"office/{office.key}"
    )


def tell_admins_gone(db: Session, person: Person) -> None:
    """The admins who are left."""
    tell_post_ended(db, person, admins(db), kind="admin", what="Dermaga", path="/admin", name=f"admin/{person.key}")
