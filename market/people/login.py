"""Login: one browser that is signed in, as a person or as a group's phone. Kept on the server."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.indexes import where_set
from market.kernel.later import later
from market.kernel.limits import count_in
from market.kernel.record import Record, table
from market.kernel.refused import NeedsSignIn, NeedsWho, NotFound
from market.kernel.tokens import digest, new_token
from market.people.access import Actor
from market.people.known_browser import forget_browsers
from market.people.pending_login import end_pending_of
from market.people.person import Person
from market.people.security import HOUR, security_event

LASTS = timedelta(days=60)
DEVICE_LASTS = timedelta(days=180)
WHO_LASTS = timedelta(minutes=3)
# How long a login lasts that nobody uses (ASVS 5.0 7.1.1, 7.3.1): a group's phone may lie in a drawer between two
# catches; who holds an office reads what others may not, often on a shared computer.
IDLE = timedelta(days=30)
OFFICE_IDLE = timedelta(hours=12)
DEVICE_IDLE = timedelta(days=45)
NOTED_EVERY = timedelta(minutes=5)


class Login(Record, table=True):
    """Only the digest of the cookie is stored. On a group's phone `acting_id` is the member who gave her PIN.

    `used_at` is at most some minutes old; `second_at` is when a code of the person's app came besides the password.
    """

    __table_args__ = (
        sa.CheckConstraint("(person_id IS NULL) <> (device_id IS NULL)", name="one_of"),
        sa.UniqueConstraint("token_hash"),
        where_set("login", "acting_id"),
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
    used_at: datetime = Field(default_factory=now)
    second_at: datetime | None = None

    @property
    def live(self) -> bool:
        return self.ended_at is None and self.expires_at > now()

    def renew(self) -> str:
        """A fresh token after a change of rights; the old one opens nothing any more."""
        token = new_token() + new_token()
        self.token_hash = digest(token)
        return token

    def act_as(self, person: Person, group_id: int) -> None:
        """A member is named on a phone of this group for three minutes; she is told, once an hour for each."""
        self.acting_id = person.key
        self.acting_until = now() + WHO_LASTS
        if count_in(self.db, f"named/{self.key}/{person.key}", HOUR) == 1:
            security_event(
                self.db, "named_on_phone", person_id=person.key, by_id=person.key, group_id=group_id,
                device=self.device_id or 0,
            )  # fmt: skip

    def still_here(self) -> None:
        """An act just now: the three minutes begin anew."""
        if self.acting_id is not None:
            self.acting_until = now() + WHO_LASTS

    def step_back(self) -> None:
        self.acting_id = None
        self.acting_until = None

    def end(self) -> None:
        self.ended_at = now()


def sign_in(db: Session, person: Person, agent: str = "", *, second: bool = False) -> str:
    """A new login of this person; returns the token for its cookie. `second`: a code of her app came too."""
    token = new_token() + new_token()
    Login(
        token_hash=digest(token),
        person_id=person.key,
        agent=agent[:120],
        expires_at=now() + LASTS,
        second_at=now() if second else None,
    ).add(db)
    return token


def sign_in_device(db: Session, device_id: int, agent: str = "", lasts: timedelta | None = None) -> str:
    """A group's phone stays signed in for 180 days; one that an officer set up for less."""
    token = new_token() + new_token()
    Login(
        token_hash=digest(token), device_id=device_id, agent=agent[:120], expires_at=now() + (lasts or DEVICE_LASTS)
    ).add(db)
    return token


def too_long_unused(used_at: datetime, *, device: bool, office: bool) -> bool:
    """Whether a login ended because nobody used it."""
    return now() - used_at > (DEVICE_IDLE if device else OFFICE_IDLE if office else IDLE)


def note_use(login_id: int, used_at: datetime) -> None:
    """Notes that a login is in use, to be written soon; at most every five minutes."""
    moment = now()
    if moment - used_at > NOTED_EVERY:
        logins = table(Login)
        used = sa.update(logins).where(logins.c.id == login_id, logins.c.used_at < moment).values(used_at=moment)
        later(("used", login_id), lambda db: db.execute(used))


LASTING = sa.select(table(Login).c.acting_id).where(
    table(Login).c.id == sa.bindparam("login"), table(Login).c.ended_at.is_(None)
)
STILL, STILL_PHONE = LASTING.with_for_update(read=True), LASTING.with_for_update()


def require_still(db: Session, *, actor: Actor) -> None:
    """Refused when the login was ended since it was read, and when the member is no longer named on a group's phone.

    On PostgreSQL whoever ends it waits from here to the commit, and then sees what was written.
    """
    wanted = STILL if actor.device_id is None else STILL_PHONE  # a phone's row is also written: how long a name stands
    found = db.connection().execute(wanted, {"login": actor.login_id}).first()
    if found is None:
        raise NeedsSignIn
    if actor.device_id is not None and actor.person_id not in {None, found.acting_id}:
        raise NeedsWho


def find_login(db: Session, token: str) -> Login | None:
    found = db.scalars(sa.select(Login).where(table(Login).c.token_hash == digest(token))).first()
    return found if found and found.live else None


def end_all(db: Session, person_id: int, *, but: int | None = None) -> int:
    """Ends every login of a person, except `but`; returns how many there were.

    Forgets her known browsers, and ends sign-ins that wait for a second step.
    """
    logins = table(Login)
    wanted = sa.update(logins).where(
        logins.c.person_id == person_id, logins.c.ended_at.is_(None), logins.c.id != (but or 0)
    )
    acting = sa.update(logins).where(logins.c.acting_id == person_id).values(acting_id=None, acting_until=None)
    db.execute(acting)
    forget_browsers(db, person_id)
    end_pending_of(db, person_id)
    ended: sa.CursorResult[tuple[()]] = db.execute(wanted.values(ended_at=now()))  # type: ignore[assignment]
    return ended.rowcount


def live_logins(db: Session, person_id: int, *, office: bool = False) -> list[Login]:
    """Where a person is signed in now, the newest first; `office`: she holds one, or is an admin."""
    logins = table(Login)
    rows = sa.select(Login).where(
        logins.c.person_id == person_id,
        logins.c.ended_at.is_(None),
        logins.c.expires_at > now(),
        logins.c.used_at > now() - (OFFICE_IDLE if office else IDLE),
    )
    return list(db.scalars(rows.order_by(logins.c.id.desc())))


def logins_since(db: Session, person_id: int, moment: datetime) -> list[datetime]:
    """When the logins of this person that are younger than `moment` began, ended or not."""
    logins = table(Login)
    wanted = sa.select(logins.c.created_at).where(logins.c.person_id == person_id, logins.c.created_at > moment)
    return list(db.scalars(wanted))


def login_before(db: Session, person_id: int, login_id: int) -> Login | None:
    """The sign-in before this one, whether it still lasts or not."""
    logins = table(Login)
    wanted = sa.select(Login).where(logins.c.person_id == person_id, logins.c.id < login_id)
    return db.scalars(wanted.order_by(logins.c.id.desc()).limit(1)).first()


def signed_in_before(db: Session, person_id: int) -> bool:
    logins = table(Login)
    return db.execute(sa.select(logins.c.id).where(logins.c.person_id == person_id).limit(1)).first() is not None


def end_login(db: Session, person_id: int, login_id: int) -> None:
    """Ends one login of this person; NotFound when it is not hers or over."""
    found = db.get(Login, login_id)
    if found is None or found.person_id != person_id or not found.live:
        raise NotFound(f"login {login_id}")
    found.end()
