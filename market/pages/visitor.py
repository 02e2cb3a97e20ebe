"""Who is at the door: the cookie, the login, the group's phone, and what they may do in a group."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from fastapi import Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from market.kernel.cause import answered_for
from market.kernel.clock import now
from market.kernel.db import Question, ask_again, asked, read
from market.kernel.record import table
from market.kernel.refused import NeedsSecondStep, NeedsSignIn, NotFound, Refused
from market.kernel.settings import settings
from market.kernel.tokens import digest
from market.people.access import Actor, Do, Role
from market.people.device import Device
from market.people.group import Group, GroupState
from market.people.helpers import IN_FORCE, Officer, offices, signed_for, stood_for
from market.people.login import DEVICE_LASTS, Login, note_use, require_still, too_long_unused
from market.people.membership import Membership
from market.people.person import Person
from market.people.roles.standing import Works, in_group, person_and_works
from market.web.cookies import LOGIN, cookie, set_cookie

USED_EVERY = timedelta(minutes=10)
L, P, D, M, O = (table(each) for each in (Login, Person, Device, Membership, Officer))
BY_TOKEN = (
    sa.select(
        L.c.id, L.c.person_id, P.c.name, P.c.admin, L.c.device_id, D.c.group_id, D.c.name.label("device"),
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
ACTING = (  # only while she belongs to the group and has a PIN
    sa.select(P.c.id, P.c.name, M.c.pin_rests_until)
    .join(Membership, sa.and_(M.c.person_id == P.c.id, M.c.group_id == sa.bindparam("group"), M.c.ended_at.is_(None)))
    .where(P.c.id == sa.bindparam("who"), P.c.ended_at.is_(None), M.c.pin_hash.is_not(None))
)


def visit(request: Request) -> Actor:
    """The visitor, read once for each request; an anonymous Actor without a cookie.

    Each write of the request checks again inside its transaction that this login still stands: a form may wait behind
    others, or hash a password, while its login is ended elsewhere.
    """
    known = request.scope.get("market.actor")
    if isinstance(known, Actor):
        return known
    token = cookie(request, LOGIN)
    actor = _look_up(token) if token else Actor()
    request.scope["market.actor"] = actor
    if actor.login_id is not None and request.method not in {"GET", "HEAD"}:
        asked.get([]).append(Question(partial(require_still, actor=actor)))
    return actor


def _look_up(token: str) -> Actor:
    with read() as db:
        row = db.execute(BY_TOKEN, {"token": digest(token), "now": now()}).first()
        if row is None or _unused(row):
            return Actor()
        note_use(row.id, row.used_at)
        if row.person_id is not None:
            return _person(row)
        who = None
        if row.acting_id is not None and row.acting_until > now():
            who = db.execute(ACTING, {"who": row.acting_id, "group": row.group_id}).first()
        return Actor(
            who.id if who else None,
            who.name if who else row.device,
            login_id=row.id,
            device_id=row.device_id,
            device_group_id=row.group_id,
            restricted_until=who.pin_rests_until if who else None,
        )


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


def require(request: Request) -> Actor:
    """A person who has signed in."""
    actor = visit(request)
    if not actor.signed_in:
        raise NeedsSignIn
    return actor


def require_person(request: Request) -> int:
    """The id of a person who signed in themselves, not on a group's phone."""
    actor = require(request)
    if actor.own_id is None:
        raise NotFound("a person")
    return actor.own_id


def require_rested(request: Request) -> int:
    """`require_person`, and not just let in by a code: for passwords, contacts, exports and deleting the account."""
    person_id = require_person(request)
    visit(request).refuse_while_resting()
    return person_id


def acting(request: Request, actor: Actor, *, reads_only: bool = False) -> Actor:
    """An officer or admin at the desk, who answers by name for what is done there: a superior, and one whom a code
    let in just now, may look and do nothing."""
    answered_for()
    if request.method == "POST":
        if reads_only:
            raise Refused("reads_only")
        actor.refuse_while_resting()
    request.scope["market.reads_only"] = reads_only  # somebody who only looks is shown nothing to press
    return replace(actor, reads_only=reads_only)


def group_here(db: Session, request: Request, slug: str, do: Do = Do.SEE) -> tuple[Group, Actor]:
    """A group and the visitor in it. A stranger finds nothing; a phone is asked "Siapa?" where it must be."""
    actor = require(request)
    ask_again(db)
    group, here = in_group(db, actor, slug, do)
    if here.device_id is not None and request.method == "POST":
        _in_use(db, here)
    if group.state is GroupState.CHECKED or here.helps:
        answered_for()
    return group, here


def _in_use(db: Session, here: Actor) -> None:
    """An act on a group's phone: the member named there has three more minutes; keeps the day of its last use."""
    login, device = db.get(Login, here.login_id), db.get(Device, here.device_id)
    if login and here.person_id is not None:
        login.still_here()
    if device and (device.used_at is None or device.used_at < now() - USED_EVERY):
        device.used()


def require_admin(request: Request) -> Actor:
    actor = require(request)
    if actor.needs_second:
        raise NeedsSecondStep
    if not actor.admin or actor.device_id is not None:
        raise NotFound("admin")
    return acting(request, replace(actor, roles=frozenset({Role.ADMIN})))


def officer_places(db: Session, request: Request) -> tuple[Actor, list[Officer]]:
    """The visitor as an officer, with the offices they hold; a superior may look, not act."""
    actor = require(request)
    ask_again(db)
    found = offices(db, actor.own_id) if actor.own_id else []
    if not found:
        raise NotFound("office")
    officer = replace(actor, roles=frozenset({Role.OFFICER}), name=signed_for(actor.name, stood_for(db, found)))
    officer = acting(request, officer, reads_only=all(office.reads_only for office in found))
    if request.method == "POST":
        found = [office for office in found if not office.reads_only]
    return officer, found


def home_of(db: Session, actor: Actor) -> str:
    """Where a person goes after signing in: to their work, else to their account."""
    if actor.device_group_id:
        return f"/lapak/{Group.get(db, actor.device_group_id).slug}"
    if actor.own_id is None:
        return "/"
    return work_of(*person_and_works(db, actor.own_id))


def work_of(person: Person, works: Works) -> str:
    """The first page of somebody's work; their account when they have none."""
    if person.admin:
        return "/admin"
    return "/dinas" if works.officer else "/pendamping" if works.helper else "/lapak" if works.member else "/akun"


def keep_login(response: Response, token: str) -> Response:
    set_cookie(response, LOGIN, token, lasts=int(DEVICE_LASTS.total_seconds()))
    return response
