"""After accounts or data leaked: whoever is signed in anywhere is signed in no more."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import changed, table
from market.people.device import Device
from market.people.known_browser import KnownBrowser
from market.people.login import Login, end_all
from market.people.pending_login import PendingLogin
from market.people.reset_code import OPEN, ResetCode, end_codes
from market.people.security import security_event


def end_logins_of(db: Session, person_id: int) -> int:
    """By who runs the machine, of one account: its logins, and codes that nobody has used yet. How many logins."""
    end_codes(db, person_id)
    ended = end_all(db, person_id)
    security_event(db, "ended_by_operator", person_id=person_id)
    return ended


def end_all_logins(db: Session) -> int:
    """The same of everybody, with sign-ins half way, browsers that are known and phones of groups, which are set up
    anew. How many logins."""
    logins, phones, codes = table(Login), table(Device), table(ResetCode)
    for each in (table(PendingLogin), table(KnownBrowser)):
        db.execute(sa.delete(each))
    db.execute(sa.update(codes).where(OPEN).values(ended_at=now()))
    db.execute(sa.update(phones).where(phones.c.ended_at.is_(None)).values(ended_at=now()))
    live = sa.update(logins).where(logins.c.ended_at.is_(None))
    security_event(db, "everybody_out")
    return changed(db, live.values(ended_at=now(), acting_id=None, acting_until=None))
