"""Holders: the chairs and treasurers of a group, without whom nothing about its money changes."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.people.approving.pin_code import PinCode
from market.people.device import Device
from market.people.login import DEVICE_IDLE, Login
from market.people.membership import Membership
from market.people.person import Person
from market.people.pin_givers import pin_givers
from market.people.reset_code import ResetCode

WITHOUT_A_WAY = timedelta(days=30)
M, P, L, C, K, D = (table(each) for each in (Membership, Person, Login, ResetCode, PinCode, Device))


def reachable_bearers(db: Session, group_id: int) -> set[int]:
    """The chairs and treasurers who can say yes: they have a way in of their own, or had one within thirty days.

    One who lost hers is asked meanwhile: else whoever took it from her could speak for the group at once. A PIN is a
    way in where the group has a phone that is signed in and in use, or had one within thirty days.
    """
    since = now() - WITHOUT_A_WAY
    on_a_phone = sa.and_(M.c.pin_hash.is_not(None), _phones(since).exists())
    way = sa.or_(P.c.password_hash.is_not(None), on_a_phone, M.c.accepted_at > since)
    signs = (
        sa.select(L.c.id).where(L.c.person_id == P.c.id, sa.or_(L.c.created_at > since, L.c.ended_at > since)),
        sa.select(L.c.id).where(L.c.acting_id == P.c.id, L.c.acting_until > since),
        sa.select(C.c.id).where(C.c.person_id == P.c.id, sa.or_(C.c.issued_at > since, C.c.used_at > since)),
        sa.select(K.c.id).where(K.c.membership_id == M.c.id, sa.or_(K.c.issued_at > since, K.c.used_at > since)),
    )
    wanted = (
        sa.select(P.c.id)
        .join(M, M.c.person_id == P.c.id)
        .where(M.c.group_id == group_id, M.c.ended_at.is_(None), P.c.ended_at.is_(None))
        .where(sa.or_(M.c.chair, M.c.treasurer), sa.or_(way, *(each.exists() for each in signs)))
    )
    return set(db.scalars(wanted))


def answering_bearers(db: Session, group_id: int, asked_by_id: int) -> set[int]:
    """Of those whoever can answer what somebody asked: in an account, or by a PIN that neither she who asked may know
    nor who may have asked as her. A helper on whose phone alone a group says its PINs would answer herself.
    """
    reachable = reachable_bearers(db, group_id)
    signed = set(db.scalars(sa.select(P.c.id).where(P.c.id.in_(reachable), P.c.password_hash.is_not(None))))
    by_pin = reachable - signed
    asks = {asked_by_id} | pin_givers(db, group_id, asked_by_id) if by_pin else set()
    return signed | {each for each in by_pin if pin_givers(db, group_id, each).isdisjoint(asks)}


def _phones(since: datetime) -> sa.Select[tuple[int]]:
    """The phones of the membership's group that opened at some moment after this one."""
    open_then = sa.and_(L.c.expires_at > since, L.c.used_at > since - DEVICE_IDLE)
    not_ended = sa.or_(L.c.ended_at.is_(None), L.c.ended_at > since)
    return sa.select(D.c.id).join(L, L.c.device_id == D.c.id).where(D.c.group_id == M.c.group_id, open_then, not_ended)
