"""Calls: an officer or admin calls a number and reads a code out to whoever answers."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import after_waking, now
from market.kernel.record import table
from market.kernel.refused import NotFound
from market.people.access import Actor, Role
from market.people.everywhere import stands_of
from market.people.group import ANSWERED_IN, Group, GroupState
from market.people.helpers import Facilitation
from market.people.invitation import I, InvitationKind, InvitationState
from market.people.letting_in import Stands, standing_over
from market.people.membership import Membership
from market.people.owning.appointing import A
from market.people.person import Person
from market.people.place import lies_in, within
from market.people.security import security_event
from market.people.signing_in.contact import LASTS, OPEN, PROOF, ContactProof, ProofWay

F, G, M, P = (table(each) for each in (Facilitation, Group, Membership, Person))
HAS = sa.alias(P, "has")
POSTS = (
    InvitationKind.OFFICER,
    InvitationKind.SUPERIOR,
    InvitationKind.SUCCESSOR,
    InvitationKind.DEPUTY,
    InvitationKind.ADMIN,
    InvitationKind.FACILITATOR,
)
OWNER_HAS_HOURS = 24  # waking, between telling the account that has a number and a call for another account
SHOWN = 100


Asked = tuple[str, int | None]  # (place, who asked)


def may_read_out(
    reader: Stands,
    person: Stands,
    asked: Collection[Asked],
    by_id: int,
    owner: Stands | None = None,
    roles: Collection[Asked] = (),
) -> bool:
    """Who may call a number and read a code out: an admin, or an officer of where she stands.

    Where posts wait for the number (`asked`), an officer of all their places; for an admin's (no place) only admins,
    whatever she founded herself. Waiting roles in a group's money (`roles`) only add places: any chair can offer one.
    No officer for somebody of a group on her own side, and never the one who asked. For a number of another account
    (`owner`), only an officer of all that owner's places.
    """
    if by_id in {giver for _, giver in (*asked, *roles)}:
        return False
    if reader.admin:
        return True
    office = Stands(own_side=reader.own_side, acts_in=reader.acts_in)
    if owner is not None and standing_over(office, owner) is not Role.OFFICER:
        return False
    if reader.own_side & person.member_of.keys():
        return False
    if asked:
        return all(waits and any(lies_in(waits, place) for place in reader.acts_in) for waits, _ in asked)
    hers = [*person.member_of.values(), *person.helps.values(), *(place for place, _ in roles)]
    return any(lies_in(code, place) for code in hers for place in reader.acts_in)


def waiting_calls(db: Session, caller: Actor) -> list[tuple[ContactProof, Person]]:
    """The calls that this officer or admin may make: people with a role or post first, then the oldest."""
    return _calls(db, caller)


def _calls(db: Session, caller: Actor, *which: sa.ColumnElement[bool]) -> list[tuple[ContactProof, Person]]:
    """The limit is applied within the caller's places: a hundred strangers elsewhere hide nobody."""
    by = caller.own_id or 0
    found = _asked_near(db, caller, *which)
    values = [proof.value for proof, _ in found]
    waits, owners = _asked_of(db, values), _owners(db, values)
    everybody = {by, *(person.key for _, person in found), *(had.key for had in owners.values())}
    stands = stands_of(db, everybody)
    reader = replace(stands[by], admin=stands[by].admin and caller.admin)  # an admin only after the second step
    mine: list[tuple[ContactProof, Person]] = []
    for proof, person in found:
        had = owners.get(proof.value)
        if had is None or had.key == person.key:
            owner = None
        elif by != had.key and _had_time(proof, stands[had.key]) and (reader.admin or not had.asks_back):
            owner = stands[had.key]
        else:
            continue
        posts, roles = waits.get(proof.value, ([], []))
        if may_read_out(reader, stands[person.key], posts, by, owner, roles):
            mine.append((proof, person))
    return mine


def _asked_near(db: Session, caller: Actor, *which: sa.ColumnElement[bool]) -> list[tuple[ContactProof, Person]]:
    """What waits for a call where the caller has a say; people of a checked group, or for whom a post waits, first."""
    wanted = sa.select(ContactProof, Person).join(Person, P.c.id == PROOF.c.person_id)
    wanted = wanted.where(*_callable_by(caller.own_id or 0), *which)
    if not caller.admin:
        acts_in = stands_of(db, {caller.own_id or 0})[caller.own_id or 0].acts_in
        wanted = wanted.where(sa.or_(sa.false(), *(_near(place) for place in sorted(acts_in))))
    known = sa.or_(_in_groups(G.c.state == GroupState.CHECKED), _post_waits(IS_POST, sa.true()))
    ordered = wanted.order_by(sa.case((known, 0), else_=1), PROOF.c.id).limit(SHOWN)
    return [(proof, person) for proof, person in db.execute(ordered)]


def _callable_by(caller: int) -> tuple[sa.ColumnElement[bool], ...]:
    """A condition: proofs that wait for a call, not the caller's own; the number's owner was told long ago enough."""
    others = sa.select(HAS.c.id).where(HAS.c.phone == PROOF.c.value, HAS.c.id != PROOF.c.person_id)
    soon = PROOF.c.asked_at > now() - timedelta(hours=OWNER_HAS_HOURS)
    return (
        OPEN, PROOF.c.way == ProofWay.CALL, PROOF.c.expires_at > now(), PROOF.c.person_id != caller,
        sa.not_(sa.and_(soon, others.exists())),
    )  # fmt: skip


