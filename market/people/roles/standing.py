"""Standing: what a visitor is in one group, read in the same statement as the group."""

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.kernel.refused import NeedsWho, NotFound, Refused
from market.people.access import MAY, Actor, Do, Role
from market.people.approving.stand_in import STANDS_IN
from market.people.device import Device
from market.people.group import ANSWERED_IN, Group
from market.people.helpers import IN_FORCE, STANDS_FOR, Facilitation, Officer, signed_for
from market.people.invitation import MOST_OPEN, waiting_for
from market.people.membership import Membership
from market.people.namesakes import name_apart
from market.people.person import Person
from market.people.place import within
from market.people.roles.role_change import RoleChange

G, M, F, O, D, P, R = (table(each) for each in (Group, Membership, Facilitation, Officer, Device, Person, RoleChange))
WHO: sa.BindParameter[Any] = sa.bindparam("who")  # by an account of her own
NAMED: sa.BindParameter[Any] = sa.bindparam("named")  # or by PIN on the group's phone
HELPS = sa.select(F.c.id).where(F.c.group_id == G.c.id, F.c.person_id == WHO, F.c.ended_at.is_(None))
ANSWERING = (O.c.person_id == WHO, IN_FORCE, O.c.reads_only.is_(False), within(ANSWERED_IN, O.c.place))
ANSWERS = sa.select(O.c.id).where(*ANSWERING)
FOR_WHOM = sa.select(STANDS_FOR).where(*ANSWERING).order_by(O.c.stands_in_for_id.is_not(None)).limit(1)
PHONE = sa.select(D.c.id).where(D.c.id == sa.bindparam("device"), D.c.group_id == G.c.id, D.c.ended_at.is_(None))
CHANGES = sa.select(R.c.id).where(R.c.group_id == G.c.id, R.c.state.in_(("waiting", "objected")))
T = sa.alias(M, "treasurers")
TREASURERS = sa.select(T.c.id).where(T.c.group_id == G.c.id, T.c.treasurer, T.c.ended_at.is_(None))
HELD: tuple[tuple[Role, sa.ColumnElement[Any]], ...] = (  # in a group; an admin's is no role in one
    (Role.MEMBER, M.c.id),
    (Role.CHAIR, M.c.chair),
    (Role.TREASURER, sa.or_(M.c.treasurer, STANDS_IN)),
    (Role.FACILITATOR, HELPS.exists()),
    (Role.OFFICER, ANSWERS.exists()),
    (Role.DEVICE, PHONE.exists()),
)
FOUND = (
    sa.select(
        Group,
        sa.func.coalesce(M.c.apart, HELPS.with_only_columns(F.c.apart).scalar_subquery(), "").label("apart"),
        *(holds.label(role.value) for role, holds in HELD),
        CHANGES.exists().label("role_news"),
        TREASURERS.exists().label("has_treasurer"),
        FOR_WHOM.correlate(G).scalar_subquery().label("for_whom"),
    )
    .outerjoin(Membership, sa.and_(M.c.group_id == G.c.id, M.c.person_id == NAMED, M.c.ended_at.is_(None)))
    .where(G.c.slug == sa.bindparam("slug"))
)


def standing_of(db: Session, actor: Actor, slug: str) -> tuple[Group, Actor]:
    """A group, and the actor with their roles in it, read now; a stranger, and a removed member, has none.

    A group's phone opens its own group and no other. Whoever gave her PIN on it acts as a member and nothing more:
    helping and offices need an account.
    """
    asked = {"slug": slug, "who": actor.own_id, "named": actor.person_id, "device": actor.device_id}
    found = db.execute(FOUND, asked).first()
    if found is None:
        raise NotFound(slug)
    roles = frozenset(role for role, _holds in HELD if getattr(found, role.value))
    if actor.device_id is not None and Role.DEVICE not in roles:
        raise NotFound(slug)
    if roles & {Role.MEMBER, Role.FACILITATOR}:
        roles -= {Role.OFFICER}  # of a group that she belongs to or helps she is no officer
    if Role.OFFICER in roles:
        actor = replace(actor, name=signed_for(actor.name, found.for_whom))
    if found.apart:
        actor = replace(actor, name=name_apart(actor.name, found.apart))
    here = replace(actor, roles=roles, role_news=bool(found.role_news), has_treasurer=bool(found.has_treasurer))
    return found.Group, here


def in_group(db: Session, actor: Actor, slug: str, do: Do) -> tuple[Group, Actor]:
    """A group, and the actor with their roles in it.

    NotFound for strangers; Refused for those who may not; NeedsWho on a group's phone, which is asked who holds it.
    """
    group, here = standing_of(db, actor, slug)
    if not here.may(Do.SEE):
        raise NotFound(slug)
    if here.may(do):
        return group, here
    if here.roles & MAY[do]:
        here.refuse_while_resting()
        here.refuse_by_officers_phone()
    if here.roles == {Role.DEVICE}:
        raise NeedsWho
    raise Refused("not_yours_to_do", who=", ".join(sorted(role.value for role in MAY[do])))


def around(db: Session, group_id: int) -> tuple[list[tuple[Membership, Person]], list[str]]:
    """(members with their person, chairs first; what facilitators are called) of a group, in one statement."""
    belongs = sa.and_(M.c.person_id == P.c.id, M.c.group_id == group_id, M.c.ended_at.is_(None))
    helps = sa.and_(F.c.person_id == P.c.id, F.c.group_id == group_id, F.c.ended_at.is_(None))
    found = db.execute(
        sa.select(Person, Membership, F.c.id.label("helps"), F.c.apart)
        .outerjoin(Membership, belongs)
        .outerjoin(Facilitation, helps)
        .where(P.c.id.in_(sa.union_all(sa.select(M.c.person_id).where(M.c.group_id == group_id),
                                       sa.select(F.c.person_id).where(F.c.group_id == group_id))))
        .order_by(M.c.chair.desc(), M.c.treasurer.desc(), M.c.id, F.c.id)
    ).all()  # fmt: skip
    members = [(row.Membership, row.Person) for row in found if row.Membership]
    return members, [name_apart(row.Person.name, row.apart) for row in found if row.helps]


@dataclass(frozen=True)
class Works:
    """In which capacities somebody works, and how many invitations wait for her."""

    officer: bool
    helper: bool
    member: bool
    invited: int


def person_and_works(db: Session, person_id: int) -> tuple[Person, Works]:
    """A person with her `Works`, in one statement."""
    officer = sa.select(O.c.id).where(O.c.person_id == P.c.id, IN_FORCE).exists()
    helper = sa.select(F.c.id).where(F.c.person_id == P.c.id, F.c.ended_at.is_(None)).exists()
    member = sa.select(M.c.id).where(M.c.person_id == P.c.id, M.c.ended_at.is_(None)).exists()
    hers = sa.select(sa.func.count()).where(M.c.person_id == P.c.id, M.c.ended_at.is_(None), M.c.accepted_at.is_(None))
    wanted = sa.select(
        Person, officer.label("officer"), helper.label("helper"), member.label("member"),
        hers.correlate(P).scalar_subquery().label("unasked"), waiting_for(P).label("waiting"),
    )  # fmt: skip
    found = db.execute(wanted.where(P.c.id == person_id)).first()
    if found is None:
        raise NotFound(f"person {person_id}")
    invited = min(int(found.waiting), MOST_OPEN) + int(found.unasked)
    works = Works(officer=bool(found.officer), helper=bool(found.helper), member=bool(found.member), invited=invited)
    return found.Person, works
