"""SecondFactor: codes of an app (TOTP, RFC 6238) besides the password, and ten recovery codes for a lost phone."""

import base64
import hmac
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlmodel import Field

from market.kernel.clock import now
from market.kernel.record import Record, table
from market.kernel.refused import Refused
from market.kernel.settings import settings
from market.kernel.tokens import derived_key, new_token, short_code
from market.messages.outbox import tell
from market.people.access import Actor
from market.people.login import end_all
from market.people.person import Person
from market.people.security import security_event
from market.people.undoing import Made, undoes

STEP = 30  # seconds; codes of the steps before and after count too, for clocks that differ
CODES = 10
BEGUN_LASTS = timedelta(hours=1)  # until its first code


class SecondFactor(Record, table=True):
    """One person's app. Its key is stored nowhere: it is computed from `nonce` and the installation's secret key.

    `last_step` is the step of the last code that was used: each code opens once.
    """

    __tablename__ = "second_factor"

    person_id: int = Field(foreign_key="person.id", unique=True)
    nonce: str = Field(max_length=32)
    last_step: int = 0
    begun_at: datetime = Field(default_factory=now)
    confirmed_at: datetime | None = None

    @property
    def key_text(self) -> str:
        """The key as an app takes it when the picture cannot be scanned."""
        derived = hmac.digest(derived_key("second-factor"), f"{self.person_id}/{self.nonce}".encode(), "sha256")
        return base64.b32encode(derived[:20]).decode()

    def address(self, account: str) -> str:
        """The `otpauth:` address in the QR code."""
        import pyotp

        return str(pyotp.TOTP(self.key_text).provisioning_uri(name=account, issuer_name="Dermaga"))

    def take(self, typed: str) -> bool:
        """Whether this is a present code that was not used before; it counts as used from here on."""
        import pyotp

        app = pyotp.TOTP(self.key_text)
        here = int(now().timestamp()) // STEP
        for step in (here - 1, here, here + 1):
            if step > self.last_step and hmac.compare_digest(app.generate_otp(step), typed):
                return self.update_if(S.c.last_step < step, last_step=step)
        return False

    def confirm(self, typed: str) -> list[str]:
        """Turns the app on, once one code was right; returns the recovery codes, to be shown once."""
        if not self.take(only_signs(typed)):
            raise Refused("app_code_wrong", field="app_code")
        self.confirmed_at = now()
        return new_recovery_codes(self.db, self.person_id)


class RecoveryCode(Record, table=True):
    """Opens once, in place of a code of the app. 58 random bits, kept as a digest under the secret key."""

    __tablename__ = "recovery_code"

    person_id: int = Field(foreign_key="person.id", index=True)
    code_hash: str = Field(max_length=64, unique=True)
    used_at: datetime | None = None


S, R = table(SecondFactor), table(RecoveryCode)


def second_factor(db: Session, person_id: int) -> SecondFactor | None:
    """The app that codes are asked of; none before it was confirmed."""
    found = sa.select(SecondFactor).where(S.c.person_id == person_id, S.c.confirmed_at.is_not(None))
    return db.scalars(found).first()


def must_have_second(person: Person) -> bool:
    """Whether she must use an app's codes: every admin, except in a demo, whose passwords are public."""
    return person.admin and not settings().demo


def begun_factor(db: Session, person_id: int) -> SecondFactor | None:
    """An app that was begun within the hour and not confirmed yet: a key of long ago may lie in another's hands."""
    fresh = S.c.begun_at > now() - BEGUN_LASTS
    found = sa.select(SecondFactor).where(S.c.person_id == person_id, S.c.confirmed_at.is_(None), fresh)
    return db.scalars(found).first()


def begin_factor(db: Session, person_id: int) -> SecondFactor:
    """A fresh key to be put into an app. Refused when there is one already."""
    if second_factor(db, person_id):
        raise Refused("app_already")
    db.execute(sa.delete(S).where(S.c.person_id == person_id))
    return SecondFactor(person_id=person_id, nonce=new_token()).add(db)


def take_code(db: Session, person_id: int, typed: str) -> str:
    """Which code it was: "app", "recovery", or "" for neither. Each opens once."""
    factor, code = second_factor(db, person_id), only_signs(typed)
    if factor is None or not code:
        return ""
    if code.isascii() and code.isdigit():
        return "app" if factor.take(code) else ""
    used = sa.update(R).where(R.c.person_id == person_id, R.c.code_hash == kept_digest(person_id, code))
    taken = db.execute(used.where(R.c.used_at.is_(None)).values(used_at=now()).returning(R.c.id)).first()
    return "recovery" if taken else ""


def new_recovery_codes(db: Session, person_id: int) -> list[str]:
    """Ten fresh codes, `ABCD-EFGH-JKMN`, to be shown once; those from before open nothing."""
    db.execute(sa.delete(R).where(R.c.person_id == person_id))
    codes = [short_code(12) for _ in range(CODES)]
    for code in codes:
        RecoveryCode(person_id=person_id, code_hash=kept_digest(person_id, code)).add(db)
    return [f"{code[:4]}-{code[4:8]}-{code[8:]}" for code in codes]


def recovery_left(db: Session, person_id: int) -> int:
    wanted = sa.select(sa.func.count()).select_from(R).where(R.c.person_id == person_id, R.c.used_at.is_(None))
    return int(db.execute(wanted).scalar_one())


def end_factor(db: Session, person: Person, *, by: Actor, but: int | None = None) -> None:
    """No more codes are asked for: said by the person herself (`but` is her login), two admins, or the command line.

    Everybody signed in as this person is signed out; she is told by every way she has.
    """
    drop_factor(db, person.key)
    end_all(db, person.key, but=but)
    _tell_off(db, person, by_id=by.person_id)


def _tell_off(db: Session, person: Person, *, by_id: int | None) -> None:
    event = security_event(db, "second_factor_off", person_id=person.key, by_id=by_id)
    name = f"second/{person.key}/off/{event.key}"
    tell(db, person.recipient, "second_factor_off", {}, name=name, warns=True)


def drop_factor(db: Session, person_id: int) -> None:
    for rows in (S, R):
        db.execute(sa.delete(rows).where(rows.c.person_id == person_id))


@undoes("second_factor.person_id")
def undo_factor(db: Session, made: Made) -> None:
    """Ends an app begun or confirmed within that time, whose key others may know; an unconfirmed one in any case."""
    put = sa.or_(
        S.c.confirmed_at.is_(None),
        *(column.between(made.since, made.until) for column in (S.c.begun_at, S.c.confirmed_at)),
    )
    found = db.scalars(sa.select(SecondFactor).where(S.c.person_id == made.person_id, put)).first()
    if found is not None:
        asked = found.confirmed_at is not None
        drop_factor(db, made.person_id)
        if asked:
            _tell_off(db, Person.get(db, made.person_id), by_id=None)


def only_signs(typed: str) -> str:
    """A code without the spaces and dashes that it is written with."""
    return "".join(char for char in typed.upper() if char.isalnum())[:20]


def kept_digest(person_id: int, code: str) -> str:
    return hmac.digest(derived_key("recovery-code"), f"{person_id}/{code}".encode(), "sha256").hex()
