"""Rest: after somebody came in by a code, what could do lasting harm waits 12 waking hours, or for a helper's yes."""

from datetime import datetime

from sqlalchemy.orm import Session

from market.kernel.clock import after_waking, now
from market.people.everywhere import stands_of
from market.people.person import Person

WAKING_HOURS = 12


def rest_after_code(db: Session, person: Person) -> datetime:
    """Until when money, accounts, members, phones and exports rest; never sooner than they rest already."""
    zone = stands_of(db, {person.key})[person.key].zone
    until = after_waking(now(), WAKING_HOURS, zone)
    person.restricted_until = max(until, person.restricted_until or until)
    return person.restricted_until
