"""Person: someone who signs in by phone number, e-mail, or a name and PIN on the group's phone."""

import re
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.email import typed_email
from market.kernel.indexes import where_set
from market.kernel.phone import typed_phone
from market.kernel.record import Record, locked, table
from market.kernel.refused import Refused
from market.kernel.taken import taken
from market.messages.outbox import Recipient
from market.people.resting import Rests

NUMBERED = re.compile(r"A-?([0-9]{1,9})")
taken("person.phone", "phone_taken", "phone")
taken("person.email", "email_taken", "email")


class Person(Rests, Record, table=True):
    """`phone` is E.164, `email` lower case; a member of a group may have neither.

    `phone_proved_at`, `email_proved_at`: when it was shown to be theirs. Until `restricted_until` money, accounts,
    members, devices and exports rest, after a code let them in. `lost_way_at`: when the account last lost its number,
    e-mail or password; it stays an account, known as `A-123`, and somebody has to let its owner in.
    """

    __table_args__ = (
        sa.UniqueConstraint("phone"),
        sa.UniqueConstraint("email"),
        where_set("person", "restricted_until"),
    )

    name: str = Field(max_length=80)
    phone: str | None = Field(default=None, max_length=20)
    email: str | None = Field(default=None, max_length=200)
    password_hash: str | None = None
    admin: bool = Field(default=False, index=True)
    language: str = Field(default="id", max_length=2)
    created_at: datetime = Field(default_factory=now)
    ended_at: datetime | None = None
    phone_proved_at: datetime | None = None
    email_proved_at: datetime | None = None
    restricted_until: datetime | None = None
    lost_way_at: datetime | None = None

    @property
    def recipient(self) -> Recipient:
        """The person as messages know her."""
        return Recipient(
            self.name,
            self.phone,
            self.email,
            self.language,
            phone_proved=self.phone_proved_at is not None,
            email_proved=self.email_proved_at is not None,
            person_id=self.id,
        )

    @property
    def has_account(self) -> bool:
        """Whether there is a way in besides a PIN on the group's phone, or was one."""
        return bool(self.password_hash or self.phone or self.email or self.lost_way_at)

    @property
    def account_number(self) -> str:
        """`A-123`: how an account is called whose number and e-mail are gone."""
        return f"A-{self.key}"

    def change_password(self, password_hash: str) -> None:
        self.password_hash = password_hash

    def lose_password(self) -> None:
        """The password opens nothing any more; the account stays its owner's."""
        self.password_hash, self.lost_way_at = None, now()


def lock_person(db: Session, person_id: int) -> Person:
    """The person, locked: all changes of her ways in wait for this row. Refused once she deleted her account."""
    found = db.scalars(
        locked(sa.select(Person).where(table(Person).c.id == person_id, table(Person).c.ended_at.is_(None)))
    ).first()
    if found is None:
        raise Refused("person_unknown", field="identifier")
    return found


def find_person(db: Session, identifier: str) -> Person | None:
    """The person with this phone number or e-mail, however typed."""
    text = identifier.strip()
    if "@" in text:
        wanted: Any = Person.email == text.lower()
    else:
        try:
            wanted = Person.phone == typed_phone(text)
        except Refused:
            return None
    return db.scalars(sa.select(Person).where(wanted, Person.ended_at.is_(None))).first()  # type: ignore[union-attr]


def find_way_in(db: Session, identifier: str) -> Person | None:
    """`find_person`; or by `A-123` the account that has neither phone nor e-mail, and a password or none any more."""
    found = NUMBERED.fullmatch(identifier.strip().upper())
    if not found:
        return find_person(db, identifier)
    rows = table(Person)
    bare = (
        rows.c.phone.is_(None),
        rows.c.email.is_(None),
        sa.or_(rows.c.password_hash.is_not(None), rows.c.lost_way_at.is_not(None)),
        rows.c.ended_at.is_(None),
    )
    return db.scalars(sa.select(Person).where(rows.c.id == int(found[1]), *bare)).first()


def typed_identifier(text: str) -> str:
    """A phone number as E.164, or an e-mail in lower case: what somebody is known by."""
    return typed_email(text) if "@" in text else typed_phone(text)


PASSES, MEMORY_KIB = 2, 19 * 1024  # OWASP's second setting for Argon2id


@lru_cache
def _hasher() -> Any:
    from argon2 import PasswordHasher

    return PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=1)


def hash_secret(secret: str) -> str:
    """Argon2id with 19 MiB, about 25 ms. Call it before BEGIN."""
    return str(_hasher().hash(secret))


def fits(password_hash: str | None, secret: str) -> bool:
    """Whether a password or PIN is the one. Takes as long when there is no hash."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return bool(_hasher().verify(password_hash or _nobody(), secret)) and password_hash is not None
    except (VerificationError, InvalidHashError):
        return False


@lru_cache
def _nobody() -> str:
    return hash_secret("nobody has this password")


def four_digits(pin: str) -> str:
    """A PIN as it is typed. Refused of another length or of other letters."""
    if not re.fullmatch(r"[0-9]{4}", pin):
        raise Refused("pin_unclear", field="pin")
    return pin


def good_pin(pin: str) -> str:
    """A PIN that is chosen: not four alike, nor four in a row."""
    four_digits(pin)
    steps = {int(b) - int(a) for a, b in pairwise(pin)}
    if steps in ({0}, {1}, {-1}):
        raise Refused("pin_too_easy", field="pin")
    return pin


def admins(db: Session) -> list[Person]:
    """The people who run the platform."""
    rows = table(Person)
    return list(
        db.scalars(sa.select(Person).where(rows.c.admin.is_(True), rows.c.ended_at.is_(None)).order_by(rows.c.id))
    )
