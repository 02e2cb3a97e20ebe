"""Which chairs are asked whether somebody may help their group: who can be reached, and whose yes would be her own."""

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.record import table
from market.people.approving.bearers import reachable_bearers
from market.people.approving.closeness import owes_to
from market.people.invitation import Invitation, identifiers_of
from market.people.membership import people_to_tell
from market.people.person import Person

P = table(Person)


def at_her_keys(db: Session, person_id: int) -> frozenset[int]:
    """Who may have said what this person said: herself, and whose codes let her in, or who gave her her role."""
    return owes_to(db, person_id) | {person_id}


def not_her_own(db: Session, asked: Sequence[Invitation], person_id: int) -> frozenset[int]:
    """To which of these helpers her yes may be another's: who asks, or is asked, let her in or gave her her role."""
    barred = at_her_keys(db, person_id)
    people = db.scalars(sa.select(Person).where(P.c.id.in_(barred)))
    theirs = {each for person in people for each in identifiers_of(person)}
    return frozenset(each.key for each in asked if each.by_id in barred or each.identifier in theirs)


def wait_for_chair(db: Session, asked: Sequence[Invitation], group_id: int) -> frozenset[int]:
    """Which of these a chair is asked about: one can be reached; where a helper goes, one whose yes would be her own.

    Else nobody could ever say yes to who comes after a helper by whose codes every chair chose her PIN.
    """
    chairs = reachable_bearers(db, group_id) & {each.key for each in people_to_tell(db, group_id)}
    leaving = [each for each in asked if each.asked_by_leaving]
    free = [{each.key for each in leaving} - not_her_own(db, leaving, chair) for chair in chairs] if leaving else []
    others = {each.key for each in asked if not each.asked_by_leaving} if chairs else set()
    return frozenset(others.union(*free))
