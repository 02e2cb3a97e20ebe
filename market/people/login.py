"""Login: one browser that is signed in, as a person or as a group's phone. Kept on the server."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, table
from market.kernel.tokens import digest, new_token
from market.people.person import Person

LASTS = timedelta(days=60)
DEVICE_LASTS = timedelta(days=180)
WHO_LASTS = timedelta(minutes=3)


class Login(Record, table=True):
    """Only the digest of the cookie is stored. On a group's phone `acting_id` is who said so by PIN."""

    __table_args__ = (
        sa.CheckConstraint("(person_id IS NULL) <> (device_id IS NULL)", name="one_of"),
        sa.UniqueConstraint("token_hash"),
    )

    token_hash: str = Field(max_length=64)
    person_id: int | None = Field(default=None, foreign_key="person.id", index=True)
    device_id: int | None = Field(default=None, foreign_key="device.id", index=True)
    acting_id: int | None = Field(default=None, foreign_key="person.id")
    acting_until: datetime | None = None
    agent: str = Field(default="", max_length=120)
    created_at: datetime = Field(default_factory=now)
    expires_at: datetime
    ended_at: datetime | None = None

    @property
    def live(self) -> bool:
        return self.ended_at is None and self.expires_at > now()

    def act_as(self, person: Person) -> None:
        """Someone said who they are, for the next three minutes."""
        self.acting_id = person.key
        self.acting_until = now() + WHO_LASTS

    def still_here(self) -> None:
        """An act just now: the three minutes begin anew."""
        if self.acting_id is not None:
            self.acting_until = now() + WHO_LASTS

    def step_back(self) -> None:
        self.acting_id = None
        self.acting_until = None

    def end(self) -> None:
        self.ended_at = now()


def sign_in(db: Session, person: Person, agent: str = "") -> str:
    """A new login of this person: the token for the cookie."""
    token = new_token() + new_token()
    Login(token_hash=digest(token), person_id=person.key, agent=agent[:120], expires_at=now() + LASTS).add(db)
    return token


def sign_in_device(db: Session, device_id: int, agent: str = "") -> str:
    """A group's phone stays signed in for 180 days."""
    token = new_token() + new_token()
    Login(token_hash=digest(token), device_id=device_id, agent=agent[:120], expires_at=now() + DEVICE_LASTS).add(db)
    return token


def find_login(db: Session, token: str) -> Login | None:
    found = db.scalars(sa.select(Login).where(table(Login).c.token_hash == digest(token))).first()
    return found if found and found.live else None


def end_all(db: Session, person_id: int, *, but: int | None = None) -> int:
    """Ends every login of a person, except the one that asks; how many there were."""
    logins = table(Login)
    wanted = sa.update(logins).where(
        logins.c.person_id == person_id, logins.c.ended_at.is_(None), logins.c.id != (but or 0)
    )
    acting = sa.update(logins).where(logins.c.acting_id == person_id).values(acting_id=None, acting_until=None)
    db.execute(acting)
    ended: sa.CursorResult[tuple[()]] = db.execute(wanted.values(ended_at=now()))  # type: ignore[assignment]
    return ended.rowcount


def live_logins(db: Session, person_id: int) -> list[Login]:
    rows = sa.select(Login).where(
        table(Login).c.person_id == person_id,
        table(Login).c.ended_at.is_(None),
        table(Login).c.expires_at > now(),
    )
    return list(db.scalars(rows.order_by(table(Login).c.id.desc())))
