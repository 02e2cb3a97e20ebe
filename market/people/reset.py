"""ResetCode: six digits from somebody who knows the person, for those without e-mail."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, table
from market.kernel.refused import NotFound, Refused
from market.kernel.tokens import digest, six_digits
from market.messages.outbox import tell
from market.people.access import Actor, Role
from market.people.helpers import Facilitation, offices
from market.people.login import end_all
from market.people.membership import Membership
from market.people.person import Person

LASTS = timedelta(hours=24)
MOST_TRIES = 5


class ResetCode(Record, table=True):
    """Good for 24 hours and once; who issued it is kept."""

    person_id: int = Field(foreign_key="person.id", index=True)
    code_hash: str = Field(max_length=64)
    issued_by_id: int | None = Field(default=None, foreign_key="person.id")
    capacity: str = Field(max_length=20)
    issued_at: datetime = Field(default_factory=now)
    expires_at: datetime
    tries: int = 0
    used_at: datetime | None = None

    @property
    def live(self) -> bool:
        return self.used_at is None and self.expires_at > now() and self.tries < MOST_TRIES


def rank(db: Session, person: Person) -> int:
    """0 a member or buyer, 1 treasurer, 2 chair, 3 facilitator, 4 officer, 5 admin."""
    if person.admin:
        return 5
    if offices(db, person.key):
        return 4
    helping = sa.select(table(Facilitation).c.id).where(
        table(Facilitation).c.person_id == person.key, table(Facilitation).c.ended_at.is_(None)
    )
    if db.execute(helping).first():
        return 3
    m = table(Membership)
    found = db.execute(
        sa.select(m.c.chair, m.c.treasurer).where(m.c.person_id == person.key, m.c.ended_at.is_(None))
    ).all()
    return max([2 if row.chair else 1 if row.treasurer else 0 for row in found], default=0)


def code_issuers(db: Session, person_id: int, within: timedelta = timedelta(days=30)) -> set[int]:
    """Who let this person in by a code of late: none of them is a second person with her."""
    codes = table(ResetCode)
    issued = (codes.c.person_id == person_id, codes.c.issued_by_id.is_not(None), codes.c.issued_at > now() - within)
    return set(db.scalars(sa.select(codes.c.issued_by_id).where(*issued)))


ISSUER_RANK = {Role.CHAIR: 2, Role.FACILITATOR: 3, Role.OFFICER: 4, Role.ADMIN: 5}


def issue_code(db: Session, person: Person, *, by: Actor, capacity: Role) -> str:
    """Six digits to read out to `person`. Never for a role above the issuer's; ends nothing yet."""
    if rank(db, person) > ISSUER_RANK[capacity] or person.key == by.person_id:
        raise Refused("higher_role")
    codes = table(ResetCode)
    db.execute(sa.update(codes).where(codes.c.person_id == person.key, codes.c.used_at.is_(None)).values(used_at=now()))
    code = six_digits()
    issued = ResetCode(
        person_id=person.key,
        code_hash=digest(f"{person.key}:{code}"),
        issued_by_id=by.person_id,
        capacity=capacity.value,
        expires_at=now() + LASTS,
    ).add(db)
    tell(
        db,
        person.recipient,
        "reset_code_issued",
        {"by": by.name},
        name=f"reset/{issued.key}",
    )
    return code


def try_code(db: Session, person_id: int, code: str) -> bool:
    """Counts one try and says whether the code fits; its own write, so that a refusal counts."""
    codes = table(ResetCode)
    found = db.scalars(
        sa.select(ResetCode).where(codes.c.person_id == person_id).order_by(codes.c.id.desc()).limit(1)
    ).first()
    if found is None or not found.live:
        return False
    found.tries += 1
    return found.code_hash == digest(f"{person_id}:{code.strip()}")


def use_code(db: Session, person_id: int, code: str, password_hash: str) -> Person:
    """Sets the new password, ends every login, tells the owner."""
    codes = table(ResetCode)
    used = db.execute(
        sa.update(codes)
        .where(
            codes.c.person_id == person_id,
            codes.c.code_hash == digest(f"{person_id}:{code.strip()}"),
            codes.c.used_at.is_(None),
            codes.c.expires_at > now(),
        )
        .values(used_at=now())
        .returning(codes.c.id)
    ).first()
    if used is None:
        raise Refused("code_wrong", field="code")
    person = db.get(Person, person_id)
    if person is None:
        raise NotFound(f"person {person_id}")
    person.change_password(password_hash)
    end_all(db, person.key)
    to = person.recipient
    tell(db, to, "password_changed", {}, name=f"reset/{used.id}/used")
    return person
