""" "Sudah bertemu": a helper who saw or spoke to somebody whom a code let in lets her work with money sooner."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.refused import Refused
from market.people.access import Actor, Role
from market.people.act import note
from market.people.approving.closeness import closeness
from market.people.membership import Membership
from market.people.person import Person, lock_person
from market.people.reset_code import code_issuers, used_lately
from market.people.security import security_event
from market.people.signing_in.denial import end_links
from market.people.signing_in.reset import capacity_over

LOOKED_AT, SHOWN = 100, 20
M, P = table(Membership), table(Person)
WHO = (Role.FACILITATOR, Role.OFFICER, Role.ADMIN)


def may_say_met(db: Session, by: Actor, people: Collection[int]) -> set[int]:
    """For which of these people, all of whom rest after a code, the yes of `by` counts.

    Never a chair's, nor that of whoever issued the code or is close to the person.
    """
    over = capacity_over(db, by, people)
    return {key for key, role in over.items() if role in WHO and not _as_one(db, by.key, key)}


def _as_one(db: Session, helper: int, person_id: int) -> bool:
    issuers = set(code_issuers(db, person_id))
    return helper in issuers or closeness(db, {helper, *issuers}).to_any(helper, issuers)


def resting_people(db: Session, by: Actor) -> list[Person]:
    """People who rest after a code and for whom the yes of `by` counts; members of groups before others."""
    member = sa.select(M.c.id).where(M.c.person_id == P.c.id, M.c.ended_at.is_(None)).exists()
    wanted = sa.select(Person).where(P.c.restricted_until > now(), P.c.id != by.person_id)
    found = list(db.scalars(wanted.order_by(sa.case((member, 0), else_=1), P.c.id).limit(LOOKED_AT)))
    may = may_say_met(db, by, [person.key for person in found])
    return [person for person in found if person.key in may][:SHOWN]


def say_met(db: Session, person_id: int, *, by: Actor, group_id: int | None = None, called: str = "") -> None:
    """Ends the rest, and the links that could deny the code with which it began: the person was seen.

    Refused to whoever issued the code or has no say over her; does nothing when the rest is over. `called`: as the
    group `group_id` tells her from another of her name.
    """
    by.refuse_while_resting()
    person = lock_person(db, person_id)
    if not person.restricted:
        return
    if person_id not in may_say_met(db, by, {person_id}):
        raise Refused("met_by_others")
    person.restricted_until = None
    security_event(db, "rest_ended", person_id=person_id, by_id=by.person_id)
    note(db, by, "person_met", group_id, name=called or person.name, of=person_id)
    code = used_lately(db, person_id)
    if code is not None:
        end_links(db, person_id, code_id=code.key)
