"""What people are everywhere, read in one statement: for rules that look beyond one group."""

from collections.abc import Collection
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.people.group import ANSWERED_IN, Group
from market.people.helpers import IN_FORCE, Facilitation, H, Officer
from market.people.letting_in import Stands
from market.people.membership import Membership
from market.people.own_side import OWN_FOR
from market.people.person import Person

G, M, F, O, P = (table(each) for each in (Group, Membership, Facilitation, Officer, Person))


def stands_of(db: Session, people: Collection[int]) -> dict[int, Stands]:
    """What each of these people is now, by id; nothing for somebody who only buys, or is unknown. Of a
    group that moves, the village whose officers answer for it."""
    found: dict[int, list[_Stand]] = {person: [] for person in people}
    for row in db.execute(_stands_asked(people)):
        stand = _Stand(kind=row.kind, group=row.group_id, place=row.place, mark=bool(row.mark))
        found[row.person_id].append(stand)
    return {person: _stands(sorted(each)) for person, each in found.items()}


def _stands_asked(people: Collection[int]) -> sa.CompoundSelect[Any]:
    """A row of person, kind, group, place and mark for each thing that one of them is."""
    none, nowhere, no = sa.literal(0), sa.literal(""), sa.false()
    member, helps = (sa.and_(each.c.person_id.in_(people), each.c.ended_at.is_(None)) for each in (M, F))
    office = sa.and_(O.c.person_id.in_(people), IN_FORCE)
    return sa.union_all(
        sa.select(
            M.c.person_id,
            sa.literal("member").label("kind"),
            M.c.group_id,
            ANSWERED_IN.label("place"),
            M.c.chair.label("mark"),
        )
        .join(G, G.c.id == M.c.group_id)
        .where(member),
        sa.select(M.c.person_id, sa.literal("unasked"), M.c.group_id, nowhere, no).where(
            member, M.c.accepted_at.is_(None)
        ),
        sa.select(F.c.person_id, sa.literal("helps"), F.c.group_id, ANSWERED_IN, no)
        .join(G, G.c.id == F.c.group_id)
        .where(helps),
        *(
            sa.select(each.c.person_id, sa.literal("own"), each.c.group_id, nowhere, no)
            .where(each.c.person_id.in_(people))
            .where(sa.or_(each.c.ended_at.is_(None), each.c.ended_at > now() - OWN_FOR))
            for each in (M, F)
        ),
        *(  # what is an officer's own side is also her deputy's
            sa.select(O.c.person_id, sa.literal("own"), each.c.group_id, nowhere, no)
            .join(H, H.c.id == O.c.stands_in_for_id)
            .join(each, each.c.person_id == H.c.person_id)
            .where(office, sa.or_(each.c.ended_at.is_(None), each.c.ended_at > now() - OWN_FOR))
            for each in (M, F)
        ),
        sa.select(O.c.person_id, sa.literal("office"), none, O.c.place, O.c.reads_only).where(office),
        sa.select(P.c.id, sa.literal("admin"), none, nowhere, no).where(
            P.c.id.in_(people), P.c.admin, P.c.ended_at.is_(None)
        ),
    )


class _Stand(NamedTuple):
    """One thing that somebody is. `mark`: a member is a chair, an officer only reads."""

    kind: str
    group: int
    place: str
    mark: bool


def _stands(rows: list[_Stand]) -> Stands:
    def of(kind: str) -> list[_Stand]:
        return [row for row in rows if row.kind == kind]

    return Stands(
        member_of={row.group: row.place for row in of("member")},
        chair_of=frozenset(row.group for row in of("member") if row.mark),
        helps={row.group: row.place for row in of("helps")},
        acts_in=frozenset(row.place for row in of("office") if not row.mark),
        reads_in=frozenset(row.place for row in of("office") if row.mark),
        admin=bool(of("admin")),
        own_side=frozenset(row.group for row in of("own")),
        unasked=bool(of("unasked")),
    )
