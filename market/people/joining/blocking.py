"""Blocking: the inviters to whom somebody said "Jangan lagi"."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import from_row, table
from market.kernel.refused import NotFound
from market.people.group import Group
from market.people.invitation import InvitationBlock
from market.people.person import Person

B, G = table(InvitationBlock), table(Group)


@dataclass(frozen=True, slots=True)
class ShownBlock:
    """An inviter whom somebody blocked, of a group or an office, by name."""

    key: int
    by: str
    group: str | None


def blocks_of(db: Session, person_id: int) -> list[ShownBlock]:
    inviters = table(Person)
    wanted = (
        sa.select(B.c.id.label("key"), inviters.c.name.label("by"), G.c.name.label("group"))
        .join(Person, inviters.c.id == B.c.by_id)
        .outerjoin(Group, G.c.id == B.c.group_id)
        .where(B.c.person_id == person_id)
    )
    return [from_row(ShownBlock, row) for row in db.execute(wanted.order_by(B.c.id.desc()))]


def unblock(db: Session, person_id: int, key: int) -> None:
    found = db.get(InvitationBlock, key)
    if found is None or found.person_id != person_id:
        raise NotFound(f"block {key}")
    found.remove()
