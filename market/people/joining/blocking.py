"""Blocking: the inviters to whom somebody said "Jangan lagi"."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.kernel.refused import NotFound
from market.people.group import Group, GroupState
from market.people.invitation import InvitationBlock
from market.people.person import Person
from market.people.place import city_of

B, G = table(InvitationBlock), table(Group)


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """Whom somebody blocked `at` a moment: a group by its name where it is vouched for, else by its `city` alone; who
    asked for an office by her name. Of a stranger whom she wants to hear of no more she reads no word, whatever he
    calls himself meanwhile."""

    key: int
    at: datetime
    name: str
    city: str


def blocks_of(db: Session, person_id: int) -> list[ShownBlock]:
    inviters = table(Person)
    wanted = (
        sa.select(B.c.id, B.c.at, inviters.c.name.label("by"), G.c.name.label("group"), G.c.state, G.c.village)
        .join(Person, inviters.c.id == B.c.by_id)
        .outerjoin(Group, G.c.id == B.c.group_id)
        .where(B.c.person_id == person_id)
    )
    return [
        ShownBlock(key=row.id, at=row.at, name=_named(row), city=city_of(row.village) if row.village else "")
        for row in db.execute(wanted.order_by(B.c.id.desc()))
    ]


def _named(row: Any) -> str:
    if row.group is None:
        return str(row.by)
    return str(row.group) if row.state is GroupState.CHECKED else ""


def unblock(db: Session, person_id: int, key: int) -> None:
    found = db.get(InvitationBlock, key)
    if found is None or found.person_id != person_id:
        raise NotFound(f"block {key}")
    found.remove()
