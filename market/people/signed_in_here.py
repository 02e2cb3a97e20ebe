"""Who signed in from a browser before: she may keep it, read what others type there, and open what they were sent.

No server rules that out. Who keeps a group's phone is written down; of a browser nobody tells, so that pages go by who
used it.
"""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.tokens import digest
from market.people.helpers import IN_FORCE, Facilitation, Officer
from market.people.known_browser import LASTS, KnownBrowser
from market.people.person import Person

B, F, O, P = (table(each) for each in (KnownBrowser, Facilitation, Officer, Person))
HELPS = sa.select(F.c.id).where(F.c.person_id == B.c.person_id, F.c.ended_at.is_(None)).exists()
HOLDS_OFFICE = sa.select(O.c.id).where(O.c.person_id == B.c.person_id, IN_FORCE).exists()
IS_ADMIN = sa.select(P.c.id).where(P.c.id == B.c.person_id, P.c.admin).exists()


def helper_signed_in(db: Session, token: str) -> bool:
    """Whether a facilitator, officer or admin signed in here within 180 days; `token` is the browser's cookie."""
    return _signed_in(db, token, sa.or_(HELPS, HOLDS_OFFICE, IS_ADMIN))


def office_signed_in(db: Session, token: str) -> bool:
    """The same of an officer, a superior or an admin alone."""
    return _signed_in(db, token, sa.or_(HOLDS_OFFICE, IS_ADMIN))


def _signed_in(db: Session, token: str, who: sa.ColumnElement[bool]) -> bool:
    here = sa.select(B.c.id).where(B.c.token_hash == digest(token), B.c.seen_at > now() - LASTS, who)
    return bool(token) and db.execute(here.limit(1)).first() is not None
