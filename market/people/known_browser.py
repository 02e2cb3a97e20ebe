"""KnownBrowser: a browser in which somebody signed in before. Guesses made elsewhere do not slow it down."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, changed, some, table
from market.kernel.tokens import digest, new_token
from market.people.person import Person

LASTS = timedelta(days=180)
MOST = 20  # of one person; the ones seen longest ago go


class KnownBrowser(Record, table=True):
    """Only the digest of its cookie is kept. `network` is a digest of where it last
    signed in from."""

    __tablename__ = "known_browser"
    __table_args__ = (sa.UniqueConstraint("token_hash", "person_id"),)

    person_id: int = Field(foreign_key="person.id", index=True)
    token_hash: str = Field(max_length=64)
    network: str = Field(default="", max_length=64)
    seen_at: datetime = Field(default_factory=now)


B, P = table(KnownBrowser), table(Person)


def find_known(db: Session, person_id: int, token: str) -> KnownBrowser | None:
    """This browser, when the person signed in here within 180 days."""
    wanted = sa.select(KnownBrowser).where(B.c.person_id == person_id, B.c.token_hash == digest(token))
    return db.scalars(wanted.where(B.c.seen_at > now() - LASTS)).first() if token else None


def without_contact(db: Session, token: str) -> list[str]:
    """`A-123` of the accounts that were signed in to in this browser and have lost number and e-mail since."""
    bare = (P.c.phone.is_(None), P.c.email.is_(None), P.c.lost_way_at.is_not(None), P.c.ended_at.is_(None))
    wanted = sa.select(Person).join(KnownBrowser, B.c.person_id == P.c.id).where(B.c.token_hash == digest(token), *bare)
    return [person.account_number for person in db.scalars(wanted.order_by(P.c.id))] if token else []


def knows_network(db: Session, person_id: int, network: str) -> bool:
    """Whether the person signed in from this network before."""
    wanted = sa.select(B.c.id).where(B.c.person_id == person_id, B.c.network == network)
    return db.execute(wanted.where(B.c.seen_at > now() - LASTS)).first() is not None


def remember(db: Session, person_id: int, token: str, network: str) -> str:
    """Knows this browser from now on; returns the fresh token for its cookie.

    Others who use the same browser stay known by the fresh one; a copy of the old one is worth nothing.
    """
    fresh = new_token() + new_token()
    if token:
        db.execute(sa.update(B).where(B.c.token_hash == digest(token)).values(token_hash=digest(fresh)))
    known = find_known(db, person_id, fresh)
    if known is None:
        KnownBrowser(person_id=person_id, token_hash=digest(fresh), network=network[:64]).add(db)
    else:
        known.network, known.seen_at = network[:64], now()
    kept = sa.select(B.c.id).where(B.c.person_id == person_id).order_by(B.c.seen_at.desc(), B.c.id.desc()).limit(MOST)
    db.execute(sa.delete(B).where(B.c.person_id == person_id, B.c.id.not_in(list(db.scalars(kept)))))
    return fresh


def forget_browsers(db: Session, person_id: int) -> None:
    db.execute(sa.delete(B).where(B.c.person_id == person_id))


def forget_browser(db: Session, token: str) -> None:
    """Forgets it for everybody who signed in there: the browser is in other hands from now on."""
    if token:
        db.execute(sa.delete(B).where(B.c.token_hash == digest(token)))


def prune_browsers(db: Session) -> int:
    return changed(db, sa.delete(B).where(some(B, B.c.seen_at < now() - LASTS)))
