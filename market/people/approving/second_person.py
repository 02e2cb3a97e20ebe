"""The second person: who may say yes to what another asked for.

Two people are two people only when the second was there before, said yes to the group by a way of her own, and does
not owe her role to the first: whoever appointed somebody, or gave her a code, counts as one with her for thirty
days (they are close), and so do two who owe their roles to the same third. Whose code chose the PIN of somebody who has
no other way in is one with her for as long as that PIN opens: the giver may have chosen it.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.kernel.refused import Refused
from market.people.access import Actor, Role
from market.people.approving.closeness import are_close, more_than_a_pin
from market.people.group import Group
from market.people.helpers import IN_FORCE, Facilitation, Officer
from market.people.membership import Membership, find_membership
from market.people.own_side import require_other_side
from market.people.person import Person
from market.people.pin_givers import pin_givers
from market.people.place import within

M, F, O = (table(each) for each in (Membership, Facilitation, Officer))


@dataclass(frozen=True)
class Asked:
    """What waits for a second person: in which group, who asked for it, when."""

    group: Group
    by_id: int
    at: datetime


def require_second(db: Session, by: Actor, asked: Asked, *, newcomers: bool = False) -> bool:
    """Refused when `by` is no second person for what was asked.

    With `newcomers` also somebody whom the asker, a member of the group herself, appointed of late or gave a code for
    her PIN: then True, and what she says yes to waits, so that a facilitator or officer can stop it. Not whom any other
    code makes one with the asker, nobody by a PIN that a helper may know, and nobody beside a helper: she would stop
    what she may have said herself.
    """
    if by.person_id is None or by.person_id == asked.by_id:
        raise Refused("not_own_account")
    if Role.OFFICER in by.roles:
        require_other_side(db, by.person_id, asked.group.key)
    since = _here_since(db, by, asked)
    if since is None or since > asked.at:
        raise Refused("second_not_there_before")
    close = are_close(db, by.person_id, asked.by_id) or _by_pin_of(db, by, asked)
    own = newcomers and Role.MEMBER in by.roles and find_membership(db, asked.group.key, asked.by_id) is not None
    own = own and not by.pin_by_helpers  # that helper may have asked as well
    if close and (not own or more_than_a_pin(db, by.person_id, asked.by_id)):
        raise Refused("officer_too_close" if by.only_officer else "second_too_close")
    return close


def _by_pin_of(db: Session, by: Actor, asked: Asked) -> bool:
    """Whether she may have asked herself, by the asker's PIN; or a member says it by a PIN that may be of who asked, or
    of whoever may have asked by hers, or could say it in no other way."""
    behind = pin_givers(db, asked.group.key, asked.by_id)
    if by.person_id in behind:
        return True
    if Role.MEMBER not in by.roles or by.person_id is None:
        return False
    if by.own_id is not None and Person.get(db, by.person_id).has_account:
        return False
    return not ({asked.by_id} | behind).isdisjoint(pin_givers(db, asked.group.key, by.person_id))


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
