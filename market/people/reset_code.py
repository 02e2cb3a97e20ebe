"""ResetCode: a way in for somebody who forgot the password, good for 24 hours and once."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.indexes import one_where
from market.kernel.record import Record, table
from market.kernel.tokens import short_code
from market.messages.overtaken import unsay
from market.people.person import Person, hash_secret
from market.people.undoing import DENIED_FOR, EVER, Made, Why

LASTS = timedelta(hours=24)
LETTERS = 8
CONSOLE = "console"
ISSUED = "reset_code_issued"  # the letter about one


class ResetCode(Record, table=True):
    """Good for 24 hours and once; a newer one ends it. `asked_by_id` is the first of two admins.

    Eight of 29 signs: a stranger who tries a thousand a minute meets one in half a million days, so it needs no
    counter, which he could use up. Hashed as a password is: a stolen backup opens nothing.
    """

    __tablename__ = "reset_code"
    __table_args__ = (one_where("uq_reset_code_live", "person_id", where="used_at IS NULL AND ended_at IS NULL"),)

    person_id: int = Field(foreign_key="person.id", index=True)
    code_hash: str = Field(max_length=120)
    issued_by_id: int | None = Field(default=None, foreign_key="person.id")
    asked_by_id: int | None = Field(default=None, foreign_key="person.id")
    capacity: str = Field(max_length=20)
    issued_at: datetime = Field(default_factory=now)
    expires_at: datetime
    used_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def live(self) -> bool:
        return self.used_at is None and self.ended_at is None and self.expires_at > now()


C, P = table(ResetCode), table(Person)
OPEN = sa.and_(C.c.used_at.is_(None), C.c.ended_at.is_(None))


def new_code() -> tuple[str, str]:
    """(the code to read out, its hash to keep). Hashes, so call it before BEGIN."""
    code = short_code(LETTERS)
    return code, hash_secret(code)


def kept_code(db: Session, person_id: int) -> tuple[int, str | None]:
    """(id, hash) of the code that lets this person in now; (0, None) when there is none."""
    found = db.execute(
        sa.select(C.c.id, C.c.code_hash).where(C.c.person_id == person_id, OPEN, C.c.expires_at > now())
    ).first()
    return (found.id, found.code_hash) if found else (0, None)


def used_lately(db: Session, person_id: int) -> ResetCode | None:
    """The last code that opened this account, for as long as its letters could deny it, while nobody has."""
    wanted = sa.select(ResetCode).where(
        C.c.person_id == person_id, C.c.used_at.is_not(None), C.c.ended_at.is_(None), C.c.issued_at > now() - DENIED_FOR
    )
    return db.scalars(wanted.order_by(C.c.used_at.desc()).limit(1)).first()


def about_codes(person_id: int) -> str:
    """The key by which letters about somebody's codes are found while they wait to be sent."""
    return f"codes/{person_id}"


def end_codes(db: Session, person_id: int) -> None:
    """No code lets this person in any more."""
    db.execute(sa.update(C).where(C.c.person_id == person_id, OPEN).values(ended_at=now()))
    unsay(db, about_codes(person_id), (ISSUED,))


def end_codes_by(db: Session, issuer_id: int) -> None:
    """Ends the codes that somebody issued or asked for, when she has lost the role that let her."""
    undo_codes(db, Made(issuer_id, EVER, now(), Why.ANEW))


def undo_codes(db: Session, made: Made) -> None:
    """Ends codes for others that nobody has used yet, also those she asked for. Ending one waits for whoever is just
    using it."""
    whose = (made.holds(column, C.c.issued_at) for column in (C.c.issued_by_id, C.c.asked_by_id))
    issued = sa.or_(*whose)
    for person_id in db.scalars(sa.select(C.c.person_id).where(issued, OPEN)).all():
        end_codes(db, person_id)


def code_issuers(db: Session, person_id: int, within: timedelta = timedelta(days=30)) -> set[int]:
    """The people who lately let this person in by a code, or asked for it: none of them is a second person with her."""
    wanted = sa.select(C.c.issued_by_id, C.c.asked_by_id)
    rows = db.execute(wanted.where(C.c.person_id == person_id, C.c.issued_at > now() - within))
    return {key for row in rows for key in row if key is not None}


def codes_of(db: Session, people: Collection[int], within: timedelta = timedelta(days=30)) -> list[Any]:
    """Codes for these people with the names of person and issuer, newest first."""
    issuer = P.alias()
    wanted = (
        sa.select(
            C.c.id, C.c.person_id, P.c.name.label("person"), issuer.c.name.label("issuer"), C.c.issued_by_id,
            C.c.capacity, C.c.issued_at, C.c.used_at, C.c.ended_at, C.c.expires_at,
        )
        .join(P, P.c.id == C.c.person_id)
        .outerjoin(issuer, issuer.c.id == C.c.issued_by_id)
        .where(C.c.person_id.in_(people), C.c.issued_at > now() - within)
    )  # fmt: skip
    return list(db.execute(wanted.order_by(C.c.id.desc()).limit(20)))
