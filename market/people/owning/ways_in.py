"""Every way into an account that was open: ended together, when its password is none any more."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.people.login import end_all
from market.people.owning.start_link import OPEN, S
from market.people.signing_in.reset import end_codes


def end_ways_in(db: Session, person_id: int, *, but: int | None = None) -> None:
    """Logins except `but`, browsers that are known, sign-ins that were begun, codes and links of the command line."""
    end_all(db, person_id, but=but)
    end_codes(db, person_id)
    db.execute(sa.update(S).where(S.c.person_id == person_id, OPEN).values(used_at=now()))
