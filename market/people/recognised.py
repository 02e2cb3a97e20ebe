"""Recognised: who comes with a cookie: a person, or a group's phone and the member who is named on it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from market.kernel.clock import now
from market.kernel.record import table
from market.kernel.settings import settings
from market.kernel.tokens import digest
from market.people.access import Actor
from market.people.device import Device, kept_from_outside
from market.people.group import ANSWERED_IN, Group
from market.people.helpers import IN_FORCE, Officer
from market.people.login import Login, note_use, too_long_unused
from market.people.membership import Membership
from market.people.person import Person
from market.people.pin_givers import BY_HELPERS
from market.people.place import within

L, P, D, M, O, G = (table(each) for each in (Login, Person, Device, Membership, Officer, Group))
ANSWERS = (  # whether the officer who set a phone up still answers for its group: a deputy's days end, groups move
    sa.select(O.c.id)
    .join(Group, within(ANSWERED_IN, O.c.place))
    .where(G.c.id == D.c.group_id, O.c.person_id == D.c.kept_by_id, IN_FORCE, O.c.reads_only.is_(False))
    .correlate(D)
    .exists()
)
BY_TOKEN = (
    sa.select(
        L.c.id, L.c.person_id, P.c.name, P.c.admin, L.c.device_id, D.c.group_id, D.c.name.label("device"),
        D.c.kept_by_id, kept_from_outside(D).label("outside"), ANSWERS.label("answers"),
        L.c.acting_id, L.c.acting_until, P.c.restricted_until, L.c.used_at, L.c.second_at,
        sa.select(O.c.id).where(O.c.person_id == L.c.person_id, IN_FORCE).exists().label("officer"),
    )
    .select_from(L.outerjoin(P, P.c.id == L.c.person_id).outerjoin(D, D.c.id == L.c.device_id))
    .where(
        L.c.token_hash == sa.bindparam("token"),
        L.c.ended_at.is_(None),
        L.c.expires_at > sa.bindparam("now"),
        sa.or_(P.c.id.is_(None), P.c.ended_at.is_(None)),
        sa.or_(D.c.id.is_(None), D.c.ended_at.is_(None)),
    )
)  # fmt: skip
BEHIND = BY_HELPERS.subquery("behind")
ACTING = (  # only while she belongs to the group and has a PIN
    sa.select(P.c.id, P.c.name, M.c.pin_rests_until, BEHIND.c.by)
    .join(Membership, sa.and_(M.c.person_id == P.c.id, M.c.group_id == sa.bindparam("group"), M.c.ended_at.is_(None)))
    .outerjoin(BEHIND, sa.true())
    .where(P.c.id == sa.bindparam("who"), P.c.ended_at.is_(None), M.c.pin_hash.is_not(None))
)  # a row for each helper by whose code, or that of who gave it, her PIN came


def recognised(db: Session, token: str) -> Actor:
    """Whose login a cookie is of, as she may act now; an anonymous Actor when it is of none that lasts."""
    row = db.execute(BY_TOKEN, {"token": digest(token), "now": now()}).first()
    if row is None or _unused(row) or (row.device_id is not None and row.outside and not row.answers):
        return Actor()
    note_use(row.id, row.used_at)
    return _person(row) if row.person_id is not None else _phone(db, row)


def _phone(db: Session, row: Any) -> Actor:
    """A group's phone, and the member who is named on it."""
    found: Sequence[Any] = ()
    if row.acting_id is not None and row.acting_until > now():
        found = db.execute(ACTING, {"who": row.acting_id, "group": row.group_id}).all()
    who = found[0] if found else None
    # The officer who set this phone up may have seen a PIN that was typed there, and be who is named by it.
    read_by = {row.kept_by_id} if who is not None and row.outside else set()
    return Actor(
        who.id if who else None,
        who.name if who else row.device,
        login_id=row.id,
        device_id=row.device_id,
        device_group_id=row.group_id,
        restricted_until=who.pin_rests_until if who else None,
        pin_by_helpers=frozenset(each.by for each in found if each.by is not None) | read_by,
        officers_phone=bool(read_by),
    )


def phone_opens(db: Session, device_id: int) -> bool:
    """Whether a group's phone stands: nobody ended it, and an officer who set it up still answers for the group."""
    wanted = sa.select(kept_from_outside(D).label("outside"), ANSWERS.label("answers"))
    row = db.execute(wanted.where(D.c.id == device_id, D.c.ended_at.is_(None))).first()
    return row is not None and bool(row.answers or not row.outside)


def _unused(row: Any) -> bool:
    return too_long_unused(row.used_at, device=row.device_id is not None, office=bool(row.admin or row.officer))


def _person(row: Any) -> Actor:
    """Outside a demo nobody is an admin by a password alone."""
    proved = row.second_at is not None or settings().demo
    return Actor(
        row.person_id,
        row.name,
        bool(row.admin and proved),
        row.id,
        restricted_until=row.restricted_until,
        needs_second=bool(row.admin and not proved),
        holds_office=bool(row.admin or row.officer),
    )


def group_of_former(db: Session, token: str) -> str:
    """The name of the group whose phone bore this cookie, which opens nothing any more; empty for any other."""
    rows, logins, groups = table(Device), table(Login), table(Group)
    asked = sa.select(groups.c.name).join(rows, rows.c.group_id == groups.c.id)
    asked = asked.join(logins, logins.c.device_id == rows.c.id).where(logins.c.token_hash == digest(token))
    return str(db.execute(asked).scalar_one_or_none() or "")
