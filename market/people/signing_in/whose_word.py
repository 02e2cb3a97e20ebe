"""Whose word counts about a code: when nobody can deny it any more, since a helper met the person it let in."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.people.access import Role
from market.people.reset_code import C, ResetCode
from market.people.security import SecurityEvent
from market.people.signing_in.denial import N
from market.people.undoing import DENIED_FOR

SAID_ENOUGH = 2
E = table(SecurityEvent)
SHUT = N.c.until_at >= N.c.used_at  # else only what was done before somebody else came in was taken back


def settled(db: Session, person_id: int, code: ResetCode | None, signed_in: datetime | None = None) -> bool:
    """Whether nobody can say "bukan saya" any more about this code: else whoever found her old phone, and denies all
    that she does, would shut her out for ever.

    So it is when a helper has met her, for what she does in a login from before that (`signed_in`); and when links have
    lately shut the account twice, and the code is of a facilitator, officer or admin who gave none of those denied.
    """
    if code is None:
        return False
    met = met_after(db, code)
    if met and signed_in and signed_in <= met:
        return True
    if code.capacity == Role.CHAIR.value:
        return False
    shut = (N.c.person_id == person_id, SHUT, N.c.until_at > now() - DENIED_FOR, N.c.until_at < code.issued_at)
    by_link = N.c.expires_at > N.c.made_at  # not those from inside the account: anybody with its password can say them
    said = db.scalars(sa.select(N.c.id).where(*shut, by_link).limit(SAID_ENOUGH)).all()
    wanted = sa.select(C.c.issued_by_id, C.c.asked_by_id).join(N, N.c.code_id == C.c.id)
    gave = db.execute(wanted.where(C.c.person_id == person_id, N.c.used_at.is_not(None)))
    denied = {each for row in gave for each in row if each is not None}
    return len(said) >= SAID_ENOUGH and not denied & {code.issued_by_id, code.asked_by_id}


def burnt(db: Session, code: ResetCode) -> bool:
    """Whether nobody can deny this code before it is used: two were denied lately, and this one is of a facilitator,
    officer or admin. Else whoever has her old phone, or her password, could end each before she types it.
    """
    if code.used_at is not None or code.capacity == Role.CHAIR.value:
        return False
    others = sa.or_(N.c.code_id.is_(None), N.c.code_id != code.key)
    lately = (N.c.person_id == code.person_id, N.c.used_at > now() - DENIED_FOR, others)
    return len(db.scalars(sa.select(N.c.id).where(*lately).limit(SAID_ENOUGH)).all()) >= SAID_ENOUGH


def met_after(db: Session, code: ResetCode) -> datetime | None:
    """When a helper met the person whom this code, and no later one, let in."""
    if code.used_at is None:
        return None
    after = sa.select(sa.func.min(C.c.used_at)).where(C.c.person_id == code.person_id, C.c.used_at > code.used_at)
    until = db.execute(after).scalar_one() or now()
    said = [E.c.person_id == code.person_id, E.c.code == "rest_ended", E.c.at >= code.used_at, E.c.at <= until]
    hers = (N.c.person_id == E.c.by_id, N.c.since <= E.c.at, N.c.until_at >= E.c.at)
    said.append(~sa.select(N.c.id).where(*hers).exists())  # said from an account that was its owner's then
    return db.scalars(sa.select(E.c.at).where(*said).order_by(E.c.at).limit(1)).first()