def count_calls(db: Session, caller: Actor, places: Collection[str]) -> int:
    """How many wait for a call in these places and were not read out yet, in one statement for a first page.

    The list of calls checks more closely who may make each.
    """
    near = sa.or_(sa.false(), *(_near(place) for place in sorted(places)))
    wanted = sa.select(sa.func.count()).select_from(PROOF)
    return int(
        db.execute(wanted.where(*_callable_by(caller.own_id or 0), PROOF.c.read_by_id.is_(None), near)).scalar_one()
    )


def calls_for_admin(own_id: int, also: sa.ColumnElement[bool]) -> sa.Select[tuple[int, int]]:
    """How many calls wait for this admin anywhere and were not read out yet (`calls`), and of how many of them
    something else is so (`beside`); `also`: a condition on the row of a proof. To be read with others of a first page.
    """
    beside = sa.func.coalesce(sa.func.sum(sa.case((also, 1), else_=0)), 0)
    wanted = sa.select(sa.func.count().label("calls"), beside.label("beside")).select_from(PROOF)
    return wanted.where(*_callable_by(own_id), PROOF.c.read_by_id.is_(None))


def _near(place: str) -> sa.ColumnElement[bool]:
    """Whether the person to be called belongs to this place, or a post there waits for the number."""
    there = sa.literal(place)
    return sa.or_(
        _in_groups(within(ANSWERED_IN, there)), _post_waits(within(WAITS_IN, there), within(A.c.place, there))
    )


def _in_groups(of: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether the person to be called is a member or facilitator of such a group."""
    mine = [
        sa.select(rows.c.id)
        .join(G, G.c.id == rows.c.group_id)
        .where(rows.c.person_id == PROOF.c.person_id, rows.c.ended_at.is_(None), of)
        .exists()
        for rows in (M, F)
    ]
    return sa.or_(*mine)


def _post_waits(invited: sa.ColumnElement[bool], named: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    """Whether a post waits for the number's owner, by an invitation or an appointment like these."""
    asked = sa.select(I.c.id).outerjoin(G, G.c.id == I.c.group_id)
    asked = asked.where(I.c.identifier == PROOF.c.value, *_open(), invited)
    appointed = sa.select(A.c.id).where(A.c.value == PROOF.c.value, A.c.begun_at.is_(None), named)
    return sa.or_(asked.exists(), appointed.exists())


IS_POST = I.c.kind.in_(POSTS)
IS_ROLE = sa.and_(I.c.kind == InvitationKind.MEMBER, sa.or_(I.c.chair, I.c.treasurer))


def _open() -> tuple[sa.ColumnElement[bool], ...]:
    """Invitations to offices, to help a group and to roles in money that can be answered."""
    return I.c.state == InvitationState.OPEN, I.c.expires_at > now(), sa.or_(IS_POST, IS_ROLE)


WAITS_IN = sa.func.coalesce(ANSWERED_IN, I.c.place)


@dataclass(frozen=True)
class Owner:
    """The account that has a number now; `asks_back` while its owner is proving it."""

    key: int
    asks_back: bool


def _owners(db: Session, values: list[str]) -> dict[str, Owner]:
    """The accounts that have these numbers, proved or only typed."""
    back = sa.select(PROOF.c.id).where(
        OPEN, PROOF.c.person_id == P.c.id, PROOF.c.value == P.c.phone, PROOF.c.expires_at > now()
    )
    wanted = sa.select(P.c.phone, P.c.id, back.exists().label("asks_back")).where(
        P.c.phone.in_(values), P.c.ended_at.is_(None)
    )
    return {row.phone: Owner(row.id, bool(row.asks_back)) for row in db.execute(wanted)}


def _had_time(proof: ContactProof, owner: Stands) -> bool:
    """Whether the number's owner was told long enough ago that another account asks for it."""
    return after_waking(proof.asked_at, OWNER_HAS_HOURS, owner.zone) <= now()


def _asked_of(db: Session, values: list[str]) -> dict[str, tuple[list[Asked], list[Asked]]]:
    """(posts, roles in money) that wait for the owners of these numbers."""
    invited = sa.select(
        I.c.identifier.label("value"), WAITS_IN.label("place"), I.c.by_id, IS_POST.label("post")
    ).outerjoin(G, G.c.id == I.c.group_id)
    invited = invited.where(I.c.identifier.in_(values), *_open())
    live = (A.c.begun_at.is_(None), A.c.expires_at > now())
    named = sa.select(A.c.value, A.c.place, sa.null().label("by_id"), sa.true().label("post")).where(
        A.c.value.in_(values), *live
    )
    found: dict[str, tuple[list[Asked], list[Asked]]] = {}
    for row in [*db.execute(invited), *db.execute(named)]:
        posts, roles = found.setdefault(row.value, ([], []))
        (posts if row.post else roles).append((row.place, row.by_id))
    return found


def read_out(db: Session, proof_id: int, code_hash: str, *, by: Actor) -> ContactProof:
    """Gives the caller the code, once, to read it to whoever answers; good for half an hour. Keeps who called."""
    by.refuse_while_resting()
    mine = next((proof for proof, _ in _calls(db, by, PROOF.c.id == proof_id)), None)
    if mine is None:
        raise NotFound(f"contact proof {proof_id}")
    mine.code_hash, mine.read_by_id, mine.expires_at = code_hash, by.own_id, now() + LASTS
    security_event(db, "contact_read_out", person_id=mine.person_id, by_id=by.own_id, proof=mine.key)
    return mine
