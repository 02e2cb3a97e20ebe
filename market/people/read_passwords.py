"""Whether a password that is typed in a browser may be read by a helper: whoever keeps a browser reads what is typed.

No server rules that out, and unlike a group's phone a browser says no keeper: so the page says what is known of it.
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


def helper_signed_in(db: Session, token: str) -> bool:
    """Whether a facilitator, officer or admin signed in here within 180 days; `token` is the browser's cookie."""
    if not token:
        return False
    helps = sa.select(F.c.id).where(F.c.person_id == B.c.person_id, F.c.ended_at.is_(None)).exists()
    office = sa.select(O.c.id).where(O.c.person_id == B.c.person_id, IN_FORCE).exists()
    runs = sa.select(P.c.id).where(P.c.id == B.c.person_id, P.c.admin).exists()
    here = sa.select(B.c.id).where(B.c.token_hash == digest(token), B.c.seen_at > now() - LASTS)
    return db.execute(here.where(sa.or_(helps, office, runs)).limit(1)).first() is not None
