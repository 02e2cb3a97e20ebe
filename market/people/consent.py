"""Consent: a row per purpose and text, with the time it was given and withdrawn (UU 27/2022)."""

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, state_column, table
from market.people.person import lock_person

TEXT_VERSION = "2026-11"


class Purpose(StrEnum):
    """An order itself needs no consent (a contract does); these do."""

    TERMS = "terms"
    NEWS = "news"
    PORTRAIT = "portrait"


class Consent(Record, table=True):
    """One yes to one text for one purpose."""

    person_id: int = Field(foreign_key="person.id", index=True)
    purpose: Purpose = Field(sa_column=state_column(Purpose, "purpose"))
    text_version: str = Field(max_length=20)
    given_at: datetime = Field(default_factory=now)
    withdrawn_at: datetime | None = None


C = table(Consent)


def consents(db: Session, person_id: int) -> dict[Purpose, Consent]:
    """The consents that stand now."""
    found = db.scalars(sa.select(Consent).where(C.c.person_id == person_id, C.c.withdrawn_at.is_(None)))
    return {each.purpose: each for each in found}


def consent(db: Session, person_id: int, purpose: Purpose) -> None:
    """Her yes, once however often she says it: of two that stand at once she would take one back alone."""
    lock_person(db, person_id)
    if purpose not in consents(db, person_id):
        Consent(person_id=person_id, purpose=purpose, text_version=TEXT_VERSION).add(db)


def withdraw(db: Session, person_id: int, purpose: Purpose) -> None:
    """No yes of hers to this stands any more."""
    hers = (C.c.person_id == person_id, C.c.purpose == purpose, C.c.withdrawn_at.is_(None))
    db.execute(sa.update(C).where(*hers).values(withdrawn_at=now()))
