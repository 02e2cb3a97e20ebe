"""Closeness: who counts as one with whom for thirty days, since one owes her role or her way in to the other."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.people.approving.pin_code import PinCode
from market.people.bond import Bond
from market.people.founding.claim_link import ClaimLink
from market.people.helpers import Facilitation, Officer
from market.people.invitation import Invitation, InvitationKind, InvitationState
from market.people.membership import Acceptance, Membership
from market.people.person import Person
from market.people.pin_givers import gave_as_helper
from market.people.reset_code import ResetCode
from market.people.seen_pin import SeenPin
from market.people.signing_in.contact import ContactProof

CLOSE_FOR = timedelta(days=30)
B, L, M, F, O, R, K, T = (
    table(each) for each in (Bond, ClaimLink, Membership, Facilitation, Officer, ResetCode, PinCode, ContactProof)
)
P, S = table(Person), table(SeenPin)
I = table(Invitation)
ADMIN_BEGUN = sa.and_(I.c.kind == InvitationKind.ADMIN, I.c.state == InvitationState.ACCEPTED)


def are_close(db: Session, one: int, other: int) -> bool:
    """Whether two people count as one for thirty days: see `Closeness.are_close`."""
    return closeness(db, (one, other)).are_close(one, other)


def who_let_in(db: Session, person_id: int) -> frozenset[int]:
    """Whose code opened this person's account, or let her choose her PIN (`WAYS_IN`), straight or through others.

    What she says may be said by any of these.
    """
    return _above(person_id, _givers(db, {person_id}, WAYS_IN, now() - CLOSE_FOR))


def owes_to(db: Session, person_id: int) -> frozenset[int]:
    """From whom somebody has a role in a group or a way in (`HANDS`), straight or through others, for thirty days."""
    return _above(person_id, _givers(db, {person_id}, HANDS, now() - CLOSE_FOR))


def may_be_one(db: Session, one: int, other: int, *, but: Collection[int] = ()) -> bool:
    """Whether two people may be one at the keys: a code (`WAYS_IN`) of one let the other in, or of a third both.

    Straight or through others, and nothing through those in `but`.
    """
    givers = _givers(db, {one, other}, WAYS_IN, now() - CLOSE_FOR)
    known = {given: {each for each in by if each not in but} for given, by in givers.items()}
    ones, others = _above(one, known), _above(other, known)
    return one in others or other in ones or bool(ones & others)


def more_than_a_pin(db: Session, one: int, giver: int) -> bool:
    """Whether two people may be one at the keys by more than `giver`'s own code for the PIN of the other.

    By a code into her account, by one of hers, through others, or because a third let in both.
    """
    since = now() - CLOSE_FOR
    givers = _givers(db, {one, giver}, WAYS_IN, since)
    opened = any(each.giver == giver for each in _given_to(db, {one}, INTO_ACCOUNTS, since))
    besides = _above(one, givers | {one: givers.get(one, set()) - {giver}})
    theirs = _above(giver, givers)
    return opened or one in theirs or giver in besides or bool(_above(one, givers) & theirs)


@dataclass(frozen=True, slots=True)
class Closeness:
    """Of several people: between whom something was given lately, and from whom each has hers, through others too."""

    given: frozenset[frozenset[int]]
    above: dict[int, frozenset[int]]

    def are_close(self, one: int, other: int) -> bool:
        """Whether two of them count as one for thirty days.

        So it is when one appointed the other, named her as a treasurer's stand-in, let her in by a code, gave her a
        code for a PIN or read her one out; when one has her role or a way in from the other through several people;
        and when both have theirs from the same third. Who uses a PIN that she chose with a helper's code, or bears a
        role in money and has hers by anybody's, is close to whoever gave it until she chooses another in her own
        account or with another's code: the giver could have chosen it. So is who has no account to each helper on whose
        phone she typed hers. An office, helping a group or the link of an imported group binds only giver and receiver:
        else a young shop, where one admin appointed everybody, would have no second person at all.
        """
        ones, others = self.above[one], self.above[other]
        return frozenset((one, other)) in self.given or one in others or other in ones or bool(ones & others)

    def to_any(self, one: int, others: Iterable[int]) -> bool:
        """Whether she is close to one of these."""
        return any(self.are_close(one, other) for other in others)


@dataclass(frozen=True, slots=True)
class Edge:
    """Who gave whom a role or a way in, as SQL: the statement, its two columns, and the moment."""

    wanted: sa.Select[Any]
    giver: sa.ColumnElement[Any]
    given: sa.ColumnElement[Any]
    at: sa.ColumnElement[Any]


# Roles in a group, and ways in.
BY_PIN = sa.select(K.c.issued_by_id, M.c.person_id).join(Membership, M.c.id == K.c.membership_id)
# The first PIN of somebody invited by name: the last code of her invitation is the one that she used.
LATER = sa.alias(K, "later")
FIRST_PIN = (
    sa.select(K.c.issued_by_id, I.c.answered_by_id)
    .join(Invitation, I.c.id == K.c.invitation_id)
    .where(I.c.identifier == "", ~sa.exists().where(LATER.c.invitation_id == I.c.id, LATER.c.id > K.c.id))
)
# A PIN chosen with a helper's code, and any of a bearer of a role in money that came by another's: it binds for as long
# as it works.
STOOD_IN = sa.table("stand_in", *map(sa.column, ("membership_id", "asked_by_id", "named_at", "begun_at", "ended_at")))
STANDS = sa.select(STOOD_IN.c.membership_id).where(STOOD_IN.c.begun_at.is_not(None), STOOD_IN.c.ended_at.is_(None))
HOLDS_MONEY = sa.or_(M.c.chair, M.c.treasurer, M.c.id.in_(STANDS))
FOR_EVER = sa.literal(datetime(9999, 1, 1, tzinfo=UTC), M.c.since.type)
HELD_PIN = sa.select(M.c.pin_by_id, M.c.person_id).where(
    M.c.ended_at.is_(None),
    M.c.pin_hash.is_not(None),
    sa.or_(HOLDS_MONEY, gave_as_helper(M.c.group_id, M.c.pin_by_id)),
)
# Who has no other way in, and typed her PIN on a helper's phone.
READ_PIN = (
    sa.select(S.c.person_id, M.c.person_id)
    .select_from(S.join(M, M.c.id == S.c.membership_id).join(P, P.c.id == M.c.person_id))
    .where(M.c.ended_at.is_(None), P.c.password_hash.is_(None))
)
INTO_ACCOUNTS: tuple[Edge, ...] = (
    Edge(sa.select(R.c.issued_by_id, R.c.person_id), R.c.issued_by_id, R.c.person_id, R.c.issued_at),
    Edge(sa.select(R.c.asked_by_id, R.c.person_id), R.c.asked_by_id, R.c.person_id, R.c.issued_at),
)
WAYS_IN: tuple[Edge, ...] = (
    *INTO_ACCOUNTS,
    Edge(BY_PIN, K.c.issued_by_id, M.c.person_id, K.c.issued_at),
    Edge(FIRST_PIN, K.c.issued_by_id, I.c.answered_by_id, K.c.used_at),
    Edge(HELD_PIN, M.c.pin_by_id, M.c.person_id, FOR_EVER),
    Edge(READ_PIN, S.c.person_id, M.c.person_id, FOR_EVER),
)
# Who stands in for a treasurer, and holds no role in money besides, owes that to who named or proposed her.
BY_NAMING = (
    sa.select(STOOD_IN.c.asked_by_id, M.c.person_id)
    .join(Membership, M.c.id == STOOD_IN.c.membership_id)
    .where(M.c.chair.is_(False), M.c.treasurer.is_(False))
)
HANDS: tuple[Edge, ...] = (
    Edge(sa.select(B.c.giver_id, B.c.person_id), B.c.giver_id, B.c.person_id, B.c.at),
    Edge(BY_NAMING, STOOD_IN.c.asked_by_id, M.c.person_id, STOOD_IN.c.named_at),
    *WAYS_IN,
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


def closeness(db: Session, people: Iterable[int]) -> Closeness:
    """How these people stand to each other, in as many statements for many as for two."""
    whom, since = set(people), now() - CLOSE_FOR
    pairs = _given_to(db, whom, HANDS + ONCE, since)
    givers = _givers(db, whom, HANDS, since)
    return Closeness(
        given=frozenset(frozenset((each.giver, each.given)) for each in pairs if each.giver in whom),
        above={each: _above(each, givers) for each in whom},
    )


def _given_to(
    db: Session, whom: Collection[int], edges: tuple[Edge, ...], since: datetime
) -> Sequence[sa.Row[tuple[int, int]]]:
    """What these people have from whom, by these edges, since then."""
    found = (
        edge.wanted.with_only_columns(edge.giver.label("giver"), edge.given.label("given")).where(
            edge.giver.is_not(None), edge.at > since, edge.given.in_(whom)
        )
        for edge in edges
    )
    return db.execute(sa.union_all(*found)).all()


def _givers(db: Session, whom: set[int], edges: tuple[Edge, ...], since: datetime) -> dict[int, set[int]]:
    """From whom each of these has something by these edges since then, from whom these have theirs, and so on."""
    givers: dict[int, set[int]] = {}
    frontier, known = frozenset(whom), set(whom)
    while frontier:
        found = _given_to(db, frontier, edges, since)
        for each in found:
            givers.setdefault(each.given, set()).add(each.giver)
        frontier = frozenset(each.giver for each in found) - known
        known |= frontier
    return givers


def _above(person_id: int, givers: dict[int, set[int]]) -> frozenset[int]:
    """All of whom somebody has hers, straight or through others."""
    above: set[int] = set()
    frontier = {person_id}
    while frontier:
        frontier = {giver for each in frontier for giver in givers.get(each, ())} - above
        above |= frontier
    return frozenset(above - {person_id})
