"""A deputy (pelaksana harian): stands in for an officer for a time, with her own yes, and signs with both names.

Not longer than two people count as one once one appointed the other (approving/second_person.py): so an officer and her
deputy are never two people for one approval.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.addresses import OWN_OFFICE
from market.kernel.clock import now, zone_of
from market.kernel.refused import NotFound, Refused
from market.messages.outbox import tell
from market.people.access import Actor
from market.people.approving.closeness import CLOSE_FOR
from market.people.helpers import BEGUN, STILL, O, Officer, offices
from market.people.invitation import Invitation, InvitationKind
from market.people.joining.inviting import invite
from market.people.person import Person
from market.people.security import security_event


def ask_deputy(
    db: Session, by: Actor, office: Officer, identifier: str, begins: datetime, until: datetime
) -> Invitation:
    """Asks whoever has this number or e-mail to stand in for `by`, an officer who acts in this office."""
    if until <= now() or until <= begins:
        raise Refused("deputy_ends_before", field="until")
    if until - max(begins, now()) > CLOSE_FOR:
        raise Refused("deputy_too_long", field="until", n=CLOSE_FOR.days)
    _require_none(db, office)
    made = invite(db, by, InvitationKind.DEPUTY, identifier, place=office.place, agency=office.agency)
    made.begins_at, made.until = begins, until
    return made


def _require_none(db: Session, office: Officer) -> None:
    there = sa.select(O.c.id).where(O.c.stands_in_for_id == office.key, STILL)
    if db.execute(there).first():
        raise Refused("deputy_already")


def deputies_to_come(db: Session, person_id: int) -> list[Officer]:
    """Where this person said that she will stand in, and has not begun; the first first."""
    mine = sa.select(Officer).where(O.c.person_id == person_id, STILL, ~BEGUN)
    return list(db.scalars(mine.order_by(O.c.since, O.c.id)))


def the_deputy(db: Session, key: int, person_id: int | None) -> Officer:
    """One who stands in, for either of the two; NotFound for anybody else, and once it is over."""
    found = db.get(Officer, key)
    if found is None or found.ended_at is not None or found.stands_in_for_id is None:
        raise NotFound(f"deputy {key}")
    if person_id not in (found.person_id, Officer.get(db, found.stands_in_for_id).person_id):
        raise NotFound(f"deputy {key}")
    return found


def begin_deputy(db: Session, office: Officer, invitation: Invitation, person: Person) -> Officer:
    """She stands in from the day that was named, or from now on. Refused to who acts in that office anyway."""
    until, begins = invitation.until, invitation.begins_at
    if until is None or begins is None or until <= now():
        raise Refused("invitation_over")
    if any(each.office_id == office.office_id and not each.reads_only for each in offices(db, person.key)):
        raise Refused("colleague_already")
    _require_none(db, office)
    made = Officer(
        person_id=person.key, office_id=office.office_id, place=office.place, agency=office.agency,
        given_by_id=office.person_id, since=max(begins, now()), until=until, stands_in_for_id=office.key,
    ).add(db)  # fmt: skip
    security_event(db, "deputy_begun", person_id=person.key, by_id=office.person_id, office=office.key)
    holder = Person.get(db, office.person_id)
    params = {
        "who": person.name, "holder": holder.name, "agency": office.agency,
        "until_at": until.isoformat(), "zone": str(zone_of(office.place)),
    }  # fmt: skip
    for each, path in ((holder, OWN_OFFICE), (person, made.page)):
        tell(db, each.recipient, "deputy_begun", params | {"path": path}, name=f"deputy/{made.key}/begun/{each.key}")
    return made
