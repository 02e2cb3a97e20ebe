"""PendingLogin: the password was right, the code of the app is still to come. It opens nothing."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, changed, some, table
from market.kernel.refused import Refused
from market.kernel.tokens import digest, new_token

LASTS = timedelta(minutes=10)
MOST_TRIES = 5


class PendingLogin(Record, table=True):
    """Bound to one browser by its cookie, of which only the digest is kept; five tries within ten minutes."""

    __tablename__ = "pending_login"

    token_hash: str = Field(max_length=64, unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    back: str = Field(default="", max_length=300)
    tries: int = 0
    expires_at: datetime


W = table(PendingLogin)


def begin_login(db: Session, person_id: int, back: str) -> str:
    """Begins one; returns the token for its cookie."""
    token = new_token() + new_token()
    PendingLogin(token_hash=digest(token), person_id=person_id, back=back[:300], expires_at=now() + LASTS).add(db)
    return token


def find_pending(db: Session, token: str) -> PendingLogin | None:
    """What this browser began and may still complete."""
    live = (W.c.token_hash == digest(token), W.c.expires_at > now(), W.c.tries < MOST_TRIES)
    return db.scalars(sa.select(PendingLogin).where(*live)).first() if token else None


def count_pending(db: Session, token: str) -> tuple[int, str] | None:
    """Counts one try, in a write of its own; returns (the person's id, where it leads), or None when it is over."""
    live = (W.c.token_hash == digest(token), W.c.expires_at > now(), W.c.tries < MOST_TRIES)
    counted = sa.update(W).where(*live).values(tries=W.c.tries + 1).returning(W.c.person_id, W.c.back)
    found = db.execute(counted).first()
    return (found.person_id, found.back) if found else None


def end_pending(db: Session, token: str) -> None:
    """Completes it, once. Refused when it was ended meanwhile, as when the password that began it changed."""
    if not changed(db, sa.delete(W).where(W.c.token_hash == digest(token))):
        raise Refused("sign_in_wrong")


def end_pending_of(db: Session, person_id: int) -> None:
    """Ends sign-ins that were begun with a password that no longer counts."""
    db.execute(sa.delete(W).where(W.c.person_id == person_id))


def prune_pending(db: Session) -> int:
    return changed(db, sa.delete(W).where(some(W, W.c.expires_at < now())))
