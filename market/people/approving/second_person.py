"""The second person: who may say yes to what another asked for.

Two people are two people only when the second was there before, said yes to the group by a way of her own, and does
not owe her role to the first: whoever appointed somebody, or gave her a code, counts as one with her for thirty
days (they are close), and so do two who owe their roles to the same third.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.refused import Refused
from market.people.access import Actor, Role
from market.people.approving.pin_code import PinCode
from market.people.bond import Bond
from market.people.founding.claim_link import ClaimLink
from market.people.group import Group
from market.people.helpers import IN_FORCE, Facilitation, Officer
from market.people.invitation import Invitation, InvitationKind, InvitationState
from market.people.membership import Acceptance, Membership, find_membership
from market.people.own_side import require_other_side
from market.people.place import within
from market.people.signing_in.contact import ContactProof
from market.people.signing_in.reset_code import ResetCode

CLOSE_FOR = timedelta(days=30)
B, L, M, F, O, R, K, T = (
    table(each) for each in (Bond, ClaimLink, Membership, Facilitation, Officer, ResetCode, PinCode, ContactProof)
)
I = table(Invitation)
ADMIN_BEGUN = sa.and_(I.c.kind == InvitationKind.ADMIN, I.c.state == InvitationState.ACCEPTED)


@dataclass(frozen=True)
class Asked:
    """What waits for a second person: in which group, who asked for it, when."""

    group: Group
    by_id: int
    at: datetime


def require_second(db: Session, by: Actor, asked: Asked, *, newcomers: bool = False) -> bool:
    """Refused when `by` is no second person for what was asked.

    With `newcomers` also somebody whom the asker appointed of late: then True, and what she says yes to waits, so that
    a facilitator or officer can stop it.
    """
    if by.person_id is None or by.person_id == asked.by_id:
        raise Refused("not_own_account")
    if Role.OFFICER in by.roles:
        require_other_side(db, by.person_id, asked.group.key)
    since = _here_since(db, by, asked)
    if since is None or since > asked.at:
        raise Refused("second_not_there_before")
    close = are_close(db, by.person_id, asked.by_id)
    if close and not (newcomers and Role.MEMBER in by.roles):
        raise Refused("second_too_close")
    return close


def _here_since(db: Session, by: Actor, asked: Asked) -> datetime | None:
    """Since when somebody stands here as one who can be a second person.

    In a one-person business no member can be, except the owner for what a helper asks.
    """
    group = asked.group
    owns = Role.CHAIR in by.roles and not find_membership(db, group.key, asked.by_id)
    if Role.MEMBER in by.roles and (not group.sole or owns):
        wanted = sa.select(M.c.accepted_at).where(
            M.c.group_id == group.key, M.c.person_id == by.person_id, M.c.ended_at.is_(None)
        )
    elif Role.FACILITATOR in by.roles:
        wanted = sa.select(F.c.since).where(
            F.c.group_id == group.key, F.c.person_id == by.person_id, F.c.ended_at.is_(None)
        )
    elif Role.OFFICER in by.roles:
        return officer_since(db, by.person_id, group)
    else:
        return None
    found: datetime | None = db.scalars(wanted).first()
    return found


def officer_since(db: Session, person_id: int | None, group: Group) -> datetime | None:
    """Since when an officer answers for this group: since her office, or since it came to her place."""
    wanted = sa.select(sa.func.min(O.c.since)).where(
        O.c.person_id == person_id,
        IN_FORCE,
        O.c.reads_only.is_(False),
        within(sa.literal(group.answered_in), O.c.place),
    )
    found: datetime | None = db.scalars(wanted).first()
    came = group.answered_since
    return max(found, came) if found and came else found


def are_close(db: Session, one: int, other: int) -> bool:
    """Whether two people count as one for thirty days.

    So it is when one appointed the other, let her in by a code, gave her a code for a PIN or read her one out; when one
    has her role or a way in from the other through several people; and when both have theirs from the same third. A
    bearer of a role in money who uses a PIN that she chose with a code is close to whoever gave it, a member or a
    helper, until she chooses another in her own account or with another's code: the giver could have chosen it. An
    office, helping a group or the link of an imported group binds only giver and receiver: else a young shop, where one
    admin appointed everybody, would have no second person at all.
    """
    return bool(close_among(db, one, [other]))


def close_among(db: Session, one: int, others: Collection[int]) -> set[int]:
    """Those of `others` to whom somebody is close (`are_close`), however many they are in a few statements."""
    since = now() - CLOSE_FOR
    above = _givers_above(db, {one, *others}, since)
    mine = above[one]
    through = {each for each in others if each in mine or one in above[each] or mine & above[each]}
    return through | _given(db, one, others, since)


@dataclass(frozen=True, slots=True)
class Edge:
    """Who gave whom a role or a way in, as SQL: the statement, its two columns, and the moment."""

    wanted: sa.Select[Any]
    giver: sa.ColumnElement[Any]
    given: sa.ColumnElement[Any]
    at: sa.ColumnElement[Any]


# Roles in a group, and ways in.
BY_PIN = sa.select(K.c.issued_by_id, M.c.person_id).join(Membership, M.c.id == K.c.membership_id)
# A PIN of a bearer of a role in money, chosen with another's code: it binds for as long as it works.
STOOD_IN = sa.table("stand_in", sa.column("membership_id"), sa.column("begun_at"), sa.column("ended_at"))
STANDS = sa.select(STOOD_IN.c.membership_id).where(STOOD_IN.c.begun_at.is_not(None), STOOD_IN.c.ended_at.is_(None))
HOLDS_MONEY = sa.or_(M.c.chair, M.c.treasurer, M.c.id.in_(STANDS))
FOR_EVER = sa.literal(datetime(9999, 1, 1, tzinfo=UTC), M.c.since.type)
HELD_PIN = sa.select(M.c.pin_by_id, M.c.person_id).where(M.c.ended_at.is_(None), M.c.pin_hash.is_not(None), HOLDS_MONEY)
HANDS: tuple[Edge, ...] = (
    Edge(sa.select(B.c.giver_id, B.c.person_id), B.c.giver_id, B.c.person_id, B.c.at),
    Edge(sa.select(R.c.issued_by_id, R.c.person_id), R.c.issued_by_id, R.c.person_id, R.c.issued_at),
    Edge(sa.select(R.c.asked_by_id, R.c.person_id), R.c.asked_by_id, R.c.person_id, R.c.issued_at),
    Edge(BY_PIN, K.c.issued_by_id, M.c.person_id, K.c.issued_at),
    Edge(HELD_PIN, M.c.pin_by_id, M.c.person_id, FOR_EVER),
)
# Links of imported groups, offices, the platform, helping a group, a number that was proved in a call.
BY_LINK = sa.select(L.c.by_id, M.c.person_id).join(
    Membership, sa.and_(M.c.group_id == L.c.group_id, M.c.accepted_by == Acceptance.CLAIMED)
)
BY_ASKING = sa.select(I.c.by_id, I.c.answered_by_id).where(ADMIN_BEGUN)
BY_AGREEING = sa.select(I.c.agreed_by_id, I.c.answered_by_id).where(ADMIN_BEGUN)
ONCE: tuple[Edge, ...] = (
    Edge(BY_LINK, L.c.by_id, M.c.person_id, L.c.used_at),
    Edge(sa.select(F.c.given_by_id, F.c.person_id), F.c.given_by_id, F.c.person_id, F.c.since),
    Edge(sa.select(O.c.given_by_id, O.c.person_id), O.c.given_by_id, O.c.person_id, O.c.since),
    Edge(BY_ASKING, I.c.by_id, I.c.answered_by_id, I.c.answered_at),
    Edge(BY_AGREEING, I.c.agreed_by_id, I.c.answered_by_id, I.c.answered_at),
    Edge(sa.select(T.c.read_by_id, T.c.person_id), T.c.read_by_id, T.c.person_id, T.c.proved_at),
)


def _given(db: Session, one: int, others: Collection[int], since: datetime) -> set[int]:
    """Those of `others` who gave her anything since then, or whom she gave something."""
    found = (
        edge.wanted.with_only_columns(edge.giver.label("giver"), edge.given.label("given")).where(
            edge.at > since,
            sa.or_(
                sa.and_(edge.giver == one, edge.given.in_(others)), sa.and_(edge.giver.in_(others), edge.given == one)
            ),
        )
        for edge in HANDS + ONCE
    )
    return {each for row in db.execute(sa.union_all(*found)) for each in (row.giver, row.given)} & (set(others) - {one})


def _givers_above(db: Session, people: Collection[int], since: datetime) -> dict[int, set[int]]:
    """By each of these people from whom she has her roles and ways in since then, from whom these have theirs, and so
    on."""
    givers: dict[int, set[int]] = defaultdict(set)
    seen, frontier = set(people), set(people)
    while frontier:
        found = sa.union_all(
            *(
                edge.wanted.with_only_columns(edge.giver.label("giver"), edge.given.label("given")).where(
                    edge.giver.is_not(None), edge.at > since, edge.given.in_(frontier)
                )
                for edge in HANDS
            )
        )
        for row in db.execute(found):
            givers[row.given].add(row.giver)
        frontier = {giver for each in frontier for giver in givers[each]} - seen
        seen |= frontier
    return {person: _above(givers, person) for person in people}


def _above(givers: Mapping[int, set[int]], person: int) -> set[int]:
    found, frontier = set[int](), {person}
    while frontier:
        frontier = {giver for each in frontier for giver in givers.get(each, ())} - found
        found |= frontier
    return found - {person}
